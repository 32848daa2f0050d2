//! Figures and verdicts in words. What is not known is said to be not known.

use model::experiment::{
    Metric, MetricKind, Status,
    results::{Between, Compared, Figure, Measured},
};
use serde_json::{Map, Value};

/// How the figures of a metric are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A fraction of 1, shown in per cent.
    Share,
    Number,
    /// Relative to the baseline, shown in per cent with its sign.
    Lift,
}

impl Measure {
    /// Of a metric; a ratio whose figures are all at most 1 is a share.
    pub fn of<'a>(metric: &Metric, values: impl IntoIterator<Item = &'a Between>) -> Self {
        match metric.kind {
            MetricKind::Conversion => Self::Share,
            MetricKind::Ratio if values.into_iter().all(|between| between.value <= 1.0) => Self::Share,
            MetricKind::Ratio | MetricKind::Mean => Self::Number,
        }
    }

    pub fn value(self, value: f64) -> String {
        match self {
            Self::Share => percent(value),
            Self::Number => figure(value),
            Self::Lift => signed_percent(value),
        }
    }

    /// An estimate and what it lies between.
    pub fn between(self, between: Option<Between>) -> String {
        between.map_or_else(
            || "nothing yet".to_owned(),
            |between| format!("{} ({} to {})", self.value(between.value), self.bare(between.low), self.value(between.high)),
        )
    }

    /// The absolute difference: of shares in percentage points.
    pub fn difference(self, between: Between) -> String {
        let text = |value: f64| match self {
            Self::Number => signed(value, &figure(value.abs())),
            Self::Share | Self::Lift => signed(value, &format!("{:.1}", value.abs() * 100.0)),
        };
        let unit = if self == Self::Number { "" } else { " points" };
        format!("{}{unit} ({} to {})", text(between.value), text(between.low), text(between.high))
    }

    /// A figure at an axis.
    pub fn tick(self, value: f64) -> String {
        match self {
            Self::Number => number(value),
            Self::Share => format!("{}\u{a0}%", trimmed(value * 100.0)),
            Self::Lift => signed_tick(value),
        }
    }

    fn bare(self, value: f64) -> String {
        self.value(value).trim_end_matches("\u{a0}%").to_owned()
    }
}

/// "12.3 %".
pub fn percent(share: f64) -> String {
    format!("{:.1}\u{a0}%", share * 100.0)
}

/// "+12.3 %", "−4.0 %".
pub fn signed_percent(share: f64) -> String {
    if share.abs() >= 10.0 {
        return signed(share, &format!("{}\u{a0}%", grouped((share.abs() * 100.0).round() as u64)));
    }
    signed(share, &percent(share.abs()))
}

/// "+10 %" at an axis.
pub fn signed_tick(share: f64) -> String {
    signed(share, &format!("{}\u{a0}%", trimmed(share.abs() * 100.0)))
}

fn signed(value: f64, amount: &str) -> String {
    // What is written as zero has no sign.
    let zero = !amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    match value {
        _ if zero => amount.to_owned(),
        value if value < 0.0 => format!("−{amount}"),
        _ => format!("+{amount}"),
    }
}

