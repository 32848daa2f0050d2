//! Whether the figures can be believed.

use super::{subject::Subject, units::Units};
use crate::{
    Result,
    db::Db,
    experiments::{
        stats::mismatch::{ALARM, check},
        store,
    },
};
use model::experiment::results::{Health, Mismatch};

/// Below this many units a doorway says nothing.
const FEWEST: u64 = 20;
/// The most doorways that are shown.
const MOST: usize = 30;

pub(super) async fn health(db: &Db, subject: &Subject, units: &Units) -> Result<Health> {
    let refused = store::refusals(db, &subject.organization, &subject.experiment.name, subject.started_at, subject.ended_at).await?;
    Ok(Health { mixed: units.mixed, refused, mismatch: overall(units), doorways: doorways(units) })
}

fn overall(units: &Units) -> Option<Mismatch> {
    mismatch(units, String::new(), units.arms.iter().map(|arm| arm.units).collect())
}

fn doorways(units: &Units) -> Vec<Mismatch> {
    let mut observed = vec![vec![0; units.arms.len()]; units.doorways.len()];
    units.of.iter().for_each(|unit| observed[unit.doorway][unit.arm] += 1);
    let named = units.doorways.iter().zip(observed).filter(|(name, observed)| !name.is_empty() && observed.iter().sum::<u64>() >= FEWEST);
    let mut all: Vec<Mismatch> = named.filter_map(|(name, observed)| mismatch(units, name.clone(), observed)).collect();
    // Services name doorways, and may name many: what is furthest off is never what is left out.
    all.sort_by(|left, right| left.p.total_cmp(&right.p));
    all.truncate(MOST);
    all.sort_by(|left, right| left.of.cmp(&right.of));
    all
}

/// With fewer units meant for an arm, chi-square says nothing.
const FEWEST_MEANT: f64 = 5.0;

/// Chi-square of the units against what was meant; `None` where that is not known, where nothing can differ, or with too few units.
fn mismatch(units: &Units, of: String, observed: Vec<u64>) -> Option<Mismatch> {
    let weights: Vec<f64> = units.arms.iter().map(|arm| arm.expected).collect::<Option<_>>()?;
    let pairs: Vec<(f64, f64)> = observed.iter().zip(weights).map(|(found, weight)| (*found as f64, weight)).filter(|pair| pair.1 > 0.0).collect();
    let (found, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let (total, meant): (f64, f64) = (found.iter().sum(), weights.iter().sum());
    if weights.iter().any(|weight| total * weight / meant < FEWEST_MEANT) {
        return None;
    }
    let (_, p) = check(&found, &weights);
    (found.len() > 1 && p.is_finite()).then_some(Mismatch { of, observed, p, alarm: p < ALARM })
}
