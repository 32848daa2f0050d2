//! A forgotten password: ask for a message, then set a new one with the code in it. The link's code is in its fragment, which no log sees.

use super::{
    form::{Form, FormError, go},
    problem::Problem,
};
use crate::{
    api::accounts::{load_door, request_reset, reset_password},
    components::{Banner, Button, Look, PasswordField, TextField, Tone},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};

#[derive(Clone, PartialEq, Eq)]
enum Step {
    Ask,
    /// The address that was asked for; empty when the link was followed.
    Code(String),
}

#[component]
pub fn Reset() -> impl IntoView {
    let door = Resource::new(|| (), |()| load_door(None));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match door.await {
                    Ok(door) => view! { <Outside><Steps mail=door.mail_configured /></Outside> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Steps(mail: bool) -> impl IntoView {
    let step = RwSignal::new(Step::Ask);
    let code = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Ok(fragment) = window().location().hash() else { return };
        let secret = fragment.trim_start_matches('#');
        if !secret.is_empty() {
            code.set(secret.to_owned());
            step.set(Step::Code(String::new()));
            // The code leaves the address bar and the history.
            _ = window().history().and_then(|history| history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some("/reset")));
        }
    });
    move || match step.get() {
        Step::Ask => view! { <Ask step mail /> }.into_any(),
        Step::Code(address) => view! { <NewPassword address code step /> }.into_any(),
    }
}

#[component]
fn Ask(step: RwSignal<Step>, mail: bool) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let address = email.get_untracked();
        form.send(request_reset(address.clone()), move |()| step.set(Step::Code(address)));
    };
    if !mail {
        return view! { <ByHand step /> }.into_any();
    }
    view! {
        <Card title="Reset your password" lead="Type your address and we’ll send you a link to set a new password.">
            <FormError error=form.rest(&["email"]) />
            <form method="post" class="form" on:submit=send novalidate=true>
                <TextField id="email" label="E-mail address" value=email kind="email" autocomplete="username" required=true autofocus=true error=form.field("email") />
                <Button look=Look::Primary submit=true busy=form.busy()>"Send the link"</Button>
            </form>
            <p class="auth__also"><a href="/login">"Back to sign-in"</a></p>
        </Card>
    }
    .into_any()
}

/// Where no message can leave: nothing to fill in, but what to do instead. A code that is there already works all the same.
#[component]
fn ByHand(step: RwSignal<Step>) -> impl IntoView {
    view! {
        <Card title="Reset your password" lead="This server sends no mail, so no link can reach you.">
            <Banner tone=Tone::Accent title="Ask whoever runs this server">
                <p>"They set a new password for you with this command:"</p>
                <p><code>"muster admin reset-password --email YOUR-ADDRESS"</code></p>
            </Banner>
            <p class="auth__also"><a href="/login">"Back to sign-in"</a></p>
            <p class="auth__also"><button type="button" class="link" on:click=move |_| step.set(Step::Code(String::new()))>"I have a code"</button></p>
        </Card>
    }
}

#[component]
fn NewPassword(address: String, code: RwSignal<String>, step: RwSignal<Step>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(reset_password(code.get_untracked(), password.get_untracked()), |()| go("/"));
    };
    let followed = address.is_empty();
    let lead = if followed {
        "You’ll be signed in with it here, and signed out everywhere else.".to_owned()
    } else {
        format!("If {address} has an account, a message is on its way. Follow its link, or type its code here.")
    };
    view! {
        <Card title="Choose a new password" lead=lead>
            <FormError error=form.rest(&["code", "password"]) />
            <form method="post" class="form" on:submit=send novalidate=true>
                <TextField id="code" label="Code from the message" value=code required=true hint="Good for one hour, once." error=form.field("code") autocomplete="one-time-code" />
                <PasswordField id="password" label="New password" value=password autocomplete="new-password" autofocus=followed hint="At least 8 characters. A few words in a row are fine." error=form.field("password") />
                <Button look=Look::Primary submit=true busy=form.busy()>"Set the password"</Button>
            </form>
            <p class="auth__also"><button type="button" class="link" on:click=move |_| step.set(Step::Ask)>"Ask for another message"</button></p>
        </Card>
    }
}
