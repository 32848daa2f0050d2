//! Ctrl-K or Cmd-K: over any page, type where to go or whom to invite. Opening fetches nothing.

mod places;

use crate::{
    api::{issues::list_issues, members::list_members},
    components::{Button, ComboAction, Combobox, Glyph, Look},
    invite::{InviteContext, meet_doorway, return_focus, use_invite},
    organization::{use_shell, use_slug},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use model::{
    email::Email,
    invitation::Source,
    invite_mode::InviteMode,
    issue::{IssueSummary, ListRequest, Sort},
    member::Member,
    permission::dialog_mode,
};
use std::time::Duration;

const ID: &str = "palette";
/// How long typing rests before issues are looked for.
const REST: Duration = Duration::from_millis(120);

/// The palette, for whatever opens it.
#[derive(Clone, Copy)]
pub struct Palette(RwSignal<bool>);

impl Palette {
    pub fn open(self) {
        self.0.set(true);
    }
}

/// Makes the palette's state; once, beside `<CommandPalette/>`.
pub fn provide_palette() {
    provide_context(Palette(RwSignal::new(false)));
}

/// The sidebar's way in, for whoever has no such keys.
#[component]
pub fn PaletteButton() -> impl IntoView {
    let palette = expect_context::<Palette>();
    let keys = RwSignal::new("Ctrl K");
    Effect::new(move |_| {
        if window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac")) {
            keys.set("⌘ K");
        }
    });
    view! {
        <Button look=Look::Secondary icon=Glyph::Search class="button--block palette-button" on_click=move |_| palette.open() attr:aria-haspopup="dialog" attr:aria-keyshortcuts="Control+K Meta+K">
            <span>"Go to…"</span><kbd aria-hidden="true">{move || keys.get()}</kbd>
        </Button>
    }
}

/// The palette itself; once, beside the organization's frame.
#[component]
pub fn CommandPalette() -> impl IntoView {
    let Palette(shown) = expect_context();
    let (shell, invite) = (use_shell(), use_invite());
    let query = RwSignal::new(String::new());
    let issues = RwSignal::new(Vec::<IssueSummary>::new());
    let members = RwSignal::new(Vec::<Member>::new());
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    listen(shown);
    find_issues(query, issues);
    find_members(query, members);
    return_focus(shown);
    Effect::new(move |_| {
        let (Some(dialog), open) = (dialog.get(), shown.get()) else { return };
        if open == dialog.open() {
            return;
        }
        if !open {
            dialog.close();
        } else if dialog.show_modal().is_ok()
            && let Some(field) = field.get_untracked()
        {
            // Only fails for elements that are gone.
            _ = field.focus();
        }
    });
    // At once, not after the next effect: the focus is back before whatever follows takes it.
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        shown.set(false);
    };
    let navigate = StoredValue::new(use_navigate());
    let go = move |path: String| {
        close();
        navigate.with_value(|navigate| navigate(&path, Default::default()));
    };
    let invite_typed = move |typed: String| {
        close();
        invite.open(context(&typed));
    };
    meet_doorway(Source::CommandPalette, dialog, move || shown.get());
    let options = Memo::new(move |_| match shown.get() {
        // Rows are made when they are wanted: no page pays for them.
        false => Vec::new(),
        true => shell.with(|shell| query.with(|query| issues.with(|issues| members.with(|members| places::options(shell, query, issues, members))))),
    });
    let action = Signal::derive(move || {
        let mode = shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings));
        query.with(|query| offer(mode, query)).map(|label| ComboAction { label, glyph: Glyph::UserPlus })
    });
    // What can be done about it stands beneath already.
    let none = Signal::derive(move || if action.with(Option::is_some) { String::new() } else { "Nothing here has that name".to_owned() });
    let closed = move |_| {
        query.set(String::new());
        issues.set(Vec::new());
        members.set(Vec::new());
        shown.set(false);
    };
    view! {
        <dialog
            class="dialog palette" id=ID aria-label="Go to" node_ref=dialog on:close=closed
            on:click=move |event| if event.target() == event.current_target() { close() }
        >
            <Combobox
                id="palette-search" label="Go to, or invite somebody" placeholder="Page, project, team, person or issue" query=query options=options on_pick=go
                action=action on_action=Callback::new(invite_typed) none inline=true node_ref=field
            />
            <Button look=Look::Quiet small=true icon=Glyph::X label="Close" class="palette__close" on_click=move |_| close() />
        </dialog>
    }
}

