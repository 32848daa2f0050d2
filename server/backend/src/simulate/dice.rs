//! Chance that is the same in every run.

/// As far apart as the places of one sequence are.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Scrambles a number (SplitMix64).
pub const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(STEP);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Numbers that follow from a seed, and of which none tells anything about another.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x51D3))
    }

    /// From 0 to below 1.
    pub fn roll(&mut self) -> f64 {
        let number = mix(self.0);
        self.0 = self.0.wrapping_add(STEP);
        (number >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number from 0 to below `most`: of milliseconds, say.
    pub fn below(&mut self, most: i64) -> i64 {
        (self.roll() * most as f64) as i64
    }

    /// How many, when it is `mean` on average and each comes by themselves (Poisson).
    pub fn count(&mut self, mean: f64) -> usize {
        let place = self.roll();
        let (mut chance, mut sum, mut count) = ((-mean).exp(), (-mean).exp(), 0);
        while sum <= place && count < 100 {
            count += 1;
            chance *= mean / count as f64;
            sum += chance;
        }
        count
    }
}
