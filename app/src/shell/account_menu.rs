//! The signed-in person: their account, how pages look, and the way out.

use super::appearance::Appearance;
use crate::{
    api::accounts::sign_out,
    components::{Avatar, Glyph, Icon, Menu, MenuHeading, MenuItem, MenuLine, use_toasts},
    organization::use_shell,
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn AccountMenu() -> impl IntoView {
    let shell = use_shell();
    let name = Memo::new(move |_| shell.with(|shell| shell.me.name.clone()));
    let email = Memo::new(move |_| shell.with(|shell| shell.me.email.to_string()));
    view! {
        <button type="button" class="switcher" popovertarget="account-menu" aria-haspopup="menu">
            {move || view! { <Avatar name=name.get() /> }}
            <span><span class="switcher__name">{name}</span><span class="switcher__more">{email}</span></span>
            <Icon glyph=Glyph::UpDown />
        </button>
        <Menu id="account-menu" label="Your account" up=true>
            <MenuItem icon=Glyph::User href="/account">"Account and sessions"</MenuItem>
            <MenuLine />
            <Looks />
            <MenuLine />
            <MenuItem icon=Glyph::Logout on_click=leave()>"Sign out"</MenuItem>
        </Menu>
    }
}

#[component]
fn Looks() -> impl IntoView {
    let chosen = RwSignal::new(Appearance::System);
    Effect::new(move |_| chosen.set(Appearance::chosen()));
    let item = move |appearance: Appearance, glyph: Glyph, label: &'static str| {
        let choose = move |()| {
            appearance.choose();
            chosen.set(appearance);
        };
        let checked = Signal::derive(move || chosen.get() == appearance);
        view! { <MenuItem icon=glyph checked on_click=choose>{label}</MenuItem> }
    };
    view! {
        <MenuHeading>"Appearance"</MenuHeading>
        {item(Appearance::System, Glyph::Monitor, "As the system")}
        {item(Appearance::Light, Glyph::Sun, "Light")}
        {item(Appearance::Dark, Glyph::Moon, "Dark")}
    }
}

/// Ends the session and starts anew: a fresh page holds nothing of the one before.
fn leave() -> Callback<()> {
    let toasts = use_toasts();
    Callback::new(move |()| {
        spawn_local(async move {
            match sign_out().await {
                Ok(()) => _ = window().location().set_href("/login"),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    })
}
