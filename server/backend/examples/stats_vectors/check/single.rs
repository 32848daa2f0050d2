//! Cases of one figure, one list, or one table.

use super::{
    found::{Found, found},
    input::Input,
};
use backend::experiments::stats::{
    exact, mismatch,
    multiple::{
        self,
        Method::{BenjaminiHochberg, BenjaminiYekutieli, Bonferroni, Hochberg, Holm, HolmSidak},
    },
    power,
    proportions::Share,
    special,
};

pub fn compute(method: &str, input: &Input<'_>) -> Result<Option<Found>, String> {
    let found = match method {
        _ if method.starts_with("Holm") => corrected(&input.numbers("p")?),
        _ if method.starts_with("Fisher") => {
            let (odds, p) = exact::fisher(input.table()?);
            found! { "odds": odds, "p": p }
        }
        _ if method.starts_with("single-proportion") => {
            let share = Share { hits: input.number("x")?, of: input.number("n")? };
            one_share(share, input.alpha())
        }
        _ if method.starts_with("exact SRM") => found! { "p": exact::binomial(input.count("x")?, input.count("n")?, input.number("p")?) },
        _ if method.starts_with("SRM") => {
            let (chi2, p) = mismatch::check(&input.numbers("observed")?, &input.numbers("weights")?);
            found! { "chi2": chi2, "p": p }
        }
        "check_srm" => found! { "p": growthbook_mismatch(&input.numbers("observed")?, &input.numbers("weights")?) },
        _ if method.starts_with("MDE") => {
            let baseline = input.number("p0")?;
            let absolute = power::detectable(baseline, input.number("n")?, input.alpha());
            found! { "mde_abs": absolute, "mde_rel": absolute / baseline }
        }
        _ if method.starts_with("sample size") => {
            let (baseline, lift, wanted) = (input.number("p0")?, input.number("lift")?, input.number("power")?);
            sizes(baseline, baseline * (1.0 + lift), input.alpha(), wanted)
        }
        _ => return Ok(None),
    };
    Ok(Some(found))
}

/// Nobody is no mismatch, and arms that should get nobody count as arms only.
fn growthbook_mismatch(observed: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = observed.iter().sum();
    if total == 0.0 {
        return 1.0;
    }
    let weight: f64 = weights.iter().sum();
    let statistic = observed.iter().zip(weights).filter(|(_, share)| **share > 0.0).map(|(found, share)| {
        let expected = total * share / weight;
        (found - expected).powi(2) / expected
    });
    special::chi_square_tail(statistic.sum(), observed.len() as f64 - 1.0)
}

fn one_share(share: Share, alpha: f64) -> Found {
    found! {
        "wilson": share.wilson(alpha),
        "beta": share.exact(alpha),
        "agresti_coull": share.agresti_coull(alpha),
        "jeffreys": share.jeffreys(alpha),
        "normal": share.wald(alpha),
    }
}

fn sizes(baseline: f64, treatment: f64, alpha: f64, wanted: f64) -> Found {
    let effect = power::cohen_h(treatment, baseline);
    found! {
        "cohen_h": effect,
        "n_arcsine": power::units(effect, alpha, wanted),
        "n_unpooled_z": power::units_unpooled(treatment, baseline, alpha, wanted),
        "power_at_2000": power::power_of_rates(treatment, baseline, 2_000.0, alpha),
    }
}

fn corrected(values: &[f64]) -> Found {
    let by = |method| multiple::adjust(values, method);
    found! {
        "holm": by(Holm),
        "fdr_bh": by(BenjaminiHochberg),
        "bonferroni": by(Bonferroni),
        "simes-hochberg": by(Hochberg),
        "fdr_by": by(BenjaminiYekutieli),
        "holm-sidak": by(HolmSidak),
    }
}
