//! The organizations that the person is in.

use crate::components::{Avatar, Badge, Empty, Glyph, Panel};
use leptos::prelude::*;
use model::account::Me;

#[component]
pub fn Organizations(me: Me) -> impl IntoView {
    if me.organizations.is_empty() {
        return view! {
            <Panel title="Organizations" flush=true>
                <Empty glyph=Glyph::Building title="You’re in no organization" small=true>
                    <p>"Ask a teammate to invite you. Their message has a link that takes you in."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    }
    let rows = me
        .organizations
        .into_iter()
        .map(|organization| {
            view! {
                <li>
                    <Avatar name=organization.name.clone() square=true />
                    <a class="grow plain-link strong" href=format!("/{}/issues", organization.slug)>{organization.name}</a>
                    <Badge>{organization.role.label()}</Badge>
                </li>
            }
        })
        .collect_view();
    view! { <Panel title="Organizations" flush=true><ul class="list">{rows}</ul></Panel> }.into_any()
}
