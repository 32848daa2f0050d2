//! What the product's own experiments are judged by, and how they are shown.

use super::own::{self, Own};
use model::experiment::{Experiment, Metric, MetricKind};
use serde_json::{Map, Value};

const ACCEPTED: &str = "Accepted invitations per organization";
const ACTIVATION: &str = "Activation within 30 days of acceptance";
const ACTIVATED: &str = "Activated invitees per organization";
const FIRST_ERROR: &str = "Sign-ups that send a first error of their own";
const SAMPLE: &str = "Click-through on “See a sample event”";

fn metric(name: &str, event: &str, kind: MetricKind, of: &str, window_days: Option<u32>) -> Metric {
    Metric { name: name.into(), event: event.into(), kind, of: of.into(), window_days, hoped: None }
}

impl Own {
    /// The arms with the share of units that each is meant to get, the baseline first.
    pub(super) fn arms(&self) -> Vec<(Map<String, Value>, f64)> {
        let arms: &[(&str, f64)] = if self.name == "sample_event" {
            &[("control", 0.5), ("button", 0.25), ("link", 0.25)]
        } else {
            &[("baseline", 0.25), ("invite_request", 0.25), ("join_request", 0.25), ("both", 0.25)]
        };
        arms.iter().filter_map(|(arm, share)| Some((own::arm_of(self.name, arm).ok()?, *share))).collect()
    }

    /// The one that decides comes first.
    pub(super) fn metrics(&self) -> Vec<Metric> {
        if self.name == "sample_event" {
            return vec![
                metric(FIRST_ERROR, "project.first_error", MetricKind::Conversion, "", None),
                metric(SAMPLE, "sample_event.opened", MetricKind::Conversion, "", None),
            ];
        }
        vec![
            metric(ACCEPTED, "invitation.accepted", MetricKind::Mean, "", None),
            metric(ACTIVATION, "member.active", MetricKind::Ratio, "invitation.accepted", Some(30)),
            metric(ACTIVATED, "member.active", MetricKind::Mean, "invitation.accepted", Some(30)),
        ]
    }

    /// As its makers see it.
    pub(super) fn shown(&self) -> Experiment {
        Experiment {
            name: self.name.to_owned(),
            unit: self.unit().to_owned(),
            source: String::new(),
            status: self.status,
            arm: self.arm.clone().filter(|_| self.status == model::experiment::Status::Concluded),
            version: self.version,
            warnings: Vec::new(),
        }
    }
}

/// What to know when reading a metric of one of the product's own.
pub(super) fn note(experiment: &str, metric: &str) -> Option<&'static str> {
    match (experiment, metric) {
        ("improved_invites", ACTIVATION) => Some(
            "Who accepts differs between arms, because the treatment brings in other people: a rate among those who accepted is no clean comparison. \
             “Activated invitees per organization” counts over all organizations of an arm and is: where the two differ, believe that one. Intervals \
             take organizations for units, by the delta method. Whoever accepted in the last 30 days may still become active.",
        ),
        ("improved_invites", ACTIVATED) => Some(
            "Intention to treat: all organizations of an arm count, whether anybody was invited or not. It moves with how many accept and with how \
             many of them become active; the rate above moves with the second alone.",
        ),
        ("improved_invites", ACCEPTED) => Some("All organizations of an arm count, also those in which nobody accepted."),
        ("sample_event", SAMPLE) => Some("Whoever was offered nothing can’t click: compare the button with the link."),
        _ => None,
    }
}

/// The relative lift that was hoped for.
pub(super) fn hoped(experiment: &str, metric: &str) -> Option<f64> {
    match (experiment, metric) {
        ("improved_invites", ACCEPTED | ACTIVATED) => Some(0.1),
        ("improved_invites" | "sample_event", _) => Some(0.05),
        _ => None,
    }
}
