//! Issues.

use super::time;
use backend::access::Access;
use model::issue::{Assignee, IssueDetail, IssueSummary, What};
use serde_json::{Value, json};

/// A row of a list.
pub fn issue(access: &Access, issue: &IssueSummary) -> Value {
    let project = &issue.project;
    let (kind, value) = issue.title.split_once(": ").unwrap_or((&issue.title, ""));
    json!({
        "id": issue.numeric_id().to_string(),
        "shortId": issue.short_id,
        "title": issue.title,
        "culprit": issue.culprit,
        "permalink": format!("{}/{}/issues/{}", access.backend().settings.base_url, access.organization.slug, issue.id),
        "level": issue.level,
        "status": issue.status,
        "statusDetails": {},
        "substatus": null,
        "isPublic": false,
        "platform": issue.platform,
        "project": { "id": project.id.to_string(), "name": project.name, "slug": project.slug, "platform": issue.platform },
        "type": "error",
        "issueType": "error",
        "issueCategory": "error",
        "metadata": { "type": kind, "value": value, "filename": null, "function": issue.culprit },
        "numComments": 0,
        "assignedTo": issue.assignee.as_ref().map(assignee),
        "isBookmarked": false,
        "isSubscribed": false,
        "hasSeen": false,
        "isUnhandled": false,
        "annotations": [],
        "count": issue.times_seen.to_string(),
        "userCount": issue.people_seen,
        "userReportCount": 0,
        "firstSeen": time(issue.first_seen),
        "lastSeen": time(issue.last_seen),
        "stats": { "24h": hours(issue, access) },
        "priority": "medium",
        "logger": null,
        "activity": [],
        "tags": [],
        "participants": [],
        "seenBy": [],
        "firstRelease": null,
        "lastRelease": null,
    })
}

/// Whole hours in seconds since 1970, and how often it was seen in each.
fn hours(issue: &IssueSummary, access: &Access) -> Vec<Value> {
    const HOUR: i64 = 3_600;
    let current = access.backend().clock.now().0 / 1_000 / HOUR;
    let first = current + 1 - i64::try_from(issue.hours.len()).unwrap_or(0);
    (first..).zip(&issue.hours).map(|(hour, count)| json!([hour * HOUR, count])).collect()
}

fn assignee(assignee: &Assignee) -> Value {
    match assignee {
        Assignee::Account { id, name } => json!({ "type": "user", "id": id, "name": name }),
        Assignee::Team { id, name } => json!({ "type": "team", "id": id, "name": name }),
        Assignee::Invited { invitation, address } => json!({ "type": "invited", "id": invitation, "name": address, "email": address }),
    }
}

/// Everything about one.
pub fn issue_detail(access: &Access, detail: &IssueDetail) -> Value {
    let mut value = issue(access, &detail.summary);
    let release = |version: &Option<String>| version.as_ref().map(|version| json!({ "version": version, "shortVersion": version }));
    value["firstRelease"] = json!(release(&detail.first_release));
    value["lastRelease"] = json!(release(&detail.last_release));
    value["numComments"] = json!(detail.activity.iter().filter(|entry| matches!(entry.what, What::Comment { .. })).count());
    value["tags"] = detail
        .tags
        .iter()
        .map(|tag| {
            let top: Vec<Value> =
                tag.values.iter().map(|value| json!({ "value": value.value, "name": value.value, "count": value.times_seen })).collect();
            json!({ "key": tag.key, "name": tag.key, "totalValues": tag.total, "topValues": top })
        })
        .collect();
    value["activity"] = detail
        .activity
        .iter()
        .rev()
        .map(|entry| {
            let user = entry.who.as_ref().map(|who| json!({ "id": who.id, "name": who.name }));
            json!({ "id": entry.id, "type": entry.what.kind(), "dateCreated": time(entry.at), "user": user, "data": entry.what })
        })
        .collect();
    value
}