/// An address is filled in; anything else stands in the field, where it narrows the suggestions.
fn context(typed: &str) -> InviteContext {
    let context = InviteContext::new(Source::CommandPalette);
    match Email::parse(typed) {
        Ok(email) => context.person(email.address(), None),
        Err(_) if typed.is_empty() => context,
        Err(_) => context.typing(typed),
    }
}

/// The last row's words; nothing where this person can't even ask.
fn offer(mode: InviteMode, typed: &str) -> Option<String> {
    let verb = match mode {
        InviteMode::Closed => return None,
        InviteMode::Request => "Request to invite",
        InviteMode::Direct => "Invite",
    };
    let typed = typed.trim();
    Some(match Email::parse(typed) {
        Ok(email) => format!("{verb} {email}"),
        Err(_) if typed.is_empty() => format!("{verb} a teammate…"),
        Err(_) => format!("{verb} “{typed}”…"),
    })
}

/// The keys work on every page, unless another dialog is in the way.
fn listen(shown: RwSignal<bool>) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let one = event.ctrl_key() != event.meta_key();
            if !one || event.alt_key() || event.shift_key() || event.is_composing() || !event.key().eq_ignore_ascii_case("k") {
                return;
            }
            // The browser's own search is never meant here.
            event.prevent_default();
            let other = document().query_selector("dialog[open]:not(#palette)").ok().flatten().is_some();
            if !other && !event.repeat() {
                shown.update(|shown| *shown = !*shown);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Issues that fit what is typed, once typing rests.
fn find_issues(query: RwSignal<String>, issues: RwSignal<Vec<IssueSummary>>) {
    let organization = StoredValue::new(use_slug());
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let typed = query.with(|query| query.trim().to_owned());
        latest.update_value(|number| *number += 1);
        let number = latest.get_value();
        if typed.chars().count() < 2 || typed.contains('@') {
            issues.set(Vec::new());
            return;
        }
        let look = move || {
            if latest.try_get_value() != Some(number) {
                return;
            }
            let request = ListRequest { query: typed, project: None, sort: Sort::Newest, after: None };
            spawn_local(async move {
                let found = list_issues(organization.get_value(), request).await;
                if let (Ok(found), true) = (found, latest.try_get_value() == Some(number)) {
                    _ = issues.try_set(found.issues);
                }
            });
        };
        set_timeout(look, REST);
    });
}

/// Everybody here, asked for once somebody is looked for; what is typed narrows them.
fn find_members(query: RwSignal<String>, members: RwSignal<Vec<Member>>) {
    let organization = StoredValue::new(use_slug());
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let typed = query.with(|query| query.trim().chars().count());
        if typed == 0 {
            asked.set_value(false);
        }
        if typed < 2 || asked.get_value() {
            return;
        }
        asked.set_value(true);
        spawn_local(async move {
            if let Ok(all) = list_members(organization.get_value()).await {
                _ = members.try_set(all);
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_says_whom_it_invites() {
        for (mode, typed, said) in [
            (InviteMode::Direct, "", Some("Invite a teammate…")),
            (InviteMode::Direct, " Ana@X.org ", Some("Invite Ana@X.org")),
            (InviteMode::Request, "ana", Some("Request to invite “ana”…")),
            (InviteMode::Closed, "ana@x.org", None),
        ] {
            assert_eq!(offer(mode, typed).as_deref(), said, "{typed}");
        }
        assert_eq!(context("ana@x.org").invitees.len(), 1);
        assert_eq!((context("ana").invitees.len(), context("ana").typing.as_deref()), (0, Some("ana")));
        assert_eq!(context("").typing, None);
    }
}
