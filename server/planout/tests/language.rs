//! What the compiler says about source that it rejects, and about source that it accepts.

use planout::{FaultKind, Map, Options, Script, Value, json, language};

fn error(source: &str) -> String {
    language::parse(source).expect_err(source).to_string()
}

#[test]
fn errors_say_where_and_what_was_expected() {
    assert_eq!(error("x = 1"), "line 1, column 6: expected “;” or an operator, found the end of the script");
    assert_eq!(error("x = 1;\n  y = = 2;"), "line 2, column 7: expected a value, found “=”");
    assert_eq!(error("é = 1;"), "line 1, column 1: expected a value, a name or an operator, found “é”");
    assert_eq!(error("x = 'é' ? 1;"), "line 1, column 9: expected a value, a name or an operator, found “?”");
    assert_eq!(error("x = f(a=1, 2);"), "line 1, column 12: expected the name of an argument, found a number");
    assert_eq!(error("if (a) if (b) {}"), "line 1, column 8: expected a value, found “if”");
    assert_eq!(error("if (a) { x = 1; "), "line 1, column 17: expected a statement or “}”, found the end of the script");
    assert_eq!(error("x = \"abc"), "line 1, column 5: expected a closing \", found the end of the script");
    assert_eq!(error("x = @foo;"), "line 1, column 6: expected a literal: a number, a text, true, false, null, [ or {, found “foo”");
    assert_eq!(error(";"), "line 1, column 1: expected a statement: a name to set, if, switch or return, found “;”");
}

fn codes(source: &str) -> Vec<&'static str> {
    language::lint(source).expect(source).into_iter().map(|lint| lint.code).collect()
}

#[test]
fn lints_warn_about_what_is_probably_not_meant() {
    assert_eq!(codes("x = !a || b;"), ["not-binds-tighter"]);
    assert_eq!(codes("x = (!a) || b; y = !(a || b);"), [""; 0]);
    assert_eq!(codes("x = a || b && c; y = (a || b) && c; z = a && b && c;"), ["mixed-logic"]);
    assert_eq!(codes("x = a < b < c;"), ["chained-comparison"]);
    assert_eq!(codes("x = weightedChoice(choices=['a', 'b'], weights=[0.3, 0.3], unit=u);"), ["weights-do-not-add-up"]);
    assert_eq!(codes("x = weightedChoice(choices=['a', 'b'], weights=[1, 2, 3], unit=u);"), ["weights-and-choices"]);
    assert_eq!(codes("x = uniformChoice(choices=[], unit=u);"), ["no-choices"]);
    assert_eq!(codes("x = randomInteger(min=5, max=2, unit=u);"), ["empty-range"]);
    assert_eq!(codes("x = sample(choices=[1, 2], draws=3, unit=u);"), ["too-many-draws"]);
    let at = language::lint("colour = unifromChoice(choices=['red', 'blue'], unit=userid);").expect("compiles")[0].position;
    assert_eq!((at.line, at.column), (1, 10), "a call is where its name is");
    assert_eq!(codes("x = bernoulliTrial(p=1.5, unit=u); y = 1 + bernoulliTrial(p=0.5, unit=u);"), ["not-a-probability", "no-salt"]);
    assert_eq!(codes("x = uniformChoice(choices=[1]); y = randomChoice(a=1, a=2);"), ["no-unit", "unknown-operator", "repeated-argument"]);
    assert_eq!(codes("x = uniformChoice(choice=[1, 2], unit=u);"), ["missing-argument", "unknown-argument"]);
    assert_eq!(codes("x = sample(choices=[1, 2], unit=u, salt='s'); y = randomInteger(max=2, unit=u);"), ["missing-argument"]);
    assert_eq!(codes("return 1; x = 1;"), ["unreachable"]);
    let draw = |rest: &str| format!("x = uniformChoice(choices=[1, 2], unit=u{rest});");
    assert_eq!(codes(&format!("{} y = bernoulliTrial(p=0.5, unit=u, salt='x');", draw(""))), ["shared-salt"]);
    assert_eq!(codes(&format!("y = bernoulliTrial(p=0.5, unit=u, salt='s'); {}", draw(", salt='s'"))), ["shared-salt"]);
    assert_eq!(codes(&format!("y = bernoulliTrial(p=0.5, unit=u, salt='s'); experiment_salt = 'other'; {}", draw(", salt='s'"))), [""; 0]);
    let after = |first: &str| codes(&format!("{first} {}", draw("")));
    assert_eq!(after("y = bernoulliTrial(p=0.5, unit=[u], salt='x');"), ["shared-salt"], "a list of one is the one");
    assert_eq!(after("y = bernoulliTrial(p=0.5, unit=[u, v], salt='x');"), [""; 0], "another unit");
    assert_eq!(after("y = sample(choices=[1, 2], unit=u, salt='x');"), [""; 0], "places are hashed too");
    assert_eq!(after("x = uniformChoice(choices=[3], unit=u);"), [""; 0], "drawn anew");
    assert_eq!(after("y = 1 + bernoulliTrial(p=0.5, unit=u, salt='x');"), ["shared-salt"], "within an expression");
    let full = |salt: &str| codes(&format!("y = bernoulliTrial(p=0.5, unit=u, full_salt='f'); {}", draw(&format!(", {salt}='f'"))));
    assert_eq!((full("full_salt"), full("salt")), (vec!["shared-salt"], vec![]));
    let branches = "if (a) { y = uniformChoice(choices=[1], unit=u, salt='s'); } else { z = uniformChoice(choices=[1], unit=u, salt='s'); }";
    assert_eq!(codes(branches), [""; 0]);
    assert_eq!(codes(&format!("{branches} {}", draw(", salt='s'"))), ["shared-salt"]);
    assert_eq!(codes(&format!("if (a) {{ {} }} else {{ {} }}", draw(""), draw(""))), [""; 0]);
    assert_eq!(codes(&format!("y = bernoulliTrial(p=0.5, unit=u, salt='s'); {}", draw(""))), [""; 0]);
    // A variable that only names a constant is that constant.
    assert_eq!(codes("c = []; x = uniformChoice(choices=c, unit=u);"), ["no-choices"]);
    assert_eq!(codes("w = @[0.3, 0.3]; if (a) { x = weightedChoice(choices=['a', 'b'], weights=w, unit=u); }"), ["weights-do-not-add-up"]);
    assert_eq!(codes("p = -0.5; x = bernoulliTrial(p=p, unit=u);"), ["not-a-probability"]);
    assert_eq!(codes("x = uniformChoice(choices=c, unit=u); c = [];"), [""; 0], "an input as yet");
    assert_eq!(codes("c = []; if (a) { c = [1]; } x = uniformChoice(choices=c, unit=u);"), [""; 0], "not always");
    assert_eq!(language::lint("x = 1;\ny =  !a && b;").expect("compiles")[0].position.to_string(), "line 2, column 6");
}

