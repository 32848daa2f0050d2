//! What holds for every script, unit and namespace.

use planout::{Experiment, Fault, Integer, Map, Namespace, Params, RandomInteger, Script, Trial, Value, json, language};
use proptest::collection::vec;
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-zA-Z0-9_]{0,6}"
            .prop_filter("a keyword", |name| !matches!(name.as_str(), "true" | "false" | "null" | "switch" | "if" | "else" | "return")),
        Just("iffy".to_owned()),
        Just("__proto".to_owned())
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z .#;'é🙂\n]{0,8}", "[a-z\"]{0,4}", Just("a\\\"b".to_owned()), Just("it's".to_owned())]
}

fn constant() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..1_000_000i64).prop_map(Value::from),
        (0.0001..1e6f64).prop_filter("whole", |value| value.fract() != 0.0).prop_map(Value::from),
        Just(Value::Float(1e21)),
        Just(Value::Int(Integer::parse("12345678901234567000").expect("a number"))),
        text().prop_map(Value::from),
    ]
}

fn literal() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![constant(), (-1000..0i64).prop_map(Value::from)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

fn op(name: &str, entries: Vec<(&str, Value)>) -> Value {
    let mut map = Map::from([("op", name)]);
    entries.into_iter().for_each(|(name, value)| map.insert(name, value));
    Value::Map(map)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        constant(),
        name().prop_map(|name| op("get", vec![("var", name.into())])),
        literal().prop_map(|value| op("literal", vec![("value", value)]))
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|items| op("array", vec![("values", items.into())])),
            (two.clone(), prop::sample::select(vec!["sum", "product", "or", "and", "coalesce"]))
                .prop_map(|((left, right), name)| op(name, vec![("values", vec![left, right].into())])),
            (two.clone(), prop::sample::select(vec!["equals", "<", ">", "<=", ">=", "%", "/"]))
                .prop_map(|((left, right), name)| op(name, vec![("left", left), ("right", right)])),
            (inner.clone(), prop::sample::select(vec!["not", "negative", "round", "length"]))
                .prop_map(|(value, name)| op(name, vec![("value", value)])),
            two.prop_map(|(base, index)| op("index", vec![("base", base), ("index", index)])),
            (name(), vec((name(), inner.clone()), 0..4)).prop_map(|(name, args)| {
                let mut map: Map = args.into_iter().filter(|(name, _)| name != "op").collect();
                map.insert("op", name);
                Value::Map(map)
            }),
            vec(statement(inner), 0..3).prop_map(|statements| op("seq", vec![("seq", statements.into())])),
        ]
    })
}

fn statement(value: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let case = (value.clone(), value.clone()).prop_map(|(condition, then)| Value::Map(Map::from([("if", condition), ("then", then)])));
    prop_oneof![
        3 => (name(), value.clone()).prop_map(|(name, value)| op("set", vec![("var", name.into()), ("value", value)])),
        1 => value.prop_map(|value| op("return", vec![("value", value)])),
        1 => vec(case, 1..4).prop_map(|cases| op("cond", vec![("cond", cases.into())])),
    ]
}

