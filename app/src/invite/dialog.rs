//! The one dialog, always in the document: opening fetches nothing, closing gives back the place.

use super::{context::use_invite, form::InviteForm, mode::headline, wording};
use crate::{
    api::audit::note_dialog,
    components::{Button, Dialog, DialogSize, Look, copy, focus_path, regain, use_toasts},
};
use leptos::{html, prelude::*, task::spawn_local};
use model::{audit::DialogMoment, permission};

/// The dialog; once, beside the organization's frame.
#[component]
pub fn InviteDialog() -> impl IntoView {
    let invite = use_invite();
    let (form, shown, asking) = (invite.form, invite.shown, invite.asking);
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let words = Memo::new(move |_| form.shell.with(|shell| form.plan.with(|plan| headline(shell, plan))));
    let title = Signal::derive(move || words.get().1.to_owned());
    let description = Signal::derive(move || {
        let several = form.draft.with(|draft| draft.chips().count() > 1);
        let mode = form.shell.with(|shell| permission::dialog_mode(shell.role, &shell.organization.settings));
        let about = form.context.with(|context| context.sentence(several, mode));
        Some(match about {
            Some(about) => format!("{} {about}", words.get().2),
            None => words.get().2.to_owned(),
        })
    });
    let may_close = move |()| {
        if asking.get_untracked() {
            asking.set(false);
            form.focus_field(form.active.get_untracked());
            return false;
        }
        if !form.is_unsent() {
            return true;
        }
        asking.set(true);
        super::browser::focus("invite-keep".to_owned());
        false
    };
    let close = move || {
        if may_close(()) {
            shown.set(false)
        }
    };
    let finished = move |()| {
        let done = form.done.get_untracked();
        if !done.is_empty() && !form.by_hand.get_untracked() {
            let more = if done.iter().all(|each| each.requested) { format!(". {}", wording::what_next(&done, false)) } else { String::new() };
            let (text, links) = (format!("{}{more}", wording::done(&done)), wording::links(&done));
            if links.is_empty() {
                toasts.say(text);
            } else {
                let verb = if done.len() == 1 { "Copy link" } else { "Copy links" };
                toasts.offer(
                    text,
                    verb,
                    Callback::new(move |()| {
                        copy(links.clone(), move |copied| {
                            if !copied {
                                toasts.fail("Your browser lets no page copy here; the members page has the links.")
                            }
                        })
                    }),
                );
            }
        }
        form.discard();
        shown.set(false);
    };
    Effect::new(move |_| {
        if form.restore() {
            shown.set(true);
            form.say("Your draft is back.");
        }
    });
    return_focus(shown);
    note(form, shown);
    view! {
        <Dialog id="invite" open=shown title description size=DialogSize::Wide may_close=Callback::new(may_close) node_ref=node>
            <InviteForm
                form
                finished=Callback::new(finished)
                leave=Callback::new(move |()| close())
                asking
                question=ViewFn::from(move || view! { <Question asking shown /> })
            />
        </Dialog>
    }
}

/// Tells the record that the dialog was opened and closed, and from where: owners see which doorways are used.
fn note(form: super::state::Form, shown: RwSignal<bool>) {
    Effect::new(move |before: Option<bool>| {
        let open = shown.get();
        if before.unwrap_or(false) != open {
            let moment = if open { DialogMoment::Opened } else { DialogMoment::Closed };
            let source = form.context.with_untracked(|context| context.source);
            let mode = form.shell.with_untracked(|shell| permission::dialog_mode(shell.role, &shell.organization.settings));
            // Only counted; nobody misses it when it fails.
            spawn_local(async move { _ = note_dialog(form.slug(), moment, source, mode).await });
        }
        open
    });
}

/// Asks inside the dialog, in place of its buttons.
#[component]
fn Question(asking: RwSignal<bool>, shown: RwSignal<bool>) -> impl IntoView {
    let form = use_invite().form;
    let keep = move |_| {
        asking.set(false);
        form.focus_field(form.active.get_untracked());
    };
    let discard = move |_| {
        asking.set(false);
        form.discard();
        shown.set(false);
    };
    view! {
        <div class="invite-question" role="alertdialog" aria-labelledby="invite-question" aria-describedby="invite-question-more">
            <p><strong id="invite-question">"Close without sending?"</strong>" "<span id="invite-question-more">"What is in the form has not been sent."</span></p>
            <div class="buttons">
                <Button look=Look::Danger on_click=discard>"Discard"</Button>
                <Button look=Look::Primary on_click=keep attr:id="invite-keep">"Keep writing"</Button>
            </div>
        </div>
    }
}

/// The browser gives the focus back to what had it. Where that is gone (a row of a closed menu, a button that has done its work), what it
/// stood in takes it, and at last the page itself.
pub fn return_focus(shown: RwSignal<bool>) {
    let from = StoredValue::new(Vec::<String>::new());
    Effect::new(move |before: Option<bool>| {
        let now = shown.get();
        if now && before != Some(true) {
            from.set_value(focus_path().into_iter().chain(["main".to_owned()]).collect());
        }
        if before == Some(true) && !now {
            regain(from.get_value());
        }
        now
    });
}
