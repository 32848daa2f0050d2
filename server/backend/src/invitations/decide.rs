//! What approving and denying have in common: who may, on a row that is locked; and who was faster.

use super::{
    deny, requests,
    store::{self, Row},
};
use crate::{
    Error, Result,
    access::Access,
    db::{Tx, query},
    outbox,
};
use model::{
    error::ApiError,
    id::{AccountId, InvitationId, IssueId},
    invitation::State,
    live::Change,
    permission::Action,
    request::{Approval, Decided, DecisionOutcome, MAX_AT_ONCE},
    role::Role,
    time::{Timestamp, ago},
};

/// Approves and denies in one step: either all of it is done, with one outcome a row, or nothing is.
///
/// # Errors
/// Forbidden to members and admins; invalid `reason`, or `requests` when there are none or too many.
pub async fn decide(access: &Access, approvals: Vec<Approval>, denials: Vec<InvitationId>, reason: Option<&str>) -> Result<Vec<Decided>> {
    let reason = deny::cleaned(reason)?;
    let mut tx = access.backend().db.begin().await?;
    let mut deciding = Deciding::start(&mut tx, access, approvals.len() + denials.len()).await?;
    let mut rows = Vec::with_capacity(approvals.len() + denials.len());
    for approval in approvals {
        rows.push(deciding.approve_one(&mut tx, approval).await?);
    }
    for request in denials {
        rows.push(deciding.deny_one(&mut tx, request, reason.as_deref()).await?);
    }
    tx.commit().await?;
    outbox::ring();
    deciding.tell();
    Ok(rows)
}

/// An approver deciding, with the organization locked: decisions in it follow each other.
pub(super) struct Deciding<'a> {
    pub access: &'a Access,
    /// The role that they have now, not when the request came in.
    pub role: Role,
    pub now: Timestamp,
    pub joined: bool,
    /// Issues that changed hands.
    pub changed: Vec<IssueId>,
}

/// A row's decision: what it came to, or why nothing was changed.
pub(super) type Verdict<T> = Result<std::result::Result<T, DecisionOutcome>>;

impl<'a> Deciding<'a> {
    /// # Errors
    /// Forbidden to who approves nothing; invalid when it is nothing, or too much at once.
    pub async fn start(tx: &mut Tx, access: &'a Access, count: usize) -> Result<Self> {
        if count == 0 || count > MAX_AT_ONCE {
            return Err(Error::invalid("requests", format!("Choose between 1 and {MAX_AT_ONCE} requests. Nothing was changed.")));
        }
        store::lock(tx, &access.organization.id, &access.actor.account).await?;
        let role = role_now(tx, access).await?;
        if !model::permission::allows(role, access.settings(), Action::SeeAllInvitations) {
            return Err(Error::forbidden("Managers and owners decide requests."));
        }
        Ok(Self { access, role, now: access.backend().clock.now(), joined: false, changed: Vec::new() })
    }

    /// Locks a request that waits and that this approver may decide.
    pub async fn hold(&self, tx: &mut Tx, id: &InvitationId) -> Verdict<Row> {
        let organization = &self.access.organization.id;
        // An invitation that is to be moved is locked before the request to move it, as whoever accepts it does.
        let origin: Option<(Option<String>,)> =
            query("SELECT moved_from FROM invitations WHERE id = $1 AND organization_id = $2").bind(id).bind(organization).optional(&mut *tx).await?;
        if let Some((Some(origin),)) = origin {
            store::hold(tx, organization, &InvitationId(origin)).await?;
        }
        let Some(row) = store::hold(tx, organization, id).await? else { return Ok(Err(refused(ApiError::NotFound))) };
        match row.state()? {
            State::Requested => {}
            // Nobody hears of a request to join before its address is proved.
            State::Unconfirmed => return Ok(Err(refused(ApiError::NotFound))),
            _ => return Ok(Err(DecisionOutcome::AlreadyDecided { reason: self.stale(tx, &row).await? })),
        }
        let own = row.inviter_id.as_deref() == Some(self.access.actor.account.as_str());
        Ok(match requests::refusal(self.role, self.access.settings(), own, row.role()?) {
            Some(reason) => Err(refused(ApiError::forbidden(reason))),
            None => Ok(row),
        })
    }

    /// Who was faster, and when: "Ana approved this 2 minutes ago."
    pub async fn stale(&self, tx: &mut Tx, row: &Row) -> Result<String> {
        let state = row.state()?;
        let verb = match state {
            State::Denied => "denied",
            State::Withdrawn => "withdrew",
            _ => "approved",
        };
        let (who, at) = if state == State::Withdrawn { (&row.inviter_id, row.ended_at) } else { (&row.decided_by, row.decided_at) };
        let (Some(who), Some(at)) = (who, at) else {
            return Ok(match state {
                State::Accepted => format!("{} has joined already.", row.address),
                _ => format!("The request for {} is closed.", row.address),
            });
        };
        let ago = ago(self.now, Timestamp(at));
        if who == self.access.actor.account.as_str() {
            return Ok(format!("You {verb} this {ago}."));
        }
        let name: Option<(String,)> = query("SELECT name FROM accounts WHERE id = $1").bind(who).optional(tx).await?;
        Ok(format!("{} {verb} this {ago}.", name.map_or_else(|| "Somebody".to_owned(), |(name,)| name)))
    }

    /// Tells open pages, after the commit.
    pub fn tell(self) {
        let (live, organization) = (&self.access.backend().live, &self.access.organization.id);
        live.tell(organization, Change::Invitations);
        if self.joined {
            live.tell(organization, Change::Members);
        }
        for issue in self.changed {
            live.tell(organization, Change::Issue { issue });
        }
    }
}

/// Nothing was changed, because of `error`.
pub(super) fn refused(error: ApiError) -> DecisionOutcome {
    DecisionOutcome::Refused { error }
}

/// The actor's role as it is now, inside the transaction.
///
/// # Errors
/// Not found when they are no member any more.
pub(super) async fn role_now(tx: &mut Tx, access: &Access) -> Result<Role> {
    let row: Option<(String,)> = query("SELECT role FROM memberships WHERE id = $1 AND organization_id = $2")
        .bind(&access.membership)
        .bind(&access.organization.id)
        .optional(tx)
        .await?;
    let (role,) = row.ok_or(ApiError::NotFound)?;
    role.parse().map_err(|()| Error::Fault(format!("unknown role {role}")))
}

/// The account that has proved this address, if there is one. `by_mail`: by a message to it.
pub(super) async fn proved_account(tx: &mut Tx, email_key: &str, by_mail: bool) -> Result<Option<AccountId>> {
    let row: Option<(String,)> = query("SELECT account_id FROM account_emails WHERE email_key = $1 AND verified_at IS NOT NULL AND mailed >= $2")
        .bind(email_key)
        .bind(by_mail)
        .optional(tx)
        .await?;
    Ok(row.map(|(account,)| AccountId(account)))
}

/// Whether somebody from outside asked for themselves, not a member for somebody.
pub(super) fn by_outsider(row: &Row) -> bool {
    row.source == model::invitation::Source::JoinRequest.as_str() && row.inviter_id.is_none()
}
