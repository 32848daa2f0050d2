//! Puts a message into the outbox, in the transaction of its cause.

use super::store;
use crate::{Result, clock::Clock, db::Tx, new_id};
use model::{
    email::Email,
    id::{ActivityId, InvitationId, MembershipId},
    time::Timestamp,
};
use tokio::sync::Notify;

/// What a message is, and about whom. Everything else is read again when it leaves.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// To the invitee, with a link of its own.
    Invitation { invitation: &'a InvitationId, to: &'a Email },
    /// To the inviter: the invitee has joined.
    InvitationAccepted { invitation: &'a InvitationId, to: &'a Email },
    /// To the inviter: whoever holds a lapsed link asks for a new one.
    InvitationWanted { invitation: &'a InvitationId, to: &'a Email },
    /// To the invitee, with a link of its own: it still waits.
    InvitationReminder { invitation: &'a InvitationId, to: &'a Email },
    /// To an approver: what [`crate::invitations`] noted for this member, all of it.
    RequestsWaiting { member: &'a MembershipId, to: &'a Email },
    /// To whoever asked, likewise: how their requests were decided.
    RequestsDecided { member: &'a MembershipId, to: &'a Email },
    /// To the inviter, likewise: what has lapsed.
    InvitationsExpired { member: &'a MembershipId, to: &'a Email },
    /// To whoever asked to join: they are a member.
    JoinApproved { invitation: &'a InvitationId, to: &'a Email },
    /// To whoever asked to join: they are not.
    JoinDenied { invitation: &'a InvitationId, to: &'a Email },
    /// A link `/reset#TOKEN`, good for one hour, if the address has an account: that is looked up when it is written. `ask`: id in `reset_asks`.
    PasswordReset { ask: &'a str, to: &'a Email },
    /// To whoever asked to join: what that leads to is decided when the message is written. `ask`: id in `join_asks`.
    JoinRequest { ask: &'a str, to: &'a Email },
    /// To a member whom a comment mentions.
    Mentioned { comment: &'a ActivityId, to: &'a Email },
}

/// The word for a message's kind in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invitation,
    InvitationAccepted,
    InvitationWanted,
    InvitationReminder,
    RequestsWaiting,
    RequestsDecided,
    InvitationsExpired,
    JoinApproved,
    JoinDenied,
    PasswordReset,
    JoinRequest,
    Mentioned,
}

impl Kind {
    const ALL: &[Kind] = &[
        Kind::Invitation,
        Kind::InvitationAccepted,
        Kind::InvitationWanted,
        Kind::InvitationReminder,
        Kind::RequestsWaiting,
        Kind::RequestsDecided,
        Kind::InvitationsExpired,
        Kind::JoinApproved,
        Kind::JoinDenied,
        Kind::PasswordReset,
        Kind::JoinRequest,
        Kind::Mentioned,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::InvitationAccepted => "invitation_accepted",
            Self::InvitationWanted => "invitation_wanted",
            Self::InvitationReminder => "invitation_reminder",
            Self::RequestsWaiting => "requests_waiting",
            Self::RequestsDecided => "requests_decided",
            Self::InvitationsExpired => "invitations_expired",
            Self::JoinApproved => "join_approved",
            Self::JoinDenied => "join_denied",
            Self::PasswordReset => "password_reset",
            Self::JoinRequest => "join_request",
            Self::Mentioned => "mentioned",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

impl Message<'_> {
    fn parts(&self) -> (Kind, &str, &Email) {
        match *self {
            Self::Invitation { invitation, to } => (Kind::Invitation, invitation.as_str(), to),
            Self::InvitationAccepted { invitation, to } => (Kind::InvitationAccepted, invitation.as_str(), to),
            Self::InvitationWanted { invitation, to } => (Kind::InvitationWanted, invitation.as_str(), to),
            Self::InvitationReminder { invitation, to } => (Kind::InvitationReminder, invitation.as_str(), to),
            Self::RequestsWaiting { member, to } => (Kind::RequestsWaiting, member.as_str(), to),
            Self::RequestsDecided { member, to } => (Kind::RequestsDecided, member.as_str(), to),
            Self::InvitationsExpired { member, to } => (Kind::InvitationsExpired, member.as_str(), to),
            Self::JoinApproved { invitation, to } => (Kind::JoinApproved, invitation.as_str(), to),
            Self::JoinDenied { invitation, to } => (Kind::JoinDenied, invitation.as_str(), to),
            Self::PasswordReset { ask, to } => (Kind::PasswordReset, ask, to),
            Self::JoinRequest { ask, to } => (Kind::JoinRequest, ask, to),
            Self::Mentioned { comment, to } => (Kind::Mentioned, comment.as_str(), to),
        }
    }
}

/// Commits a message with its cause. Call [`ring`] after the commit, so that it leaves at once.
///
/// Where no mail server is configured, don't call this: show the link instead.
pub async fn enqueue(tx: &mut Tx, clock: &Clock, message: Message<'_>) -> Result<()> {
    let (kind, subject, to) = message.parts();
    let now = clock.now();
    store::insert(tx, &new_id(clock), kind, subject, to.address(), now, now).await
}

/// Commits a message that tells everything noted for its subject when it leaves: the first one leaves at once, and what comes within
/// `pause` milliseconds of one is gathered for the next. Hold a lock that the writing of such a message takes too, so that nothing is
/// noted for a message that has just been written.
pub async fn gather(tx: &mut Tx, clock: &Clock, message: Message<'_>, pause: i64) -> Result<()> {
    let (kind, subject, to) = message.parts();
    if store::untouched(tx, kind, subject).await? {
        return Ok(());
    }
    let now = clock.now();
    let due = store::last(tx, kind, subject).await?.map_or(now, |last| last.plus(pause).max(now));
    store::insert(tx, &new_id(clock), kind, subject, to.address(), now, due).await
}

/// Takes back what has not left yet; a message on its way is stopped if its turn has not come.
pub async fn cancel(tx: &mut Tx, kind: Kind, subject: &str) -> Result<()> {
    store::cancel_queued(tx, kind, subject).await
}

/// Whether such a message was put here after `since`, sent or not.
pub async fn enqueued_since(tx: &mut Tx, kind: Kind, subject: &str, since: Timestamp) -> Result<bool> {
    store::enqueued_since(tx, kind, subject, since).await
}

/// Only ever a hint to this process's own worker, which also looks by itself: so one bell serves every backend in the process.
static BELL: Notify = Notify::const_new();

/// Tells this process's worker that something was put into the outbox.
pub fn ring() {
    BELL.notify_one();
}

/// Waits until [`ring`] is called.
pub async fn rung() {
    BELL.notified().await;
}
