//! How the last send went: who is in, with links to hand over, and what did not get through.

use super::{
    state::{Form, Phase},
    wording,
};
use crate::components::{Banner, CopyButton, CopyField, Glyph, Icon, Time, Tone};
use leptos::prelude::*;
use model::error::ApiError;

/// What is done so far. Links are there at once when no message leaves by itself, else behind a button.
#[component]
pub fn Result(form: Form) -> impl IntoView {
    let wanted = RwSignal::new(false);
    let links = Memo::new(move |_| form.done.with(|done| done.iter().any(|done| done.link.is_some())));
    let shown = move || links.get() && (form.by_hand.get() || wanted.get());
    let to_hand_over = move || form.done.get().into_iter().filter(|done| done.link.is_some()).collect::<Vec<_>>();
    let title = format!("{}-result", form.id);
    view! {
        <Show when=move || form.done.with(|done| !done.is_empty())>
            <section class="invite-done" aria-labelledby=title.clone()>
                <h3 id=title.clone() tabindex="-1"><Icon glyph=Glyph::Check /><span>{move || form.done.with(|done| wording::done(done))}</span></h3>
                <p class="invite-done__more">
                    {move || form.done.with(|done| wording::what_next(done, form.by_hand.get()))}
                </p>
                <Show when=move || links.get() && !form.by_hand.get() && !wanted.get()>
                    <button type="button" class="link" on:click=move |_| wanted.set(true)>"Show the links too"</button>
                </Show>
                <Show when=move || shown() && to_hand_over().len() != 1>
                    <CopyButton value=Signal::derive(move || wording::links(&form.done.get())) label="Copy all links" small=true />
                </Show>
                <Show when=shown>
                    <ul class="invite-links">
                        <For each=to_hand_over key=|done| done.address.clone() let:done>
                            <li>
                                <span class="truncate" title=done.address.clone()>{done.name.clone().unwrap_or_else(|| done.address.clone())}</span>
                                <CopyField label=format!("Link for {}", done.address) value=done.link.clone().unwrap_or_default() />
                            </li>
                        </For>
                    </ul>
                </Show>
            </section>
        </Show>
    }
}

/// What went wrong with the send as a whole.
#[component]
pub fn Trouble(form: Form) -> impl IntoView {
    let limited = Memo::new(move |_| form.draft.with(|draft| !draft.is_empty()).then(|| form.limited_until()).flatten());
    move || match form.phase.get() {
        _ if limited.get().is_some() => limited.get().map(|until| {
            view! {
                <Banner tone=Tone::Warning title="The limit of a day is reached">
                    <span>"What is left can be sent "<Time at=until />". It is kept in this tab until then."</span>
                </Banner>
            }
        }),
        Phase::Trouble(error) => {
            let sign_in = (error == ApiError::SignedOut).then(|| sign_in_link(&form.slug()));
            Some(view! {
                <Banner tone=Tone::Danger title=trouble_title(&error)>
                    <span>{trouble_text(&error)}" "</span>
                    {sign_in.map(|href| view! { <a href=href rel="external">"Sign in"</a> })}
                </Banner>
            })
        }
        _ => None,
    }
}

fn trouble_title(error: &ApiError) -> &'static str {
    match error {
        ApiError::SignedOut => "You have been signed out",
        ApiError::Unavailable { .. } => "That didn’t get through",
        _ => "That was not sent",
    }
}

/// What happened, what was kept, what to do.
pub fn trouble_text(error: &ApiError) -> String {
    match error {
        ApiError::SignedOut => "This was not sent. Sign in again: everything you typed waits here in this tab.".into(),
        ApiError::Unavailable { reason } => {
            let what = reason.split(". ").next().unwrap_or(reason).trim_end_matches('.');
            format!("{what}. Everything you typed is kept. Retry when it is back; nobody is invited twice.")
        }
        ApiError::NotFound => "You are not a member of this organization any more. Nothing was sent.".into(),
        other => other.to_string(),
    }
}

/// To the sign-in page and back to where the dialog is.
fn sign_in_link(slug: &str) -> String {
    let location = window().location();
    let here = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let next = js_sys::encode_uri_component(&here);
    format!("/{slug}/login?next={next}")
}
