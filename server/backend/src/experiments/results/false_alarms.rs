//! Experiments in which nothing happens, judged as the page judges them: by [`figures`] at the end, and by [`timeline`] on every day.
//! Organizations are randomised, come over the days, and have people who are alike: each organization has an eagerness of its own.

use super::{
    facts::{Fact, Facts},
    figures::figures,
    timeline::timeline,
    units::{Unit, Units},
};
use crate::{
    experiments::stats::proportions::{Share, pooled},
    simulate::dice::Dice,
};
use model::experiment::{
    Metric, MetricKind,
    results::{Arm, Between, Figure, Point},
};

const EXPERIMENTS: u64 = 1_000;
const DAYS: i64 = 30;
/// 5 % ± 1.5 % of them.
const USUAL: std::ops::RangeInclusive<u32> = 35..=65;
/// 5 % of them.
const MOST: u32 = 50;

/// How organizations come, and how long their people take.
#[derive(Clone, Copy, Debug)]
struct Scene {
    arms: usize,
    /// Organizations on the first day, and on each one after it.
    first: u32,
    daily: u32,
    /// The most people in one; sizes up to it are equally likely.
    people: i64,
    /// The most days until somebody does something.
    delay: i64,
}

/// Two new ones in each arm, day by day.
const FEW: Scene = Scene { arms: 2, first: 4, daily: 4, people: 9, delay: 5 };
const SOME: Scene = Scene { first: 10, daily: 10, ..FEW };
/// All at once; then only what they do is new each day.
const AT_ONCE: Scene = Scene { first: 300, daily: 0, delay: DAYS, ..FEW };
/// As many as the confidence sequence is tuned to, where it is narrowest.
const MANY: Scene = Scene { first: 180, daily: 180, people: 2, ..FEW };

struct World {
    metric: Metric,
    units: Units,
    facts: Facts,
}

impl World {
    fn new(kind: MetricKind, scene: Scene, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let metric = Metric { name: "m".into(), event: "did".into(), kind, of: String::new(), window_days: None, hoped: None };
        let arm = Arm { name: String::new(), params: serde_json::Map::new(), units: 0, expected: None };
        let units = Units::empty(vec![arm; scene.arms]);
        let mut world = Self { metric, units, facts: Facts { all: Vec::new(), query: String::new() } };
        for day in 0..DAYS {
            for _ in 0..if day == 0 { scene.first } else { scene.daily } {
                world.organization(scene, day, &mut dice);
            }
        }
        world.facts.all.retain(|fact| fact.day < DAYS);
        world.facts.all.sort_by_key(|fact| fact.day);
        world
    }

    fn organization(&mut self, scene: Scene, day: i64, dice: &mut Dice) {
        let (unit, arm) = (self.units.of.len(), dice.below(scene.arms as i64) as usize);
        self.units.arms[arm].units += 1;
        self.units.of.push(Unit { arm, day, doorway: 0 });
        let eager = dice.roll() * 0.9;
        for _ in 0..=dice.below(scene.people) {
            let came = day + dice.below(scene.delay);
            let fact = |day, above, below| Fact { unit, day, above, below };
            match self.metric.kind {
                MetricKind::Conversion if dice.roll() < eager * 0.2 => self.facts.all.push(fact(came, 1.0, 0.0)),
                MetricKind::Mean if dice.roll() < eager => self.facts.all.push(fact(came, 1.0, 0.0)),
                MetricKind::Ratio => {
                    self.facts.all.push(fact(came, 0.0, 1.0));
                    if dice.roll() < eager {
                        self.facts.all.push(fact(came + dice.below(3), 1.0, 0.0));
                    }
                }
                MetricKind::Conversion | MetricKind::Mean => {}
            }
        }
    }

    fn figures(&self) -> Vec<Figure> {
        figures(&self.metric, &self.units, &self.facts)
    }

    fn timeline(&self) -> Vec<Point> {
        timeline(&self.metric, &self.units, &self.facts, &(0..=DAYS - 1))
    }
}

fn alarm(always: Between) -> bool {
    always.low > 0.0 || always.high < 0.0
}

/// How many of the experiments raise an alarm: by p at the end, by Holm in any arm, by the sequence on any day.
#[derive(Debug, Default)]
struct Alarms {
    p: u32,
    holm: u32,
    looks: u32,
    /// By p, if people were taken for units.
    naive: u32,
}

fn alarms(kind: MetricKind, scene: Scene) -> Alarms {
    let mut alarms = Alarms::default();
    for seed in 0..EXPERIMENTS {
        let world = World::new(kind, scene, seed);
        let (figures, timeline) = (world.figures(), world.timeline());
        let told: Vec<_> = figures.iter().filter_map(|figure| figure.compared).collect();
        assert_eq!(told.len(), scene.arms - 1, "something can be said of every arm");
        alarms.p += u32::from(told[0].p < 0.05);
        alarms.holm += u32::from(told.iter().any(|compared| compared.holm < 0.05));
        alarms.looks += u32::from(timeline.iter().any(|point| point.arm == 1 && alarm(point.lift)));
        let people = |figure: &Figure| Share { hits: figure.total, of: figure.of };
        alarms.naive += u32::from(pooled(people(&figures[1]), people(&figures[0])).p() < 0.05);
        let last = timeline.iter().rfind(|point| point.arm == 1).expect("the last day").lift;
        let always = told[0].always.expect("something happened in both arms");
        assert!((last.low - always.low).abs() < 1e-9 && (last.high - always.high).abs() < 1e-9, "{last:?} by days, {always:?} at once");
    }
    alarms
}

fn check(kind: MetricKind) {
    for scene in [FEW, SOME, AT_ONCE, MANY] {
        let found = alarms(kind, scene);
        assert!(USUAL.contains(&found.p) && found.looks <= MOST, "{kind:?}, {scene:?}: {found:?}");
    }
}

#[test]
fn conversions_raise_five_alarms_in_a_hundred_however_often_one_looks() {
    check(MetricKind::Conversion);
}

#[test]
fn means_raise_five_alarms_in_a_hundred_however_often_one_looks() {
    check(MetricKind::Mean);
}

#[test]
fn ratios_raise_five_alarms_in_a_hundred_however_often_one_looks() {
    check(MetricKind::Ratio);
}

#[test]
fn four_arms_together_raise_no_more_alarms_than_two() {
    let found = alarms(MetricKind::Ratio, Scene { arms: 4, first: 20, daily: 20, ..SOME });
    assert!(USUAL.contains(&found.p) && found.holm <= *USUAL.end(), "{found:?}");
    assert!(found.naive > 150, "taking people for units would not be noticed: {found:?}");
}
