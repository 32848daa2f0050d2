//! Short messages at the page's corner: what was just done, perhaps with a way back.

use super::{
    badge::Tone,
    button::{Button, Look},
    icon::{Glyph, Icon},
};
use leptos::{html, prelude::*};
use std::time::Duration;

/// How long a message without an action stays. With one, or an error, it stays until dismissed.
const STAY: Duration = Duration::from_secs(6);

#[derive(Clone)]
struct Toast {
    number: u32,
    text: String,
    tone: Tone,
    action: Option<(String, Callback<()>)>,
}

/// Where messages are put.
#[derive(Clone, Copy)]
pub struct ToastRack(RwSignal<Vec<Toast>>);

/// Makes the rack; once, at the root of the app, which also has `<Toasts/>`.
pub fn provide_toasts() {
    provide_context(ToastRack(RwSignal::new(Vec::new())));
}

/// The app's rack.
pub fn use_toasts() -> ToastRack {
    use_context().unwrap_or_else(|| ToastRack(RwSignal::new(Vec::new())))
}

impl ToastRack {
    /// Something was done.
    pub fn say(self, text: impl Into<String>) {
        self.add(text.into(), Tone::Success, None);
    }

    /// Something went wrong; stays until dismissed.
    pub fn fail(self, text: impl Into<String>) {
        self.add(text.into(), Tone::Danger, None);
    }

    /// Something was done, and `verb` does the next thing or takes it back.
    pub fn offer(self, text: impl Into<String>, verb: impl Into<String>, action: impl Into<Callback<()>>) {
        self.add(text.into(), Tone::Success, Some((verb.into(), action.into())));
    }

    fn add(self, text: String, tone: Tone, action: Option<(String, Callback<()>)>) {
        let number = self.0.with_untracked(|toasts| toasts.last().map_or(0, |toast| toast.number + 1));
        let leaves = action.is_none() && tone != Tone::Danger;
        self.0.update(|toasts| {
            toasts.push(Toast { number, text, tone, action });
            let surplus = toasts.len().saturating_sub(4);
            toasts.drain(..surplus);
        });
        if leaves {
            set_timeout(move || self.dismiss(number), STAY);
        }
    }

    fn dismiss(self, number: u32) {
        self.0.try_update(|toasts| toasts.retain(|toast| toast.number != number));
    }
}

/// The corner itself: a manual popover, so that messages are seen over an open dialog. They are announced from a region that is always there.
#[component]
pub fn Toasts() -> impl IntoView {
    let rack = use_toasts();
    let corner = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let empty = rack.0.with(Vec::is_empty);
        let Some(corner) = corner.get() else { return };
        // Shown anew each time: on top of whatever was opened since. Failing means it already is as wanted.
        _ = corner.hide_popover();
        if !empty {
            _ = corner.show_popover();
        }
    });
    let said = move || rack.0.with(|toasts| toasts.last().map(|toast| toast.text.clone()));
    view! {
        <div class="visually-hidden" role="status">{said}</div>
        <div class="toasts" popover="manual" role="region" aria-label="Messages" node_ref=corner>
            <For each=move || rack.0.get() key=|toast| toast.number children=move |toast| view! { <Message toast rack /> } />
        </div>
    }
}

#[component]
fn Message(toast: Toast, rack: ToastRack) -> impl IntoView {
    let Toast { number, text, tone, action } = toast;
    view! {
        <div class=format!("toast toast--{}", tone.name())>
            <Icon glyph=tone.glyph() />
            <span>{text}</span>
            {action.map(|(verb, action)| view! {
                <Button look=Look::Quiet small=true on_click=move |_| { action.run(()); rack.dismiss(number) }>{verb}</Button>
            })}
            <Button look=Look::Quiet small=true icon=Glyph::X label="Dismiss" on_click=move |_| rack.dismiss(number) />
        </div>
    }
}
