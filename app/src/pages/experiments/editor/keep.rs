//! What is typed survives a reload and a sign-in: the tab keeps it until it is saved.

use super::desk::Desk;
use crate::components::{Banner, Button, Look};
use leptos::{prelude::*, web_sys};
use model::experiment::draft::Draft;
use std::time::Duration;

fn key(desk: Desk, fresh: bool) -> String {
    let name = if fresh { String::new() } else { desk.name.get_untracked() };
    format!("muster.experiment.{}.{name}", desk.slug.get_value())
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

pub fn forget(desk: Desk, fresh: bool) {
    if let Some(storage) = storage() {
        _ = storage.remove_item(&key(desk, fresh));
    }
}

/// What was taken up again, and how to go back to what was loaded.
#[derive(Clone, Copy)]
pub struct Keeping {
    restored: RwSignal<bool>,
    desk: Desk,
    loaded: StoredValue<Draft>,
}

/// Keeps what differs from what was loaded; takes up what was kept.
pub fn keep(desk: Desk, loaded: Draft, fresh: bool) -> Keeping {
    let keeping = Keeping { restored: RwSignal::new(false), desk, loaded: StoredValue::new(loaded) };
    Effect::new(move |before: Option<()>| {
        let draft = desk.draft();
        let Some(storage) = storage() else { return };
        let key = key(desk, fresh);
        if before.is_none() {
            let kept = storage.get_item(&key).ok().flatten().and_then(|text| serde_json::from_str::<Draft>(&text).ok());
            // What a form without script brought back is newer.
            if let Some(kept) = kept.filter(|kept| *kept != draft && keeping.loaded.with_value(|loaded| *loaded == draft)) {
                // After the fields have looked, once, for what was typed before the app took over: they would take the page's own for that.
                let lay = move || {
                    keeping.restored.set(true);
                    desk.lay(&kept);
                };
                set_timeout(lay, Duration::ZERO);
            }
        } else if keeping.loaded.with_value(|loaded| *loaded == draft) {
            _ = storage.remove_item(&key);
        } else if let Ok(text) = serde_json::to_string(&draft) {
            _ = storage.set_item(&key, &text);
        }
    });
    keeping
}

/// Says that something was taken up again.
#[component]
pub fn Kept(kept: Keeping) -> impl IntoView {
    let back = move |_| {
        kept.loaded.with_value(|loaded| kept.desk.lay(loaded));
        kept.restored.set(false);
    };
    move || {
        kept.restored.get().then(|| {
            view! {
                <Banner title="What you typed here before is back">
                    <p>"It is not saved yet. "<Button small=true look=Look::Quiet on_click=back>"Discard it"</Button></p>
                </Banner>
            }
        })
    }
}
