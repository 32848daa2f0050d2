//! The part of the settings about coming in without being asked one by one: verified domains and reusable links.

use super::{domains::Domains, links::Links};
use crate::{
    api::joining::load_ways,
    components::{Banner, Tone},
    organization::use_slug,
};
use leptos::prelude::*;

/// Loads and shows both.
#[component]
pub fn Ways() -> impl IntoView {
    let slug = use_slug();
    let ways = Resource::new(move || slug.clone(), load_ways);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match ways.await {
                    Ok(ways) => view! { <div class="stack stack--loose"><Domains domains=ways.domains /><Links links=ways.links /></div> }.into_any(),
                    Err(error) => view! { <Banner tone=Tone::Danger><p>{error.to_string()}</p></Banner> }.into_any(),
                }
            })}
        </Transition>
    }
}
