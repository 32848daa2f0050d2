//! Where the keyboard goes on when what had it goes away.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};

/// The ids of the elements that the focus is in, the innermost first. Browser only.
pub fn focus_path() -> Vec<String> {
    let mut path = Vec::new();
    let mut at = document().active_element();
    while let Some(element) = at {
        if !element.id().is_empty() {
            path.push(element.id());
        }
        at = element.parent_element();
    }
    path
}

/// Once the page has changed: where nothing has the focus any more, the first of these that is there takes it.
pub fn regain(path: Vec<String>) {
    if path.is_empty() {
        return;
    }
    request_animation_frame(move || {
        if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
            _ = path.iter().any(|id| take(id));
        }
    });
}

fn take(id: &str) -> bool {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| {
        if element.tab_index() < 0 && !element.has_attribute("tabindex") {
            _ = element.set_attribute("tabindex", "-1");
        }
        element.focus().is_ok() && document().active_element().is_some_and(|active| active.id() == element.id())
    })
}
