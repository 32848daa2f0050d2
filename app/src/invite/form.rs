//! The form itself: the dialog wraps it, the create-team flow has it as a step.

use super::{
    asked::Asked,
    result::{Result, Trouble},
    row::RowView,
    state::{Form, Phase},
};
use crate::components::{Button, Glyph, Look};
use leptos::{ev, prelude::*};
use model::{
    invitation::{MAX_ADDRESSES, MAX_MESSAGE},
    invite_mode::InviteMode,
    permission::dialog_mode,
};

/// Groups, message and buttons. `finished` runs when everything is sent and there is nothing to hand over, or when the person says so;
/// `leave` belongs to the second button ("Cancel", "Skip for now").
#[component]
pub fn InviteForm(
    form: Form,
    #[prop(into)] finished: Callback<()>,
    #[prop(into)] leave: Callback<()>,
    #[prop(default = "Cancel")] leave_label: &'static str,
    /// Shown in place of the buttons while it has something: the dialog's question.
    #[prop(optional)]
    question: Option<ViewFn>,
    #[prop(optional, into)] asking: Signal<bool>,
    /// On a page of its own instead of inside a dialog.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let rows = move || form.draft.with(|draft| draft.rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let send = move || form.send(finished);
    let handed_over =
        Memo::new(move |_| form.by_hand.get() && form.done.with(|done| !done.is_empty()) && form.draft.with(super::draft::Draft::is_empty));
    let partly = move || form.partly.get();
    view! {
        <form
            class=if plain { "invite-form invite-form--plain" } else { "invite-form" }
            novalidate=true
            aria-busy=move || form.busy().then_some("true")
            on:submit=move |event| { event.prevent_default(); send() }
            on:pointerdown=move |_| form.pointer_down()
            on:click=move |_| form.pointer_done()
            on:keydown=move |event| {
                form.pointer_done();
                if is_send_key(&event) {
                    event.prevent_default();
                    send();
                }
            }
        >
            <div class="dialog__body invite-body">
                <Show when=move || !partly()><Result form /></Show>
                <div class="invite-groups" hidden=move || handed_over.get()>
                    <For each=rows key=|row| *row let:row>
                        <RowView form row />
                    </For>
                    <div class="invite-groups__add">
                        <Button look=Look::Quiet small=true icon=Glyph::Plus on_click=move |_| form.add_row()>"Add another group"</Button>
                        <span class="faint tiny invite-groups__why">"with its own role and teams"</span>
                    </div>
                    <Message form />
                    {(!plain).then(|| view! { <Asked form /> })}
                </div>
                // What is left to mend is what comes first.
                <Show when=partly><Result form /></Show>
                <p class="visually-hidden" role="status" aria-live="polite">{move || form.said.get()}</p>
            </div>
            // Above the buttons and outside of what scrolls, so that it is seen wherever one is.
            <Trouble form />
            <div class="dialog__foot invite-foot">
                {move || if asking.get() {
                    question.as_ref().map(|question| question.run()).into_any()
                } else if handed_over.get() {
                    view! { <Handed form finished /> }.into_any()
                } else {
                    view! { <Buttons form leave leave_label /> }.into_any()
                }}
            </div>
        </form>
    }
}

fn is_send_key(event: &ev::KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing()
}

#[component]
fn Buttons(form: Form, leave: Callback<()>, leave_label: &'static str) -> impl IntoView {
    let mode = move || form.shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings));
    let hindrance = Memo::new(move |_| form.hindrance());
    let retry = move || form.phase.with(|phase| matches!(phase, Phase::Trouble(_) | Phase::Partly));
    let text = move || if form.busy() { "Sending…".to_owned() } else { form.plan.with(|plan| plan.button(mode(), retry())) };
    let note = move || {
        form.plan.with(|plan| match (plan.over, plan.blocked) {
            (0, 0) => hindrance.get().filter(|_| form.draft.with(|draft| !draft.is_empty())),
            (0, 1) => Some("1 can’t be sent as it is".to_owned()),
            (0, blocked) => Some(format!("{blocked} can’t be sent as they are")),
            (over, _) if plan.chips.len() < MAX_ADDRESSES => {
                Some(format!("Today has room for {} more; {over} stay here for later", plan.chips.len()))
            }
            (over, _) => Some(format!("{MAX_ADDRESSES} go at once; {over} stay here for the next press")),
        })
    };
    view! {
        <p class="invite-foot__note" aria-live="polite">{note}</p>
        <Button look=Look::Secondary on_click=move |_| leave.run(())>{leave_label}</Button>
        <button
            type="submit"
            class="button button--primary"
            title="Ctrl+Enter"
            aria-busy=move || form.busy().then_some("true")
            aria-disabled=move || hindrance.with(Option::is_some).then_some("true")
        >
            <Show when=move || form.busy()>
                <span class="spinner" aria-hidden="true"></span>
            </Show>
            <span>{text}</span>
        </button>
    }
}

#[component]
fn Handed(form: Form, finished: Callback<()>) -> impl IntoView {
    let again = move |_| {
        form.done.set(Vec::new());
        form.by_hand.set(false);
        form.focus_field(form.active.get_untracked());
    };
    view! {
        <Button look=Look::Secondary on_click=again>"Invite more"</Button>
        <Button look=Look::Primary on_click=move |_| finished.run(())>"Done"</Button>
    }
}

#[component]
fn Message(form: Form) -> impl IntoView {
    let id = format!("{}-message", form.id);
    let count_id = format!("{id}-count");
    let text = Memo::new(move |_| form.draft.with(|draft| draft.message.clone()));
    let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let count_class = move || {
        if length.get() > MAX_MESSAGE { "field__hint invite-message__count danger-text" } else { "field__hint invite-message__count" }
    };
    let request = move || {
        form.plan.with(|plan| plan.direct == 0 && plan.requests > 0)
            || form.shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)) == InviteMode::Request
    };
    view! {
        <div class="field">
            <div class="invite-message__head">
            <label class="field__label" for=id.clone()>
                {move || if request() { "Note to whoever decides " } else { "Message " }}<span class="field__optional">"(optional)"</span>
            </label>
            <span class=count_class id=count_id.clone()>
                <span class="visually-hidden">"Characters: "</span>{length}" / "{MAX_MESSAGE}
            </span>
            </div>
            <textarea
                class="input invite-message"
                id=id
                rows="2"
                aria-describedby=count_id
                aria-invalid=move || { (length.get() > MAX_MESSAGE).then_some("true") }
                placeholder=move || if request() { "Why they should join" } else { "A line of your own in their invitation" }
                prop:value=move || text.get()
                on:input=move |event| { let text = event_target_value(&event); form.draft.update(|draft| draft.message = text) }
            ></textarea>
        </div>
    }
}
