//! What messages about requests say, and that nothing typed becomes more than text: names, notes, reasons, titles.

use super::letters::{DecidedItem, DecidedRequests, Expired, Invitation, JoinApproved, JoinDenied, Letter, Reminder, RequestItem, Requests};
use super::tests::{CODE, composed, full, page};
use crate::{
    db::query,
    invitations::{approve, deny, send},
    on_both,
    outbox::Kind,
    testing::Kit,
};
use model::{
    id::InvitationId,
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
    request::Approval,
    role::Role,
};

fn item(title: &str, note: &[&str]) -> RequestItem {
    RequestItem {
        title: title.into(),
        role: "Member".into(),
        teams: vec!["Checkout".into()],
        about: Some("ZeroDivisionError: division by zero".into()),
        note: note.iter().map(|line| (*line).to_owned()).collect(),
        link: "https://muster.example/acme/requests#request-1".into(),
    }
}

fn requests(items: Vec<RequestItem>, heading: &str, more: Option<usize>, settings: bool) -> Requests {
    Requests {
        heading: heading.into(),
        organization: "Acme".into(),
        items,
        more,
        all: "https://muster.example/acme/requests".into(),
        settings: settings.then(|| "https://muster.example/acme/settings#join_requests".into()),
    }
}

fn decided(items: Vec<DecidedItem>, heading: &str) -> DecidedRequests {
    let all = "https://muster.example/acme/requests".into();
    DecidedRequests { heading: heading.into(), organization: "Acme".into(), items, more: None, all }
}

pub(super) fn letters() -> Vec<(&'static str, Letter)> {
    let id = || "<1@muster.example>".to_owned();
    let mia = "mia@acme.example";
    let one = item("Mel Ortega asks to invite ana@x.example", &["She wrote the discount code."]);
    let outsider = RequestItem { teams: Vec::new(), about: None, ..item("Tom Berg (tom@x.example) asks to join", &[]) };
    let yes = DecidedItem {
        title: "Mia Lindqvist approved your request for ana@x.example".into(),
        reason: Vec::new(),
        more: "The invitation is on its way. Role: Member.".into(),
    };
    let no = DecidedItem {
        title: "Mia Lindqvist denied your request for tom@x.example".into(),
        reason: vec!["We don’t know them.".into()],
        more: "You can ask for this address again on 20 December 2026.".into(),
    };
    let (link, reminder_page) = page("invitation");
    let reminder = Reminder {
        inviter: "Mia Lindqvist".into(),
        organization: "Acme".into(),
        role: "Member".into(),
        issue: Some("ZeroDivisionError: division by zero".into()),
        lapses: "20 December 2026".into(),
        address: "ana@x.example".into(),
        link,
        page: reminder_page,
        code: CODE.into(),
    };
    let expired = |addresses: &[&str], heading: &str, more| Expired {
        heading: heading.into(),
        items: addresses.iter().map(|address| (*address).to_owned()).collect(),
        more,
        link: "https://muster.example/acme/members".into(),
    };
    let joined = JoinApproved {
        organization: "Acme".into(),
        approver: "Mia Lindqvist".into(),
        role: "Member".into(),
        role_explanation: Role::Member.explanation().into(),
        address: "ana@x.example".into(),
        link: "https://muster.example/acme/issues/1".into(),
    };
    let denied = |reason: &[&str]| JoinDenied {
        organization: "Acme".into(),
        reason: reason.iter().map(|line| (*line).to_owned()).collect(),
        address: "ana@x.example".into(),
    };
    let approved = Invitation { approver: Some("Olga Sundh".into()), ..full() };
    let asked = Invitation { asked: true, approver: Some("Olga Sundh".into()), note: Vec::new(), ..full() };
    [
        ("request", requests(vec![one.clone()], "A request waits for you", None, false).letter(id(), mia, "Mel asks to invite ana".into())),
        ("requests", requests(vec![one, outsider], "32 requests wait for you", Some(30), true).letter(id(), mia, "32 requests wait".into())),
        ("request_approved", decided(vec![yes.clone()], &yes.title).letter(id(), mia, "Approved".into())),
        ("request_denied", decided(vec![no.clone()], &no.title).letter(id(), mia, "Denied".into())),
        ("requests_decided", decided(vec![yes, no], "2 of your requests were decided").letter(id(), mia, "Decided".into())),
        ("reminder", reminder.letter(id(), "ana@x.example", "Your invitation to Acme still waits".into())),
        ("expired", expired(&["ana@x.example"], "The invitation of ana@x.example has lapsed", None).letter(id(), mia, "Lapsed".into())),
        ("expired_many", expired(&["a@x.example", "b@x.example"], "32 have lapsed", Some(30)).letter(id(), mia, "Lapsed".into())),
        ("join_approved", joined.letter(id(), "ana@x.example", "You are a member of Acme now".into())),
        ("join_denied", denied(&["We are closing down."]).letter(id(), "ana@x.example", "Your request to join Acme".into())),
        ("join_denied_plain", denied(&[]).letter(id(), "ana@x.example", "Your request to join Acme".into())),
        ("invitation_approved", approved.letter(id(), "ana@x.example", "Mia Lindqvist invited you to Acme on Muster".into())),
        ("invitation_asked", asked.letter(id(), "ana@x.example", "Your request to join Acme was approved".into())),
    ]
    .into_iter()
    .map(|(name, letter)| (name, letter.expect("renders")))
    .collect()
}

#[test]
fn every_message_about_requests_as_text_and_html() {
    for (name, letter) in letters() {
        insta::assert_snapshot!(format!("{name}_text"), format!("Subject: {}\n\n{}", letter.subject, letter.text));
        insta::assert_snapshot!(format!("{name}_html"), letter.html);
    }
}

