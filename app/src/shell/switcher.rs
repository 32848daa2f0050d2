//! Which organization is open, and the others.

use crate::{
    components::{Avatar, Glyph, Icon, Menu, MenuHeading, MenuItem},
    organization::use_shell,
};
use leptos::prelude::*;

#[component]
pub fn Switcher() -> impl IntoView {
    let shell = use_shell();
    let name = Memo::new(move |_| shell.with(|shell| shell.organization.name.clone()));
    let role = Memo::new(move |_| shell.with(|shell| shell.role.label()));
    let organizations = Memo::new(move |_| shell.with(|shell| shell.me.organizations.clone()));
    let items = move || {
        let current = shell.with(|shell| shell.organization.slug.clone());
        let item = |link: model::account::OrganizationLink| {
            let open = Signal::stored(link.slug == current);
            view! { <MenuItem href=format!("/{}/issues", link.slug) note=link.role.label() checked=open>{link.name}</MenuItem> }
        };
        organizations.get().into_iter().map(item).collect_view()
    };
    view! {
        <button type="button" class="switcher" popovertarget="organizations" aria-haspopup="menu">
            {move || view! { <Avatar name=name.get() square=true /> }}
            <span><span class="switcher__name">{name}</span><span class="switcher__more">{role}</span></span>
            <Icon glyph=Glyph::UpDown />
        </button>
        <Menu id="organizations" label="Organizations">
            <MenuHeading>"Your organizations"</MenuHeading>
            {items}
        </Menu>
    }
}
