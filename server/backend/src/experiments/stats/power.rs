//! What an experiment could detect.

use super::{normal, root};

/// The effect of Cohen between two rates.
pub fn cohen_h(treatment: f64, baseline: f64) -> f64 {
    2.0 * (treatment.sqrt().asin() - baseline.sqrt().asin())
}

/// The chance to find an effect of this size with this many units in each arm.
pub fn power(effect: f64, per_arm: f64, alpha: f64) -> f64 {
    let distance = effect * (per_arm / 2.0).sqrt();
    let critical = normal::critical(alpha);
    normal::above(critical - distance) + normal::below(-critical - distance)
}

/// The chance to find a difference of two rates, tested as if there were none.
pub fn power_of_rates(treatment: f64, baseline: f64, per_arm: f64, alpha: f64) -> f64 {
    let middle = (treatment + baseline) / 2.0;
    let spread = (treatment * (1.0 - treatment) + baseline * (1.0 - baseline)).sqrt();
    let critical = normal::critical(alpha) * (2.0 * middle * (1.0 - middle)).sqrt() / spread;
    let distance = (treatment - baseline) * per_arm.sqrt() / spread;
    normal::above(critical - distance) + normal::below(-critical - distance)
}

/// How many units in each arm find an effect with this chance.
pub fn units(effect: f64, alpha: f64, power_wanted: f64) -> f64 {
    let mut high = 2.0;
    while power(effect, high, alpha) < power_wanted && high < 1e15 {
        high *= 2.0;
    }
    root(0.0, high, |count| power(effect, count, alpha) - power_wanted)
}

/// The same for the difference of two rates, by the textbook.
pub fn units_unpooled(treatment: f64, baseline: f64, alpha: f64, power: f64) -> f64 {
    let reach = normal::critical(alpha) + normal::quantile(power);
    reach * reach * (treatment * (1.0 - treatment) + baseline * (1.0 - baseline)) / (treatment - baseline).powi(2)
}

/// The smallest absolute difference of rates that is found with a chance of 80 %, with this many units in each arm.
pub fn detectable(baseline: f64, per_arm: f64, alpha: f64) -> f64 {
    (normal::critical(alpha) + normal::quantile(0.8)) * (2.0 * baseline * (1.0 - baseline) / per_arm).sqrt()
}
