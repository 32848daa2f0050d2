//! The demo organization: people in every role, projects, real-looking errors, releases with commits by members and by others,
//! and an experiment that was concluded.
//!
//! Everything goes through the product's own use cases, so the demo has nothing that the product has not.

mod code;
mod experiment;
mod people;
mod scene;
mod stories;
#[cfg(test)]
mod tests;

use crate::{Backend, Result, accounts, db::query, events::Intake};
use model::{email::Email, project, role::Role};
use serde::Serialize;

/// The short name of the demo organization.
pub const SLUG: &str = "demo";
/// Every demo account's password; shown on the demo's sign-in page.
pub const PASSWORD: &str = "gather-round-1";

/// What `muster demo --json` prints.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub url: String,
    pub organization: &'static str,
    pub accounts: Vec<Account>,
    pub projects: Vec<Project>,
    /// A new API token of the owner.
    pub token: String,
}

#[derive(Debug, Serialize)]
pub struct Account {
    pub email: &'static str,
    pub password: &'static str,
    pub role: Role,
}

#[derive(Debug, Serialize)]
pub struct Project {
    pub slug: String,
    pub id: i64,
    pub dsn: String,
}

/// Loads the demo organization unless the database has one, and says how to get in.
///
/// # Errors
/// A conflict when the database belongs to a real organization.
pub async fn load(backend: &Backend, intake: &Intake) -> Result<Summary> {
    if accounts::is_first_run(backend).await? {
        let accesses = people::settle(backend).await?;
        stories::tell(&accesses, intake).await?;
        people::invite(&accesses).await?;
        if let Some(owner) = accesses.first() {
            experiment::conclude(owner).await?;
        }
    }
    let rows: Vec<(i64, String, String)> = query(
        "SELECT p.id, p.slug, k.public_key FROM projects p JOIN organizations o ON o.id = p.organization_id
         JOIN project_keys k ON k.project_id = p.id AND k.disabled_at IS NULL WHERE o.slug = $1 ORDER BY p.id",
    )
    .bind(SLUG)
    .all(&backend.db)
    .await?;
    let base = &backend.settings.base_url;
    Ok(Summary {
        url: base.clone(),
        organization: SLUG,
        accounts: people::ALL.iter().map(|person| Account { email: person.email, password: PASSWORD, role: person.role }).collect(),
        projects: rows.into_iter().map(|(id, slug, key)| Project { slug, id, dsn: project::dsn(base, &key, model::id::ProjectId(id)) }).collect(),
        token: accounts::admin::create_token(backend, people::OWNER.email).await?,
    })
}

fn email(address: &str) -> Email {
    Email::parse(address).expect("the demo's own addresses are addresses")
}
