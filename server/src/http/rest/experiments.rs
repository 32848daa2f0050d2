//! Experiments and flags of a team, and what its services report about them.

use super::{
    answer::Answer,
    call::{Body, Member, Params, Place},
};
use axum::Json;
use backend::experiments::{self, Report, ServiceExposure, namespaces};
use model::{
    error::ApiError,
    experiment::{Experiment, Exposed, Metric, Namespace, Status, results::Results},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    source: String,
    #[serde(default)]
    metrics: Option<Vec<Metric>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNamespace {
    unit: String,
    segments: u32,
    #[serde(default)]
    fallback: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segments {
    segments: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    status: Status,
    #[serde(default)]
    arm: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exposures {
    exposures: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewExposure {
    experiment: String,
    #[serde(default)]
    version: Option<i64>,
    context: Map<String, Value>,
    #[serde(default)]
    params: Option<Map<String, Value>>,
    #[serde(default)]
    doorway: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    events: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEvent {
    id: String,
    unit: String,
    name: String,
    #[serde(default = "one")]
    value: f64,
    #[serde(default)]
    properties: Map<String, Value>,
}

const fn one() -> f64 {
    1.0
}

pub async fn list(Member(access): Member) -> Answer<Json<Vec<Experiment>>> {
    Ok(Json(experiments::list(&access).await?))
}

/// An experiment with what it is judged by: all that [`define`] takes.
#[derive(Serialize)]
pub struct Written {
    #[serde(flatten)]
    experiment: Experiment,
    metrics: Vec<Metric>,
}

pub async fn written(Member(access): Member, place: Place) -> Answer<Json<Written>> {
    let (experiment, metrics) = experiments::written(&access, place.get("experiment")).await?;
    Ok(Json(Written { experiment, metrics }))
}

pub async fn define(Member(access): Member, place: Place, Body(new): Body<New>) -> Answer<Json<Experiment>> {
    Ok(Json(experiments::define(&access, place.get("experiment"), &new.unit, &new.source, new.metrics.as_deref()).await?))
}

pub async fn change_status(Member(access): Member, place: Place, Body(change): Body<Change>) -> Answer<Json<Experiment>> {
    Ok(Json(experiments::change_status(&access, place.get("experiment"), change.status, change.arm).await?))
}

pub async fn results(Member(access): Member, place: Place, params: Params) -> Answer<Json<Results>> {
    let version = params.get("version").map(|version| version.parse().map_err(|_| ApiError::invalid("version", "Use a whole number.")));
    Ok(Json(experiments::results_of(&access, place.get("experiment"), version.transpose()?).await?))
}

/// Reads them one by one, so that the one that can't be read is named.
fn each<T: DeserializeOwned>(what: &str, given: Vec<Value>) -> Result<Vec<T>, ApiError> {
    let read = |(at, one): (usize, Value)| {
        let refuse = |why: String| ApiError::invalid(what, format!("{what}[{at}] {why}. Nothing was recorded."));
        if !one.is_object() {
            return Err(refuse("is no object".to_owned()));
        }
        serde_json::from_value(one).map_err(|why| refuse(format!("can’t be read: {why}")))
    };
    given.into_iter().enumerate().map(read).collect()
}

pub async fn expose(Member(access): Member, Body(body): Body<Exposures>) -> Answer<Json<Exposed>> {
    let exposure = |NewExposure { experiment, version, context, params, doorway }| ServiceExposure { experiment, version, context, params, doorway };
    let exposures: Vec<ServiceExposure> = each("exposures", body.exposures)?.into_iter().map(exposure).collect();
    Ok(Json(experiments::expose_for(&access, &exposures).await?))
}

pub async fn record(Member(access): Member, Body(body): Body<Events>) -> Answer<Json<Value>> {
    let report = |event: NewEvent| Report { id: event.id, unit: event.unit, name: event.name, value: event.value, properties: event.properties };
    let reports: Vec<Report> = each("events", body.events)?.into_iter().map(report).collect();
    let recorded = experiments::record(&access, &reports).await?;
    Ok(Json(json!({ "recorded": recorded })))
}

pub async fn namespaces(Member(access): Member) -> Answer<Json<Vec<Namespace>>> {
    Ok(Json(namespaces::list(&access).await?))
}

pub async fn define_namespace(Member(access): Member, place: Place, Body(new): Body<NewNamespace>) -> Answer<Json<Namespace>> {
    Ok(Json(namespaces::define_namespace(&access, place.get("namespace"), &new.unit, new.segments, &new.fallback).await?))
}

pub async fn allocate(Member(access): Member, place: Place, Body(wanted): Body<Segments>) -> Answer<Json<Namespace>> {
    Ok(Json(namespaces::allocate(&access, place.get("namespace"), place.get("experiment"), wanted.segments).await?))
}

pub async fn release(Member(access): Member, place: Place) -> Answer<Json<Namespace>> {
    Ok(Json(namespaces::release(&access, place.get("namespace"), place.get("experiment")).await?))
}
