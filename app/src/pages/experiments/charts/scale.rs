//! From values to places: a linear scale with round ticks.

/// From a range of values to a share of the length, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
}

impl Scale {
    /// Holds all of these, with `margin` of the range free on either side. Values that are no numbers don't count.
    pub fn around(values: impl IntoIterator<Item = f64>, margin: f64) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self { low: 0.0, high: 1.0 };
        }
        // All the same: a picture still needs some room.
        let room = if high > low { (high - low) * margin } else { high.abs().max(0.01) / 2.0 };
        Self { low: low - room, high: high + room }
    }

    /// Not below this: a share is never negative.
    pub fn not_below(self, floor: f64) -> Self {
        Self { low: self.low.max(floor).min(self.high), ..self }
    }

    /// Where a value is, 0 to 100; what is outside is at the edge.
    pub fn at(self, value: f64) -> f64 {
        let length = self.high - self.low;
        if length <= 0.0 || value.is_nan() {
            return 0.0;
        }
        ((value - self.low) / length * 100.0).clamp(0.0, 100.0)
    }

    /// Whether a value has its place.
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Round values inside, about as many as wanted.
    pub fn ticks(self, wanted: u32) -> Vec<f64> {
        let step = round_step((self.high - self.low) / f64::from(wanted.max(1)));
        if !step.is_finite() || step <= 0.0 {
            return vec![self.low];
        }
        let first = (self.low / step).ceil();
        let mut ticks = Vec::new();
        for at in 0..=wanted * 3 {
            // Multiplied, not summed: sums of tenths are not round.
            let tick = (first + f64::from(at)) * step;
            if tick > self.high + step * 1e-9 {
                break;
            }
            ticks.push(if tick == 0.0 { 0.0 } else { tick });
        }
        ticks
    }
}

/// 1, 2 or 5 times a power of ten, at least this long.
fn round_step(least: f64) -> f64 {
    if least <= 0.0 || !least.is_finite() {
        return 0.0;
    }
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::{Scale, round_step};

    #[test]
    fn values_have_their_place() {
        let scale = Scale { low: 10.0, high: 30.0 };
        assert_eq!([5.0, 10.0, 20.0, 30.0, 99.0, f64::NAN].map(|value| scale.at(value)), [0.0, 0.0, 50.0, 100.0, 100.0, 0.0]);
        assert!(scale.holds(10.0) && !scale.holds(31.0));
    }

    #[test]
    fn a_scale_leaves_room() {
        assert_eq!(Scale::around([2.0, 4.0, f64::NAN], 0.5), Scale { low: 1.0, high: 5.0 });
        assert_eq!(Scale::around([2.0, 4.0], 1.5).not_below(0.0).low, 0.0);
        let single = Scale::around([0.7], 0.1);
        assert!(single.low < 0.7 && single.high > 0.7);
        assert_eq!(Scale::around([], 0.1), Scale { low: 0.0, high: 1.0 });
    }

    #[test]
    fn steps_are_round() {
        for (least, step) in [(0.07, 0.1), (0.1, 0.1), (0.11, 0.2), (3.0, 5.0), (7.0, 10.0), (1_400.0, 2_000.0), (0.0, 0.0)] {
            assert!((round_step(least) - step).abs() < 1e-12, "{least}: {}", round_step(least));
        }
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(Scale { low: 0.0, high: 1.0 }.ticks(5), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        let scale = Scale { low: -0.137, high: 0.31 };
        let ticks = scale.ticks(4);
        assert!(ticks.contains(&0.0) && ticks.iter().all(|tick| scale.holds(*tick)), "{ticks:?}");
        for wanted in 1..9 {
            for (low, high) in [(0.0, 3.0), (-1.0, 1.0), (0.700, 0.713), (1e6, 3e9)] {
                let count = Scale { low, high }.ticks(wanted).len();
                assert!(count <= wanted as usize + 1, "{low} to {high}, {wanted}: {count}");
            }
        }
        assert_eq!(Scale { low: 1.0, high: 1.0 }.ticks(4), [1.0]);
    }
}
