//! What every message says, and that nothing typed becomes more than text.

use super::letters::{Accepted, Invitation, JoinConfirm, JoinStanding, Letter, Mentioned, PasswordReset, Wanted};
use super::{compose, compose::Composed};
use crate::{db::query, invitations, on_both, outbox::Kind, testing::Kit};
use model::{
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
    role::Role,
};

pub(super) const CODE: &str = "4f9c2d7a4f9c2d7a4f9c2d7a4f9c2d7a4f9c2d7a4f9c2d7a4f9c2d7a4f9c2d7a";

pub(super) fn page(path: &str) -> (String, String) {
    let page = format!("https://muster.example/{path}");
    (format!("{page}#{CODE}"), page)
}

pub(super) fn full() -> Invitation {
    let (link, page) = page("invitation");
    Invitation {
        inviter: "Mia Lindqvist".into(),
        asked: false,
        approver: None,
        organization: "Acme".into(),
        role: Role::Member.label().into(),
        role_explanation: Role::Member.explanation().into(),
        issue: Some("ZeroDivisionError: division by zero".into()),
        teams: vec!["Checkout".into(), "Platform".into()],
        note: vec!["You wrote the discount code in March.".into(), String::new(), "Could you look at this?".into()],
        lapses: "20 December 2026".into(),
        address: "ana@x.example".into(),
        link,
        page,
        code: CODE.into(),
    }
}

fn letters() -> Vec<(&'static str, Letter)> {
    let id = || "<1@muster.example>".to_owned();
    let (reset, reset_page) = page("reset");
    let plain = Invitation { issue: None, teams: vec!["Checkout".into()], note: Vec::new(), ..full() };
    let accepted = |issue: Option<String>| Accepted {
        invitee: "Ana Souza".into(),
        address: "ana@x.example".into(),
        organization: "Acme".into(),
        role: "Member".into(),
        link: if issue.is_some() { "https://muster.example/acme/issues/1".into() } else { "https://muster.example/acme/members".into() },
        issue,
    };
    let address = || "ana@x.example".to_owned();
    let (confirm, confirm_page) = page("confirm");
    let confirm = JoinConfirm {
        organization: "Acme".into(),
        by_link: false,
        address: address(),
        lapses: "21 November 2026".into(),
        link: confirm,
        page: confirm_page,
        code: CODE.into(),
    };
    let standing = |next: Option<(String, String)>| JoinStanding {
        organization: "Acme".into(),
        address: address(),
        standing: if next.is_some() { "You are a member already.".into() } else { "Your request waits for a manager or owner to decide.".into() },
        next,
    };
    let sign_in = ("https://muster.example/acme/login?next=/acme/issues/1".to_owned(), "Sign in".to_owned());
    let mentioned = Mentioned {
        author: "Ben Reyes".into(),
        organization: "Acme".into(),
        issue: "ZeroDivisionError: division by zero".into(),
        said: vec!["@ana@x.example is this yours?".into(), "It began with 2.14.".into()],
        link: "https://muster.example/acme/issues/1".into(),
    };
    [
        ("mentioned", mentioned.letter(id(), &address(), "Ben Reyes mentioned you: ZeroDivisionError: division by zero".into())),
        (
            "join_confirm_by_link",
            JoinConfirm { by_link: true, ..confirm.clone() }.letter(id(), &address(), "Confirm your address to join Acme".into()),
        ),
        ("join_confirm", confirm.letter(id(), &address(), "Confirm your request to join Acme".into())),
        ("join_member", standing(Some(sign_in)).letter(id(), &address(), "Your request to join Acme".into())),
        ("join_waiting", standing(None).letter(id(), &address(), "Your request to join Acme".into())),
        ("invitation", full().letter(id(), &address(), "Mia Lindqvist invited you to Acme on Muster".into())),
        ("invitation_plain", plain.letter(id(), &address(), "Mia Lindqvist invited you to Acme on Muster".into())),
        ("accepted", accepted(Some("ZeroDivisionError: division by zero".into())).letter(id(), "mia@acme.example", "Ana Souza joined Acme".into())),
        ("accepted_plain", accepted(None).letter(id(), "mia@acme.example", "Ana Souza joined Acme".into())),
        (
            "wanted",
            Wanted { address: address(), organization: "Acme".into(), why: "has lapsed", link: "https://muster.example/acme/members".into() }.letter(
                id(),
                "mia@acme.example",
                "ana@x.example asks for a new invitation to Acme".into(),
            ),
        ),
        (
            "password_reset",
            PasswordReset { address: address(), link: reset, page: reset_page, code: CODE.into() }.letter(
                id(),
                &address(),
                "Choose a new password for Muster".into(),
            ),
        ),
    ]
    .into_iter()
    .map(|(name, letter)| (name, letter.expect("renders")))
    .collect()
}

