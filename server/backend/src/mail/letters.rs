//! The messages and their templates. Fields are ready to be shown: see [`super::text`].

use crate::{Error, Result};
use askama::Template;

/// A message that is ready to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Stays the same over all tries, so that a message that arrives twice is shown once.
    pub message_id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Declares a message with its two templates, which have the same fields.
macro_rules! message {
    ($(#[$doc:meta])* $name:ident, $html_name:ident, $text:literal, $html:literal { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Template)]
        #[template(path = $text)]
        pub(super) struct $name { $($(#[$fdoc])* pub $field: $type,)* }

        #[derive(Template)]
        #[template(path = $html)]
        struct $html_name<'a> { $($field: &'a $type,)* }

        impl $name {
            pub(super) fn letter(&self, message_id: String, to: &str, subject: String) -> Result<Letter> {
                let text = self.render().map_err(fault)?;
                let html = $html_name { $($field: &self.$field,)* }.render().map_err(fault)?;
                Ok(Letter { message_id, to: to.to_owned(), subject, text, html })
            }
        }
    };
}

message! {
    /// To the invitee.
    Invitation, InvitationHtml, "mail/invitation.txt", "mail/invitation.html" {
        inviter: String,
        /// They asked for it themselves.
        asked: bool,
        /// Who approved the request for it.
        approver: Option<String>,
        organization: String,
        role: String,
        role_explanation: String,
        /// What it is about, if anything: an issue's title.
        issue: Option<String>,
        teams: Vec<String>,
        note: Vec<String>,
        lapses: String,
        address: String,
        link: String,
        page: String,
        code: String,
    }
}

message! {
    /// To the inviter.
    Accepted, AcceptedHtml, "mail/accepted.txt", "mail/accepted.html" {
        invitee: String,
        address: String,
        organization: String,
        role: String,
        issue: Option<String>,
        link: String,
    }
}

message! {
    /// To the inviter, when the invitation has lapsed or was revoked and its link's holder asks for a new one.
    Wanted, WantedHtml, "mail/wanted.txt", "mail/wanted.html" {
        address: String,
        organization: String,
        /// What became of the invitation: "has lapsed", "was revoked".
        why: &'static str,
        link: String,
    }
}

message! {
    /// To the invitee, who has not answered yet.
    Reminder, ReminderHtml, "mail/reminder.txt", "mail/reminder.html" {
        inviter: String,
        organization: String,
        role: String,
        issue: Option<String>,
        lapses: String,
        address: String,
        link: String,
        page: String,
        code: String,
    }
}

message! {
    /// To an approver: one or several requests that wait.
    Requests, RequestsHtml, "mail/requests.txt", "mail/requests.html" {
        heading: String,
        organization: String,
        items: Vec<RequestItem>,
        /// How many more there are than are shown.
        more: Option<usize>,
        all: String,
        /// Where requests to join are turned off, if there are any among them.
        settings: Option<String>,
    }
}

/// One request in a message to an approver.
#[derive(Clone, Debug)]
pub(super) struct RequestItem {
    pub title: String,
    pub role: String,
    pub teams: Vec<String>,
    pub about: Option<String>,
    pub note: Vec<String>,
    pub link: String,
}

message! {
    /// To whoever asked: one or several requests that were decided.
    DecidedRequests, DecidedRequestsHtml, "mail/decided.txt", "mail/decided.html" {
        heading: String,
        organization: String,
        items: Vec<DecidedItem>,
        more: Option<usize>,
        all: String,
    }
}

/// One request in a message to whoever asked.
#[derive(Clone, Debug)]
pub(super) struct DecidedItem {
    pub title: String,
    pub reason: Vec<String>,
    /// What that means.
    pub more: String,
}

message! {
    /// To the inviter: one or several invitations that have lapsed.
    Expired, ExpiredHtml, "mail/expired.txt", "mail/expired.html" {
        heading: String,
        items: Vec<String>,
        more: Option<usize>,
        link: String,
    }
}

message! {
    /// To whoever asked to join, and is a member now.
    JoinApproved, JoinApprovedHtml, "mail/join_approved.txt", "mail/join_approved.html" {
        organization: String,
        approver: String,
        role: String,
        role_explanation: String,
        address: String,
        link: String,
    }
}

message! {
    /// To whoever asked to join.
    JoinDenied, JoinDeniedHtml, "mail/join_denied.txt", "mail/join_denied.html" {
        organization: String,
        reason: Vec<String>,
        address: String,
    }
}

message! {
    /// To somebody who can't sign in.
    PasswordReset, PasswordResetHtml, "mail/password_reset.txt", "mail/password_reset.html" {
        address: String,
        link: String,
        page: String,
        code: String,
    }
}

message! {
    /// To whoever asked to join and has to prove the address.
    JoinConfirm, JoinConfirmHtml, "mail/join_confirm.txt", "mail/join_confirm.html" {
        organization: String,
        /// It came by a reusable link: nobody else decides.
        by_link: bool,
        address: String,
        lapses: String,
        link: String,
        page: String,
        code: String,
    }
}

message! {
    /// To whoever asked to join, where there is nothing to prove: how they stand.
    JoinStanding, JoinStandingHtml, "mail/join_standing.txt", "mail/join_standing.html" {
        organization: String,
        address: String,
        /// One sentence.
        standing: String,
        /// Where to go, if anywhere: link and label.
        next: Option<(String, String)>,
    }
}

message! {
    /// To a member whom a comment mentions.
    Mentioned, MentionedHtml, "mail/mentioned.txt", "mail/mentioned.html" {
        author: String,
        organization: String,
        issue: String,
        said: Vec<String>,
        link: String,
    }
}

fn fault(error: askama::Error) -> Error {
    Error::Fault(format!("a mail template failed: {error}"))
}
