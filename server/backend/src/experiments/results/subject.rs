//! The experiment in question: what it is, whose it is, and which of its versions is looked at.

use super::arms;
use crate::{
    Error, Result,
    access::Access,
    experiments::{
        define::shown,
        definition::Definition,
        own::{self, Declaration, Measure},
        store::{self, PRODUCT, Row},
    },
};
use model::{
    experiment::{Experiment, Metric, MetricKind, Status, Unit, results::VersionMet},
    permission::Action,
    role::Role,
    time::Timestamp,
};
use serde_json::{Map, Value};

/// Where the events of a metric are, and what they have of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Events {
    /// Of services, which name the unit.
    Reported,
    /// The product's own; the unit is the organization.
    OfOrganizations,
    /// The product's own; the unit is the account.
    OfAccounts,
}

pub(super) struct Subject {
    pub experiment: Experiment,
    /// Whom it is kept under: the organization, or nobody for the product's own.
    pub organization: String,
    pub events: Events,
    /// The version whose exposures count.
    pub version: i64,
    /// The one that is looked at unless another is asked for.
    pub present: i64,
    /// All that anybody met, oldest first.
    pub versions: Vec<VersionMet>,
    /// Every assignment that is possible with its share, the baseline first; `None` where that can't be told from the version's script.
    pub possible: Option<Vec<(Map<String, Value>, f64)>>,
    /// The parameters by which arms are told apart and named; empty for all.
    pub told_by: Vec<String>,
    pub metrics: Vec<Metric>,
    /// Where it is one of the product's own.
    pub declared: Option<Declaration>,
    pub simulated: bool,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub may_decide: bool,
}

/// The product's own experiments concern the whole server: they are decided by the owners of its first organization.
pub(in crate::experiments) async fn may_decide_own(access: &Access) -> Result<bool> {
    Ok(access.role == Role::Owner && store::first_organization(&access.backend().db).await?.as_deref() == Some(access.organization.id.as_str()))
}

/// While it runs, its own version; afterwards the last one that anybody met.
fn present_version(experiment: &Experiment, versions: &[VersionMet]) -> i64 {
    match experiment.status {
        Status::Draft | Status::Running => experiment.version,
        Status::Concluded | Status::Archived => versions.last().map_or(experiment.version, |met| met.version),
    }
}

/// The intention-to-treat form of a ratio: what is above the line, over all units of an arm.
fn companion(ratio: &Metric) -> Metric {
    Metric { name: format!("{}, per unit", ratio.name), kind: MetricKind::Mean, ..ratio.clone() }
}

/// The metrics with a companion behind each ratio that has none yet.
fn with_companions(metrics: Vec<Metric>) -> Vec<Metric> {
    let same = |left: &Metric, right: &Metric| {
        (left.kind, &left.event, &left.of, left.window_days) == (right.kind, &right.event, &right.of, right.window_days)
    };
    let mut all = Vec::with_capacity(metrics.len());
    for metric in &metrics {
        all.push(metric.clone());
        let companion = companion(metric);
        if metric.kind == MetricKind::Ratio && !metrics.iter().any(|metric| same(metric, &companion)) {
            all.push(companion);
        }
    }
    all
}

impl Subject {
    /// With a version that was met, or with the present one.
    ///
    /// # Errors
    /// Not found, which is also said where it may not be seen.
    pub async fn find(access: &Access, name: &str, version: Option<i64>) -> Result<Self> {
        let db = &access.backend().db;
        if let Some(own) = own::all(access.backend()).await?.iter().find(|own| own.name() == name) {
            if !may_decide_own(access).await? {
                return Err(Error::not_found());
            }
            let events = match own.unit() {
                Unit::Organization => Events::OfOrganizations,
                Unit::Account => Events::OfAccounts,
            };
            let subject = Self::with(access, PRODUCT, own.shown(), version).await?;
            return Ok(Self {
                events,
                possible: Some(own.arms()).filter(|arms| !arms.is_empty()),
                told_by: own.declared.told_by(),
                metrics: own.metrics(),
                declared: Some(own.declared),
                ..subject
            });
        }
        let organization = access.organization.id.as_str();
        let row = store::find(db, organization, name).await?.ok_or_else(Error::not_found)?;
        let subject = Self::with(access, organization, shown(row.clone())?, version).await?;
        let script = store::script_of(db, organization, name, subject.version).await?;
        let (unit, source) = script.unwrap_or_else(|| (row.unit.clone(), row.source.clone()));
        Ok(Self {
            told_by: arms::drawn(&source, &unit),
            possible: arms::possible(&Definition::of(Row { unit, source, ..row })?),
            metrics: with_companions(store::metrics(db, organization, name).await?),
            may_decide: subject.may_decide && access.may(Action::ChangeSettings),
            ..subject
        })
    }

    /// Without what differs between a team's own and the product's.
    async fn with(access: &Access, organization: &str, experiment: Experiment, wanted: Option<i64>) -> Result<Self> {
        let db = &access.backend().db;
        let kept = store::kept(db, organization).await?.remove(&experiment.name).unwrap_or_default();
        let versions = store::versions_met(db, organization, &experiment.name).await?;
        let present = present_version(&experiment, &versions);
        let over = matches!(experiment.status, Status::Concluded | Status::Archived);
        let subject = Self {
            version: present,
            present,
            versions,
            simulated: kept.simulated,
            started_at: kept.started_at,
            // A simulation is over whatever its experiment says: its clock has stopped.
            ended_at: kept.ended_at.filter(|_| over || kept.simulated),
            may_decide: experiment.status != Status::Archived,
            told_by: Vec::new(),
            organization: organization.to_owned(),
            events: Events::Reported,
            possible: None,
            metrics: Vec::new(),
            declared: None,
            experiment,
        };
        match wanted.filter(|wanted| *wanted != present) {
            Some(version) => {
                let ends = store::ends(db, organization, &subject.experiment.name).await?;
                subject.at(version, &ends).ok_or_else(Error::not_found)
            }
            None => Ok(subject),
        }
    }

    /// As it stood while this version was met. `ends`: the versions with which runs ended, and when.
    fn at(self, version: i64, ends: &[(i64, Timestamp)]) -> Option<Self> {
        let met = *self.versions.iter().find(|met| met.version == version)?;
        // What came after was met with another version; and once a run has ended, everybody has the same.
        let next = self.versions.iter().filter(|met| met.version > version).map(|met| met.since);
        let over = ends.iter().filter(|(end, _)| *end > version).map(|(_, at)| *at);
        let ended_at = next.chain(over).min().or(self.ended_at);
        Some(Self { version, started_at: Some(met.since), ended_at, may_decide: false, ..self })
    }

    /// What to know when reading a metric.
    pub fn note(&self, metric: &Metric) -> String {
        let mut notes = Vec::new();
        let measures = self.declared.iter().flat_map(|declared| declared.measures());
        notes.extend(measures.filter(|measure| measure.name() == metric.name).filter_map(Measure::said).map(str::to_owned));
        if self.organization != PRODUCT && metric.kind == MetricKind::Ratio {
            notes.push(format!(
                "A treatment can change how much there is below the line, and a ratio is then no clean comparison. “{}” counts over all units of an \
                 arm and is: where the two differ, believe that one.",
                companion(metric).name
            ));
        }
        notes.join(" ")
    }
}
