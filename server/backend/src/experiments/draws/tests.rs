//! What is refused while an experiment runs, and what is not.

use super::Draws;
use planout::{Map, Script};

fn moved(before: &str, after: &str) -> Option<String> {
    Draws::of(before).expect("compiles").moved_by(&Draws::of(after).expect("compiles"))
}

fn refused(before: &str, after: &str, why: &str) {
    let said = moved(before, after);
    assert!(said.as_deref().is_some_and(|said| said.contains(why)), "{before} → {after}: {said:?}, not {why}");
}

fn allowed(before: &str, after: &str) {
    assert_eq!(moved(before, after), None, "{before} → {after}");
}

#[test]
fn what_a_draw_reads_by_way_of_a_variable_is_part_of_it() {
    let c = |line: &str, args: &str| format!("{line} c = uniformChoice({args});");
    let opts = |list: &str| c(&format!("opts = {list};"), "choices=opts, unit=userid");
    refused(&opts("['red', 'blue']"), &opts("['red']"), "the arm \"blue\" of “c” would be removed");
    refused(&opts("['red', 'blue']"), &opts("['red', 'green', 'blue']"), "the arm \"green\" of “c” would be added");
    refused(&opts("['red', 'blue']"), &opts("['blue', 'red']"), "another order");
    refused(&opts("['red', 'blue']"), &opts("['red', 'blue', more]"), "the choices of “c” would change");
    let unit = |value: &str| c(&format!("u = {value};"), "choices=['a', 'b'], unit=u");
    refused(&unit("userid"), &unit("email"), "“u” would change, which “c” hangs on");
    let salt = |text: &str| c(&format!("s = '{text}';"), "choices=['a', 'b'], unit=userid, salt=s");
    refused(&salt("one"), &salt("two"), "the salt of “c” would change");
    let deep = |value: &str| c(&format!("a = {value}; b = [a, 'b']; opts = b;"), "choices=opts, unit=userid");
    refused(&deep("plan"), &deep("size"), "“a” would change, which “c” hangs on");
    let between = "opts = ['a', 'b']; c = uniformChoice(choices=opts, unit=userid); opts = ['b', 'a'];";
    refused(between, "opts = ['a', 'b']; opts = ['b', 'a']; c = uniformChoice(choices=opts, unit=userid);", "“opts” would change");
    refused("c = uniformChoice(choices=opts, unit=userid);", &opts("['a', 'b']"), "the choices of “c” would change");
}

#[test]
fn what_salts_everything_stays() {
    let c = "c = uniformChoice(choices=['a', 'b'], unit=userid);";
    refused(c, &format!("salt_sep = '-'; {c}"), "salt_sep would change");
    refused(&format!("salt_sep = '-'; {c}"), &format!("salt_sep = '_'; {c}"), "salt_sep would change");
    refused(&format!("experiment_salt = 'x'; {c}"), &format!("experiment_salt = 'y'; {c}"), "experiment_salt would change");
    refused(&format!("experiment_salt = 'x'; {c}"), &format!("{c} experiment_salt = 'x';"), "“experiment_salt” would change, which “c” hangs on");
    refused(c, "c = uniformChoice(choices=['a', 'b'], unit=userid, salt='d');", "the salt of “c” would change");
    refused(c, "c = uniformChoice(choices=['a', 'b'], unit=userid, full_salt='d');", "the salt of “c” would change");
}

#[test]
fn conditions_around_a_draw_stay() {
    let c = "c = uniformChoice(choices=['a', 'b'], unit=userid);";
    refused(c, &format!("if (vip) {{ {c} }}"), "“c” would be drawn under another condition");
    refused(&format!("if (vip) {{ {c} }}"), c, "“c” would be drawn under another condition");
    refused(&format!("if (vip) {{ {c} }}"), &format!("if (new) {{ {c} }}"), "under another condition");
    refused(&format!("if (vip) {{ x = 1; }} else {{ {c} }}"), &format!("if (vip) {{ {c} }} else {{ x = 1; }}"), "under another condition");
    refused(&format!("g = vip; if (g) {{ {c} }}"), &format!("g = new; if (g) {{ {c} }}"), "“g” would change, which “c” hangs on");
    let (within, apart) = (format!("if (x == 1) {{ x = 2; {c} }}"), format!("if (x == 1) {{ x = 2; }} if (x == 1) {{ {c} }}"));
    assert!(moved(&within, &apart).is_some(), "a condition is asked again");
    refused(c, &format!("if (vip) {{ return true; }} {c}"), "who gets as far as “c” would change");
    refused("if (bernoulliTrial(p=0.5, unit=userid, salt='s') == 1) { x = 1; }", "x = 1;", "a draw in a condition would not be drawn any more");
}

