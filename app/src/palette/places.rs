//! Where one can go: pages, projects, teams, what somebody works on, and issues that were found.

use crate::{components::ComboOption, pages::problem::encode_query};
use model::{
    account::Shell,
    issue::IssueSummary,
    member::Member,
    permission::{Action, allows},
};

/// Rows of one kind.
const ROWS: usize = 8;

/// Rows for what was typed; the key of each is a path of this site.
pub fn options(shell: &Shell, query: &str, issues: &[IssueSummary], members: &[Member]) -> Vec<ComboOption> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let organization = &shell.organization.slug;
    let mut rows = pages(shell);
    let projects = shell.projects.iter().filter(|project| fits(&format!("{} {}", project.name, project.slug))).take(ROWS);
    rows.extend(projects.map(|project| ComboOption {
        key: format!("/{organization}/issues?project={}", encode_query(&project.slug)),
        label: project.name.clone(),
        more: Some(format!("Issues of {}", project.slug)),
        group: Some("Projects".to_owned()),
        square: true,
        ..ComboOption::default()
    }));
    let teams = shell.teams.iter().filter(|team| fits(&format!("{} {}", team.name, team.slug))).take(ROWS);
    rows.extend(teams.map(|team| ComboOption {
        key: format!("/{organization}/teams/{}", team.slug),
        label: team.name.clone(),
        more: Some(format!("#{}", team.slug)),
        group: Some("Teams".to_owned()),
        square: true,
        ..ComboOption::default()
    }));
    let people = members.iter().filter(|member| !words.is_empty() && fits(&format!("{} {}", member.name, member.email))).take(ROWS);
    rows.extend(people.map(|member| ComboOption {
        key: format!("/{organization}/issues?query={}", encode_query(&format!("is:unresolved assigned:{}", member.email))),
        label: member.name.clone(),
        more: Some(member.email.to_string()),
        why: Some("Assigned issues".to_owned()),
        group: Some("Members".to_owned()),
        ..ComboOption::default()
    }));
    rows.extend(issues.iter().take(ROWS).map(|issue| ComboOption {
        key: format!("/{organization}/issues/{}", issue.id),
        label: issue.title.clone(),
        more: Some(format!("{} · {}", issue.short_id, issue.culprit)),
        group: Some("Issues".to_owned()),
        faceless: true,
        ..ComboOption::default()
    }));
    rows
}

fn pages(shell: &Shell) -> Vec<ComboOption> {
    let may = |action| allows(shell.role, &shell.organization.settings, action);
    let mine = encode_query("is:unresolved assigned:me");
    let all = [
        ("Issues", "issues".to_owned(), true),
        ("Issues assigned to me", format!("issues?query={mine}"), true),
        ("Projects", "projects".to_owned(), true),
        ("Create a project", "projects/new".to_owned(), may(Action::CreateProject)),
        ("Teams", "teams".to_owned(), true),
        ("Create a team", "teams/new".to_owned(), may(Action::CreateTeam)),
        ("Members", "members".to_owned(), true),
        ("Experiments", "experiments".to_owned(), true),
        ("Write an experiment", "experiments/new".to_owned(), may(Action::ChangeSettings)),
        ("Settings", "settings".to_owned(), true),
    ];
    let row = |label: &str, key: String| ComboOption {
        key,
        label: label.to_owned(),
        group: Some("Pages".to_owned()),
        faceless: true,
        ..ComboOption::default()
    };
    let organization = &shell.organization.slug;
    let mut rows: Vec<ComboOption> =
        all.into_iter().filter(|(_, _, shown)| *shown).map(|(label, path, _)| row(label, format!("/{organization}/{path}"))).collect();
    rows.push(row("Your account", "/account".to_owned()));
    rows
}
