//! Server functions about experiments.

use super::{CallError, wire::Json};
use leptos::server;
use model::experiment::{Exposed, Exposure};

/// Treatments that the signed-in person has met. The server computes them again and refuses what differs.
#[server(input = Json, output = Json)]
pub async fn expose(org: String, exposures: Vec<Exposure>) -> Result<Exposed, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::expose(&access, &exposures).await?)
}
