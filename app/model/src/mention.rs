//! Mentions in a comment: `@ana@x.org` means the person with that address, member or not.

use crate::email::Email;
use std::ops::Range;

/// The most mentions of one text.
const MOST: usize = 10;

/// The addresses that a text mentions, each once, in their order.
pub fn mentioned(text: &str) -> Vec<Email> {
    let mut found: Vec<Email> = Vec::new();
    for (_, email) in mentions(text) {
        if found.len() < MOST && !found.iter().any(|other| other.key() == email.key()) {
            found.push(email);
        }
    }
    found
}

/// Every mention in a text, with where it stands: from its @ to the end of the address.
pub fn mentions(text: &str) -> Vec<(Range<usize>, Email)> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '<' | '"' | '“' | '‘' | ',' | ';' | '|');
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(ends) {
        let begins = at;
        at += word.len();
        let bare = word.trim_end_matches(ends).trim_start_matches(['*', '_', '~', '\'']);
        let begins = begins + (word.len() - word.trim_start_matches(['*', '_', '~', '\'']).len());
        let Some(rest) = bare.strip_prefix('@') else { continue };
        // A domain ends where something begins that none can hold: a mark, an apostrophe.
        let Some(domain) = rest.find('@').map(|at| at + 1) else { continue };
        let end = rest[domain..].find(|c: char| !c.is_alphanumeric() && c != '-' && c != '.').map_or(rest.len(), |end| domain + end);
        let address = rest[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        if let Ok(email) = Email::parse(address) {
            found.push((begins..begins + 1 + address.len(), email));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{mentioned, mentions};

    #[test]
    fn an_at_sign_before_an_address_mentions_it() {
        let keys = |text: &str| mentioned(text).iter().map(|email| email.key().to_owned()).collect::<Vec<_>>();
        for (text, expected) in [
            ("@ana@x.org, look", vec!["ana@x.org"]),
            ("Is this yours (@Ana@x.org)? Or **@bo@y.example**’s, @ana@X.ORG.", vec!["ana@x.org", "bo@y.example"]),
            ("mail ana@x.org about it", vec![]),
            ("@ana @x.org @ @@ @ana@", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
        let text = "Is this yours (@Ana@x.org)? Or **@bo@y.example**’s.";
        assert_eq!(mentions(text).into_iter().map(|(place, _)| &text[place]).collect::<Vec<_>>(), ["@Ana@x.org", "@bo@y.example"]);
        assert_eq!(mentioned(&(0..50).map(|n| format!("@a{n}@x.org ")).collect::<String>()).len(), 10);
    }
}
