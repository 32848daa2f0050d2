//! Who hears what, and when: gathered messages, reminders, what lapsed.

use super::{
    super::*,
    batch, count,
    deciding::{ask, yes},
    group, invite, outsider, sql, team,
};
use crate::{access::Access, db::query, on_both, outbox, testing::Kit};
use model::{
    id::InvitationId,
    invitation::Outcome,
    role::Role,
    time::{DAY, MINUTE},
};

/// Lets everything that is due leave, and answers the subjects that `address` has, oldest first.
async fn mail(kit: &Kit, address: &str) -> Vec<String> {
    while outbox::run_once(&kit.backend).await.expect("runs") > 0 {}
    let rows: Vec<(String,)> =
        query("SELECT subject FROM mailbox WHERE recipient = $1 ORDER BY created_at, id").bind(address).all(&kit.backend.db).await.expect("reads");
    rows.into_iter().map(|(subject,)| subject).collect()
}

async fn text(kit: &Kit, address: &str) -> String {
    let (text,): (String,) = query("SELECT text_body FROM mailbox WHERE recipient = $1 ORDER BY created_at DESC, id DESC LIMIT 1")
        .bind(address)
        .one(&kit.backend.db)
        .await
        .expect("a message");
    text
}

const OLGA: &str = "olga@acme.example";
const MIA: &str = "mia@acme.example";
const MEL: &str = "mel@acme.example";

async fn acme(kit: &Kit) -> (Access, Access, Access) {
    kit.organization("acme").await;
    let (olga, mia) = (kit.member("acme", Role::Owner, OLGA).await, kit.member("acme", Role::Manager, MIA).await);
    (olga, mia, kit.member("acme", Role::Member, MEL).await)
}

on_both!(approvers_hear_of_the_first_at_once_and_of_the_rest_together, async |kit: Kit| {
    let (olga, _, mel) = acme(&kit).await;
    let first = ask(&mel, "a@x.example", Role::Member, &[]).await;
    assert_eq!(mail(&kit, OLGA).await, ["mel asks to invite a@x.example to acme"]);
    assert_eq!(mail(&kit, MIA).await.len(), 1);
    assert!(text(&kit, OLGA).await.contains(&format!("https://muster.example/acme/requests#request-{first}")));
    for (n, address) in ["b@x.example", "c@x.example", "d@x.example", "e@x.example"].iter().enumerate() {
        kit.backend.clock.advance(MINUTE);
        ask(&mel, address, if n == 0 { Role::Owner } else { Role::Member }, &[]).await;
    }
    let withdrawn = ask(&mel, "f@x.example", Role::Member, &[]).await;
    withdraw(&mel, &withdrawn).await.expect("withdrawn");
    kit.backend.clock.advance(10 * MINUTE);
    assert_eq!(mail(&kit, OLGA).await.len(), 1, "still gathering");
    kit.backend.clock.advance(MINUTE);
    assert_eq!(mail(&kit, OLGA).await.last().map(String::as_str), Some("4 requests wait for you in acme"));
    assert_eq!(mail(&kit, MIA).await.last().map(String::as_str), Some("3 requests wait for you in acme"), "an owner is for owners to decide");
    kit.backend.clock.advance(DAY);
    assert_eq!(mail(&kit, OLGA).await.len(), 2, "nothing is told twice");
    ask(&mel, "g@x.example", Role::Member, &[]).await;
    assert_eq!(mail(&kit, OLGA).await.len(), 3, "after a pause the first leaves at once again");
    let gone = ask(&mel, "h@x.example", Role::Member, &[]).await;
    deny(&olga, vec![gone], None).await.expect("answers");
    kit.backend.clock.advance(15 * MINUTE);
    assert_eq!(mail(&kit, OLGA).await.len(), 3, "what is decided needs no message");
});

