//! An experiment while it is written, and what a check of it finds.

use super::{HOPED, Metric, MetricKind, Status, WINDOW_DAYS, may_be_hoped};
use crate::error::ApiError;
use serde::{Deserialize, Serialize};

/// The most metrics of an experiment.
pub const MAX_METRICS: usize = 20;
/// The most test cases of an experiment.
pub const MAX_TESTS: usize = 50;
/// The longest text of a test case, in bytes.
pub const MAX_CASE: usize = 4 * 1024;

/// Everything that the editor's form holds, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub name: String,
    /// The input that is randomised.
    pub unit: String,
    /// PlanOut.
    pub source: String,
    pub metrics: Vec<MetricDraft>,
    pub tests: Vec<TestCase>,
    /// The mark of what was opened: where something else is kept by now, saving is refused once. Empty: whatever is kept.
    #[serde(default)]
    pub opened: String,
}

impl Draft {
    /// The name of [`Self::opened`] in forms and errors.
    pub const OPENED: &str = "opened";
}

/// A metric as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricDraft {
    pub name: String,
    pub event: String,
    pub kind: MetricKind,
    pub of: String,
    /// Days; empty for all.
    pub window: String,
    /// The relative change hoped for, in per cent; empty for none.
    pub hoped: String,
}

impl Default for MetricDraft {
    fn default() -> Self {
        let (name, event, of, window, hoped) = Default::default();
        Self { name, event, kind: MetricKind::Conversion, of, window, hoped }
    }
}

/// What a script has to give for some inputs, both as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCase {
    pub inputs: String,
    /// Parameters; `false`: kept out; empty: whatever it gives, as long as it runs.
    pub expected: String,
}

/// An experiment that is opened in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editing {
    pub draft: Draft,
    pub status: Status,
    pub version: i64,
    /// What its draws are salted with, so that test cases give what services get; empty: its name.
    pub salt: String,
    pub checked: Checked,
}

/// What a check found. With problems it does not compile, and nothing else is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checked {
    pub problems: Vec<Note>,
    /// What compiles and is probably not meant.
    pub warnings: Vec<Note>,
    /// Names that the script reads.
    pub inputs: Vec<String>,
    /// Names that it sets.
    pub parameters: Vec<String>,
    /// In the order of the cases.
    pub tests: Vec<Tested>,
}

/// Something about a place in the script. Lines and columns count from one; line 0: the script as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

impl Note {
    /// "line 2, column 9: expected a value, found “;”".
    pub fn sentence(&self) -> String {
        if self.line == 0 { self.message.clone() } else { format!("line {}, column {}: {}", self.line, self.column, self.message) }
    }
}

/// What became of a test case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    pub passed: bool,
    /// What the script gave, as JSON; empty when it did not run.
    pub got: String,
    /// Why it failed; empty otherwise.
    pub why: String,
}

impl Draft {
    /// The metrics, read.
    ///
    /// # Errors
    /// Too many, or the first of [`Self::metric_problems`].
    pub fn metrics(&self) -> Result<Vec<Metric>, ApiError> {
        if self.metrics.len() > MAX_METRICS {
            return Err(ApiError::invalid("", format!("An experiment has at most {MAX_METRICS} metrics.")));
        }
        let (metrics, problems) = self.read_metrics();
        problems.into_iter().next().map_or(Ok(metrics), |(field, why)| Err(ApiError::invalid(&field, why)))
    }

    /// Every field of the metrics that is wrong, by its name in the form, such as `metric_window_2`, and why: a metric without a name or event,
    /// two of one name, a window that is no number of days.
    pub fn metric_problems(&self) -> Vec<(String, String)> {
        self.read_metrics().1
    }

    fn read_metrics(&self) -> (Vec<Metric>, Vec<(String, String)>) {
        let (mut metrics, mut problems): (Vec<Metric>, Vec<(String, String)>) = Default::default();
        for (at, typed) in self.metrics.iter().enumerate() {
            let metric = typed.read(|field, why| problems.push((format!("metric_{field}_{at}"), why)));
            if !metric.name.is_empty() && metrics.iter().any(|other| other.name == metric.name) {
                problems.push((format!("metric_name_{at}"), "There is a metric of this name already.".to_owned()));
            }
            metrics.push(metric);
        }
        (metrics, problems)
    }

    /// The test cases, if they may be kept.
    ///
    /// # Errors
    /// Too many, or too long.
    pub fn cases(&self) -> Result<&[TestCase], ApiError> {
        if self.tests.len() > MAX_TESTS || self.tests.iter().any(|case| case.inputs.len().max(case.expected.len()) > MAX_CASE) {
            return Err(ApiError::invalid("", format!("An experiment has at most {MAX_TESTS} tests of at most 4 KB each.")));
        }
        Ok(&self.tests)
    }
}

impl MetricDraft {
    /// As far as it can be read; `wrong` hears of each field that can't.
    fn read(&self, mut wrong: impl FnMut(&str, String)) -> Metric {
        let mut wanted = |field: &str, text: &str, why: &str| {
            let text = text.trim();
            if text.is_empty() {
                wrong(field, why.to_owned());
            } else if text.chars().count() > 80 {
                wrong(field, "Use at most 80 characters.".to_owned());
            }
            text.to_owned()
        };
        let name = wanted("name", &self.name, "Give the metric a name.");
        let event = wanted("event", &self.event, "Say which event counts.");
        let of = match self.kind {
            MetricKind::Ratio => wanted("of", &self.of, "Say which event it is a ratio of."),
            MetricKind::Mean => self.of.trim().to_owned(),
            // What was typed there before the kind was changed does not count.
            MetricKind::Conversion => String::new(),
        };
        let window_days = self.window_days().unwrap_or_else(|why| {
            wrong("window", why);
            None
        });
        let hoped = self.hoped().unwrap_or_else(|why| {
            wrong("hoped", why);
            None
        });
        Metric { name, event, kind: self.kind, of, window_days, hoped }
    }

