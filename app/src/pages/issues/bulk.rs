//! Doing one thing to several issues, with a way back.

use crate::{
    api::issues::set_issue_status,
    components::{ToastRack, use_toasts},
    organization::use_slug,
};
use leptos::{prelude::*, task::spawn_local};
use model::{id::IssueId, issue::Status};

/// Something that gives issues a status, says so and offers to take it back. The issues come with the status that they have.
/// `changed` hears when it is done.
pub fn use_set_status(changed: Callback<()>) -> impl Fn(Vec<(IssueId, Status)>, Status) + Copy + 'static {
    let slug = StoredValue::new(use_slug());
    let toasts = use_toasts();
    move |issues, status| {
        if issues.is_empty() {
            return;
        }
        // A value of its own: the offer to take it back outlives the page.
        let organization = slug.get_value();
        spawn_local(async move {
            let ids: Vec<IssueId> = issues.iter().map(|(id, _)| id.clone()).collect();
            match set_issue_status(organization.clone(), ids.clone(), status).await {
                Ok(()) => {
                    let back = Callback::new(move |()| undo(organization.clone(), issues.clone(), toasts, changed));
                    toasts.offer(said(ids.len(), status), "Undo", back);
                    let _ = changed.try_run(());
                }
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    }
}

/// Every issue gets the status back that it had.
fn undo(organization: String, issues: Vec<(IssueId, Status)>, toasts: ToastRack, changed: Callback<()>) {
    spawn_local(async move {
        for status in Status::ALL {
            let ids: Vec<IssueId> = issues.iter().filter(|(_, before)| before == status).map(|(id, _)| id.clone()).collect();
            if !ids.is_empty()
                && let Err(error) = set_issue_status(organization.clone(), ids, *status).await
            {
                return toasts.fail(error.to_string());
            }
        }
        let _ = changed.try_run(());
    });
}

fn said(count: usize, status: Status) -> String {
    let done = match status {
        Status::Unresolved => "reopened",
        Status::Resolved => "resolved",
        Status::Ignored => "ignored",
    };
    if count == 1 { format!("Issue {done}") } else { format!("{count} issues {done}") }
}
