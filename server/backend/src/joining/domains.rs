//! Verified domains: people with a proved address there come in with less asking. Nothing holds before the domain is proved.

use super::{dns::Txt, store::domains as store};
use crate::{
    Error, Result,
    access::Access,
    accounts::{self, Limit},
    audit_log,
    db::Tx,
    token::Token,
};
use model::{
    email::Email,
    error::ApiError,
    joining::{self, DomainPolicy, Proof, VerifiedDomain},
    permission::Action,
    time::HOUR,
};
use serde_json::{Value, json};

const LOOKUPS: Limit = Limit { kind: "domain.lookup", most: 30, window: HOUR };
/// The most domains of one organization.
const MOST: usize = 50;

/// Name and text of the TXT record that proves a domain.
pub(super) fn record(domain: &str, challenge: &str) -> (String, String) {
    (format!("_muster.{domain}"), format!("muster-verification={challenge}"))
}

pub(super) fn may(access: &Access) -> Result<()> {
    access.require(Action::ChangeSettings, "Managers and owners decide how people come in.")
}

/// Names a domain; it has no effect before it is proved.
///
/// # Errors
/// Forbidden; invalid `domain` for what is none, and for providers where anybody gets an address.
pub async fn add_domain(access: &Access, domain: &str, policy: DomainPolicy) -> Result<VerifiedDomain> {
    may(access)?;
    let typed = domain.trim().trim_start_matches('@');
    let probe = Email::parse(&format!("a@{typed}"))
        .map_err(|_| Error::invalid("domain", format!("“{typed}” is not a domain. Write it as in “example.com”.")))?;
    let domain = probe.domain();
    if joining::is_public(domain) {
        let reason = format!("Anybody can get an address at {domain}, so it can’t say who works with you. Use a domain of your own.");
        return Err(Error::invalid("domain", reason));
    }
    let backend = access.backend();
    if store::all(&backend.db, &access.organization.id).await?.len() >= MOST {
        return Err(Error::invalid("domain", format!("At most {MOST} domains. Remove one first.")));
    }
    let challenge: String = Token::random().secret.chars().take(32).collect();
    let mut tx = backend.db.begin().await?;
    let (organization, account) = (&access.organization.id, &access.actor.account);
    if !store::insert(&mut tx, organization, domain, &challenge, policy, account, backend.clock.now()).await? {
        return Err(Error::invalid("domain", format!("{domain} is in the list already.")));
    }
    note(&mut tx, access, "domain.added", domain, json!({ "domain": domain, "policy": policy })).await?;
    tx.commit().await?;
    Ok(VerifiedDomain { domain: domain.to_owned(), policy, record: record(domain, &challenge), verified: None })
}

/// Looks for the TXT record.
///
/// # Errors
/// Forbidden; not found; conflict when the record is not there (yet) or nobody could be asked; limited.
pub async fn prove_by_dns(access: &Access, dns: &impl Txt, domain: &str) -> Result<VerifiedDomain> {
    may(access)?;
    let backend = access.backend();
    let row = store::one(&backend.db, &access.organization.id, domain).await?.ok_or(ApiError::NotFound)?;
    let mut tx = backend.db.begin().await?;
    let counted = accounts::count(&mut tx, &backend.clock, LOOKUPS, access.organization.id.as_str()).await;
    tx.commit().await?;
    counted?;
    let (name, wanted) = record(&row.domain, &row.challenge);
    let texts = dns.texts(&name).await.map_err(|why| {
        tracing::warn!(%name, %why, "a TXT record could not be looked up");
        Error::conflict(format!("The name servers could not be asked about {name}. Please try again in a while."))
    })?;
    if !texts.iter().any(|text| text.trim() == wanted) {
        return Err(Error::conflict(format!("There is no such record at {name} yet. New records can take some minutes to be seen.")));
    }
    proved(access, domain, Proof::Dns).await
}

/// Proves the domain by two owners who have proved addresses there.
///
/// # Errors
/// Forbidden; not found; conflict when there are fewer than two.
pub async fn prove_by_owners(access: &Access, domain: &str) -> Result<VerifiedDomain> {
    may(access)?;
    proved(access, domain, Proof::Owners).await
}

async fn proved(access: &Access, domain: &str, proof: Proof) -> Result<VerifiedDomain> {
    let (backend, organization) = (access.backend(), &access.organization.id);
    let mut tx = backend.db.begin().await?;
    store::one(&mut tx, organization, domain).await?.ok_or(ApiError::NotFound)?;
    if proof == Proof::Owners {
        let owners = store::owners_there(&mut tx, organization, domain, backend.settings.mail_configured()).await?;
        if owners < 2 {
            let there = if owners == 1 { "one owner has" } else { "no owner has" };
            return Err(Error::conflict(format!("Two owners with proved addresses at {domain} are needed; {there} one. Use the TXT record.")));
        }
    }
    store::prove(&mut tx, organization, domain, proof, backend.clock.now()).await?;
    note(&mut tx, access, "domain.proved", domain, json!({ "domain": domain, "proof": proof })).await?;
    let row = store::one(&mut tx, organization, domain).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    row.shown()
}

/// Changes what a domain does.
///
/// # Errors
/// Forbidden; not found.
pub async fn set_domain_policy(access: &Access, domain: &str, policy: DomainPolicy) -> Result<()> {
    may(access)?;
    let organization = &access.organization.id;
    let mut tx = access.backend().db.begin().await?;
    store::one(&mut tx, organization, domain).await?.ok_or(ApiError::NotFound)?;
    store::set_policy(&mut tx, organization, domain, policy).await?;
    note(&mut tx, access, "domain.changed", domain, json!({ "domain": domain, "policy": policy })).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a domain out. Whoever came in by it stays.
///
/// # Errors
/// Forbidden; not found.
pub async fn remove_domain(access: &Access, domain: &str) -> Result<()> {
    may(access)?;
    let organization = &access.organization.id;
    let mut tx = access.backend().db.begin().await?;
    store::one(&mut tx, organization, domain).await?.ok_or(ApiError::NotFound)?;
    store::remove(&mut tx, organization, domain).await?;
    note(&mut tx, access, "domain.removed", domain, json!({ "domain": domain })).await?;
    tx.commit().await?;
    Ok(())
}

async fn note(tx: &mut Tx, access: &Access, action: &str, domain: &str, after: Value) -> Result<()> {
    audit_log::record(tx, access, audit_log::Entry { action, subject: domain, before: None, after: Some(after) }).await
}