#[test]
fn what_follows_from_the_draws_may_change() {
    let c = "c = uniformChoice(choices=['a', 'b'], unit=userid);";
    allowed(c, c);
    allowed(&format!("{c} big = c == 'a';"), &format!("# new\n{c} big = c == 'b'; size = 3;"));
    allowed(&format!("{c} if (c == 'a') {{ size = 1; }}"), &format!("{c} if (c == 'b' && vip) {{ size = 2; }} else {{ size = 4; }}"));
    allowed("opts = ['a', 'b']; c = uniformChoice(choices=opts, unit=userid);", c);
    allowed(&format!("{c} d = uniformChoice(choices=[1, 2], unit=userid);"), &format!("d = uniformChoice(choices=@[1, 2], unit=userid); {c}"));
    allowed(&format!("if (vip) {{ x = 1; }} if (new) {{ {c} }}"), &format!("if (new) {{ {c} x = 2; }}"));
}

#[test]
fn a_list_that_grows_keeps_its_draws_in_order() {
    let (a, b) = ("a = sample(choices=[1, 2, 3], draws=1, unit=u);", "b = uniformChoice(choices=[1, 2], unit=u);");
    assert!(moved(&format!("{a} {b}"), &format!("{b} {a}")).is_some());
}

#[test]
fn a_probability_may_only_rise() {
    let x = |p: &str| format!("x = bernoulliTrial(p={p}, unit=userid);");
    allowed(&x("0.1"), &x("0.2"));
    allowed(&x("0.5"), &x("1"));
    refused(&x("0.2"), &x("0.1"), "“p” of “x” would fall from 0.2 to 0.1, which puts people out: it may only rise");
    allowed(&format!("share = 0.1; {}", x("share")), &format!("share = 0.3; {}", x("share")));
    allowed(&x("0.1"), &format!("share = 0.3; {}", x("share")));
    refused(&format!("share = 0.3; {}", x("share")), &format!("share = 0.1; {}", x("share")), "would fall from 0.3 to 0.1");
    refused(&x("share"), &x("share / 2"), "would be worked out differently");
    refused(&format!("share = plan / 4; {}", x("share")), &format!("share = plan / 2; {}", x("share")), "“share” would change, which “x” hangs on");
    refused(&x("0.1").replace("userid", "email"), &x("0.2"), "of “x” would change");
    refused(&format!("{} x = 1 - x;", x("0.1")), &format!("{} x = 1 - x;", x("0.2")), "set more than once");
    refused("y = 1 - bernoulliTrial(p=0.1, unit=userid, salt='s');", "y = 1 - bernoulliTrial(p=0.2, unit=userid, salt='s');", "the draw of “y”");
    let filter = |p: &str| format!("x = bernoulliFilter(p={p}, choices=['a', 'b'], unit=userid);");
    refused(&filter("0.1"), &filter("0.2"), "“p” of “x” would change");
    // What hangs on it is drawn as before.
    let c = |p: &str| format!("{} if (x) {{ c = uniformChoice(choices=['a', 'b'], unit=userid); }}", x(p));
    allowed(&c("0.1"), &c("0.2"));
    refused(&c("0.2"), &c("0.1"), "would fall");
}

#[test]
fn what_hangs_on_a_draw_is_taken_from_nobody_whom_it_reaches() {
    let c = "c = uniformChoice(choices=['a', 'b'], unit=userid);";
    let x = |p: &str, rest: &str| format!("x = bernoulliTrial(p={p}, unit=userid); {rest}");
    for kept in [
        format!("if (x) {{ {c} }}"),
        format!("if (x == 1 && vip) {{ {c} }}"),
        format!("if (!x) {{ y = 1; }} else {{ {c} }}"),
        format!("if (x == 0 || vip) {{ y = 1; }} else {{ {c} }}"),
        format!("if (vip) {{ y = x; }} {c}"),
        format!("if (!x) {{ return false; }} {c}"),
    ] {
        allowed(&x("0.1", &kept), &x("0.2", &kept));
    }
    for taken in [
        format!("if (!x) {{ {c} }}"),
        format!("if (x) {{ y = 1; }} else {{ {c} }}"),
        format!("if (x == 0) {{ {c} }}"),
        format!("if (x == false) {{ {c} }}"),
        format!("if (x != 1) {{ {c} }}"),
        format!("if (x || vip) {{ {c} }}"),
        format!("if (x) {{ return true; }} {c}"),
        format!("if (!x) {{ u = email; }} else {{ u = userid; }} {}", c.replace("userid", "u")),
        c.replace("userid", "[userid, x]"),
        c.replace("unit", "salt='s', unit").replace("userid", "[userid, x]"),
    ] {
        refused(&x("0.1", &taken), &x("0.2", &taken), "more people would get “x”, and “c”, which hangs on it, could change for them");
    }
    let arm = |weights: &str, rest: &str| format!("arm = weightedChoice(choices=['off', 'a', 'b'], weights={weights}, unit=userid); {rest}");
    for (rest, keeps) in [("if (arm == 'a')", true), ("if (arm != 'off')", true), ("if (arm == 'off')", false), ("if (arm != 'a')", false)] {
        let rest = format!("{rest} {{ {c} }}");
        let said = moved(&arm("[0.8, 0.1, 0.1]", &rest), &arm("[0.7, 0.2, 0.1]", &rest));
        assert_eq!(said.is_none(), keeps, "{rest}: {said:?}");
    }
}

