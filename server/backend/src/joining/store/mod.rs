//! All SQL of coming in from outside: requests here, domains and links beside.

pub(in crate::joining) mod domains;
pub(in crate::joining) mod links;

use crate::{
    Error, Result,
    access::Actor,
    clock::Clock,
    db::{Db, On, Tx, query},
    experiments, new_id,
};
use model::{
    email::Email,
    id::{AccountId, InvitationId, IssueId, OrganizationId},
    invitation::{Source, State},
    organization::Settings,
    permission,
    role::Role,
    time::Timestamp,
};

/// An organization, as far as it concerns whoever is outside.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::joining) struct Rules {
    id: String,
    pub name: String,
    join_requests: Option<i64>,
}

impl Rules {
    pub fn id(&self) -> OrganizationId {
        OrganizationId(self.id.clone())
    }

    pub fn takes_requests(&self) -> bool {
        self.join_requests.map_or(Settings::default().join_requests, |on| on != 0)
    }
}

pub(in crate::joining) async fn rules(db: &Db, slug: &str) -> Result<Option<Rules>> {
    let row: Option<Rules> = query("SELECT id, name, join_requests FROM organizations WHERE slug = $1").bind(slug).optional(db).await?;
    let Some(mut rules) = row else { return Ok(None) };
    rules.join_requests = Some(takes_requests(db, &rules.id(), rules.join_requests).await?);
    Ok(Some(rules))
}

/// What an owner chose, or what the experiment decided where none did.
pub(in crate::joining) async fn takes_requests(on: impl Into<On<'_>>, organization: &OrganizationId, chosen: Option<i64>) -> Result<i64> {
    match chosen {
        Some(chosen) => Ok(chosen),
        None => Ok(i64::from(permission::outsiders_may_ask(&experiments::rules(on, organization).await?))),
    }
}

pub(in crate::joining) async fn is_member(on: impl Into<On<'_>>, organization: &OrganizationId, account: &AccountId) -> Result<bool> {
    let row: Option<(String,)> =
        query("SELECT id FROM memberships WHERE organization_id = $1 AND account_id = $2").bind(organization).bind(account).optional(on).await?;
    Ok(row.is_some())
}

/// Whether the address that the account signs in with is proved: where messages can leave, by one to it.
pub(in crate::joining) async fn proved_address(db: &Db, actor: &Actor) -> Result<bool> {
    let row: Option<(String,)> =
        query("SELECT email_key FROM account_emails WHERE account_id = $1 AND email_key = $2 AND verified_at IS NOT NULL AND mailed >= $3")
            .bind(&actor.account)
            .bind(actor.email.key())
            .bind(actor.backend.settings.mail_configured())
            .optional(db)
            .await?;
    Ok(row.is_some())
}

/// What is written down of a request when it comes.
pub(in crate::joining) struct NewAsk<'a> {
    pub id: &'a str,
    pub organization: &'a OrganizationId,
    pub email: &'a Email,
    pub name: &'a str,
    pub note: Option<&'a str>,
    pub wanted_url: Option<&'a str>,
    pub join_link: Option<&'a str>,
    pub account: Option<&'a AccountId>,
    pub client_address: &'a str,
    pub counted: bool,
    pub now: Timestamp,
}

pub(in crate::joining) async fn insert_ask(tx: &mut Tx, ask: NewAsk<'_>) -> Result<()> {
    query(
        "INSERT INTO join_asks (id, organization_id, email_key, address, name, note, wanted_url, join_link_id, account_id, client_address, counted, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(ask.id)
    .bind(ask.organization)
    .bind(ask.email.key())
    .bind(ask.email.address())
    .bind(ask.name)
    .bind(ask.note)
    .bind(ask.wanted_url)
    .bind(ask.join_link)
    .bind(ask.account)
    .bind(ask.client_address)
    .bind(ask.counted)
    .bind(ask.now)
    .execute(tx)
    .await?;
    Ok(())
}

/// A request, with what of its organization decides about it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Ask {
    pub id: String,
    pub organization_id: String,
    pub slug: String,
    pub organization: String,
    pub email_key: String,
    pub address: String,
    pub name: String,
    pub note: Option<String>,
    pub wanted_url: Option<String>,
    pub join_link_id: Option<String>,
    pub account_id: Option<String>,
    pub client_address: String,
    pub counted: i64,
    pub join_requests: Option<i64>,
    pub default_role: Option<String>,
    pub invitation_days: Option<i64>,
    pub allowed_domains: Option<String>,
}

