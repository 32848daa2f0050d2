//! Saying something about an issue.

use super::{activity, markdown, mentions, store};
use crate::{Error, Result, access::Access, analytics, outbox};
use model::{
    id::IssueId,
    issue::{Activity, Actor, MAX_COMMENT, What},
    live::Change,
    permission::Action,
    product_event::ProductEvent,
};
use serde_json::json;

/// Adds a comment, in Markdown.
///
/// # Errors
/// Not found; invalid `comment` when it is empty or longer than [`MAX_COMMENT`].
pub async fn comment(access: &Access, issue: &IssueId, text: &str) -> Result<Activity> {
    access.require(Action::WorkOnIssues, "Only members comment on issues.")?;
    let text = text.trim().replace('\0', "");
    if text.is_empty() {
        return Err(Error::invalid("comment", "Write something first."));
    }
    if text.chars().count() > MAX_COMMENT {
        return Err(Error::invalid("comment", format!("A comment can have {MAX_COMMENT} characters. This one is kept here; please shorten it.")));
    }
    let (backend, organization, actor) = (access.backend(), &access.organization.id, &access.actor);
    let mut tx = backend.db.begin().await?;
    store::find(&mut tx, organization, issue).await?.ok_or_else(Error::not_found)?;
    let what = What::Comment { text: text.clone(), html: String::new() };
    let id = activity::write(&mut tx, &backend.clock, issue, Some(&actor.account), &what).await?;
    analytics::track(&mut tx, &backend.clock, organization, Some(&actor.account), ProductEvent::MemberActive, json!({ "action": "comment" })).await?;
    mentions::tell(&mut tx, access, &id, &text).await?;
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(organization, Change::Issue { issue: issue.clone() });
    Ok(Activity {
        id,
        who: Some(Actor { id: actor.account.clone(), name: actor.name.clone() }),
        at: backend.clock.now(),
        what: What::Comment { html: markdown::render(&text), text },
    })
}
