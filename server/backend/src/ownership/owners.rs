//! Who owns what an event is about: suggestions for whoever assigns it.

use super::store;
use crate::{Result, access::Access, suspect_commits::Directory};
use model::{
    event::Event,
    id::ProjectId,
    issue::Assignee,
    ownership::{Owner, parse},
    suspect_commit::Author,
};

/// Somebody who can be given the issue, and why.
pub(crate) struct Suggested {
    pub assignee: Assignee,
    pub address: Option<String>,
    /// `owns path:shop/*`
    pub reason: String,
}

/// Owners by the rules that fit, the last rule first: it is the one that counts.
pub(crate) async fn suggested(access: &Access, project: ProjectId, event: &Event) -> Result<Vec<Suggested>> {
    let Some((text, _)) = store::rules(&access.backend().db, &access.organization.id, project).await? else { return Ok(Vec::new()) };
    let owners: Vec<(Owner, String)> = parse(&text)
        .0
        .into_iter()
        .rev()
        .filter(|rule| rule.fits(event))
        .flat_map(|rule| rule.owners.into_iter().map(move |owner| (owner, format!("owns {}", rule.text))))
        .collect();
    let keys = owners.iter().filter_map(|(owner, _)| match owner {
        Owner::Address(email) => Some(email.key()),
        Owner::Team(_) => None,
    });
    let directory = Directory::read(access, keys).await?;
    let found = owners.into_iter().filter_map(|(owner, reason)| {
        let (assignee, address) = match owner {
            Owner::Team(slug) => {
                let team = access.teams.iter().find(|team| team.slug == slug)?;
                (Assignee::Team { id: team.id.clone(), name: team.name.clone() }, None)
            }
            Owner::Address(email) => {
                let address = email.address().to_owned();
                match directory.who(Some(&email)) {
                    Author::Member { account, name } => (Assignee::Account { id: account, name }, Some(address)),
                    Author::Invited { invitation } => (Assignee::Invited { invitation, address: address.clone() }, Some(address)),
                    _ => return None,
                }
            }
        };
        Some(Suggested { assignee, address, reason })
    });
    Ok(found.collect())
}
