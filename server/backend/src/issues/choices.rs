//! Who an issue may be given to: the menu, and what it offers when the person one looks for is missing.

use super::{
    event,
    list::{contains, spellings},
    store,
};
use crate::{
    Error, Result,
    access::Access,
    db::{Db, query},
    ownership, suspect_commits,
};
use model::{
    account::TeamLink,
    email::Email,
    id::{AccountId, InvitationId, IssueId, OrganizationId},
    issue::{Assignee, AssigneeChoice, AssigneeMenu, InviteOffer, Which},
    permission::Action,
    suspect_commit::Author,
};

/// Rows of one kind in the menu.
const ROWS: i64 = 12;
/// Characters of what was typed that are looked at.
const MAX_QUERY: usize = 254;

/// The menu for what was typed (`query` may be empty). With an issue, whoever is likely to know it comes first, with the reason.
///
/// # Errors
/// Not found when the issue is not this organization's.
pub async fn assignee_choices(access: &Access, issue: Option<&IssueId>, query: &str) -> Result<AssigneeMenu> {
    access.require(Action::WorkOnIssues, "Only members assign issues.")?;
    let (db, organization) = (&access.backend().db, &access.organization.id);
    let typed: String = query.trim().chars().take(MAX_QUERY).collect();
    let bare = typed.trim_start_matches(['#', '@']);
    let patterns = spellings(bare).map(|spelling| contains(&spelling));
    let mut choices = if typed.is_empty() { suggestions(access, issue).await? } else { Vec::new() };
    for (id, name, address) in members(db, organization, &access.actor.account, &patterns).await? {
        let me = id == access.actor.account;
        choices.push(AssigneeChoice { assignee: Assignee::Account { id, name }, address: Some(address), reason: None, me });
    }
    let mut teams: Vec<&TeamLink> = access.teams.iter().filter(|team| fits(team, bare)).collect();
    teams.sort_by_key(|team| !team.own);
    for team in teams.into_iter().take(usize::try_from(ROWS).unwrap_or(0)) {
        choices.push(AssigneeChoice {
            assignee: Assignee::Team { id: team.id.clone(), name: team.name.clone() },
            address: None,
            reason: None,
            me: false,
        });
    }
    for (invitation, address) in invited(access, &patterns).await? {
        choices.push(AssigneeChoice { assignee: Assignee::Invited { invitation, address }, address: None, reason: None, me: false });
    }
    let mut seen = Vec::new();
    choices.retain(|choice| {
        let target = choice.assignee.target();
        let new = !seen.contains(&target);
        seen.push(target);
        new
    });
    Ok(AssigneeMenu { choices, invite: offer(db, organization, &typed).await? })
}

fn fits(team: &TeamLink, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    team.name.to_lowercase().contains(&typed) || team.slug.contains(&typed)
}

/// Whoever is likely to know the issue: authors of its suspect commits, then owners by the project's rules; members and invited ones.
async fn suggestions(access: &Access, issue: Option<&IssueId>) -> Result<Vec<AssigneeChoice>> {
    let Some(issue) = issue else { return Ok(Vec::new()) };
    let organization = &access.organization.id;
    let project = store::project_of(&access.backend().db, organization, issue).await?.ok_or_else(Error::not_found)?;
    let Some(view) = event(access, issue, &Which::Newest).await? else { return Ok(Vec::new()) };
    let mut choices = Vec::new();
    for author in suspect_commits::of_event(access, issue, &view.event).await?.into_iter().take(3) {
        let address = author.address.as_ref().map(|address| address.address().to_owned());
        let assignee = match (author.who, author.address) {
            (Author::Member { account, name }, _) => Assignee::Account { id: account, name },
            (Author::Invited { invitation }, Some(address)) => Assignee::Invited { invitation, address: address.address().to_owned() },
            _ => continue,
        };
        let reason = author.reasons.first().map(|reason| format!("changed {}", reason.path));
        let me = matches!(&assignee, Assignee::Account { id, .. } if *id == access.actor.account);
        choices.push(AssigneeChoice { assignee, address, reason, me });
    }
    for owner in ownership::suggested(access, project, &view.event).await?.into_iter().take(3) {
        let me = matches!(&owner.assignee, Assignee::Account { id, .. } if *id == access.actor.account);
        choices.push(AssigneeChoice { assignee: owner.assignee, address: owner.address, reason: Some(owner.reason), me });
    }
    Ok(choices)
}

