//! The head of an issue's page: what it is, where it stands, what to do with it; and the way through its events.

use super::{
    bulk::use_set_status,
    detail::OpenIssue,
    parts::{Level, StatusBadge, count},
};
use crate::{
    components::{Button, Crumb, Crumbs, Glyph, Icon, Look, Time},
    organization::use_slug,
};
use leptos::prelude::*;
use leptos_meta::Title;
use model::{
    id::EventId,
    issue::{Neighbours, Status},
    time::Timestamp,
};

/// Title, place, level, status; resolve and ignore.
#[component]
pub fn Head() -> impl IntoView {
    let OpenIssue { id, detail, refresh, .. } = OpenIssue::get();
    let organization = use_slug();
    let set_status = use_set_status(refresh);
    let status = Memo::new(move |_| detail.with(|detail| detail.summary.status));
    let act = move |to| set_status(vec![(id.get_value(), status.get_untracked())], to);
    let first = detail.with_untracked(|detail| detail.summary.clone());
    // The field stands below a long stack.
    let to_comment = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        crate::pages::form::focus("comment");
    };
    let (kind, rest) = split(&first.title);
    let crumbs = vec![
        Crumb::new("Issues", format!("/{organization}/issues")),
        Crumb::new(first.project.name.clone(), format!("/{organization}/issues?project={}", first.project.slug)),
    ];
    view! {
        <Title text=format!("{} {}", first.short_id, first.title) />
        <header class="page__head issue-title">
            <div>
                <Crumbs crumbs />
                <h1><span class="issue-title__kind">{kind}</span>{rest.map(|rest| view! { <span class="issue-title__rest">{rest}</span> })}</h1>
                <div class="cluster issue-title__facts">
                    <Level level=first.level.clone() />
                    <span class="mono">{first.short_id.clone()}</span>
                    {(!first.culprit.is_empty()).then(|| view! { <span class="mono faint wrap-anywhere">{first.culprit.clone()}</span> })}
                    {move || view! { <StatusBadge status=status.get() /> }}
                    <span class="faint">
                        {move || detail.with(|detail| format!("{} · {}", count(detail.summary.times_seen, "event", "events"), count(detail.summary.people_seen, "person", "people")))}
                    </span>
                    <a class="issue-title__comment" href="#comment" on:click=to_comment><Icon glyph=Glyph::Comment />"Comment"</a>
                </div>
            </div>
            <div class="buttons">
                {move || if status.get() == Status::Unresolved {
                    view! {
                        <Button look=Look::Secondary icon=Glyph::EyeOff on_click=move |_| act(Status::Ignored)>"Ignore"</Button>
                        <Button look=Look::Primary icon=Glyph::Check on_click=move |_| act(Status::Resolved)>"Resolve"</Button>
                    }.into_any()
                } else {
                    view! { <Button look=Look::Secondary icon=Glyph::Refresh on_click=move |_| act(Status::Unresolved)>"Reopen"</Button> }.into_any()
                }}
            </div>
        </header>
    }
}

/// `ZeroDivisionError: division by zero` in its two parts.
fn split(title: &str) -> (String, Option<String>) {
    match title.split_once(": ") {
        Some((kind, rest)) if !kind.contains(' ') && !rest.is_empty() => (kind.to_owned(), Some(rest.to_owned())),
        _ => (title.to_owned(), None),
    }
}

/// First, previous, next and newest event.
#[component]
pub fn EventNav(id: EventId, at: Timestamp, around: RwSignal<Neighbours>) -> impl IntoView {
    let issue = OpenIssue::get().id.get_value();
    let base = StoredValue::new(format!("/{}/issues/{issue}/events", use_slug()));
    let step = move |to: Option<EventId>, label: &'static str, content: AnyView| {
        match to {
        Some(event) => view! { <a class="button button--secondary button--small" href=format!("{}/{event}", base.get_value()) aria-label=label title=label>{content}</a> }.into_any(),
        None => view! { <span class="button button--secondary button--small" aria-disabled="true" role="link" aria-label=label>{content}</span> }.into_any(),
    }
    };
    let short: String = id.as_str().chars().take(8).collect();
    view! {
        <nav class="event-nav" aria-label="Events of this issue">
            <span class="event-nav__here">
                <strong>"Event "<span class="mono" title=id.to_string()>{short}</span></strong>
                <span class="faint tiny"><Time at /></span>
            </span>
            <span class="buttons">
                {move || {
                    let Neighbours { first, previous, next, newest } = around.get();
                    view! {
                        {step(first, "First event", "First".into_any())}
                        {step(previous, "Previous event", view! { <Icon glyph=Glyph::ChevronLeft /> }.into_any())}
                        {step(next, "Next event", view! { <Icon glyph=Glyph::ChevronRight /> }.into_any())}
                        {step(newest, "Newest event", "Newest".into_any())}
                    }
                }}
            </span>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_kind_of_an_error_is_told_from_its_message() {
        for (title, kind, rest) in [
            ("ZeroDivisionError: division by zero", "ZeroDivisionError", Some("division by zero")),
            ("the cart: gone", "the cart: gone", None),
            ("Timeout", "Timeout", None),
            ("E: ", "E: ", None),
        ] {
            assert_eq!(split(title), (kind.to_owned(), rest.map(str::to_owned)));
        }
    }
}
