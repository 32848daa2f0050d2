use super::*;
use crate::{access::Access, db::query, on_both, testing::Kit};
use model::{
    experiment::{Exposure, Status},
    organization::SettingsForm,
    role::Role,
};
use serde_json::{Map, Value, json};

mod claims;
mod flags;
mod reports;

const BUTTON: &str = "color = uniformChoice(choices=['red', 'blue'], unit=userid); big = bernoulliTrial(p=0.5, unit=userid);";

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

async fn owner(kit: &Kit) -> Access {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "ana@acme.example").await
}

async fn again(access: &Access) -> Access {
    access.actor.enter("acme").await.expect("a member")
}

on_both!(concluded_with_both_is_the_normal_state, async |kit: Kit| {
    let access = owner(&kit).await;
    assert!(access.settings().members_request && access.settings().join_requests);
    assert_eq!(access.decided.0[0].text("treatment"), Some("both"));
    assert!(access.decided.0.iter().all(|assigned| !assigned.counts));
});

on_both!(a_running_experiment_decides_who_may_ask_and_owners_choices_win, async |kit: Kit| {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..24 {
        let slug = format!("org-{number}");
        kit.organization(&slug).await;
        let access = kit.member(&slug, Role::Owner, &format!("o{number}@acme.example")).await;
        if number == 0 {
            decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
        }
        let access = access.actor.enter(&slug).await.expect("a member");
        let invites = &access.decided.0[0];
        assert!(invites.counts && invites.version == 1);
        assert_eq!(access.settings().members_request, invites.is_on("invite_request"));
        assert_eq!(access.settings().join_requests, invites.is_on("join_request"));
        assert_eq!(rules(&kit.backend.db, &access.organization.id).await.expect("rules").join_requests, invites.is_on("join_request"));
        seen.insert(invites.text("treatment").expect("a treatment").to_owned());
        // An owner chooses the opposite: the choice wins, and another arm changes nothing about it.
        let mut settings = access.settings().clone();
        settings.members_request = !settings.members_request;
        let form = SettingsForm { name: slug.clone(), settings: settings.clone() };
        crate::organizations::update_settings(&access, form).await.expect("saved");
        assert_eq!(access.actor.enter(&slug).await.expect("a member").settings().members_request, settings.members_request);
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
    decide_own(&kit.backend, "improved_invites", Status::Concluded, Some("join_request")).await.expect("concluded");
    let access = owner(&kit).await;
    assert!(!access.settings().members_request && access.settings().join_requests);
    assert!(decide_own(&kit.backend, "improved_invites", Status::Concluded, Some("nonsense")).await.is_err());
});

on_both!(an_exposure_counts_once_and_a_forged_one_is_refused, async |kit: Kit| {
    let access = owner(&kit).await;
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    let access = again(&access).await;
    let met = &access.decided.0[0];
    let exposure = met.exposure("");
    let first = expose(&access, std::slice::from_ref(&exposure)).await.expect("recorded");
    let second = expose(&access, std::slice::from_ref(&exposure)).await.expect("known");
    assert_eq!((first.recorded, second.recorded, second.ignored), (1, 0, 1));
    let mut forged = exposure.clone();
    forged.params.insert("treatment".into(), "forged".into());
    assert_eq!(expose(&access, &[forged]).await.expect("answered").refused, 1);
    let old = Exposure { version: 0, ..exposure.clone() };
    assert_eq!(expose(&access, &[old]).await.expect("answered").ignored, 1);
    let unknown = Exposure { experiment: "nonsense".into(), ..exposure };
    assert_eq!(expose(&access, &[unknown]).await.expect("answered").refused, 1);
    let (count,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM experiment_exposures").one(&kit.backend.db).await.expect("count");
    let (refused,): (i64,) = query("SELECT CAST(SUM(count) AS BIGINT) FROM experiment_refusals").one(&kit.backend.db).await.expect("count");
    assert_eq!((count, refused), (1, 1));
});

on_both!(a_script_that_does_not_compile_leaves_what_is_live, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let error = define(&access, "button", "userid", "color = 1;\nbig = ;", None).await.expect_err("does not compile").to_string();
    assert!(error.starts_with("line 2, column 7: expected a value"), "{error}");
    for nothing in ["", " ", "# color = 1;", "if (vip) { return false; }", "experiment_salt = 's';"] {
        let error = define(&access, "other", "userid", nothing, None).await.expect_err("decides nothing").to_string();
        assert!(error.starts_with("The script sets no parameter"), "{error}");
    }
    for changed in [
        BUTTON.replace("'red', 'blue'", "'blue', 'red'"),
        BUTTON.replace("color =", "colour ="),
        BUTTON.replace("unit=userid);", "unit=userid, salt='s');"),
    ] {
        assert!(define(&access, "button", "userid", &changed, None).await.is_err(), "{changed}");
    }
    let rolled = define(&access, "button", "userid", &BUTTON.replace("0.5", "0.9"), None).await.expect("a probability may change");
    assert_eq!((rolled.version, rolled.status), (3, Status::Running));
    let member = kit.member("acme", Role::Member, "bo@acme.example").await;
    assert!(define(&member, "button", "userid", BUTTON, None).await.is_err());
    let warned = define(&access, "warned", "userid", "x = !a || b;", None).await.expect("compiles");
    assert_eq!(warned.warnings.len(), 1);
    assert_eq!(list(&access).await.expect("a list").len(), 2);
});

on_both!(flags_are_evaluated_for_whoever_a_service_names, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    let context = map(json!({ "targetingKey": "42", "country": "at" }));
    assert!(matches!(evaluate(&access, "button", "42", &context).await, Ok(Evaluation::Unknown { .. })), "a draft is nobody's");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let Ok(Evaluation::Found { value, reason: Reason::Split, version: 2, .. }) = evaluate(&access, "button.color", "42", &context).await else {
        panic!("a flag")
    };
    let Ok(Evaluation::Found { value: first, .. }) = evaluate(&access, "button", "42", &context).await else { panic!("a flag") };
    assert_eq!(value, first, "a flag named after the experiment is its first parameter");
    assert!(matches!(evaluate(&access, "button.nonsense", "42", &context).await, Ok(Evaluation::Unknown { .. })));
    assert_eq!(evaluate_all(&access, "42", &context).await.expect("all").len(), 3);
    let exposure = |params| ServiceExposure { experiment: "button".into(), version: None, context: context.clone(), params, doorway: String::new() };
    assert_eq!(expose_for(&access, &[exposure(None), exposure(None)]).await.expect("recorded").recorded, 1);
    let forged = exposure(Some(map(json!({ "color": "green" }))));
    assert_eq!(expose_for(&access, &[forged]).await.expect("answered").refused, 1);
    change_status(&access, "button", Status::Concluded, Some(map(json!({ "color": "blue", "big": 1 })))).await.expect("concluded");
    let Ok(Evaluation::Found { value, reason: Reason::Static, .. }) = evaluate(&access, "button", "42", &context).await else { panic!("a flag") };
    assert_eq!(value, "blue");
    assert_eq!(expose_for(&access, &[exposure(None)]).await.expect("answered").ignored, 1);
});

