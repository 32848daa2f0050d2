//! An experiment gets segments of a namespace, gets more of them, or gives them back.

use super::{define::shown, store};
use crate::{Error, Result, access::Access, audit_log, experiments::store as experiments, invitations};
use model::{
    experiment::{Namespace, Status},
    permission::Action,
};
use serde_json::json;

const WHO: &str = "Only managers and owners change namespaces.";

/// Gives an experiment so many segments of a namespace altogether. A draft joins the namespace for good; an experiment that is in it
/// keeps what it has and gets more, also while it runs: nobody moves.
///
/// # Errors
/// Forbidden; not found; invalid `segments`: too many, or fewer than it has; a conflict with where the experiment stands.
pub async fn allocate(access: &Access, namespace: &str, experiment: &str, segments: u32) -> Result<Namespace> {
    access.require(Action::ChangeSettings, WHO)?;
    let (backend, organization) = (access.backend(), access.organization.id.as_str());
    let mut tx = backend.db.begin().await?;
    // Whoever defines, decides or allocates meanwhile waits: what is read here is what is changed.
    invitations::lock_organization(&mut tx, &access.organization.id).await?;
    let row = store::find(&mut tx, organization, namespace).await?.ok_or_else(Error::not_found)?;
    let found = experiments::find(&mut tx, organization, experiment).await?.ok_or_else(Error::not_found)?;
    let members = store::members(&mut tx, organization).await?;
    let place = members.iter().find(|(name, _)| name == experiment).map(|(_, place)| place.as_str());
    if place.is_some_and(|place| place != namespace) {
        return Err(Error::conflict("This experiment is in another namespace. Nothing was changed."));
    }
    if found.status()? == Status::Archived || (place.is_none() && found.status()? != Status::Draft) {
        return Err(Error::conflict("Only a draft joins a namespace: whoever is in a running experiment would be moved. Nothing was changed."));
    }
    if found.unit != row.unit {
        let why = format!("The namespace randomises “{}”, this experiment “{}”. Nothing was changed.", row.unit, found.unit);
        return Err(Error::conflict(why));
    }
    if place.is_none() && store::all(&mut tx, organization).await?.iter().any(|row| row.fallback == experiment) {
        return Err(Error::conflict("This experiment is what a namespace falls back to. Nothing was changed."));
    }
    let held = store::held(&mut tx, organization, namespace).await?;
    let mut drawn = row.restored(&held)?;
    let before: Vec<u32> = of(&drawn, experiment);
    let has = u32::try_from(before.len()).unwrap_or(u32::MAX);
    if segments < has {
        let why = format!("It has {has} segments, and taking some away would put people out. Once it no longer runs, all of them can be freed.");
        return Err(Error::invalid("segments", why));
    }
    if segments == 0 {
        return Err(Error::invalid("segments", "With no segment, nobody would get it. Nothing was changed."));
    }
    let more = segments - has;
    let grown = if has == 0 { drawn.add(experiment, more) } else { drawn.grow(experiment, more) };
    grown.map_err(|error| Error::invalid("segments", format!("{error}. Nothing was changed.")))?;
    let new: Vec<u32> = of(&drawn, experiment).into_iter().filter(|segment| !before.contains(segment)).collect();
    store::hold(&mut tx, organization, namespace, &new, experiment).await?;
    store::join(&mut tx, organization, namespace, experiment).await?;
    let entry = audit_log::Entry {
        action: "namespace.allocated",
        subject: namespace,
        before: Some(json!({ "experiment": experiment, "segments": has })),
        after: Some(json!({ "experiment": experiment, "segments": segments })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    let after = shown(&mut tx, organization, namespace).await?;
    tx.commit().await?;
    Ok(after)
}

fn of(namespace: &planout::Namespace, experiment: &str) -> Vec<u32> {
    namespace.allocations().iter().filter(|(_, holder)| &***holder == experiment).map(|(segment, _)| *segment).collect()
}

/// Frees all segments of an experiment that does not run.
///
/// # Errors
/// Forbidden; not found; a conflict while it runs.
pub async fn release(access: &Access, namespace: &str, experiment: &str) -> Result<Namespace> {
    access.require(Action::ChangeSettings, WHO)?;
    let (backend, organization) = (access.backend(), access.organization.id.as_str());
    let mut tx = backend.db.begin().await?;
    invitations::lock_organization(&mut tx, &access.organization.id).await?;
    store::find(&mut tx, organization, namespace).await?.ok_or_else(Error::not_found)?;
    let found = experiments::find(&mut tx, organization, experiment).await?.ok_or_else(Error::not_found)?;
    if found.status()? == Status::Running {
        return Err(Error::conflict("It is running: without its segments everybody in it would be put out. Conclude or archive it first."));
    }
    let freed = store::free(&mut tx, organization, namespace, experiment).await?;
    let entry = audit_log::Entry {
        action: "namespace.released",
        subject: namespace,
        before: Some(json!({ "experiment": experiment, "segments": freed })),
        after: None,
    };
    audit_log::record(&mut tx, access, entry).await?;
    let after = shown(&mut tx, organization, namespace).await?;
    tx.commit().await?;
    Ok(after)
}
