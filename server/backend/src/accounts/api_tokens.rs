//! API tokens: how `sentry-cli` and scripts sign in. They act as the account that made them.

use super::store;
use crate::{
    Error, Result,
    access::Actor,
    clock::Clock,
    db::{Tx, query},
    new_id,
    token::Token,
};
use model::{
    account::{ApiTokenRow, NewApiToken},
    id::{AccountId, TokenId},
};

/// The most tokens one account may have.
const MOST: usize = 100;

/// Makes a token; its secret is in the answer and nowhere else.
///
/// # Errors
/// Invalid `name`; a conflict when there are a hundred already.
pub async fn create_api_token(actor: &Actor, name: &str) -> Result<NewApiToken> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    if list_api_tokens(actor).await?.len() >= MOST {
        return Err(Error::conflict("You have 100 tokens. Delete one that is no longer used first."));
    }
    let mut tx = actor.backend.db.begin().await?;
    let made = insert(&mut tx, &actor.backend.clock, &actor.account, &name).await?;
    tx.commit().await?;
    Ok(made)
}

pub(super) async fn insert(tx: &mut Tx, clock: &Clock, account: &AccountId, name: &str) -> Result<NewApiToken> {
    let secret = Token::random();
    let token = ApiTokenRow { id: TokenId(new_id(clock)), name: name.to_owned(), created_at: clock.now(), last_used_at: None };
    query("INSERT INTO api_tokens (token_hash, id, account_id, name, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&secret.hash)
        .bind(&token.id)
        .bind(account)
        .bind(name)
        .bind(token.created_at)
        .execute(tx)
        .await?;
    Ok(NewApiToken { token, secret: secret.secret })
}

/// The account's tokens, the newest first.
pub async fn list_api_tokens(actor: &Actor) -> Result<Vec<ApiTokenRow>> {
    store::api_tokens(actor).await
}

/// Deletes one of the account's own tokens; whatever uses it is refused from now on.
pub async fn delete_api_token(actor: &Actor, id: &TokenId) -> Result<()> {
    let mut tx = actor.backend.db.begin().await?;
    query("DELETE FROM api_tokens WHERE id = $1 AND account_id = $2").bind(id).bind(&actor.account).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
