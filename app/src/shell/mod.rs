//! The frames around pages: of an organization, and of whoever is not in one.

mod account_menu;
mod appearance;
mod sidebar;
mod signed_out;
mod switcher;
mod welcome;

pub use appearance::Appearance;
pub use signed_out::{Card, Outside};
pub use welcome::keep_welcome;

use crate::{
    components::{Button, Glyph, Look},
    organization::use_shell,
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_router::{components::Outlet, hooks::use_location};
use sidebar::Sidebar;

/// Sidebar and page. On a narrow screen the sidebar is a popover behind the top bar's menu button.
#[component]
pub fn Frame() -> impl IntoView {
    let shell = use_shell();
    let name = Memo::new(move |_| shell.with(|shell| shell.organization.name.clone()));
    let (main, sidebar) = (NodeRef::<html::Main>::new(), NodeRef::<html::Div>::new());
    arrive(main, sidebar);
    welcome::say_welcome();
    view! {
        <a class="skip" href="#main" on:click=move |_| focus(main)>"Skip to the page"</a>
        <div class="shell">
            <header class="headbar">
                <Button look=Look::Quiet icon=Glyph::Menu label="Menu" attr:popovertarget="sidebar" />
                <span class="headbar__name">{name}</span>
            </header>
            <div id="sidebar" class="sidebar" popover="auto" node_ref=sidebar>
                <Sidebar />
            </div>
            <main id="main" class="main" tabindex="-1" node_ref=main>
                <Outlet />
            </main>
        </div>
    }
}

/// Arriving on another page: the sidebar closes where it was opened, and the page is what is read next.
fn arrive(main: NodeRef<html::Main>, sidebar: NodeRef<html::Div>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            if let Some(sidebar) = sidebar.get_untracked() {
                // Not open, on a wide screen, is as wanted.
                _ = sidebar.hide_popover();
            }
            focus(main);
            // A page that begins with a form begins in its field, as it does when it is loaded.
            request_animation_frame(move || focus_first(main));
        }
        path
    });
}

fn focus_first(main: NodeRef<html::Main>) {
    let field = main.try_get_untracked().flatten().and_then(|main| main.query_selector("[autofocus]:not(dialog *)").ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only fails for elements that are gone.
        _ = field.focus();
    }
}

fn focus(main: NodeRef<html::Main>) {
    if let Some(main) = main.get_untracked() {
        // Only fails for elements that are gone.
        _ = main.focus();
    }
}
