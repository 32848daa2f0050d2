//! What only a browser has: focus, the tab's storage. Everything here does nothing on the server.

use super::{context::InviteContext, draft::Draft};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the focus on the element with this id: at once, so that the next key goes there, or, where it is only about to be shown, then.
pub fn focus(id: String) {
    if !take_focus(&id) {
        request_animation_frame(move || {
            take_focus(&id);
        });
    }
}

fn take_focus(id: &str) -> bool {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok()) && has_focus(id)
}

/// Whether the element with this id has the focus.
pub fn has_focus(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}

/// Whether the focus is moving to something inside an element of this class.
pub fn moves_into(event: &web_sys::FocusEvent, class: &str) -> bool {
    let target = event.related_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(&format!(".{class}")).ok().flatten().is_some())
}

/// A draft as this tab keeps it, through reloads and signing in again.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    pub draft: Draft,
    pub context: InviteContext,
    /// The page it was written on; elsewhere it waits without opening the dialog.
    pub path: String,
}

/// The page that is open.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

pub fn keep(key: &str, kept: &Kept) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(kept)) {
        _ = storage.set_item(key, &text);
    }
}

pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        _ = storage.remove_item(key);
    }
}

pub fn kept(key: &str) -> Option<Kept> {
    serde_json::from_str(&storage()?.get_item(key).ok()??).ok()
}

/// A new idempotency key. It has to be different from this person's other ones, not secret.
pub fn fresh_key() -> String {
    let random = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    format!("{:x}-{:08x}{:08x}{:08x}", js_sys::Date::now() as u64, random(), random(), random())
}
