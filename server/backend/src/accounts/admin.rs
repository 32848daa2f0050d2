//! What an operator does from the command line. Whoever has the database needs no permission.

use super::{api_tokens, create_account_verified, hash_password, proved_by_mail, store};
use crate::{Backend, Error, Result, db::query, members, organizations, projects};
use model::{
    email::Email,
    id::{OrganizationId, ProjectId},
    project,
    role::Role,
    slug,
};

/// Makes the account (unless the address has one) and the organization (unless it exists), and the account its owner.
///
/// # Errors
/// Invalid `email`, `organization`, `password`; a conflict when the account is a member already.
pub async fn create_owner(backend: &Backend, address: &str, organization: &str, name: Option<&str>, password: &str) -> Result<()> {
    let email = parse(address)?;
    if !slug::is_valid(organization) {
        return Err(Error::invalid(
            "organization",
            "A short name has lower-case letters, digits and hyphens, and is not one of the product’s own words.",
        ));
    }
    let hash = hash_password(password, &[email.address(), email.local_part()]).await?;
    let mut tx = backend.db.begin().await?;
    let account = match store::by_email_tx(&mut tx, &email).await? {
        Some(account) => account,
        None => create_account_verified(&mut tx, &backend.clock, name.unwrap_or(email.local_part()), &email, &hash).await?,
    };
    // Whoever has the command line is believed.
    proved_by_mail(&mut tx, &account, email.key(), backend.clock.now()).await?;
    let found: Option<(String,)> = query("SELECT id FROM organizations WHERE slug = $1").bind(organization).optional(&mut tx).await?;
    let organization = match found {
        Some((id,)) => OrganizationId(id),
        None => organizations::create_in(&mut tx, &backend.clock, organization, Some(organization)).await?.id,
    };
    members::insert(&mut tx, &backend.clock, &organization, &account, Role::Owner).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a project and answers with its DSN.
///
/// # Errors
/// Not found when the organization does not exist; invalid `project`, `platform`.
pub async fn create_project(backend: &Backend, organization: &str, name: &str, platform: &str) -> Result<String> {
    let mut tx = backend.db.begin().await?;
    let (id,): (String,) =
        query("SELECT id FROM organizations WHERE slug = $1").bind(organization).optional(&mut tx).await?.ok_or_else(Error::not_found)?;
    let made = projects::create_in(&mut tx, &backend.clock, &OrganizationId(id), name, platform, &[]).await?;
    tx.commit().await?;
    Ok(project::dsn(&backend.settings.base_url, &made.public_key, made.id))
}

/// Makes a new key for a project, ends all others, and answers with the new DSN.
///
/// # Errors
/// Invalid `project`: there is none of this name there.
pub async fn rotate_key(backend: &Backend, organization: &str, slug: &str) -> Result<String> {
    let mut tx = backend.db.begin().await?;
    let (id,): (i64,) = query("SELECT p.id FROM projects p JOIN organizations o ON o.id = p.organization_id WHERE o.slug = $1 AND p.slug = $2")
        .bind(organization)
        .bind(slug)
        .optional(&mut tx)
        .await?
        .ok_or_else(|| Error::invalid("project", format!("There is no project {slug} in {organization}.")))?;
    let public_key = projects::replace_keys(&mut tx, &backend.clock, ProjectId(id)).await?;
    tx.commit().await?;
    Ok(project::dsn(&backend.settings.base_url, &public_key, ProjectId(id)))
}

/// Makes an API token for an account and answers with its secret.
///
/// # Errors
/// Not found when the address has no account.
pub async fn create_token(backend: &Backend, address: &str) -> Result<String> {
    let email = parse(address)?;
    let mut tx = backend.db.begin().await?;
    let account = store::by_email_tx(&mut tx, &email).await?.ok_or_else(Error::not_found)?;
    let token = api_tokens::insert(&mut tx, &backend.clock, &account, "Made on the command line").await?;
    tx.commit().await?;
    Ok(token.secret)
}

fn parse(address: &str) -> Result<Email> {
    Email::parse(address).map_err(|why| Error::invalid("email", why.to_string()))
}
