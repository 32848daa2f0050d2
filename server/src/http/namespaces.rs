//! `POST /{organization}/experiments/{experiment}/namespace`: the forms of that page where no script runs.

use super::{
    experiments::{again, enter},
    forms::{self, Fields, value},
    page::Pages,
    peer::ClientAddress,
};
use app::api::namespaces::PlacePosted;
use axum::{
    extract::{Extension, Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    access::Access,
    experiments::namespaces::{allocate, change_fallback, make_namespace, release},
};
use model::{
    error::ApiError,
    experiment::namespace::{NamespaceDraft, segments},
};

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
    let text = |name: &str| value(&fields, name).to_owned();
    let new = NamespaceDraft { name: text("new_name"), unit: text("new_unit"), segments: text("new_segments"), fallback: text("new_fallback") };
    let step = text("step");
    let making = step == "make";
    // As it came: nothing is known yet of what it names.
    let page = parts.uri.path().to_owned();
    let changed = async {
        let access = enter(&pages, &parts.headers, &address, &organization).await?;
        if making { make(&access, &new).await } else { place(&access, &experiment, &fields).await }
    };
    match changed.await.map_err(backend::Error::into_api) {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(error) => {
            let error = if making { NamespaceDraft::placed(error) } else { error };
            let status = error.status();
            let posted = PlacePosted { namespace: text("namespace"), segments: text("segments"), fallback: text("fallback"), new, step, error };
            again(pages, address, parts, Some(status), posted).await
        }
    }
}

async fn make(access: &Access, new: &NamespaceDraft) -> backend::Result<()> {
    make_namespace(access, &new.name, &new.unit, segments(&new.segments)?, &new.fallback).await.map(|_| ())
}

async fn place(access: &Access, experiment: &str, fields: &Fields) -> backend::Result<()> {
    let namespace = value(fields, "namespace");
    match value(fields, "step") {
        "fallback" => change_fallback(access, namespace, value(fields, "fallback")).await.map(|_| ()),
        "allocate" => allocate(access, namespace, experiment, segments(value(fields, "segments"))?).await.map(|_| ()),
        "release" => release(access, namespace, experiment).await.map(|_| ()),
        _ => Err(ApiError::invalid("", "Choose what to do.").into()),
    }
}
