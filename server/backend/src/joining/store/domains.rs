//! All SQL of verified domains.

use crate::{
    Error, Result,
    db::{Db, On, Tx, query},
};
use model::{
    id::{AccountId, OrganizationId},
    joining::{DomainPolicy, Proof, VerifiedDomain},
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
pub(in crate::joining) struct DomainRow {
    pub domain: String,
    pub challenge: String,
    pub policy: String,
    pub verified_at: Option<i64>,
    pub proof: Option<String>,
}

impl DomainRow {
    pub fn shown(self) -> Result<VerifiedDomain> {
        let proof = if self.proof.as_deref() == Some(Proof::Owners.as_str()) { Proof::Owners } else { Proof::Dns };
        Ok(VerifiedDomain {
            policy: self.policy.parse().map_err(|()| Error::Fault(format!("unknown policy {}", self.policy)))?,
            record: super::super::domains::record(&self.domain, &self.challenge),
            verified: self.verified_at.map(|at| (Timestamp(at), proof)),
            domain: self.domain,
        })
    }
}

pub(in crate::joining) async fn all(db: &Db, organization: &OrganizationId) -> Result<Vec<DomainRow>> {
    Ok(query("SELECT domain, challenge, policy, verified_at, proof FROM verified_domains WHERE organization_id = $1 ORDER BY domain")
        .bind(organization)
        .all(db)
        .await?)
}

pub(in crate::joining) async fn one(on: impl Into<On<'_>>, organization: &OrganizationId, domain: &str) -> Result<Option<DomainRow>> {
    Ok(query("SELECT domain, challenge, policy, verified_at, proof FROM verified_domains WHERE organization_id = $1 AND domain = $2")
        .bind(organization)
        .bind(domain)
        .optional(on)
        .await?)
}

/// False when it is there already.
pub(in crate::joining) async fn insert(
    tx: &mut Tx,
    organization: &OrganizationId,
    domain: &str,
    challenge: &str,
    policy: DomainPolicy,
    by: &AccountId,
    now: Timestamp,
) -> Result<bool> {
    let row: Option<(String,)> = query(
        "INSERT INTO verified_domains (organization_id, domain, challenge, policy, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, domain) DO NOTHING RETURNING domain",
    )
    .bind(organization)
    .bind(domain)
    .bind(challenge)
    .bind(policy.as_str())
    .bind(by)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

pub(in crate::joining) async fn prove(tx: &mut Tx, organization: &OrganizationId, domain: &str, proof: Proof, now: Timestamp) -> Result<()> {
    query("UPDATE verified_domains SET verified_at = $3, proof = $4 WHERE organization_id = $1 AND domain = $2 AND verified_at IS NULL")
        .bind(organization)
        .bind(domain)
        .bind(now)
        .bind(proof.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

pub(in crate::joining) async fn set_policy(tx: &mut Tx, organization: &OrganizationId, domain: &str, policy: DomainPolicy) -> Result<()> {
    query("UPDATE verified_domains SET policy = $3 WHERE organization_id = $1 AND domain = $2")
        .bind(organization)
        .bind(domain)
        .bind(policy.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

pub(in crate::joining) async fn remove(tx: &mut Tx, organization: &OrganizationId, domain: &str) -> Result<()> {
    query("DELETE FROM verified_domains WHERE organization_id = $1 AND domain = $2").bind(organization).bind(domain).execute(tx).await?;
    Ok(())
}

/// Owners of the organization with a proved address at this domain. `by_mail`: proved by a message.
pub(in crate::joining) async fn owners_there(tx: &mut Tx, organization: &OrganizationId, domain: &str, by_mail: bool) -> Result<i64> {
    let (count,): (i64,) = query(
        "SELECT CAST(COUNT(DISTINCT m.account_id) AS BIGINT) FROM memberships m JOIN account_emails e ON e.account_id = m.account_id
         WHERE m.organization_id = $1 AND m.role = 'owner' AND e.verified_at IS NOT NULL AND e.mailed >= $3 AND e.email_key LIKE $2",
    )
    .bind(organization)
    .bind(format!("%@{domain}"))
    .bind(by_mail)
    .one(tx)
    .await?;
    Ok(count)
}

/// What the organization does for proved addresses at this domain.
pub(in crate::joining) async fn policy(on: impl Into<On<'_>>, organization: &OrganizationId, domain: &str) -> Result<Option<DomainPolicy>> {
    let row: Option<(String,)> = query("SELECT policy FROM verified_domains WHERE organization_id = $1 AND domain = $2 AND verified_at IS NOT NULL")
        .bind(organization)
        .bind(domain)
        .optional(on)
        .await?;
    row.map(|(word,)| word.parse().map_err(|()| Error::Fault(format!("unknown policy {word}")))).transpose()
}

/// A proved address of the account at a domain whose people come in by themselves. `by_mail`: proved by a message.
pub(in crate::joining) async fn own_address(db: &Db, organization: &OrganizationId, account: &AccountId, by_mail: bool) -> Result<Option<String>> {
    let row: Option<(String,)> = query(
        "SELECT e.address FROM account_emails e JOIN verified_domains d ON d.organization_id = $1 AND d.verified_at IS NOT NULL AND d.policy = 'join'
           AND e.email_key LIKE '%@' || d.domain
         WHERE e.account_id = $2 AND e.verified_at IS NOT NULL AND e.mailed >= $3 ORDER BY e.is_primary DESC, e.email_key LIMIT 1",
    )
    .bind(organization)
    .bind(account)
    .bind(by_mail)
    .optional(db)
    .await?;
    Ok(row.map(|(address,)| address))
}
