//! Cases of two shares.

use super::{
    found::{Found, found},
    input::Input,
};
use backend::experiments::stats::{
    Interval, bayes,
    proportions::{self, Share},
    score, sequential,
};

pub fn compute(method: &str, input: &Input<'_>) -> Result<Option<Found>, String> {
    let by = match method {
        "two-proportion z, pooled" => pooled,
        "two-proportion Wald (unpooled)" => wald,
        "chi-square 2x2" => chi_square,
        _ if method.starts_with("asymptotic confidence sequence") => sequence,
        _ if method.starts_with("P(p1>p0)") => chance_to_beat,
        _ => return intervals(method, input),
    };
    let (treatment, baseline) = input.shares()?;
    Ok(Some(by(treatment, baseline)))
}

fn pooled(treatment: Share, baseline: Share) -> Found {
    let pooled = proportions::pooled(treatment, baseline);
    found! { "z": pooled.z(), "p": pooled.p() }
}

fn wald(treatment: Share, baseline: Share) -> Found {
    let difference = proportions::difference(treatment, baseline);
    found! { "z": difference.z(), "p": difference.p(), "diff": difference.value, "ratio": treatment.rate() / baseline.rate() }
}

fn chi_square(treatment: Share, baseline: Share) -> Found {
    let [(chi2, p), (chi2_yates, p_yates)] = proportions::chi_square(treatment, baseline);
    found! { "chi2": chi2, "p": p, "chi2_yates": chi2_yates, "p_yates": p_yates }
}

fn sequence(treatment: Share, baseline: Share) -> Found {
    const ALPHA: f64 = 0.05;
    let difference = proportions::difference(treatment, baseline);
    let (lambda, p) = sequential::mixture(difference, 0.01);
    found! {
        "diff": difference.value,
        "var": difference.error.powi(2),
        "rho": sequential::rho(ALPHA, sequential::TUNING),
        "halfwidth": sequential::half_width(difference, treatment.of + baseline.of, ALPHA, sequential::TUNING),
        "msprt_lambda": lambda,
        "msprt_p": p,
    }
}

fn chance_to_beat(treatment: Share, baseline: Share) -> Found {
    found! {
        "p_beat": bayes::chance_to_beat(treatment, baseline),
        "ci0": bayes::rate_interval(baseline, 0.05),
        "ci1": bayes::rate_interval(treatment, 0.05),
    }
}

fn intervals(method: &str, input: &Input<'_>) -> Result<Option<Found>, String> {
    let by: fn(Share, Share, f64) -> Interval = match method {
        "risk difference CI wald" => |treatment, baseline, alpha| proportions::difference(treatment, baseline).interval(alpha),
        "risk difference CI score" => |treatment, baseline, alpha| score::difference(treatment, baseline, alpha, score::Formula::Statsmodels),
        "risk difference CI agresti-caffo" => proportions::agresti_caffo,
        "risk difference CI newcomb" => proportions::newcombe,
        "relative risk CI log" => |treatment, baseline, alpha| proportions::log_ratio(treatment, baseline).interval(alpha).map(f64::exp),
        "relative risk CI score" => score::ratio,
        _ => return Ok(None),
    };
    let (treatment, baseline) = input.shares()?;
    let Interval { low, high } = by(treatment, baseline, input.alpha());
    Ok(Some(found! { "low": low, "high": high, "ratio": treatment.rate() / baseline.rate() }))
}
