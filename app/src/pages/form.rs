//! A form that is being sent: whether it is on its way, and what was wrong with it, field by field.

use crate::api::CallError;
use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use model::error::ApiError;

/// The state of one form. What was typed is elsewhere and stays, whatever happens here.
#[derive(Clone, Copy)]
pub struct Form {
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// Fields that can be seen to be wrong without asking the server.
    problems: RwSignal<Vec<(String, String)>>,
}

impl Form {
    pub fn new(error: Option<ApiError>) -> Self {
        Self { busy: RwSignal::new(false), error: RwSignal::new(error), problems: RwSignal::new(Vec::new()) }
    }

    /// On its way.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// What is wrong with the field of this name.
    pub fn field(self, name: impl Into<String>) -> Signal<Option<String>> {
        let name = name.into();
        Signal::derive(move || match self.error.get() {
            Some(ApiError::Invalid { field, reason }) if field == name => Some(reason),
            _ => self.problems.with(|problems| problems.iter().find(|(field, _)| *field == name).map(|(_, reason)| reason.clone())),
        })
    }

    /// What is wrong otherwise; `fields` have their own place.
    pub fn rest(self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || match self.error.get() {
            Some(ApiError::Invalid { field, .. }) if fields.contains(&field.as_str()) => None,
            Some(error) => Some(error.to_string()),
            None => None,
        })
    }

    /// Whether what is wrong is of this kind.
    pub fn problem(self, is: impl Fn(Option<&ApiError>) -> bool) -> bool {
        self.error.with(|error| is(error.as_ref()))
    }

    /// Nothing is wrong, as far as is known.
    pub fn clear(self) {
        self.error.set(None);
        self.problems.set(Vec::new());
    }

    /// Marks all of these at once and goes to the first; false when there are none, so that it can be sent.
    pub fn marks(self, problems: Vec<(impl Into<String>, String)>) -> bool {
        let problems: Vec<(String, String)> = problems.into_iter().map(|(field, why)| (field.into(), why)).collect();
        self.error.set(None);
        if let Some((field, _)) = problems.first() {
            focus(field);
        }
        let any = !problems.is_empty();
        self.problems.set(problems);
        any
    }

    pub fn refuse(self, error: ApiError) {
        self.error.set(Some(error));
    }

    /// Sends; a second press while it is on its way does nothing. On an error, focus goes to the field that is wrong.
    pub fn send<T: 'static>(self, call: impl Future<Output = Result<T, CallError>> + 'static, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = call.await;
            _ = self.busy.try_set(false);
            match answer {
                Ok(value) => done(value),
                Err(CallError(error)) => {
                    if let ApiError::Invalid { field, .. } = &error {
                        focus(field);
                    }
                    _ = self.error.try_set(Some(error));
                }
            }
        });
    }
}

/// Asks before a page with something unsaved is left: by the browser itself, or by a link of this site.
pub fn warn_of_leaving(unsaved: Signal<bool>) {
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if unsaved.try_get_untracked() == Some(true) {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    Effect::new(move |_| {
        use leptos::wasm_bindgen::prelude::Closure;
        // Before the router hears of it: what is caught on the way down can still be stopped.
        let pressed = Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event: web_sys::MouseEvent| {
            let link = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                .and_then(|element| element.closest("a[href]").ok().flatten());
            let elsewhere =
                link.is_some_and(|link| !link.has_attribute("download") && !link.get_attribute("href").unwrap_or_default().starts_with('#'));
            let plain = event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key();
            if elsewhere && plain && unsaved.try_get_untracked() == Some(true) {
                let leave = window().confirm_with_message("Your changes are not saved. Leave without them?");
                if !leave.unwrap_or(true) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        });
        let document = document();
        _ = document.add_event_listener_with_callback_and_bool("click", pressed.as_ref().unchecked_ref(), true);
        let kept = StoredValue::new_local(pressed);
        on_cleanup(move || {
            kept.with_value(|pressed| _ = document.remove_event_listener_with_callback_and_bool("click", pressed.as_ref().unchecked_ref(), true));
        });
    });
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only fails for what is gone.
        _ = field.focus();
    }
}

/// Takes the focus where it went away with the element that had it, once the page has settled.
pub fn catch_focus(id: &'static str) {
    let caught = move || {
        let body = document().body();
        if document().active_element().is_none_or(|active| body.is_some_and(|body| *body == active)) {
            focus(id);
        }
    };
    set_timeout(caught, std::time::Duration::ZERO);
}

/// Leaves for another page of this site by a real navigation: a fresh page holds nothing of the one before.
pub fn go(path: &str) {
    _ = window().location().set_href(path);
}

/// What is wrong with a form as a whole, announced when it appears.
#[component]
pub fn FormError(#[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    use crate::components::{Banner, Tone};
    view! { <div>{move || error.get().map(|text| view! { <Banner tone=Tone::Danger><p>{text}</p></Banner> })}</div> }
}
