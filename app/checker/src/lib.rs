//! Checks an experiment's script while it is written: whether it compiles and where not, what it reads and sets, what is probably not
//! meant, and whether the team's test cases come out.
//!
//! In the browser this is a WebAssembly module of its own, which only the editor's page loads; the server compiles the same code in.
//! Texts in, JSON out: what `model::experiment::draft::Checked` reads.

mod found;
mod tests_run;

use planout::{Map, Script, ScriptError, Value, language};
use tests_run::Tested;

/// What one run of a team's script may cost, in the engine's steps: here, and where it decides. A script has no loops, so that the longest
/// one that can be saved stays far below, unless it makes values of values; a run that takes all of it takes about a millisecond.
pub const STEPS: u64 = 100_000;

/// Checks a script. `salt` is what services are answered with: the experiment's name, within a namespace after that of the namespace; `tests` a JSON list of pairs of texts, inputs and what is expected of them.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
#[must_use]
pub fn check(salt: &str, unit: &str, source: &str, tests: &str) -> String {
    let report = match Script::compile(source) {
        Err(error) => Map::from([("problems", Value::from(vec![problem(&error)]))]),
        Ok(script) => {
            let found = found::Found::in_script(script.json());
            let mut warnings: Vec<Value> = language::lint(source)
                .unwrap_or_default()
                .into_iter()
                .map(|lint| note(lint.position.line, lint.position.column, &lint.message))
                .collect();
            warnings.extend(found.warnings(unit).into_iter().map(|message| note(0, 0, &message)));
            Map::from([
                ("warnings", Value::from(warnings)),
                ("inputs", Value::from(found.inputs)),
                ("parameters", Value::from(found.parameters)),
                ("tests", Value::from(tests_run::run(&Tested { script: &script, source, salt, unit }, tests))),
            ])
        }
    };
    Value::from(report).to_string()
}

fn problem(error: &ScriptError) -> Value {
    match error {
        ScriptError::Syntax(error) => {
            note(error.position.line, error.position.column, &format!("expected {}, found {}", error.expected, error.found))
        }
        ScriptError::Json(_) | ScriptError::TooLarge(_) => note(0, 0, &error.to_string()),
    }
}

/// Line 0: of the script as a whole.
fn note(line: u32, column: u32, message: &str) -> Value {
    Map::from([("line", Value::from(line)), ("column", Value::from(column)), ("message", Value::from(message))]).into()
}

#[cfg(test)]
mod tests {
    use super::check;
    use planout::{Value, json::parse};

    const SCRIPT: &str = "colour = uniformChoice(choices=['red', 'blue'], unit=userid);\nbold = colour == 'red' && plan == 'team';";

    fn report(unit: &str, source: &str, tests: &str) -> Value {
        parse(&check("button", unit, source, tests)).expect("JSON")
    }

    fn texts(report: &Value, name: &str) -> Vec<String> {
        report.get(name).and_then(Value::as_list).unwrap_or_default().iter().map(|value| value.as_str().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn a_script_that_does_not_compile_says_where() {
        let report = report("userid", "x = 1;\ny = [1, ;", "[]");
        let problem = report.get("problems").and_then(Value::as_list).and_then(<[Value]>::first).expect("a problem");
        let place = ["line", "column"].map(|name| problem.get(name).and_then(Value::as_i64));
        assert_eq!(place, [Some(2), Some(9)]);
        assert_eq!(problem.get("message").and_then(Value::as_str), Some("expected a value, found “;”"));
        assert!(report.get("inputs").is_none());
    }

    #[test]
    fn what_it_reads_and_sets_is_found() {
        let report = report("userid", SCRIPT, "[]");
        assert_eq!(texts(&report, "inputs"), ["userid", "plan"]);
        assert_eq!(texts(&report, "parameters"), ["colour", "bold"]);
        assert_eq!(report.get("warnings").and_then(Value::as_list).map(<[Value]>::len), Some(0));
    }

    #[test]
    fn a_unit_that_is_never_read_and_lints_are_warned_of() {
        let report = report("organization", "x = !a || b;", "[]");
        let warnings = report.get("warnings").and_then(Value::as_list).unwrap_or_default();
        let messages: Vec<&str> = warnings.iter().filter_map(|warning| warning.get("message")?.as_str()).collect();
        assert!(messages[0].starts_with("! takes only"), "{messages:?}");
        assert!(messages[1].contains("“organization”"), "{messages:?}");
    }

    #[test]
    fn test_cases_pass_and_fail() {
        let tests = r#"[["{\"userid\": 4, \"plan\": \"team\"}", "{\"bold\": \"maybe\"}"], ["{", "{}"], ["{\"userid\": 4}", "[1]"], ["{\"userid\": 4}", ""], ["{\"userid\": 4}", "{\"size\": 2}"]]"#;
        let report = report("userid", SCRIPT, tests);
        let run = report.get("tests").and_then(Value::as_list).expect("tests");
        let passed: Vec<_> = run.iter().map(|test| test.get("passed").and_then(Value::as_bool)).collect();
        assert_eq!(passed, [Some(false), Some(false), Some(false), Some(true), Some(false)]);
        let why: Vec<_> = run.iter().map(|test| test.get("why").and_then(Value::as_str).unwrap_or_default()).collect();
        assert!(why[0].starts_with("bold is ") && why[0].ends_with("not \"maybe\""), "{why:?}");
        assert!(why[1].starts_with("The inputs"), "{why:?}");
        assert!(why[2].starts_with("What is expected"), "{why:?}");
        assert_eq!(why[4], "size is not set");
        let without = report_of_one("userid", r#"[["{\"user\": 4}", ""]]"#);
        assert_eq!(without, "The inputs lack the unit, userid");
        assert!(run[3].get("got").and_then(Value::as_str).is_some_and(|got| got.contains("colour")));
    }

    /// Why the only test fails.
    fn report_of_one(unit: &str, tests: &str) -> String {
        let report = report(unit, SCRIPT, tests);
        let run = report.get("tests").and_then(Value::as_list).expect("tests");
        run[0].get("why").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    #[test]
    fn who_is_kept_out_can_be_expected() {
        let report =
            report("userid", "if (userid == 3) { return false; }\nx = 1;", r#"[["{\"userid\": 3}", "false"], ["{\"userid\": 4}", "false"]]"#);
        let run = report.get("tests").and_then(Value::as_list).expect("tests");
        let passed: Vec<_> = run.iter().map(|test| test.get("passed").and_then(Value::as_bool)).collect();
        assert_eq!(passed, [Some(true), Some(false)]);
    }

    #[test]
    fn a_script_that_doubles_and_doubles_is_stopped() {
        let doubled: String = (1..40).map(|at| format!("a{at} = [a{}, a{}];\n", at - 1, at - 1)).collect();
        let report = report("userid", &format!("a0 = [userid];\n{doubled}"), r#"[["{\"userid\": 1}", ""]]"#);
        let run = report.get("tests").and_then(Value::as_list).expect("tests");
        let why = run[0].get("why").and_then(Value::as_str).unwrap_or_default();
        assert!(why.contains("more work than is allowed"), "{why}");
    }
}
