//! How many units met the experiment for the first time on each day, arm upon arm.

use super::{Axis, across, anchor, colour, scale::Scale};
use crate::{components::short_day, pages::experiments::wording::grouped};
use leptos::prelude::*;
use model::experiment::results::Day;

const HEIGHT: f64 = 150.0;
/// Room above for the topmost figure.
const TOP: f64 = 14.0;
const BELOW: f64 = 24.0;
/// The share of a day's width that its bar takes.
const BAR: f64 = 0.8;
/// The widest bar, in hundredths of the picture: few days are no blocks.
const WIDEST: f64 = 12.0;

/// One arm's part of a day's bar: where it begins across (0 to 100), how far down, how high.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    arm: usize,
    left: f64,
    top: f64,
    height: f64,
}

/// From none to the fullest day.
fn scale(days: &[Day]) -> Scale {
    let most = days.iter().map(|day| day.units.iter().sum::<u64>()).max().unwrap_or(0);
    Scale { low: 0.0, high: most.max(1) as f64 }
}

/// How wide a day is, and its bar, in hundredths of the picture.
fn widths(days: usize) -> (f64, f64) {
    let day = 100.0 / days.max(1) as f64;
    (day, (day * BAR).min(WIDEST))
}

/// The bars, from the ground up in the order of the arms.
fn pieces(days: &[Day], scale: Scale, height: f64) -> Vec<Piece> {
    let (width, bar) = widths(days.len());
    let mut pieces = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let mut ground = height;
        for (arm, units) in day.units.iter().enumerate().filter(|(_, units)| **units > 0) {
            let size = scale.at(*units as f64) / 100.0 * height;
            ground -= size;
            pieces.push(Piece { arm, left: (at as f64 + 0.5) * width - bar / 2.0, top: ground, height: size });
        }
    }
    pieces
}

/// The days that are named: the ends, and the middle where there is room.
fn named(days: usize) -> Vec<usize> {
    match days {
        0..=2 => (0..days).collect(),
        _ => vec![0, days / 2, days - 1],
    }
}

#[component]
pub fn Exposures(#[prop(into)] id: String, days: Vec<Day>, arms: usize) -> impl IntoView {
    let scale = scale(&days);
    let (width, bar) = widths(days.len());
    let total: u64 = days.iter().flat_map(|day| &day.units).sum();
    let (title_id, said_id) = (format!("{id}-title"), format!("{id}-desc"));
    let labelled = format!("{title_id} {said_id}");
    let said = match (days.first(), days.last()) {
        (Some(first), Some(last)) => format!(
            "{} units in {arms} arms from {} to {}; at most {} on one day.",
            grouped(total),
            short_day(first.start),
            short_day(last.start),
            grouped(scale.high as u64)
        ),
        _ => "Nobody yet.".to_owned(),
    };
    let ticks: Vec<f64> = scale.ticks(3).into_iter().filter(|tick| tick.fract() == 0.0).collect();
    let down = |tick: f64| TOP + HEIGHT * (1.0 - scale.at(tick) / 100.0);
    let labels = ticks.iter().map(|tick| (down(*tick), grouped(*tick as u64))).collect();
    let lines = ticks.into_iter().map(|tick| {
        let at = format!("{:.1}", down(tick));
        view! { <line class="grid" x1="0" x2="100%" y1=at.clone() y2=at></line> }
    });
    let lines = lines.collect_view();
    let bars = pieces(&days, scale, HEIGHT).into_iter().map(|piece| {
        view! { <rect class=format!("piece {}", colour(piece.arm)) x=across(piece.left) width=across(bar) y=format!("{:.1}", TOP + piece.top) height=format!("{:.1}", piece.height)></rect> }
    });
    let bars = bars.collect_view();
    let dates = named(days.len()).into_iter().filter_map(|at| days.get(at).map(|day| (at, day.start))).map(|(at, start)| {
        let place = (at as f64 + 0.5) * width;
        let x = match anchor(place) {
            "start" => 0.0,
            "end" => 100.0,
            _ => place,
        };
        view! { <text class="tick" x=across(x) y=TOP + HEIGHT + BELOW - 8.0 text-anchor=anchor(place)>{short_day(start)}</text> }
    });
    let dates = dates.collect_view();
    view! {
        <div class="plotted">
        <Axis height=TOP + HEIGHT + BELOW labels />
        <svg class="plot" width="100%" height=TOP + HEIGHT + BELOW role="img" aria-labelledby=labelled>
            <title id=title_id>"First exposures of each day, by arm"</title>
            <desc id=said_id>{said}</desc>
            {lines}
            {bars}
            {dates}
        </svg>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Piece, named, pieces, scale};
    use model::time::Timestamp;

    fn day(units: &[u64]) -> Day {
        Day { start: Timestamp(0), units: units.to_vec() }
    }

    #[test]
    fn arms_stand_upon_each_other_and_the_fullest_day_fills_the_height() {
        let days = [day(&[2, 6]), day(&[0, 2])];
        let drawn = pieces(&days, scale(&days), 80.0);
        let expected = [
            Piece { arm: 0, left: 19.0, top: 60.0, height: 20.0 },
            Piece { arm: 1, left: 19.0, top: 0.0, height: 60.0 },
            Piece { arm: 1, left: 69.0, top: 60.0, height: 20.0 },
        ];
        assert_eq!(drawn.len(), expected.len());
        for (one, other) in drawn.iter().zip(expected) {
            assert_eq!(one.arm, other.arm);
            assert!((one.left - other.left).abs() + (one.top - other.top).abs() + (one.height - other.height).abs() < 1e-9, "{one:?}");
        }
    }

    #[test]
    fn empty_days_are_drawn_as_nothing() {
        assert!(pieces(&[day(&[0, 0])], scale(&[day(&[0, 0])]), 80.0).is_empty());
        assert_eq!((named(0), named(1), named(30)), (vec![], vec![0], vec![0, 15, 29]));
    }
}