impl Ask {
    pub(in crate::joining) fn organization_id(&self) -> OrganizationId {
        OrganizationId(self.organization_id.clone())
    }

    pub(in crate::joining) fn email(&self) -> Result<Email> {
        Email::parse(&self.address).map_err(|_| Error::Fault(format!("request {} has an unreadable address", self.id)))
    }

    pub(in crate::joining) fn open(&self) -> bool {
        self.counted != 0
            && (self.join_link_id.is_some()
                || self.account_id.is_some()
                || self.join_requests.map_or(Settings::default().join_requests, |on| on != 0))
    }

    pub(in crate::joining) fn default_role(&self) -> Role {
        self.default_role.as_deref().and_then(|role| role.parse().ok()).unwrap_or(Settings::default().default_role)
    }

    pub(in crate::joining) fn days(&self) -> i64 {
        self.invitation_days.unwrap_or(Settings::default().invitation_days)
    }

    pub(in crate::joining) fn allows(&self, email: &Email) -> bool {
        let mut allowed = self.allowed_domains.as_deref().unwrap_or("").split_whitespace().peekable();
        allowed.peek().is_none() || allowed.any(|domain| domain.eq_ignore_ascii_case(email.domain()))
    }
}

pub(in crate::joining) async fn ask(tx: &mut Tx, id: &str) -> Result<Option<Ask>> {
    let row: Option<Ask> = query(
        "SELECT k.id, k.organization_id, o.slug, o.name AS organization, k.email_key, k.address, k.name, k.note, k.wanted_url, k.join_link_id, k.account_id,
           k.client_address, k.counted, o.join_requests, o.default_role, o.invitation_days, o.allowed_domains
         FROM join_asks k JOIN organizations o ON o.id = k.organization_id WHERE k.id = $1",
    )
    .bind(id)
    .optional(&mut *tx)
    .await?;
    let Some(mut ask) = row else { return Ok(None) };
    ask.join_requests = Some(takes_requests(tx, &ask.organization_id(), ask.join_requests).await?);
    Ok(Some(ask))
}

