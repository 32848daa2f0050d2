//! Server functions about namespaces: which experiments exclude each other.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    error::ApiError,
    experiment::{Namespace, namespace::NamespaceDraft},
};
use serde::{Deserialize, Serialize};

/// What a form of the namespace's page brought where no script runs, and why it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacePosted {
    pub namespace: String,
    pub segments: String,
    pub new: NamespaceDraft,
    /// What everybody was to have who is in none.
    pub fallback: String,
    /// What was to be done: `make`, `fallback`, `allocate` or `release`.
    pub step: String,
    pub error: ApiError,
}

/// The organization's namespaces, with the experiments in each.
#[server(input = Json, output = Json)]
pub async fn list_namespaces(org: String) -> Result<Vec<Namespace>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::namespaces::list(&access).await?)
}

/// Makes a namespace; `fallback`: the experiment whose parameters everybody has who is in none, empty for no parameters.
#[server(input = Json, output = Json)]
pub async fn make_namespace(org: String, name: String, unit: String, segments: u32, fallback: String) -> Result<Namespace, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::namespaces::make_namespace(&access, &name, &unit, segments, &fallback).await?)
}

/// Gives a namespace another default; empty for no parameters.
#[server(input = Json, output = Json)]
pub async fn change_fallback(org: String, namespace: String, fallback: String) -> Result<Namespace, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::namespaces::change_fallback(&access, &namespace, &fallback).await?)
}

/// Gives an experiment so many segments altogether; a draft joins the namespace with that.
#[server(input = Json, output = Json)]
pub async fn allocate_segments(org: String, namespace: String, experiment: String, segments: u32) -> Result<Namespace, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::namespaces::allocate(&access, &namespace, &experiment, segments).await?)
}

/// Frees all segments of an experiment that does not run.
#[server(input = Json, output = Json)]
pub async fn release_segments(org: String, namespace: String, experiment: String) -> Result<Namespace, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::experiments::namespaces::release(&access, &namespace, &experiment).await?)
}
