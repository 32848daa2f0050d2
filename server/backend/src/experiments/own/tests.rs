//! What is declared, and that a declaration is all that a further experiment needs.

use super::*;
use crate::{
    access::Access,
    db::query,
    experiments::{change_status, decide_own, definition::to_json, expose, listed, results},
    on_both,
    testing::Kit,
};
use model::{role::Role, time::DAY};
use planout::{Script, UniformChoice, WeightedChoice};
use serde_json::json;
use std::collections::BTreeMap;

/// What CONTRIBUTING.md shows.
const GREETING: Declaration = Declaration::new("greeting", Unit::Account, |params| {
    params.set("greeting", UniformChoice::of(["plain", "warm"], params.unit()))?;
    Ok(true)
});

static WITH_GREETING: &[Declaration] = &[improved_invites::EXPERIMENT, sample_event::EXPERIMENT, GREETING];

#[test]
fn assignments_are_those_of_the_published_scripts() {
    let invitations = "treatment = uniformChoice(choices=['baseline', 'invite_request', 'join_request', 'both'], unit=organization);
        invite_request = treatment == 'invite_request' || treatment == 'both'; join_request = treatment == 'join_request' || treatment == 'both';";
    let sample = "variant = weightedChoice(choices=['button', 'link', 'control'], weights=[0.25, 0.25, 0.5], unit=account);";
    for (declared, salt, script) in
        [(improved_invites::EXPERIMENT, "InviteExperiment", invitations), (sample_event::EXPERIMENT, "SampleEventExperiment", sample)]
    {
        let script = Script::compile(script).expect("compiles");
        for unit in (0..2_000).map(|number| format!("0199-{number}")) {
            let inputs = Map::from([(declared.unit().as_str(), unit)]);
            let (given, inside) = declared.draw(&inputs).expect("draws");
            assert!(inside);
            assert_eq!(given, script.assign(salt, &inputs).expect("runs").params);
        }
    }
    // Written down as well, so that both together can't change unnoticed.
    let first = |declared: &Declaration| {
        let given = ["1", "2", "3", "4", "5", "6"].map(|unit| declared.draw(&Map::from([(declared.unit().as_str(), unit)])).expect("draws").0);
        given.map(|params| params.iter().next().and_then(|(_, value)| value.as_str().map(str::to_owned)).expect("a word")).join(" ")
    };
    assert_eq!(first(&improved_invites::EXPERIMENT), "join_request both both invite_request join_request both");
    assert_eq!(first(&sample_event::EXPERIMENT), "control control button control link button");
}

#[test]
fn what_is_declared_is_what_is_drawn() {
    for declared in ALL {
        let mut drawn: BTreeMap<String, f64> = BTreeMap::new();
        for unit in 0..20_000 {
            let (params, _) = declared.draw(&Map::from([(declared.unit().as_str(), unit.to_string())])).expect("draws");
            *drawn.entry(Value::Object(to_json(&params)).to_string()).or_default() += 1.0 / 20_000.0;
        }
        let declared_arms = declared.shares();
        assert_eq!(drawn.len(), declared_arms.len(), "{}: every arm is declared", declared.name());
        for (params, share) in declared_arms {
            let found = drawn.get(&Value::Object(params).to_string()).copied().unwrap_or_default();
            assert!((found - share).abs() < 0.015, "{}: {found} instead of {share}", declared.name());
        }
        let normal = declared.normal_arm().expect("a normal state");
        assert!(declared.all_arms().iter().any(|(_, params)| *params == normal));
    }
    let names: std::collections::BTreeSet<&str> = ALL.iter().map(Declaration::name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn arms_that_nobody_wrote_down_are_found() {
    let names = |declared: &Declaration| declared.all_arms().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&GREETING), ["plain", "warm"]);
    assert!(GREETING.shares().is_empty() && GREETING.normal_arm().is_none());
    let two = Declaration::new("two", Unit::Account, |params| {
        params.set("rare", WeightedChoice::of([0, 1], [0.99, 0.01], params.unit()))?;
        params.set("color", UniformChoice::of(["red", "blue"], params.unit()))?;
        Ok(true)
    });
    assert_eq!(names(&two), ["color=blue, rare=0", "color=blue, rare=1", "color=red, rare=0", "color=red, rare=1"]);
}

async fn owner(kit: &mut Kit) -> Access {
    kit.backend.experiments = Catalog::new(WITH_GREETING);
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "ana@acme.example").await
}

async fn given(access: &Access) -> Option<String> {
    let again = access.actor.enter("acme").await.expect("a member");
    again.decided.of("greeting").and_then(|assigned| assigned.text("greeting")).map(str::to_owned)
}

