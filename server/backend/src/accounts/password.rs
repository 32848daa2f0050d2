//! Passwords: which are acceptable, and how they are kept (argon2id, 19 MiB, two passes).

use super::store;
use crate::{Error, Result, access::Actor};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use model::error::ApiError;
use std::sync::{LazyLock, OnceLock};
use tokio::sync::Semaphore;

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = model::account::MIN_PASSWORD..=1_024;

/// Words that common passwords are made of: 253 of them. A password that is nothing but one of these, dressed up with digits, signs, capitals or
/// look-alike characters, is refused; that covers far more than a list of the same size would.
const COMMON: &str = include_str!("common_words.txt");

/// The 5,000 passwords of at least 8 characters that came most often in published leaks (counts: the frequency list of zxcvbn), small, in order.
static LEAKED: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Hashing takes 19 MiB a time; more at once would only make each slower and memory unbounded.
static SLOTS: Semaphore = Semaphore::const_new(4);

/// Who works or waits for a slot. Whoever comes when this is full is sent away at once: waiting longer than a second or two helps nobody.
static QUEUE: Semaphore = Semaphore::const_new(100);

/// A hash to compare with where there is no account, so that the answer takes as long.
static DUMMY: OnceLock<PasswordHash> = OnceLock::new();

static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19 * 1_024, 2, 1, None).expect("these parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// An acceptable password's hash, in PHC notation.
#[derive(Clone, Debug)]
pub struct PasswordHash(pub(super) String);

/// Refuses passwords that are too short, too long, or among the commonest. `about`: the person's own name and address.
///
/// # Errors
/// Invalid `password`, with a sentence.
pub fn check_password(password: &str, about: &[&str]) -> Result<()> {
    let length = password.chars().count();
    if length < *LENGTH.start() {
        return Err(Error::invalid("password", "Use at least 8 characters. A few words in a row are fine."));
    }
    if length > *LENGTH.end() {
        return Err(Error::invalid("password", "Use at most 1,024 characters."));
    }
    if is_common(password) {
        return Err(Error::invalid("password", "This is among the passwords that are guessed first. Choose another one."));
    }
    let lower = password.to_lowercase();
    if about.iter().any(|word| word.to_lowercase() == lower) {
        return Err(Error::invalid("password", "This is your own name or address. Choose something that others can’t guess."));
    }
    Ok(())
}

fn is_common(password: &str) -> bool {
    let lower: Vec<char> = password.to_lowercase().chars().collect();
    if repeats(&lower) || runs(&lower) {
        return true;
    }
    let plain: String = lower.iter().collect();
    let core = plain.trim_matches(|c: char| !c.is_alphabetic());
    let dressed = plain.len() - core.len() <= 6;
    let plain_letters: String = plain.chars().map(letter).collect();
    let core_letters: String = core.chars().map(letter).collect();
    let is = |word: &str| plain_letters == word || (dressed && (core == word || core_letters == word));
    let leaked = |text: &str| LEAKED.binary_search(&text).is_ok();
    leaked(&plain) || leaked(&plain_letters) || (dressed && (leaked(core) || leaked(&core_letters))) || COMMON.split_whitespace().any(is)
}

/// The letter that a look-alike stands for.
const fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// One to four characters again and again: `aaaaaaaa`, `abcabcabc`.
fn repeats(text: &[char]) -> bool {
    (1..=4).any(|period| text.iter().zip(&text[period.min(text.len())..]).all(|(a, b)| a == b))
}

/// Neighbours in the alphabet, among the digits or on a keyboard, all the way: `12345678`, `qwertyuiop`, `87654321`.
fn runs(text: &[char]) -> bool {
    const ROWS: [&str; 6] = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p"];
    let forward: String = text.iter().collect();
    let backward: String = text.iter().rev().collect();
    ROWS.iter().any(|row| row.contains(&forward) || row.contains(&backward))
}

/// Checks and hashes a password. Do this before the transaction begins: it takes tens of milliseconds.
///
/// # Errors
/// Invalid `password`.
pub async fn hash_password(password: &str, about: &[&str]) -> Result<PasswordHash> {
    check_password(password, about)?;
    hash(password.to_owned()).await
}

async fn hash(password: String) -> Result<PasswordHash> {
    blocking(move || {
        let hash: phc::PasswordHash = ARGON2.hash_password(password.as_bytes()).map_err(|error| Error::Fault(format!("argon2: {error}")))?;
        Ok(PasswordHash(hash.to_string()))
    })
    .await
}

/// Whether the password belongs to the stored hash; `None` takes as long and is false.
pub(super) async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    if password.chars().count() > *LENGTH.end() {
        return Ok(false);
    }
    let (stored, real) = match stored {
        Some(stored) if !stored.is_empty() => (stored, true),
        _ => (dummy().await?, false),
    };
    let password = password.to_owned();
    let matches = blocking(move || {
        let parsed = phc::PasswordHash::new(&stored).map_err(|error| Error::Fault(format!("stored password: {error}")))?;
        Ok(ARGON2.verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await?;
    Ok(matches && real)
}

async fn dummy() -> Result<String> {
    if let Some(hash) = DUMMY.get() {
        return Ok(hash.0.clone());
    }
    let made = hash("nobody has this password".to_owned()).await?;
    Ok(DUMMY.get_or_init(|| made).0.clone())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let busy = |_| ApiError::Unavailable { reason: "Very many people are signing in at this moment. Please try again in a few seconds.".into() };
    let _place = QUEUE.try_acquire().map_err(busy)?;
    let _slot = SLOTS.acquire().await.map_err(|error| Error::Fault(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Fault(format!("hashing: {error}")))?
}

/// Changes the password of whoever is signed in, and ends their other sessions.
///
/// # Errors
/// Invalid `current` or `password`; limited after too many tries.
pub async fn change_password(actor: &Actor, current: &str, password: &str) -> Result<()> {
    let backend = &actor.backend;
    let mut tx = backend.db.begin().await?;
    let counted = super::limits::count(&mut tx, &backend.clock, super::sign_in::PER_ADDRESS, actor.email.key()).await;
    tx.commit().await?;
    counted?;
    let stored = store::password_of(&backend.db, &actor.account).await?;
    if !verify(current, stored).await? {
        return Err(Error::invalid("current", "This is not your present password."));
    }
    let hash = hash_password(password, &[&actor.name, actor.email.address(), actor.email.local_part()]).await?;
    let mut tx = backend.db.begin().await?;
    store::set_password(&mut tx, &actor.account, &hash).await?;
    store::end_sessions(&mut tx, &actor.account, actor.session.as_ref()).await?;
    super::limits::forget(&mut tx, super::sign_in::PER_ADDRESS, actor.email.key()).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_refused() {
        assert_eq!(COMMON.split_whitespace().count(), 253);
        assert!(LEAKED.len() >= 5_000 && LEAKED.is_sorted() && LEAKED.iter().all(|one| one.chars().count() >= 8));
        for bad in [
            "password",
            "Password1",
            "P@ssw0rd",
            "passw0rd!",
            "12345678",
            "123456789",
            "87654321",
            "qwertyuiop",
            "1q2w3e4r",
            "aaaaaaaa",
            "abcabcabc",
            "iloveyou",
            "ILoveYou123",
            "sunshine1",
            "football",
            "letmein123",
            "admin123",
            "welcome2026!",
            "short",
            "qwerty123",
            "00000000",
            "1qaz2wsx",
            "q1w2e3r4",
            "a1b2c3d4",
            "benjamin",
            "Elizabeth1!",
            "11111111",
        ] {
            assert!(check_password(bad, &[]).is_err(), "{bad}");
        }
        for good in ["correct horse battery", "gr8-otters-swim", "Tr0ub4dor&3x", "xkcd9364-blue", "密码密码密码密码很长吗"] {
            assert!(check_password(good, &[]).is_ok(), "{good}");
        }
        assert!(check_password("ana@acme.example", &["ana@acme.example"]).is_err());
        assert!(check_password(&"ab3 ".repeat(300), &[]).is_err(), "too long");
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hash = hash_password("correct horse battery", &[]).await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(verify("correct horse battery", Some(hash.0.clone())).await.unwrap());
        assert!(!verify("correct horse batterz", Some(hash.0)).await.unwrap());
        assert!(!verify("nobody has this password", None).await.unwrap());
    }
}
