//! Server functions about the record: the audit log, and how invitations fare.

use super::CallError;
use leptos::{prelude::*, server};
use model::{
    audit::{AuditFilter, AuditPage, DialogMoment, FunnelRow},
    invitation::Source,
    invite_mode::InviteMode,
};
use server_fn::codec::Json;

/// A page of the audit log.
#[server(input = Json, output = Json)]
pub async fn load_audit_log(org: String, filter: AuditFilter) -> Result<AuditPage, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::audit_log::page(&access, &filter).await?)
}

/// How invitations from each doorway fared in the last `days`.
#[server(input = Json, output = Json)]
pub async fn load_funnel(org: String, days: i64) -> Result<Vec<FunnelRow>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::analytics::funnel(&access, days).await?)
}

/// Notes that the invite dialog was opened or closed.
#[server(input = Json, output = Json)]
pub async fn note_dialog(org: String, moment: DialogMoment, source: Source, mode: InviteMode) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::analytics::dialog(&access, moment, source, mode).await?)
}
