//! Who may ask for somebody to be invited: nobody below manager, members, outsiders, or both.

use super::{Declaration, Measure, Unit};
use crate::experiments::Decided;
use model::{
    organization::{InviteArm, Settings},
    product_event::ProductEvent,
};
use planout::UniformChoice;
use std::sync::Arc;

pub const EXPERIMENT: Declaration = Declaration::new("improved_invites", Unit::Organization, |params| {
    let treatment = params.set("treatment", UniformChoice::of(InviteArm::ALL.map(InviteArm::as_str), params.unit()))?;
    params.set("invite_request", matches!(treatment.as_str(), Some("invite_request" | "both")))?;
    params.set("join_request", matches!(treatment.as_str(), Some("join_request" | "both")))?;
    Ok(true)
})
.salt("InviteExperiment")
.arms(&[("baseline", 0.25), ("invite_request", 0.25), ("join_request", 0.25), ("both", 0.25)])
.normal("both")
.metrics(METRICS);

const METRICS: &[Measure] = &[
    Measure::mean("Accepted invitations per organization", ProductEvent::InvitationAccepted)
        .hoped(0.1)
        .note("All organizations of an arm count, also those in which nobody accepted."),
    Measure::ratio("Activation within 30 days of acceptance", ProductEvent::MemberActive, ProductEvent::InvitationAccepted)
        .within_days(30)
        .hoped(0.05)
        .note(
            "Who accepts differs between arms, because the treatment brings in other people: a rate among those who accepted is no clean comparison. \
         “Activated invitees per organization” counts over all organizations of an arm and is: where the two differ, believe that one. Intervals \
         take organizations for units, by the delta method. Whoever accepted in the last 30 days may still become active.",
        ),
    Measure::mean("Activated invitees per organization", ProductEvent::MemberActive)
        .after(ProductEvent::InvitationAccepted)
        .within_days(30)
        .hoped(0.1)
        .note(
            "Intention to treat: all organizations of an arm count, whether anybody was invited or not. It moves with how many accept and with how \
         many of them become active; the rate above moves with the second alone.",
        ),
];

impl Decided {
    /// Where owners chose who may ask, nobody meets the arm: meeting it does not count.
    #[must_use]
    pub fn but_owners_chose(mut self, chose: bool) -> Self {
        if chose && let Some(assigned) = Arc::make_mut(&mut self.0).iter_mut().find(|assigned| assigned.experiment == EXPERIMENT.name()) {
            assigned.counts = false;
        }
        self
    }

    /// The settings of an organization whose owners never chose: the arm decides who may ask.
    pub fn settings(&self) -> Settings {
        let treatment = self.of(EXPERIMENT.name()).and_then(|assigned| assigned.text("treatment"));
        treatment.and_then(|arm| arm.parse::<InviteArm>().ok()).unwrap_or(InviteArm::Both).settings()
    }
}