#[test]
fn faults_name_the_operator_and_its_place() {
    let script = Script::compile("a = 1; if (a) { b = [1, 2 / 0]; }").expect("compiles");
    let fault = script.assign("salt", &Map::new()).expect_err("division by zero");
    assert_eq!(fault.to_string(), "/ at seq[1].cond[0].then.seq[0].value.values[1]: division by zero");
    assert_eq!((fault.kind, fault.kind.reference()), (FaultKind::Division, "ZeroDivisionError"));
    let located = |source: &str| {
        let fault = Script::compile(source).expect("compiles").assign("salt", &Map::new()).expect_err(source);
        fault.located(source).to_string()
    };
    assert_eq!(located("x = 1;\ny = [1, 2 / 0];"), "/ at line 2, column 1: division by zero");
    assert_eq!(located("a = 1;\nif (a) {\n  b = 1;\n  c = 2 / 0;\n}"), "/ at line 4, column 3: division by zero");
    assert_eq!(located("if (false) {\n  b = 1;\n} else if (2 / 0 > 1) {\n  c = 1;\n}"), "/ at line 3, column 18: division by zero");
    assert_eq!(located("if (false) {\n  b = 1;\n} else {\n  if (true) {\n    return 2 / 0;\n  }\n}"), "/ at line 5, column 5: division by zero");
}

