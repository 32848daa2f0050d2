//! Deploys: a release reached an environment.

use super::{
    list::find,
    release::{Deploy, NewDeploy},
    store,
};
use crate::{Error, Result, access::Access, new_id};
use model::permission::Action;

const MAX_TEXT: usize = 200;

/// Records a deploy of a release.
///
/// # Errors
/// Not found; invalid: the environment.
pub async fn deploy(access: &Access, version: &str, new: NewDeploy) -> Result<Deploy> {
    access.require(Action::WorkOnIssues, "Only members can record deploys.")?;
    let release = find(access, version).await?;
    let environment = new.environment.trim();
    if environment.is_empty() || environment.chars().count() > MAX_TEXT || environment.chars().any(char::is_control) {
        return Err(Error::invalid("environment", format!("An environment’s name is 1 to {MAX_TEXT} characters on one line.")));
    }
    let backend = access.backend();
    let deploy = Deploy {
        id: new_id(&backend.clock),
        environment: environment.to_owned(),
        name: new.name.map(|name| name.chars().take(MAX_TEXT).collect()),
        url: new.url.map(|url| url.chars().take(2_000).collect()),
        started_at: new.started_at,
        finished_at: new.finished_at.unwrap_or(backend.clock.now()),
    };
    let mut tx = backend.db.begin().await?;
    store::insert_deploy(&mut tx, &release.id, &deploy).await?;
    tx.commit().await?;
    Ok(deploy)
}

/// The deploys of a release, newest first.
///
/// # Errors
/// Not found.
pub async fn deploys(access: &Access, version: &str) -> Result<Vec<Deploy>> {
    let release = find(access, version).await?;
    store::deploys(&access.backend().db, &release.id).await
}
