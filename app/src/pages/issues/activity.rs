//! What people said and did about the issue, and the next comment. What is being typed survives a reload.

use super::{detail::OpenIssue, mentions::MentionOffers};
use crate::{
    api::issues::comment_on_issue,
    components::{Avatar, Button, Glyph, Icon, Look, Time},
    organization::use_slug,
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local, web_sys};
use model::issue::{Activity, Unassigned, What};

/// Entries, oldest first, then the field.
#[component]
pub fn ActivityPanel() -> impl IntoView {
    let detail = OpenIssue::get().detail;
    let entries = Memo::new(move |_| detail.with(|detail| detail.activity.clone()));
    view! {
        <section class="panel" aria-labelledby="activity-heading">
            <header class="panel__head"><h2 id="activity-heading">"Activity"</h2></header>
            <ol class="activity">
                <li class="activity__entry activity__entry--small">
                    <span class="activity__mark"><Icon glyph=Glyph::Bolt /></span>
                    <p>"First seen "<Time at=detail.with_untracked(|detail| detail.summary.first_seen) /></p>
                </li>
                <For each=move || entries.get() key=|entry| entry.id.clone() let:entry><Entry entry /></For>
            </ol>
            <CommentForm />
        </section>
    }
}

#[component]
fn Entry(entry: Activity) -> impl IntoView {
    let Activity { who, at, what, .. } = entry;
    let name = who.map_or_else(|| "Muster".to_owned(), |who| who.name);
    if let What::Comment { html, .. } = what {
        return view! {
            <li class="activity__entry">
                <Avatar name=name.clone() />
                <div class="comment">
                    <p class="comment__head"><strong>{name}</strong>" "<span class="faint tiny"><Time at /></span></p>
                    <div class="comment__text" inner_html=html></div>
                </div>
            </li>
        }
        .into_any();
    }
    let (glyph, said) = sentence(&what);
    view! {
        <li class="activity__entry activity__entry--small">
            <span class="activity__mark"><Icon glyph /></span>
            <p><strong>{name}</strong>" "{said}" "<span class="faint tiny"><Time at /></span></p>
        </li>
    }
    .into_any()
}

/// The rest of a sentence that begins with a name.
fn sentence(what: &What) -> (Glyph, String) {
    match what {
        What::Comment { .. } => (Glyph::Comment, "said something".to_owned()),
        What::Resolved => (Glyph::Check, "resolved this".to_owned()),
        What::ResolvedByCommit { commit, author, version } => {
            let short: String = commit.chars().take(7).collect();
            (Glyph::Commit, format!("resolved this with commit {short} of {author}, in release {version}"))
        }
        What::Reopened => (Glyph::Refresh, "reopened this".to_owned()),
        What::Ignored => (Glyph::EyeOff, "ignored this".to_owned()),
        What::Regressed => (Glyph::Alert, "saw this again after it was resolved, and reopened it".to_owned()),
        What::Assigned { to } => (Glyph::User, format!("assigned this to {}", to.label())),
        What::AssignedByRule { to, rule } => (Glyph::User, format!("assigned this to {}, who owns {rule}", to.label())),
        What::Unassigned { was, why } => (
            Glyph::User,
            match why {
                Unassigned::ByHand => format!("took this from {was}; nobody has it now"),
                Unassigned::Revoked => format!("revoked the invitation of {was}; nobody has this now"),
                Unassigned::Lapsed => format!("saw the invitation of {was} lapse; nobody has this now"),
                Unassigned::Denied => format!("denied the invitation of {was}; nobody has this now"),
                Unassigned::Withdrawn => format!("took back the request to invite {was}; nobody has this now"),
                Unassigned::Left => format!("noted that {was} is no longer a member; nobody has this now"),
                Unassigned::TeamDeleted => format!("deleted {was}; nobody has this now"),
            },
        ),
        What::Joined { address, .. } => (Glyph::UserPlus, format!("joined as {address} and has this now")),
        What::Mentioned { address, .. } => (Glyph::UserPlus, format!("joined as {address}, who was mentioned here")),
        What::Other => (Glyph::Activity, "changed something".to_owned()),
    }
}

#[component]
fn CommentForm() -> impl IntoView {
    let OpenIssue { id, refresh, .. } = OpenIssue::get();
    let organization = StoredValue::new(use_slug());
    let text = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let field = NodeRef::<html::Textarea>::new();
    let place = StoredValue::new(format!("comment:{}", id.get_value()));
    // Once the script runs: what was typed before it, else what was left behind.
    Effect::new(move |before: Option<()>| {
        if before.is_none()
            && let Some(field) = field.get_untracked()
        {
            let typed = field.value();
            text.set(if typed.is_empty() { place.with_value(|place| recall(place)) } else { typed });
        }
    });
    let typed = move |event| {
        let now = event_target_value(&event);
        place.with_value(|place| keep(place, &now));
        text.set(now);
        error.set(None);
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (organization, issue, said, place) = (organization.get_value(), id.get_value(), text.get_untracked(), place.get_value());
        spawn_local(async move {
            // The page may be gone when the answer comes; the draft must be gone with its comment all the same.
            match comment_on_issue(organization, issue, said).await {
                Ok(_) => {
                    keep(&place, "");
                    let _ = text.try_set(String::new());
                    let _ = error.try_set(None);
                    let _ = refresh.try_run(());
                }
                Err(refused) => drop(error.try_set(Some(refused.to_string()))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="comment-form" on:submit=send>
            <label class="visually-hidden" for="comment">"Comment"</label>
            <textarea
                class="input" id="comment" name="comment" rows="3" maxlength="20000" placeholder="Say what you found. Markdown works." node_ref=field
                aria-describedby="comment-error" aria-invalid=move || error.with(Option::is_some).then_some("true") prop:value=move || text.get() on:input=typed
            ></textarea>
            <MentionOffers text />
            <div class="row row--between">
                <div id="comment-error" role="alert" class="field__error">{move || error.get()}</div>
                <Button look=Look::Secondary small=true submit=true busy=busy icon=Glyph::Comment>"Comment"</Button>
            </div>
        </form>
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn recall(place: &str) -> String {
    storage().and_then(|storage| storage.get_item(place).ok().flatten()).unwrap_or_default()
}

/// Storage that is full or forbidden costs only the draft.
fn keep(place: &str, text: &str) {
    if let Some(storage) = storage() {
        _ = if text.is_empty() { storage.remove_item(place) } else { storage.set_item(place, text) };
    }
}
