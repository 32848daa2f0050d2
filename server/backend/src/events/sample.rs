//! A sample issue, for whoever wants to see one before anything of theirs has failed.

use super::{
    decode::Encoding,
    first_error::SAMPLE,
    intake::{Project, prepare},
    receive::{self, Body},
    store,
};
use crate::{
    Backend, Error, Result,
    db::{Tx, query},
};
use model::id::IssueId;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The project's sample issue, made unless it is there; whether it is new. On its way it is an event like any other, but the project
/// has still to have its first one.
///
/// # Errors
/// A conflict when another one is being made at the same moment.
pub(crate) async fn write_sample(tx: &mut Tx, backend: &Backend, project: &Project, platform: &str) -> Result<(IssueId, bool)> {
    let known: Option<(String,)> =
        query("SELECT id FROM issues WHERE organization_id = $1 AND project_id = $2 AND sample = 1 ORDER BY number LIMIT 1")
            .bind(&project.organization)
            .bind(project.id)
            .optional(&mut *tx)
            .await?;
    if let Some((issue,)) = known {
        return Ok((IssueId(issue), false));
    }
    let wire = event(platform).to_string();
    let body = Body { encoding: Encoding::Plain, wire: wire.as_bytes(), received: backend.clock.now(), client_address: None };
    let received = receive::single(&body).map_err(|bad| Error::Fault(format!("the sample event is refused: {bad:?}")))?;
    let ready = received.events.into_iter().next().ok_or_else(|| Error::Fault("the sample holds no event".into()))?;
    let mut prepared = prepare(project, ready)?;
    prepared.sample = true;
    let done = store::write(tx, backend, &[&prepared], &HashSet::new()).await?;
    let made = done.ok().and_then(|done| done.appeared.into_iter().next());
    let (.., issue) = made.ok_or_else(|| Error::conflict("A sample is being made at this moment. Press again to see it."))?;
    Ok((IssueId(issue), true))
}

/// What failed in the sample, outermost call first: file, function, and the lines around.
const FRAMES: [(&str, &str, [&str; 3]); 3] = [
    ("web/checkout", "place_order", ["order = cart.to_order()", "receipt = pay(order, customer)", "send(receipt)"]),
    ("billing/pay", "pay", ["card = customer.card", "charge(card, total(order))", "return receipt(order)"]),
    ("billing/total", "total", ["lines = order.lines", "average = sum(lines) / len(lines)", "return average * order.count"]),
];

fn event(platform: &str) -> Value {
    let ending = match platform {
        "node" | "javascript" => "js",
        "rust" => "rs",
        "go" => "go",
        "java" => "java",
        "php" => "php",
        "ruby" => "rb",
        "csharp" => "cs",
        _ => "py",
    };
    let frame = |(place, (file, function, [before, line, after])): (usize, (&str, &str, [&str; 3]))| {
        json!({
            "filename": format!("{file}.{ending}"), "function": function, "lineno": 18 + 13 * place, "in_app": true,
            "pre_context": [before], "context_line": line, "post_context": [after],
        })
    };
    let frames: Vec<Value> = FRAMES.into_iter().enumerate().map(frame).collect();
    json!({
        "platform": platform,
        "level": "error",
        "environment": "sample",
        "transaction": "/checkout",
        "fingerprint": ["muster-sample"],
        "tags": { SAMPLE.0: SAMPLE.1 },
        "exception": { "values": [{
            "type": "SampleError", "value": "division by zero, in a shop that does not exist", "stacktrace": { "frames": frames },
        }] },
        "breadcrumbs": { "values": [
            { "category": "navigation", "message": "/cart", "level": "info" },
            { "category": "ui.click", "message": "button “Pay now”", "level": "info" },
        ] },
    })
}
