//! A namespace as a bar: who holds how much of it.

use crate::pages::experiments::{charts::colour, wording};
use leptos::prelude::*;
use model::experiment::{Allocation, Namespace};

/// This experiment, then the others, then what is free; the list below the bar says the same.
#[component]
pub fn Bar(namespace: Namespace, experiment: String) -> impl IntoView {
    let Namespace { segments, free, experiments, .. } = namespace;
    let (own, others): (Vec<Allocation>, Vec<Allocation>) = experiments.into_iter().partition(|allocation| allocation.experiment == experiment);
    let holders = own.into_iter().enumerate().map(|(at, one)| (at + 1, one)).chain(others.into_iter().enumerate().map(|(at, one)| (at + 2, one)));
    let share = |part: u32| f64::from(part) / f64::from(segments.max(1));
    let (mut from, mut pieces, mut names) = (0, Vec::new(), Vec::new());
    for (at, Allocation { experiment, segments: held }) in holders {
        let (x, width) = (share(from) * 100.0, share(held) * 100.0);
        from += held;
        pieces.push(view! { <rect class=format!("piece {}", colour(at)) x=format!("{x:.3}%") width=format!("{width:.3}%") height="16"></rect> });
        names.push(view! {
            <li>
                <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><rect class=colour(at) width="12" height="12" rx="2"></rect></svg>
                <span class="wrap-anywhere">{format!("{experiment}: {} ({})", counted(held), wording::percent(share(held)))}</span>
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
