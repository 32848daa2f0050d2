//! Counts over time, as pictures and as words.

use leptos::prelude::*;

/// A row of small bars, oldest first. `label` says what they are; the sum is said with it.
#[component]
pub fn Sparkline(values: Vec<i64>, #[prop(into)] label: String) -> impl IntoView {
    let view_box = format!("0 0 {} 28", values.len().max(1) * 5);
    let said = format!("{label}: {} in all, {} at most", values.iter().sum::<i64>(), values.iter().max().unwrap_or(&0));
    view! {
        <svg class="sparkline" viewBox=view_box preserveAspectRatio="none" role="img" aria-label=said>{bars(&values, 28.0, 5.0)}</svg>
    }
}

/// A graph of counts with its ends labelled, and the same numbers as a table for who can't see it. `points`: name and count, oldest first.
#[component]
pub fn BarGraph(points: Vec<(String, i64)>, #[prop(into)] label: String) -> impl IntoView {
    let values: Vec<i64> = points.iter().map(|(_, count)| *count).collect();
    let most = values.iter().copied().max().unwrap_or(0);
    let view_box = format!("0 0 {} 88", values.len().max(1) * 12);
    let ends = (points.first().map(|(name, _)| name.clone()), points.last().map(|(name, _)| name.clone()));
    let rows = points.into_iter().map(|(name, count)| view! { <tr><th scope="row">{name}</th><td>{count}</td></tr> }).collect_view();
    view! {
        <div class="graph">
            <div class="graph__scale" aria-hidden="true"><span>{label.clone()}</span><span>{format!("at most {most}")}</span></div>
            <svg viewBox=view_box preserveAspectRatio="none" aria-hidden="true" focusable="false">{bars(&values, 88.0, 12.0)}</svg>
            <div class="graph__scale" aria-hidden="true"><span>{ends.0}</span><span>{ends.1}</span></div>
            <div class="visually-hidden"><table><caption>{label}</caption><tbody>{rows}</tbody></table></div>
        </div>
    }
}

/// Bars from the ground up; an empty place keeps a line, so that the axis is seen.
fn bars(values: &[i64], height: f64, step: f64) -> impl IntoView + use<> {
    let most = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let bar = |(place, count): (usize, &i64)| {
        let size = if *count > 0 { (*count as f64 / most * height).max(2.0) } else { 1.0 };
        let class = if *count > 0 { "bar" } else { "bar bar--none" };
        view! {
            <rect class=class x=(place as f64 * step).to_string() y=format!("{:.1}", height - size) width=(step * 0.76).to_string() height=format!("{size:.1}")></rect>
        }
    };
    values.iter().enumerate().map(bar).collect_view()
}
