//! A thousand simulations of `improved_invites` in memory: its people and its figures, without the product in between. How often is a published
//! effect within its interval, and how often is one found where there is none?

use super::{
    facts::{Fact, Facts},
    figures::{ALPHA, figures},
    units::{Unit, Units},
};
use crate::simulate::{ARMS, dice::Dice, rates::People};
use model::experiment::{
    Metric, MetricKind,
    results::{Arm, Between, Figure},
};

const SIMULATIONS: u64 = 1_000;
/// Of each simulation, in all arms together.
const ORGANIZATIONS: i64 = 1_000;

fn empty() -> Units {
    let arm =
        |published: &crate::simulate::Published| Arm { name: published.arm.into(), params: serde_json::Map::new(), units: 0, expected: Some(0.25) };
    Units::empty(ARMS.iter().map(arm).collect())
}

/// Accepted invitations, activation, and activated invitees, as on the page.
fn simulate(effect: bool, seed: u64) -> [Vec<Figure>; 3] {
    let mut dice = Dice::new(seed);
    let mut units = empty();
    let [mut accepted, mut activation, mut activated] = [(); 3].map(|()| Facts { all: Vec::new(), query: String::new() });
    for unit in 0..ORGANIZATIONS as usize {
        let arm = dice.below(ARMS.len() as i64) as usize;
        units.arms[arm].units += 1;
        units.of.push(Unit { arm, day: 0, doorway: 0 });
        let people = People::draw(ARMS[arm].arm, effect, &mut dice);
        let joined = people.let_in(ARMS[arm].arm.parse().expect("an arm"));
        if joined > 0 {
            let active = (0..joined).filter(|_| dice.roll() < people.active).count() as f64;
            let fact = |above: f64, below: f64| Fact { unit, day: 0, above, below };
            accepted.all.push(fact(joined as f64, 0.0));
            activation.all.push(fact(active, joined as f64));
            activated.all.push(fact(active, 0.0));
        }
    }
    let metric = |kind| Metric { name: String::new(), event: String::new(), kind, of: String::new(), window_days: None, hoped: None };
    let figures = |kind, facts: &Facts| figures(&metric(kind), &units, facts);
    [figures(MetricKind::Mean, &accepted), figures(MetricKind::Ratio, &activation), figures(MetricKind::Mean, &activated)]
}

fn within(found: Between, truth: f64) -> bool {
    found.low <= truth && truth <= found.high
}

#[test]
fn published_effects_are_within_their_intervals_95_times_in_a_hundred() {
    let (mut lifts, mut rates) = ([0; ARMS.len()], [0; ARMS.len()]);
    for seed in 0..SIMULATIONS {
        let [accepted, activation, _] = simulate(true, seed);
        for (arm, published) in ARMS.iter().enumerate() {
            let lift = accepted[arm].compared.and_then(|found| found.lift).zip(published.accepted);
            lifts[arm] += u32::from(lift.is_some_and(|(found, truth)| within(found, truth)));
            let rate = activation[arm].value.zip(published.active);
            rates[arm] += u32::from(rate.is_some_and(|(found, truth)| within(found, truth)));
        }
    }
    let usual = 935..=965;
    let found = [lifts[1], lifts[2], lifts[3], rates[0], rates[3]];
    assert!(found.iter().all(|found| usual.contains(found)), "{found:?} in 1,000");
}

#[test]
fn without_an_effect_five_comparisons_in_a_hundred_raise_an_alarm() {
    let mut alarms = [[0; ARMS.len()]; 3];
    let mut by_holm = [0; 3];
    for seed in 0..SIMULATIONS {
        for (metric, figures) in simulate(false, seed).iter().enumerate() {
            for (arm, figure) in figures.iter().enumerate() {
                alarms[metric][arm] += u32::from(figure.compared.is_some_and(|compared| compared.p < ALPHA));
            }
            by_holm[metric] += u32::from(figures.iter().any(|figure| figure.compared.is_some_and(|compared| compared.holm < ALPHA)));
        }
    }
    let usual = 35..=65;
    assert!(alarms.iter().flat_map(|arms| &arms[1..]).all(|found| usual.contains(found)), "{alarms:?} in 1,000");
    assert!(by_holm.iter().all(|found| *found <= 65), "{by_holm:?} in 1,000");
}
