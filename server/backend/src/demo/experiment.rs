//! An experiment that is over: three weeks of visitors who never were, on a clock of their own, labelled as simulated.

use crate::{
    Backend, Result,
    access::Access,
    clock::Clock,
    experiments::{self, Report, ServiceExposure},
};
use model::{
    experiment::{Metric, MetricKind, Status},
    time::{DAY, Timestamp},
};
use serde_json::{Map, Value, json};

const NAME: &str = "one_page_checkout";
const SCRIPT: &str = "layout = uniformChoice(choices=['steps', 'one_page'], unit=visitor);\nguest_first = layout == 'one_page';\n";
/// How long it ran, and for how long it has been over, in days.
const RAN: i64 = 21;
const OVER: i64 = 3;
const VISITORS_A_DAY: usize = 90;

/// Defines, runs and concludes it in the past.
pub async fn conclude(owner: &Access) -> Result<()> {
    let now = owner.backend().clock.now();
    let clock = Clock::simulated(Timestamp(now.0 - (RAN + OVER) * DAY), 1);
    let mut then = owner.clone();
    then.actor.backend = Backend { clock: clock.clone(), ..owner.backend().clone() };
    experiments::define(&then, NAME, "visitor", SCRIPT, Some(&metrics())).await?;
    experiments::change_status(&then, NAME, Status::Running, None).await?;
    for day in 0..RAN {
        visit(&then, day).await?;
        clock.advance(DAY);
    }
    let arm = json!({ "layout": "one_page", "guest_first": true }).as_object().cloned();
    experiments::change_status(&then, NAME, Status::Concluded, arm).await?;
    experiments::label_simulated(owner, NAME).await
}

fn metrics() -> Vec<Metric> {
    let metric = |name: &str, kind, of: &str, hoped| Metric {
        name: name.into(),
        event: "order.placed".into(),
        kind,
        of: of.into(),
        window_days: Some(7),
        hoped,
    };
    vec![
        metric("Visitors who order", MetricKind::Conversion, "", Some(0.2)),
        metric("Order value for every checkout that was begun", MetricKind::Ratio, "checkout.begun", None),
    ]
}

/// A day's visitors meet the experiment, begin to check out, and some of them order: more of those who see one page.
async fn visit(access: &Access, day: i64) -> Result<()> {
    let visitors: Vec<String> = (0..VISITORS_A_DAY).map(|at| format!("visitor-{day:02}{at:02}")).collect();
    let context = |visitor: &String| Map::from_iter([("targetingKey".to_owned(), Value::from(visitor.as_str()))]);
    let exposure = |visitor: &String| ServiceExposure {
        experiment: NAME.into(),
        version: None,
        context: context(visitor),
        params: None,
        doorway: "basket".into(),
    };
    experiments::expose_for(access, &visitors.iter().map(exposure).collect::<Vec<_>>()).await?;
    let mut reports = Vec::new();
    for visitor in &visitors {
        let one_page = sees_one_page(access, visitor, &context(visitor)).await?;
        let report = |name: &str, time: usize, value| Report {
            id: format!("{name} {time} {visitor}"),
            unit: visitor.clone(),
            name: name.into(),
            value,
            properties: Map::new(),
        };
        // Some leave, and begin again.
        let begun = if chance("returns", visitor) < if one_page { 0.2 } else { 0.35 } { 2 } else { 1 };
        reports.extend((0..begun).map(|time| report("checkout.begun", time, 1.0)));
        if chance("orders", visitor) < if one_page { 0.36 } else { 0.22 } {
            reports.push(report("order.placed", 0, (20.0 + 60.0 * chance("pays", visitor)).round()));
        }
    }
    experiments::record(access, &reports).await.map(drop)
}

async fn sees_one_page(access: &Access, visitor: &str, context: &Map<String, Value>) -> Result<bool> {
    let found = experiments::evaluate(access, NAME, visitor, context).await?;
    Ok(matches!(found, experiments::Evaluation::Found { value, .. } if value == "one_page"))
}

/// The same for the same visitor in every demo, from 0 to 1.
fn chance(of: &str, visitor: &str) -> f64 {
    planout::hash(format!("{of} {visitor}").as_bytes()) as f64 / (1u64 << 60) as f64
}
