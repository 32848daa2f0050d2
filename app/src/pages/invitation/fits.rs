//! The forms of an invitation that can be accepted. What was typed stays when something is wrong with it.

use super::Link;
use crate::{
    api::{
        accounts::sign_out,
        invitations::{LinkError, accept_by_signing_in, accept_signed_in, accept_with_new_account, ask_to_move_invitation},
    },
    components::{Banner, Button, Look, PasswordField, TextField, Tone},
    shell::keep_welcome,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::{email::Email, error::ApiError, invitation::Arrival};
use std::future::Future;

/// Waits for an acceptance, and goes where it leads.
fn accept(link: Link, busy: RwSignal<bool>, problem: RwSignal<Option<ApiError>>, call: impl Future<Output = Result<Arrival, LinkError>> + 'static) {
    busy.set(true);
    problem.set(None);
    spawn_local(async move {
        match call.await {
            // A new page: who is signed in has changed.
            Ok(arrival) => {
                keep_welcome(&arrival);
                _ = window().location().set_href(&arrival.destination);
            }
            Err(LinkError::Dead { dead }) => link.over(dead),
            Err(LinkError::Failed { error }) => {
                busy.set(false);
                problem.set(Some(error));
            }
        }
    });
}

/// What is wrong with this field, if anything.
fn of_field(problem: RwSignal<Option<ApiError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || match problem.get() {
        Some(ApiError::Invalid { field: wrong, reason }) if wrong == field => Some(reason),
        _ => None,
    })
}

/// What is wrong, where no field is.
#[component]
fn Wrong(problem: RwSignal<Option<ApiError>>, fields: &'static [&'static str]) -> impl IntoView {
    move || {
        let error = problem.get()?;
        let shown_there = matches!(&error, ApiError::Invalid { field, .. } if fields.contains(&field.as_str()));
        (!shown_there).then(|| view! { <Banner tone=Tone::Danger>{error.to_string()}</Banner> })
    }
}

/// What a form without script needs beside what is typed.
#[component]
fn Hidden(link: Link, step: &'static str) -> impl IntoView {
    view! {
        <input type="hidden" name="code" value=link.code.get_untracked() />
        <input type="hidden" name="step" value=step />
    }
}

/// Nobody has an account with the address: name and password. The address is fixed, and proved by the link.
#[component]
pub(super) fn CreateAccount(link: Link, address: Email, name: String, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let (name, password, busy) = (RwSignal::new(name), RwSignal::new(String::new()), RwSignal::new(false));
    let address = RwSignal::new(address.to_string());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (code, name, password) = (link.code.get_untracked(), name.get_untracked(), password.get_untracked());
        accept(link, busy, problem, accept_with_new_account(code, name, password));
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <Hidden link step="create" />
            <Wrong problem fields=&["name", "password"] />
            <TextField id="email" label="Address" value=address kind="email" autocomplete="username" readonly=true />
            <TextField id="name" label="Your name" value=name autocomplete="name" required=true max=80 error=of_field(problem, "name") />
            <PasswordField
                id="password"
                label="Choose a password"
                value=password
                autocomplete="new-password"
                hint="At least 8 characters.".to_owned()
                error=of_field(problem, "password")
            />
            <Button look=Look::Primary submit=true busy>"Create account and join"</Button>
        </form>
    }
}

/// There is an account with the address: its password.
#[component]
pub(super) fn SignIn(link: Link, address: Email, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let (password, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let address = RwSignal::new(address.to_string());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        accept(link, busy, problem, accept_by_signing_in(link.code.get_untracked(), password.get_untracked()));
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <Hidden link step="sign_in" />
            <p>"You have an account with this address. Sign in to join."</p>
            <Wrong problem fields=&["password"] />
            <TextField id="email" label="Address" value=address kind="email" autocomplete="username" readonly=true />
            <PasswordField id="password" label="Password" value=password error=of_field(problem, "password") />
            <Button look=Look::Primary submit=true busy>"Sign in and join"</Button>
            <p class="auth__also"><a href="/reset">"Forgot the password?"</a></p>
        </form>
    }
}

/// Signed in with the invited address.
#[component]
pub(super) fn Join(link: Link, text: String, verb: String, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        accept(link, busy, problem, accept_signed_in(link.code.get_untracked()));
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <Hidden link step="join" />
            <p>{text}</p>
            <Wrong problem fields=&[] />
            <Button look=Look::Primary submit=true busy>{verb}</Button>
        </form>
    }
}

/// Signed in as somebody else: both addresses, the way to the right one, and the way to have it moved here. The link is not used up.
#[component]
pub(super) fn Mismatch(
    link: Link,
    address: Email,
    signed_in_as: Email,
    asked: bool,
    /** Slug of the organization, for whoever is in it already. */
    here: Option<String>,
    problem: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let signed_in_as = signed_in_as.to_string();
    let (shown, stay) = (signed_in_as.clone(), signed_in_as.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            match sign_out().await {
                Ok(()) => link.open(&link.code.get_untracked()),
                Err(error) => {
                    busy.set(false);
                    problem.set(Some(error.0));
                }
            }
        });
    };
    let also = if let Some(slug) = here {
        view! { <p>"You are a member already; the invitation is somebody else’s. "<a href=format!("/{slug}/issues")>"Go to the issues"</a></p> }
            .into_any()
    } else if asked {
        view! {
            <Banner tone=Tone::Success title="Managers and owners have been asked">
                <p>"Once one of them agrees, you are in as "<b>{signed_in_as}</b>". Until then the link works as before."</p>
            </Banner>
        }
        .into_any()
    } else {
        view! { <MoveHere link address=signed_in_as problem /> }.into_any()
    };
    view! {
        <div class="stack">
            <Banner tone=Tone::Warning title="You are signed in with another address">
                <p>"The invitation is for "<b>{address.to_string()}</b>"; you are signed in as "<b>{shown}</b>". It was not used up."</p>
            </Banner>
            <Wrong problem fields=&[] />
            <form class="stack" method="post" action="/invitation" on:submit=submit>
                <Hidden link step="switch" />
                <Button look=Look::Primary submit=true busy>"Switch account"</Button>
            </form>
            {also}
            <p class="auth__also"><a href="/">"Stay signed in as "{stay}</a></p>
        </div>
    }
}

/// Asks for the invitation to be moved to the address that one is signed in with.
#[component]
fn MoveHere(link: Link, address: String, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            match ask_to_move_invitation(link.code.get_untracked()).await {
                Ok(()) => link.open(&link.code.get_untracked()),
                Err(LinkError::Dead { dead }) => link.over(dead),
                Err(LinkError::Failed { error }) => {
                    busy.set(false);
                    problem.set(Some(error));
                }
            }
        });
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <Hidden link step="move" />
            <Button look=Look::Secondary submit=true busy>"Ask to move it to "{address}</Button>
        </form>
    }
}