#[test]
fn nobody_who_is_in_is_put_out() {
    let c = "c = uniformChoice(choices=['a', 'b'], unit=userid);";
    refused(c, &format!("if (country != 'at') {{ return false; }} {c}"), "a “return” is new");
    refused(&format!("if (a) {{ return false; }} {c}"), &format!("if (b) {{ return false; }} {c}"), "a “return” is new");
    allowed(&format!("if (country != 'at') {{ return false; }} {c}"), c);
    refused(c, &format!("{c} return c == 'a';"), "a “return” is new");
    allowed(c, &format!("{c} return true;"));
    let x = |p: &str, out: &str| format!("x = bernoulliTrial(p={p}, unit=userid); {out} {c}");
    for spared in [
        "if (!x) { return false; }",
        "if (x == 0) { return false; }",
        "if (0 == x && country == 'at') { return false; }",
        "if (x) { y = 1; } else { return false; }",
        "if (x || vip) { y = 1; } else { return false; }",
        "return x;",
    ] {
        allowed(&x("0.1", spared), &x("0.2", spared));
    }
    for caught in [
        "if (x) { return false; }",
        "if (x == 1) { return false; }",
        "if (!x || vip) { return false; }",
        "out = x; if (!out) { return false; }",
        "return !x;",
    ] {
        refused(&x("0.1", caught), &x("0.2", caught), "more people would get “x”, and a “return” that hangs on it could put them out");
        allowed(&x("0.1", caught), &x("0.1", caught));
    }
    let weighted = |weights: &str, out: &str| {
        format!("arm = weightedChoice(choices=['off', 'a', 'b'], weights={weights}, unit=userid); if (arm == '{out}') {{ return false; }}")
    };
    allowed(&weighted("[0.8, 0.1, 0.1]", "off"), &weighted("[0.7, 0.2, 0.1]", "off"));
    refused(&weighted("[0.8, 0.1, 0.1]", "a"), &weighted("[0.7, 0.2, 0.1]", "a"), "more people would get “arm”");
}

#[test]
fn weights_may_only_pass_from_the_first_choice_to_the_next() {
    let c = |weights: &str| format!("c = weightedChoice(choices=['off', 'a', 'b'], weights={weights}, unit=userid);");
    for (before, after) in
        [("[0.8, 0.1, 0.1]", "[0.7, 0.2, 0.1]"), ("[8, 1, 1]", "[0.8, 0.1, 0.1]"), ("[9, 0, 1]", "[8, 1, 1]"), ("[1, 0, 0]", "[1, 1, 1]")]
    {
        allowed(&c(before), &c(after));
    }
    for (before, after, left) in [
        ("[0.8, 0.1, 0.1]", "[0.9, 0.05, 0.05]", "\"a\""),
        ("[0.8, 0.1, 0.1]", "[0.7, 0.1, 0.2]", "\"a\""),
        ("[0.8, 0.1, 0.1]", "[0.8, 0.2, 0]", "\"b\""),
        ("[1, 1, 1]", "[1, 1, 2]", "\"a\""),
    ] {
        refused(&c(before), &c(after), &format!("people leave {left}"));
    }
    refused(&c("[0.8, 0.1, 0.1]"), &c("[0.8, 0.2]"), "2 weights for 3 choices");
    refused(&c("[0.8, 0.1, 0.1]"), &c("w"), "worked out differently");
    let by_name = |weights: &str| format!("w = {weights}; {}", c("w"));
    refused(&by_name("[0.8, 0.1, 0.1]"), &by_name("[0.9, 0.05, 0.05]"), "people leave \"a\"");
    allowed(&by_name("[0.8, 0.1, 0.1]"), &by_name("[0.7, 0.2, 0.1]"));
}

/// What is allowed, asked of the engine itself: nobody who has another choice than the first loses it.
#[test]
fn the_engine_agrees() {
    let given = |source: &str| -> Vec<String> {
        let script = Script::compile(source).expect("compiles");
        let of = |unit: usize| script.assign("button", &Map::from([("userid", unit)])).expect("runs").get("c").expect("a choice").to_string();
        (0..3_000).map(of).collect()
    };
    let weights = ["[8, 1, 1]", "[7, 2, 1]", "[0.7, 0.1, 0.2]", "[0.5, 0.4, 0.1]", "[1, 1, 1]", "[1, 2, 3]", "[0, 1, 0]", "[3, 0, 7]"];
    let scripts = weights.map(|weights| format!("c = weightedChoice(choices=['off', 'a', 'b'], weights={weights}, unit=userid);"));
    let assigned: Vec<_> = scripts.iter().map(|source| given(source)).collect();
    for (before, was) in scripts.iter().zip(&assigned) {
        for (after, is) in scripts.iter().zip(&assigned) {
            let kept = was.iter().zip(is).all(|(was, is)| was == is || was == "\"off\"");
            assert_eq!(moved(before, after).is_none(), kept, "{before} → {after}");
        }
    }
}
