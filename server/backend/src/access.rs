//! Who is asking, and what they may reach: the only place that turns a session or API token into an organization's data.
//!
//! Use cases take an [`Access`] and scope every statement by its `organization.id`; they never take an organization's id from a request.

use crate::{
    Backend, Error, Result, accounts,
    db::query,
    experiments::{self, Decided},
    token,
};
use model::{
    account::TeamLink,
    email::Email,
    error::ApiError,
    id::{AccountId, MembershipId, OrganizationId, SessionId, TeamId},
    organization::{Organization, Settings},
    permission::{self, Action},
    role::Role,
    time::HOUR,
};

/// How somebody proves who they are.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// The session cookie's value.
    Session(&'a str),
    /// `Authorization: Bearer …`
    ApiToken(&'a str),
}

/// A signed-in account, not (yet) in any organization.
#[derive(Clone)]
pub struct Actor {
    pub backend: Backend,
    pub account: AccountId,
    pub name: String,
    pub email: Email,
    /// `None` for API tokens.
    pub session: Option<SessionId>,
    /// What the account may do has changed since its session got its secret: it is to get a new one.
    pub rights_changed: bool,
    /// The address the request came from, for the audit log.
    pub client_address: String,
}

/// A member acting in their organization.
#[derive(Clone)]
pub struct Access {
    pub actor: Actor,
    pub organization: Organization,
    pub membership: MembershipId,
    pub role: Role,
    /// Every team of the organization; `own` where the actor is in it.
    pub teams: Vec<TeamLink>,
    /// What the product's own experiments decided.
    pub decided: Decided,
}

impl Backend {
    /// The account behind a credential.
    ///
    /// # Errors
    /// [`ApiError::SignedOut`] when there is none.
    pub async fn actor(&self, credential: Credential<'_>, client_address: &str) -> Result<Actor> {
        let (Credential::Session(secret) | Credential::ApiToken(secret)) = credential;
        let hash = token::hash(secret);
        let mut row = self.holder(credential, &hash).await?;
        if let (None, Credential::Session(_)) = (&row, credential)
            && let Some(present) = accounts::replaced(self, &hash).await?
        {
            row = self.holder(credential, &present).await?;
        }
        let row = row.ok_or(ApiError::SignedOut)?;
        if row.seen.is_none_or(|seen| seen < self.clock.now().0 - HOUR) {
            accounts::touch(self, secret).await?;
        }
        let email = Email::parse(&row.address).map_err(|_| Error::Fault(format!("account {} has an unreadable address", row.id)))?;
        Ok(Actor {
            backend: self.clone(),
            account: AccountId(row.id),
            name: row.name,
            email,
            session: row.session.map(SessionId),
            rights_changed: row.rights > row.known_rights,
            client_address: client_address.to_owned(),
        })
    }

    async fn holder(&self, credential: Credential<'_>, hash: &[u8]) -> Result<Option<Holder>> {
        let sql = match credential {
            Credential::Session(_) => {
                "SELECT a.id, a.name, e.address, s.id AS session, s.seen_at AS seen, a.rights, s.rights AS known_rights
                 FROM sessions s JOIN accounts a ON a.id = s.account_id
                 JOIN account_emails e ON e.account_id = a.id AND e.is_primary = 1 WHERE s.token_hash = $1 AND s.expires_at > $2"
            }
            Credential::ApiToken(_) => {
                "SELECT a.id, a.name, e.address, NULL AS session, t.last_used_at AS seen, a.rights, a.rights AS known_rights
                 FROM api_tokens t JOIN accounts a ON a.id = t.account_id
                 JOIN account_emails e ON e.account_id = a.id AND e.is_primary = 1 WHERE t.token_hash = $1 AND $2 > 0"
            }
        };
        Ok(query(sql).bind(hash).bind(self.clock.now()).optional(&self.db).await?)
    }
}

/// Whose credential it is.
#[derive(sqlx::FromRow)]
struct Holder {
    id: String,
    name: String,
    address: String,
    session: Option<String>,
    seen: Option<i64>,
    rights: i64,
    known_rights: i64,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    organization_id: String,
    slug: String,
    organization_name: String,
    membership_id: String,
    role: String,
    members_request: Option<i64>,
    members_invite: Option<i64>,
    join_requests: Option<i64>,
    open_teams: Option<i64>,
    default_role: Option<String>,
    invitation_days: Option<i64>,
    allowed_domains: Option<String>,
    members_create_teams: Option<i64>,
    members_create_projects: Option<i64>,
    request_notices: Option<String>,
}

impl MemberRow {
    /// What an owner chose; elsewhere what the experiments decided.
    fn settings(&self, normal: &Settings) -> Settings {
        let flag = |chosen: Option<i64>, otherwise: bool| chosen.map_or(otherwise, |value| value != 0);
        Settings {
            members_request: flag(self.members_request, normal.members_request),
            members_invite: flag(self.members_invite, normal.members_invite),
            join_requests: flag(self.join_requests, normal.join_requests),
            open_teams: flag(self.open_teams, normal.open_teams),
            default_role: self.default_role.as_deref().and_then(|role| role.parse().ok()).unwrap_or(normal.default_role),
            invitation_days: self.invitation_days.unwrap_or(normal.invitation_days),
            allowed_domains: self.allowed_domains.as_deref().unwrap_or("").split_whitespace().map(str::to_owned).collect(),
            members_create_teams: flag(self.members_create_teams, normal.members_create_teams),
            members_create_projects: flag(self.members_create_projects, normal.members_create_projects),
            request_notices: self.request_notices.clone().and_then(|text| text.try_into().ok()).unwrap_or_default(),
        }
    }
}

impl Actor {
    /// Enters an organization by its slug.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it is not there or the account is no member: the two look the same.
    pub async fn enter(&self, slug: &str) -> Result<Access> {
        let row: MemberRow = query(
            "SELECT o.id AS organization_id, o.slug, o.name AS organization_name, m.id AS membership_id, m.role, o.members_request, o.members_invite,
               o.join_requests, o.open_teams, o.default_role, o.invitation_days, o.allowed_domains, o.members_create_teams, o.members_create_projects,
               o.request_notices
             FROM organizations o JOIN memberships m ON m.organization_id = o.id AND m.account_id = $2 WHERE o.slug = $1",
        )
        .bind(slug)
        .bind(&self.account)
        .optional(&self.backend.db)
        .await?
        .ok_or(ApiError::NotFound)?;
        let teams: Vec<(String, String, String, i64)> = query(
            "SELECT t.id, t.slug, t.name, CAST(CASE WHEN tm.membership_id IS NULL THEN 0 ELSE 1 END AS BIGINT)
             FROM teams t LEFT JOIN team_members tm ON tm.team_id = t.id AND tm.membership_id = $2 WHERE t.organization_id = $1 ORDER BY t.name",
        )
        .bind(&row.organization_id)
        .bind(&row.membership_id)
        .all(&self.backend.db)
        .await?;
        let organization = OrganizationId(row.organization_id.clone());
        let chose = row.members_request.is_some() || row.join_requests.is_some();
        let decided = experiments::of_account(&self.backend, &organization, &self.account).await?.but_owners_chose(chose);
        let settings = row.settings(&decided.settings());
        Ok(Access {
            actor: self.clone(),
            role: row.role.parse().map_err(|()| Error::Fault(format!("unknown role {}", row.role)))?,
            membership: MembershipId(row.membership_id),
            organization: Organization { id: OrganizationId(row.organization_id), slug: row.slug, name: row.organization_name, settings },
            teams: teams.into_iter().map(|(id, slug, name, own)| TeamLink { id: TeamId(id), slug, name, own: own != 0 }).collect(),
            decided,
        })
    }
}

impl Access {
    pub fn backend(&self) -> &Backend {
        &self.actor.backend
    }

    /// The organization's settings.
    pub fn settings(&self) -> &Settings {
        &self.organization.settings
    }

    /// Whether the permission table lets this member do `action`.
    pub fn may(&self, action: Action) -> bool {
        permission::allows(self.role, self.settings(), action)
    }

    /// Refuses with `reason` what the permission table does not allow.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`]
    pub fn require(&self, action: Action, reason: &str) -> Result<()> {
        if self.may(action) { Ok(()) } else { Err(Error::forbidden(reason)) }
    }

    /// Whether the actor is in this team.
    pub fn in_team(&self, team: &TeamId) -> bool {
        self.teams.iter().any(|link| link.own && link.id == *team)
    }
}
