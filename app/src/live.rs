//! Hearing of changes without a reload: one event stream for the organization that is open.

use leptos::prelude::*;
use model::live::Change;

/// The latest change, numbered so that two alike are two.
#[derive(Clone, Copy)]
pub struct Live(RwSignal<Option<(u64, Change)>>);

impl Live {
    /// Made by the organization's frame; starts listening in the browser.
    pub fn provide(organization: String) -> Self {
        let live = Self(RwSignal::new(None));
        provide_context(live);
        #[cfg(feature = "hydrate")]
        live.listen(organization);
        #[cfg(not(feature = "hydrate"))]
        drop(organization);
        live
    }

    /// A change that this page itself made, or that came with an answer: heard like any other.
    pub fn tell(self, change: Change) {
        self.0.update(|latest| *latest = Some((latest.as_ref().map_or(1, |(number, _)| number + 1), change)));
    }

    #[cfg(feature = "hydrate")]
    fn listen(self, organization: String) {
        use wasm_bindgen::{JsCast, prelude::Closure};
        Effect::new(move |_| {
            let Ok(source) = web_sys::EventSource::new(&format!("/live/{organization}")) else { return };
            let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |message: web_sys::MessageEvent| {
                if let Some(change) = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
                    self.tell(change);
                }
            });
            source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            let kept = StoredValue::new_local((source, heard));
            on_cleanup(move || kept.with_value(|(source, _)| source.close()));
        });
    }
}

/// Calls `heard` for every change in the organization that is open. Only ever runs in the browser.
pub fn use_live(heard: impl Fn(&Change) + 'static) {
    let Some(Live(latest)) = use_context::<Live>() else { return };
    Effect::new(move |before: Option<Option<u64>>| {
        let number = latest.with(|latest| latest.as_ref().map(|(number, _)| *number));
        if before.is_some() && before != Some(number) {
            latest.with_untracked(|latest| {
                if let Some((_, change)) = latest {
                    heard(change)
                }
            });
        }
        number
    });
}
