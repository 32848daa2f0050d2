//! Tests of intake on both databases, with what real SDKs sent.

mod grouping;
mod normalising;
mod recordings;
mod storing;

use super::{
    Intake, Project, Ready,
    auth::Keys,
    decode::Encoding,
    payload,
    receive::{self, Body},
};
use crate::{db::query, testing::Kit};
use model::{event::Event, id::ProjectId, time::Timestamp};
use serde_json::{Value, json};

fn body(wire: &[u8], encoding: Encoding) -> Body<'_> {
    Body { encoding, wire, received: Timestamp(1_795_300_000_000), client_address: Some("192.0.2.7") }
}

fn ready(event: &Value) -> Ready {
    let text = event.to_string();
    receive::event(text.as_bytes(), &body(b"", Encoding::Plain), None).expect("reads")
}

fn normal(event: &Value) -> Event {
    ready(event).event
}

/// An organization with one project, its intake, and who may report.
async fn shop(kit: &Kit) -> (Intake, Project) {
    let organization = kit.organization("acme").await;
    let id = kit.project("acme", "shop").await;
    (Intake::start(kit.backend.clone()), Project { id, organization })
}

fn error(id: u32, kind: &str) -> Value {
    json!({
        "event_id": format!("{id:032x}"), "timestamp": 1_795_200_000, "platform": "python", "release": "shop@1.0", "environment": "production",
        "user": {"id": format!("u{}", id % 3)},
        "exception": {"values": [{"type": kind, "value": format!("no item {id}"), "stacktrace": {"frames": [
            {"filename": "shop/cart.py", "module": "shop.cart", "function": "add", "lineno": 7, "in_app": true}]}}]}
    })
}

async fn count(kit: &Kit, table: &str) -> i64 {
    let (count,): (i64,) = crate::db::assembled(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}")).one(&kit.backend.db).await.expect("counts");
    count
}

async fn stored(kit: &Kit, project: ProjectId, id: &str) -> Event {
    let (bytes,): (Vec<u8>,) =
        query("SELECT payload FROM events WHERE project_id = $1 AND id = $2").bind(project).bind(id).one(&kit.backend.db).await.expect("is there");
    payload::unpack(&bytes).expect("reads")
}
