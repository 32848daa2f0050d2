//! The native modal dialog: labelled, focus kept inside and returned by the browser, closed through one question.

use super::{
    button::{Button, Look},
    icon::Glyph,
};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast, web_sys};

/// How wide a dialog is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    Narrow,
    #[default]
    Usual,
    Wide,
}

impl DialogSize {
    const fn class(self) -> &'static str {
        match self {
            DialogSize::Narrow => "dialog dialog--narrow",
            DialogSize::Usual => "dialog",
            DialogSize::Wide => "dialog dialog--wide",
        }
    }
}

/// A modal dialog, shown while `open`. Escape, the backdrop and the cross ask `may_close` first; a `false` keeps it open.
/// Its content is a [`DialogBody`] and a [`DialogFoot`], alone or inside a `<form>`. Give `autofocus` to the control to start with.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] description: Signal<Option<String>>,
    #[prop(optional)] size: DialogSize,
    #[prop(optional, into)] may_close: Option<Callback<(), bool>>,
    #[prop(optional)] node_ref: NodeRef<html::Dialog>,
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| {
        let Some(dialog) = node_ref.get() else { return };
        if open.get() != dialog.open() {
            if dialog.open() {
                dialog.close();
            } else if let Err(error) = dialog.show_modal() {
                leptos::logging::error!("the dialog can't open: {error:?}");
            }
        }
    });
    let ask = move || {
        if may_close.is_none_or(|may_close| may_close.run(())) {
            open.set(false);
        }
    };
    let pressed_outside = StoredValue::new(false);
    let (title_id, description_id) = (format!("{id}-title"), format!("{id}-description"));
    let (labelled, described) = (title_id.clone(), description_id.clone());
    view! {
        <dialog
            id=id
            class=size.class()
            node_ref=node_ref
            aria-labelledby=labelled
            aria-describedby=described
            on:cancel=move |event| {
                // Escape is answered below; this is the back gesture, or another close request. A file field's cancel bubbles too.
                if is_self(&event) {
                    event.prevent_default();
                    ask();
                }
            }
            on:keydown=move |event| if closes(&event) { event.prevent_default(); ask() }
            on:close=move |event| if is_self(&event) { open.set(false) }
            on:mousedown=move |event| pressed_outside.set_value(is_self(&event))
            on:click=move |event| if pressed_outside.get_value() && is_self(&event) { ask() }
        >
            <header class="dialog__head">
                <div>
                    <h2 id=title_id>{move || title.get()}</h2>
                    <p id=description_id hidden=move || description.with(Option::is_none)>{move || description.get()}</p>
                </div>
            </header>
            {children()}
            // Last, so that focus starts in the content.
            <Button look=Look::Quiet icon=Glyph::X label="Close" class="dialog__close" on_click=move |_| ask() />
        </dialog>
    }
}

/// Whether the event happened on the dialog itself: its backdrop, for a pointer.
fn is_self(event: &web_sys::Event) -> bool {
    event.target() == event.current_target()
}

/// Whether this key asks the dialog to close: Escape that nothing inside wanted, with no menu open inside.
fn closes(event: &ev::KeyboardEvent) -> bool {
    if event.key() != "Escape" || event.default_prevented() || event.is_composing() {
        return false;
    }
    let dialog = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    dialog.is_none_or(|dialog| dialog.query_selector(":popover-open").ok().flatten().is_none())
}

/// What scrolls.
#[component]
pub fn DialogBody(children: Children) -> impl IntoView {
    view! { <div class="dialog__body">{children()}</div> }
}

/// Always in sight: the buttons, the primary one last.
#[component]
pub fn DialogFoot(children: Children) -> impl IntoView {
    view! { <footer class="dialog__foot">{children()}</footer> }
}

/// Asks before something that can't be taken back.
#[component]
pub fn Confirm(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    /// The verb on the button that does it.
    #[prop(into)]
    verb: Signal<String>,
    #[prop(default = "Cancel")] cancel: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id open title size=DialogSize::Narrow>
            <DialogBody>
                <p>{move || text.get()}</p>
                <p class="danger-text" role="alert">{move || error.get()}</p>
            </DialogBody>
            <DialogFoot>
                <Button on_click=move |_| open.set(false) attr:autofocus=true>{cancel}</Button>
                <Button look=Look::Danger class="button--strong" busy on_click=move |_| on_confirm.run(())>{move || verb.get()}</Button>
            </DialogFoot>
        </Dialog>
    }
}
