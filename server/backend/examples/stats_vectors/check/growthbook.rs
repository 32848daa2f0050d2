//! Cases of gbstats: a test that the method names, of whatever units the input holds.

use super::{
    found::{Found, found},
    input::Input,
};
use backend::experiments::stats::{
    Estimate, Interval, bayes, clusters, cuped,
    means::{self, Sample, Welch},
    proportions::Share,
    sequential,
};

pub fn compute(method: &str, input: &Input<'_>) -> Result<Option<Found>, String> {
    let alpha = input.alpha();
    if method == "CUPED absolute" {
        let (treatment, control) = input.pairs()?;
        let theta = cuped::theta_overall(&treatment, &control);
        return Ok(Some(found! { "theta": theta }.and(tested(cuped::adjusted(&treatment, &control, theta, alpha)))));
    }
    let by = match method {
        "relative lift of a per-org count" => welch,
        _ if method.starts_with("RatioStatistic") || method.starts_with("two-sided Welch t") => welch,
        _ if method.starts_with("sequential") => sequence,
        _ if method.starts_with("Bayesian") => belief,
        _ => return Ok(None),
    };
    let (treatment, baseline) = samples(input)?;
    Ok(Some(refused(method, treatment, baseline).unwrap_or_else(|| by(method, treatment, baseline, alpha))))
}

/// The treatment, and the baseline.
fn samples(input: &Input<'_>) -> Result<(Sample, Sample), String> {
    if input.has("baseline") {
        let arm = |key| Ok::<_, String>(clusters::Arm::of(&input.clusters(key)?).sample());
        return Ok((arm("treated")?, arm("baseline")?));
    }
    if input.has("control") {
        return Ok((Sample::of(&input.numbers("treatment")?), Sample::of(&input.numbers("control")?)));
    }
    let share = |share: Share| Sample { count: share.of, mean: share.rate(), variance: share.variance() };
    let (treatment, baseline) = input.shares()?;
    Ok((share(treatment), share(baseline)))
}

/// Absolute differences are named so; everything else is relative.
fn relative(method: &str) -> bool {
    !method.ends_with("absolute")
}

/// What gbstats answers when it can't tell anything.
fn refused(method: &str, treatment: Sample, baseline: Sample) -> Option<Found> {
    let bayesian = method.starts_with("Bayesian");
    let without = |sample: Sample| sample.variance.is_nan() || sample.variance <= 0.0;
    let why = if baseline.mean == 0.0 && (relative(method) || !bayesian) {
        "ZERO_NEGATIVE_BASELINE_VARIATION"
    } else if without(treatment) || without(baseline) {
        "ZERO_NEGATIVE_VARIANCE"
    } else {
        return None;
    };
    let nothing = Interval { low: 0.0, high: 0.0 };
    let answer = uplift(Estimate { value: 0.0, error: 0.0 }, nothing, Some(why));
    Some(answer.and(if bayesian {
        believed(0.5, [0.0, 0.0], method)
    } else {
        found! { "p_value": 1.0 }
    }))
}

fn uplift(estimate: Estimate, interval: Interval, error: Option<&'static str>) -> Found {
    let uplift = found! { "dist": "normal", "mean": estimate.value, "stddev": estimate.error };
    found! { "expected": estimate.value, "ci": interval, "uplift": uplift, "error_message": error }
}

fn believed(chance: f64, risk: [f64; 2], method: &str) -> Found {
    found! { "chance_to_win": chance, "risk": risk.to_vec(), "risk_type": if relative(method) { "relative" } else { "absolute" } }
}

fn tested(welch: Welch) -> Found {
    uplift(welch.estimate, welch.interval, None).and(found! { "p_value": welch.p })
}

fn welch(method: &str, treatment: Sample, baseline: Sample, alpha: f64) -> Found {
    let by = if relative(method) { means::welch_relative } else { means::welch };
    tested(by(treatment, baseline, alpha))
}

fn estimate(method: &str, treatment: Sample, baseline: Sample, alpha: f64) -> Estimate {
    if relative(method) { means::lift(treatment, baseline) } else { means::welch(treatment, baseline, alpha).estimate }
}

fn sequence(method: &str, treatment: Sample, baseline: Sample, alpha: f64) -> Found {
    let (estimate, units) = (estimate(method, treatment, baseline, alpha), treatment.count + baseline.count);
    let p = sequential::p_value(estimate, units, alpha, sequential::TUNING);
    uplift(estimate, sequential::interval(estimate, units, alpha, sequential::TUNING), None).and(found! { "p_value": p })
}

fn belief(method: &str, treatment: Sample, baseline: Sample, alpha: f64) -> Found {
    let prior = method.contains("N(0, 0.3^2)").then_some(0.3);
    let belief = bayes::belief(estimate(method, treatment, baseline, alpha), prior, alpha);
    uplift(belief.effect, belief.interval, None).and(believed(belief.chance_to_win, belief.risk, method))
}