/// As many digits as say something: "0.012", "4.56", "78.9", "1,235".
fn figure(value: f64) -> String {
    let amount = value.abs();
    let text = match amount {
        amount if amount >= 1_000.0 => grouped(amount.round() as u64),
        amount if amount >= 10.0 => format!("{amount:.1}"),
        amount if amount >= 1.0 => format!("{amount:.2}"),
        amount => format!("{amount:.3}"),
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// The same without zeros at its end: "4.5", "78.9", "12".
pub fn number(value: f64) -> String {
    let text = figure(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// "12,345".
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "3 units", "1 unit".
pub fn units(count: u64, unit: &str) -> String {
    let name = match unit {
        "organization" | "account" => unit,
        _ => "unit",
    };
    format!("{} {name}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Above a column that counts them.
pub fn units_heading(unit: &str) -> &'static str {
    match unit {
        "organization" => "Organizations",
        "account" => "Accounts",
        _ => "Units",
    }
}

/// "0.034", "< 0.001".
pub fn p(value: f64) -> String {
    if value < 0.001 { "<\u{a0}0.001".to_owned() } else { format!("{value:.3}") }
}

/// What can be said about an arm beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Higher,
    Lower,
    /// The always-valid interval holds zero.
    CantTell,
    /// Something sorts the units: no figure means anything.
    NotToBeBelieved,
}

impl Verdict {
    /// By the interval that holds however often somebody looks, never by a p value alone.
    pub fn of(compared: &Compared, alarm: bool) -> Self {
        match compared.always {
            _ if alarm => Self::NotToBeBelieved,
            Some(always) if always.low > 0.0 => Self::Higher,
            Some(always) if always.high < 0.0 => Self::Lower,
            _ => Self::CantTell,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Higher => "Higher",
            Self::Lower => "Lower",
            Self::CantTell => "Can’t tell",
            Self::NotToBeBelieved => "Not to be believed",
        }
    }
}

/// A sentence about an arm beside the baseline.
pub fn sentence(compared: &Compared, verdict: Verdict) -> String {
    let between = compared.always.map(|always| format!("between {} and {}", signed_percent(always.low), signed_percent(always.high)));
    match (verdict, between) {
        (Verdict::NotToBeBelieved, _) => "not to be believed while the arms are out of proportion.".to_owned(),
        (_, None) => "too little happened in one of the two arms.".to_owned(),
        (Verdict::Higher, Some(between)) => format!("higher than the baseline, {between}."),
        (Verdict::Lower, Some(between)) => format!("lower than the baseline, {between}."),
        (Verdict::CantTell, Some(between)) => format!("{between}: it may be no difference at all."),
    }
}

/// What was found of a metric, in a line for each arm.
pub fn found(measured: &Measured, alarm: bool) -> Vec<String> {
    let measure = Measure::of(&measured.metric, measured.arms.iter().filter_map(|figure| figure.value.as_ref()));
    let line = |figure: &Figure| {
        let value = format!("{}: {}", measured.metric.name, measure.between(figure.value));
        let Some(compared) = &figure.compared else { return value };
        format!("{value}; {}", sentence(compared, Verdict::of(compared, alarm)).trim_end_matches('.'))
    };
    measured.arms.iter().map(line).collect()
}

/// What a metric is, in a sentence.
pub fn describe(metric: &Metric, unit: &str) -> String {
    let days = |days: u32| if days == 1 { "a day".to_owned() } else { format!("{days} days") };
    let after = metric.window_days.map_or_else(|| "after".to_owned(), |window| format!("within {} of", days(window)));
    let unit = if matches!(unit, "organization" | "account") { unit } else { "unit" };
    let event = &metric.event;
    match metric.kind {
        MetricKind::Conversion => format!("The share of {unit}s with at least one “{event}” {after} meeting the experiment."),
        MetricKind::Mean if !metric.of.is_empty() => format!("“{event}” per {unit} on average, {after} “{}”.", metric.of),
        MetricKind::Mean => format!("“{event}” per {unit} on average, {after} meeting the experiment."),
        MetricKind::Ratio => {
            let within = metric.window_days.map_or_else(String::new, |window| format!(" within {}", days(window)));
            format!("“{event}” for every “{}”{within}, counted over each {unit} together.", metric.of)
        }
    }
}

/// What the column of totals holds.
pub const fn total_label(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Conversion => "Converted",
        MetricKind::Mean => "Sum",
        MetricKind::Ratio => "Total",
    }
}

/// What the column of values holds.
pub const fn value_label(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Conversion => "Rate",
        MetricKind::Mean => "Mean",
        MetricKind::Ratio => "Ratio",
    }
}

/// The parameters of an arm, as one reads them: `colour: red, size: 3`.
pub fn params(params: &Map<String, Value>) -> String {
    let all = params.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    all.collect::<Vec<_>>().join(", ")
}

/// What happens when it starts, and what to know besides. `own`: one of the product's own.
pub fn starting(unit: &str, own: bool) -> (String, &'static str) {
    if !own {
        let says = format!("From now on, services that ask are given what the script decides for each {unit}.");
        return (says, "While it runs, nobody is moved: its unit, its salts and its arms stay as they are.");
    }
    let says = match unit {
        "organization" => "From now on, organizations that have not chosen differ: each has the arm that it draws. An owner’s own choice wins.",
        _ => "From now on, people differ: each account has the arm that it draws.",
    };
    (says.to_owned(), "It is decided with every page.")
}

pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "Draft",
        Status::Running => "Running",
        Status::Concluded => "Concluded",
        Status::Archived => "Archived",
    }
}

