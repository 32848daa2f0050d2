//! All SQL about releases, commits and deploys.

use super::{
    list::{Filter, PreviousCommit},
    release::{Change, Commit, Deploy, Project, Release},
};
use crate::{
    Result,
    db::{Db, On, Tx, Value, assembled, query},
};
use model::{
    id::{OrganizationId, ProjectId, ReleaseId},
    time::Timestamp,
};

/// Rows of one INSERT: eight columns at most keep it well below the databases' limits on parameters.
const ROWS: usize = 200;

const RELEASE: &str = "SELECT r.id, r.version, r.url, r.created_at, r.started_at, r.released_at, r.archived_at,
  (SELECT CAST(COUNT(*) AS BIGINT) FROM release_commits c WHERE c.release_id = r.id) AS commit_count,
  (SELECT CAST(COUNT(*) AS BIGINT) FROM deploys d WHERE d.release_id = r.id) AS deploy_count,
  (SELECT CAST(COUNT(*) AS BIGINT) FROM issues i WHERE i.organization_id = r.organization_id AND i.first_release = r.version) AS new_issues,
  (SELECT c.commit_id FROM release_commits c WHERE c.release_id = r.id AND c.position = 0) AS last_commit
  FROM releases r";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    version: String,
    url: Option<String>,
    created_at: i64,
    started_at: Option<i64>,
    released_at: Option<i64>,
    archived_at: Option<i64>,
    commit_count: i64,
    deploy_count: i64,
    new_issues: i64,
    last_commit: Option<String>,
}

pub async fn find(db: &Db, organization: &OrganizationId, version: &str) -> Result<Option<Release>> {
    let row: Option<Row> =
        assembled(format!("{RELEASE} WHERE r.organization_id = $1 AND r.version = $2")).bind(organization).bind(version).optional(db).await?;
    Ok(with_projects(db, row.into_iter().collect()).await?.pop())
}

