//! Short names in addresses: organizations, teams, projects.

/// Names that the product's own pages use; no organization may take them.
pub const RESERVED: [&str; 23] = [
    "account",
    "api",
    "assets",
    "confirm",
    "docs",
    "health",
    "help",
    "invitation",
    "join",
    "live",
    "login",
    "logout",
    "mailbox",
    "metrics",
    "new",
    "ofrep",
    "organizations",
    "public",
    "reset",
    "rpc",
    "static",
    "verify",
    "welcome",
];

/// The longest slug.
pub const MAX_LENGTH: usize = 50;

/// Makes a slug from a name: lower-case ASCII letters, digits and single hyphens. Empty when nothing fits.
pub fn slugify(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= MAX_LENGTH {
            break;
        }
    }
    slug.trim_matches('-').to_owned()
}

/// Whether `slug` may name an organization, team or project.
pub fn is_valid(slug: &str) -> bool {
    !slug.is_empty() && slug.len() <= MAX_LENGTH && slugify(slug) == slug && !RESERVED.contains(&slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for (name, slug) in [("Acme, Inc.", "acme-inc"), ("  Größe 7 ", "gr-e-7"), ("--", ""), ("shop", "shop")] {
            assert_eq!(slugify(name), slug);
        }
        assert!(is_valid("shop-2"));
        assert!(!is_valid("login"), "reserved");
        assert!(!is_valid("Shop"));
    }
}
