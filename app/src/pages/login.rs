//! Sign-in: everybody's and each organization's own. The form works before and without script.

use super::{
    form::{Form, FormError, go},
    joining::{AskToJoin, Place, Stranger},
    problem::{Problem, encode_query},
};
use crate::{
    api::accounts::{Door, load_door, sign_in, sign_out},
    components::{Banner, Button, LinkButton, Look, PasswordField, TextField, Tone},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{
    components::Redirect,
    hooks::{use_params_map, use_query_map},
};

#[component]
pub fn Login() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("organization")));
    let door = Resource::new(move || slug.get(), load_door);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match door.await {
                    Ok(Door { first_run: true, .. }) => view! { <Redirect path="/welcome" /> }.into_any(),
                    Ok(door) => view! { <Outside><SignIn door slug=slug.get_untracked() /></Outside> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn SignIn(door: Door, slug: Option<String>) -> impl IntoView {
    let wanted = use_query_map().with_untracked(|query| query.get("next"));
    let home = slug.as_ref().map_or_else(|| "/".to_owned(), |slug| format!("/{slug}"));
    let next = wanted.as_deref().and_then(model::next_path::local).map_or(home, str::to_owned);
    let title = door.organization.as_ref().map_or_else(|| "Sign in to Muster".to_owned(), |name| format!("Sign in to {name}"));
    let path = slug.as_ref().map_or_else(|| "/login".to_owned(), |slug| format!("/{slug}/login"));
    let place = slug.zip(door.joining.clone()).map(|(slug, offer)| Place { slug, offer, wanted: next.clone() });
    let asked = door.asked.clone();
    if let Some(place) = use_params_map().with_untracked(|params| params.get("organization")) {
        crate::exposures::meet_door(place);
    }
    if let Some(me) = door.signed_in.clone() {
        return match place {
            Some(place) => view! { <Stranger place asked name=me.name address=me.email.to_string() path /> }.into_any(),
            None => view! { <SignedIn name=me.name address=me.email.to_string() next path /> }.into_any(),
        };
    }
    let action = format!("{path}?next={}", encode_query(&next));
    let known = place.is_some();
    // A fact about the server, not about any organization.
    let ask = if door.mail_configured {
        "No account yet? Ask a teammate for an invitation."
    } else {
        "No account yet? This server sends no mail, so nobody can ask to join from here. Ask a teammate for an invitation’s link."
    };
    view! {
        <Card title>
            <Credentials door action next />
            {match place {
                Some(place) => view! { <AskToJoin place asked /> }.into_any(),
                None => view! { <p class="auth__also faint">{ask}</p> }.into_any(),
            }}
            {known.then(|| view! { <p class="auth__also faint">"Were you invited? Follow the link in your message."</p> })}
        </Card>
    }
    .into_any()
}

#[component]
fn Credentials(door: Door, action: String, next: String) -> impl IntoView {
    let email = RwSignal::new(door.posted.value("email"));
    let password = RwSignal::new(String::new());
    let form = Form::new(door.posted.error.clone());
    // The organization’s own start is no page that somebody came for.
    let came_for_page = next.trim_matches('/').contains('/');
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let next = next.clone();
        form.send(sign_in(email.get_untracked(), password.get_untracked()), move |()| go(&with_fragment(&next)));
    };
    view! {
        {(came_for_page && door.posted.error.is_none()).then(|| view! { <Banner tone=Tone::Accent><p>"Sign in to see this page. You’ll land right on it."</p></Banner> })}
        <FormError error=form.rest(&["email", "password"]) />
        <form class="form" method="post" action=action on:submit=send novalidate=true>
            <TextField id="email" label="E-mail address" value=email kind="email" autocomplete="username" required=true autofocus=true error=form.field("email") />
            <PasswordField id="password" label="Password" value=password error=form.field("password") />
            <Button look=Look::Primary submit=true busy=form.busy()>"Sign in"</Button>
        </form>
        <p class="auth__also"><a href="/reset">"Forgot your password?"</a></p>
    }
}

/// The place on the page that was asked for: the server never sees it, but the browser has kept it.
fn with_fragment(next: &str) -> String {
    match window().location().hash() {
        Ok(fragment) if !next.contains('#') => format!("{next}{fragment}"),
        _ => next.to_owned(),
    }
}

/// Somebody is signed in already: on they go, or as somebody else.
#[component]
fn SignedIn(name: String, address: String, next: String, path: String) -> impl IntoView {
    let form = Form::new(None);
    let again = move |_| {
        let path = path.clone();
        form.send(sign_out(), move |()| go(&path));
    };
    view! {
        <Card title="You’re signed in" lead=format!("As {name}, {address}.")>
            <FormError error=form.rest(&[]) />
            <div class="stack stack--tight">
                <LinkButton look=Look::Primary href=next class="button--block">"Continue"</LinkButton>
                <Button class="button--block" busy=form.busy() on_click=again>"Sign in as somebody else"</Button>
            </div>
        </Card>
    }
}
