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
        Effect::new(move |_| {
            let connection = StoredValue::new_local(None);
            self.open(connection, format!("/live/{organization}"), false);
            on_cleanup(move || {
                if let Some(Some(connection)) = connection.try_update_value(Option::take) {
                    connection.source.close();
                }
            });
        });
    }

    /// `again`: there was a connection before, and nobody knows what happened since.
    #[cfg(feature = "hydrate")]
    fn open(self, connection: StoredValue<Option<Connection>, LocalStorage>, address: String, again: bool) {
        use wasm_bindgen::{JsCast, prelude::Closure};
        let Ok(source) = web_sys::EventSource::new(&address) else { return };
        let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |message: web_sys::MessageEvent| {
            if let Some(change) = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
                self.tell(change);
            }
        });
        let opened = Closure::<dyn Fn()>::new(move || {
            if again {
                self.tell(Change::Anything);
            }
        });
        // The browser comes back by itself when a stream ends, but gives up when a server or proxy answers with an error.
        let failed = Closure::<dyn Fn()>::new(move || {
            let given_up = |kept: &Option<Connection>| kept.as_ref().is_some_and(|kept| kept.source.ready_state() == web_sys::EventSource::CLOSED);
            if connection.try_with_value(given_up) == Some(true) {
                // Perhaps whoever listens is no member any more: the shell is asked, and says.
                self.tell(Change::Members);
                let address = address.clone();
                set_timeout(
                    move || {
                        if connection.try_with_value(given_up) == Some(true) {
                            self.open(connection, address.clone(), true);
                        }
                    },
                    std::time::Duration::from_secs(15),
                );
            }
        });
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let _ = connection.try_set_value(Some(Connection { source, _heard: heard, _calls: [opened, failed] }));
    }
}

/// The open stream, and what it calls.
#[cfg(feature = "hydrate")]
struct Connection {
    source: web_sys::EventSource,
    _heard: wasm_bindgen::prelude::Closure<dyn Fn(web_sys::MessageEvent)>,
    _calls: [wasm_bindgen::prelude::Closure<dyn Fn()>; 2],
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
