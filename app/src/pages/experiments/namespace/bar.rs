//! A namespace as a bar: who holds how much of it.

use crate::{
    organization::use_slug,
    pages::experiments::{charts::colour, wording},
};
use leptos::prelude::*;
use model::experiment::{Allocation, Namespace};

/// Said of a default of which nobody is given anything.
pub const DRAFT: &str = ", a draft: nothing yet";

/// What whoever is in none of them is given.
#[component]
pub fn Fallen(
    slug: String,
    to: String,
    /// Nobody is given anything of it yet.
    draft: bool,
) -> impl IntoView {
    let href = format!("/{slug}/experiments/{to}");
    match to.is_empty() {
        true => view! { "no parameters" }.into_any(),
        false => view! { "the parameters of "<a href=href>{to}</a>{draft.then_some(DRAFT)} }.into_any(),
    }
}

/// The experiment that the page is about, then the others, then what is free; the list below the bar says the same. The others lead to their pages.
#[component]
pub fn Bar(namespace: Namespace, #[prop(optional, into)] about: String) -> impl IntoView {
    let slug = use_slug();
    let Namespace { segments, free, experiments, .. } = namespace;
    let (own, others): (Vec<Allocation>, Vec<Allocation>) = experiments.into_iter().partition(|allocation| allocation.experiment == about);
    let holders = own.into_iter().enumerate().map(|(at, one)| (at + 1, one)).chain(others.into_iter().enumerate().map(|(at, one)| (at + 2, one)));
    let share = |part: u32| f64::from(part) / f64::from(segments.max(1));
    let (mut from, mut pieces, mut names) = (0, Vec::new(), Vec::new());
    for (at, Allocation { experiment, segments: held }) in holders {
        let (x, width) = (share(from) * 100.0, share(held) * 100.0);
        from += held;
        pieces.push(view! { <rect class=format!("piece {}", colour(at)) x=format!("{x:.3}%") width=format!("{width:.3}%") height="16"></rect> });
        let href = format!("/{slug}/experiments/{experiment}/namespace");
        let holds = format!(": {} ({})", counted(held), wording::percent(share(held)));
        let said =
            if experiment == about { format!("{experiment}{holds}").into_any() } else { view! { <a href=href>{experiment}</a>{holds} }.into_any() };
        names.push(view! {
            <li>
                <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><rect class=colour(at) width="12" height="12" rx="2"></rect></svg>
                <span class="wrap-anywhere">{said}</span>
            </li>
        });
    }
    view! {
        <svg class="plot" width="100%" height="16" aria-hidden="true" focusable="false">
            <rect class="reach" width="100%" height="16"></rect>
            {pieces}
        </svg>
        <ul class="legend">
            {names}
            <li class="faint">{format!("{} free", counted(free))}</li>
        </ul>
    }
}

/// "1 segment", "20 segments".
pub fn counted(segments: u32) -> String {
    format!("{} segment{}", wording::grouped(u64::from(segments)), if segments == 1 { "" } else { "s" })
}