on_both!(what_is_written_for_approvers_stays_with_them, async |kit: Kit| {
    let (olga, _, mel) = acme(&kit).await;
    let mut wanted = batch("k", vec![group(&["ana@x.example"], Role::Member, &[])]);
    wanted.message = Some("On call with me; keep an eye on her.".into());
    let sent = send(&mel, wanted.clone()).await.expect("a send");
    let Outcome::Requested { invitation } = &sent.rows[0].outcome else { panic!("{sent:?}") };
    mail(&kit, OLGA).await;
    assert!(text(&kit, OLGA).await.contains("keep an eye"));
    approve(&olga, yes(invitation, Role::Member, &[])).await.expect("approved");
    assert_eq!(mail(&kit, "ana@x.example").await.len(), 1);
    let invited = text(&kit, "ana@x.example").await;
    assert!(!invited.contains("keep an eye"), "{invited}");
    let link = copy_link(&olga, invitation).await.expect("a link");
    let seen = preview(&kit.backend, link.split_once('#').expect("a token").1, None).await.expect("reads").expect("works");
    assert_eq!(seen.message, None);
    // What somebody writes who invites is for whom they invite.
    wanted.groups = vec![group(&["bob@x.example"], Role::Member, &[])];
    send(&olga, wanted).await.expect("a send");
    mail(&kit, "bob@x.example").await;
    assert!(text(&kit, "bob@x.example").await.contains("keep an eye"));
});

on_both!(an_organization_chooses_who_hears_of_requests, async |kit: Kit| {
    let (olga, mia, mel) = acme(&kit).await;
    let shop = team(&kit, "acme", "shop").await;
    let setting = async |word: String| {
        let mut tx = kit.backend.db.begin().await.expect("begin");
        query("UPDATE organizations SET request_notices = $1").bind(word).execute(&mut tx).await.expect("set");
        tx.commit().await.expect("commit");
    };
    setting(format!("team:{shop}")).await;
    ask(&mel, "a@x.example", Role::Member, &[]).await;
    assert_eq!((mail(&kit, OLGA).await.len(), mail(&kit, MIA).await.len()), (1, 1), "a team without approvers leaves nothing unheard");
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO team_members (team_id, membership_id) VALUES ($1, $2)").bind(&shop).bind(&mia.membership).execute(&mut tx).await.expect("in");
    tx.commit().await.expect("commit");
    kit.backend.clock.advance(DAY);
    ask(&mel, "b@x.example", Role::Member, &[]).await;
    assert_eq!((mail(&kit, OLGA).await.len(), mail(&kit, MIA).await.len()), (1, 2));
    setting("recent".into()).await;
    let mut late = Vec::new();
    for n in 0..10 {
        kit.backend.clock.advance(MINUTE);
        late.push(kit.member("acme", Role::Manager, &format!("m{n}@acme.example")).await);
    }
    kit.backend.clock.advance(DAY);
    ask(&mel, "c@x.example", Role::Member, &[]).await;
    assert_eq!((mail(&kit, OLGA).await.len(), mail(&kit, MIA).await.len(), mail(&kit, "m0@acme.example").await.len()), (1, 2, 1));
    drop(olga);
});

on_both!(whoever_asked_hears_of_the_decision, async |kit: Kit| {
    let (olga, _, mel) = acme(&kit).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(ask(&mel, &format!("a{n}@x.example"), Role::Member, &[]).await);
    }
    approve(&olga, yes(&ids[0], Role::Admin, &[])).await.expect("answers");
    assert_eq!(mail(&kit, MEL).await, ["olga approved your request for a0@x.example"]);
    assert!(text(&kit, MEL).await.contains("Role: Admin"));
    assert_eq!(mail(&kit, "a0@x.example").await, ["mel invited you to acme on Muster"]);
    assert!(text(&kit, "a0@x.example").await.contains("Approved by: olga"));
    deny(&olga, ids[1..].to_vec(), Some("We don’t know them.")).await.expect("answers");
    kit.backend.clock.advance(15 * MINUTE);
    assert_eq!(mail(&kit, MEL).await.last().map(String::as_str), Some("3 of your requests in acme were decided"));
    let said = text(&kit, MEL).await;
    assert!(said.contains("> We don’t know them.") && said.contains("again on 8 January 2026"), "{said}");
    assert!(mail(&kit, "a1@x.example").await.is_empty(), "the person who was asked for hears nothing of a denial");
});