on_both!(a_third_experiment_is_its_declaration, async |mut kit: Kit| {
    let access = owner(&mut kit).await;
    assert_eq!(given(&access).await, None, "nobody has it until it is started");
    let list = listed(&access).await.expect("a list");
    assert_eq!(list.iter().map(|one| one.experiment.name.as_str()).collect::<Vec<_>>(), ["improved_invites", "sample_event", "greeting"]);
    assert_eq!(list[2].experiment.status, Status::Draft);
    change_status(&access, "greeting", Status::Running, None).await.expect("starts");
    let access = access.actor.enter("acme").await.expect("a member");
    let met = access.decided.of("greeting").expect("assigned").clone();
    assert!(met.counts && met.unit == Unit::Account);
    let exposure = met.exposure("");
    assert_eq!(expose(&access, &[exposure.clone(), exposure]).await.expect("recorded").recorded, 1);
    let found = results(&access, "greeting").await.expect("results");
    let arm = &found.arms[0];
    assert_eq!((found.arms.len(), arm.units, arm.expected, Some(arm.name.as_str())), (1, 1, None, met.text("greeting")));
    // In the browser by what the arm gives, on the command line by its name.
    for wrong in [json!({ "greeting": "cold" }), json!({ "greeting": "warm", "loud": true }), json!({})] {
        let why = change_status(&access, "greeting", Status::Concluded, wrong.as_object().cloned()).await.expect_err("no arm").to_string();
        assert!(why.contains("The arms of greeting are plain and warm."), "{why}");
    }
    change_status(&access, "greeting", Status::Concluded, json!({ "greeting": "warm" }).as_object().cloned()).await.expect("concluded");
    assert_eq!(given(&access).await.as_deref(), Some("warm"));
    decide_own(&kit.backend, "greeting", Status::Concluded, Some("plain")).await.expect("concluded otherwise");
    assert_eq!(given(&access).await.as_deref(), Some("plain"));
    let unknown = decide_own(&kit.backend, "nonsense", Status::Running, None).await.expect_err("unknown").to_string();
    assert!(unknown.contains("improved_invites, sample_event and greeting"), "{unknown}");
});

on_both!(deciding_the_same_again_changes_nothing, async |mut kit: Kit| {
    let access = owner(&mut kit).await;
    let version = async || all(&kit.backend).await.expect("all")[0].version;
    let both = improved_invites::EXPERIMENT.normal_arm();
    for (status, arm, wanted) in [
        (Status::Concluded, Some("both"), 1),
        (Status::Concluded, Some("both"), 1),
        (Status::Running, None, 2),
        (Status::Running, None, 2),
        (Status::Concluded, Some("baseline"), 3),
        (Status::Concluded, Some("both"), 4),
    ] {
        decide_own(&kit.backend, "improved_invites", status, arm).await.expect("decided");
        assert_eq!(version().await, wanted, "{status:?} {arm:?}");
    }
    let audited = async || {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'experiment.status_changed'";
        query(sql).one::<(i64,)>(&kit.backend.db).await.expect("a count").0
    };
    let concluded = change_status(&access, "improved_invites", Status::Concluded, both.clone()).await.expect("the same");
    assert_eq!((concluded.version, concluded.arm, audited().await), (4, both, 0));
    change_status(&access, "improved_invites", Status::Running, None).await.expect("runs again");
    change_status(&access, "improved_invites", Status::Running, None).await.expect("runs");
    assert_eq!((version().await, audited().await), (5, 1));
});

on_both!(what_runs_again_began_again, async |mut kit: Kit| {
    let access = owner(&mut kit).await;
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    let began = results(&access, "improved_invites").await.expect("results").started_at;
    kit.backend.clock.advance(DAY);
    decide_own(&kit.backend, "improved_invites", Status::Concluded, Some("both")).await.expect("concluded");
    let over = results(&access, "improved_invites").await.expect("results");
    assert!(over.started_at == began && over.ended_at > began);
    kit.backend.clock.advance(DAY);
    change_status(&access, "improved_invites", Status::Running, None).await.expect("runs again");
    let again = results(&access, "improved_invites").await.expect("results");
    assert!(again.started_at > over.ended_at && again.ended_at.is_none());
    kit.backend.clock.advance(DAY);
    decide_own(&kit.backend, "improved_invites", Status::Concluded, Some("both")).await.expect("concluded");
    assert!(results(&access, "improved_invites").await.expect("results").ended_at > again.started_at);
});

on_both!(a_simulation_is_over_when_its_time_is_up, async |mut kit: Kit| {
    let access = owner(&mut kit).await;
    start_simulated(&kit.backend, "greeting", kit.backend.clock.now().plus(DAY)).await.expect("starts");
    let over = async || listed(&access).await.expect("a list").iter().map(|listed| listed.over).collect::<Vec<_>>();
    assert_eq!(over().await, [false, false, false]);
    kit.backend.clock.advance(DAY);
    assert_eq!(over().await, [false, false, true]);
});

on_both!(what_another_process_decides_is_followed, async |mut kit: Kit| {
    let access = owner(&mut kit).await;
    assert_eq!(given(&access).await, None);
    let mut elsewhere = kit.backend.clone();
    elsewhere.experiments = Catalog::new(WITH_GREETING);
    decide_own(&elsewhere, "greeting", Status::Concluded, Some("warm")).await.expect("concluded");
    assert_eq!(elsewhere.experiments.standing(&kit.backend.db).await.expect("stands")[2].status, Status::Concluded, "at once where it is decided");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while given(&access).await.is_none() {
        assert!(std::time::Instant::now() < deadline, "never followed");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(given(&access).await.as_deref(), Some("warm"));
});