/// How long until an effect of this size would be found: "about 3 more weeks".
pub fn days_more(days: f64) -> String {
    match days {
        days if days <= 0.0 => "now".to_owned(),
        days if days < 1.5 => "in about a day".to_owned(),
        days if days < 21.0 => format!("in about {days:.0} days"),
        days if days < 120.0 => format!("in about {:.0} weeks", days / 7.0),
        days if days < 3_650.0 => format!("in about {:.0} months", days / 30.4),
        _ => "not in ten years".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, Verdict, days_more, describe, grouped, number, p, sentence, signed_percent, starting, units};
    use model::experiment::{
        Metric, MetricKind,
        results::{Between, Compared},
    };

    fn between(value: f64, low: f64, high: f64) -> Between {
        Between { value, low, high }
    }

    fn compared(low: f64, high: f64) -> Compared {
        let always = between((low + high) / 2.0, low, high);
        Compared { lift: Some(always), difference: always, p: 0.0001, holm: 0.0002, always: Some(always) }
    }

    #[test]
    fn an_arm_in_which_nothing_happened_has_a_difference_and_no_verdict() {
        let nothing = Compared { lift: None, always: None, ..compared(0.1, 0.2) };
        assert_eq!(Verdict::of(&nothing, false), Verdict::CantTell);
        assert_eq!(sentence(&nothing, Verdict::CantTell), "too little happened in one of the two arms.");
        assert_eq!(Verdict::of(&nothing, true), Verdict::NotToBeBelieved);
    }

    #[test]
    fn zero_within_the_interval_is_no_result_whatever_p_says() {
        assert_eq!(Verdict::of(&compared(-0.01, 0.3), false), Verdict::CantTell);
        assert_eq!(Verdict::of(&compared(0.0, 0.3), false), Verdict::CantTell);
        assert_eq!(Verdict::of(&compared(0.01, 0.3), false), Verdict::Higher);
        assert_eq!(Verdict::of(&compared(-0.2, -0.01), false), Verdict::Lower);
        assert_eq!(Verdict::of(&compared(0.01, 0.3), true), Verdict::NotToBeBelieved);
        assert!(sentence(&compared(-0.01, 0.3), Verdict::CantTell).starts_with("between −1.0\u{a0}% and +30.0\u{a0}%"));
    }

    #[test]
    fn figures_read_well() {
        assert_eq!(Measure::Share.between(Some(between(0.713, 0.7, 0.7266))), "71.3\u{a0}% (70.0 to 72.7\u{a0}%)");
        assert_eq!(Measure::Number.between(Some(between(1.25, 1.0, 1.5))), "1.25 (1.00 to 1.50)");
        assert_eq!(Measure::Number.between(None), "nothing yet");
        assert_eq!(Measure::Share.difference(between(0.071, -0.002, 0.15)), "+7.1 points (−0.2 to +15.0)");
        assert_eq!(Measure::Share.tick(0.125), "12.5\u{a0}%");
        assert_eq!(
            (signed_percent(0.0), signed_percent(-0.0004), signed_percent(-0.11), signed_percent(31.4)),
            ("0.0\u{a0}%".into(), "0.0\u{a0}%".into(), "−11.0\u{a0}%".into(), "+3,140\u{a0}%".into())
        );
        assert_eq!([0.0, 0.0123, 4.5, 78.94, 1_234.5, -2.0].map(number), ["0", "0.012", "4.5", "78.9", "1,235", "−2"]);
        assert_eq!((grouped(7), grouped(1_000), grouped(1_234_567)), ("7".into(), "1,000".into(), "1,234,567".into()));
        assert_eq!((p(0.0002), p(0.0341)), ("<\u{a0}0.001".into(), "0.034".into()));
        assert_eq!(
            (units(1, "organization"), units(2, "account"), units(2_000, "userid")),
            ("1 organization".into(), "2 accounts".into(), "2,000 units".into())
        );
        assert_eq!((days_more(0.0), days_more(9.4), days_more(30.0)), ("now".into(), "in about 9 days".into(), "in about 4 weeks".into()));
    }

    #[test]
    fn whoever_starts_an_experiment_is_told_whom_it_concerns() {
        assert!(starting("organization", true).0.contains("An owner’s own choice wins"));
        assert!(starting("account", true).0.starts_with("From now on, people differ"));
        assert!(starting("account", false).0.ends_with("what the script decides for each account."));
    }

    #[test]
    fn a_metric_says_what_it_counts() {
        let metric = |kind, window_days| Metric {
            name: "m".into(),
            event: "paid".into(),
            kind,
            of: if kind == MetricKind::Ratio { "seen".into() } else { String::new() },
            window_days,
            hoped: None,
        };
        assert_eq!(
            describe(&metric(MetricKind::Conversion, Some(30)), "organization"),
            "The share of organizations with at least one “paid” within 30 days of meeting the experiment."
        );
        assert_eq!(
            describe(&metric(MetricKind::Conversion, None), "userid"),
            "The share of units with at least one “paid” after meeting the experiment."
        );
        assert_eq!(describe(&metric(MetricKind::Mean, None), "userid"), "“paid” per unit on average, after meeting the experiment.");
        assert_eq!(
            describe(&metric(MetricKind::Ratio, Some(1)), "account"),
            "“paid” for every “seen” within a day, counted over each account together."
        );
    }
}
