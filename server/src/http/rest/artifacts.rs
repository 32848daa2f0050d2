//! Uploading source maps: what the server takes, pieces, and bundles of them.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member},
};
use axum::{
    Json,
    extract::{FromRequest, Multipart, Request},
    http::StatusCode,
};
use backend::{
    artifacts::{self, Assembly, Chunk, MAX_BUNDLE, MAX_CHUNK, NewBundle},
    releases,
};
use serde::Deserialize;
use serde_json::{Value, json};

const CHUNKS_PER_REQUEST: usize = 64;
/// The largest body of an upload, in bytes; said to clients, kept by the limit on the route.
const MAX_REQUEST: usize = 32 * 1024 * 1024;

pub async fn capabilities(Member(access): Member) -> Json<Value> {
    let url = format!("{}/api/0/organizations/{}/chunk-upload/", access.backend().settings.base_url, access.organization.slug);
    Json(json!({
        "url": url,
        "chunkSize": MAX_CHUNK,
        "chunksPerRequest": CHUNKS_PER_REQUEST,
        "maxFileSize": MAX_BUNDLE,
        "maxRequestSize": MAX_REQUEST,
        "concurrency": 8,
        "hashAlgorithm": "sha1",
        "compression": ["gzip"],
        "accept": [
            "debug_files", "release_files", "pdbs", "sources", "bcsymbolmaps", "il2cpp", "portablepdbs", "artifact_bundles", "artifact_bundles_v2"
        ],
    }))
}

pub async fn upload(Member(access): Member, mut request: Request) -> Answer<StatusCode> {
    let unreadable = |error: axum::extract::multipart::MultipartError| Refusal::new(error.status(), error.body_text());
    axum::extract::DefaultBodyLimit::max(MAX_REQUEST + 1024 * 1024).apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| Refusal::new(error.status(), error.body_text()))?;
    let mut chunks = Vec::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let gzip = match field.name() {
            Some("file_gzip") => true,
            Some("file") => false,
            _ => continue,
        };
        if chunks.len() == CHUNKS_PER_REQUEST {
            return Err(Refusal::bad("file", format!("There can be {CHUNKS_PER_REQUEST} pieces in a request.")));
        }
        let checksum = field.file_name().unwrap_or_default().to_owned();
        let data = field.bytes().await.map_err(unreadable)?.to_vec();
        chunks.push(Chunk { checksum, data, gzip });
    }
    artifacts::store_chunks(&access, chunks).await?;
    Ok(StatusCode::OK)
}

#[derive(Deserialize)]
pub struct New {
    checksum: String,
    chunks: Vec<String>,
    #[serde(default)]
    projects: Vec<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    dist: Option<String>,
}

pub async fn assemble(Member(access): Member, Body(new): Body<New>) -> Answer<Json<Value>> {
    let release = new.version.filter(|version| !version.trim().is_empty());
    let bundle = NewBundle { checksum: new.checksum, chunks: new.chunks, release: release.clone(), dist: new.dist };
    let (state, missing, detail) = match artifacts::assemble(&access, bundle).await? {
        Assembly::Missing(chunks) => ("not_found", chunks, None),
        Assembly::Broken(reason) => ("error", Vec::new(), Some(reason)),
        Assembly::Done => {
            if let Some(version) = release {
                releases::create(&access, &version, releases::Change { projects: new.projects, ..releases::Change::default() }).await?;
            }
            ("ok", Vec::new(), None)
        }
    };
    Ok(Json(json!({ "state": state, "missingChunks": missing, "detail": detail })))
}
