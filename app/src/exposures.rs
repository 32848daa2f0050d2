//! Tells the server, once, that somebody has met a treatment: when it is really to be seen, not when the page was served.
//!
//! The assignments come with the page. What was met is gathered for a moment and sent together; when the page goes away, at once. The
//! server computes each assignment again, so nothing that is said here can change one. What was taken is kept in the browser until the day is
//! over: the next page does not say it again.

use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast};
use model::{
    experiment::{Exposure, Unit},
    invitation::Source,
};
use std::collections::HashSet;

/// In sight on every page: says little about how somebody came, and gives way to a doorway that comes into sight with it.
const EVERYWHERE: &str = Source::Sidebar.as_str();

/// Logs that the product's `experiment` was met as soon as the element is to be seen and `met` holds. Choose an element that is there in
/// every arm, or the arms are counted differently. `doorway`: by which way the person came.
///
/// Nothing at all happens where meeting it does not count. Only ever runs in the browser.
pub fn expose<E>(experiment: &'static str, node: NodeRef<E>, met: impl Fn() -> bool + 'static, doorway: &'static str)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let shell = crate::organization::use_shell();
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let counts = shell.with(|shell| shell.assigned(experiment).is_some_and(|assigned| assigned.counts));
        if counts && met() {
            browser::when_visible(element.unchecked_ref(), move || {
                shell.with_untracked(|shell| {
                    let Some(assigned) = shell.assigned(experiment).filter(|assigned| assigned.counts) else { return };
                    let unit = match assigned.unit {
                        Unit::Account => shell.me.id.as_str(),
                        Unit::Organization => shell.organization.id.as_str(),
                    };
                    let exposure = assigned.exposure(doorway);
                    browser::meet(Met { organization: shell.organization.slug.clone(), unit: unit.to_owned(), exposure });
                });
            });
        }
    });
}

/// That a unit has met something, and in which organization.
#[derive(Clone)]
struct Met {
    /// The slug of the one that was open.
    organization: String,
    unit: String,
    exposure: Exposure,
}

impl Met {
    /// What it is known by: experiment and unit, then version and assignment.
    fn known_as(&self) -> (String, String) {
        let Exposure { experiment, version, params, .. } = &self.exposure;
        let assignment = serde_json::to_string(params).unwrap_or_default();
        (format!("muster.met.{experiment}.{}", self.unit), format!("{version} {assignment}"))
    }
}

/// What was met on this page and is not sent yet.
#[derive(Default)]
struct Outbox {
    /// For as long as the page lives.
    known: HashSet<(String, String)>,
    waiting: Vec<Met>,
}

impl Outbox {
    /// False when it is known.
    fn add(&mut self, met: Met) -> bool {
        let known_as = met.known_as();
        if self.known.insert(known_as.clone()) {
            self.waiting.push(met);
            return true;
        }
        let yields =
            |waiting: &&mut Met| waiting.organization == met.organization && waiting.exposure.doorway == EVERYWHERE && waiting.known_as() == known_as;
        if let Some(waiting) = self.waiting.iter_mut().find(yields) {
            waiting.exposure.doorway = met.exposure.doorway;
        }
        false
    }

    /// Everything that waits, one list for each organization.
    fn take(&mut self) -> Vec<Vec<Met>> {
        let mut lists: Vec<Vec<Met>> = Vec::new();
        for met in self.waiting.drain(..) {
            match lists.iter_mut().find(|list| list[0].organization == met.organization) {
                Some(list) => list.push(met),
                None => lists.push(vec![met]),
            }
        }
        lists
    }

    /// What did not arrive waits again.
    fn give_back(&mut self, met: Vec<Met>) {
        self.waiting.extend(met);
    }
}

