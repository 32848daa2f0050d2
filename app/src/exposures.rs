//! Tells the server, once, that somebody has met a treatment: when it is really to be seen, not when the page was served.
//!
//! The assignments come with the page. What was met is gathered for a moment and sent together; when the page goes away, at once. The
//! server computes each assignment again, so nothing that is said here can change one.

use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast};
use model::{experiment::Exposure, invitation::Source};
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
                    let unit = if assigned.unit == "account" { shell.me.id.as_str() } else { shell.organization.id.as_str() };
                    let exposure = Exposure {
                        experiment: assigned.experiment.clone(),
                        version: assigned.version,
                        params: assigned.params.clone(),
                        doorway: doorway.to_owned(),
                    };
                    browser::meet(&shell.organization.slug, unit, exposure);
                });
            });
        }
    });
}

/// What was met on this page and is not sent yet.
#[derive(Default)]
struct Outbox {
    /// Experiment, version, unit and assignment, for as long as the page lives.
    known: HashSet<(String, i64, String, String)>,
    /// With the slug of the organization that was open.
    waiting: Vec<(String, Exposure)>,
}

impl Outbox {
    /// False when it is known.
    fn add(&mut self, organization: &str, unit: &str, exposure: Exposure) -> bool {
        let assignment = serde_json::to_string(&exposure.params).unwrap_or_default();
        let new = self.known.insert((exposure.experiment.clone(), exposure.version, unit.to_owned(), assignment));
        if new {
            self.waiting.push((organization.to_owned(), exposure));
            return true;
        }
        let same = |waiting: &Exposure| {
            (&waiting.experiment, waiting.version, &waiting.params) == (&exposure.experiment, exposure.version, &exposure.params)
        };
        let yields = |(slug, waiting): &&mut (String, Exposure)| slug == organization && waiting.doorway == EVERYWHERE && same(waiting);
        if let Some((_, waiting)) = self.waiting.iter_mut().find(yields) {
            waiting.doorway = exposure.doorway;
        }
        false
    }

    /// Everything that waits, one list for each organization.
    fn take(&mut self) -> Vec<(String, Vec<Exposure>)> {
        let mut lists: Vec<(String, Vec<Exposure>)> = Vec::new();
        for (organization, exposure) in self.waiting.drain(..) {
            match lists.iter_mut().find(|(slug, _)| *slug == organization) {
                Some((_, list)) => list.push(exposure),
                None => lists.push((organization, vec![exposure])),
            }
        }
        lists
    }

    /// What did not arrive waits again.
    fn give_back(&mut self, organization: &str, exposures: Vec<Exposure>) {
        self.waiting.extend(exposures.into_iter().map(|exposure| (organization.to_owned(), exposure)));
    }
}

mod browser {
    use super::Outbox;
    use crate::api::experiments::Expose;
    use leptos::{
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue, prelude::Closure},
    };
    use model::experiment::Exposure;
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
        exposures: &'a [Exposure],
    }

    fn body(organization: &str, exposures: &[Exposure]) -> String {
        serde_json::to_string(&Arguments { org: organization, exposures }).unwrap_or_default()
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
    pub fn meet(organization: &str, unit: &str, exposure: Exposure) {
        if OUTBOX.with_borrow_mut(|outbox| outbox.add(organization, unit, exposure)) {
            listen();
            set_timeout(send, GATHER);
        }
    }

    /// Sends everything that waits. A request that outlives the page: leaving at this moment loses nothing.
    fn send() {
        for (organization, exposures) in OUTBOX.with_borrow_mut(Outbox::take) {
            spawn_local(async move {
                if !arrives(&body(&organization, &exposures)).await {
                    OUTBOX.with_borrow_mut(|outbox| outbox.give_back(&organization, exposures));
                    set_timeout(send, AGAIN);
                }
            });
        }
    }

    /// False when it is worth trying again: the server was not reached, or could not work.
    async fn arrives(body: &str) -> bool {
        let options = web_sys::RequestInit::new();
        options.set_method("POST");
        options.set_body(&body.into());
        let set = |on: &JsValue, name: &str, value: &JsValue| js_sys::Reflect::set(on, &name.into(), value).is_ok();
        let headers = js_sys::Object::new();
        if !set(&headers, "content-type", &"application/json".into()) || !set(&options, "keepalive", &true.into()) {
            return true;
        }
        options.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init(Expose::PATH, &options)).await;
        answer.is_ok_and(|answer| answer.unchecked_into::<web_sys::Response>().status() < 500)
    }

    /// What still waits when the page goes away is handed to the browser, which sends it afterwards.
    fn listen() {
        if LISTENS.replace(true) {
            return;
        }
        let leaving = Closure::<dyn Fn()>::new(|| {
            for (organization, exposures) in OUTBOX.with_borrow_mut(Outbox::take) {
                if !beacon(&body(&organization, &exposures)) {
                    OUTBOX.with_borrow_mut(|outbox| outbox.give_back(&organization, exposures));
                }
            }
        });
        _ = window().add_event_listener_with_callback("pagehide", leaving.as_ref().unchecked_ref());
        // For as long as the page lives.
        leaving.forget();
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

    #[test]
    fn what_is_known_is_not_sent_again_wherever_it_is_met() {
        let mut outbox = Outbox::default();
        assert!(outbox.add("acme", "ana", exposure("sample_event", "link")));
        assert!(!outbox.add("acme", "ana", exposure("sample_event", "link")));
        // The account is the unit: the same one in another organization has met it already.
        assert!(!outbox.add("other", "ana", exposure("sample_event", "link")));
        assert!(outbox.add("other", "other", exposure("improved_invites", "both")));
        assert!(outbox.add("acme", "ana", Exposure { version: 2, ..exposure("sample_event", "link") }));
        let lists = outbox.take();
        assert_eq!(lists.iter().map(|(slug, list)| (slug.as_str(), list.len())).collect::<Vec<_>>(), [("acme", 2), ("other", 1)]);
        assert!(outbox.take().is_empty());
        outbox.give_back("acme", vec![exposure("sample_event", "link")]);
        assert_eq!(outbox.take().len(), 1);
    }

    #[test]
    fn what_is_everywhere_gives_way_to_the_doorway_that_is_in_sight_with_it() {
        let by = |doorway: &str| Exposure { doorway: doorway.to_owned(), ..exposure("improved_invites", "both") };
        let sent = |outbox: &mut Outbox| outbox.take().into_iter().flat_map(|(_, list)| list).map(|one| one.doorway).collect::<Vec<_>>();
        for doorways in [["sidebar", "suspect_commit", "assignee_menu"], ["suspect_commit", "sidebar", "assignee_menu"]] {
            let mut outbox = Outbox::default();
            for doorway in doorways {
                _ = outbox.add("acme", "acme", by(doorway));
            }
            assert_eq!(sent(&mut outbox), ["suspect_commit"]);
            assert!(!outbox.add("acme", "acme", by("members_page")), "it is told already");
            assert!(sent(&mut outbox).is_empty());
        }
        let mut outbox = Outbox::default();
        assert!(outbox.add("acme", "acme", by("sidebar")) && outbox.add("other", "other", by("members_page")));
        assert_eq!(sent(&mut outbox), ["sidebar", "members_page"]);
    }
}
