//! Reference cases, each recognised by its method.

use backend::experiments::stats::{
    Estimate, Interval, bayes, clusters, cuped, exact, gee,
    means::{self, Sample, Welch},
    mismatch, multiple, normal, power,
    proportions::{self, Share},
    ranks, score, sequential,
};
use serde_json::{Map, Value, json};

/// Relative, and absolute near zero.
const TOLERANCE: f64 = 1e-9;
const ALPHA: f64 = 0.05;

type Outcome = Result<(), String>;

/// Every case with its outcome.
pub fn file(text: &str) -> Result<Vec<(String, Outcome)>, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let cases = file["cases"].as_array().ok_or("no cases")?;
    let named = |id: &str| cases.iter().find(|case| case["id"] == id);
    Ok(cases.iter().map(|case| (case["id"].as_str().unwrap_or("?").to_owned(), check(case, &named))).collect())
}

fn check<'v>(case: &'v Value, named: &impl Fn(&str) -> Option<&'v Value>) -> Outcome {
    let from = case["input"]["from"].as_str();
    let input = match from {
        Some(id) => &named(id).ok_or_else(|| format!("there is no case {id}"))?["input"],
        None => &case["input"],
    };
    let method = case["method"].as_str().unwrap_or_default();
    let rounded = input.get("pre").is_some();
    let found = compute(method, input).ok_or_else(|| format!("the method “{method}” is not known, or its input is"))?;
    compare("", &found, &case["output"], if rounded { 1e-5 } else { TOLERANCE })
}

fn compare(path: &str, found: &Value, expected: &Value, tolerance: f64) -> Outcome {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected.iter().try_for_each(|(key, expected)| {
            let found = found.get(key).ok_or_else(|| format!("{path}.{key} was not computed"))?;
            compare(&format!("{path}.{key}"), found, expected, tolerance)
        }),
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => found
            .iter()
            .zip(expected)
            .enumerate()
            .try_for_each(|(at, (found, expected))| compare(&format!("{path}[{at}]"), found, expected, tolerance)),
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            // Near zero, digits of a difference are digits of what was subtracted.
            if (a - b).abs() <= tolerance * b.abs() || (a - b).abs() <= 1e-15 { Ok(()) } else { Err(format!("{path}: {a} instead of {b}")) }
        }
        _ if found == expected => Ok(()),
        _ => Err(format!("{path}: {found} instead of {expected}")),
    }
}

fn number(input: &Value, key: &str) -> Option<f64> {
    input.get(key)?.as_f64()
}

fn numbers(input: &Value, key: &str) -> Option<Vec<f64>> {
    input.get(key)?.as_array()?.iter().map(Value::as_f64).collect()
}

fn shares(input: &Value) -> Option<(Share, Share)> {
    let share = |hits, of| Some(Share { hits: number(input, hits)?, of: number(input, of)? });
    Some((share("x1", "n1")?, share("x0", "n0")?))
}

fn ends(interval: Interval) -> Value {
    json!([interval.low, interval.high])
}

fn low_high(interval: Interval) -> Value {
    json!({ "low": interval.low, "high": interval.high })
}

fn clusters_of(input: &Value, key: &str) -> Option<Vec<clusters::Cluster>> {
    let pair = |value: &Value| Some(clusters::Cluster { size: value.get(0)?.as_f64()?, hits: value.get(1)?.as_f64()? });
    input.get(key)?.as_array()?.iter().map(pair).collect()
}

fn compute(method: &str, input: &Value) -> Option<Value> {
    if input.get("baseline").is_some() {
        return clustered(method, input);
    }
    if input.get("pre").is_some() {
        return before_and_after(method, input);
    }
    if let (Some(control), Some(treatment)) = (numbers(input, "control"), numbers(input, "treatment")) {
        return lifts(method, &treatment, &control);
    }
    if let Some((treatment, baseline)) = shares(input) {
        return two_shares(method, treatment, baseline);
    }
    if let (Some(observed), Some(weights)) = (numbers(input, "observed"), numbers(input, "weights")) {
        let (chi2, p) = mismatch::check(&observed, &weights);
        return Some(json!({ "chi2": chi2, "p": p }));
    }
    single(method, input)
}

