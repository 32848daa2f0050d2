//! What clients of `/api/0/` expect things to look like.

pub mod event;
mod issue;
mod member;
mod release;

pub use issue::{issue, issue_detail};
pub use member::{committer, me, member, pending, request};
pub use release::{commit, deploy, release};

use backend::access::Access;
use model::{
    account::{ProjectLink, TeamLink},
    project::ProjectKey,
    time::Timestamp,
};
use serde_json::{Value, json};

/// RFC 3339, to the millisecond.
pub fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

/// When something was made, which its id (UUIDv7) tells.
fn made(id: &str) -> Option<String> {
    let (seconds, nanos) = uuid::Uuid::parse_str(id).ok()?.get_timestamp()?.to_unix();
    Some(time(Timestamp(i64::try_from(seconds).ok()? * 1_000 + i64::from(nanos / 1_000_000))))
}

pub fn organization(access: &Access) -> Value {
    let organization = &access.organization;
    json!({
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "dateCreated": made(organization.id.as_str()),
        "status": { "id": "active", "name": "active" },
        "features": [],
        "isEarlyAdopter": false,
        "require2FA": false,
        "requireEmailVerification": true,
        "orgRole": access.role,
    })
}

/// A team inside another thing.
pub fn team_link(team: &TeamLink) -> Value {
    json!({ "id": team.id, "slug": team.slug, "name": team.name })
}

pub fn team(team: &TeamLink, members: i64) -> Value {
    json!({
        "id": team.id,
        "slug": team.slug,
        "name": team.name,
        "memberCount": members,
        "isMember": team.own,
        "hasAccess": true,
        "dateCreated": made(team.id.as_str()),
    })
}

pub fn project(access: &Access, link: &ProjectLink) -> Value {
    let teams: Vec<Value> = access.teams.iter().filter(|team| link.teams.contains(&team.id)).map(team_link).collect();
    json!({
        "id": link.id.to_string(),
        "slug": link.slug,
        "name": link.name,
        "platform": link.platform,
        "status": "active",
        "hasAccess": true,
        "isMember": true,
        "features": [],
        "team": teams.first(),
        "teams": teams,
        "organization": { "id": access.organization.id, "slug": access.organization.slug, "name": access.organization.name },
    })
}

pub fn key(project: &ProjectLink, key: &ProjectKey) -> Value {
    json!({
        "id": key.public_key,
        "name": key.label,
        "label": key.label,
        "public": key.public_key,
        "projectId": project.id,
        "isActive": key.disabled_at.is_none(),
        "dsn": { "public": key.dsn, "secret": key.dsn },
        "dateCreated": time(key.created_at),
    })
}

pub fn environments(names: Vec<String>) -> Value {
    names.into_iter().map(|name| json!({ "id": name, "name": name, "isHidden": false })).collect()
}
