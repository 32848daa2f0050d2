//! Checkboxes and switches.

use leptos::prelude::*;

/// A checkbox with its label and a line of explanation.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    checked: RwSignal<bool>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <label class="choice">
            <input
                type="checkbox"
                id=id.clone()
                name=id
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                aria-describedby=hint_id.clone()
                on:change=move |event| change(checked, on_change, event_target_checked(&event))
            />
            <Words label hint hint_id />
        </label>
    }
}

/// A switch: takes effect at once, unlike a checkbox of a form.
#[component]
pub fn Switch(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    checked: RwSignal<bool>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <label class="choice choice--switch">
            <Words label hint hint_id=hint_id.clone() />
            <input
                type="checkbox"
                role="switch"
                class="switch"
                id=id.clone()
                name=id
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                aria-describedby=hint_id
                on:change=move |event| change(checked, on_change, event_target_checked(&event))
            />
        </label>
    }
}

#[component]
fn Words(label: Signal<String>, hint: Signal<Option<String>>, hint_id: String) -> impl IntoView {
    view! {
        <span class="choice__text">
            <span class="choice__label">{move || label.get()}</span>
            <span class="choice__hint" id=hint_id hidden=move || hint.with(Option::is_none)>{move || hint.get()}</span>
        </span>
    }
}

fn change(checked: RwSignal<bool>, on_change: Option<Callback<bool>>, now: bool) {
    checked.set(now);
    if let Some(on_change) = on_change {
        on_change.run(now);
    }
}
