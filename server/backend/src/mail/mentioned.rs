//! To a member whom a comment mentions: who said what, about which issue.

use super::{
    letters::{Letter, Mentioned},
    text,
};
use crate::{
    Backend, Result,
    db::{Tx, query},
};
use model::email::Email;

#[derive(sqlx::FromRow)]
struct Comment {
    author: Option<String>,
    data: String,
    issue_id: String,
    title: String,
    organization: String,
    slug: String,
}

/// `None` where the comment or the issue is gone, or the recipient is no member any more.
pub(super) async fn write(tx: &mut Tx, backend: &Backend, message_id: String, comment: &str, to: &str) -> Result<Option<Letter>> {
    let Ok(email) = Email::parse(to) else { return Ok(None) };
    let row: Option<Comment> = query(
        "SELECT a.name AS author, v.data, i.id AS issue_id, i.title, o.name AS organization, o.slug
         FROM issue_activity v JOIN issues i ON i.id = v.issue_id JOIN organizations o ON o.id = i.organization_id
         LEFT JOIN accounts a ON a.id = v.account_id
         WHERE v.id = $1 AND v.kind = 'comment' AND EXISTS (SELECT 1 FROM memberships m JOIN account_emails e ON e.account_id = m.account_id
           WHERE m.organization_id = i.organization_id AND e.email_key = $2)",
    )
    .bind(comment)
    .bind(email.key())
    .optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let said: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
    let author = row.author.as_deref().unwrap_or("A former member");
    let subject = format!("{} mentioned you: {}", text::line(author), text::line(&row.title));
    let message = Mentioned {
        author: text::name(author),
        organization: text::name(&row.organization),
        issue: text::name(&row.title),
        said: text::note(said["text"].as_str().unwrap_or_default()),
        link: format!("{}/{}/issues/{}", backend.settings.base_url, row.slug, row.issue_id),
    };
    message.letter(message_id, to, subject).map(Some)
}
