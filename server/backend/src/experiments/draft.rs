//! An experiment on the editor's page: opened, checked, saved with its test cases.

use super::define::{Written, write};
use super::kept::kept;
use super::store::{self, Row};
use crate::{Error, Result, access::Access};
use model::{
    experiment::{
        Experiment,
        draft::{Checked, Draft, Editing, TestCase},
    },
    permission::Action,
};

/// Longer scripts are not looked at, in bytes: they can't be saved either.
const LONGEST: usize = 32 * 1024;

/// One of the organization's experiments as it is to be edited.
///
/// # Errors
/// Forbidden; not found.
pub async fn draft(access: &Access, name: &str) -> Result<Editing> {
    access.require(Action::ChangeSettings, "Only managers and owners change experiments.")?;
    let (db, organization) = (&access.backend().db, access.organization.id.as_str());
    let row = store::find(db, organization, name).await?.ok_or_else(Error::not_found)?;
    let draft = kept(db, organization, &row).await?;
    Ok(Editing { status: row.status()?, version: row.version, checked: checked(&draft, &row.salt)?, salt: row.salt, draft })
}

/// What the browser says while somebody types, for where no script runs. Test cases are drawn with the salt that services are answered with:
/// in a namespace it is not the name alone.
///
/// # Errors
/// Forbidden; invalid `source` (too long), too many tests.
pub async fn check(access: &Access, draft: &Draft) -> Result<Checked> {
    access.require(Action::ChangeSettings, "Only managers and owners change experiments.")?;
    let known = store::find(&access.backend().db, access.organization.id.as_str(), &draft.name).await?;
    checked(draft, known.as_ref().map_or(&draft.name, |row| &row.salt))
}

/// Which of the team's test cases fails with a script, from 0, and why: `Test 2 fails: colour is not set.`
pub(super) fn failing(row: &Row, cases: &[TestCase]) -> Result<Option<(usize, String)>> {
    let checked = run(&row.salt, &row.unit, &row.source, cases)?;
    let failed = checked.tests.into_iter().enumerate().find(|(_, test)| !test.passed);
    Ok(failed.map(|(at, test)| (at, format!("Test {} fails: {}.", at + 1, test.why))))
}

fn checked(draft: &Draft, salt: &str) -> Result<Checked> {
    if draft.source.len() > LONGEST {
        return Err(Error::invalid("source", "A script has at most 32 KB."));
    }
    run(salt, &draft.unit, &draft.source, draft.cases()?)
}

fn run(salt: &str, unit: &str, source: &str, cases: &[TestCase]) -> Result<Checked> {
    let cases: Vec<(&str, &str)> = cases.iter().map(|case| (case.inputs.as_str(), case.expected.as_str())).collect();
    let cases = serde_json::to_string(&cases).map_err(|error| Error::Fault(format!("test cases: {error}")))?;
    let found = checker::check(salt, unit, source, &cases);
    serde_json::from_str(&found).map_err(|error| Error::Fault(format!("the checker answered {found}: {error}")))
}

/// Saves what was written; `fresh`: as a new one.
///
/// # Errors
/// As [`super::define`]; the fields of metrics are named as the form names them; invalid `opened`: somebody else has saved it meanwhile.
pub async fn save(access: &Access, draft: &Draft, fresh: bool) -> Result<Experiment> {
    let (metrics, cases) = (draft.metrics()?, draft.cases()?);
    let Draft { name, unit, source, opened, .. } = draft;
    write(access, &Written { name, unit, source, metrics: Some(&metrics), cases: Some(cases), fresh, opened }).await
}
