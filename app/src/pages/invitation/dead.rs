//! Links that lead nowhere: which of the ways it was, and the next step.

use super::{Link, paste::PasteForm};
use crate::{
    components::{LinkButton, Look},
    shell::Card,
};
use leptos::prelude::*;
use model::invitation::DeadLink;

/// Title and what to do.
const fn words(dead: DeadLink) -> (&'static str, &'static str) {
    match dead {
        DeadLink::Used => ("This invitation was used", "Somebody has joined with it already. If that was you, sign in."),
        DeadLink::Revoked => {
            ("This invitation was taken back", "The organization has revoked it. If you think that is a mistake, ask the person who invited you.")
        }
        DeadLink::Lapsed => {
            ("This invitation has lapsed", "Its time is over. Ask the person who invited you to send it again: that takes them one click.")
        }
        DeadLink::Replaced => {
            ("A newer link was sent", "Open the newest message about this invitation. Its link works; this older one no longer does.")
        }
        DeadLink::InReview => (
            "This invitation waits for a decision",
            "The person who invited you can’t give this role any more. A manager or owner decides now, and you get a message when they have.",
        ),
        DeadLink::Unknown => ("This link leads nowhere", "Perhaps a part of it got lost. Open it again from the message, or paste the code here."),
    }
}

#[component]
pub(super) fn Dead(link: Link, dead: DeadLink) -> impl IntoView {
    let (title, lead) = words(dead);
    let next = match dead {
        DeadLink::Unknown => view! { <PasteForm link /> }.into_any(),
        DeadLink::Used => view! { <LinkButton href="/login" look=Look::Primary class="button--block">"Sign in"</LinkButton> }.into_any(),
        DeadLink::Revoked | DeadLink::Lapsed | DeadLink::Replaced | DeadLink::InReview => {
            view! { <LinkButton href="/login" class="button--block">"Sign in with an account you have"</LinkButton> }.into_any()
        }
    };
    view! { <Card title lead=lead.to_owned()>{next}</Card> }
}
