//! Where somebody lands who has joined.

use super::{send::is_local_path, store::Row};

/// The page that the invitation was asked from, else its issue, its first team, or the issue list. Always a path on this server.
/// `issue`: whether the issue is still there. `team`: slug of the first team.
pub(super) fn destination(row: &Row, slug: &str, issue: bool, team: Option<&str>) -> String {
    if let Some(path) = row.wanted_url.as_deref().filter(|path| is_local_path(path)) {
        return path.to_owned();
    }
    match (&row.issue_id, team) {
        (Some(id), _) if issue => format!("/{slug}/issues/{id}"),
        (_, Some(team)) => format!("/{slug}/teams/{team}"),
        _ => format!("/{slug}/issues"),
    }
}
