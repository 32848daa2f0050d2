//! All SQL of reusable links.

use crate::{
    Error, Result,
    db::{Db, On, Tx, query},
};
use model::{
    id::{AccountId, InvitationId, JoinLinkId, OrganizationId, TeamId},
    organization::Settings,
    role::Role,
    time::Timestamp,
};

/// A link with what decides whether it works.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::joining) struct LinkRow {
    pub id: String,
    pub organization_id: String,
    pub role: String,
    pub created_by: String,
    pub maker: String,
    pub created_at: i64,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub expires_at: Option<i64>,
    pub revoked_at: Option<i64>,
    /// What its maker is in the organization now, if anything.
    pub maker_role: Option<String>,
    /// How many of its teams the maker is not in.
    pub foreign_teams: i64,
    members_invite: Option<i64>,
    members_request: Option<i64>,
}

impl LinkRow {
    pub fn id(&self) -> JoinLinkId {
        JoinLinkId(self.id.clone())
    }

    pub fn organization(&self) -> OrganizationId {
        OrganizationId(self.organization_id.clone())
    }

    pub fn maker_id(&self) -> AccountId {
        AccountId(self.created_by.clone())
    }

    pub fn role(&self) -> Result<Role> {
        self.role.parse().map_err(|()| Error::Fault(format!("unknown role {}", self.role)))
    }

    pub fn settings(&self) -> Settings {
        let normal = Settings::default();
        Settings {
            members_invite: self.members_invite.map_or(normal.members_invite, |on| on != 0),
            members_request: self.members_request.map_or(normal.members_request, |on| on != 0),
            ..normal
        }
    }
}

const ROW: &str =
    "SELECT l.id, l.organization_id, l.role, l.created_by, a.name AS maker, l.created_at, l.max_uses, l.uses, l.expires_at, l.revoked_at,
   m.role AS maker_role, o.members_invite, o.members_request,
   (SELECT CAST(COUNT(*) AS BIGINT) FROM join_link_teams t LEFT JOIN team_members tm ON tm.team_id = t.team_id AND tm.membership_id = m.id
     WHERE t.join_link_id = l.id AND tm.team_id IS NULL) AS foreign_teams
 FROM join_links l JOIN organizations o ON o.id = l.organization_id JOIN accounts a ON a.id = l.created_by
 LEFT JOIN memberships m ON m.organization_id = l.organization_id AND m.account_id = l.created_by";

pub(in crate::joining) async fn all(db: &Db, organization: &OrganizationId) -> Result<Vec<LinkRow>> {
    let sql = format!("{ROW} WHERE l.organization_id = $1 ORDER BY l.created_at DESC, l.id DESC LIMIT 100");
    Ok(crate::db::assembled(sql).bind(organization).all(db).await?)
}

pub(in crate::joining) async fn by_token(on: impl Into<On<'_>>, token_hash: &[u8]) -> Result<Option<LinkRow>> {
    Ok(crate::db::assembled(format!("{ROW} WHERE l.token_hash = $1")).bind(token_hash).optional(on).await?)
}

pub(in crate::joining) async fn by_id(on: impl Into<On<'_>>, organization: &OrganizationId, id: &str) -> Result<Option<LinkRow>> {
    let sql = format!("{ROW} WHERE l.organization_id = $1 AND l.id = $2");
    Ok(crate::db::assembled(sql).bind(organization).bind(id).optional(on).await?)
}

pub(in crate::joining) struct NewLink<'a> {
    pub id: &'a JoinLinkId,
    pub organization: &'a OrganizationId,
    pub token_hash: &'a [u8],
    pub role: Role,
    pub by: &'a AccountId,
    pub now: Timestamp,
    pub max_uses: Option<i64>,
    pub expires_at: Option<Timestamp>,
}

pub(in crate::joining) async fn insert(tx: &mut Tx, link: NewLink<'_>) -> Result<()> {
    query(
        "INSERT INTO join_links (id, organization_id, token_hash, role, created_by, created_at, max_uses, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(link.id)
    .bind(link.organization)
    .bind(link.token_hash)
    .bind(link.role)
    .bind(link.by)
    .bind(link.now)
    .bind(link.max_uses)
    .bind(link.expires_at)
    .execute(tx)
    .await?;
    Ok(())
}

pub(in crate::joining) async fn add_team(tx: &mut Tx, organization: &OrganizationId, link: &JoinLinkId, team: &TeamId) -> Result<()> {
    query(
        "INSERT INTO join_link_teams (join_link_id, team_id) SELECT $1, id FROM teams WHERE id = $2 AND organization_id = $3 ON CONFLICT DO NOTHING",
    )
    .bind(link)
    .bind(team)
    .bind(organization)
    .execute(tx)
    .await?;
    Ok(())
}

/// Names of the teams that a link leads into.
pub(in crate::joining) async fn teams(on: impl Into<On<'_>>, link: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        query("SELECT t.name FROM join_link_teams l JOIN teams t ON t.id = l.team_id WHERE l.join_link_id = $1 ORDER BY t.name")
            .bind(link)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// False when it was revoked already, or is not there.
pub(in crate::joining) async fn revoke(tx: &mut Tx, organization: &OrganizationId, id: &JoinLinkId, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> =
        query("UPDATE join_links SET revoked_at = $3 WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id")
            .bind(organization)
            .bind(id)
            .bind(now)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

/// The one statement that uses a link once more. False when it has no use left.
pub(in crate::joining) async fn consume(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool> {
    let row: Option<(i64,)> = query(
        "UPDATE join_links SET uses = uses + 1 WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
           AND (max_uses IS NULL OR uses < max_uses) RETURNING uses",
    )
    .bind(id)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Role and teams of the link, in the name of its maker, for the invitation that came from it.
pub(in crate::joining) async fn apply(tx: &mut Tx, invitation: &InvitationId, link: &LinkRow) -> Result<()> {
    query("UPDATE invitations SET role = $2, inviter_id = $3, source = 'join_link', join_link_id = $4 WHERE id = $1")
        .bind(invitation)
        .bind(&link.role)
        .bind(&link.created_by)
        .bind(&link.id)
        .execute(&mut *tx)
        .await?;
    query(
        "INSERT INTO invitation_teams (invitation_id, team_id) SELECT $1, team_id FROM join_link_teams WHERE join_link_id = $2
         ON CONFLICT (invitation_id, team_id) DO NOTHING",
    )
    .bind(invitation)
    .bind(&link.id)
    .execute(tx)
    .await?;
    Ok(())
}

/// The link that a request came by.
pub(in crate::joining) async fn of_invitation(tx: &mut Tx, invitation: &InvitationId) -> Result<Option<LinkRow>> {
    let sql = format!("{ROW} WHERE l.id IN (SELECT join_link_id FROM invitations WHERE id = $1)");
    Ok(crate::db::assembled(sql).bind(invitation).optional(tx).await?)
}