#[test]
fn a_salt_that_is_an_operator_is_written_out() {
    let script = json::parse(r#"{"op":"seq","seq":[{"op":"set","var":"experiment_salt","value":{"op":"uniformChoice","choices":["a"],"unit":1}},{"op":"set","var":"x","value":{"op":"randomInteger","min":0,"max":9,"unit":1.5}}]}"#).expect("json");
    let run = Script::from_value(script).expect("a script").trace("first", &Map::new(), &Options::default()).expect("runs");
    let texts: Vec<&str> = run.hashes.iter().map(|hashed| hashed.text.as_str()).collect();
    let written = "{'op': 'uniformChoice', 'choices': ['a'], 'unit': 1, 'salt': 'experiment_salt'}";
    assert_eq!(texts, [format!("{written}.experiment_salt.1"), format!("{written}.x.1.5")]);
    assert!(!run.assignment.params.contains("experiment_salt"));
}

#[test]
fn an_override_of_the_salt_keeps_it() {
    let script = Script::compile("experiment_salt = 'second'; x = randomInteger(min=0, max=9, unit=1); y = experiment_salt;").expect("compiles");
    let overrides = Map::from([("experiment_salt", "third")]);
    let run = script.trace("first", &Map::new(), &Options { overrides: Some(&overrides), ..Options::default() }).expect("runs");
    assert_eq!(run.hashes[0].text, "first.x.1");
    assert_eq!(run.assignment.get("y"), Some(&"first".into()));
    assert_eq!(run.assignment.get("experiment_salt"), Some(&"first".into()));
}

#[test]
fn maps_separators_and_templates() {
    let run = |source: &str| {
        Script::compile(source)
            .expect(source)
            .assign("salt", &Map::from([("userid", 4)]))
            .map(|assignment| Value::from(assignment.params).to_string())
    };
    assert_eq!(run("m = map(a=1, b=[userid]); x = m[\"b\"][0];").as_deref(), Ok(r#"{"m":{"a":1,"b":[4]},"x":4}"#));
    assert_eq!(run("x = [map(a=1)];").map_err(|fault| fault.kind), Err(FaultKind::Key));
    assert_eq!(run("x = min(values=[1], self=2);").map_err(|fault| fault.kind), Err(FaultKind::Type));
    assert_eq!(run("x = unheard(self=2);").map_err(|fault| fault.kind), Err(FaultKind::Argument));
    assert_eq!(run("x = \"%s of %%\" % userid; y = [1, 2] * 2; z = 7 % -3;").as_deref(), Ok(r#"{"x":"4 of %","y":[1,2,1,2],"z":-2}"#));
    assert_eq!(run("x = ' \u{1f}1_0.5\u{1c}\n' / 1;").as_deref(), Ok(r#"{"x":10.5}"#));
    let script = Script::compile("salt_sep = '-'; x = randomInteger(min=0, max=1, unit=userid);").expect("compiles");
    let traced = script.trace("salt", &Map::from([("userid", 4)]), &Options::default()).expect("runs");
    assert_eq!(traced.hashes[0].text, "salt.x-4");
}

#[test]
fn names_in_literals_follow_javascript() {
    let compiled = language::parse("x = @{b: 1};");
    assert!(compiled.is_err());
    let compiled =
        language::parse("x = @{'b': 1, 10: 2, 2: 3, null: 4, 1.5: 5, [1, null]: 6, {}: 7, '__proto__': 8, -0: -'0x10'};").expect("compiles");
    let literal = json::write(compiled.get("seq").and_then(Value::as_list).and_then(|seq| seq[0].get("value")?.get("value")).expect("a literal"));
    assert_eq!(literal, r#"{"0":-16,"2":3,"10":2,"b":1,"null":4,"1.5":5,"1,":6,"[object Object]":7}"#);
}

/// Found by fuzzing: parentheses around every minus nested deeper than the source that was read.
#[test]
fn many_minuses_are_printed_as_they_were_read() {
    let json = planout::language::parse(&format!("x = 1 -{} y;", "-".repeat(120))).expect("parses");
    let printed = planout::language::print(&json).expect("prints");
    assert!(planout::language::parse(&printed).expect("parses again").identical(&json));
}

#[test]
fn a_unit_may_be_the_list_that_is_filtered() {
    let run = |source: &str| {
        Script::compile(source).expect(source).assign("salt", &Map::new()).map(|assignment| Value::from(assignment.params).to_string())
    };
    assert_eq!(run("u = []; x = bernoulliFilter(p=1, choices=u, unit=u);").as_deref(), Ok(r#"{"u":[],"x":[]}"#));
    assert_eq!(run("u = [null, null]; x = bernoulliFilter(p=1, choices=u, unit=u);").as_deref(), Ok(r#"{"u":[null,null],"x":[null,null]}"#));
    assert_eq!(run("u = [1]; x = bernoulliFilter(p=1, choices=u, unit=u);").map_err(|fault| fault.kind), Err(FaultKind::Limit));
}