on_both!(another_organization_sees_nothing_of_it, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    kit.organization("other").await;
    let stranger = kit.member("other", Role::Owner, "eve@other.example").await;
    assert!(matches!(evaluate(&stranger, "button", "42", &Map::new()).await, Ok(Evaluation::Unknown { .. })));
    assert!(change_status(&stranger, "button", Status::Archived, None).await.is_err());
    assert!(list(&stranger).await.expect("a list").is_empty());
});

on_both!(the_door_is_met_once_by_outsiders_and_not_where_owners_chose, async |kit: Kit| {
    let access = owner(&kit).await;
    kit.organization("other").await;
    let stranger = kit.member("other", Role::Owner, "eve@other.example").await;
    let client = crate::accounts::Client { address: "192.0.2.7".into(), user_agent: String::new() };
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    let meet =
        async |actor: &crate::access::Actor| crate::joining::door_met(&kit.backend, "acme", Some(actor), &client).await.expect("the same answer");
    let met =
        async || -> Vec<(String, String)> { query("SELECT unit, doorway FROM experiment_exposures").all(&kit.backend.db).await.expect("reads") };
    meet(&access.actor).await;
    assert!(met().await.is_empty(), "a member is no outsider");
    crate::joining::door_met(&kit.backend, "nowhere", Some(&stranger.actor), &client).await.expect("the same answer");
    meet(&stranger.actor).await;
    meet(&stranger.actor).await;
    assert_eq!(met().await, [(access.organization.id.to_string(), "join_request".to_owned())]);
    let access = again(&access).await;
    let mut settings = access.settings().clone();
    settings.join_requests = !settings.join_requests;
    crate::organizations::update_settings(&access, SettingsForm { name: "acme".into(), settings }).await.expect("saved");
    assert!(!again(&access).await.decided.0[0].counts, "an owner's choice decides, not the arm");
    decide_own(&kit.backend, "improved_invites", Status::Concluded, Some("both")).await.expect("concluded");
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("runs again");
    meet(&stranger.actor).await;
    assert_eq!(met().await.len(), 1);
});

mod editing {
    use super::{BUTTON, owner};
    use crate::{
        experiments::{change_status, check, draft, save},
        on_both,
        testing::Kit,
    };
    use model::{
        error::ApiError,
        experiment::{
            Status,
            draft::{Draft, MetricDraft, TestCase},
        },
        role::Role,
    };

