//! First exposures, day by day.

use super::{subject::Subject, units::Units};
use model::{
    experiment::results::Day,
    time::{DAY, Timestamp},
};
use std::ops::RangeInclusive;

/// The most days that are shown.
const MOST: i64 = 400;

/// The days that are looked at, since 1970: from the first exposure until it ended, or today. Empty before anybody came.
pub(super) fn span(subject: &Subject, units: &Units, now: Timestamp) -> RangeInclusive<i64> {
    let Some(first) = units.began.map(|began| began.div_euclid(DAY)) else { return RangeInclusive::new(1, 0) };
    let end = subject.ended_at.unwrap_or(now).0.div_euclid(DAY).max(first);
    first.max(end - MOST + 1)..=end
}

pub(super) fn days(units: &Units, span: &RangeInclusive<i64>) -> Vec<Day> {
    let empty = |day| Day { start: Timestamp(day * DAY), units: vec![0; units.arms.len()] };
    let mut days: Vec<Day> = span.clone().map(empty).collect();
    for unit in &units.of {
        if let Some(day) = usize::try_from(unit.day - span.start()).ok().and_then(|at| days.get_mut(at)) {
            day.units[unit.arm] += 1;
        }
    }
    days
}
