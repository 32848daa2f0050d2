//! The signed-in person's own page: profile, password, appearance, sessions, API tokens, organizations.

mod organizations;
mod password;
mod profile;
mod sessions;
mod tokens;

use crate::{
    api::accounts::{list_api_tokens, list_sessions, load_me, sign_out},
    components::{Button, Glyph, LinkButton, Look, PageHeader, Wordmark, use_toasts},
    pages::{form::go, problem::Problem},
};
use leptos::{prelude::*, task::spawn_local};
use model::account::{ApiTokenRow, Me, SessionRow};

#[component]
pub fn Account() -> impl IntoView {
    let loaded =
        Resource::new(|| (), |()| async { Ok::<_, crate::api::CallError>((load_me().await?, list_sessions().await?, list_api_tokens().await?)) });
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok((me, sessions, tokens)) => view! { <Loaded me sessions tokens /> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(me: Me, sessions: Vec<SessionRow>, tokens: Vec<ApiTokenRow>) -> impl IntoView {
    let back = me.organizations.first().map(|first| (format!("/{}/issues", first.slug), format!("Back to {}", first.name)));
    let toasts = use_toasts();
    let leave = move |_| {
        spawn_local(async move {
            match sign_out().await {
                Ok(()) => go("/login"),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    view! {
        <header class="account-bar">
            <a class="plain-link" href="/" aria-label="Muster, start page"><Wordmark /></a>
            {back.map(|(href, label)| view! { <LinkButton look=Look::Quiet small=true icon=Glyph::ChevronLeft href=href>{label}</LinkButton> })}
        </header>
        <main id="main" class="page page--narrow">
            <PageHeader title="Your account" description=me.email.to_string()>
                <Button icon=Glyph::Logout on_click=leave>"Sign out"</Button>
            </PageHeader>
            <div class="stack stack--loose">
                <profile::Profile name=me.name.clone() address=me.email.to_string() />
                <password::Password />
                <profile::Looks />
                <sessions::Sessions sessions />
                <tokens::Tokens tokens />
                <organizations::Organizations me />
            </div>
        </main>
    }
}
