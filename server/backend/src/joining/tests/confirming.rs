//! The link in the message.

use super::{acme, asked, code, count, form, from, mail, sql, state};
use crate::{db::query, joining, new_id, on_both, testing::Kit};
use futures::future::join_all;
use model::{
    error::ApiError,
    joining::{AfterConfirming, Asked, JoinForm},
    time::{DAY, MINUTE},
};

async fn issue(kit: &Kit) -> String {
    let project = kit.project("acme", "shop").await;
    let id = new_id(&kit.backend.clock);
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query(
        "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, times_seen, people_seen)
         SELECT $1, id, $2, 1, 'TypeError', 'checkout', 'error', 'python', 'unresolved', 0, 0, 1, 1 FROM organizations WHERE slug = 'acme'",
    )
    .bind(&id)
    .bind(project)
    .execute(&mut tx)
    .await
    .expect("issue");
    tx.commit().await.expect("commit");
    id
}

on_both!(a_proved_request_waits_with_its_page, async |kit: Kit| {
    acme(&kit).await;
    let issue = issue(&kit).await;
    let page = format!("/acme/issues/{issue}");
    let typed = JoinForm { wanted: Some(page.clone()), ..form("ana@x.example") };
    assert_eq!(joining::ask(&kit.backend, "acme", &typed, None, &from("a")).await.expect("an answer"), Asked::Sent);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations").await, 0, "the answer comes before anything is looked up");
    let code = code(&mail(&kit, "ana@x.example").await.expect("a message"));
    assert_eq!(state(&kit, "ana@x.example").await.0, "unconfirmed");
    let shown = joining::preview_confirm(&kit.backend, &code).await.expect("what it is about");
    assert_eq!((shown.address.as_str(), shown.by_link), ("ana@x.example", false));
    joining::preview_confirm(&kit.backend, "nothing").await.expect_err("no such code");
    assert_eq!(state(&kit, "ana@x.example").await.0, "unconfirmed", "looking changes nothing");
    let confirmed = joining::confirm(&kit.backend, &code, &from("a")).await.expect("confirmed");
    assert_eq!((confirmed.next, confirmed.address.as_str()), (AfterConfirming::Waiting, "ana@x.example"));
    let row: (String, String, Option<String>, Option<String>, Option<String>, Option<String>) =
        query("SELECT state, source, inviter_id, wanted_url, issue_id, message FROM invitations").one(&kit.backend.db).await.expect("a row");
    assert_eq!(row, ("requested".into(), "join_request".into(), None, Some(page), Some(issue), Some("I write the till.".into())));
    for (table, name) in [("audit", "join_request.sent"), ("audit", "join_request.confirmed"), ("event", "join_request.confirmed")] {
        let sql = if table == "audit" {
            "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = $1"
        } else {
            "SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events WHERE name = $1"
        };
        let (found,): (i64,) = query(sql).bind(name).one(&kit.backend.db).await.expect("count");
        assert_eq!(found, 1, "{table} {name}");
    }
});

on_both!(confirming_twice_or_at_once_is_once, async |kit: Kit| {
    acme(&kit).await;
    let code = asked(&kit, "ana@x.example").await;
    let clients: Vec<_> = (0..20).map(|n| from(&format!("192.0.2.{n}"))).collect();
    let answers = join_all(clients.iter().map(|client| joining::confirm(&kit.backend, &code, client))).await;
    for answer in answers {
        assert_eq!(answer.expect("confirmed").next, AfterConfirming::Waiting);
    }
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'join_request.confirmed'").await, 1);
});

on_both!(wrong_codes_are_limited_to_five, async |kit: Kit| {
    acme(&kit).await;
    let code = asked(&kit, "ana@x.example").await;
    let client = from("192.0.2.9");
    for n in 0..5 {
        let error = joining::confirm(&kit.backend, &format!("{n}"), &client).await.expect_err("wrong").into_api();
        assert!(matches!(error, ApiError::Invalid { .. }), "{error:?}");
    }
    let error = joining::confirm(&kit.backend, &code, &client).await.expect_err("too many").into_api();
    assert!(matches!(error, ApiError::Limited { .. }), "{error:?}");
    kit.backend.clock.advance(15 * MINUTE);
    joining::confirm(&kit.backend, &format!("https://muster.example/confirm#{code}"), &client).await.expect("the whole link, pasted");
});

on_both!(what_nobody_confirms_ends, async |kit: Kit| {
    acme(&kit).await;
    let code = asked(&kit, "ana@x.example").await;
    kit.backend.clock.advance(DAY);
    joining::confirm(&kit.backend, &code, &from("a")).await.expect_err("lapsed");
    assert_eq!(joining::sweep(&kit.backend).await.expect("swept"), 1);
    assert_eq!(state(&kit, "ana@x.example").await.0, "expired");
    kit.backend.clock.advance(7 * DAY);
    joining::sweep(&kit.backend).await.expect("swept");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM join_asks").await, 0);
    sql(&kit, "DELETE FROM attempts").await;
    asked(&kit, "ana@x.example").await;
});
