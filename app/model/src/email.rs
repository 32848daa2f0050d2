//! E-mail addresses: which are acceptable and which are the same.
//!
//! Identity is computed here and nowhere else: the domain lower-cased and punycoded, ASCII letters of the local part folded, nothing else.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest address, RFC 5321.
pub const MAX_LENGTH: usize = 254;

/// An address as typed, together with what identifies it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    address: String,
    key: String,
}

/// Why a text is no address; `Display` is a sentence for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidEmail {
    Empty,
    TooLong,
    NoAt,
    TwoAts,
    NoLocalPart,
    LocalPart,
    Domain,
    NoDot,
}

impl fmt::Display for InvalidEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Type an e-mail address.",
            Self::TooLong => "This address is longer than any real one.",
            Self::NoAt => "This has no @.",
            Self::TwoAts => "This has more than one @.",
            Self::NoLocalPart => "Something is missing before the @.",
            Self::LocalPart => "There is a character before the @ that addresses can’t have.",
            Self::Domain => "The part after the @ is not a domain.",
            Self::NoDot => "The domain has no ending, such as .com.",
        })
    }
}

impl Email {
    /// Reads one bare address, surrounding white space allowed.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidEmail::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(InvalidEmail::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::NoAt)?;
        if local.contains('@') {
            return Err(InvalidEmail::TwoAts);
        }
        check_local(local)?;
        let domain_key = check_domain(domain)?;
        Ok(Self { address: text.to_owned(), key: format!("{}@{domain_key}", local.to_ascii_lowercase()) })
    }

    /// As it was typed; mail goes here.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What decides whether two addresses are the same.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The punycoded, lower-cased domain.
    pub fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The part before the @, as typed.
    pub fn local_part(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

fn check_local(local: &str) -> Result<(), InvalidEmail> {
    if local.is_empty() {
        return Err(InvalidEmail::NoLocalPart);
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || (!c.is_ascii() && c.is_alphanumeric());
    let dots_fine = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    if local.len() <= 64 && dots_fine && local.chars().all(allowed) { Ok(()) } else { Err(InvalidEmail::LocalPart) }
}

fn check_domain(domain: &str) -> Result<String, InvalidEmail> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| InvalidEmail::Domain)?;
    let label_fine = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if !ascii.split('.').all(label_fine) {
        return Err(InvalidEmail::Domain);
    }
    match ascii.rsplit_once('.') {
        None => Err(InvalidEmail::NoDot),
        Some((_, ending)) if ending.chars().all(|c| c.is_ascii_digit()) => Err(InvalidEmail::Domain),
        Some(_) => Ok(ascii),
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        Email::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity() {
        for (typed, key) in [
            ("Ana@X.org", "ana@x.org"),
            (" ana@x.org ", "ana@x.org"),
            ("ana+tag@x.org", "ana+tag@x.org"),
            ("a.na@x.org", "a.na@x.org"),
            ("ana@BÜCHER.example", "ana@xn--bcher-kva.example"),
            ("İ@x.org", "İ@x.org"),
            ("12345+ana@users.noreply.host.example", "12345+ana@users.noreply.host.example"),
        ] {
            assert_eq!(Email::parse(typed).map(|email| email.key().to_owned()), Ok(key.to_owned()), "{typed}");
        }
    }

    #[test]
    fn refusals() {
        for (typed, why) in [
            ("", InvalidEmail::Empty),
            ("ana", InvalidEmail::NoAt),
            ("bad@@x", InvalidEmail::TwoAts),
            ("@x.org", InvalidEmail::NoLocalPart),
            ("a b@x.org", InvalidEmail::LocalPart),
            ("a..b@x.org", InvalidEmail::LocalPart),
            ("a\r\nBcc: b@x.org", InvalidEmail::LocalPart),
            ("a\"b@x.org", InvalidEmail::LocalPart),
            ("ana@", InvalidEmail::Domain),
            ("ana@x", InvalidEmail::NoDot),
            ("ana@x..org", InvalidEmail::Domain),
            ("ana@-x.org", InvalidEmail::Domain),
            ("ana@127.0.0.1", InvalidEmail::Domain),
            ("ana@x.org>", InvalidEmail::Domain),
        ] {
            assert_eq!(Email::parse(typed), Err(why), "{typed:?}");
        }
    }
}
