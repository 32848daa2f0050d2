//! What others see of a person, and how pages look to them.

use crate::{
    api::accounts::rename_me,
    components::{Button, Look, Panel, TextField, use_toasts},
    pages::form::{Form, FormError},
    shell::Appearance,
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Profile(name: String, address: String) -> impl IntoView {
    let name = RwSignal::new(name);
    let email = RwSignal::new(address);
    let form = Form::new(None);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(rename_me(name.get_untracked()), move |()| toasts.say("Your name is saved"));
    };
    view! {
        <form method="post" on:submit=send novalidate=true>
            <Panel title="Profile" foot=view! { <Button look=Look::Primary submit=true busy=form.busy()>"Save"</Button> }.into_any()>
                <div class="form">
                    <FormError error=form.rest(&["name"]) />
                    <div class="form__row">
                        <TextField id="name" label="Name" value=name autocomplete="name" required=true hint="Teammates see it on issues and invitations." error=form.field("name") />
                        <TextField id="address" label="E-mail address" value=email readonly=true hint="Verified. You sign in with it." />
                    </div>
                </div>
            </Panel>
        </form>
    }
}

/// Light or dark.
#[component]
pub fn Looks() -> impl IntoView {
    let chosen = RwSignal::new(Appearance::System);
    Effect::new(move |_| chosen.set(Appearance::chosen()));
    let card = move |appearance: Appearance, id: &'static str, label: &'static str| {
        let choose = move |_| {
            appearance.choose();
            chosen.set(appearance);
        };
        view! {
            <label class="card-choice" for=id>
                <input type="radio" name="appearance" id=id checked=appearance == Appearance::System prop:checked=move || chosen.get() == appearance on:change=choose />
                <span class="choice__label">{label}</span>
            </label>
        }
    };
    view! {
        <Panel title="Appearance" description="In this browser.">
            <div class="form__row" role="radiogroup" aria-label="Appearance">
                {card(Appearance::System, "appearance-system", "As the system")}
                {card(Appearance::Light, "appearance-light", "Light")}
                {card(Appearance::Dark, "appearance-dark", "Dark")}
            </div>
        </Panel>
    }
}
