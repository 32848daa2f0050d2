//! Bars of counts over time, as SVG.

use leptos::prelude::*;

/// Width of a bar with its gap, in units of the drawing.
const STEP: usize = 4;
const HEIGHT: i64 = 28;

/// One path for all bars: a list of fifty rows stays small.
fn bars(counts: &[i64], top: i64) -> String {
    let mut path = String::new();
    for (at, count) in counts.iter().enumerate() {
        let height = if *count == 0 { 1 } else { (count * HEIGHT / top.max(1)).max(2) };
        let width = STEP - 1;
        path.push_str(&format!("M{} {HEIGHT}v-{height}h{width}v{height}z", at * STEP));
    }
    path
}

/// The last hours of a row of the list.
#[component]
pub fn Sparkline(#[prop(into)] counts: Vec<i64>) -> impl IntoView {
    let total: i64 = counts.iter().sum();
    let top = counts.iter().copied().max().unwrap_or(0);
    let label = if total == 1 { "1 event in the last 24 hours".to_owned() } else { format!("{total} events in the last 24 hours") };
    let class = if total == 0 { "bar bar--none" } else { "bar" };
    view! {
        <svg class="sparkline" viewBox=format!("0 0 {} {HEIGHT}", counts.len() * STEP) preserveAspectRatio="none" role="img" aria-label=label>
            <path class=class d=bars(&counts, top) />
        </svg>
    }
}

/// A graph with a heading and a scale; every bar says its count.
#[component]
pub fn Graph(heading: &'static str, from: &'static str, to: &'static str, #[prop(into)] counts: Vec<i64>) -> impl IntoView {
    let total: i64 = counts.iter().sum();
    let top = counts.iter().copied().max().unwrap_or(0);
    let width = counts.len() * STEP;
    let rects = counts
        .into_iter()
        .enumerate()
        .map(|(at, count)| {
            let height = if count == 0 { 1 } else { (count * HEIGHT / top.max(1)).max(2) };
            let class = if count == 0 { "bar bar--none" } else { "bar" };
            view! {
                <rect class=class x=at * STEP y=HEIGHT - height width=STEP - 1 height=height>
                    <title>{count.to_string()}</title>
                </rect>
            }
        })
        .collect_view();
    view! {
        <figure class="graph issue-graph">
            <figcaption class="row row--between tiny"><span class="faint">{heading}</span><span class="num strong">{total}</span></figcaption>
            <svg viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=format!("{heading}: {total} events, at most {top} at once")>
                {rects}
            </svg>
            <div class="graph__scale" aria-hidden="true"><span>{from}</span><span>{to}</span></div>
        </figure>
    }
}
