//! A new password.

use crate::{
    api::accounts::change_password,
    components::{Button, Panel, PasswordField, use_toasts},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Password() -> impl IntoView {
    let current = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let form = Form::new(None);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(change_password(current.get_untracked(), password.get_untracked()), move |()| {
            current.set(String::new());
            password.set(String::new());
            toasts.say("The password is changed; you are signed out everywhere else");
        });
    };
    view! {
        <form method="post" on:submit=send novalidate=true>
            <Panel
                title="Password"
                description="Changing it signs you out everywhere else."
                foot=view! { <Button submit=true busy=form.busy()>"Change password"</Button> }.into_any()
            >
                <div class="form">
                    <FormError error=form.rest(&["current", "password"]) />
                    <div class="form__row">
                        <PasswordField id="current" label="Present password" value=current error=form.field("current") />
                        <PasswordField id="password" label="New password" value=password autocomplete="new-password" hint="At least 8 characters." error=form.field("password") />
                    </div>
                </div>
            </Panel>
        </form>
    }
}
