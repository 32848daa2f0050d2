//! Links: minting one, ending earlier ones, and what they look like.

use crate::{
    Backend, Result,
    clock::Clock,
    db::{Tx, query},
    token::Token,
};
use model::{id::InvitationId, time::Timestamp};

/// A new token for an invitation, to be shown to whoever may hand it over; earlier ones go on working. Only its hash is kept.
/// Whoever uses it has proved nothing about the address.
pub(crate) async fn mint(tx: &mut Tx, clock: &Clock, invitation: &InvitationId) -> Result<Token> {
    insert(tx, clock, invitation, false).await
}

/// As [`mint`], for a message to the invited address and for whoever has just proved it: whoever uses it reads that mailbox.
pub(crate) async fn mint_mailed(tx: &mut Tx, clock: &Clock, invitation: &InvitationId) -> Result<Token> {
    insert(tx, clock, invitation, true).await
}

async fn insert(tx: &mut Tx, clock: &Clock, invitation: &InvitationId, mailed: bool) -> Result<Token> {
    let token = Token::random();
    query("INSERT INTO invitation_tokens (token_hash, invitation_id, created_at, mailed) VALUES ($1, $2, $3, $4)")
        .bind(&token.hash)
        .bind(invitation)
        .bind(clock.now())
        .bind(mailed)
        .execute(tx)
        .await?;
    Ok(token)
}

/// Ends every link that was handed out so far; their holders are told that a newer one was sent.
pub(super) async fn replace_all(tx: &mut Tx, invitation: &InvitationId, now: Timestamp) -> Result<()> {
    query("UPDATE invitation_tokens SET replaced_at = $2 WHERE invitation_id = $1 AND replaced_at IS NULL")
        .bind(invitation)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// The link with this token, made from the configured base URL alone. The token stands in the fragment: no log and no referrer gets it.
pub(super) fn link(backend: &Backend, token: &Token) -> String {
    format!("{}/invitation#{}", backend.settings.base_url, token.secret)
}

/// The token in what was pasted: the code itself, or the whole link.
pub(super) fn read(pasted: &str) -> &str {
    pasted.trim().rsplit('#').next().unwrap_or_default()
}
