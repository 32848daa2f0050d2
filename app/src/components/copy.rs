//! Copying to the clipboard, with its result said.

use super::{
    button::{Button, Look},
    icon::Glyph,
};
use leptos::{html, prelude::*, task::spawn_local, wasm_bindgen::JsValue};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Copied,
    Failed,
}

/// Copies `value`. Where the browser has no clipboard (a page without TLS) it says so.
#[component]
pub fn CopyButton(
    #[prop(into)] value: Signal<String>,
    #[prop(default = "Copy")] label: &'static str,
    #[prop(optional)] small: bool,
    #[prop(optional)] quiet: bool,
) -> impl IntoView {
    let state = RwSignal::new(State::Ready);
    let copy = move |_| {
        let text = value.get_untracked();
        spawn_local(async move {
            state.set(if write(&text).await { State::Copied } else { State::Failed });
            set_timeout(move || _ = state.try_set(State::Ready), Duration::from_secs(3));
        });
    };
    let said = move || match state.get() {
        State::Ready => "",
        State::Copied => "Copied",
        State::Failed => "Can’t copy here; select the text instead",
    };
    let shown = move || if state.get() == State::Ready { label } else { said() };
    let look = if quiet || small { Look::Quiet } else { Look::Secondary };
    view! {
        <Button look small icon=Glyph::Copy on_click=copy>
            <span>{shown}</span>
        </Button>
        <span class="visually-hidden" role="status">{said}</span>
    }
}

/// A value in a frame with its copy button; clicking into it selects all.
#[component]
pub fn CopyField(#[prop(into)] label: String, #[prop(into)] value: Signal<String>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    view! {
        <div class="copy">
            <input type="text" readonly=true aria-label=label node_ref=field value=move || value.get() prop:value=move || value.get() on:focus=move |_| if let Some(field) = field.get() { field.select() } />
            <CopyButton value quiet=true />
        </div>
    }
}

/// Copies from outside a component, such as a message's action; `done` hears whether it worked.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    spawn_local(async move { done(write(&text).await) });
}

async fn write(text: &str) -> bool {
    let navigator = window().navigator();
    // Undefined on plain HTTP, which the typed binding does not know.
    let there = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|clipboard| clipboard.is_object());
    there && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
