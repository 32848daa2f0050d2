//! What services are given when they ask for flags.

use super::owner;
use crate::{
    access::Access,
    experiments::{Evaluation, change_status, define, evaluate},
    on_both,
    testing::Kit,
};
use model::experiment::Status;
use planout::Script;
use serde_json::{Map, Value};

async fn running(access: &Access, name: &str, source: &str) {
    define(access, name, "userid", source, None).await.expect("defined");
    change_status(access, name, Status::Running, None).await.expect("starts");
}

async fn value(access: &Access, flag: &str, unit: &str) -> Value {
    match evaluate(access, flag, unit, &Map::new()).await.expect("answers") {
        Evaluation::Found { value, .. } => value,
        other => panic!("{other:?}"),
    }
}

on_both!(a_fraction_arrives_as_the_engine_drew_it_to_the_last_bit, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "x = randomFloat(min=0, max=1, unit=userid);";
    running(&access, "drawn", source).await;
    let script = Script::compile(source).expect("compiles");
    for unit in (0..200).map(|unit| format!("u{unit}")) {
        let drawn = script.assign("drawn", &planout::Map::from([("userid", unit.as_str())])).expect("draws");
        let drawn = drawn.params.get("x").and_then(planout::Value::as_f64).expect("a fraction");
        // What is sent, and what whoever reads it as this server does is left with.
        let sent = value(&access, "drawn.x", &unit).await;
        let read: Value = serde_json::from_str(&sent.to_string()).expect("JSON");
        assert_eq!((sent.as_f64().map(f64::to_bits), read.as_f64().map(f64::to_bits)), (Some(drawn.to_bits()), Some(drawn.to_bits())), "{unit}");
    }
});
