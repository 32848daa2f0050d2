//! Who asked, when, from where, and with which words.

use crate::{
    components::Time,
    organization::{use_shell, use_slug},
};
use leptos::prelude::*;
use model::{
    invitation::Source,
    request::{Asker, Request},
};

/// "Tomás asked 5 min ago · Suspect commit · ZeroDivisionError …", then the message.
#[component]
pub fn Story(request: Request) -> impl IntoView {
    let at = request.asked_at;
    let who = match &request.asker {
        Asker::Member { .. } if request.withdrawable => "You asked ".to_owned(),
        Asker::Member { name, .. } => format!("{name} asked "),
        Asker::Outsider => "Asked to join ".to_owned(),
        Asker::Moving { from } => format!("Holds the invitation of {from} and asked to join with this address instead "),
    };
    let source = (!matches!(request.asker, Asker::Outsider | Asker::Moving { .. })).then(|| format!(" · {}", request.source.label()));
    let message = request.message.clone().map(|text| view! { <blockquote class="request__message">{text}</blockquote> });
    view! {
        <p class="request__story">{who}<Time at=at />{source}<Origin request /></p>
        {message}
    }
}

/// The issue, team or page that it was asked from, linked.
#[component]
fn Origin(request: Request) -> impl IntoView {
    let slug = use_slug();
    if let Some((issue, title)) = request.issue {
        return view! { " · "<a href=format!("/{slug}/issues/{issue}")>{title}</a> }.into_any();
    }
    if matches!(request.source, Source::TeamMembers | Source::TeamCreate) {
        let team = request.teams.first().and_then(|(id, name)| {
            use_shell().with_untracked(|shell| shell.teams.iter().find(|team| team.id == *id).map(|team| (team.slug.clone(), name.clone())))
        });
        if let Some((team, name)) = team {
            return view! { " · "<a href=format!("/{slug}/teams/{team}")>{name}</a> }.into_any();
        }
    }
    // Only ever a path of this server; the server has seen to it.
    match request.page.filter(|page| page.starts_with('/')) {
        Some(page) => {
            let what = if page.contains("/issues/") { "an issue" } else { "a page here" };
            view! { " · wants to see "<a href=page>{what}</a> }.into_any()
        }
        None => ().into_any(),
    }
}
