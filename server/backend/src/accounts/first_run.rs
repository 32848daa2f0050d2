//! The first run: an empty server gets its owner, organization and first project, in one step.

use super::{Client, api_tokens, create_account_verified, hash_password, proved_by_mail, start_session, store};
use crate::{Backend, Error, Result, analytics, audit_log, members, organizations, projects, teams, token::Token};
use model::{
    account::{FirstRun, Started, StartedProject},
    email::Email,
    product_event::ProductEvent,
    project,
    role::Role,
};
use serde_json::json;

/// Whether nobody has an account yet.
pub async fn is_first_run(backend: &Backend) -> Result<bool> {
    store::no_accounts(&backend.db).await
}

/// Makes the owner's account, the organization, a team named after it, and the project if one is asked for. Answers with what is shown once, and a session.
///
/// # Errors
/// A conflict when somebody was first, even at the same moment; invalid `name`, `email`, `password`, `organization`, `slug`, `project`, `platform`.
pub async fn create_owner(backend: &Backend, form: &FirstRun, client: &Client) -> Result<(Started, Token)> {
    if !is_first_run(backend).await? {
        return Err(taken());
    }
    let email = Email::parse(&form.email).map_err(|why| Error::invalid("email", why.to_string()))?;
    model::name::clean(&form.name).map_err(|reason| Error::invalid("name", reason))?;
    let password = hash_password(&form.password, &[&form.name, email.address(), email.local_part()]).await?;
    let clock = &backend.clock;
    let mut tx = backend.db.begin().await?;
    // The row decides between two who come at once: the second waits here and then finds it.
    if !store::claim_first_run(&mut tx).await? || !store::no_accounts(&mut tx).await? {
        return Err(taken());
    }
    let account = create_account_verified(&mut tx, clock, &form.name, &email, &password).await?;
    // Whoever sets the server up is believed.
    proved_by_mail(&mut tx, &account, email.key(), clock.now()).await?;
    let organization = organizations::create_in(&mut tx, clock, &form.organization, form.slug.as_deref()).await?;
    let membership = members::insert(&mut tx, clock, &organization.id, &account, Role::Owner).await?;
    let team = teams::create_in(&mut tx, clock, &organization.id, &organization.name).await?;
    teams::put_in(&mut tx, &team.id, &membership).await?;
    let project = match &form.project {
        Some((name, platform)) => Some(projects::create_in(&mut tx, clock, &organization.id, name, platform, &[team.id]).await?),
        None => None,
    };
    let api_token = api_tokens::insert(&mut tx, clock, &account, "First token").await?;
    let session = start_session(&mut tx, clock, &account, client).await?;
    let entry = audit_log::Entry {
        action: "organization.created",
        subject: organization.id.as_str(),
        before: None,
        after: Some(json!({ "name": organization.name, "slug": organization.slug })),
    };
    audit_log::record_for(&mut tx, clock, &organization.id, Some(account.as_str()), &client.address, entry).await?;
    if let Some(project) = &project {
        let (subject, after) = (project.id.to_string(), json!({ "name": project.name, "platform": project.platform }));
        let entry = audit_log::Entry { action: "project.created", subject: &subject, before: None, after: Some(after) };
        audit_log::record_for(&mut tx, clock, &organization.id, Some(account.as_str()), &client.address, entry).await?;
        let properties = json!({ "platform": project.platform });
        analytics::track(&mut tx, clock, &organization.id, Some(&account), ProductEvent::ProjectCreated, properties).await?;
    }
    tx.commit().await?;
    let project = project.map(|made| StartedProject {
        dsn: project::dsn(&backend.settings.base_url, &made.public_key, made.id),
        id: made.id,
        slug: made.slug,
        name: made.name,
    });
    Ok((Started { organization_slug: organization.slug, project, api_token: api_token.secret }, session))
}

fn taken() -> Error {
    Error::conflict("This server is set up already. Sign in, or ask one of its owners for an invitation.")
}
