//! A link that works: who invites to what, and exactly what fits the person who opened it.

use super::{
    Link,
    fits::{CreateAccount, Join, Mismatch, SignIn},
};
use crate::{components::Time, shell::Card};
use leptos::prelude::*;
use model::{
    error::ApiError,
    invitation::{Preview, Viewer},
};

#[component]
pub(super) fn Offer(link: Link, preview: Preview, typed: String, problem: Option<ApiError>) -> impl IntoView {
    let title = format!("Join {}", preview.organization_name);
    let lead = match preview.asked_themselves {
        true => format!("{} said yes to your request to join.", preview.inviter),
        false => format!("{} invited you to work on errors together.", preview.inviter),
    };
    let note = preview.message.clone();
    let address = preview.address.clone();
    let problem = RwSignal::new(problem);
    let organization = preview.organization_name.clone();
    let name = if typed.is_empty() { preview.name.clone().unwrap_or_default() } else { typed };
    let form = match preview.viewer.clone() {
        Viewer::NewAccount => view! { <CreateAccount link address name problem /> }.into_any(),
        Viewer::HasAccount => view! { <SignIn link address problem /> }.into_any(),
        Viewer::Match { name: viewer } => {
            view! { <Join link text=format!("You are signed in as {viewer}.") verb=format!("Join {organization}") problem /> }.into_any()
        }
        Viewer::AlreadyMember { .. } => {
            view! { <Join link text=format!("You are a member of {organization} already.") verb=format!("Continue to {organization}") problem /> }
                .into_any()
        }
        Viewer::Mismatch { signed_in_as, asked, member } => {
            let here = member.then_some(preview.organization_slug.clone());
            view! { <Mismatch link address signed_in_as asked here problem /> }.into_any()
        }
    };
    view! {
        <Card title lead>
            {note.map(|note| view! { <blockquote class="quote">{lines(&note)}</blockquote> })}
            <Facts preview />
            {form}
        </Card>
    }
}

#[component]
fn Facts(preview: Preview) -> impl IntoView {
    let Preview { address, role, teams, issue_title, expires_at, viewer, .. } = preview;
    // The forms with an account show the address themselves.
    let address = (!matches!(viewer, Viewer::NewAccount | Viewer::HasAccount)).then_some(address);
    view! {
        <dl class="facts">
            {address.map(|address| view! { <dt>"For"</dt><dd>{address.to_string()}</dd> })}
            <dt>"Role"</dt><dd>{role.label()}<span class="muted">" · "{role.explanation()}</span></dd>
            {(!teams.is_empty()).then(|| view! { <dt>{if teams.len() == 1 { "Team" } else { "Teams" }}</dt><dd>{teams.join(", ")}</dd> })}
            {issue_title.map(|title| view! { <dt>"About"</dt><dd>{title}</dd> })}
            <dt>"Works until"</dt><dd><Time at=expires_at date=true /></dd>
        </dl>
    }
}

/// Text with its line breaks.
fn lines(text: &str) -> impl IntoView + use<> {
    text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()
}
