//! Recognises secrets by the name they go by, and a few by their looks, before anything is stored.

use std::borrow::Cow;

/// What stands in a secret's place.
pub const HIDDEN: &str = "[hidden]";

/// Anywhere in a name (lower case, without `-`, `_`, `.` and spaces).
const PARTS: [&str; 23] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "authkey",
    "credential",
    "authorization",
    "cookie",
    "sessionid",
    "sessid",
    "creditcard",
    "cardnumber",
    "connectionstring",
    "bearer",
    "webhookurl",
    "databaseurl",
    "redisurl",
    "authtoken",
];
/// As a whole name.
const WHOLE: [&str; 14] = ["pwd", "pass", "auth", "jwt", "cvv", "cvc", "ssn", "pin", "otp", "totp", "sid", "session", "xauth", "pw"];
/// Names that hold `token` but count things.
const COUNTS: [&str; 6] = ["tokens", "tokencount", "tokentype", "tokenize", "tokenlimit", "tokenusage"];
/// How known kinds of token begin.
const PREFIXES: [&str; 14] =
    ["ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "sk_live_", "rk_live_", "sntrys_", "sntryu_", "AKIA", "npm_"];

/// Whether a name says that its value is a secret: `DB_PASSWORD`, `x-api-key`, `sentry.auth.token`.
pub fn is_secret_name(name: &str) -> bool {
    if name.len() > 128 {
        return false;
    }
    let mut plain = [0_u8; 128];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b'.' | b' ')) {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let Ok(plain) = std::str::from_utf8(&plain[..length]) else { return false };
    WHOLE.contains(&plain)
        || PARTS.iter().any(|part| plain.contains(part))
        || (plain.contains("token") && !COUNTS.iter().any(|count| plain.contains(count)))
}

/// The text with secrets inside it hidden: passwords in URLs, secret query parameters, known kinds of token, private keys.
/// `None` where there is nothing to hide.
pub fn text(text: &str) -> Option<String> {
    let bare = text.trim_start_matches(['\'', '"']);
    if PREFIXES.iter().any(|prefix| bare.starts_with(prefix) && bare.len() >= prefix.len() + 12)
        || is_bearer(bare)
        || text.contains("PRIVATE KEY-----")
    {
        return Some(HIDDEN.to_owned());
    }
    let mut hidden: Cow<'_, str> = Cow::Borrowed(text);
    if let Some(clean) = without_url_password(text) {
        hidden = Cow::Owned(clean);
    }
    if let Some(clean) = without_secret_parameters(&hidden) {
        hidden = Cow::Owned(clean);
    }
    match hidden {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

fn is_bearer(text: &str) -> bool {
    text.len() > 16 && text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) && !text[7..].trim().contains(' ')
}

/// `scheme://user:password@host` → `scheme://user:[hidden]@host`. A user alone (a DSN's public key) stays.
fn without_url_password(text: &str) -> Option<String> {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | ',' | '<' | '>')).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        match authority.rsplit_once('@').map(|(login, host)| (login.split_once(':'), host)) {
            Some((Some((user, password)), host)) if !password.is_empty() => {
                clean.push_str(user);
                clean.push(':');
                clean.push_str(HIDDEN);
                clean.push('@');
                clean.push_str(host);
            }
            _ => clean.push_str(authority),
        }
        rest = tail;
    }
    clean.push_str(rest);
    (clean != text && !clean.is_empty()).then_some(clean)
}

/// `?step=1&token=abc` → `?step=1&token=[hidden]`, wherever a query string stands in the text.
fn without_secret_parameters(text: &str) -> Option<String> {
    if !text.contains('=') {
        return None;
    }
    let mut clean = String::new();
    let mut changed = false;
    for piece in text.split_inclusive(['?', '&', ' ', ';']) {
        let end = piece.len() - usize::from(piece.ends_with(['?', '&', ' ', ';']));
        match piece[..end].split_once('=') {
            Some((name, value))
                if !value.is_empty() && value != HIDDEN && name.len() < 64 && !name.contains(['(', '{', '<']) && is_secret_name(name) =>
            {
                changed = true;
                clean.push_str(name);
                clean.push('=');
                clean.push_str(HIDDEN);
                clean.push_str(&piece[end..]);
            }
            _ => clean.push_str(piece),
        }
    }
    changed.then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "password",
            "DB_PASSWORD",
            "SENTRY_AUTH_TOKEN",
            "x-api-key",
            "AWS_SECRET_ACCESS_KEY",
            "Authorization",
            "Cookie",
            "csrftoken",
            "PHPSESSID",
            "sessionid",
            "auth",
            "stripe.secret",
            "DATABASE_URL",
            "pwd",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["path", "LANG", "input_tokens", "token_count", "author", "passenger", "key", "release", "keyboard", "PWD_LENGTHS", "compass", ""]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn values() {
        assert_eq!(text("postgres://app:hunter2@db:5432/shop").as_deref(), Some("postgres://app:[hidden]@db:5432/shop"));
        assert_eq!(text("http://0123456789abcdef@127.0.0.1:9100/1"), None);
        assert_eq!(text("https://shop.example/reset?step=1&token=abcdef").as_deref(), Some("https://shop.example/reset?step=1&token=[hidden]"));
        assert_eq!(text("ghp_0123456789abcdef0123").as_deref(), Some(HIDDEN));
        assert_eq!(text("Bearer 0123456789abcdef").as_deref(), Some(HIDDEN));
        assert_eq!(text("plain words, a = b"), None);
        assert_eq!(text(""), None);
    }
}
