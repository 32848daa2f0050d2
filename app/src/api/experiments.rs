//! Server functions about experiments.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    error::ApiError,
    experiment::{
        Experiment, Exposed, Exposure, Listed, Metric, Status,
        draft::{Checked, Draft, Editing},
        results::Results,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the editor's form brought where no script runs: the page is rendered again with what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPosted {
    pub draft: Draft,
    pub error: Option<ApiError>,
}

/// A change of status that was refused where no script runs: the page is rendered again with what was chosen, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePosted {
    /// The arm that everybody was to get, if one was chosen.
    pub arm: Option<Map<String, Value>>,
    pub error: ApiError,
}

/// Treatments that the signed-in person has met. The server computes them again and refuses what differs.
#[server(input = Json, output = Json)]
pub async fn expose(org: String, exposures: Vec<Exposure>) -> Result<Exposed, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::expose(&access, &exposures).await?)
}

/// The organization's experiments and flags; to owners of the server's first organization the product's own too.
#[server(input = Json, output = Json)]
pub async fn list_experiments(org: String) -> Result<Vec<Listed>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::listed(&access).await?)
}

/// Everything that the page of an experiment shows: of a version that somebody met, or of the present one.
#[server(input = Json, output = Json)]
pub async fn experiment_results(org: String, name: String, version: Option<i64>) -> Result<Results, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::results_of(&access, &name, version).await?)
}

/// Writes a script under a name. Without `metrics`, those stay that are.
#[server(input = Json, output = Json)]
pub async fn define_experiment(
    org: String,
    name: String,
    unit: String,
    source: String,
    metrics: Option<Vec<Metric>>,
) -> Result<Experiment, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::define(&access, &name, &unit, &source, metrics.as_deref()).await?)
}

/// Starts, concludes or archives. Concluding takes the parameters of the arm that everybody gets.
#[server(input = Json, output = Json)]
pub async fn change_experiment(org: String, name: String, status: Status, arm: Option<Map<String, Value>>) -> Result<Experiment, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::change_status(&access, &name, status, arm).await?)
}

/// An experiment as it is to be edited, with its test cases.
#[server(input = Json, output = Json)]
pub async fn experiment_draft(org: String, name: String) -> Result<Editing, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::draft(&access, &name).await?)
}

/// What the browser says while somebody types, where it can't.
#[server(input = Json, output = Json)]
pub async fn check_experiment(org: String, draft: Draft) -> Result<Checked, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::check(&access, &draft).await?)
}

/// Saves what the editor holds. `fresh`: there must be none of this name yet.
#[server(input = Json, output = Json)]
pub async fn save_experiment(org: String, draft: Draft, fresh: bool) -> Result<Experiment, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::save(&access, &draft, fresh).await?)
}