/// Whether a member of the organization has this address, proved or signing in with it.
pub(in crate::joining) async fn address_is_member(tx: &mut Tx, organization: &OrganizationId, email_key: &str) -> Result<bool> {
    let row: Option<(String,)> = query(
        "SELECT m.id FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1
         WHERE e.email_key = $2 AND (e.verified_at IS NOT NULL OR e.is_primary = 1)",
    )
    .bind(organization)
    .bind(email_key)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// The one live row of an address.
pub(in crate::joining) async fn live(tx: &mut Tx, organization: &OrganizationId, email_key: &str) -> Result<Option<(InvitationId, State)>> {
    let row: Option<(String, String)> = query(
        "UPDATE invitations SET state = state WHERE organization_id = $1 AND email_key = $2 AND state IN ('unconfirmed', 'requested', 'pending')
         RETURNING id, state",
    )
    .bind(organization)
    .bind(email_key)
    .optional(tx)
    .await?;
    let Some((id, state)) = row else { return Ok(None) };
    let state = state.parse().map_err(|()| Error::Fault(format!("unknown state {state}")))?;
    Ok(Some((InvitationId(id), state)))
}

/// When this address was last denied here.
pub(in crate::joining) async fn denied_at(tx: &mut Tx, organization: &OrganizationId, email_key: &str) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> = query(
        "SELECT decided_at FROM invitations WHERE organization_id = $1 AND email_key = $2 AND state = 'denied' AND decided_at IS NOT NULL
         ORDER BY decided_at DESC LIMIT 1",
    )
    .bind(organization)
    .bind(email_key)
    .optional(tx)
    .await?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

/// The issue behind a page of this organization, if the page is one.
pub(in crate::joining) async fn issue_of_page(tx: &mut Tx, organization: &OrganizationId, page: Option<&str>) -> Result<Option<IssueId>> {
    let Some(id) = page.and_then(|page| page.split(['?', '#']).next()?.split('/').skip_while(|part| *part != "issues").nth(1)) else {
        return Ok(None);
    };
    let row: Option<(String,)> =
        query("SELECT id FROM issues WHERE id = $1 AND organization_id = $2").bind(id).bind(organization).optional(tx).await?;
    Ok(row.map(|(id,)| IssueId(id)))
}

/// The row of a request. `None` when there is a live one of this address meanwhile.
pub(in crate::joining) async fn insert(tx: &mut Tx, clock: &Clock, ask: &Ask, state: State, expires_at: Timestamp) -> Result<Option<InvitationId>> {
    let organization = ask.organization_id();
    let issue = issue_of_page(tx, &organization, ask.wanted_url.as_deref()).await?;
    let source = if ask.join_link_id.is_some() { Source::JoinLink } else { Source::JoinRequest };
    let row: Option<(String,)> = query(
        "INSERT INTO invitations (id, organization_id, email_key, address, name, state, role, source, issue_id, wanted_url, message, join_link_id, created_at,
           expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (organization_id, email_key) WHERE state IN ('unconfirmed', 'requested', 'pending') DO NOTHING RETURNING id",
    )
    .bind(new_id(clock))
    .bind(&organization)
    .bind(&ask.email_key)
    .bind(&ask.address)
    .bind(&ask.name)
    .bind(state.as_str())
    .bind(ask.default_role())
    .bind(source.as_str())
    .bind(issue.as_ref())
    .bind(&ask.wanted_url)
    .bind(&ask.note)
    .bind(&ask.join_link_id)
    .bind(clock.now())
    .bind(expires_at)
    .optional(tx)
    .await?;
    Ok(row.map(|(id,)| InvitationId(id)))
}

/// A newer request of an address that nobody has proved takes the place of the one before.
pub(in crate::joining) async fn renew(tx: &mut Tx, id: &InvitationId, ask: &Ask, expires_at: Timestamp) -> Result<()> {
    let issue = issue_of_page(tx, &ask.organization_id(), ask.wanted_url.as_deref()).await?;
    let source = if ask.join_link_id.is_some() { Source::JoinLink } else { Source::JoinRequest };
    query(
        "UPDATE invitations SET name = $2, message = $3, wanted_url = $4, issue_id = $5, expires_at = $6, join_link_id = $7, source = $8, address = $9
         WHERE id = $1 AND state = 'unconfirmed'",
    )
    .bind(id)
    .bind(&ask.name)
    .bind(&ask.note)
    .bind(&ask.wanted_url)
    .bind(issue.as_ref())
    .bind(expires_at)
    .bind(&ask.join_link_id)
    .bind(source.as_str())
    .bind(&ask.address)
    .execute(tx)
    .await?;
    Ok(())
}

/// A rule or a reusable link has approved: the request is an ordinary invitation from here on. False when it is somebody else's request,
/// or decided already.
pub(in crate::joining) async fn approve(
    tx: &mut Tx,
    id: &InvitationId,
    giver: Option<&AccountId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'pending', decided_at = $2, expires_at = $3, sent_at = $2, granted_by = $4
         WHERE id = $1 AND state IN ('unconfirmed', 'requested') AND inviter_id IS NULL RETURNING id",
    )
    .bind(id)
    .bind(now)
    .bind(expires_at)
    .bind(giver)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}
