//! Whoever is mentioned in a comment and works here gets a message. Nobody outside ever does: they are invited, or hear nothing.

use crate::{
    Result,
    access::Access,
    db::{Tx, query},
    outbox::{self, Message},
};
use model::{email::Email, id::ActivityId, mention::mentioned};

/// Puts a message for each member who is mentioned by a proved address into the outbox, once for a person, never to the author.
pub(super) async fn tell(tx: &mut Tx, access: &Access, comment: &ActivityId, text: &str) -> Result<()> {
    let backend = access.backend();
    if !backend.settings.mail_configured() {
        return Ok(());
    }
    let mut told = vec![access.actor.account.0.clone()];
    for email in mentioned(text) {
        let member: Option<(String, String)> = query(
            "SELECT m.account_id, e.address FROM account_emails e JOIN memberships m ON m.account_id = e.account_id
             WHERE m.organization_id = $1 AND e.email_key = $2 AND e.verified_at IS NOT NULL",
        )
        .bind(&access.organization.id)
        .bind(email.key())
        .optional(&mut *tx)
        .await?;
        let Some((account, address)) = member.filter(|(account, _)| !told.contains(account)) else { continue };
        told.push(account);
        if let Ok(to) = Email::parse(&address) {
            outbox::enqueue(tx, &backend.clock, Message::Mentioned { comment, to: &to }).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{issues::comment, mail, on_both, outbox, testing::Kit};
    use model::{id::IssueId, role::Role};

    on_both!(members_who_are_mentioned_get_a_message, async |kit: Kit| {
        kit.organization("acme").await;
        let ana = kit.member("acme", Role::Member, "ana@acme.example").await;
        kit.member("acme", Role::Member, "ben@acme.example").await;
        let project = kit.project("acme", "shop").await;
        let mut tx = kit.backend.db.begin().await.expect("begin");
        crate::db::query(
            "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, times_seen, people_seen)
             VALUES ('i', $1, $2, 1, 'TypeError: x', 'checkout', 'error', 'python', 'unresolved', 0, 0, 1, 1)",
        )
        .bind(&ana.organization.id)
        .bind(project)
        .execute(&mut tx)
        .await
        .expect("issue");
        tx.commit().await.expect("commit");
        let text = "@Ben@acme.example (and @ben@acme.example), @ana@acme.example, @zoe@x.example: look at <b>this</b>";
        comment(&ana, &IssueId("i".into()), text).await.expect("said");
        let rows: Vec<(String, String)> =
            crate::db::query("SELECT subject_id, recipient FROM outbox WHERE kind = 'mentioned'").all(&kit.backend.db).await.expect("rows");
        let [(comment, to)] = &rows[..] else { panic!("one message: {rows:?}") };
        assert_eq!(to, "ben@acme.example");
        let mut tx = kit.backend.db.begin().await.expect("begin");
        let composed = mail::compose(&mut tx, &kit.backend, outbox::Kind::Mentioned, "1", comment, to).await.expect("written");
        let mail::Composed::Letter(letter) = composed else { panic!("nothing was written") };
        assert!(letter.subject.contains("mentioned you: TypeError: x") && letter.text.contains("/acme/issues/i"), "{letter:?}");
        assert!(letter.html.contains("&#60;b&#62;") || letter.html.contains("&lt;b&gt;"), "{}", letter.html);
    });
}
