//! Where nine digits can't be asked for, because the case does not have them itself.

use super::compare::Off;
use serde_json::Value;

/// How far off some numbers of a case may be, and why.
pub struct Allowance {
    /// Which ones: their paths end like this.
    ends: &'static [&'static str],
    apart: f64,
    by: f64,
    why: String,
}

impl Allowance {
    /// Why, if this number is within it.
    pub fn covers(&self, off: &Off) -> Option<&str> {
        let meant = self.ends.iter().any(|end| off.path.ends_with(end));
        (meant && (off.apart <= self.apart || off.by <= self.by)).then_some(self.why.as_str())
    }
}

/// What the case says itself, or the one that its input is from; and where statsmodels looks for a root, only as far as it looks.
pub fn allowances(case: &Value, holder: &Value) -> Vec<Allowance> {
    let mut all: Vec<Allowance> = [case, holder].into_iter().filter_map(noted).collect();
    let method = case["method"].as_str().unwrap_or_default();
    if method.starts_with("sample size") {
        all.push(Allowance { ends: &[".n_arcsine"], apart: 1e-5, by: 0.0, why: "statsmodels searches it to 0.00001 units".into() });
    }
    if method == "risk difference CI score" {
        all.push(Allowance { ends: &[".low", ".high"], apart: 2e-12, by: 0.0, why: "statsmodels searches it to 2e-12".into() });
    }
    all
}

/// “inputs are rounded to 6 digits; compare with tolerance 1e-5”
fn noted(case: &Value) -> Option<Allowance> {
    let note = case["note"].as_str()?;
    let by = note.split_once("tolerance")?.1.split_whitespace().next()?.parse().ok()?;
    Some(Allowance { ends: &[""], apart: 0.0, by, why: format!("its note says: {note}") })
}