    fn window_days(&self) -> Result<Option<u32>, String> {
        match self.window.trim() {
            "" => Ok(None),
            days => match days.parse() {
                Ok(days) if WINDOW_DAYS.contains(&days) => Ok(Some(days)),
                _ => Err(format!("Use a whole number of days from {} to {}, or nothing.", WINDOW_DAYS.start(), WINDOW_DAYS.end())),
            },
        }
    }

    /// As a fraction.
    fn hoped(&self) -> Result<Option<f64>, String> {
        match self.hoped.trim().trim_end_matches('%').trim_end() {
            "" => Ok(None),
            percent => match percent.replace('−', "-").parse::<f64>().map(|percent| percent / 100.0) {
                Ok(hoped) if may_be_hoped(hoped) => Ok(Some(hoped)),
                _ => {
                    let (least, most) = (in_percent(*HOPED.start()), in_percent(*HOPED.end()));
                    Err(format!("Use a number from {least} to {most}, from -100 to -{least} for a fall, or nothing."))
                }
            },
        }
    }
}

impl From<Metric> for MetricDraft {
    fn from(metric: Metric) -> Self {
        let Metric { name, event, kind, of, window_days, hoped } = metric;
        let window = window_days.map(|days| days.to_string()).unwrap_or_default();
        Self { name, event, kind, of, window, hoped: hoped.map(in_percent).unwrap_or_default() }
    }
}

/// As it is typed: 0.07 is 7, not 7.000000000000001.
fn in_percent(fraction: f64) -> String {
    ((fraction * 1e8).round() / 1e6).to_string()
}

#[cfg(test)]
mod tests {
    use super::{ApiError, Checked, Draft, Metric, MetricDraft, MetricKind, Note, TestCase};

    fn typed(name: &str, kind: MetricKind, of: &str, window: &str) -> MetricDraft {
        MetricDraft { name: name.into(), event: "paid".into(), kind, of: of.into(), window: window.into(), hoped: String::new() }
    }

    fn field(metrics: Vec<MetricDraft>) -> String {
        match (Draft { metrics, ..Draft::default() }).metrics() {
            Err(ApiError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn metrics_are_read_as_typed_and_written_back() {
        let typed = MetricDraft { hoped: " 7 % ".into(), ..typed(" Revenue ", MetricKind::Conversion, "left over", " 30 ") };
        let draft = Draft { metrics: vec![typed], ..Draft::default() };
        let metrics = draft.metrics().expect("fine");
        assert_eq!(
            metrics,
            [Metric {
                name: "Revenue".into(),
                event: "paid".into(),
                kind: MetricKind::Conversion,
                of: String::new(),
                window_days: Some(30),
                hoped: Some(0.07)
            }]
        );
        let back = MetricDraft::from(metrics[0].clone());
        assert_eq!((back.name.as_str(), back.window.as_str(), back.hoped.as_str()), ("Revenue", "30", "7"));
        let long = Metric { hoped: Some(0.012_345), ..metrics[0].clone() };
        assert_eq!(MetricDraft::from(long).hoped, "1.2345");
        for (typed, hoped) in [("-10", -0.1), ("−7.5 %", -0.075), ("-100", -1.0)] {
            let fall = MetricDraft { hoped: typed.into(), ..MetricDraft::from(metrics[0].clone()) };
            let read = Draft { metrics: vec![fall], ..Draft::default() }.metrics().expect("fine");
            assert_eq!(read[0].hoped, Some(hoped), "{typed}");
        }
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let fine = || typed("a", MetricKind::Conversion, "", "");
        assert_eq!(field(vec![fine(), MetricDraft::default()]), "metric_name_1");
        assert_eq!(field(vec![fine(), fine()]), "metric_name_1");
        assert_eq!(field(vec![typed("a", MetricKind::Ratio, " ", "")]), "metric_of_0");
        for window in ["0", "-1", "1.5", "soon", "367"] {
            assert_eq!(field(vec![typed("a", MetricKind::Conversion, "", window)]), "metric_window_0", "{window}");
        }
        for hoped in ["0.5", "-0.5", "-101", "much", "1001", "nan", "inf"] {
            assert_eq!(field(vec![MetricDraft { hoped: hoped.into(), ..fine() }]), "metric_hoped_0", "{hoped}");
        }
        assert_eq!(field(vec![fine(); 21]), "");
        let all = Draft { metrics: vec![typed("", MetricKind::Ratio, "", "soon"), fine(), fine()], ..Draft::default() }.metric_problems();
        let fields: Vec<&str> = all.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["metric_name_0", "metric_of_0", "metric_window_0", "metric_name_2"], "all of them at once");
        let tests = vec![TestCase { inputs: "x".repeat(5_000), expected: String::new() }];
        assert!((Draft { tests, ..Draft::default() }).cases().is_err());
    }

    #[test]
    fn what_a_check_leaves_out_is_empty() {
        let checked: Checked =
            serde_json::from_str(r#"{"problems":[{"line":2,"column":9,"message":"expected a value, found “;”"}]}"#).expect("reads");
        assert_eq!(checked.problems[0].sentence(), "line 2, column 9: expected a value, found “;”");
        assert_eq!(Note { line: 0, column: 0, message: "too large".into() }.sentence(), "too large");
    }
}
