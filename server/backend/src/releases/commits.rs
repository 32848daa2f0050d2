//! The commits of a release.

use super::{
    list::find,
    release::{Commit, NewCommit},
    store,
};
use crate::{
    Error, Result,
    access::Access,
    db::{Tx, Value},
};
use model::{email::Email, id::ReleaseId, time::Timestamp};
use std::collections::HashSet;

/// The most commits in one release; clients send 20 unless told otherwise.
pub const MAX_COMMITS: usize = 1_000;
/// Files of a commit beyond this are left out: such a commit (a vendored tree, a reformatting) says nothing about who broke what.
const MAX_FILES: usize = 500;
const MAX_PATH: usize = 512;
const MAX_TEXT: usize = 200;
const MAX_MESSAGE: usize = 4_096;

/// The commits of a release, newest first.
///
/// # Errors
/// Not found.
pub async fn commits(access: &Access, version: &str) -> Result<Vec<Commit>> {
    let release = find(access, version).await?;
    store::commits(&access.backend().db, &access.organization.id, &release.id).await
}

/// Replaces the commits of a release; newest first. Answers them as they are kept.
pub(super) async fn replace(access: &Access, tx: &mut Tx, release: &ReleaseId, new: Vec<NewCommit>) -> Result<Vec<NewCommit>> {
    if new.len() > MAX_COMMITS {
        return Err(Error::invalid("commits", format!("A release can have {MAX_COMMITS} commits at most; this has {}.", new.len())));
    }
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for commit in new {
        let commit = tidy(commit)?;
        if seen.insert((commit.repository.clone(), commit.id.clone())) {
            kept.push(commit);
        }
    }
    let organization = access.organization.id.as_str();
    let now = access.backend().clock.now();
    store::insert_commits(tx, kept.iter().map(|commit| row(organization, commit, now)).collect()).await?;
    store::insert_files(tx, kept.iter().flat_map(|commit| files(organization, commit)).collect()).await?;
    store::replace_commits(tx, release, kept.iter().map(|commit| (commit.repository.as_str(), commit.id.as_str())).collect()).await?;
    Ok(kept)
}

fn tidy(mut commit: NewCommit) -> Result<NewCommit> {
    commit.id = commit.id.trim().to_owned();
    if commit.id.is_empty() || commit.id.len() > 64 || commit.id.chars().any(char::is_control) {
        return Err(Error::invalid("commits", "A commit’s id is 1 to 64 characters."));
    }
    commit.repository = text(&commit.repository, MAX_TEXT);
    commit.author_name = text(&commit.author_name, MAX_TEXT);
    commit.author_email = text(&commit.author_email, MAX_TEXT);
    commit.message = commit.message.replace('\0', "").chars().take(MAX_MESSAGE).collect();
    commit.files.retain(|(path, _)| !path.is_empty() && path.len() <= MAX_PATH && !path.contains('\0'));
    commit.files.truncate(MAX_FILES);
    Ok(commit)
}

/// One line without control characters.
fn text(text: &str, limit: usize) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(limit).collect()
}

fn row(organization: &str, commit: &NewCommit, now: Timestamp) -> Vec<Value> {
    let key = Email::parse(&commit.author_email).map(|email| email.key().to_owned()).unwrap_or_default();
    vec![
        organization.into(),
        commit.repository.as_str().into(),
        commit.id.as_str().into(),
        commit.author_name.as_str().into(),
        commit.author_email.as_str().into(),
        key.into(),
        commit.message.as_str().into(),
        commit.committed_at.unwrap_or(now).into(),
    ]
}

fn files<'a>(organization: &'a str, commit: &'a NewCommit) -> impl Iterator<Item = Vec<Value>> + 'a {
    commit.files.iter().map(move |(path, change)| {
        vec![
            organization.into(),
            commit.repository.as_str().into(),
            commit.id.as_str().into(),
            path.as_str().into(),
            crate::suspect_commits::file_name(path).into(),
            text(change, 8).into(),
        ]
    })
}
