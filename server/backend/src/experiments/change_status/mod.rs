//! An experiment starts, is concluded with an arm, or is put away.

mod chosen;
#[cfg(test)]
mod tests;

use super::decide_own;
use super::define::shown;
use super::definition::fatal;
use super::draft::failing;
use super::namespaces::{concerning, without_segment};
use super::store::{self, Row};
use crate::{Error, Result, access::Access, audit_log, db::Tx, invitations, new_id};
use model::{
    experiment::{Experiment, Status},
    permission::Action,
};
use serde_json::{Map, Value};

/// Changes where an experiment stands. Concluding takes the parameters that everybody has from then on.
/// One of the product's own is changed by owners of the server's first organization.
///
/// # Errors
/// Forbidden; not found; invalid `status`, `arm`, `source` (it would fail for everybody).
pub async fn change_status(access: &Access, name: &str, status: Status, arm: Option<Map<String, Value>>) -> Result<Experiment> {
    if decide_own::is_own(access, name).await? {
        return decide_own::decide_own(access, name, status, arm.as_ref()).await;
    }
    access.require(Action::ChangeSettings, "Only managers and owners start and conclude experiments.")?;
    let backend = access.backend();
    let organization = access.organization.id.as_str();
    let mut tx = backend.db.begin().await?;
    invitations::lock_organization(&mut tx, &access.organization.id).await?;
    let mut row = store::find(&mut tx, organization, name).await?.ok_or_else(Error::not_found)?;
    let before = row.status()?;
    check(&row, before, status)?;
    if status == Status::Running
        && let Some((_, why)) = failing(&row, &store::cases(&mut tx, organization, name).await?)?
    {
        return Err(Error::invalid("source", format!("{why} Change the script, or what the test expects. Nothing was started.")));
    }
    if status == Status::Running
        && let Some(namespace) = without_segment(&mut tx, organization, name).await?
    {
        let why =
            format!("It holds no segment of the namespace “{namespace}”: with none, nobody would get it. Give it some first. Nothing was started.");
        return Err(Error::invalid("status", why));
    }
    let arm = match status {
        Status::Concluded => Some(chosen::chosen(&mut tx, organization, &row, arm.unwrap_or_default()).await?),
        Status::Draft | Status::Running | Status::Archived if arm.is_none() => None,
        _ => return Err(Error::invalid("arm", "Everybody gets an arm only where the experiment is concluded. Nothing was changed.")),
    };
    if status == Status::Archived {
        is_no_default(&mut tx, organization, name).await?;
    }
    row.version += i64::from(before != status || row.arm() != arm);
    row.status = status.as_str().to_owned();
    row.arm = arm.map(|arm| Value::Object(arm).to_string());
    let now = backend.clock.now();
    store::save(&mut tx, new_id(&backend.clock), organization, &row, now).await?;
    store::stamp(&mut tx, organization, name, (status, row.version), now).await?;
    let after = serde_json::json!({ "status": status, "arm": row.arm() });
    let entry = audit_log::Entry { action: "experiment.status_changed", subject: name, before: Some(before.as_str().into()), after: Some(after) };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    shown(row)
}

/// Everybody outside of a namespace's experiments would lose what they have.
async fn is_no_default(tx: &mut Tx, organization: &str, name: &str) -> Result<()> {
    let namespaces = concerning(tx, organization, name).await?;
    namespaces.iter().find(|namespace| namespace.fallback == name).map_or(Ok(()), |namespace| {
        let why = format!(
            "It is the default of the namespace “{}”, so everybody outside of its experiments would lose what they have. Give the namespace \
             another default first. Nothing was changed.",
            namespace.name
        );
        Err(Error::invalid("status", why))
    })
}

fn check(row: &Row, before: Status, status: Status) -> Result<()> {
    match (before, status) {
        (Status::Archived, _) => Err(Error::invalid("status", "This experiment is archived. Start another one under a new name.")),
        (_, Status::Draft) => Err(Error::invalid("status", "An experiment does not become a draft again.")),
        (_, Status::Running) => match fatal(&row.source) {
            Some(why) => Err(Error::invalid("source", format!("{why}. This would fail for everybody, so it was not started."))),
            None => Ok(()),
        },
        (_, Status::Concluded | Status::Archived) => Ok(()),
    }
}
