//! Reusable links: made, listed and revoked by managers and owners.

use super::{
    by_rule::why_over,
    domains::may,
    store::{domains, links as store},
};
use crate::{Error, Result, access::Access, audit_log, new_id, token::Token};
use model::{
    error::ApiError,
    id::JoinLinkId,
    invite_mode::InviteMode,
    joining::{JoinLink, MAX_LINK_DAYS, MAX_USES, MadeJoinLink, NewJoinLink, Ways},
    permission,
    time::{DAY, Timestamp},
};
use serde_json::json;

/// Domains and links, as the settings page shows them.
///
/// # Errors
/// Forbidden to members and admins.
pub async fn ways(access: &Access) -> Result<Ways> {
    may(access)?;
    let (db, organization, now) = (&access.backend().db, &access.organization.id, access.backend().clock.now());
    let mut links = Vec::new();
    for row in store::all(db, organization).await? {
        links.push(JoinLink {
            role: row.role()?,
            teams: store::teams(db, &row.id).await?,
            over: why_over(&row, now)?.map(str::to_owned),
            id: row.id(),
            maker: row.maker,
            created_at: Timestamp(row.created_at),
            uses: row.uses,
            max_uses: row.max_uses,
            expires_at: row.expires_at.map(Timestamp),
        });
    }
    let domains = domains::all(db, organization).await?.into_iter().map(domains::DomainRow::shown).collect::<Result<_>>()?;
    Ok(Ways { domains, links })
}

/// Makes a link; it is shown this once.
///
/// # Errors
/// Forbidden; invalid `role` above one's own, `teams`, `max_uses`, `days`.
pub async fn create_join_link(access: &Access, new: NewJoinLink) -> Result<MadeJoinLink> {
    may(access)?;
    check(access, &new)?;
    let backend = access.backend();
    let (clock, organization) = (&backend.clock, &access.organization.id);
    let (id, token) = (JoinLinkId(new_id(clock)), Token::random());
    let mut tx = backend.db.begin().await?;
    let link = store::NewLink {
        id: &id,
        organization,
        token_hash: &token.hash,
        role: new.role,
        by: &access.actor.account,
        now: clock.now(),
        max_uses: new.max_uses,
        expires_at: new.days.map(|days| clock.now().plus(days * DAY)),
    };
    store::insert(&mut tx, link).await?;
    for team in &new.teams {
        store::add_team(&mut tx, organization, &id, team).await?;
    }
    let after = json!({ "role": new.role, "teams": new.teams, "max_uses": new.max_uses, "days": new.days });
    let entry = audit_log::Entry { action: "join_link.created", subject: id.as_str(), before: None, after: Some(after) };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    Ok(MadeJoinLink { id, link: format!("{}/join#{}", backend.settings.base_url, token.secret) })
}

fn check(access: &Access, new: &NewJoinLink) -> Result<()> {
    crate::teams::bounded(&new.teams)?;
    if !new.teams.iter().all(|id| access.teams.iter().any(|team| team.id == *id)) {
        return Err(Error::invalid("teams", "One of these teams doesn’t exist any more."));
    }
    let own_teams = new.teams.iter().all(|id| access.in_team(id));
    if permission::invite_mode(access.role, access.settings(), new.role, own_teams) != InviteMode::Direct {
        return Err(Error::invalid("role", "Only owners give the role of an owner."));
    }
    if new.max_uses.is_some_and(|most| !(1..=MAX_USES).contains(&most)) {
        return Err(Error::invalid("max_uses", format!("A link is good for 1 to {MAX_USES} people, or without limit.")));
    }
    if new.days.is_some_and(|days| !(1..=MAX_LINK_DAYS).contains(&days)) {
        return Err(Error::invalid("days", format!("A link works for 1 to {MAX_LINK_DAYS} days, or without end.")));
    }
    Ok(())
}

/// Ends a link. Whoever came in by it stays; revoking twice is fine.
///
/// # Errors
/// Forbidden; not found.
pub async fn revoke_join_link(access: &Access, id: &JoinLinkId) -> Result<()> {
    may(access)?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    store::by_id(&mut tx, &access.organization.id, id.as_str()).await?.ok_or(ApiError::NotFound)?;
    if store::revoke(&mut tx, &access.organization.id, id, backend.clock.now()).await? {
        let entry = audit_log::Entry { action: "join_link.revoked", subject: id.as_str(), before: None, after: None };
        audit_log::record(&mut tx, access, entry).await?;
    }
    tx.commit().await?;
    Ok(())
}
