//! Secrets that travel: session cookies, invitation links, API tokens. Only their SHA-256 is kept.

use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};

/// 256 random bits, as 64 hexadecimal digits; and what the database keeps of it.
#[derive(Clone)]
pub struct Token {
    pub secret: String,
    pub hash: Vec<u8>,
}

impl Token {
    /// A new token from the system's random source.
    ///
    /// # Panics
    /// If the system has no randomness to give; nothing safe can be done then.
    pub fn random() -> Self {
        let mut bytes = [0_u8; 32];
        SysRng.try_fill_bytes(&mut bytes).expect("the system's random source works");
        Self::of(hex::encode(bytes))
    }

    /// The token with this secret.
    pub fn of(secret: String) -> Self {
        let hash = hash(&secret);
        Self { secret, hash }
    }
}

/// SHA-256 of a secret as it was presented.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