    fn button() -> Draft {
        let paid = MetricDraft { name: "Paid".into(), event: "paid".into(), window: "30".into(), ..MetricDraft::default() };
        let case = TestCase { inputs: r#"{"userid": 1"#.into(), expected: "half typed".into() };
        Draft { name: "button".into(), unit: "userid".into(), source: BUTTON.into(), metrics: vec![paid], tests: vec![case], opened: String::new() }
    }

    fn typed(draft: Draft) -> Draft {
        Draft { opened: String::new(), ..draft }
    }

    on_both!(what_is_saved_is_opened_again_as_it_was_typed, async |kit: Kit| {
        let access = owner(&kit).await;
        assert_eq!(save(&access, &button(), true).await.expect("saved").version, 1);
        let opened = draft(&access, "button").await.expect("opens");
        assert_eq!((typed(opened.draft), opened.status, opened.version), (button(), Status::Draft, 1));
        assert_eq!((opened.checked.inputs, opened.checked.parameters), (vec!["userid".to_owned()], vec!["color".to_owned(), "big".to_owned()]));
        assert!(opened.checked.tests[0].why.starts_with("The inputs"), "{:?}", opened.checked.tests);
        // What only the tests are about is no new version.
        let tests = vec![TestCase { inputs: r#"{"userid": 1}"#.into(), expected: String::new() }];
        assert_eq!(save(&access, &Draft { tests, ..button() }, false).await.expect("saved").version, 1);
        assert!(draft(&access, "button").await.expect("opens").checked.tests[0].passed);
    });

    on_both!(nothing_is_overwritten_by_something_new_or_broken, async |kit: Kit| {
        let access = owner(&kit).await;
        let button = || Draft { tests: Vec::new(), ..button() };
        save(&access, &button(), true).await.expect("saved");
        let again = save(&access, &button(), true).await.expect_err("taken").into_api();
        assert!(matches!(again, ApiError::Invalid { ref field, .. } if field == "name"), "{again:?}");
        change_status(&access, "button", Status::Running, None).await.expect("runs");
        let broken = Draft { source: "color = [1, ;".into(), tests: Vec::new(), ..button() };
        let error = save(&access, &broken, false).await.expect_err("broken").into_api();
        let said = check(&access, &broken).await.expect("checks").problems[0].sentence();
        assert_eq!(error, ApiError::invalid("source", said), "the check and the refusal say the same");
        assert_eq!(typed(draft(&access, "button").await.expect("opens").draft), button(), "nothing of it was kept");
    });

    on_both!(nothing_goes_live_with_a_test_that_fails, async |kit: Kit| {
        let access = owner(&kit).await;
        let tested = |expected: &str| Draft { tests: vec![TestCase { inputs: r#"{"userid": 1}"#.into(), expected: expected.into() }], ..button() };
        save(&access, &tested(r#"{"colour": "red"}"#), true).await.expect("a draft may be wrong");
        let why = change_status(&access, "button", Status::Running, None).await.expect_err("it fails").to_string();
        assert!(why.contains("Test 1 fails: colour is not set."), "{why}");
        save(&access, &tested(""), false).await.expect("saved");
        change_status(&access, "button", Status::Running, None).await.expect("starts");
        let why = save(&access, &tested(r#"{"colour": "red"}"#), false).await.expect_err("it fails").to_string();
        assert!(why.contains("what is live stays live"), "{why}");
    });

    on_both!(what_somebody_else_saved_meanwhile_is_not_overwritten_unasked, async |kit: Kit| {
        let access = owner(&kit).await;
        save(&access, &button(), true).await.expect("saved");
        let (ana, bo) = (draft(&access, "button").await.expect("opens").draft, draft(&access, "button").await.expect("opens").draft);
        save(&access, &Draft { tests: Vec::new(), ..ana }, false).await.expect("saved");
        let mine = Draft { source: format!("# Mine\n{BUTTON}"), ..bo };
        let refused = save(&access, &mine, false).await.expect_err("overtaken").into_api();
        assert!(matches!(&refused, ApiError::Invalid { field, .. } if field == Draft::OPENED), "{refused:?}");
        assert!(draft(&access, "button").await.expect("opens").draft.tests.is_empty());
        save(&access, &typed(mine.clone()), false).await.expect("saved, knowing that");
        assert_eq!(typed(draft(&access, "button").await.expect("opens").draft), typed(mine));
    });

    on_both!(members_read_and_do_not_write, async |kit: Kit| {
        let access = owner(&kit).await;
        save(&access, &button(), true).await.expect("saved");
        let member = kit.member("acme", Role::Member, "mia@acme.example").await;
        for refused in [
            draft(&member, "button").await.map(|_| ()),
            save(&member, &button(), false).await.map(|_| ()),
            check(&member, &button()).await.map(|_| ()),
        ] {
            assert!(matches!(refused.expect_err("refused").into_api(), ApiError::Forbidden { .. }));
        }
        kit.organization("globex").await;
        let stranger = kit.member("globex", Role::Owner, "hank@globex.example").await;
        assert_eq!(draft(&stranger, "button").await.expect_err("not theirs").into_api(), ApiError::NotFound);
    });
}
