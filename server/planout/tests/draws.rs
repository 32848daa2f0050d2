//! An operator that is written in Rust draws what the same one in a script draws.

use planout::{
    BernoulliFilter, BernoulliTrial, Experiment, FastSample, Fault, FaultKind, Map, Params, RandomFloat, RandomInteger, Sample, Script,
    UniformChoice, Value, WeightedChoice,
};

struct Written<F>(F);

impl<F: Fn(&mut Params<'_>) -> Result<bool, Fault>> Experiment for Written<F> {
    fn name(&self) -> &str {
        "salt"
    }

    fn unit(&self) -> &str {
        "userid"
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        (self.0)(params)
    }
}

fn every_operator(params: &mut Params<'_>) -> Result<bool, Fault> {
    let unit = params.unit();
    params.set("float", RandomFloat::of(1.5, 3, unit.clone()))?;
    params.set("integer", RandomInteger::of(-5, 50, unit.clone()))?;
    params.set("trial", BernoulliTrial::of(0.3, unit.clone()))?;
    params.set("filter", BernoulliFilter::of(["a", "b", "c", "d"], 0.5, unit.clone()))?;
    params.set("uniform", UniformChoice::of(["a", "b", "c"], unit.clone()))?;
    params.set("weighted", WeightedChoice::of(["a", "b", "c"], [0.2, 0.3, 0.5], unit.clone()))?;
    params.set("sample", Sample::of([1, 2, 3, 4, 5], 3, unit.clone()))?;
    params.set("fast", FastSample::of([1, 2, 3, 4, 5], 3, unit.clone()))?;
    params.set("salted", UniformChoice::of(["a", "b", "c"], unit.clone()).salt("other"))?;
    params.set("full", UniformChoice::of(["a", "b", "c"], vec![unit.clone(), "x".into()]).full_salt("whole"))?;
    // The same choices in other clothes.
    params.set("listed", UniformChoice::of(vec![Value::from("a"), Value::from(2), Value::Null], unit.clone()))?;
    params.set("value", WeightedChoice::of(Value::from(["a", "b"]), Value::from([1, 3]), unit))?;
    Ok(true)
}

const SCRIPT: &str = "float = randomFloat(min=1.5, max=3, unit=userid);
integer = randomInteger(min=-5, max=50, unit=userid);
trial = bernoulliTrial(p=0.3, unit=userid);
filter = bernoulliFilter(p=0.5, choices=['a', 'b', 'c', 'd'], unit=userid);
uniform = uniformChoice(choices=['a', 'b', 'c'], unit=userid);
weighted = weightedChoice(choices=['a', 'b', 'c'], weights=[0.2, 0.3, 0.5], unit=userid);
sample = sample(choices=[1, 2, 3, 4, 5], draws=3, unit=userid);
fast = fastSample(choices=[1, 2, 3, 4, 5], draws=3, unit=userid);
salted = uniformChoice(choices=['a', 'b', 'c'], unit=userid, salt='other');
full = uniformChoice(choices=['a', 'b', 'c'], unit=[userid, 'x'], full_salt='whole');
listed = uniformChoice(choices=['a', 2, null], unit=userid);
value = weightedChoice(choices=['a', 'b'], weights=[1, 3], unit=userid);";

#[test]
fn rust_and_script_draw_the_same() {
    let script = Script::compile(SCRIPT).expect("compiles");
    for userid in 0..500 {
        let inputs = Map::from([("userid", userid)]);
        let written = Written(every_operator).decide(&inputs).expect("draws");
        assert!(written.params.identical(&script.assign("salt", &inputs).expect("runs").params), "{userid}");
    }
}

#[test]
fn a_unit_that_is_a_list_is_another_one_for_every_draw() {
    let (script, inputs) = (Script::compile(SCRIPT).expect("compiles"), Map::from([("userid", Value::from(["a", "b"]))]));
    let written = Written(every_operator).decide(&inputs).expect("draws");
    // In a script the list grows while it is drawn from, as in the reference, and all that follow draw with what it has become.
    for alone in ["float", "integer", "trial", "filter"] {
        assert_eq!(written.get(alone), script.assign("salt", &inputs).expect("runs").get(alone), "{alone}");
    }
    let after = Written(|params: &mut Params<'_>| params.set("uniform", UniformChoice::of(["a", "b", "c"], params.unit())).map(|_| true));
    assert_eq!(written.get("uniform"), after.decide(&inputs).expect("draws").get("uniform"));
}

#[test]
fn what_can_not_be_drawn_is_said() {
    let fails = |fault: Result<Value, Fault>| fault.expect_err("fails").kind;
    let odd = Written(|params: &mut Params<'_>| {
        let unit = params.unit();
        assert_eq!(fails(params.set("x", UniformChoice::of(Value::from("no list"), unit.clone()))), FaultKind::Argument);
        assert_eq!(fails(params.set("x", WeightedChoice::of(["a"], ["heavy"], unit.clone()))), FaultKind::Type);
        assert_eq!(fails(params.set("x", WeightedChoice::of(["a"], [0, 1], unit.clone()))), FaultKind::Index);
        assert_eq!(fails(params.set("x", Sample::of([1, 2], 3, unit.clone()))), FaultKind::Argument);
        assert_eq!(fails(params.set("x", BernoulliTrial::of(2, unit.clone()))), FaultKind::Argument);
        params.set("nothing", UniformChoice::of(Vec::<i32>::new(), unit))?;
        Ok(true)
    });
    let given = odd.decide(&Map::from([("userid", 4)])).expect("draws");
    assert_eq!(given.get("nothing"), Some(&Value::List(Vec::new())));
}
