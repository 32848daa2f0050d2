//! What is being edited: a signal for everything that can be typed.

use super::engine::Engine;
use crate::pages::form::{Form, focus};
use leptos::prelude::*;
use model::{
    error::ApiError,
    experiment::{
        MetricKind,
        draft::{Checked, Draft, MetricDraft, TestCase},
    },
};
use std::time::Duration;

#[derive(Clone, Copy)]
pub struct Desk {
    /// Of the organization.
    pub slug: StoredValue<String>,
    /// Of its draws; empty: its name.
    salt: StoredValue<String>,
    /// The mark of what was opened.
    pub opened: RwSignal<String>,
    pub name: RwSignal<String>,
    pub unit: RwSignal<String>,
    pub source: RwSignal<String>,
    pub metrics: RwSignal<Vec<MetricRow>>,
    pub tests: RwSignal<Vec<CaseRow>>,
    pub checked: RwSignal<Checked>,
    pub engine: RwSignal<Engine>,
    pub form: Form,
    /// The key of the next row; a key is never used twice.
    next: StoredValue<u32>,
    /// Rows live as long as the desk, not as long as the effect or handler in which they were added.
    owner: StoredValue<Owner>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MetricRow {
    pub key: u32,
    pub name: RwSignal<String>,
    pub event: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub of: RwSignal<String>,
    pub window: RwSignal<String>,
    pub hoped: RwSignal<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CaseRow {
    pub key: u32,
    pub inputs: RwSignal<String>,
    pub expected: RwSignal<String>,
}

impl MetricRow {
    fn new(key: u32, metric: &MetricDraft) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            key,
            name: text(&metric.name),
            event: text(&metric.event),
            kind: text(metric.kind.as_str()),
            of: text(&metric.of),
            window: text(&metric.window),
            hoped: text(&metric.hoped),
        }
    }

    fn draft(self) -> MetricDraft {
        MetricDraft {
            name: self.name.get(),
            event: self.event.get(),
            kind: self.kind.with(|kind| kind.parse().unwrap_or(MetricKind::Conversion)),
            of: self.of.get(),
            window: self.window.get(),
            hoped: self.hoped.get(),
        }
    }
}

impl CaseRow {
    fn new(key: u32, case: &TestCase) -> Self {
        Self { key, inputs: RwSignal::new(case.inputs.clone()), expected: RwSignal::new(case.expected.clone()) }
    }

    fn draft(self) -> TestCase {
        TestCase { inputs: self.inputs.get(), expected: self.expected.get() }
    }
}

/// Once it is there.
fn focus_soon(id: String) {
    set_timeout(move || focus(&id), Duration::ZERO);
}

impl Desk {
    pub fn new(slug: String, salt: String, draft: &Draft, checked: Checked, form: Form) -> Self {
        let desk = Self {
            slug: StoredValue::new(slug),
            salt: StoredValue::new(salt),
            opened: RwSignal::new(draft.opened.clone()),
            name: RwSignal::new(draft.name.clone()),
            unit: RwSignal::new(draft.unit.clone()),
            source: RwSignal::new(draft.source.clone()),
            metrics: RwSignal::new(Vec::new()),
            tests: RwSignal::new(Vec::new()),
            checked: RwSignal::new(checked),
            engine: RwSignal::new(Engine::None),
            form,
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        desk.lay_rows(draft);
        desk
    }

    /// Puts a draft in the place of what is here.
    pub fn lay(self, draft: &Draft) {
        self.opened.set(draft.opened.clone());
        self.name.set(draft.name.clone());
        self.unit.set(draft.unit.clone());
        self.source.set(draft.source.clone());
        self.lay_rows(draft);
    }

    /// Rows laid first have their position for a key: a form without script names its fields so.
    fn lay_rows(self, draft: &Draft) {
        let first = self.next.get_value();
        self.metrics.set(self.owned(|| (first..).zip(&draft.metrics).map(|(key, metric)| MetricRow::new(key, metric)).collect()));
        self.tests.set(self.owned(|| (first..).zip(&draft.tests).map(|(key, case)| CaseRow::new(key, case)).collect()));
        let rows = draft.metrics.len().max(draft.tests.len());
        self.next.update_value(|next| *next += u32::try_from(rows).unwrap_or(u32::MAX));
    }

    /// What is typed, followed.
    pub fn draft(self) -> Draft {
        Draft {
            name: self.name.get(),
            unit: self.unit.get(),
            source: self.source.get(),
            metrics: self.metrics.get().into_iter().map(MetricRow::draft).collect(),
            tests: self.tests.get().into_iter().map(CaseRow::draft).collect(),
            opened: self.opened.get(),
        }
    }

    pub fn draft_untracked(self) -> Draft {
        untrack(|| self.draft())
    }

    /// What the draws of what is typed are salted with.
    pub fn salt(self, draft: &Draft) -> String {
        self.salt.with_value(|salt| if salt.is_empty() { draft.name.clone() } else { salt.clone() })
    }

    /// Whether it is known what its draws are salted with: before that, nothing that is drawn will be drawn again.
    pub fn is_salted(self) -> bool {
        self.salt.with_value(|salt| !salt.is_empty()) || self.name.with(|name| !name.trim().is_empty())
    }

    pub fn add_metric(self) {
        let row = self.owned(|| MetricRow::new(self.take_key(), &MetricDraft::default()));
        self.metrics.update(|rows| rows.push(row));
        focus_soon(format!("metric_name_{}", row.key));
    }

    pub fn remove_metric(self, key: u32) {
        self.metrics.update(|rows| rows.retain(|other| other.key != key));
        focus_soon("add_metric".to_owned());
    }

    pub fn remove_test(self, key: u32) {
        self.tests.update(|rows| rows.retain(|other| other.key != key));
        focus_soon("add_test".to_owned());
    }

    pub fn add_test(self) {
        // What was asked last is a good beginning of the next.
        let inputs = self.tests.with_untracked(|rows| rows.last().map(|row| row.inputs.get_untracked())).unwrap_or_default();
        let row = self.owned(|| CaseRow::new(self.take_key(), &TestCase { inputs, expected: String::new() }));
        self.tests.update(|rows| rows.push(row));
        focus_soon(format!("test_inputs_{}", row.key));
    }

    fn owned<T>(self, make: impl FnOnce() -> T) -> T {
        self.owner.with_value(|owner| owner.with(make))
    }

    fn take_key(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        key
    }

    /// Errors name rows by position, fields are named by key.
    pub fn place(self, error: ApiError) -> ApiError {
        let ApiError::Invalid { field, reason } = error else { return error };
        ApiError::Invalid { field: self.placed(field), reason }
    }

    /// The field of the form that an error calls so.
    pub fn placed(self, field: String) -> String {
        let Some((start, Ok(at))) = field.rsplit_once('_').map(|(start, at)| (start, at.parse::<usize>())) else { return field };
        let key = match start.split_once('_') {
            Some(("metric", _)) => self.metrics.with_untracked(|rows| rows.get(at).map(|row| row.key)),
            Some(("test", _)) => self.tests.with_untracked(|rows| rows.get(at).map(|row| row.key)),
            _ => return field,
        };
        key.map_or_else(String::new, |key| format!("{start}_{key}"))
    }
}
