//! One report, from its key to its answer.

use super::{
    answer::{No, taken},
    body::{Door, Kind},
};
use crate::http::peer::ClientAddress;
use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use backend::events::{
    Project,
    auth::{Keys, Refused},
    decode::Encoding,
};
use futures::future::join_all;
use model::id::ProjectId;

pub async fn envelope(State(door): State<Door>, Path(project): Path<String>, request: Request) -> Response {
    report(door, &project, request, Kind::Envelope).await.unwrap_or_else(IntoResponse::into_response)
}

pub async fn store(State(door): State<Door>, Path(project): Path<String>, request: Request) -> Response {
    report(door, &project, request, Kind::Store).await.unwrap_or_else(IntoResponse::into_response)
}

async fn report(door: Door, project: &str, request: Request, kind: Kind) -> Result<Response, No> {
    let project = ProjectId(project.parse().map_err(|_| No::Bad("the project in the address is no number".to_owned()))?);
    let (parts, body) = request.into_parts();
    let keys = keys(&parts.headers, parts.uri.query())?;
    // Where the key is known beforehand, strangers can't make us read their body.
    if let Some(key) = keys.key() {
        allowed(&door, project, key).await?;
    }
    let encoding = text(&parts.headers, header::CONTENT_ENCODING.as_str()).map_or(Ok(Encoding::Plain), Encoding::parse).map_err(No::Bad)?;
    let client_address = parts.extensions.get::<ClientAddress>().map(|ClientAddress(address)| address.clone());
    let wire = door.read(body).await?;
    let (received, keys) = door.unpack(kind, encoding, wire, keys, client_address).await?;
    let project = allowed(&door, project, keys.key().ok_or(Refused::Missing)?).await?;
    let events = u32::try_from(received.events.len()).unwrap_or(u32::MAX);
    if events > 0 {
        door.intake.admit(project.id, events).map_err(No::Limited)?;
    }
    // All of them go into the same transaction, as a rule.
    for stored in join_all(received.events.into_iter().map(|ready| door.intake.submit(&project, ready))).await {
        stored?;
    }
    Ok(taken(&received.id))
}

async fn allowed(door: &Door, project: ProjectId, key: &str) -> Result<Project, No> {
    match door.intake.project(project, key).await {
        Ok(known) => Ok(known?),
        Err(error) => {
            tracing::error!(%error, "a key could not be looked up");
            Err(No::Busy)
        }
    }
}

fn keys(headers: &HeaderMap, query: Option<&str>) -> Result<Keys, Refused> {
    Keys::of_request(text(headers, "x-sentry-auth"), text(headers, header::AUTHORIZATION.as_str()), query)
}

/// A header as text; one that is none counts as absent.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
