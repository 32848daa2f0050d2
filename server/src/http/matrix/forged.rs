//! What a browser claims to have been given decides nothing: arms are computed here, and a claim that differs is refused.

use super::world::World;
use axum::http::StatusCode;
use backend::{db::query, experiments::decide_own};
use model::{
    experiment::{Assigned, Status},
    role::Role,
};
use serde_json::{Value, json};

const ARMS: [(&str, bool, bool); 4] =
    [("baseline", false, false), ("invite_request", true, false), ("join_request", false, true), ("both", true, true)];

async fn shell(world: &World) -> Value {
    let (status, body) = world.call("load_shell", json!({ "organization": "acme" }).to_string(), world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

async fn expose(world: &World, exposures: Value) -> Value {
    let (status, body) = world.call("expose", json!({ "org": "acme", "exposures": exposures }).to_string(), world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

async fn invitations(world: &World) -> i64 {
    query("SELECT CAST(COUNT(*) AS BIGINT) FROM invitations").one::<(i64,)>(&world.kit.backend.db).await.expect("a count").0
}

#[tokio::test]
async fn another_arm_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let backend = &world.kit.backend;
    decide_own(backend, "improved_invites", Status::Running, None).await.expect("starts");
    let before = shell(&world).await;
    let given = before["assignments"].as_array().expect("assignments").iter().find(|one| one[0] == "improved_invites").expect("assigned");
    let given: Assigned = serde_json::from_value(given.clone()).expect("an assignment");
    assert!(given.counts);
    for (arm, members, outsiders) in ARMS.into_iter().filter(|(arm, ..)| given.params["treatment"] != *arm) {
        let params = json!({ "treatment": arm, "invite_request": members, "join_request": outsiders });
        let forged = json!([{ "experiment": "improved_invites", "version": given.version, "params": params, "doorway": "" }]);
        let exposed = expose(&world, forged).await;
        assert_eq!((&exposed["recorded"], &exposed["ignored"], &exposed["refused"]), (&json!(0), &json!(0), &json!(1)));
        // Neither the member nor the organization is treated as if it were so.
        assert_eq!(shell(&world).await, before);
        let invited = invitations(&world).await;
        world
            .call(
                "send_invitations",
                json!({ "org": "acme", "batch": {
                    "key": format!("k-{arm}"),
                    "context": { "source": "sidebar", "issue": null, "intent": null, "wanted_url": null },
                    "groups": [{ "invitees": [{ "address": format!("{}@acme.example", arm.replace('_', "-")), "name": null }], "role": "member", "teams": [] }],
                    "message": null,
                } })
                .to_string(),
                world.member(Role::Member),
            )
            .await;
        let may = given.params["invite_request"] == true;
        assert_eq!(invitations(&world).await - invited, i64::from(may), "{arm}");
    }
    let (met,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM experiment_exposures").one(&backend.db).await.expect("a count");
    let (refused,): (i64,) = query("SELECT CAST(SUM(count) AS BIGINT) FROM experiment_refusals").one(&backend.db).await.expect("a count");
    assert_eq!((met, refused), (0, 3));
    let honest = json!([{ "experiment": "improved_invites", "version": given.version, "params": given.params, "doorway": "sidebar" }]);
    assert_eq!(expose(&world, honest.clone()).await["recorded"], 1);
    assert_eq!(expose(&world, honest.clone()).await["recorded"], 0);
    // From another site, nothing is taken at all.
    let body = json!({ "org": "acme", "exposures": honest }).to_string();
    let (status, _) = world.send("POST", "/rpc/expose", "cross-site", body, world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