mod browser {
    use super::{Met, Outbox};
    use crate::api::experiments::Expose;
    use leptos::{
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue, prelude::Closure},
    };
    use model::experiment::{Exposed, Exposure};
    use serde::Serialize;
    use server_fn::ServerFn;
    use std::{cell::RefCell, time::Duration};
    use wasm_bindgen_futures::JsFuture;

    /// How long more is waited for, so that what is met together travels together.
    const GATHER: Duration = Duration::from_millis(300);
    /// When to try again what did not arrive.
    const AGAIN: Duration = Duration::from_secs(20);
    /// A treatment larger than the window is seen when it fills this much of it.
    const SHARE: f64 = 0.25;

    thread_local! {
        static OUTBOX: RefCell<Outbox> = RefCell::default();
        static LISTENS: RefCell<bool> = const { RefCell::new(false) };
    }

    #[derive(Serialize)]
    struct Arguments<'a> {
        org: &'a str,
        exposures: &'a [&'a Exposure],
    }

    /// All of one organization.
    fn body(met: &[Met]) -> String {
        let org = met.first().map_or("", |met| met.organization.as_str());
        let exposures: Vec<&Exposure> = met.iter().map(|met| &met.exposure).collect();
        serde_json::to_string(&Arguments { org, exposures: &exposures }).unwrap_or_default()
    }

    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    /// What is kept of it, until the day is over.
    fn mark(met: &Met) -> (String, String) {
        let (key, value) = met.known_as();
        (key, format!("{} {value}", (js_sys::Date::now() / 86_400_000.0).floor()))
    }

    /// Whether it was taken from a page before this one.
    fn is_kept(met: &Met) -> bool {
        let (key, value) = mark(met);
        storage().and_then(|storage| storage.get_item(&key).ok().flatten()).is_some_and(|kept| kept == value)
    }

    /// Without room it is said again: the server knows it then.
    fn keep(met: &[Met]) {
        let Some(storage) = storage() else { return };
        for (key, value) in met.iter().map(mark) {
            _ = storage.set_item(&key, &value);
        }
    }

    /// Calls `seen` once, when half of the element is in the window. Stops watching with the effect that it is called in.
    pub fn when_visible(element: &web_sys::Element, seen: impl Fn() + 'static) {
        let heard = Closure::<dyn Fn(js_sys::Array, web_sys::IntersectionObserver)>::new(
            move |entries: js_sys::Array, observer: web_sys::IntersectionObserver| {
                let visible = entries.iter().any(|entry| is_seen(entry.unchecked_ref()));
                if visible {
                    observer.disconnect();
                    seen();
                }
            },
        );
        let options = web_sys::IntersectionObserverInit::new();
        options.set_threshold(&(0..=10).map(|tenth| JsValue::from_f64(f64::from(tenth) / 10.0)).collect::<js_sys::Array>());
        let Ok(observer) = web_sys::IntersectionObserver::new_with_options(heard.as_ref().unchecked_ref(), &options) else { return };
        observer.observe(element);
        let kept = StoredValue::new_local((observer, heard));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    }

    fn is_seen(entry: &web_sys::IntersectionObserverEntry) -> bool {
        let part = entry.intersection_rect().height() / entry.root_bounds().map_or(f64::INFINITY, |bounds| bounds.height());
        entry.is_intersecting() && (entry.intersection_ratio() >= 0.5 || part >= SHARE)
    }

    /// Takes down what was met, and sends it soon.
    pub fn meet(met: Met) {
        if !is_kept(&met) && OUTBOX.with_borrow_mut(|outbox| outbox.add(met)) {
            listen();
            set_timeout(send, GATHER);
        }
    }

    /// Sends everything that waits. A request that outlives the page: leaving at this moment loses nothing.
    fn send() {
        for met in OUTBOX.with_borrow_mut(Outbox::take) {
            spawn_local(async move {
                match arrives(&body(&met)).await {
                    Arrival::Taken => keep(&met),
                    Arrival::Refused => {}
                    Arrival::Lost => {
                        OUTBOX.with_borrow_mut(|outbox| outbox.give_back(met));
                        set_timeout(send, AGAIN);
                    }
                }
            });
        }
    }

    enum Arrival {
        Taken,
        /// Somebody is signed out, say, or has another arm by now: trying again would not help.
        Refused,
        /// The server was not reached, or could not work.
        Lost,
    }

    async fn arrives(body: &str) -> Arrival {
        match answer(body).await {
            Some((200..=299, exposed)) if exposed.as_ref().is_some_and(|exposed| exposed.refused == 0) => Arrival::Taken,
            Some((200..=499, _)) => Arrival::Refused,
            _ => Arrival::Lost,
        }
    }

    /// The status, and what became of them.
    async fn answer(body: &str) -> Option<(u16, Option<Exposed>)> {
        let options = web_sys::RequestInit::new();
        options.set_method("POST");
        options.set_body(&body.into());
        let set = |on: &JsValue, name: &str, value: &JsValue| js_sys::Reflect::set(on, &name.into(), value).is_ok();
        let headers = js_sys::Object::new();
        if !set(&headers, "content-type", &"application/json".into()) || !set(&options, "keepalive", &true.into()) {
            return None;
        }
        options.set_headers(&headers);
        let fetched = JsFuture::from(window().fetch_with_str_and_init(Expose::PATH, &options)).await;
        let response = fetched.ok()?.unchecked_into::<web_sys::Response>();
        let text = JsFuture::from(response.text().ok()?).await.ok().and_then(|text| text.as_string());
        Some((response.status(), text.and_then(|text| serde_json::from_str(&text).ok())))
    }

    /// What still waits when the page goes away is handed to the browser, which sends it afterwards. A page that is put aside, by another tab
    /// or another app, may never come back, and phones end such a page without a word: it doesn't wait.
    fn listen() {
        if LISTENS.replace(true) {
            return;
        }
        let leaving = Closure::<dyn Fn()>::new(|| {
            for met in OUTBOX.with_borrow_mut(Outbox::take) {
                if !beacon(&body(&met)) {
                    OUTBOX.with_borrow_mut(|outbox| outbox.give_back(met));
                }
            }
        });
        let aside = Closure::<dyn Fn()>::new(|| {
            if document().hidden() {
                send();
            }
        });
        _ = window().add_event_listener_with_callback("pagehide", leaving.as_ref().unchecked_ref());
        _ = document().add_event_listener_with_callback("visibilitychange", aside.as_ref().unchecked_ref());
        // For as long as the page lives.
        leaving.forget();
        aside.forget();
    }

    fn beacon(body: &str) -> bool {
        let kind = web_sys::BlobPropertyBag::new();
        kind.set_type("application/json");
        let parts = js_sys::Array::of1(&body.into());
        let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) else { return false };
        window().navigator().send_beacon_with_opt_blob(Expose::PATH, Some(&blob)).unwrap_or(false)
    }
}

