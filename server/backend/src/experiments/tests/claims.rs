//! What is claimed to have been shown.

use super::{BUTTON, again, map, owner};
use crate::{
    db::query,
    experiments::{Evaluation, ServiceExposure, change_status, decide_own, define, evaluate, expose, expose_for},
    on_both,
    testing::Kit,
};
use model::experiment::{Exposed, Exposure, Status};
use serde_json::{Map, Value, json};

fn became(exposed: Exposed) -> &'static str {
    assert_eq!(exposed.refusals.len(), exposed.refused as usize);
    match (exposed.recorded, exposed.ignored, exposed.refused) {
        (1, 0, 0) => "recorded",
        (0, 1, 0) => "ignored",
        (0, 0, 1) => "refused",
        _ => "more than one",
    }
}

/// Every assignment that is kept, and how many were refused.
async fn kept(kit: &Kit) -> (Vec<Value>, i64) {
    let rows: Vec<(String,)> = query("SELECT assignment FROM experiment_exposures").all(&kit.backend.db).await.expect("reads");
    let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM experiment_refusals";
    let (refused,): (i64,) = query(sql).one(&kit.backend.db).await.expect("counts");
    (rows.iter().map(|(text,)| serde_json::from_str(text).expect("JSON")).collect(), refused)
}

on_both!(a_service_may_name_a_part_of_what_it_was_given_and_the_whole_is_kept, async |kit: Kit| {
    let access = owner(&kit).await;
    let source =
        format!("{BUTTON} half = uniformChoice(choices=[2.5, 3.5], unit=userid); price = half * 2; if (userid == 'out') {{ return false; }}");
    define(&access, "button", "userid", &source, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let Ok(Evaluation::Found { value: color, .. }) = evaluate(&access, "button.color", "42", &Map::new()).await else { panic!("a flag") };
    let Ok(Evaluation::Found { value: price, .. }) = evaluate(&access, "button.price", "42", &Map::new()).await else { panic!("a flag") };
    let Ok(Evaluation::Found { value: big, .. }) = evaluate(&access, "button.big", "42", &Map::new()).await else { panic!("a flag") };
    assert!(price.is_f64(), "the engine’s own fraction");
    let whole = price.as_f64().expect("a number") as i64;
    let other = if color == "red" { "blue" } else { "red" };
    let expose = async |unit: &str, params: Value| {
        let context = map(json!({ "targetingKey": unit }));
        let exposure = ServiceExposure { experiment: "button".into(), version: None, context, params: Some(map(params)), doorway: String::new() };
        became(expose_for(&access, &[exposure]).await.expect("answered"))
    };
    for (params, expected) in [
        (json!({ "color": color }), "recorded"),
        (json!({ "price": whole }), "ignored"),
        (json!({ "price": price, "big": big }), "ignored"),
        (json!({ "color": color, "big": big, "price": whole }), "ignored"),
        (json!({ "color": other }), "refused"),
        (json!({ "price": whole + 1 }), "refused"),
        (json!({ "color": color, "size": 3 }), "refused"),
        (json!({}), "refused"),
    ] {
        assert_eq!(expose("42", params.clone()).await, expected, "{params}");
    }
    assert_eq!(expose("out", json!({ "color": color })).await, "ignored", "whoever is kept out was given nothing");
    assert_eq!(kept(&kit).await, (vec![json!({ "big": big, "color": color, "half": price.as_f64().map(|price| price / 2.0), "price": whole })], 4));
});

on_both!(the_browser_may_name_a_part_of_it_too, async |kit: Kit| {
    let access = owner(&kit).await;
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    let access = again(&access).await;
    let met = &access.decided.0[0];
    let told = async |params: Value| {
        let exposure = Exposure { params: map(params), ..met.exposure("") };
        became(expose(&access, &[exposure]).await.expect("answered"))
    };
    let (treatment, asks) = (met.params["treatment"].clone(), met.is_on("invite_request"));
    assert_eq!(told(json!({ "treatment": treatment })).await, "recorded");
    assert_eq!(told(Value::Object(Map::clone(&met.params))).await, "ignored");
    assert_eq!(told(json!({ "invite_request": !asks })).await, "refused");
    assert_eq!(told(json!({ "treatment": treatment, "invite_request": !asks })).await, "refused");
    assert_eq!(told(json!({ "treatment": treatment, "other": 1 })).await, "refused");
    assert_eq!(told(json!({})).await, "refused");
    assert_eq!(kept(&kit).await, (vec![Value::Object(Map::clone(&met.params))], 4));
});
