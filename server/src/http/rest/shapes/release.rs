//! Releases, commits, deploys.

use super::time;
use backend::releases::{Commit, Deploy, Release};
use serde_json::{Value, json};

pub fn release(release: &Release) -> Value {
    let projects: Vec<Value> = release
        .projects
        .iter()
        .map(|project| json!({ "id": project.id, "slug": project.slug, "name": project.name, "platform": project.platform }))
        .collect();
    json!({
        "id": release.id,
        "version": release.version,
        "shortVersion": release.version,
        "status": if release.archived { "archived" } else { "open" },
        "url": release.url,
        "ref": null,
        "dateCreated": time(release.created_at),
        "dateStarted": release.started_at.map(time),
        "dateReleased": release.released_at.map(time),
        "firstEvent": null,
        "lastEvent": null,
        "newGroups": release.new_issues,
        "commitCount": release.commit_count,
        "deployCount": release.deploy_count,
        "lastCommit": release.last_commit.as_ref().map(|id| json!({ "id": id })),
        "lastDeploy": null,
        "authors": [],
        "data": {},
        "projects": projects,
    })
}

pub fn commit(commit: &Commit) -> Value {
    json!({
        "id": commit.id,
        "message": commit.message,
        "dateCreated": time(commit.committed_at),
        "repository": { "name": commit.repository },
        "author": { "name": commit.author_name, "email": commit.author_email },
    })
}

pub fn deploy(deploy: &Deploy) -> Value {
    json!({
        "id": deploy.id,
        "environment": deploy.environment,
        "name": deploy.name,
        "url": deploy.url,
        "dateStarted": deploy.started_at.map(time),
        "dateFinished": time(deploy.finished_at),
    })
}
