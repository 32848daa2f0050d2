//! A project's rules: reading and changing them.

use super::store;
use crate::{Error, Result, access::Access, audit_log, projects, suspect_commits::Directory};
use model::{
    id::ProjectId,
    ownership::{MAX_RULES, MAX_TEXT, Owner, OwnerPerson, Ownership, parse},
    permission::Action,
};
use serde_json::json;

/// The most that is said to be wrong at once.
const MOST_SAID: usize = 20;

/// The rules of a project, and who in them is here.
///
/// # Errors
/// Not found.
pub async fn show(access: &Access, slug: &str) -> Result<Ownership> {
    access.require(Action::WorkOnIssues, "Only members see who owns what.")?;
    of_project(access, projects::link(access, slug).await?.id).await
}

async fn of_project(access: &Access, project: ProjectId) -> Result<Ownership> {
    let kept = store::rules(&access.backend().db, &access.organization.id, project).await?;
    let Some((text, auto_assign)) = kept else { return Ok(Ownership::default()) };
    let mut addresses = Vec::new();
    for owner in parse(&text).0.into_iter().flat_map(|rule| rule.owners) {
        if let Owner::Address(email) = owner
            && !addresses.contains(&email)
        {
            addresses.push(email);
        }
    }
    let directory = Directory::read(access, addresses.iter().map(|email| email.key())).await?;
    let people = addresses.into_iter().map(|address| OwnerPerson { who: directory.who(Some(&address)), address }).collect();
    Ok(Ownership { text, auto_assign, people })
}

/// Replaces the rules of a project.
///
/// # Errors
/// Not found; forbidden; invalid `rules`: what can't be read, by line, or a team that isn't there.
pub async fn save(access: &Access, slug: &str, text: &str, auto_assign: bool) -> Result<Ownership> {
    let project = projects::link(access, slug).await?;
    access.require(Action::ManageProject, "Admins, managers and owners change who owns what.")?;
    let text = text.replace("\r\n", "\n").replace('\0', "");
    let text = text.trim_end();
    check(access, text)?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let before = store::rules(&mut tx, &access.organization.id, project.id).await?;
    store::save(&mut tx, project.id, text, auto_assign, &access.actor.account, backend.clock.now()).await?;
    let entry = audit_log::Entry {
        action: "project.ownership_changed",
        subject: &project.id.to_string(),
        before: before.map(|(rules, auto_assign)| json!({ "rules": rules, "auto_assign": auto_assign })),
        after: Some(json!({ "rules": text, "auto_assign": auto_assign })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    of_project(access, project.id).await
}

fn check(access: &Access, text: &str) -> Result<()> {
    if text.chars().count() > MAX_TEXT {
        return Err(Error::invalid("rules", format!("Rules can have {MAX_TEXT} characters in all.")));
    }
    let (rules, problems) = parse(text);
    let mut wrong: Vec<String> = problems.iter().map(|problem| format!("Line {}: {}.", problem.line, problem.reason)).collect();
    if rules.len() > MAX_RULES {
        return Err(Error::invalid("rules", format!("A project can have {MAX_RULES} rules; these are {}.", rules.len())));
    }
    let mut missing: Vec<&str> = Vec::new();
    for owner in rules.iter().flat_map(|rule| &rule.owners) {
        if let Owner::Team(slug) = owner
            && !access.teams.iter().any(|team| team.slug == *slug)
            && !missing.contains(&slug.as_str())
        {
            missing.push(slug);
        }
    }
    wrong.extend(missing.iter().map(|slug| format!("There is no team #{slug} here.")));
    if wrong.is_empty() {
        return Ok(());
    }
    let more = wrong.len().saturating_sub(MOST_SAID);
    wrong.truncate(MOST_SAID);
    if more > 0 {
        wrong.push(format!("And {more} more."));
    }
    Err(Error::invalid("rules", wrong.join("\n")))
}
