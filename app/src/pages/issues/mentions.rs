//! Whom the comments mention by address and who is not here: each with the way to invite them. Nothing is sent by a comment.

use super::{
    detail::OpenIssue,
    doorway::{Doorway, use_doorway},
    parts::soon,
};
use crate::{
    api::invitations::address_standings,
    components::{Button, Glyph, Look},
    live::use_live,
    organization::{use_shell, use_slug},
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    email::Email,
    invitation::{Source, Standing},
    invite_mode::InviteMode,
    issue::What,
    live::Change,
    mention::mentioned,
    permission::dialog_mode,
};
use std::collections::HashMap;

/// Addresses that are looked at: those of the text, then of the newest comments.
const MOST: usize = 5;

type Standings = HashMap<String, Standing>;

/// Offers for the addresses in what is being typed and in the comments.
#[component]
pub fn MentionOffers(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let OpenIssue { detail, .. } = OpenIssue::get();
    let addresses = Memo::new(move |_| {
        let mut found = text.with(|text| mentioned(text));
        detail.with(|detail| {
            for entry in detail.activity.iter().rev() {
                if let What::Comment { text, .. } = &entry.what {
                    found.extend(mentioned(text));
                }
            }
        });
        let mut seen = Vec::new();
        found.retain(|email| {
            let new = !seen.contains(&email.key().to_owned());
            seen.push(email.key().to_owned());
            new
        });
        found.truncate(MOST);
        found
    });
    let standings = follow(addresses);
    let rows = move || {
        let known = standings.get();
        addresses
            .get()
            .into_iter()
            .filter_map(|email| known.get(email.key()).map(|standing| view! { <Offer email=email.clone() standing=standing.clone() /> }))
            .collect_view()
    };
    view! { <div class="mentions" role="status">{rows}</div> }
}

/// How each of them stands here; asked when typing rests, and again when people come or are invited.
fn follow(addresses: Memo<Vec<Email>>) -> RwSignal<Standings> {
    let standings = RwSignal::new(Standings::new());
    let organization = StoredValue::new(use_slug());
    let ask = move || {
        let Some(wanted) = addresses.try_get_untracked().filter(|wanted| !wanted.is_empty()) else { return };
        spawn_local(async move {
            let texts = wanted.iter().map(|email| email.address().to_owned()).collect();
            let Ok(answers) = address_standings(organization.get_value(), texts).await else { return };
            let known = wanted.iter().zip(answers.standings).filter_map(|(email, standing)| Some((email.key().to_owned(), standing?))).collect();
            _ = standings.try_set(known);
        });
    };
    let typed = soon(300, ask);
    let told = soon(100, ask);
    Effect::new(move |_| {
        if addresses.with(|addresses| !addresses.is_empty()) {
            typed();
        }
    });
    use_live(move |change| {
        if matches!(change, Change::Members | Change::Invitations | Change::Anything) {
            told();
        }
    });
    standings
}

#[component]
fn Offer(email: Email, standing: Standing) -> impl IntoView {
    let OpenIssue { detail, teams, .. } = OpenIssue::get();
    let shell = use_shell();
    let doorway = use_doorway();
    let address = email.address().to_owned();
    let mode = shell.with_untracked(|shell| dialog_mode(shell.role, &shell.organization.settings));
    let said = match (standing, mode) {
        (Standing::Free, InviteMode::Closed)
        | (
            // Nothing is left to offer about whoever is here, on the way, asked for, or not let in.
            Standing::Member { .. }
            | Standing::Invited { .. }
            | Standing::Requested { .. }
            | Standing::DomainNotAllowed { .. }
            | Standing::CoolingDown { .. },
            _,
        ) => return ().into_any(),
        (Standing::Free, InviteMode::Direct) => format!("Invite {address}"),
        (Standing::Free, InviteMode::Request) => format!("Request to invite {address}"),
    };
    let invite = move |_| {
        doorway(Doorway {
            source: Source::CommentMention,
            issue: Some(detail.with_untracked(|detail| (&detail.summary).into())),
            assign: false,
            address: address.clone(),
            name: None,
            teams: teams.get_untracked(),
        });
    };
    view! {
        <p class="mention">
            <span>"Mentioned, and not here yet:"</span>
            <Button look=Look::Secondary small=true icon=Glyph::UserPlus on_click=invite attr:aria-haspopup="dialog">{said}</Button>
        </p>
    }
    .into_any()
}
