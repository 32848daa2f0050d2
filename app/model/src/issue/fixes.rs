//! What a commit says that it fixes: `Round prices. Fixes SHOP-4F, SHOP-12`.

use super::ShortId;

/// Words that announce it, in any case, with or without a colon.
const WORDS: [&str; 9] = ["fix", "fixes", "fixed", "resolve", "resolves", "resolved", "close", "closes", "closed"];
/// The most issues that one message fixes.
const MOST: usize = 20;

/// Short ids that follow such a word, in their order, each once.
pub fn fixed_by(message: &str) -> Vec<ShortId> {
    let mut found: Vec<ShortId> = Vec::new();
    let mut announced = false;
    for word in message.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let goes_on = announced && (matches!(bare.to_ascii_lowercase().as_str(), "and" | "issue" | "issues") || bare.is_empty());
        match ShortId::parse(bare).filter(|_| announced) {
            Some(short) => {
                // A list goes on after a comma, and after `and`; a full stop ends it.
                announced = !word.ends_with(['.', ';', '!', '?']);
                if !found.contains(&short) && found.len() < MOST {
                    found.push(short);
                }
            }
            None => announced = goes_on || WORDS.contains(&bare.to_ascii_lowercase().as_str()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_named_after_a_word() {
        let named =
            |message: &str| fixed_by(message).iter().map(|short| super::super::short_id(&short.project_slug, short.number)).collect::<Vec<_>>();
        for (message, ids) in [
            ("Fixes SHOP-4F", vec!["SHOP-4F"]),
            ("Round prices\n\nresolves: shop-4f, SHOP-12 and web-app-3.\nSee SHOP-9", vec!["SHOP-4F", "SHOP-12", "WEB-APP-3"]),
            ("(fixed SHOP-1)", vec!["SHOP-1"]),
            ("Fix issue SHOP-1; SHOP-2", vec!["SHOP-1"]),
            ("Fixes SHOP-1 SHOP-1", vec!["SHOP-1"]),
            ("SHOP-1 is not fixed", vec![]),
            ("This fixes the SHOP-1 rounding", vec![]),
            ("prefixes SHOP-1", vec![]),
            ("Fixes #12, UTF-8", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(named(message), ids, "{message}");
        }
    }
}