fn single(method: &str, input: &Value) -> Option<Value> {
    if method.starts_with("Holm") {
        return corrected(input);
    }
    if method.starts_with("Fisher") {
        let cell = |row: usize, column: usize| input.get("table")?.get(row)?.get(column)?.as_u64();
        let (odds, p) = exact::fisher([[cell(0, 0)?, cell(0, 1)?], [cell(1, 0)?, cell(1, 1)?]]);
        return Some(json!({ "odds": odds, "p": p }));
    }
    if method.starts_with("single-proportion") {
        let share = Share { hits: number(input, "x")?, of: number(input, "n")? };
        let alpha = number(input, "alpha")?;
        return Some(json!({
            "wilson": ends(share.wilson(alpha)),
            "beta": ends(share.exact(alpha)),
            "agresti_coull": ends(share.agresti_coull(alpha)),
            "jeffreys": ends(share.jeffreys(alpha)),
            "normal": ends(share.wald(alpha)),
        }));
    }
    if method.starts_with("exact SRM") {
        return Some(json!({ "p": exact::binomial(input.get("x")?.as_u64()?, input.get("n")?.as_u64()?, number(input, "p")?) }));
    }
    let baseline = number(input, "p0")?;
    if method.starts_with("MDE") {
        let absolute = power::detectable(baseline, number(input, "n")?, ALPHA);
        return Some(json!({ "mde_abs": absolute, "mde_rel": absolute / baseline }));
    }
    let (alpha, wanted) = (number(input, "alpha")?, number(input, "power")?);
    let treatment = baseline * (1.0 + number(input, "lift")?);
    let effect = power::cohen_h(treatment, baseline);
    Some(json!({
        "cohen_h": effect,
        "n_arcsine": power::units(effect, alpha, wanted),
        "n_unpooled_z": power::units_unpooled(treatment, baseline, alpha, wanted),
        "power_at_2000": power::power_of_rates(treatment, baseline, 2_000.0, alpha),
    }))
}

fn corrected(input: &Value) -> Option<Value> {
    use multiple::Method::{BenjaminiHochberg, BenjaminiYekutieli, Bonferroni, Hochberg, Holm, HolmSidak};
    let values = numbers(input, "p")?;
    let methods = [
        ("holm", Holm),
        ("fdr_bh", BenjaminiHochberg),
        ("bonferroni", Bonferroni),
        ("simes-hochberg", Hochberg),
        ("fdr_by", BenjaminiYekutieli),
        ("holm-sidak", HolmSidak),
    ];
    Some(Value::Object(methods.into_iter().map(|(name, method)| (name.to_owned(), json!(multiple::adjust(&values, method)))).collect::<Map<_, _>>()))
}

fn two_shares(method: &str, treatment: Share, baseline: Share) -> Option<Value> {
    let difference = proportions::difference(treatment, baseline);
    let ratio = treatment.rate() / baseline.rate();
    Some(match method {
        "two-proportion z, pooled" => {
            let pooled = proportions::pooled(treatment, baseline);
            json!({ "z": pooled.z(), "p": pooled.p() })
        }
        "two-proportion Wald (unpooled)" => json!({ "z": difference.z(), "p": difference.p(), "diff": difference.value, "ratio": ratio }),
        "risk difference CI wald" => low_high(difference.interval(ALPHA)),
        "risk difference CI score" => low_high(score::difference(treatment, baseline, ALPHA, score::Formula::Statsmodels)),
        "risk difference CI agresti-caffo" => low_high(proportions::agresti_caffo(treatment, baseline, ALPHA)),
        "risk difference CI newcomb" => low_high(proportions::newcombe(treatment, baseline, ALPHA)),
        "relative risk CI log" | "relative risk CI score" => {
            let interval = if method.ends_with("log") {
                proportions::log_ratio(treatment, baseline).interval(ALPHA).map(f64::exp)
            } else {
                score::ratio(treatment, baseline, ALPHA)
            };
            json!({ "low": interval.low, "high": interval.high, "ratio": ratio })
        }
        "chi-square 2x2" => {
            let [(chi2, p), (chi2_yates, p_yates)] = proportions::chi_square(treatment, baseline);
            json!({ "chi2": chi2, "p": p, "chi2_yates": chi2_yates, "p_yates": p_yates })
        }
        _ if method.starts_with("asymptotic confidence sequence") => {
            let (lambda, p) = sequential::mixture(difference, 0.01);
            json!({
                "diff": difference.value,
                "var": difference.error.powi(2),
                "rho": sequential::rho(ALPHA, sequential::TUNING),
                "halfwidth": sequential::half_width(difference, treatment.of + baseline.of, ALPHA, sequential::TUNING),
                "msprt_lambda": lambda,
                "msprt_p": p,
            })
        }
        _ if method.starts_with("P(p1>p0)") => json!({
            "p_beat": bayes::chance_to_beat(treatment, baseline),
            "ci0": ends(bayes::rate_interval(baseline, ALPHA)),
            "ci1": ends(bayes::rate_interval(treatment, ALPHA)),
        }),
        _ => return growthbook(method, sample(treatment), sample(baseline)),
    })
}

fn sample(share: Share) -> Sample {
    Sample { count: share.of, mean: share.rate(), variance: share.variance() }
}

fn uplift(estimate: Estimate, interval: Interval) -> Value {
    let uplift = json!({ "dist": "normal", "mean": estimate.value, "stddev": estimate.error });
    json!({ "expected": estimate.value, "ci": ends(interval), "uplift": uplift, "error_message": null })
}

fn with(mut value: Value, more: &[(&str, Value)]) -> Value {
    more.iter().for_each(|(key, more)| value[*key] = more.clone());
    value
}

fn tested(welch: Welch) -> Value {
    with(uplift(welch.estimate, welch.interval), &[("p_value", json!(welch.p))])
}

