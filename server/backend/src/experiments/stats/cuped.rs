//! Taking out of a figure what was known before the experiment began.

use super::means::{Sample, Welch, welch};

/// One unit: the figure from before, and the figure in question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub before: f64,
    pub after: f64,
}

fn before(pairs: &[Pair]) -> Sample {
    Sample::of(&pairs.iter().map(|pair| pair.before).collect::<Vec<_>>())
}

fn after(pairs: &[Pair]) -> Sample {
    Sample::of(&pairs.iter().map(|pair| pair.after).collect::<Vec<_>>())
}

/// The sum of products of distances from the means.
fn products(pairs: &[Pair]) -> f64 {
    let (b, a) = (before(pairs).mean, after(pairs).mean);
    pairs.iter().map(|pair| (pair.before - b) * (pair.after - a)).sum()
}

fn squares(pairs: &[Pair]) -> f64 {
    before(pairs).variance * (pairs.len() as f64 - 1.0)
}

/// How much of the figure from before is taken out, judged within the arms.
pub fn theta_within(treatment: &[Pair], baseline: &[Pair]) -> f64 {
    (products(treatment) + products(baseline)) / (squares(treatment) + squares(baseline))
}

/// The same over all units together.
pub fn theta_overall(treatment: &[Pair], baseline: &[Pair]) -> f64 {
    let all: Vec<Pair> = baseline.iter().chain(treatment).copied().collect();
    products(&all) / squares(&all)
}

/// The difference, once the figure from before has been taken out.
pub fn adjusted(treatment: &[Pair], baseline: &[Pair], theta: f64, alpha: f64) -> Welch {
    let take = |pairs: &[Pair]| Sample::of(&pairs.iter().map(|pair| pair.after - theta * pair.before).collect::<Vec<_>>());
    welch(take(treatment), take(baseline), alpha)
}
