//! Names for the ids that the log holds: of teams, projects and people, as they are called now.

use crate::{Result, access::Access, db::query};
use serde_json::Value;
use std::collections::HashMap;

/// What ids of one organization are called.
pub(super) struct Names {
    teams: HashMap<String, String>,
    projects: HashMap<String, String>,
    /// By membership and by account.
    people: HashMap<String, String>,
}

impl Names {
    pub(super) async fn load(access: &Access) -> Result<Self> {
        let (db, organization) = (&access.backend().db, &access.organization.id);
        let teams: Vec<(String, String)> = query("SELECT id, name FROM teams WHERE organization_id = $1").bind(organization).all(db).await?;
        let projects: Vec<(i64, String)> = query("SELECT id, name FROM projects WHERE organization_id = $1").bind(organization).all(db).await?;
        let people: Vec<(String, String, String)> =
            query("SELECT m.id, a.id, a.name FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = $1")
                .bind(organization)
                .all(db)
                .await?;
        Ok(Self {
            teams: teams.into_iter().collect(),
            projects: projects.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            people: people.into_iter().flat_map(|(member, account, name)| [(member, name.clone()), (account, name)]).collect(),
        })
    }

    /// What this value of this key is called; `None` where the value says it itself.
    pub(super) fn of(&self, key: &str, value: &Value) -> Option<String> {
        let (names, gone) = match key {
            "team" | "teams" => (&self.teams, "a team that is gone"),
            "project" | "projects" => (&self.projects, "a project that is gone"),
            "member" | "members" | "account" => (&self.people, "somebody who is gone"),
            _ => return None,
        };
        let id = match value {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return None,
        };
        Some(names.get(&id).cloned().unwrap_or_else(|| gone.to_owned()))
    }

    pub(super) fn team(&self, id: &str) -> Option<&str> {
        self.teams.get(id).map(String::as_str)
    }

    pub(super) fn project(&self, id: &str) -> Option<&str> {
        self.projects.get(id).map(String::as_str)
    }

    pub(super) fn person(&self, id: &str) -> Option<&str> {
        self.people.get(id).map(String::as_str)
    }
}
