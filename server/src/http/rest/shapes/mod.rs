//! What clients of `/api/0/` expect things to look like.

pub mod event;
mod issue;
mod member;
mod release;

pub use issue::{issue, issue_detail};
pub use member::{committer, me, member, pending};
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

pub fn organization(access: &Access) -> Value {
    let organization = &access.organization;
    json!({
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "dateCreated": time(Timestamp(0)),
        "status": { "id": "active", "name": "active" },
        "features": [],
        "isEarlyAdopter": false,
        "require2FA": false,
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
        "dateCreated": time(Timestamp(0)),
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
        "dateCreated": time(Timestamp(0)),
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
