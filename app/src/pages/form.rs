//! A form that is being sent: whether it is on its way, and what was wrong with it, field by field.

use crate::api::CallError;
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use model::error::ApiError;

/// The state of one form. What was typed is elsewhere and stays, whatever happens here.
#[derive(Clone, Copy)]
pub struct Form {
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// Fields that can be seen to be wrong without asking the server.
    problems: RwSignal<Vec<(&'static str, String)>>,
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

    /// Nothing is wrong, as far as is known.
    pub fn clear(self) {
        self.error.set(None);
        self.problems.set(Vec::new());
    }

    /// Marks all of these at once and goes to the first; false when there are none, so that it can be sent.
    pub fn marks(self, problems: Vec<(&'static str, String)>) -> bool {
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

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only fails for what is gone.
        _ = field.focus();
    }
}

/// Leaves for another page of this site by a real navigation: a fresh page holds nothing of the one before.
pub fn go(path: &str) {
    _ = window().location().set_href(path);
}

/// What is wrong with a form as a whole, announced when it appears.
#[component]
pub fn FormError(#[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    use crate::components::{Banner, Tone};
    view! { <div role="alert">{move || error.get().map(|text| view! { <Banner tone=Tone::Danger><p>{text}</p></Banner> })}</div> }
}
