//! Menus: native popovers with the arrow keys of a menu.

use super::{
    button::{Button, Look},
    icon::{Glyph, Icon},
};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast, web_sys};

/// The button that opens the menu `menu`; works without script. Without children it is the "more" button named by `label`.
#[component]
pub fn MenuButton(
    #[prop(into)] menu: String,
    #[prop(optional, into)] label: Option<String>,
    #[prop(default = Look::Quiet)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    match children {
        None => view! {
            <Button look small icon=icon.unwrap_or(Glyph::More) label=label.unwrap_or_else(|| "More".into()) attr:popovertarget=menu attr:aria-haspopup="menu" />
        }
        .into_any(),
        Some(children) => view! {
            <button type="button" class=button_class(look, small) aria-label=label popovertarget=menu aria-haspopup="menu">
                {icon.map(|glyph| view! { <Icon glyph /> })}
                {children()}
                <Icon glyph=Glyph::ChevronDown />
            </button>
        }
        .into_any(),
    }
}

const fn button_class(look: Look, small: bool) -> &'static str {
    match (look, small) {
        (Look::Quiet, false) => "button button--quiet",
        (Look::Quiet, true) => "button button--quiet button--small",
        (_, false) => "button button--secondary",
        (_, true) => "button button--secondary button--small",
    }
}

/// A menu, closed until its [`MenuButton`] opens it. Focus goes to its first item; arrows, Home, End and letters move; Escape returns.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional)] end: bool,
    #[prop(optional)] up: bool,
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    let class = if up {
        "menu menu--up"
    } else if end {
        "menu menu--end"
    } else {
        "menu"
    };
    let toggled = move |_| {
        if let Some(menu) = menu.get().filter(|menu| menu.matches(":popover-open").unwrap_or(false)) {
            focus(items(&menu).first());
        }
    };
    view! {
        <div id=id class=class popover="auto" role="menu" aria-label=label node_ref=menu on:toggle=toggled on:keydown=move |event| if let Some(menu) = menu.get() { moved(&menu, &event) }>
            {children()}
        </div>
    }
}

/// Something to do, or a place to go where `href` is given. Choosing closes the menu first. `checked` makes it one of a set.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] href: Option<String>,
    #[prop(optional, into)] note: Option<String>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] checked: Option<Signal<bool>>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let class = if danger { "menu__item menu__item--danger" } else { "menu__item" };
    let inside = view! {
        {icon.map(|glyph| view! { <Icon glyph /> })}
        <span>{children()}{note.map(|note| view! { <span class="menu__note">{note}</span> })}</span>
        {move || checked.is_some_and(|checked| checked.get()).then(|| view! { <Icon glyph=Glyph::Check /> })}
    };
    let click = move |event: ev::MouseEvent| {
        if disabled.get_untracked() {
            return event.prevent_default();
        }
        close(&event);
        if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    if let Some(href) = href {
        return view! { <a class=class role="menuitem" tabindex="-1" href=href on:click=click>{inside}</a> }.into_any();
    }
    view! {
        <button
            type="button"
            class=class
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=move || checked.map(|checked| checked.get().to_string())
            aria-disabled=move || disabled.get().then_some("true")
            tabindex="-1"
            on:click=click
        >
            {inside}
        </button>
    }
    .into_any()
}

/// Names the items below it.
#[component]
pub fn MenuHeading(children: Children) -> impl IntoView {
    view! { <div class="menu__heading" role="presentation">{children()}</div> }
}

/// Between two groups of items.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <div class="menu__line" role="separator"></div> }
}

fn items(menu: &web_sys::HtmlElement) -> Vec<web_sys::HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^='menuitem']") else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}

fn focus(item: Option<&web_sys::HtmlElement>) {
    if let Some(item) = item {
        // Only fails for elements that are gone.
        _ = item.focus();
    }
}

fn moved(menu: &web_sys::HtmlElement, event: &ev::KeyboardEvent) {
    let items = items(menu);
    let active = document().active_element();
    let place = items.iter().position(|item| active.as_ref().is_some_and(|active| item.is_same_node(Some(active))));
    let count = items.len();
    if count == 0 {
        return;
    }
    let next = match event.key().as_str() {
        "ArrowDown" => place.map_or(0, |place| (place + 1) % count),
        "ArrowUp" => place.map_or(count - 1, |place| (place + count - 1) % count),
        "Home" => 0,
        "End" => count - 1,
        "Tab" => {
            // Focus goes on from the button.
            _ = menu.hide_popover();
            return;
        }
        letter if letter.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
            let letter = letter.to_lowercase();
            let from = place.map_or(0, |place| place + 1);
            let starts = |place: &usize| items[*place].text_content().unwrap_or_default().trim().to_lowercase().starts_with(&letter);
            match (0..count).map(|step| (from + step) % count).find(starts) {
                Some(found) if letter != " " => found,
                _ => return,
            }
        }
        _ => return,
    };
    event.prevent_default();
    focus(items.get(next));
}

fn close(event: &ev::MouseEvent) {
    let item = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let menu = item.and_then(|item| item.closest("[popover]").ok().flatten()).and_then(|menu| menu.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(menu) = menu {
        // Already closed is as wanted.
        _ = menu.hide_popover();
    }
}
