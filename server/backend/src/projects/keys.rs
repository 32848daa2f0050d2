//! A project's keys: the public half of its DSN.

use super::{change::WHO, list, store};
use crate::{
    Error, Result,
    access::Access,
    audit_log,
    clock::Clock,
    db::{Tx, query},
};
use model::{
    id::ProjectId,
    live::Change,
    permission::Action,
    project::{ProjectKey, dsn},
};
use serde_json::json;

/// Makes a further key.
///
/// # Errors
/// Not found; forbidden; invalid `label`.
pub async fn create_key(access: &Access, slug: &str, label: &str) -> Result<ProjectKey> {
    let project = manageable(access, slug).await?;
    let label = model::name::clean(label).map_err(|reason| Error::invalid("label", reason))?;
    make(access, project, &label, None).await
}

/// Makes a key in the place of another, which is refused from now on.
///
/// # Errors
/// Not found (project or key); forbidden.
pub async fn rotate_key(access: &Access, slug: &str, public_key: &str) -> Result<ProjectKey> {
    let project = manageable(access, slug).await?;
    let keys = store::keys(access, project).await?;
    let old = keys.into_iter().find(|key| key.public_key == public_key).ok_or_else(Error::not_found)?;
    make(access, project, &old.label, Some(&old.public_key)).await
}

/// Refuses events sent with this key from now on. (`enable`: takes them again.)
///
/// # Errors
/// Not found (project or key); forbidden.
pub async fn disable_key(access: &Access, slug: &str, public_key: &str, enable: bool) -> Result<()> {
    let project = manageable(access, slug).await?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let at = (!enable).then(|| backend.clock.now());
    if !store::set_disabled(&mut tx, project, public_key, at).await? {
        return Err(Error::not_found());
    }
    let action = if enable { "project.key_enabled" } else { "project.key_disabled" };
    let after = Some(json!({ "key": public_key }));
    audit_log::record(&mut tx, access, audit_log::Entry { action, subject: &project.to_string(), before: None, after }).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Projects);
    Ok(())
}

/// A new key in the place of all there are; for the operator.
pub(crate) async fn replace_keys(tx: &mut Tx, clock: &Clock, project: ProjectId) -> Result<String> {
    let now = clock.now();
    query("UPDATE project_keys SET disabled_at = $1 WHERE project_id = $2 AND disabled_at IS NULL").bind(now).bind(project).execute(tx).await?;
    store::insert_key(tx, project, "Made on the command line", now).await
}

async fn manageable(access: &Access, slug: &str) -> Result<ProjectId> {
    let project = list::link(access, slug).await?;
    access.require(Action::ManageProject, WHO)?;
    Ok(project.id)
}

async fn make(access: &Access, project: ProjectId, label: &str, replaced: Option<&str>) -> Result<ProjectKey> {
    let backend = access.backend();
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    if let Some(old) = replaced {
        store::set_disabled(&mut tx, project, old, Some(now)).await?;
    }
    let public_key = store::insert_key(&mut tx, project, label, now).await?;
    let entry = audit_log::Entry {
        action: if replaced.is_some() { "project.key_rotated" } else { "project.key_created" },
        subject: &project.to_string(),
        before: replaced.map(|old| json!({ "key": old })),
        after: Some(json!({ "key": public_key })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Projects);
    let dsn = dsn(&backend.settings.base_url, &public_key, project);
    Ok(ProjectKey { public_key, label: label.to_owned(), dsn, created_at: now, disabled_at: None })
}