#[test]
fn every_message_as_text_and_html() {
    for (name, letter) in letters() {
        insta::assert_snapshot!(format!("{name}_text"), format!("Subject: {}\n\n{}", letter.subject, letter.text));
        insta::assert_snapshot!(format!("{name}_html"), letter.html);
    }
}

#[test]
fn no_message_loads_anything() {
    for (name, letter) in letters().into_iter().chain(super::request_tests::letters()) {
        for loading in ["<img", "<script", "src=", "@import", "url(", "<link"] {
            assert!(!letter.html.contains(loading), "{name} contains {loading}");
        }
        let base = letter.html.matches("href=\"https://muster.example/").count();
        assert_eq!(letter.html.matches("href=").count(), base, "{name} links to this server alone");
    }
}

pub(super) async fn composed(kit: &Kit, kind: Kind, subject: &str, to: &str) -> Option<Letter> {
    let mut tx = kit.backend.db.begin().await.expect("begin");
    let letter = compose(&mut tx, &kit.backend, kind, &crate::new_id(&kit.backend.clock), subject, to).await.expect("composes");
    tx.commit().await.expect("commit");
    match letter {
        Composed::Letter(letter) => Some(letter),
        Composed::Moot => None,
    }
}

on_both!(hostile_names_stay_text, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("UPDATE organizations SET name = $1").bind("Win a prize at https://evil.example/win").execute(&mut tx).await.expect("renamed");
    query("UPDATE accounts SET name = $1").bind("</a><script>alert(1)</script>\r\nBcc: all@x.example").execute(&mut tx).await.expect("renamed");
    tx.commit().await.expect("commit");
    let batch = Batch {
        key: "k".into(),
        context: Context::new(Source::MembersPage),
        groups: vec![Group { invitees: vec![Invitee { address: "ana@x.example".into(), name: None }], role: Role::Member, teams: vec![] }],
        message: Some("<b>Hi</b>\nwww.evil.example".into()),
    };
    let result = invitations::send(&owner, batch).await.expect("a send");
    let Outcome::Invited { invitation, .. } = &result.rows[0].outcome else { panic!("{result:?}") };
    let letter = composed(&kit, Kind::Invitation, invitation.as_str(), "ana@x.example").await.expect("stands");
    assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
    for body in [&letter.text, &letter.html] {
        for link in ["https://evil", "evil.example", "all@x.example", "www.evil"] {
            assert!(!body.contains(link), "{link} in {body}");
        }
    }
    for markup in ["<script", "<b>", "</a>&#", "</script"] {
        assert!(!letter.html.contains(markup), "{markup}");
    }
    assert_eq!(letter.html.matches("href=").count(), 1);
});

on_both!(a_code_goes_to_the_stored_address_and_is_kept_as_a_hash, async |kit: Kit| {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "Olga@acme.example").await;
    for (typed, reaches) in [("oLGA@ACME.example", Some("Olga@acme.example")), ("else@acme.example", None)] {
        crate::accounts::request_reset(&kit.backend, typed, &crate::accounts::Client::default()).await.expect("asked");
        let (ask,): (String,) = query("SELECT subject_id FROM outbox WHERE recipient = $1").bind(typed).one(&kit.backend.db).await.expect("queued");
        let letter = composed(&kit, Kind::PasswordReset, &ask, typed).await;
        assert_eq!(letter.as_ref().map(|letter| letter.to.as_str()), reaches);
        let Some(letter) = letter else { continue };
        let code: String = letter.text.split_once("https://muster.example/reset#").expect("a link").1.chars().take(64).collect();
        let row: (String, String, i64) = query("SELECT purpose, email_key, expires_at - created_at FROM account_codes WHERE token_hash = $1")
            .bind(crate::token::hash(&code))
            .one(&kit.backend.db)
            .await
            .expect("kept");
        assert_eq!(row, ("reset".into(), "olga@acme.example".into(), model::time::HOUR));
    }
});
