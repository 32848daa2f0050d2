//! Who an author is here: a member by any verified address, else somebody with an invitation, else nobody.

use super::store;
use crate::{Result, access::Access};
use model::{
    email::Email,
    id::{AccountId, InvitationId},
    suspect_commit::Author,
};
use std::collections::HashMap;

/// What is known about a few addresses.
#[derive(Debug, Default)]
pub struct Directory {
    /// Account and name by the identity of an address.
    members: HashMap<String, (AccountId, String)>,
    /// Invitation and whether it is still a request, by the identity of an address.
    invited: HashMap<String, (InvitationId, bool)>,
    /// Account and name by what a code host might call them; `None` where two would answer.
    handles: HashMap<String, Option<(AccountId, String)>>,
}

impl Directory {
    /// Looks up these identities of addresses.
    pub async fn read(access: &Access, keys: impl Iterator<Item = &str>) -> Result<Self> {
        let keys: Vec<&str> = keys.filter(|key| key.contains('@')).collect();
        let (db, organization) = (&access.backend().db, &access.organization.id);
        let mut directory = Self::default();
        if keys.is_empty() {
            return Ok(directory);
        }
        for (key, account, name) in store::members_by_address(db, organization, &keys).await? {
            directory.members.insert(key, (AccountId(account), name));
        }
        for (key, invitation, requested) in store::invited(db, organization, &keys, access.backend().clock.now()).await? {
            directory.invited.insert(key, (InvitationId(invitation), requested));
        }
        if keys.iter().any(|key| noreply_user(key).is_some()) {
            for (key, account, name) in store::members(db, organization).await? {
                let local = key.split('@').next().unwrap_or("").split('+').next().unwrap_or("").to_owned();
                directory.learn(local, &account, &name);
                directory.learn(model::slug::slugify(&name), &account, &name);
            }
        }
        Ok(directory)
    }

    fn learn(&mut self, handle: String, account: &str, name: &str) {
        let person = Some((AccountId(account.to_owned()), name.to_owned()));
        if handle.is_empty() {
            return;
        }
        let known = self.handles.entry(handle).or_insert_with(|| person.clone());
        if known.as_ref().map(|(id, _)| id) != person.as_ref().map(|(id, _)| id) {
            *known = None;
        }
    }

    /// Who has this address.
    pub fn who(&self, address: Option<&Email>) -> Author {
        let Some(key) = address.map(Email::key) else { return Author::Noreply };
        let handle = noreply_user(key);
        let by_handle = || handle.and_then(|handle| self.handles.get(handle)).and_then(Option::as_ref);
        if let Some((account, name)) = self.members.get(key).or_else(by_handle) {
            return Author::Member { account: account.clone(), name: name.clone() };
        }
        match self.invited.get(key) {
            Some((invitation, true)) => Author::Requested { invitation: invitation.clone() },
            Some((invitation, false)) => Author::Invited { invitation: invitation.clone() },
            None if handle.is_some() => Author::Noreply,
            None => Author::Nobody,
        }
    }
}

/// The user part of a code host's noreply address: `ana` of `12345+ana@users.noreply.host.example`. `None`: an ordinary address.
pub fn noreply_user(key: &str) -> Option<&str> {
    let (local, domain) = key.rsplit_once('@')?;
    if matches!(local, "noreply" | "no-reply" | "donotreply") {
        return Some("");
    }
    let first = domain.split('.').find(|label| matches!(*label, "noreply" | "no-reply" | "noreply-users"));
    let hidden = first.is_some() || domain.starts_with("users.noreply");
    hidden.then(|| match local.split_once('+') {
        Some((number, user)) if number.chars().all(|c| c.is_ascii_digit()) => user,
        _ => match local.split_once('-') {
            Some((number, user)) if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) => user,
            _ => local,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::noreply_user;

    #[test]
    fn noreply_addresses_name_a_user() {
        for (key, user) in [
            ("ana@x.org", None),
            ("ana@users.noreply.host.example", Some("ana")),
            ("12345+ana@users.noreply.host.example", Some("ana")),
            ("12345-ana@users.noreply.host.example", Some("ana")),
            ("ana-b@users.noreply.host.example", Some("ana-b")),
            ("a+b@noreply.host.example", Some("a+b")),
            ("noreply@host.example", Some("")),
            ("ana@notnoreply.example", None),
        ] {
            assert_eq!(noreply_user(key), user, "{key}");
        }
    }
}