fn script() -> impl Strategy<Value = Value> {
    vec(statement(value().boxed()), 0..5).prop_map(|statements| op("seq", vec![("seq", statements.into())]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_printed_compiles_to_the_same(script in script()) {
        if let Ok(source) = language::print(&script) {
            let again = language::parse(&source).map_err(|error| TestCaseError::fail(format!("{error} in\n{source}")))?;
            prop_assert!(again.identical(&script), "{source}");
            prop_assert_eq!(language::print(&again).expect("it was printed before"), source);
        }
    }

    #[test]
    fn json_is_read_as_it_was_written(script in script()) {
        prop_assert!(json::parse(&json::write(&script)).expect("json").identical(&script));
        prop_assert!(json::parse(&json::write_reference(&script)).expect("json").identical(&script));
    }

    #[test]
    fn any_script_runs_or_fails(script in script(), unit in any::<i64>()) {
        if let Ok(script) = Script::from_value(script) {
            let outcome = script.assign("salt", &[("userid", unit.into())]);
            if let (Err(fault), Ok(printed)) = (outcome, language::print(script.json()))
                && !fault.place.is_empty()
            {
                prop_assert!(fault.clone().located(&printed).place.starts_with("line "), "{} in {}", fault, printed);
            }
        }
    }

    #[test]
    fn no_source_makes_the_compiler_panic(source in "[-a-z0-9 =<>!&|?*/%+;:,.@#'\"\\\\(){}\\[\\]\n\r\u{2028}é]{0,80}") {
        if let Ok(script) = language::parse(&source) {
            let printed = language::print(&script).expect("what was compiled can be printed");
            prop_assert!(language::parse(&printed).expect("and compiled again").identical(&script), "{}", printed);
        }
        let _ = language::lint(&source);
        let _ = json::parse(&source);
    }

    #[test]
    fn growing_moves_nobody(first in 1..60u32, second in 1..30u32, more in 1..20u32) {
        let mut namespace = Namespace::new("growing", 120).expect("a namespace");
        namespace.add("first", first).expect("room");
        namespace.add("second", second).expect("room");
        let before = namespace.clone();
        namespace.grow("first", more).expect("room");
        for (segment, holder) in before.allocations() {
            prop_assert_eq!(namespace.allocations().get(segment), Some(holder));
        }
        prop_assert_eq!(namespace.allocations().len(), before.allocations().len() + more as usize);
        namespace.remove("second").expect("it was there");
        prop_assert_eq!(namespace.allocations().len() as u32, first + more);
    }
}

/// A million units lie within what chance allows: five standard deviations, once in 1.7 million runs if this were random.
#[test]
fn a_million_units_spread_as_weighted() {
    let script = Script::compile("variant = weightedChoice(choices=['button', 'link', 'control'], weights=[0.25, 0.25, 0.5], unit=userid); coin = bernoulliTrial(p=0.1, unit=userid); both = variant == 'button' && coin;").expect("compiles");
    let total = 1_000_000;
    let mut counts = [0u32; 4];
    for unit in 0..total {
        let assignment = script.assign("spread", &[("userid", unit.into())]).expect("runs");
        match assignment.get("variant").and_then(Value::as_str) {
            Some("button") => counts[0] += 1,
            Some("link") => counts[1] += 1,
            _ => counts[2] += 1,
        }
        counts[3] += u32::from(assignment.get("both") == Some(&true.into()));
    }
    for (count, chance) in counts.into_iter().zip([0.25, 0.25, 0.5, 0.025]) {
        let (mean, deviation) = (f64::from(total) * chance, (f64::from(total) * chance * (1.0 - chance)).sqrt());
        assert!((f64::from(count) - mean).abs() < 5.0 * deviation, "{count} instead of {mean}");
    }
}

#[test]
fn what_strangers_write_is_bounded() {
    for source in [
        "(".repeat(100_000),
        "[".repeat(100_000),
        format!("x = {}1;", "-".repeat(100_000)),
        format!("x = {};", "@[".repeat(50_000)),
        format!("x = 1{};", " + 1".repeat(50_000)),
        "if (1) {".repeat(50_000),
        "switch { 1 => ".repeat(20_000),
        "#".repeat(300_000),
    ] {
        assert!(language::parse(&source).is_err());
    }
    let doubling = format!("x = [1];{}", "x = [x, x];".repeat(60));
    assert_eq!(run(&doubling), Some(planout::FaultKind::Limit));
    let nesting = format!("x = [1];{}", "x = [x];".repeat(1_000));
    assert_eq!(run(&nesting), Some(planout::FaultKind::Limit));
    let squaring = format!("x = 10;{}", "x = x * x;".repeat(60));
    assert_eq!(run(&squaring), Some(planout::FaultKind::Limit));
    let repeating = format!("x = 'ab';{}", "x = x * 10;".repeat(60));
    assert_eq!(run(&repeating), Some(planout::FaultKind::Limit));
    assert_eq!(run("x = 123456789012345678 * []; y = '' * 123456789012345678;"), None);
    assert_eq!(run("x = 12345678901234567890 * [];"), Some(planout::FaultKind::Overflow));
    assert_eq!(run("x = 'ab' * -12345678901234567890;"), Some(planout::FaultKind::Overflow));
    assert_eq!(
        run("u = [[1]]; u = bernoulliFilter(p=1, choices=[u], unit=u); x = bernoulliFilter(p=1, choices=u, unit=u);"),
        Some(planout::FaultKind::Limit)
    );
    // Without a price for copies, the first would take a gigabyte and the second seconds.
    let copying: String = (0..40).map(|at| format!("a{at} = [0] * 1048576;")).collect();
    assert_eq!(run(&copying), Some(planout::FaultKind::Limit));
    let adding = format!("l = [0] * 1000000;{}", "b = sum(values=l);".repeat(100));
    assert_eq!(run(&adding), Some(planout::FaultKind::Limit));
    let texts: String = (0..200).map(|at| format!("a{at} = 'x' * 1048576;")).collect();
    assert_eq!(run(&texts), Some(planout::FaultKind::Limit));
    for script in [
        format!("m = map(a=1);{}", "m = map(a=m, b=m);".repeat(300)),
        format!("m = map(a=1);{}", "m = map(a=m);".repeat(15_000)),
        format!("y = [0] * 1000000;{}", "x = map(a=y);".repeat(5_000)),
        format!("y = [0] * 1000;{} x = bernoulliFilter(p=0, choices=[y], unit=[1]);", "y = [y] * 1000;".repeat(6)),
    ] {
        assert_eq!(run(&script), Some(planout::FaultKind::Limit));
    }
    assert_eq!(run(&format!("m = map(a=1);{} x = 1; m = x;", "m = map(a=m, b=m);".repeat(100))), None);
    let deep = json::parse(&format!("{}1{}", "{\"op\":\"not\",\"value\":".repeat(700), "}".repeat(700))).expect("json");
    assert!(Script::from_value(deep).is_err());
    let fine = format!("x = {}1{};", "(".repeat(190), ")".repeat(190));
    assert_eq!(run(&fine), None);
}

fn run(source: &str) -> Option<planout::FaultKind> {
    Script::compile(source).expect("it compiles").assign("salt", &Map::new()).err().map(|fault| fault.kind)
}

struct Coin;

impl Experiment for Coin {
    fn name(&self) -> &str {
        "coin"
    }

    fn unit(&self) -> &str {
        "userid"
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        params.set("x", RandomInteger::of(0, 1_000_000, params.unit()))?;
        Ok(true)
    }
}

#[test]
fn what_was_decided_stays_so() {
    let mut log = Vec::new();
    let mut trial = Trial::new(&Coin, Map::from([("userid", 7)]), |record| log.push(record));
    trial.keep_hashes();
    trial.set_overrides(Map::from([("left", 1)]));
    trial.set_overrides(Map::new());
    let params = trial.params().expect("decides");
    assert_eq!(params.get("left"), Some(&1.into()));
    trial.set_name("other");
    trial.set_salt("salt");
    trial.set_overrides(Map::from([("userid", 8)]));
    let mut expected = params.clone();
    expected.insert("userid", 8);
    assert_eq!(trial.params(), Ok(expected));
    trial.event("click", None).expect("logs");
    assert_eq!(trial.hashes().len(), 1);
    assert_eq!((log[1].name.as_str(), log[1].salt.as_str(), log[1].inputs.get("userid")), ("other", "salt", Some(&8.into())));
}

#[test]
fn an_empty_salt_is_hashed_empty_and_told_as_the_name() {
    let mut log = Vec::new();
    let mut trial = Trial::new(&Coin, Map::from([("userid", 7)]), |record| log.push(record));
    trial.keep_hashes();
    trial.set_salt("");
    trial.expose(None).expect("logs");
    assert_eq!(trial.hashes()[0].text, ".x.7");
    assert_eq!(log[0].salt, "coin");
}
