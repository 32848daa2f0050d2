//! Chance that is the same in every run.

/// Scrambles a number (SplitMix64).
pub const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn unit(number: u64) -> f64 {
    (number >> 11) as f64 / (1u64 << 53) as f64
}

/// Independent numbers: for times and places.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x51D3))
    }

    /// From 0 to below 1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(1);
        unit(mix(self.0))
    }

    /// A number of milliseconds below `most`.
    pub fn wait(&mut self, most: i64) -> i64 {
        (self.roll() * most as f64) as i64
    }
}

/// Numbers from 0 to below 1 that fill the range evenly however few there are, from a random start: what happens on average in a group of
/// organizations is then what was published, and chance between organizations stays.
pub struct Even {
    at: f64,
    step: f64,
}

impl Even {
    /// `step`: irrational; another one for each series that goes along with others.
    pub fn new(dice: &mut Dice, step: f64) -> Self {
        Self { at: dice.roll(), step: step.fract() }
    }

    pub fn next(&mut self) -> f64 {
        self.at = (self.at + self.step).fract();
        self.at
    }
}

/// How many, when it is `mean` on average (Poisson), for this place in the distribution.
pub fn count(mean: f64, place: f64) -> usize {
    let (mut chance, mut sum, mut count) = ((-mean).exp(), (-mean).exp(), 0);
    while sum <= place && count < 100 {
        count += 1;
        chance *= mean / count as f64;
        sum += chance;
    }
    count
}
