//! Mentions in a comment: `@ana@x.org` means the person with that address, member or not.

use crate::email::Email;

/// The most mentions of one text.
const MOST: usize = 10;

/// The addresses that a text mentions, each once, in their order.
pub fn mentioned(text: &str) -> Vec<Email> {
    let mut found: Vec<Email> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '<' | '"' | '“' | '‘' | ',' | ';' | '|')) {
        let Some(rest) = word.trim_start_matches(['*', '_', '~', '\'']).strip_prefix('@') else { continue };
        // A domain ends where something begins that none can hold: a mark, an apostrophe.
        let Some(domain) = rest.find('@').map(|at| at + 1) else { continue };
        let end = rest[domain..].find(|c: char| !c.is_alphanumeric() && c != '-' && c != '.').map_or(rest.len(), |end| domain + end);
        let address = rest[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        if let Ok(email) = Email::parse(address)
            && found.len() < MOST
            && !found.iter().any(|other| other.key() == email.key())
        {
            found.push(email);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::mentioned;

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
        assert_eq!(mentioned(&(0..50).map(|n| format!("@a{n}@x.org ")).collect::<String>()).len(), 10);
    }
}
