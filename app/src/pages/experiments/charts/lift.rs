//! How the comparison of one arm with the baseline moved: the lift by everything known until each day, inside of the interval that holds
//! however often somebody looks.

use super::{Axis, across, anchor, colour, scale::Scale};
use crate::{
    components::short_day,
    pages::experiments::wording::{signed_percent, signed_tick},
};
use leptos::prelude::*;
use model::{experiment::results::Point, time::DAY};

const HEIGHT: f64 = 190.0;
/// Below: the days.
const BELOW: f64 = 24.0;

/// What is drawn of the lift of these arms, the same for all, so that they can be compared: twice as far as their last intervals reach, and no
/// change. The first days' intervals are far wider; they are cut.
pub fn scale(arms: &[Vec<Point>]) -> Scale {
    let ends = arms.iter().filter_map(|points| points.last()).flat_map(|last| [last.lift.low * 2.0, last.lift.high * 2.0]);
    let later = arms.iter().flat_map(|points| points.iter().skip(points.len() / 3)).map(|point| point.lift.value);
    let values: Vec<f64> = ends.chain(later).collect();
    if values.is_empty() {
        return Scale { low: -0.1, high: 0.1 };
    }
    Scale::around(values.into_iter().chain([0.0]), 0.05).not_below(-1.0)
}

/// Whether part of the band is outside of the picture.
pub fn is_cut(points: &[Point], scale: Scale) -> bool {
    points.iter().any(|point| !scale.holds(point.lift.low) || !scale.holds(point.lift.high))
}

/// The places of days on a line from the first to the last, 0 to 100.
fn days(points: &[Point]) -> Scale {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if last.day > first.day => Scale { low: first.day.0 as f64, high: last.day.0 as f64 },
        // One day alone stands in the middle.
        (Some(only), _) => Scale { low: (only.day.0 - DAY) as f64, high: (only.day.0 + DAY) as f64 },
        _ => Scale { low: 0.0, high: 1.0 },
    }
}

/// The band as the corners of an area of 100 by 100: the upper edge there, the lower edge back. A day alone gets a narrow one.
fn band(points: &[Point], lift: Scale) -> String {
    /// Half of it.
    const NARROW: f64 = 0.5;
    let days = days(points);
    let corner = |x: f64, value: f64| format!("{x:.2},{:.2}", 100.0 - lift.at(value));
    let mut edge: Vec<(f64, &Point)> = points.iter().map(|point| (days.at(point.day.0 as f64), point)).collect();
    if let [(x, only)] = edge[..] {
        edge = vec![(x - NARROW, only), (x + NARROW, only)];
    }
    let there = edge.iter().map(|(x, point)| corner(*x, point.lift.high));
    let back = edge.iter().rev().map(|(x, point)| corner(*x, point.lift.low));
    there.chain(back).collect::<Vec<_>>().join(" ")
}

/// The estimates as a line through the same area.
fn line(points: &[Point], lift: Scale) -> String {
    let days = days(points);
    let place = |point: &Point| format!("{:.2},{:.2}", days.at(point.day.0 as f64), 100.0 - lift.at(point.lift.value));
    points.iter().map(place).collect::<Vec<_>>().join(" ")
}

/// `points` of this arm only, oldest first.
#[component]
pub fn Lift(#[prop(into)] id: String, #[prop(into)] title: String, arm: usize, points: Vec<Point>, scale: Scale) -> impl IntoView {
    let days = days(&points);
    let y = move |value: f64| HEIGHT * (1.0 - scale.at(value) / 100.0);
    let (title_id, said_id) = (format!("{id}-title"), format!("{id}-desc"));
    let named = format!("{title_id} {said_id}");
    let said = points.last().map_or_else(String::new, |last| {
        format!(
            "On {}: {}, between {} and {}. The line at zero is no difference.",
            short_day(last.day),
            signed_percent(last.lift.value),
            signed_percent(last.lift.low),
            signed_percent(last.lift.high)
        )
    });
    let ticks: Vec<f64> = scale.ticks(5);
    let labels = ticks.iter().map(|tick| (y(*tick), signed_tick(*tick))).collect();
    let lines = ticks.into_iter().map(|tick| {
        let (at, class) = (format!("{:.1}", y(tick)), if tick == 0.0 { "baseline" } else { "grid" });
        view! { <line class=class x1="0" x2="100%" y1=at.clone() y2=at></line> }
    });
    let lines = lines.collect_view();
    let places = if points.len() > 2 { vec![0, points.len() / 2, points.len() - 1] } else { (0..points.len()).collect() };
    let dates = places.into_iter().filter_map(|at| points.get(at).copied()).map(|point| {
        let at = days.at(point.day.0 as f64);
        view! { <text class="tick" x=across(at) y=HEIGHT + BELOW - 8.0 text-anchor=anchor(at)>{short_day(point.day)}</text> }
    });
    let dates = dates.collect_view();
    let last = points.last().map(|last| {
        view! { <circle class="estimate" cx=across(days.at(last.day.0 as f64)) cy=format!("{:.1}", y(last.lift.value)) r="4"></circle> }
    });
    view! {
        <div class="plotted">
        <Axis height=HEIGHT + BELOW labels />
        <svg class="plot" width="100%" height=HEIGHT + BELOW role="img" aria-labelledby=named>
            <title id=title_id>{title}</title>
            <desc id=said_id>{said}</desc>
            <g class=colour(arm)>
                <svg width="100%" height=HEIGHT viewBox="0 0 100 100" preserveAspectRatio="none">
                    <polygon class="band" points=band(&points, scale)></polygon>
                    <polyline class="course" points=line(&points, scale)></polyline>
                </svg>
            </g>
            {lines}
            {dates}
            <g class=colour(arm)>{last}</g>
        </svg>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Point, band, is_cut, line, scale};
    use model::{experiment::results::Between, time::Timestamp};

    fn point(day: i64, value: f64, low: f64, high: f64) -> Point {
        Point { day: Timestamp(day * DAY), arm: 1, lift: Between { value, low, high } }
    }

    #[test]
    fn the_first_days_are_cut_and_zero_is_always_there() {
        let points = [point(0, 2.0, -0.9, 30.0), point(1, 0.3, -0.4, 1.2), point(2, 0.2, 0.05, 0.35)];
        let scale = scale(&[points.to_vec()]);
        assert!(scale.holds(0.0) && scale.holds(0.35) && scale.high < 1.0, "{scale:?}");
        assert!(is_cut(&points, scale));
        assert!(!is_cut(&points[2..], scale));
        assert!(super::scale(&[]).holds(0.0) && super::scale(&[Vec::new()]).holds(0.0));
        let other = vec![point(2, 0.9, 0.5, 1.3)];
        assert!(super::scale(&[points.to_vec(), other]).holds(1.3), "one for all arms");
    }

    #[test]
    fn the_band_goes_there_and_back() {
        let points = [point(0, 0.0, -0.1, 0.1), point(10, 0.1, 0.0, 0.2)];
        let whole = super::Scale { low: -0.2, high: 0.2 };
        assert_eq!(band(&points, whole), "0.00,25.00 100.00,0.00 100.00,50.00 0.00,75.00");
        assert_eq!(line(&points, whole), "0.00,50.00 100.00,25.00");
        assert_eq!(line(&points[..1], whole), "50.00,50.00");
        assert_eq!(band(&points[..1], whole), "49.50,25.00 50.50,25.00 50.50,75.00 49.50,75.00", "a day alone");
        assert_eq!(band(&[], whole), "");
    }
}
