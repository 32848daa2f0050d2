//! Whom a client means by `assignedTo`.

use super::answer::{Answer, Refusal};
use backend::{access::Access, invitations, members};
use model::{
    email::Email,
    id::{AccountId, TeamId},
    issue::Target,
};

/// An address, `user:ID`, `team:ID`, `#team`, an account's id; empty: nobody.
pub async fn target(access: &Access, text: &str) -> Answer<Target> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Target::Nobody);
    }
    if let Some(team) = text.strip_prefix("team:").or_else(|| text.strip_prefix('#')) {
        let found = access.teams.iter().find(|link| link.slug == team || link.id == TeamId(team.to_owned()));
        return found.map(|team| Target::Team { id: team.id.clone() }).ok_or_else(|| nobody(text));
    }
    if let Some(id) = text.strip_prefix("user:") {
        return Ok(Target::Account { id: AccountId(id.to_owned()) });
    }
    if text == "me" {
        return Ok(Target::Account { id: access.actor.account.clone() });
    }
    let key = Email::parse(text).map(|email| email.key().to_owned()).unwrap_or_default();
    let members = members::list(access).await?;
    if let Some(member) = members.iter().find(|member| member.email.key() == key || member.account.as_str() == text) {
        return Ok(Target::Account { id: member.account.clone() });
    }
    let waiting = invitations::pending(access).await?;
    let invited = waiting.iter().find(|pending| pending.address.key() == key);
    invited.map(|pending| Target::Invited { invitation: pending.id.clone() }).ok_or_else(|| nobody(text))
}

fn nobody(text: &str) -> Refusal {
    Refusal::bad("assignedTo", format!("“{text}” is no member, team or invited address of this organization."))
}
