//! The sidebar: where one is, where one can go, and the doorway to the invite dialog that is always in sight.

use super::{account_menu::AccountMenu, switcher::Switcher};
use crate::{
    components::{Button, Count, Glyph, Icon, Look},
    invite::{InviteButton, InviteContext, meet_doorway},
    organization::use_shell,
    palette::PaletteButton,
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use model::invitation::Source;

#[component]
pub fn Sidebar() -> impl IntoView {
    let shell = use_shell();
    let to = move |page: &'static str| Signal::derive(move || shell.with(|shell| format!("/{}/{page}", shell.organization.slug)));
    let waiting = Signal::derive(move || shell.with(|shell| shell.requests_waiting));
    let waits = Signal::derive(move || if waiting.get() == 1 { "request waits" } else { "requests wait" }.to_owned());
    let demo = Memo::new(move |_| shell.with(|shell| shell.demo));
    // Where inviting is offered, or is not: this place is there in every arm.
    let foot = NodeRef::<html::Div>::new();
    meet_doorway(Source::Sidebar, foot, || true);
    view! {
        <div class="sidebar__top">
            <Switcher />
            <Button look=Look::Quiet small=true icon=Glyph::X label="Close menu" class="sidebar__close" attr:popovertarget="sidebar" />
        </div>
        <PaletteButton />
        <nav class="nav" aria-label="Main">
            <Place to=to("issues") glyph=Glyph::Issues root=true>"Issues"</Place>
            <Place to=to("projects") glyph=Glyph::Projects>"Projects"</Place>
            <Place to=to("teams") glyph=Glyph::Teams>"Teams"</Place>
            <div class="nav__pair">
                <Place to=to("members") glyph=Glyph::Members also=to("requests")>"Members"</Place>
                {move || (waiting.get() > 0).then(|| view! { <a class="nav__badge" href=to("requests")><Count value=waiting of=waits accent=true /></a> })}
            </div>
            <Place to=to("experiments") glyph=Glyph::Experiments>"Experiments"</Place>
            <Place to=to("settings") glyph=Glyph::Settings>"Settings"</Place>
        </nav>
        <div class="sidebar__foot" node_ref=foot>
            <InviteButton context=InviteContext::new(Source::Sidebar) class="button--block">"Invite teammates"</InviteButton>
            {move || demo.get().then(|| view! { <nav class="nav" aria-label="Demo"><a href="/mailbox"><Icon glyph=Glyph::Mail /><span>"Demo mailbox"</span></a></nav> })}
            <AccountMenu />
        </div>
    }
}

/// A link of the navigation; current on its page and those beneath. `root`: also on the organization's own address; `also`: on that one.
#[component]
fn Place(
    to: Signal<String>,
    glyph: Glyph,
    #[prop(optional)] root: bool,
    #[prop(optional, into)] also: Option<Signal<String>>,
    children: Children,
) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || {
        path.with(|path| {
            to.with(|to| {
                let home = to.rsplit_once('/').map_or("", |(home, _)| home);
                let beneath = path.strip_prefix(to.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                let other = also.is_some_and(|also| also.with(|also| path.trim_end_matches('/') == also));
                (beneath || other || (root && path.trim_end_matches('/') == home)).then_some("page")
            })
        })
    };
    view! { <a href=move || to.get() aria-current=current><Icon glyph /><span>{children()}</span></a> }
}
