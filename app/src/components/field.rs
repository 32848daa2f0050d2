//! Text, passwords and selects, each with label, hint and error tied to it.

use super::icon::{Glyph, Icon};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};

/// The frame of a field: label above, hint and error below, tied by `{id}-hint` and `{id}-error`.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] optional: bool,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field">
            <label class="field__label" for=id>{move || label.get()}{optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}</label>
            {children()}
            <div id=hint_id class="field__hint" hidden=move || hint.with(Option::is_none)>{move || hint.get()}</div>
            <div id=error_id role="alert">
                {move || error.get().map(|text| view! { <div class="field__error"><Icon glyph=Glyph::Alert /><span>{text}</span></div> })}
            </div>
        </div>
    }
}

/// What describes a control: its hint, and its error while there is one.
fn described_by(id: &str, error: Signal<Option<String>>) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let id = id.to_owned();
    move || if error.with(Option::is_some) { format!("{id}-hint {id}-error") } else { format!("{id}-hint") }
}

/// Keeps a control and its signal alike. What was typed before the script ran wins over the signal's first value.
fn keep_alike<E>(control: NodeRef<E>, value: RwSignal<String>, read: fn(&E::Output) -> String, write: fn(&E::Output, &str))
where
    E: html::ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |before: Option<()>| {
        let Some(element) = control.get() else { return };
        let (wanted, shown) = (value.get(), read(&element));
        if shown == wanted {
            return;
        }
        if before.is_none() && !shown.is_empty() {
            value.set(shown);
        } else {
            write(&element, &wanted);
        }
    });
}

fn input_value(element: &web_sys::HtmlInputElement) -> String {
    element.value()
}

fn set_input(element: &web_sys::HtmlInputElement, value: &str) {
    element.set_value(value);
}

/// A field of one line. `kind` is the input's type; the id is also its name.
#[component]
pub fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] max: Option<u32>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    keep_alike(node_ref, value, input_value, set_input);
    let described = described_by(&id, error);
    view! {
        <Field id=id.clone() label hint error optional>
            <input
                class="input"
                id=id.clone()
                name=id
                type=kind
                value=value.get_untracked()
                node_ref=node_ref
                autocomplete=autocomplete
                placeholder=placeholder
                required=required
                readonly=readonly
                autofocus=autofocus
                disabled=move || disabled.get()
                maxlength=max.map(|max| max.to_string())
                autocapitalize=(kind == "email").then_some("none")
                spellcheck=(kind != "text").then_some("false")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| value.set(event_target_value(&event))
            />
        </Field>
    }
}

/// A password, which can be shown. `autocomplete`: current-password or new-password.
#[component]
pub fn PasswordField(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "current-password")] autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    keep_alike(node_ref, value, input_value, set_input);
    let described = described_by(&id, error);
    let shown = RwSignal::new(false);
    view! {
        <Field id=id.clone() label hint error>
            <div class="affix">
                <input
                    class="input"
                    id=id.clone()
                    name=id.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    value=value.get_untracked()
                    node_ref=node_ref
                    autocomplete=autocomplete
                    autofocus=autofocus
                    required=true
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    type="button"
                    class="button button--quiet button--small"
                    aria-pressed=move || shown.get().to_string()
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    "Show"<span class="visually-hidden">" password"</span>
                </button>
            </div>
        </Field>
    }
}

/// A field of several lines; grows with its text.
#[component]
pub fn Textarea(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] optional: bool,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] max: Option<u32>,
    #[prop(optional)] node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    keep_alike(node_ref, value, web_sys::HtmlTextAreaElement::value, web_sys::HtmlTextAreaElement::set_value);
    let described = described_by(&id, error);
    view! {
        <Field id=id.clone() label hint error optional>
            <textarea
                class="input"
                id=id.clone()
                name=id
                rows=rows.to_string()
                node_ref=node_ref
                placeholder=placeholder
                maxlength=max.map(|max| max.to_string())
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| value.set(event_target_value(&event))
            >
                {value.get_untracked()}
            </textarea>
        </Field>
    }
}

/// One of a select's options; a reason why it can't be chosen disables it and is shown with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub refused: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), refused: None }
    }

    /// Can't be chosen, because of `reason`.
    #[must_use]
    pub fn refused(mut self, reason: Option<impl Into<String>>) -> Self {
        self.refused = reason.map(Into::into);
        self
    }
}

/// A native select. With `bare` there is no frame and the label is only heard.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] bare: bool,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let control = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        // After the options, so that the browser finds the one to show.
        choices.track();
        let (Some(element), wanted) = (control.get(), value.get()) else { return };
        if element.value() != wanted {
            element.set_value(&wanted);
        }
    });
    let described = described_by(&id, error);
    let select = view! {
        <span class=if small { "select select--small" } else { "select" }>
            <select
                class="input"
                id=id.clone()
                name=id.clone()
                node_ref=control
                disabled=move || disabled.get()
                aria-label=bare.then(|| label.get_untracked())
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || (!bare).then(&described)
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change { on_change.run(chosen) }
                }
            >
                {move || {
                    let current = value.get_untracked();
                    choices.get().into_iter().map(|Choice { value, label, refused }| {
                        let text = refused.as_ref().map_or_else(|| label.clone(), |reason| format!("{label} ({reason})"));
                        view! { <option selected=value == current value=value disabled=refused.is_some()>{text}</option> }
                    }).collect_view()
                }}
            </select>
            <Icon glyph=Glyph::ChevronDown />
        </span>
    };
    if bare { select.into_any() } else { view! { <Field id label hint error>{select}</Field> }.into_any() }
}
