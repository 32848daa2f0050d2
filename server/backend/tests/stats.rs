//! Statistics against reference cases, and against experiments in which nothing happens.

#[path = "../examples/stats_vectors/check.rs"]
mod check;

use backend::experiments::stats::clusters::{Arm, Cluster};
use backend::experiments::stats::factorial::{Cells, effects};
use backend::experiments::stats::means::Sample;
use backend::experiments::stats::proportions::{self, Share};
use backend::experiments::stats::score::{self, Formula};
use backend::experiments::stats::{clusters, sequential};

#[test]
fn every_reference_case_agrees_to_nine_digits() {
    let outcomes = check::file(include_str!("stats/cases.json")).expect("cases");
    assert!(outcomes.len() >= 69);
    for (id, outcome) in outcomes {
        assert_eq!(outcome, Ok(()), "{id}");
    }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An organization whose people are alike: it has a rate of its own.
    fn organization(&mut self) -> Cluster {
        let size = 1.0 + (self.roll() * 9.0).floor();
        let rate = 0.713 + (self.roll() - 0.5) * 0.5;
        let hits = (0..size as u32).filter(|_| self.roll() < rate).count() as f64;
        Cluster { size, hits }
    }
}

#[test]
fn experiments_in_which_nothing_happens_raise_five_alarms_in_a_hundred() {
    let mut dice = Dice(7);
    let (mut clustered, mut naive) = (0, 0);
    for _ in 0..2_000 {
        let arm = |dice: &mut Dice| Arm::of(&(0..150).map(|_| dice.organization()).collect::<Vec<_>>());
        let (treatment, baseline) = (arm(&mut dice), arm(&mut dice));
        clustered += u32::from(clusters::difference(&treatment, &baseline).p() < 0.05);
        naive += u32::from(clusters::naive(&treatment, &baseline).p() < 0.05);
    }
    assert!((70..=130).contains(&clustered), "{clustered} in 2,000");
    assert!(naive > 130, "taking people for units would not have been noticed: {naive}");
}

#[test]
fn looking_thirty_times_raises_no_more_alarms() {
    let mut dice = Dice(11);
    let mut alarms = 0;
    for _ in 0..1_000 {
        let mut shares = [Share { hits: 0.0, of: 0.0 }; 2];
        let mut alarmed = false;
        for _ in 0..30 {
            for _ in 0..100 {
                for share in &mut shares {
                    share.of += 1.0;
                    share.hits += f64::from(dice.roll() < 0.2);
                }
            }
            let difference = proportions::difference(shares[0], shares[1]);
            let units = shares[0].of + shares[1].of;
            alarmed |= !sequential::interval(difference, units, 0.05, sequential::TUNING).contains(0.0);
        }
        alarms += u32::from(alarmed);
    }
    assert!(alarms <= 50, "{alarms} in 1,000");
}

#[test]
fn two_switches_are_taken_apart() {
    let cell = |mean: f64| Sample { count: 100.0, mean, variance: 4.0 };
    let found = effects(&Cells { neither: cell(1.0), first: cell(1.5), second: cell(1.2), both: cell(2.0) });
    assert!((found.first.value - 0.65).abs() < 1e-12 && (found.second.value - 0.35).abs() < 1e-12 && (found.interaction.value - 0.3).abs() < 1e-12);
    assert!((found.first.error - 0.2).abs() < 1e-12 && (found.interaction.error - 0.4).abs() < 1e-12);
}

#[test]
fn the_published_score_interval_is_the_narrower_one() {
    let (treatment, baseline) = (Share { hits: 1_740.0, of: 2_220.0 }, Share { hits: 1_426.0, of: 2_000.0 });
    let published = score::difference(treatment, baseline, 0.05, Formula::Published);
    assert!((published.high - 0.097_010_732_158_278_93).abs() < 1e-9, "{published:?}");
}
