//! The demo mailbox: where messages go in demo mode, and how its page reads them.

use super::Letter;
use crate::{Backend, Error, Result, db::query, new_id};
use model::{
    error::ApiError,
    mailbox::{MailboxMessage, MailboxRow},
    time::Timestamp,
};

/// The most messages that the page lists, newest first.
const SHOWN: i64 = 200;

/// Keeps a message.
pub(super) async fn put(backend: &Backend, letter: &Letter) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    query("INSERT INTO mailbox (id, recipient, subject, text_body, html_body, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(new_id(&backend.clock))
        .bind(&letter.to)
        .bind(&letter.subject)
        .bind(&letter.text)
        .bind(&letter.html)
        .bind(backend.clock.now())
        .execute(&mut tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What arrived, newest first.
///
/// # Errors
/// [`ApiError::NotFound`] outside demo mode.
pub async fn list(backend: &Backend) -> Result<Vec<MailboxRow>> {
    demo_only(backend)?;
    let rows: Vec<(String, String, String, i64)> =
        query("SELECT id, recipient, subject, created_at FROM mailbox ORDER BY created_at DESC, id DESC LIMIT $1")
            .bind(SHOWN)
            .all(&backend.db)
            .await?;
    Ok(rows.into_iter().map(|(id, to, subject, at)| MailboxRow { id, to, subject, at: Timestamp(at) }).collect())
}

/// One message.
///
/// # Errors
/// [`ApiError::NotFound`] when there is none, or outside demo mode.
pub async fn read(backend: &Backend, id: &str) -> Result<MailboxMessage> {
    demo_only(backend)?;
    let (id, to, subject, text, at): (String, String, String, String, i64) =
        query("SELECT id, recipient, subject, text_body, created_at FROM mailbox WHERE id = $1")
            .bind(id)
            .optional(&backend.db)
            .await?
            .ok_or(ApiError::NotFound)?;
    Ok(MailboxMessage { row: MailboxRow { id, to, subject, at: Timestamp(at) }, text })
}

/// The HTML of one message, as a mail program would get it.
///
/// # Errors
/// [`ApiError::NotFound`] when there is none, or outside demo mode.
pub async fn html(backend: &Backend, id: &str) -> Result<String> {
    demo_only(backend)?;
    let (html,): (String,) = query("SELECT html_body FROM mailbox WHERE id = $1").bind(id).optional(&backend.db).await?.ok_or(ApiError::NotFound)?;
    Ok(html)
}

fn demo_only(backend: &Backend) -> Result<()> {
    if backend.settings.demo { Ok(()) } else { Err(Error::not_found()) }
}
