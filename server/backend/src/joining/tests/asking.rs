//! The answer is the same for everybody; the mailbox knows better.

use super::{acme, asked, asks, batch, count, form, from, mail, outsider, sql, state};
use crate::{invitations, joining, on_both, testing::Kit};
use futures::future::join_all;
use model::{
    invitation::Outcome,
    joining::{Asked, JoinForm},
    role::Role,
    time::DAY,
};
use std::time::{Duration, Instant};

/// One address of each kind that an organization can know.
const KNOWN: [(&str, &str); 6] = [
    ("new@x.example", "Confirm that this address is yours"),
    ("olga@acme.example", "You are a member already"),
    ("ivo@x.example", "/invitation#"),
    ("wanda@x.example", "waits for a manager or owner"),
    ("dora@x.example", "was declined"),
    ("late@x.example", "nothing"),
];

async fn world(kit: &Kit) {
    let owner = acme(kit).await;
    invitations::send(&owner, batch("ivo@x.example")).await.expect("a send");
    for address in ["wanda@x.example", "dora@x.example"] {
        invitations::send(&owner, batch(address)).await.expect("a send");
    }
    sql(kit, "UPDATE invitations SET state = 'requested', inviter_id = NULL WHERE address = 'wanda@x.example'").await;
    sql(kit, "UPDATE invitations SET state = 'denied', decided_at = created_at WHERE address = 'dora@x.example'").await;
    asks(kit, "late@x.example").await;
    mail(kit, "").await;
    sql(kit, "DELETE FROM mailbox").await;
}

on_both!(everybody_hears_the_same_and_only_the_mailbox_knows, async |kit: Kit| {
    world(&kit).await;
    for (address, _) in KNOWN {
        assert_eq!(asks(&kit, address).await, Asked::Sent, "{address}");
    }
    for (address, says) in KNOWN {
        match mail(&kit, address).await {
            Some(text) => assert!(text.contains(says), "{address}: {text}"),
            None => assert_eq!(says, "nothing", "{address}"),
        }
    }
    assert_eq!(state(&kit, "new@x.example").await, ("unconfirmed".into(), "member".into()));
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations").await, 5, "nobody else has a new row");
});

on_both!(the_answer_takes_as_long_for_everybody, async |kit: Kit| {
    world(&kit).await;
    let mut medians = Vec::new();
    for (address, _) in KNOWN {
        let mut times = Vec::new();
        for _ in 0..25 {
            let start = Instant::now();
            asks(&kit, address).await;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        medians.push(times[times.len() / 2]);
    }
    let (slow, fast) = (medians.iter().max().expect("some"), medians.iter().min().expect("some"));
    // Loose, since the machine does other things as well; hashing a password would be twenty times more.
    assert!(*slow < *fast * 4 + Duration::from_millis(10), "{medians:?}");
});

on_both!(an_organization_without_requests_looks_like_none, async |kit: Kit| {
    let owner = acme(&kit).await;
    let stranger = outsider(&kit, "ana@x.example", true).await;
    for actor in [None, Some(&stranger)] {
        assert!(joining::door(&kit.backend, "acme", actor).await.expect("a door").is_some());
    }
    assert!(joining::door(&kit.backend, "acme", Some(&owner.actor)).await.expect("a door").is_none(), "members need none");
    sql(&kit, "UPDATE organizations SET join_requests = 0").await;
    let typed = JoinForm { name: String::new(), ..form("no address") };
    for slug in ["acme", "nowhere"] {
        for actor in [None, Some(&stranger)] {
            assert_eq!(joining::ask(&kit.backend, slug, &typed, actor, &from("a")).await.expect("an answer"), Asked::SignIn);
            assert!(joining::door(&kit.backend, slug, actor).await.expect("a door").is_none());
            joining::viewed(&kit.backend, slug, actor, &from("a")).await.expect("counted");
        }
    }
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM join_asks").await, 0);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events").await, 0);
});

