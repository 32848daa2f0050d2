//! Two things switched on and off independently: what each does, and whether they help each other.

use super::Estimate;
use super::means::Sample;

/// The four arms of two switches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cells {
    pub neither: Sample,
    pub first: Sample,
    pub second: Sample,
    pub both: Sample,
}

/// Effects on the mean, each averaged over the other switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    pub first: Estimate,
    pub second: Estimate,
    /// How much more the first does when the second is on.
    pub interaction: Estimate,
}

pub fn effects(cells: &Cells) -> Effects {
    let contrast = |signs: [f64; 4], scale: f64| {
        let samples = [cells.neither, cells.first, cells.second, cells.both];
        let value: f64 = samples.iter().zip(signs).map(|(sample, sign)| sign * sample.mean).sum();
        let error2: f64 = samples.iter().map(Sample::error2).sum();
        Estimate { value: value * scale, error: error2.sqrt() * scale }
    };
    Effects {
        first: contrast([-1.0, 1.0, -1.0, 1.0], 0.5),
        second: contrast([-1.0, -1.0, 1.0, 1.0], 0.5),
        interaction: contrast([1.0, -1.0, -1.0, 1.0], 1.0),
    }
}
