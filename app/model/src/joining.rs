//! Coming in from outside: requests to join, verified domains, reusable links.

use crate::{
    id::{JoinLinkId, TeamId},
    role::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The longest note of a request, in characters.
pub const MAX_NOTE: usize = 280;
/// The most uses a reusable link can have; without a limit it has none.
pub const MAX_USES: i64 = 1_000;
/// The longest a reusable link can work, in days; without an end it works until it is revoked.
pub const MAX_LINK_DAYS: i64 = 365;

/// What somebody types who asks to join. Signed in, name and address are the account's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinForm {
    pub name: String,
    pub address: String,
    /// At most [`MAX_NOTE`] characters of plain text.
    pub note: String,
    /// The page it is asked from, where the person lands later.
    pub wanted: Option<String>,
}

/// The answer to a request. It never says whether the address is known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "snake_case")]
pub enum Asked {
    /// What happens next stands in a message to the address.
    Sent,
    /// Signed in, and a rule of the organization takes them in at once.
    Joined { destination: String },
    /// This organization takes no requests, or there is none: the plain sign-in page.
    SignIn,
}

/// What an organization's sign-in page offers to whoever has no way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinOffer {
    /// The organization's name.
    pub organization: String,
    /// Asking is possible.
    pub ask: bool,
    /// Signed in, with a proved address at a domain whose people come in by themselves.
    pub join_now: bool,
}

/// What the link of a confirming message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmable {
    pub organization: String,
    pub address: String,
    /// It came by a reusable link: nobody else decides.
    pub by_link: bool,
}

/// The address of a request is proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub organization: String,
    pub address: String,
    pub next: AfterConfirming,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum AfterConfirming {
    /// Managers and owners decide.
    Waiting,
    /// A rule or a reusable link has decided: the invitation's page, with this code.
    Accept { code: String },
}

/// What a verified domain does for people whose address is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DomainPolicy {
    /// They come in by themselves.
    Join,
    /// They ask, and the request is approved by this rule as soon as the address is proved.
    #[default]
    Approve,
}

impl DomainPolicy {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Approve => "approve",
        }
    }
}

impl std::str::FromStr for DomainPolicy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "join" => Ok(Self::Join),
            "approve" => Ok(Self::Approve),
            _ => Err(()),
        }
    }
}

/// How a domain was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// A TXT record.
    Dns,
    /// Two owners with proved addresses there.
    Owners,
}

impl Proof {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Owners => "owners",
        }
    }
}

/// A domain of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedDomain {
    pub domain: String,
    pub policy: DomainPolicy,
    /// Name and text of the TXT record that proves it.
    pub record: (String, String),
    /// Since when, and how; `None`: not proved yet, and without effect.
    pub verified: Option<(Timestamp, Proof)>,
}

/// A link that several people may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinLink {
    pub id: JoinLinkId,
    pub role: Role,
    pub teams: Vec<String>,
    /// Who made it.
    pub maker: String,
    pub created_at: Timestamp,
    pub uses: i64,
    pub max_uses: Option<i64>,
    pub expires_at: Option<Timestamp>,
    /// Whether it works now, and if not, why.
    pub over: Option<String>,
}

/// What makes a reusable link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewJoinLink {
    pub role: Role,
    pub teams: Vec<TeamId>,
    /// At most [`MAX_USES`]; `None`: without limit.
    pub max_uses: Option<i64>,
    /// At most [`MAX_LINK_DAYS`]; `None`: without end.
    pub days: Option<i64>,
}

/// A link that was just made; it is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeJoinLink {
    pub id: JoinLinkId,
    pub link: String,
}

/// What the holder of a reusable link sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinLinkPreview {
    pub organization: String,
    pub maker: String,
    pub role: Role,
    pub teams: Vec<String>,
    /// Name and address of whoever is signed in with a proved address.
    pub signed_in: Option<(String, String)>,
    /// Where a member is taken; they need no link.
    pub member: Option<String>,
    /// Whether a message can prove the address of somebody new.
    pub mail_configured: bool,
}

/// What the settings page shows about coming in from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    pub domains: Vec<VerifiedDomain>,
    pub links: Vec<JoinLink>,
}

/// Providers where anybody gets an address: such a domain says nothing about who somebody works with.
const PUBLIC: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "disroot.org",
    "duck.com",
    "fastmail.com",
    "fastmail.fm",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "mailinator.com",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "passport.com",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "riseup.net",
    "rocketmail.com",
    "seznam.cz",
    "sina.com",
    "t-online.de",
    "tuta.com",
    "tuta.io",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "web.de",
    "wp.pl",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "zohomail.com",
];

/// Whether anybody can get an address at this (lower-case) domain.
pub fn is_public(domain: &str) -> bool {
    PUBLIC.binary_search(&domain).is_ok() || domain.starts_with("yahoo.") || domain.starts_with("hotmail.") || domain.starts_with("live.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_providers() {
        assert!(PUBLIC.is_sorted());
        for public in ["gmail.com", "yahoo.com.br", "zoho.com", "126.com"] {
            assert!(is_public(public), "{public}");
        }
        assert!(!is_public("acme.example") && !is_public("notgmail.com"));
    }
}
