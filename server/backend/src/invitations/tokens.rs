//! Links: what they look like, and minting one.

use crate::{
    Backend, Result,
    clock::Clock,
    db::{Tx, query},
    token::Token,
};
use model::id::InvitationId;

/// A new token for an invitation; earlier ones go on working. Only its hash is kept.
pub(crate) async fn mint(tx: &mut Tx, clock: &Clock, invitation: &InvitationId) -> Result<Token> {
    let token = Token::random();
    query("INSERT INTO invitation_tokens (token_hash, invitation_id, created_at) VALUES ($1, $2, $3)")
        .bind(&token.hash)
        .bind(invitation)
        .bind(clock.now())
        .execute(tx)
        .await?;
    Ok(token)
}

/// The link with this token, made from the configured base URL alone. The token stands in the fragment: no log and no referrer gets it.
pub(crate) fn link(backend: &Backend, token: &Token) -> String {
    format!("{}/invitation#{}", backend.settings.base_url, token.secret)
}
