//! What each arm came to, with its 95 % interval: the chart of figures, and its uncertainty.

use super::{across, anchor, colour, scale::Scale, short};
use crate::pages::experiments::wording::Measure;
use leptos::prelude::*;
use model::experiment::results::Between;

/// Height of an arm's row, and where things are in it: its name, its figures, its whisker.
const ROW: usize = 58;
const NAME: usize = 14;
const VALUE: usize = 29;
const DOT: usize = 44;
/// How far the baseline's interval reaches above and below each whisker: not behind the words.
const BAND: usize = 10;
/// Below the rows: the axis with its figures.
const AXIS: usize = 24;

/// Everything from a little below the lowest end to a little above the highest.
fn scale(values: &[Option<Between>], measure: Measure) -> Scale {
    let ends = values.iter().flatten().flat_map(|between| [between.low, between.high, between.value]);
    let scale = Scale::around(ends, 0.08);
    if measure == Measure::Number { scale } else { scale.not_below(0.0) }
}

/// `arms` in the order of the experiment: the first is the baseline, whose value is drawn through all rows.
#[component]
pub fn Intervals(#[prop(into)] id: String, #[prop(into)] title: String, arms: Vec<(String, Option<Between>)>, measure: Measure) -> impl IntoView {
    let values: Vec<Option<Between>> = arms.iter().map(|(_, value)| *value).collect();
    let scale = scale(&values, measure);
    let bottom = arms.len() * ROW;
    let said = arms.iter().map(|(name, value)| format!("{name}: {}", measure.between(*value))).collect::<Vec<_>>().join("; ");
    let (title_id, said_id) = (format!("{id}-title"), format!("{id}-desc"));
    let named = format!("{title_id} {said_id}");
    let ticks = scale.ticks(5).into_iter().map(|tick| {
        let at = scale.at(tick);
        view! {
            <line class="grid" x1=across(at) x2=across(at) y1="0" y2=bottom></line>
            <text class="tick" x=across(at) y=bottom + AXIS - 8 text-anchor=anchor(at)>{measure.tick(tick)}</text>
        }
    });
    let beside = values.first().copied().flatten().map(|baseline| {
        let (low, high) = (scale.at(baseline.low), scale.at(baseline.high));
        let band = |at: usize| view! { <rect class="reach" x=across(low) width=across(high - low) y=at * ROW + DOT - BAND height=2 * BAND></rect> };
        view! {
            {(0..arms.len()).map(band).collect_view()}
            <line class="baseline" x1=across(scale.at(baseline.value)) x2=across(scale.at(baseline.value)) y1="0" y2=bottom></line>
        }
    });
    let rows = arms.into_iter().enumerate().map(|(at, (name, value))| row(at, &name, value, measure, scale)).collect_view();
    view! {
        <svg class="plot" width="100%" height=bottom + AXIS role="img" aria-labelledby=named>
            <title id=title_id>{title}</title>
            <desc id=said_id>{said}</desc>
            {ticks.collect_view()}
            {beside}
            {rows}
        </svg>
    }
}

fn row(at: usize, name: &str, value: Option<Between>, measure: Measure, scale: Scale) -> impl IntoView + use<> {
    let top = at * ROW;
    let whisker = value.map(|between| {
        let (low, dot, high) = (across(scale.at(between.low)), across(scale.at(between.value)), across(scale.at(between.high)));
        let y = top + DOT;
        view! {
            <g class=colour(at)>
                <line class="whisker" x1=low.clone() x2=high.clone() y1=y y2=y></line>
                <line class="whisker" x1=low.clone() x2=low y1=y - 5 y2=y + 5></line>
                <line class="whisker" x1=high.clone() x2=high y1=y - 5 y2=y + 5></line>
                <circle class="estimate" cx=dot cy=y r="5"></circle>
            </g>
        }
    });
    view! {
        <text class="name" x="0" y=top + NAME>{short(name, 40)}</text>
        <text class="value" x="0" y=top + VALUE>{measure.between(value)}</text>
        {whisker}
    }
}

#[cfg(test)]
mod tests {
    use super::{Between, Measure, scale};

    #[test]
    fn every_interval_fits_and_a_share_is_not_negative() {
        let values = [Some(Between { value: 0.01, low: 0.0, high: 0.05 }), None, Some(Between { value: 0.02, low: 0.001, high: 0.09 })];
        let share = scale(&values, Measure::Share);
        assert!(share.low >= 0.0 && share.high > 0.09 && share.high < 0.12, "{share:?}");
        assert!(scale(&values, Measure::Number).low < 0.0);
        assert!(scale(&[None], Measure::Share).holds(0.5));
    }
}
