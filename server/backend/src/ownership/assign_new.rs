//! New issues find their owner by themselves, where a project wants that.

use super::store;
use crate::{Backend, Result, issues};
use model::{
    id::{IssueId, OrganizationId, ProjectId},
    issue::Target,
    live::Change,
    ownership::{Owner, parse},
};

/// Gives issues that just appeared to whom the last rule that fits names first, of those who can be given something. An issue that somebody
/// has stays theirs. What goes wrong is written down and costs nothing else: the events are stored already.
pub(crate) async fn assign_new(backend: &Backend, appeared: &[(OrganizationId, ProjectId, String)]) {
    for (organization, project, issue) in appeared {
        let issue = IssueId(issue.clone());
        match assign(backend, organization, *project, &issue).await {
            Ok(true) => backend.live.tell(organization, Change::Issue { issue }),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, %issue, "an issue was not given to its owner"),
        }
    }
}

async fn assign(backend: &Backend, organization: &OrganizationId, project: ProjectId, issue: &IssueId) -> Result<bool> {
    let Some((text, true)) = store::rules(&backend.db, organization, project).await? else { return Ok(false) };
    let Some(event) = store::first_event(&backend.db, project, issue).await? else { return Ok(false) };
    let Some(rule) = parse(&text).0.into_iter().rev().find(|rule| rule.fits(&event)) else { return Ok(false) };
    let mut tx = backend.db.begin().await?;
    for owner in &rule.owners {
        let target: Option<Target> = match owner {
            Owner::Team(slug) => store::team(&mut tx, organization, slug).await?,
            Owner::Address(email) => store::person(&mut tx, organization, email.key(), backend.clock.now()).await?,
        };
        if let Some(target) = target {
            let done = issues::assign::by_rule(&mut tx, &backend.clock, organization, issue, &target, &rule.text).await?;
            tx.commit().await?;
            return Ok(done);
        }
    }
    Ok(false)
}