pub async fn list(db: &Db, organization: &OrganizationId, project: Option<ProjectId>, filter: &Filter) -> Result<Vec<Release>> {
    // SQLite's LOWER knows ASCII alone: other letters are looked for as typed, too.
    let pattern = |query: &str| format!("%{}%", query.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    let rows: Vec<Row> = assembled(format!(
        "{RELEASE} WHERE r.organization_id = $1 AND (LOWER(r.version) LIKE $2 ESCAPE '!' OR LOWER(r.version) LIKE $7 ESCAPE '!')
           AND ($3 = 0 OR EXISTS (SELECT 1 FROM release_projects p WHERE p.release_id = r.id AND p.project_id = $3))
           AND ($6 = 0 OR CASE WHEN r.archived_at IS NULL THEN 1 ELSE 2 END = $6)
         ORDER BY r.created_at DESC, r.id DESC LIMIT $4 OFFSET $5"
    ))
    .bind(organization)
    .bind(pattern(&filter.query.to_lowercase()))
    .bind(project.map_or(0, |project| project.0))
    .bind(filter.limit.clamp(1, 101))
    .bind(filter.offset.max(0))
    .bind(filter.archived.map_or(0, |archived| if archived { 2 } else { 1 }))
    .bind(pattern(&filter.query.to_ascii_lowercase()))
    .all(db)
    .await?;
    with_projects(db, rows).await
}

async fn with_projects(db: &Db, rows: Vec<Row>) -> Result<Vec<Release>> {
    let ids: Vec<Value> = rows.iter().map(|row| Value::from(&row.id)).collect();
    let projects: Vec<(String, i64, String, String, String)> = if ids.is_empty() {
        Vec::new()
    } else {
        let mut statement = assembled(format!(
            "SELECT rp.release_id, p.id, p.slug, p.name, p.platform FROM release_projects rp JOIN projects p ON p.id = rp.project_id
             WHERE rp.release_id IN ({}) ORDER BY p.slug",
            placeholders(1, ids.len())
        ));
        for id in ids {
            statement = statement.bind(id);
        }
        statement.all(db).await?
    };
    let of = |release: &str| {
        projects
            .iter()
            .filter(|(id, ..)| id == release)
            .map(|(_, id, slug, name, platform)| Project { id: ProjectId(*id), slug: slug.clone(), name: name.clone(), platform: platform.clone() })
            .collect()
    };
    Ok(rows
        .into_iter()
        .map(|row| Release {
            projects: of(&row.id),
            id: ReleaseId(row.id),
            version: row.version,
            url: row.url,
            created_at: Timestamp(row.created_at),
            started_at: row.started_at.map(Timestamp),
            released_at: row.released_at.map(Timestamp),
            archived: row.archived_at.is_some(),
            commit_count: row.commit_count,
            deploy_count: row.deploy_count,
            new_issues: row.new_issues,
            last_commit: row.last_commit,
        })
        .collect())
}

/// `$from, $from+1, …`
pub fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Whether it is new.
pub async fn insert(tx: &mut Tx, organization: &OrganizationId, id: &str, version: &str, now: Timestamp) -> Result<bool> {
    let rows = query(
        "INSERT INTO releases (id, organization_id, version, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id, version) DO NOTHING",
    )
    .bind(id)
    .bind(organization)
    .bind(version)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(rows == 1)
}

pub async fn id_of(tx: &mut Tx, organization: &OrganizationId, version: &str) -> Result<Option<ReleaseId>> {
    let row: Option<(String,)> =
        query("SELECT id FROM releases WHERE organization_id = $1 AND version = $2").bind(organization).bind(version).optional(tx).await?;
    Ok(row.map(|(id,)| ReleaseId(id)))
}

pub async fn update(tx: &mut Tx, id: &ReleaseId, change: &Change, now: Timestamp) -> Result<()> {
    query(
        "UPDATE releases SET url = COALESCE($2, url), started_at = COALESCE($3, started_at), released_at = COALESCE($4, released_at),
           archived_at = CASE WHEN $5 = 1 THEN NULL WHEN $5 = 2 THEN COALESCE(archived_at, $6) ELSE archived_at END WHERE id = $1",
    )
    .bind(id)
    .bind(&change.url)
    .bind(change.started_at)
    .bind(change.released_at)
    .bind(change.archived.map_or(0, |archived| if archived { 2 } else { 1 }))
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, organization: &OrganizationId, version: &str) -> Result<bool> {
    Ok(query("DELETE FROM releases WHERE organization_id = $1 AND version = $2").bind(organization).bind(version).execute(tx).await? == 1)
}

/// A project by slug or number.
pub async fn project(on: impl Into<On<'_>>, organization: &OrganizationId, slug_or_id: &str) -> Result<Option<ProjectId>> {
    let row: Option<(i64,)> = query("SELECT id FROM projects WHERE organization_id = $1 AND (slug = $2 OR id = $3)")
        .bind(organization)
        .bind(slug_or_id)
        .bind(slug_or_id.parse::<i64>().unwrap_or(0))
        .optional(on)
        .await?;
    Ok(row.map(|(id,)| ProjectId(id)))
}

pub async fn add_project(tx: &mut Tx, release: &ReleaseId, project: ProjectId) -> Result<()> {
    query("INSERT INTO release_projects (release_id, project_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(release)
        .bind(project)
        .execute(tx)
        .await?;
    Ok(())
}

pub async fn insert_commits(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let head = "INSERT INTO commits (organization_id, repository, id, author_name, author_email, author_key, message, committed_at)";
    insert_rows(tx, head, rows, "ON CONFLICT (organization_id, repository, id) DO NOTHING").await
}

pub async fn insert_files(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let head = "INSERT INTO commit_files (organization_id, repository, commit_id, path, file_name, change)";
    insert_rows(tx, head, rows, "ON CONFLICT (organization_id, repository, commit_id, path) DO NOTHING").await
}

/// Repository and id of each, newest first.
pub async fn replace_commits(tx: &mut Tx, release: &ReleaseId, commits: Vec<(&str, &str)>) -> Result<()> {
    query("DELETE FROM release_commits WHERE release_id = $1").bind(release).execute(tx).await?;
    let rows = (0_i64..).zip(commits).map(|(position, (repository, id))| vec![release.into(), position.into(), repository.into(), id.into()]);
    insert_rows(tx, "INSERT INTO release_commits (release_id, position, repository, commit_id)", rows.collect(), "").await
}

async fn insert_rows(tx: &mut Tx, head: &str, rows: Vec<Vec<Value>>, tail: &str) -> Result<()> {
    for rows in rows.chunks(ROWS) {
        let mut next = 1;
        let values: Vec<String> = rows
            .iter()
            .map(|row| {
                let list = placeholders(next, row.len());
                next += row.len();
                format!("({list})")
            })
            .collect();
        let mut statement = assembled(format!("{head} VALUES {} {tail}", values.join(", ")));
        for value in rows.iter().flatten() {
            statement = statement.bind(value.clone());
        }
        statement.execute(tx).await?;
    }
    Ok(())
}

pub async fn commits(db: &Db, organization: &OrganizationId, release: &ReleaseId) -> Result<Vec<Commit>> {
    let rows: Vec<(String, String, String, String, String, i64)> = query(
        "SELECT c.id, c.repository, c.author_name, c.author_email, c.message, c.committed_at FROM release_commits rc
         JOIN commits c ON c.organization_id = $1 AND c.repository = rc.repository AND c.id = rc.commit_id WHERE rc.release_id = $2 ORDER BY rc.position",
    )
    .bind(organization)
    .bind(release)
    .all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, repository, author_name, author_email, message, at)| Commit {
            id,
            repository,
            author_name,
            author_email,
            message,
            committed_at: Timestamp(at),
        })
        .collect())
}

