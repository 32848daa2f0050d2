//! Small things that the list and the page share.

use crate::{
    components::{Avatar, Glyph, Icon, Nobody},
    organization::use_shell,
};
use leptos::prelude::*;
use model::{
    id::{ProjectId, TeamId},
    issue::{Assignee, Status},
};
use std::time::Duration;

/// `1234` → `1.2k`; exact below a thousand.
pub fn compact(number: i64) -> String {
    match number {
        n if n < 1_000 => n.to_string(),
        n if n < 10_000 => format!("{}.{}k", n / 1_000, n % 1_000 / 100),
        n if n < 1_000_000 => format!("{}k", n / 1_000),
        n if n < 10_000_000 => format!("{}.{}m", n / 1_000_000, n % 1_000_000 / 100_000),
        n => format!("{}m", n / 1_000_000),
    }
}

/// `1 event`, `2 events`.
pub fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// How bad it is: a coloured dot with the word beside it.
#[component]
pub fn Level(level: String) -> impl IntoView {
    let tone = match level.as_str() {
        "fatal" => "dot dot--danger dot--square",
        "error" => "dot dot--danger",
        "warning" => "dot dot--warning",
        "info" => "dot dot--accent",
        _ => "dot",
    };
    view! { <span class=tone>{level}</span> }
}

/// Where the issue stands, in words and colour; nothing for the ordinary case.
#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    match status {
        Status::Unresolved => ().into_any(),
        Status::Resolved => view! { <span class="badge badge--success"><Icon glyph=Glyph::Check />"Resolved"</span> }.into_any(),
        Status::Ignored => view! { <span class="badge"><Icon glyph=Glyph::EyeOff />"Ignored"</span> }.into_any(),
    }
}

/// The picture of an assignee.
#[component]
pub fn AssigneeFace(assignee: Option<Assignee>) -> impl IntoView {
    match assignee {
        Some(Assignee::Account { name, .. }) => view! { <Avatar name small=true /> }.into_any(),
        Some(Assignee::Team { name, .. }) => view! { <Avatar name small=true square=true /> }.into_any(),
        Some(Assignee::Invited { address, .. }) => view! { <Avatar name=address small=true invited=true /> }.into_any(),
        None => view! { <Nobody small=true /> }.into_any(),
    }
}

/// The teams that look after a project.
pub fn teams_of(project: ProjectId) -> Signal<Vec<TeamId>> {
    let shell = use_shell();
    Signal::derive(move || {
        let teams = |shell: &model::account::Shell| shell.projects.iter().find(|link| link.id == project).map(|link| link.teams.clone());
        shell.with(teams).unwrap_or_default()
    })
}

/// Runs `work` soon after the first call of a burst, once for all of them; only in the browser.
pub fn soon(milliseconds: u64, work: impl Fn() + Send + Sync + 'static) -> impl Fn() + 'static {
    let waiting = StoredValue::new(false);
    let work = StoredValue::new(work);
    move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    // The page may be gone by now.
                    if waiting.try_set_value(false).is_none() {
                        let _ = work.try_with_value(|work| work());
                    }
                },
                Duration::from_millis(milliseconds),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_stay_short() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1.0k"), (9_999, "9.9k"), (12_345, "12k"), (1_250_000, "1.2m"), (45_000_000, "45m")] {
            assert_eq!(compact(number), text);
        }
        assert_eq!(count(1, "event", "events"), "1 event");
        assert_eq!(count(0, "event", "events"), "0 events");
    }
}