/// Tells the server that somebody from outside sees this organization's door, once the page is painted; in a tab that nobody looks at
/// nothing is painted. For whoever is a member, or where there is no such organization, nothing comes of it.
pub fn meet_door(slug: String) {
    Effect::new(move |_| {
        let slug = slug.clone();
        request_animation_frame(move || {
            // Only counted; nobody misses it when it fails.
            leptos::task::spawn_local(async move { _ = crate::api::joining::door_met(slug).await });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn exposure(experiment: &str, arm: &str) -> Exposure {
        let params = json!({ "variant": arm }).as_object().cloned().unwrap_or_default();
        Exposure { experiment: experiment.to_owned(), version: 1, params, doorway: String::new() }
    }

    fn met(organization: &str, unit: &str, exposure: Exposure) -> Met {
        Met { organization: organization.to_owned(), unit: unit.to_owned(), exposure }
    }

    #[test]
    fn what_is_known_is_not_sent_again_wherever_it_is_met() {
        let mut outbox = Outbox::default();
        assert!(outbox.add(met("acme", "ana", exposure("sample_event", "link"))));
        assert!(!outbox.add(met("acme", "ana", exposure("sample_event", "link"))));
        // The account is the unit: the same one in another organization has met it already.
        assert!(!outbox.add(met("other", "ana", exposure("sample_event", "link"))));
        assert!(outbox.add(met("other", "other", exposure("improved_invites", "both"))));
        assert!(outbox.add(met("acme", "ana", Exposure { version: 2, ..exposure("sample_event", "link") })));
        let lists = outbox.take();
        assert_eq!(lists.iter().map(|list| (list[0].organization.as_str(), list.len())).collect::<Vec<_>>(), [("acme", 2), ("other", 1)]);
        assert!(outbox.take().is_empty());
        outbox.give_back(vec![met("acme", "ana", exposure("sample_event", "link"))]);
        assert_eq!(outbox.take().len(), 1);
    }

    #[test]
    fn what_is_everywhere_gives_way_to_the_doorway_that_is_in_sight_with_it() {
        let by = |doorway: &str| Exposure { doorway: doorway.to_owned(), ..exposure("improved_invites", "both") };
        let sent = |outbox: &mut Outbox| outbox.take().into_iter().flatten().map(|met| met.exposure.doorway).collect::<Vec<_>>();
        for doorways in [["sidebar", "suspect_commit", "assignee_menu"], ["suspect_commit", "sidebar", "assignee_menu"]] {
            let mut outbox = Outbox::default();
            for doorway in doorways {
                _ = outbox.add(met("acme", "acme", by(doorway)));
            }
            assert_eq!(sent(&mut outbox), ["suspect_commit"]);
            assert!(!outbox.add(met("acme", "acme", by("members_page"))), "it is told already");
            assert!(sent(&mut outbox).is_empty());
        }
        let mut outbox = Outbox::default();
        assert!(outbox.add(met("acme", "acme", by("sidebar"))) && outbox.add(met("other", "other", by("members_page"))));
        assert_eq!(sent(&mut outbox), ["sidebar", "members_page"]);
    }
}