/// Members by name or address, the one who looks first.
async fn members(
    db: &Db,
    organization: &OrganizationId,
    me: &AccountId,
    [pattern, typed, capital, _]: &[String; 4],
) -> Result<Vec<(AccountId, String, String)>> {
    let rows: Vec<(String, String, String)> = query(
        "SELECT a.id, a.name, p.address FROM memberships m JOIN accounts a ON a.id = m.account_id
         JOIN account_emails p ON p.account_id = a.id AND p.is_primary = 1
         WHERE m.organization_id = $1 AND (LOWER(a.name) LIKE $2 ESCAPE '\\' OR LOWER(a.name) LIKE $5 ESCAPE '\\' OR LOWER(a.name) LIKE $6 ESCAPE '\\' OR EXISTS (
           SELECT 1 FROM account_emails e WHERE e.account_id = a.id AND e.verified_at IS NOT NULL AND LOWER(e.address) LIKE $2 ESCAPE '\\'))
         ORDER BY CASE WHEN a.id = $3 THEN 0 ELSE 1 END, a.name, a.id LIMIT $4",
    )
    .bind(organization)
    .bind(pattern)
    .bind(me)
    .bind(ROWS)
    .bind(capital)
    .bind(typed)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id, name, address)| (AccountId(id), name, address)).collect())
}

/// People who were invited and have not arrived.
async fn invited(access: &Access, [pattern, typed, capital, _]: &[String; 4]) -> Result<Vec<(InvitationId, String)>> {
    let rows: Vec<(String, String)> = query(
        "SELECT id, address FROM invitations WHERE organization_id = $1 AND state = 'pending' AND expires_at > $2
           AND (LOWER(address) LIKE $3 ESCAPE '\\' OR LOWER(COALESCE(name, '')) LIKE $3 ESCAPE '\\' OR LOWER(COALESCE(name, '')) LIKE $5 ESCAPE '\\'
           OR LOWER(COALESCE(name, '')) LIKE $6 ESCAPE '\\') ORDER BY created_at DESC, id DESC LIMIT $4",
    )
    .bind(&access.organization.id)
    .bind(access.backend().clock.now())
    .bind(pattern)
    .bind(ROWS)
    .bind(capital)
    .bind(typed)
    .all(&access.backend().db)
    .await?;
    Ok(rows.into_iter().map(|(id, address)| (InvitationId(id), address)).collect())
}

/// What the last row invites: the typed address, else the newest commit author of that name who is neither member nor invited, else the text as it is.
async fn offer(db: &Db, organization: &OrganizationId, typed: &str) -> Result<InviteOffer> {
    let plain = InviteOffer { address: typed.to_owned(), name: None };
    if typed.chars().count() < 2 || typed.starts_with('#') || Email::parse(typed).is_ok() {
        return Ok(plain);
    }
    let [small, written, capital, _] = &spellings(typed.trim_start_matches('@'));
    let author: Option<(String, String)> = query(
        "SELECT c.author_name, c.author_email FROM commits c
         WHERE c.organization_id = $1 AND c.author_key <> '' AND (LOWER(c.author_name) LIKE $2 ESCAPE '\\' OR LOWER(c.author_name) LIKE $3 ESCAPE '\\'
           OR LOWER(c.author_name) LIKE $4 ESCAPE '\\' OR c.author_key LIKE $2 ESCAPE '\\')
           AND NOT EXISTS (SELECT 1 FROM account_emails e JOIN memberships m ON m.account_id = e.account_id
             WHERE m.organization_id = $1 AND e.email_key = c.author_key AND e.verified_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM invitations v WHERE v.organization_id = $1 AND v.email_key = c.author_key AND v.state = 'pending')
         ORDER BY c.committed_at DESC, c.id LIMIT 1",
    )
    .bind(organization)
    .bind(contains(small))
    .bind(contains(written))
    .bind(contains(capital))
    .optional(db)
    .await?;
    Ok(author.map_or(plain, |(name, address)| InviteOffer { address, name: Some(name) }))
}
