//! The forms of experiments where no script runs: the same use cases, answered with the same page or a redirect.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod tests;

use super::{
    MAX_BODY,
    forms::{self, Fields, value},
    page::{self, Pages},
    peer::ClientAddress,
    room,
};
use app::api::{
    call::cookie_name,
    experiments::{ChangePosted, DraftPosted},
};
use axum::{
    body::Body,
    extract::{DefaultBodyLimit, Extension, Path, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use backend::{
    access::{Access, Credential},
    experiments,
};
use model::{
    error::ApiError,
    experiment::{
        MetricKind, Status,
        draft::{Draft, MetricDraft, TestCase},
    },
};
use serde_json::{Map, Value};
use tokio::sync::SemaphorePermit;

/// `POST /{organization}/experiments/new` and `…/{experiment}/edit`: checks, adds a row, takes one away, or saves.
pub async fn write(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, mut request: Request) -> Response {
    let _place = match more_room(&pages, &mut request, &address).await {
        Ok(place) => place,
        Err(busy) => return busy,
    };
    let (parts, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let mut path = parts.uri.path().trim_matches('/').split('/');
    let (organization, edited) = (path.next().unwrap_or_default().to_owned(), path.nth(1).filter(|name| *name != "new").map(str::to_owned));
    let mut draft = draft(&fields);
    if let Some(name) = &edited {
        draft.name.clone_from(name);
    }
    let mut error = None;
    match value(&fields, "step") {
        "add_metric" => draft.metrics.push(MetricDraft::default()),
        // What was asked last is a good beginning of the next.
        "add_test" => {
            let inputs = draft.tests.last().map(|case| case.inputs.clone()).unwrap_or_default();
            draft.tests.push(TestCase { inputs, expected: String::new() });
        }
        "save" => match save(&pages, &parts, &address, &organization, &draft, edited.is_none()).await {
            Ok(name) => return Redirect::to(&format!("/{organization}/experiments/{name}")).into_response(),
            Err(refused) => {
                let refused = refused.into_api();
                // Whoever was told that somebody else has saved meanwhile, and saves again, means it.
                if matches!(&refused, ApiError::Invalid { field, .. } if field == Draft::OPENED) {
                    draft.opened.clear();
                }
                error = Some(refused);
            }
        },
        step => take_away(&mut draft, &fields, step),
    }
    again(pages, address, parts, error.as_ref().map(ApiError::status), DraftPosted { draft, error }).await
}

/// `POST /{organization}/experiments/{experiment}`: starts, concludes or archives.
pub async fn change(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path((organization, experiment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let arm: Option<Map<String, Value>> = serde_json::from_str(value(&fields, "arm")).ok();
    let changed = async {
        let access = enter(&pages, &parts.headers, &address, &organization).await?;
        let status = value(&fields, "status").parse().map_err(|()| ApiError::invalid("status", "Choose what to do with it."))?;
        if status == Status::Concluded && arm.is_none() {
            return Err(ApiError::invalid("arm", "Choose the arm that everybody gets. Nothing was changed.").into());
        }
        experiments::change_status(&access, &experiment, status, arm.clone().filter(|_| status == Status::Concluded)).await
    };
    match changed.await {
        Ok(experiment) => Redirect::to(&format!("/{organization}/experiments/{}", experiment.name)).into_response(),
        Err(error) => {
            let error = error.into_api();
            let status = error.status();
            again(pages, address, parts, Some(status), ChangePosted { arm, error }).await
        }
    }
}

/// A script with its test cases is longer than the forms of strangers: whoever is in the organization may send as much as the app does.
async fn more_room(pages: &Pages, request: &mut Request, address: &str) -> Result<Option<SemaphorePermit<'static>>, Response> {
    let organization = request.uri().path().trim_matches('/').split('/').next().unwrap_or_default().to_owned();
    let size = room::size(request.body(), MAX_BODY);
    if size <= room::STRANGERS || enter(pages, request.headers(), address, &organization).await.is_err() {
        return Ok(None);
    }
    DefaultBodyLimit::max(MAX_BODY).apply(request);
    room::take(size).await
}

/// The page that the form is on, with what was posted; its status is that of the refusal, unless it is no page but a redirect.
pub(super) async fn again(pages: Pages, address: String, parts: Parts, refused: Option<u16>, posted: impl Clone + Send + Sync + 'static) -> Response {
    let mut response = page::render_with(pages, address, shown(parts), posted).await;
    if let Some(status) = refused.and_then(|status| StatusCode::from_u16(status).ok()).filter(|_| response.status().is_success()) {
        *response.status_mut() = status;
    }
    response
}

async fn save(pages: &Pages, parts: &Parts, address: &str, organization: &str, draft: &Draft, fresh: bool) -> backend::Result<String> {
    let access = enter(pages, &parts.headers, address, organization).await?;
    Ok(experiments::save(&access, draft, fresh).await?.name)
}

pub(super) async fn enter(pages: &Pages, headers: &HeaderMap, address: &str, organization: &str) -> backend::Result<Access> {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let jar = CookieJar::from_headers(headers);
    let secret = jar.get(cookie_name(secure)).ok_or(ApiError::SignedOut)?;
    pages.backend.actor(Credential::Session(secret.value()), address).await?.enter(organization).await
}

/// The keys of the rows that a form has, in its order: `metric_name_3` has the key 3.
fn keys<'a>(fields: &'a [(String, String)], start: &str) -> Vec<&'a str> {
    fields.iter().filter_map(|(name, _)| name.strip_prefix(start)).collect()
}

fn draft(fields: &Fields) -> Draft {
    // Browsers send lines with a carriage return.
    let text = |name: &str| value(fields, name).replace("\r\n", "\n");
    let metric = |key: &str| MetricDraft {
        name: text(&format!("metric_name_{key}")),
        event: text(&format!("metric_event_{key}")),
        kind: value(fields, &format!("metric_kind_{key}")).parse().unwrap_or(MetricKind::Conversion),
        of: text(&format!("metric_of_{key}")),
        window: text(&format!("metric_window_{key}")),
        hoped: text(&format!("metric_hoped_{key}")),
    };
    let case = |key: &str| TestCase { inputs: text(&format!("test_inputs_{key}")), expected: text(&format!("test_expected_{key}")) };
    Draft {
        name: text("name"),
        unit: text("unit"),
        source: text("source"),
        metrics: keys(fields, "metric_name_").into_iter().map(metric).collect(),
        tests: keys(fields, "test_inputs_").into_iter().map(case).collect(),
        opened: text(Draft::OPENED),
    }
}

/// `remove_metric_3`, `remove_test_0`; anything else takes nothing away.
fn take_away(draft: &mut Draft, fields: &Fields, step: &str) {
    let at = |start: &str, key: &str| keys(fields, start).iter().position(|known| *known == key);
    if let Some(at) = step.strip_prefix("remove_metric_").and_then(|key| at("metric_name_", key)) {
        draft.metrics.remove(at);
    }
    if let Some(at) = step.strip_prefix("remove_test_").and_then(|key| at("test_inputs_", key)) {
        draft.tests.remove(at);
    }
}

/// The request of the page to show again.
fn shown(mut parts: Parts) -> Request {
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    Request::from_parts(parts, Body::empty())
}
