//! The experiments that somebody may look at.

use super::{
    decide_own, define,
    store::{self, PRODUCT},
};
use crate::{Result, access::Access};
use model::experiment::{Experiment, Listed, Status};

/// The organization's experiments by name. In the server's first organization, owners see the product's own before them.
pub async fn listed(access: &Access) -> Result<Vec<Listed>> {
    let mut all = of(access, PRODUCT, decide_own::list_own(access).await?).await?;
    all.extend(of(access, access.organization.id.as_str(), define::list(access).await?).await?);
    Ok(all)
}

async fn of(access: &Access, organization: &str, experiments: Vec<Experiment>) -> Result<Vec<Listed>> {
    if experiments.is_empty() {
        return Ok(Vec::new());
    }
    let (db, now) = (&access.backend().db, access.backend().clock.now());
    let (met, mut kept) = (store::units_met(db, organization).await?, store::kept(db, organization).await?);
    let mut all = Vec::with_capacity(experiments.len());
    for mut experiment in experiments {
        // As `Subject::version`, from what is here already.
        let mut of = met.iter().filter(|(name, ..)| *name == experiment.name);
        let shown = match experiment.status {
            Status::Draft | Status::Running => of.find(|(_, version, _)| *version == experiment.version),
            Status::Concluded | Status::Archived => of.max_by_key(|(_, version, _)| *version),
        };
        let units = shown.map_or(0, |(.., units)| units.unsigned_abs());
        let earlier = met.iter().any(|(name, version, _)| *name == experiment.name && *version < experiment.version);
        // Nobody reads scripts in a list, and there may be many long ones.
        experiment.source.clear();
        let kept = kept.remove(&experiment.name).unwrap_or_default();
        let over = kept.simulated && experiment.status == Status::Running && kept.ended_at.is_some_and(|end| end <= now);
        all.push(Listed { experiment, own: organization == PRODUCT, units, earlier, started_at: kept.started_at, simulated: kept.simulated, over });
    }
    Ok(all)
}
