//! The authors whose commits may have caused an issue.

use super::{
    identify::Directory,
    score::{self, ChangedFile, Place},
    store::{self, FileRow},
};
use crate::{Error, Result, access::Access, issues};
use model::{
    email::Email,
    event::Event,
    id::IssueId,
    issue::Which,
    permission::Action,
    suspect_commit::{CommitLink, Reason, SuspectAuthor},
    time::Timestamp,
};
use std::collections::{BTreeSet, HashMap};

/// Commits shown of one author.
const REASONS: usize = 5;

/// The suspects of an issue by its newest event, heaviest first; none where it has no stack, or no release with commits.
///
/// # Errors
/// Not found: the issue.
pub async fn of_issue(access: &Access, issue: &IssueId) -> Result<Vec<SuspectAuthor>> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    if store::issue(&access.backend().db, &access.organization.id, issue).await?.is_none() {
        return Err(Error::not_found());
    }
    match issues::event(access, issue, &Which::Newest).await? {
        Some(view) => of_event(access, issue, &view.event).await,
        None => Ok(Vec::new()),
    }
}

/// The suspects of an issue by the stack of one of its events.
///
/// # Errors
/// Not found: the issue.
pub async fn of_event(access: &Access, issue: &IssueId, event: &Event) -> Result<Vec<SuspectAuthor>> {
    let (db, organization) = (&access.backend().db, &access.organization.id);
    let issue = store::issue(db, organization, issue).await?.ok_or_else(Error::not_found)?;
    let places = places(event);
    let names: BTreeSet<String> =
        places.iter().flat_map(|place| place.names.iter().map(|name| score::file_name(name))).filter(|name| !name.is_empty()).collect();
    let releases = store::releases(db, organization, &issue).await?;
    if names.is_empty() || releases.is_empty() {
        return Ok(Vec::new());
    }
    let files = store::changed_files(db, organization, &releases, &names).await?;
    suspects(access, &places, files).await
}

/// Files of the in-app frames, from where it was raised.
fn places(event: &Event) -> Vec<Place> {
    let names = |frame: &model::event::Frame| {
        let mut names: Vec<String> = [&frame.filename, &frame.abs_path].into_iter().flatten().cloned().collect();
        names.dedup();
        Place { names }
    };
    event.in_app_frames().take(score::FRAMES).map(names).collect()
}

/// What tells authors apart: the address where it is one, else the name.
fn author_of(row: &FileRow) -> String {
    if row.author_key.is_empty() { format!("\0{}", row.author_name) } else { row.author_key.clone() }
}

async fn suspects(access: &Access, places: &[Place], rows: Vec<FileRow>) -> Result<Vec<SuspectAuthor>> {
    let mut commits: Vec<&FileRow> = Vec::new();
    let mut index: HashMap<(&str, &str), usize> = HashMap::new();
    let mut changed = Vec::new();
    for row in &rows {
        let commit = *index.entry((&row.repository, &row.commit_id)).or_insert_with(|| {
            commits.push(row);
            commits.len() - 1
        });
        changed.push(ChangedFile { path: row.path.clone(), commit });
    }
    let found = score::weigh(places, &changed, |commit| author_of(commits[commit]));
    let mut authors: Vec<(String, i64)> = found.weights.into_iter().collect();
    authors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let directory = Directory::read(access, authors.iter().map(|(key, _)| key.as_str())).await?;
    Ok(authors
        .into_iter()
        .filter_map(|(key, weight)| {
            let mut own: Vec<(&FileRow, String)> =
                found.suspects.iter().map(|s| (commits[s.commit], s.path.clone())).filter(|(row, _)| author_of(row) == key).collect();
            own.sort_by_key(|(row, _)| std::cmp::Reverse(row.committed_at));
            let newest = own.first()?.0;
            let address = Email::parse(&newest.author_email).ok();
            Some(SuspectAuthor {
                name: if newest.author_name.is_empty() { newest.author_email.clone() } else { newest.author_name.clone() },
                who: directory.who(address.as_ref()),
                address,
                weight,
                reasons: own.into_iter().take(REASONS).map(|(row, path)| Reason { path, commit: link(row) }).collect(),
            })
        })
        .collect())
}

fn link(row: &FileRow) -> CommitLink {
    CommitLink {
        id: row.commit_id.clone(),
        repository: row.repository.clone(),
        title: row.message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("").chars().take(200).collect(),
        committed_at: Timestamp(row.committed_at),
        version: row.version.clone(),
    }
}
