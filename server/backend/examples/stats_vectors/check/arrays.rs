//! Cases of two lists of units: of figures, of organizations with their people, of figures before and after.

use super::{
    found::{Found, found},
    input::Input,
};
use backend::experiments::stats::{
    Interval, clusters, cuped, gee,
    means::{self, Sample},
    normal, ranks,
};

pub fn compute(method: &str, input: &Input<'_>) -> Result<Option<Found>, String> {
    Ok(Some(match method {
        _ if method.starts_with("relative lift of a per-organization mean") => {
            lifts(&input.numbers("treatment")?, &input.numbers("control")?, input.alpha())
        }
        _ if method.starts_with("org-randomised") => clustered(&input.clusters("treated")?, &input.clusters("baseline")?),
        "CUPED with pooled within-arm theta" => {
            let (treatment, control) = input.pairs()?;
            before_and_after(&treatment, &control, input.alpha())
        }
        _ => return Ok(None),
    }))
}

fn lifts(treatment: &[f64], control: &[f64], alpha: f64) -> Found {
    let (sample1, sample0) = (Sample::of(treatment), Sample::of(control));
    let lift = means::lift(sample1, sample0);
    let log = means::log_ratio(sample1, sample0);
    let mut welch = means::welch(sample1, sample0, alpha);
    if welch.estimate.error == 0.0 {
        (welch.p, welch.interval) = (normal::two_sided(welch.t), Interval::around(welch.estimate.value, 0.0));
    }
    found! {
        "mean0": sample0.mean,
        "mean1": sample1.mean,
        "lift": lift.value,
        "se_delta": lift.error,
        "ci_delta": lift.interval(alpha),
        "se_log": log.error,
        "ci_log": means::lift_interval(sample1, sample0, alpha),
        "p_log": log.p(),
        "fieller": means::fieller(sample1, sample0, alpha),
        "welch_t": welch.t,
        // Where nothing varies there is no such number; scipy says 1.
        "welch_df": if welch.freedom.is_nan() { 1.0 } else { welch.freedom },
        "welch_p": welch.p,
        "welch_ci": welch.interval,
        "mwu_p": ranks::mann_whitney(treatment, control),
    }
}

fn clustered(treated: &[clusters::Cluster], base: &[clusters::Cluster]) -> Found {
    let (treatment, baseline) = (clusters::Arm::of(treated), clusters::Arm::of(base));
    let difference = clusters::difference(&treatment, &baseline);
    let lift = clusters::lift(&treatment, &baseline);
    let regression = clusters::regression(&treatment, &baseline);
    let naive = clusters::naive(&treatment, &baseline);
    let odds = gee::exchangeable(treated, base);
    found! {
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
    }
}

fn before_and_after(treatment: &[cuped::Pair], control: &[cuped::Pair], alpha: f64) -> Found {
    let theta = cuped::theta_within(treatment, control);
    let raw = cuped::adjusted(treatment, control, 0.0, alpha);
    let adjusted = cuped::adjusted(treatment, control, theta, alpha);
    found! {
        "theta": theta,
        "diff_raw": raw.estimate.value,
        "p_raw": raw.p,
        "diff_cuped": adjusted.estimate.value,
        "p_cuped": adjusted.p,
    }
}