/// 200 texts that want to be more than text: 20 shapes around 10 payloads.
fn hostile() -> Vec<String> {
    let payloads = [
        "https://evil.example/x",
        "www.evil.example",
        "evil.example",
        "mailto:all@evil.example",
        "<script>alert(1)</script>",
        "<a href=\"https://evil.example\">here</a>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "{{ 7331 * 1337 }}{% if x %}",
        "=cmd|' /C calc'!A0 all@evil.example",
    ];
    let shapes: [fn(&str) -> String; 20] = [
        |p| p.to_owned(),
        |p| format!("Ana\r\nBcc: all@evil.example\r\n\r\n{p}"),
        |p| format!("Ana\nSubject: You won\n{p}"),
        |p| format!("{p}\u{0}"),
        |p| format!("\u{202E}{p}\u{202C}"),
        |p| format!("\u{200B}{p}\u{FEFF}"),
        |p| format!("</p></td></table>{p}"),
        |p| format!("\"><b>{p}</b>"),
        |p| format!("'{p}'"),
        |p| format!("[here]({p})"),
        |p| format!("<{p}>"),
        |p| format!("Click: {p} now"),
        |p| format!("{p}{p}{p}"),
        |p| p.to_uppercase(),
        |p| format!("{}{p}", "x".repeat(300)),
        |p| format!("&lt;{p}&#60;script&#62;"),
        |p| format!("=?utf-8?B?{p}?="),
        |p| format!("{p}\u{2028}{p}"),
        |p| format!("\t\t{p}\u{85}"),
        |p| format!("📎 {p} ✔"),
    ];
    payloads.iter().flat_map(|payload| shapes.iter().map(move |shape| shape(payload))).collect()
}

/// Nothing in the letter but what we wrote: one line of subject, no markup, and no link but ours.
fn harmless(what: &str, letter: &Letter) {
    assert!(!letter.subject.chars().any(char::is_control), "{what}: {:?}", letter.subject);
    let lower = |text: &str| text.to_ascii_lowercase();
    for (text, body) in [("text", lower(&letter.text)), ("html", lower(&letter.html))] {
        for link in ["evil.example", "mailto:all", "https://evil", "javascript:alert", "all@evil"] {
            assert!(!body.contains(link), "{what}: {link} in {text}: {body}");
        }
        assert!(!body.contains("\r\nbcc") && !body.contains("9801547"), "{what}: {body}");
    }
    for markup in ["<script", "<img", "<b>", "<a href=\"http", "onerror=alert(1)>"] {
        let ours = letter.html.matches("<a href=\"https://muster.example/").count();
        let found = lower(&letter.html).matches(markup).count();
        assert_eq!(found, if markup == "<a href=\"http" { ours } else { 0 }, "{what}: {markup} in {}", letter.html);
    }
}

on_both!(two_hundred_hostile_names_and_notes_stay_text, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let db = &kit.backend.db;
    for (n, text) in hostile().into_iter().enumerate() {
        kit.backend.clock.advance(model::time::DAY);
        let mut tx = db.begin().await.expect("begin");
        // PostgreSQL keeps no NUL at all.
        let kept = text.replace('\0', "\u{1}");
        query("UPDATE accounts SET name = $1").bind(&kept).execute(&mut tx).await.expect("renamed");
        query("UPDATE organizations SET name = $1").bind(&kept).execute(&mut tx).await.expect("renamed");
        tx.commit().await.expect("commit");
        let invitees = [format!("a{n}@x.example"), format!("b{n}@x.example")].map(|address| Invitee { address, name: Some(kept.clone()) }).to_vec();
        let message = Some(kept.chars().take(400).collect());
        let groups = vec![Group { invitees, role: Role::Member, teams: vec![] }];
        let batch = Batch { key: format!("k{n}"), context: Context::new(Source::MembersPage), groups, message };
        let sent = send(&member, batch).await.expect("a send");
        let ids: Vec<InvitationId> = sent
            .rows
            .iter()
            .map(|row| match &row.outcome {
                Outcome::Requested { invitation } => invitation.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        let ours = owner.membership.as_str();
        let waiting = composed(&kit, Kind::RequestsWaiting, ours, "olga@acme.example").await.expect("stands");
        harmless("waiting", &waiting);
        approve(&owner, vec![Approval { request: ids[0].clone(), role: Role::Member, teams: vec![] }]).await.expect("answers");
        let reason: String = kept.chars().take(400).collect();
        deny(&owner, vec![ids[1].clone()], Some(&reason)).await.expect("answers");
        harmless("decided", &composed(&kit, Kind::RequestsDecided, member.membership.as_str(), "mel@acme.example").await.expect("stands"));
        for kind in [Kind::Invitation, Kind::InvitationReminder] {
            harmless("invitation", &composed(&kit, kind, ids[0].as_str(), "a@x.example").await.expect("stands"));
        }
        harmless("denied", &composed(&kit, Kind::JoinDenied, ids[1].as_str(), "b@x.example").await.expect("stands"));
        let mut tx = db.begin().await.expect("begin");
        query("UPDATE invitations SET state = 'accepted' WHERE id = $1").bind(&ids[0]).execute(&mut tx).await.expect("accepted");
        query("DELETE FROM request_notices").execute(&mut tx).await.expect("forgotten");
        tx.commit().await.expect("commit");
        harmless("joined", &composed(&kit, Kind::JoinApproved, ids[0].as_str(), "a@x.example").await.expect("stands"));
    }
});
