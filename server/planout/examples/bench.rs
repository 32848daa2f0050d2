//! Prints what an assignment costs: `cargo run --release -p planout --example bench`

use std::hint::black_box;
use std::time::Instant;

use planout::{Map, Script, hash};

const SAMPLE_EVENT: &str = "variant = weightedChoice(choices=['button', 'link', 'control'], weights=[0.25, 0.25, 0.5], unit=userid);";
const INVITATIONS: &str = "treatment = uniformChoice(choices=['baseline', 'invite_request', 'join_request', 'both'], unit=org_id);
invite_request = treatment == 'invite_request' || treatment == 'both';";

/// The best of many short rounds: on a shared machine the long ones measure the neighbours.
fn best(each: u32, mut run: impl FnMut(u32)) -> f64 {
    let round = |run: &mut dyn FnMut(u32)| {
        let begin = Instant::now();
        (0..each).for_each(run);
        begin.elapsed().as_secs_f64() / f64::from(each)
    };
    (0..400).map(|_| round(&mut run)).fold(f64::INFINITY, f64::min)
}

fn show(what: &str, seconds: f64) {
    println!("{what:<58} {:>9.0} ns {:>12.0}/s", seconds * 1e9, 1.0 / seconds);
}

fn main() {
    let bare = best(5_000, |id| {
        black_box(hash(format!("SampleEventExperiment.variant.{id}").as_bytes()));
    });
    show("one hash and its text, nothing else", bare);
    for (name, source, salt, unit) in [
        ("sample event, weighted choice of three", SAMPLE_EVENT, "SampleEventExperiment", "userid"),
        ("invitations, uniform choice of four", INVITATIONS, "InviteExperiment", "org_id"),
    ] {
        let script = Script::compile(source).expect("the script compiles");
        let through = best(5_000, |id| {
            black_box(script.assign(salt, &[(unit, id.into())]).expect("the script runs"));
        });
        show(name, through);
    }
    let scripts: Vec<(String, Script)> =
        (0..20).map(|number| (format!("experiment-{number}"), Script::compile(INVITATIONS).expect("the script compiles"))).collect();
    let page = best(200, |id| {
        let inputs = Map::from([("org_id", id), ("userid", id + 1)]);
        for (salt, script) in &scripts {
            black_box(script.assign(salt, &inputs).expect("the script runs"));
        }
    });
    show("a page with twenty experiments", page);
    let compile = best(200, |_| {
        black_box(Script::compile(INVITATIONS).expect("the script compiles"));
    });
    show("compiling the invitations script", compile);
}