fn growthbook(method: &str, treatment: Sample, baseline: Sample) -> Option<Value> {
    let relative = means::lift(treatment, baseline);
    let estimate = if method.ends_with("absolute") { means::welch(treatment, baseline, ALPHA).estimate } else { relative };
    let units = treatment.count + baseline.count;
    if method.starts_with("two-sided Welch t, absolute") {
        Some(tested(means::welch(treatment, baseline, ALPHA)))
    } else if method.starts_with("two-sided Welch t, relative") || method.starts_with("relative lift") {
        Some(tested(means::welch_relative(treatment, baseline, ALPHA)))
    } else if method.starts_with("sequential") {
        let interval = sequential::interval(estimate, units, ALPHA, sequential::TUNING);
        Some(with(uplift(estimate, interval), &[("p_value", json!(sequential::p_value(estimate, units, ALPHA, sequential::TUNING)))]))
    } else if method.starts_with("Bayesian") {
        let belief = bayes::belief(estimate, method.contains("N(0, 0.3^2)").then_some(0.3), ALPHA);
        let more = [("chance_to_win", json!(belief.chance_to_win)), ("risk", json!(belief.risk)), ("risk_type", json!("relative"))];
        Some(with(uplift(belief.effect, belief.interval), &more))
    } else {
        None
    }
}

fn lifts(method: &str, treatment: &[f64], control: &[f64]) -> Option<Value> {
    let (sample1, sample0) = (Sample::of(treatment), Sample::of(control));
    if method == "relative lift of a per-org count" {
        return growthbook(method, sample1, sample0);
    }
    let lift = means::lift(sample1, sample0);
    let log = means::log_ratio(sample1, sample0);
    let welch = means::welch(sample1, sample0, ALPHA);
    Some(json!({
        "mean0": sample0.mean,
        "mean1": sample1.mean,
        "lift": lift.value,
        "se_delta": lift.error,
        "ci_delta": ends(lift.interval(ALPHA)),
        "se_log": log.error,
        "ci_log": ends(means::lift_interval(sample1, sample0, ALPHA)),
        "p_log": log.p(),
        "fieller": ends(means::fieller(sample1, sample0, ALPHA)?),
        "welch_t": welch.t,
        "welch_df": welch.freedom,
        "welch_p": welch.p,
        "welch_ci": ends(welch.interval),
        "mwu_p": ranks::mann_whitney(treatment, control),
    }))
}

fn clustered(method: &str, input: &Value) -> Option<Value> {
    let (treated, base) = (clusters_of(input, "treated")?, clusters_of(input, "baseline")?);
    let (treatment, baseline) = (clusters::Arm::of(&treated), clusters::Arm::of(&base));
    if method.starts_with("RatioStatistic") {
        return Some(tested(means::welch_relative(treatment.sample(), baseline.sample(), ALPHA)));
    }
    let difference = clusters::difference(&treatment, &baseline);
    let lift = clusters::lift(&treatment, &baseline);
    let regression = clusters::regression(&treatment, &baseline);
    let naive = clusters::naive(&treatment, &baseline);
    let odds = gee::exchangeable(&treated, &base);
    Some(json!({
        "rate0": baseline.rate(),
        "rate1": treatment.rate(),
        "diff": difference.value,
        "se_delta": difference.error,
        "z_delta": difference.z(),
        "p_delta": difference.p(),
        "lift": lift.value,
        "se_lift": lift.error,
        "se_ols_iid": regression.independent,
        "se_cr1": regression.cr1,
        "p_cr1": normal::two_sided(difference.value / regression.cr1),
        "se_cr0": regression.cr0,
        "p_cr0": normal::two_sided(difference.value / regression.cr0),
        "naive_z": naive.z(),
        "naive_p": naive.p(),
        "design_effect": clusters::design_effect(&treatment, &baseline),
        "gee_coef": odds.value,
        "gee_se": odds.error,
    }))
}

fn before_and_after(method: &str, input: &Value) -> Option<Value> {
    let pairs: Vec<cuped::Pair> =
        numbers(input, "pre")?.into_iter().zip(numbers(input, "post")?).map(|(before, after)| cuped::Pair { before, after }).collect();
    // The key says how many come first: `first_200_are_control`.
    let controls = input.as_object()?.keys().find_map(|key| key.strip_prefix("first_")?.strip_suffix("_are_control")?.parse().ok())?;
    let (control, treatment) = pairs.split_at_checked(controls)?;
    if method == "CUPED absolute" {
        let theta = cuped::theta_overall(treatment, control);
        return Some(with(tested(cuped::adjusted(treatment, control, theta, ALPHA)), &[("theta", json!(theta))]));
    }
    let theta = cuped::theta_within(treatment, control);
    let raw = cuped::adjusted(treatment, control, 0.0, ALPHA);
    let adjusted = cuped::adjusted(treatment, control, theta, ALPHA);
    Some(json!({
        "theta": theta,
        "diff_raw": raw.estimate.value,
        "p_raw": raw.p,
        "diff_cuped": adjusted.estimate.value,
        "p_cuped": adjusted.p,
    }))
}
