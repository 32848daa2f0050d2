//! All SQL of memberships.

use crate::{
    Error, Result,
    access::Access,
    accounts,
    clock::Clock,
    db::{Tx, query},
    new_id,
};
use model::{
    email::Email,
    id::{AccountId, MembershipId, OrganizationId, TeamId},
    member::Member,
    role::Role,
    time::Timestamp,
};

/// Makes an account a member. Whoever calls has decided that it may be one.
///
/// # Errors
/// A conflict when it is a member already.
pub async fn insert(tx: &mut Tx, clock: &Clock, organization: &OrganizationId, account: &AccountId, role: Role) -> Result<MembershipId> {
    let row: Option<(String,)> = query(
        "INSERT INTO memberships (id, organization_id, account_id, role, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, account_id) DO NOTHING RETURNING id",
    )
    .bind(new_id(clock))
    .bind(organization)
    .bind(account)
    .bind(role)
    .bind(clock.now())
    .optional(&mut *tx)
    .await?;
    let id = row.map(|(id,)| MembershipId(id)).ok_or_else(|| Error::conflict("This person is a member already."))?;
    accounts::rights_changed(tx, account).await?;
    Ok(id)
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: String,
    account_id: String,
    name: String,
    address: String,
    role: String,
    created_at: i64,
}

pub async fn all(access: &Access) -> Result<Vec<Member>> {
    let db = &access.backend().db;
    let rows: Vec<MemberRow> = query(
        "SELECT m.id, m.account_id, a.name, e.address, m.role, m.created_at FROM memberships m JOIN accounts a ON a.id = m.account_id
         JOIN account_emails e ON e.account_id = a.id AND e.is_primary = 1 WHERE m.organization_id = $1 ORDER BY LOWER(a.name), m.id",
    )
    .bind(&access.organization.id)
    .all(db)
    .await?;
    let teams: Vec<(String, String, String)> = query(
        "SELECT tm.membership_id, t.id, t.name FROM team_members tm JOIN teams t ON t.id = tm.team_id WHERE t.organization_id = $1 ORDER BY t.name, t.id",
    )
    .bind(&access.organization.id)
    .all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                teams: teams.iter().filter(|(id, ..)| *id == row.id).map(|(_, team, name)| (TeamId(team.clone()), name.clone())).collect(),
                me: row.id == access.membership.0,
                role: parse_role(&row.role)?,
                email: Email::parse(&row.address).map_err(|_| Error::Fault(format!("account {} has an unreadable address", row.account_id)))?,
                id: MembershipId(row.id),
                account: AccountId(row.account_id),
                name: row.name,
                joined_at: Timestamp(row.created_at),
                roles: Vec::new(),
                removable: false,
            })
        })
        .collect()
}

/// Holds the organization's row until the transaction ends, so that changes of roles don't overlap. (SQLite has one writer anyway.)
pub async fn lock(tx: &mut Tx, access: &Access) -> Result<()> {
    query("UPDATE organizations SET created_at = created_at WHERE id = $1").bind(&access.organization.id).execute(tx).await?;
    Ok(())
}

pub async fn role(tx: &mut Tx, access: &Access, member: &MembershipId) -> Result<Option<Role>> {
    let row: Option<(String,)> =
        query("SELECT role FROM memberships WHERE id = $1 AND organization_id = $2").bind(member).bind(&access.organization.id).optional(tx).await?;
    row.map(|(role,)| parse_role(&role)).transpose()
}

/// The teams that a member is in.
pub async fn teams(tx: &mut Tx, access: &Access, member: &MembershipId) -> Result<Vec<TeamId>> {
    let rows: Vec<(String,)> =
        query("SELECT t.id FROM team_members tm JOIN teams t ON t.id = tm.team_id WHERE tm.membership_id = $1 AND t.organization_id = $2")
            .bind(member)
            .bind(&access.organization.id)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| TeamId(id)).collect())
}

pub async fn owners(tx: &mut Tx, access: &Access) -> Result<i64> {
    let (count,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM memberships WHERE organization_id = $1 AND role = 'owner'")
        .bind(&access.organization.id)
        .one(tx)
        .await?;
    Ok(count)
}

pub async fn set_role(tx: &mut Tx, access: &Access, member: &MembershipId, to: Role) -> Result<()> {
    let row: Option<(String,)> = query("UPDATE memberships SET role = $1 WHERE id = $2 AND organization_id = $3 RETURNING account_id")
        .bind(to)
        .bind(member)
        .bind(&access.organization.id)
        .optional(&mut *tx)
        .await?;
    match row {
        Some((account,)) => accounts::rights_changed(tx, &AccountId(account)).await,
        None => Ok(()),
    }
}

/// Ends a membership, with its places in teams; answers whose it was.
pub async fn delete(tx: &mut Tx, access: &Access, member: &MembershipId) -> Result<AccountId> {
    let row: Option<(String,)> = query("DELETE FROM memberships WHERE id = $1 AND organization_id = $2 RETURNING account_id")
        .bind(member)
        .bind(&access.organization.id)
        .optional(&mut *tx)
        .await?;
    let account = row.map(|(account,)| AccountId(account)).ok_or_else(Error::not_found)?;
    accounts::rights_changed(tx, &account).await?;
    Ok(account)
}

/// What an account is called.
pub async fn name(tx: &mut Tx, account: &AccountId) -> Result<String> {
    let row: Option<(String,)> = query("SELECT name FROM accounts WHERE id = $1").bind(account).optional(tx).await?;
    Ok(row.map(|(name,)| name).unwrap_or_default())
}

/// What the account of a member of this organization is called.
pub async fn name_of(tx: &mut Tx, access: &Access, member: &MembershipId) -> Result<String> {
    let row: Option<(String,)> =
        query("SELECT a.name FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.id = $1 AND m.organization_id = $2")
            .bind(member)
            .bind(&access.organization.id)
            .optional(tx)
            .await?;
    Ok(row.map(|(name,)| name).unwrap_or_default())
}

/// An account's first address; empty where it has none.
pub async fn address(tx: &mut Tx, account: &AccountId) -> Result<String> {
    let row: Option<(String,)> = query("SELECT address FROM account_emails WHERE account_id = $1 ORDER BY is_primary DESC, email_key LIMIT 1")
        .bind(account)
        .optional(tx)
        .await?;
    Ok(row.map(|(address,)| address).unwrap_or_default())
}

fn parse_role(text: &str) -> Result<Role> {
    text.parse().map_err(|()| Error::Fault(format!("unknown role {text}")))
}
