//! `/`: takes whoever comes to where they belong.

use super::nowhere::Nowhere;
use crate::api::accounts::{StartPage, start};
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// The first run goes to the welcome page, members to their organization, everybody else to sign-in. Whoever is in no organization is told.
#[component]
pub fn Home() -> impl IntoView {
    let start = Resource::new(|| (), |()| start());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let path = match start.await {
                    Ok(StartPage::FirstRun) => "/welcome".to_owned(),
                    Ok(StartPage::Organization { slug }) => format!("/{slug}/issues"),
                    Ok(StartPage::Nowhere { name, address, may_create }) => return view! { <Nowhere name address may_create /> }.into_any(),
                    Ok(StartPage::SignedOut) | Err(_) => "/login".to_owned(),
                };
                view! { <Redirect path /> }.into_any()
            })}
        </Suspense>
    }
}