on_both!(limits_are_exact, async |kit: Kit| {
    acme(&kit).await;
    let client = from("192.0.2.7");
    let addresses: Vec<String> = (0..40).map(|n| format!("p{n}@x.example")).collect();
    join_all(addresses.iter().map(|address| {
        let (kit, client) = (&kit, &client);
        async move { joining::ask(&kit.backend, "acme", &form(address), None, client).await.expect("an answer") }
    }))
    .await;
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM join_asks").await, 5, "five a day for each client");
    join_all((0..40).map(|n| asks(&kit, ["Ana@x.example", "ana@X.example"][n % 2]))).await;
    mail(&kit, "").await;
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM mailbox WHERE recipient LIKE '%na@%'").await, 1, "one a day for each address");
    kit.backend.clock.advance(DAY);
    asks(&kit, "ana@x.example").await;
    mail(&kit, "").await;
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM mailbox WHERE recipient LIKE '%na@%'").await, 2, "the next day again");
});

on_both!(what_is_wrong_with_the_form_is_said, async |kit: Kit| {
    acme(&kit).await;
    for (wrong, field) in [
        (JoinForm { name: " ".into(), ..form("ana@x.example") }, "name"),
        (form("ana"), "address"),
        (JoinForm { note: "x".repeat(281), ..form("ana@x.example") }, "note"),
    ] {
        let error = joining::ask(&kit.backend, "acme", &wrong, None, &from("a")).await.expect_err("refused").into_api();
        assert!(matches!(&error, model::error::ApiError::Invalid { field: named, .. } if named == field), "{error:?}");
    }
    for path in ["https://evil.example", "//evil.example", "/globex/issues/1", "/acme", "/acmeister/x", "/acme\\@evil.example"] {
        let typed = JoinForm { wanted: Some(path.into()), ..form(&format!("a{}@x.example", path.len())) };
        joining::ask(&kit.backend, "acme", &typed, None, &from(path)).await.expect("an answer");
    }
    assert_eq!(
        count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM join_asks WHERE wanted_url IS NOT NULL").await,
        0,
        "only pages of this organization"
    );
});

on_both!(a_request_that_nobody_proved_is_in_nobodys_way, async |kit: Kit| {
    let owner = acme(&kit).await;
    let code = asked(&kit, "ana@x.example").await;
    let standing = invitations::standing(&owner, "ana@x.example").await.expect("a standing");
    assert_eq!(standing, model::invitation::Standing::Free);
    kit.backend.clock.advance(1);
    let sent = invitations::send(&owner, batch("ana@x.example")).await.expect("a send");
    assert!(matches!(sent.rows[0].outcome, Outcome::Invited { .. }), "{sent:?}");
    joining::confirm(&kit.backend, &code, &from("a")).await.expect_err("the request gave way");
    assert_eq!(state(&kit, "ana@x.example").await.0, "pending");
});

on_both!(whoever_is_signed_in_has_proved_the_address, async |kit: Kit| {
    acme(&kit).await;
    let ana = outsider(&kit, "ana@x.example", true).await;
    let typed = JoinForm { wanted: Some("/acme/members".into()), ..form("somebody@else.example") };
    assert_eq!(joining::ask(&kit.backend, "acme", &typed, Some(&ana), &from("a")).await.expect("an answer"), Asked::Sent);
    assert_eq!(state(&kit, "ana@x.example").await.0, "requested");
    assert_eq!(mail(&kit, "ana@x.example").await, None);
    // Again, and as somebody whose address is not proved.
    kit.backend.clock.advance(DAY);
    assert_eq!(joining::ask(&kit.backend, "acme", &typed, Some(&ana), &from("a")).await.expect("an answer"), Asked::Sent);
    assert!(mail(&kit, "ana@x.example").await.expect("a message").contains("waits for a manager"));
    let ben = outsider(&kit, "ben@x.example", false).await;
    assert_eq!(joining::ask(&kit.backend, "acme", &typed, Some(&ben), &from("b")).await.expect("an answer"), Asked::Sent);
    assert!(mail(&kit, "ben@x.example").await.expect("a message").contains("/confirm#"));
    kit.member("acme", Role::Member, "mia@acme.example").await;
});
