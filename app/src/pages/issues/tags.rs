//! Tags with the shares of their values.

use super::detail::OpenIssue;
use crate::{components::Panel, organization::use_slug, pages::problem::encode_query};
use leptos::prelude::*;
use model::issue::{Search, Tag};

/// Every tag with its commonest values; a value leads to the issues that have it.
#[component]
pub fn TagsPanel() -> impl IntoView {
    let detail = OpenIssue::get().detail;
    let tags = Memo::new(move |_| detail.with(|detail| detail.tags.clone()));
    let organization = StoredValue::new(use_slug());
    move || {
        let tags = tags.get();
        (!tags.is_empty()).then(|| {
            let blocks = tags.into_iter().map(|tag| view! { <OneTag tag organization=organization.get_value() /> }).collect_view();
            view! { <Panel title="Tags"><dl class="tag-shares">{blocks}</dl></Panel> }
        })
    }
}

#[component]
fn OneTag(tag: Tag, organization: String) -> impl IntoView {
    let Tag { key, total, values, more } = tag;
    let name = key.clone();
    let rows = values
        .into_iter()
        .map(|value| {
            let share = value.share(total);
            let search = Search { tags: vec![(name.clone(), value.value.clone())], ..Search::default() };
            let href = format!("/{organization}/issues?query={}", encode_query(&search.to_string()));
            let shown = if value.value.is_empty() { "(empty)".to_owned() } else { value.value };
            view! {
                <dd class="tag-share">
                    <a class="plain-link truncate" href=href title=shown.clone()>{shown.clone()}</a>
                    <span class="num faint">{format!("{share} %")}</span>
                    <progress max="100" value=share aria-label=format!("{shown}: {share} per cent")></progress>
                </dd>
            }
        })
        .collect_view();
    view! {
        <div>
            <dt>{key}</dt>
            {rows}
            {(more > 0).then(|| view! { <dd class="faint tiny">{format!("and {more} more")}</dd> })}
        </div>
    }
}
