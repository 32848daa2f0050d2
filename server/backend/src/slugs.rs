//! Free short names: the name's own slug, or the first of `slug-2`, `slug-3`, … that nobody has.

/// What to try for `name`, in order. `fallback` where no letter of the name fits into a slug.
pub fn candidates(name: &str, fallback: &str) -> impl Iterator<Item = String> + use<> {
    let base = match model::slug::slugify(name) {
        slug if slug.is_empty() => fallback.to_owned(),
        slug => slug,
    };
    (1..1_000)
        .map(move |n| {
            if n == 1 {
                return base.clone();
            }
            let tail = format!("-{n}");
            let room = base.len().min(model::slug::MAX_LENGTH - tail.len());
            format!("{}{tail}", base[..room].trim_end_matches('-'))
        })
        .filter(|slug| model::slug::is_valid(slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_valid_and_differ() {
        assert_eq!(candidates("Acme, Inc.", "x").take(2).collect::<Vec<_>>(), ["acme-inc", "acme-inc-2"]);
        assert_eq!(candidates("login", "x").next().as_deref(), Some("login-2"));
        assert_eq!(candidates("李", "team").next().as_deref(), Some("team"));
        assert!(candidates(&"a".repeat(80), "x").take(20).all(|slug| model::slug::is_valid(&slug)));
    }
}