pub async fn previous(db: &Db, organization: &OrganizationId, release: &Release) -> Result<Option<PreviousCommit>> {
    let row: Option<(String, String, String)> = query(
        "SELECT r.version, c.commit_id, c.repository FROM releases r JOIN release_commits c ON c.release_id = r.id AND c.position = 0
         WHERE r.organization_id = $1 AND r.id <> $2 AND r.created_at <= $3 ORDER BY r.created_at DESC, r.id DESC LIMIT 1",
    )
    .bind(organization)
    .bind(&release.id)
    .bind(release.created_at)
    .optional(db)
    .await?;
    Ok(row.map(|(version, commit_id, repository)| PreviousCommit { version, commit_id, repository }))
}

pub async fn insert_deploy(tx: &mut Tx, release: &ReleaseId, deploy: &Deploy) -> Result<()> {
    query("INSERT INTO deploys (id, release_id, environment, name, url, started_at, finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&deploy.id)
        .bind(release)
        .bind(&deploy.environment)
        .bind(&deploy.name)
        .bind(&deploy.url)
        .bind(deploy.started_at)
        .bind(deploy.finished_at)
        .execute(tx)
        .await?;
    Ok(())
}

type DeployRow = (String, String, Option<String>, Option<String>, Option<i64>, i64);

pub async fn deploys(db: &Db, release: &ReleaseId) -> Result<Vec<Deploy>> {
    let rows: Vec<DeployRow> = query(
        "SELECT id, environment, name, url, started_at, finished_at FROM deploys WHERE release_id = $1 ORDER BY finished_at DESC, id DESC LIMIT 100",
    )
    .bind(release)
    .all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, environment, name, url, started_at, finished_at)| Deploy {
            id,
            environment,
            name,
            url,
            started_at: started_at.map(Timestamp),
            finished_at: Timestamp(finished_at),
        })
        .collect())
}