on_both!(an_outsider_hears_too, async |kit: Kit| {
    let (olga, ..) = acme(&kit).await;
    outsider(&kit, "ana@x.example").await;
    for (id, address) in [("1", "ana@x.example"), ("2", "bob@x.example"), ("3", "cem@x.example")] {
        let mut tx = kit.backend.db.begin().await.expect("begin");
        query(
            "INSERT INTO invitations (id, organization_id, email_key, address, name, state, role, source, wanted_url, created_at, expires_at)
             VALUES ($1, $2, $3, $3, 'Ana', 'requested', 'member', 'join_request', '/acme/issues/7', $4, $4)",
        )
        .bind(id)
        .bind(&olga.organization.id)
        .bind(address)
        .bind(kit.backend.clock.now())
        .execute(&mut tx)
        .await
        .expect("a request to join");
        tell_approvers(&mut tx, &kit.backend, &olga.organization.id, &[InvitationId(id.into())]).await.expect("told");
        tx.commit().await.expect("commit");
    }
    assert_eq!(mail(&kit, OLGA).await, ["3 requests wait for you in acme"]);
    assert!(text(&kit, OLGA).await.contains("https://muster.example/acme/settings#join_requests"));
    for id in ["1", "2"] {
        approve(&olga, yes(&InvitationId(id.into()), Role::Member, &[])).await.expect("answers");
    }
    deny(&olga, vec![InvitationId("3".into())], Some("Not now")).await.expect("answers");
    assert_eq!(mail(&kit, "ana@x.example").await, ["You are a member of acme now"]);
    assert!(text(&kit, "ana@x.example").await.contains("https://muster.example/acme/issues/7"));
    assert_eq!(mail(&kit, "bob@x.example").await, ["Your request to join acme was approved"]);
    assert_eq!(mail(&kit, "cem@x.example").await, ["Your request to join acme"]);
    assert!(text(&kit, "cem@x.example").await.contains("> Not now"));
});

on_both!(reminders_come_on_day_two_five_and_the_last, async |kit: Kit| {
    let (olga, ..) = acme(&kit).await;
    let ana = "ana@x.example";
    let (id, _) = invite(&olga, ana, Role::Member).await;
    let (other, _) = invite(&olga, "bob@x.example", Role::Member).await;
    let mut days = Vec::new();
    let mut before = mail(&kit, ana).await.len();
    for day in 1..=30 {
        kit.backend.clock.advance(DAY);
        expire(&kit.backend).await.expect("runs");
        remind(&kit.backend).await.expect("runs");
        remind(&kit.backend).await.expect("runs");
        let now = mail(&kit, ana).await.len();
        if now > before {
            days.push(day);
        }
        assert!(now <= before + 1);
        before = now;
        if day == 3 {
            revoke(&olga, &other).await.expect("revoked");
        }
    }
    assert_eq!(days, [2, 5, 29]);
    assert_eq!(mail(&kit, "bob@x.example").await.len(), 2, "none after it was revoked");
    assert_eq!(mail(&kit, OLGA).await, ["The invitation of ana@x.example has lapsed: acme"]);
    resend(&olga, &id).await.expect("renewed");
    kit.backend.clock.advance(6 * DAY);
    mail(&kit, ana).await;
    remind(&kit.backend).await.expect("runs");
    assert_eq!(mail(&kit, ana).await.len(), before + 2, "after a renewal they begin anew; of two that were missed, one");
    kit.backend.clock.advance(23 * DAY);
    remind(&kit.backend).await.expect("runs");
    revoke(&olga, &id).await.expect("revoked");
    assert_eq!(mail(&kit, ana).await.len(), before + 2, "stopped before it left");
});

on_both!(nobody_is_reminded_of_what_never_arrived, async |kit: Kit| {
    let (olga, ..) = acme(&kit).await;
    invite(&olga, "ana@x.example", Role::Member).await;
    sql(&kit, "UPDATE outbox SET state = 'failed', last_error = '550 no such person'").await;
    kit.backend.clock.advance(2 * DAY);
    assert_eq!(remind(&kit.backend).await.expect("runs"), 0);
});

on_both!(what_lapsed_together_is_told_together, async |kit: Kit| {
    let (olga, ..) = acme(&kit).await;
    send(&olga, batch("k", vec![group(&["a@x.example", "b@x.example", "c@x.example"], Role::Member, &[])])).await.expect("a send");
    kit.backend.clock.advance(30 * DAY);
    assert_eq!(expire(&kit.backend).await.expect("runs"), 3);
    send(&olga, batch("again", vec![group(&["c@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(mail(&kit, OLGA).await, ["2 of your invitations have lapsed: acme"]);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.expired'").await, 3);
});
