//! Keys of the list and the page: single letters, silent while somebody types or something is open above the page.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys};

/// What the keys do, for the help.
pub const LIST: [(&str, &str); 9] = [
    ("j", "Next issue"),
    ("k", "Previous issue"),
    ("Enter", "Open it"),
    ("x", "Select it"),
    ("e", "Resolve"),
    ("m", "Ignore"),
    ("a", "Assign"),
    ("i", "Invite somebody to it"),
    ("/", "Search"),
];

/// Hears single keys while the page is open; only in the browser. `act` answers whether the key was one of its own.
pub fn use_keys(act: impl Fn(&str) -> bool + Send + Sync + 'static) {
    let act = StoredValue::new(act);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if modified || event.is_composing() || event.default_prevented() || types_elsewhere(&event) {
                return;
            }
            if act.try_with_value(|act| act(&event.key())) == Some(true) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn types_elsewhere(event: &web_sys::KeyboardEvent) -> bool {
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]").unwrap_or(false));
    typing
        || document()
            .query_selector("dialog[open], [popover=auto]:popover-open")
            .ok()
            .flatten()
            .is_some_and(|above| !above.matches(".sidebar").unwrap_or(false))
}

/// Focus goes to the element with this id, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // Only fails for elements that are gone.
        _ = element.focus();
    }
}

/// Presses the button with this id, if it is there.
pub fn press(id: &str) {
    if let Some(element) = element(id) {
        element.click();
    }
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// A popover that says what the keys do, and its button.
#[component]
pub fn KeyHelp() -> impl IntoView {
    let rows = LIST.iter().map(|(key, what)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div> }).collect_view();
    view! {
        <button type="button" class="button button--quiet button--small wide-only" id="issue-keys-button" popovertarget="issue-keys" aria-label="Keyboard shortcuts" title="Keyboard shortcuts">
            <kbd>"?"</kbd>
        </button>
        <div class="menu menu--end issue-keys" id="issue-keys" popover="auto" role="dialog" aria-label="Keyboard shortcuts">
            <p class="menu__heading">"Keyboard"</p>
            <dl>{rows}</dl>
        </div>
    }
}
