//! How a new project offers a sample event: by a button, by a link, or not yet.
//!
//! It is about people who sign up and have not sent anything. So an account meets it on the set-up page of the first project that it made
//! itself, and nowhere else: a project's first error is credited to the account that made the project. Whoever was invited to a project, or
//! makes another one, is offered the same and not counted: they could hardly send a first error of their own, and would only dilute the share.

use super::{Declaration, Measure, Unit};
use model::product_event::ProductEvent;
use planout::WeightedChoice;

pub const EXPERIMENT: Declaration = Declaration::new("sample_event", Unit::Account, |params| {
    params.set("variant", WeightedChoice::of(["button", "link", "control"], [0.25, 0.25, 0.5], params.unit()))?;
    Ok(true)
})
.salt("SampleEventExperiment")
.arms(&[("control", 0.5), ("button", 0.25), ("link", 0.25)])
.normal("button")
.metrics(METRICS);

const METRICS: &[Measure] = &[
    Measure::conversion("Sign-ups that send a first error of their own", ProductEvent::ProjectFirstError).hoped(0.05),
    Measure::conversion("Click-through on “See a sample event”", ProductEvent::SampleEventOpened)
        .hoped(0.05)
        .note("Whoever was offered nothing can’t click: compare the button with the link."),
];
