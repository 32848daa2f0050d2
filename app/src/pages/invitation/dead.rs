//! Links that lead nowhere: which of the ways it was, and the next step.

use super::{Link, paste::PasteForm};
use crate::{
    api::invitations::ask_for_new_invitation,
    components::{Banner, Button, LinkButton, Look, Tone},
    shell::Card,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::invitation::DeadLink;

/// Title and what to do.
const fn words(dead: DeadLink) -> (&'static str, &'static str) {
    match dead {
        DeadLink::Used => ("This invitation was used", "Somebody has joined with it already. If that was you, sign in."),
        DeadLink::Revoked => {
            ("This invitation was taken back", "The organization has revoked it. If you think that is a mistake, you can ask whoever invited you.")
        }
        DeadLink::Lapsed => ("This invitation has lapsed", "Its time is over. Whoever invited you can renew it with one click."),
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
        DeadLink::Lapsed | DeadLink::Revoked => view! { <AskAgain link /> }.into_any(),
        DeadLink::Replaced | DeadLink::InReview => {
            view! { <LinkButton href="/login" class="button--block">"Sign in with an account you have"</LinkButton> }.into_any()
        }
    };
    view! { <Card title lead=lead.to_owned()>{next}</Card> }
}

/// Asks for a new invitation: the inviter gets a message.
#[component]
fn AskAgain(link: Link) -> impl IntoView {
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<(Tone, String)>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            answer.set(Some(match ask_for_new_invitation(link.code.get_untracked()).await {
                Ok(true) => (Tone::Success, "Whoever invited you has been told. You get a new message if they invite you again.".to_owned()),
                Ok(false) => (Tone::Warning, "Nobody could be told from here. Please ask whoever invited you yourself.".to_owned()),
                Err(error) => (Tone::Danger, error.to_string()),
            }));
            busy.set(false);
        });
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <input type="hidden" name="code" value=link.code.get_untracked() />
            <input type="hidden" name="step" value="ask" />
            {move || answer.get().map(|(tone, text)| view! { <Banner tone>{text}</Banner> })}
            <Button look=Look::Primary submit=true busy>"Ask for a new one"</Button>
        </form>
    }
}
