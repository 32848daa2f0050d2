//! The SQL of intake: one transaction for many events, several rows a statement.

use super::first_error;
use crate::{
    Backend, Result,
    db::{Query, Tx, assembled, query},
    new_id,
};
use model::{
    event::Level,
    id::{OrganizationId, ProjectId},
    time::{HOUR, Timestamp},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows of one statement; SQLite and PostgreSQL take some 32,000 parameters.
const ROWS: usize = 3_000;

/// An event on its way into the database; everything that can be done beforehand is done.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub organization: OrganizationId,
    pub project: ProjectId,
    pub id: String,
    pub fingerprint: String,
    pub title: String,
    pub culprit: String,
    pub level: Level,
    pub platform: String,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub occurred_at: Timestamp,
    pub received_at: Timestamp,
    pub tags: Vec<(String, String)>,
    pub person: Option<String>,
    pub payload: Vec<u8>,
    pub attachments: Vec<super::receive::File>,
    /// Made by the product to show what an issue looks like.
    pub sample: bool,
}

/// What a transaction did, for telling open pages.
#[derive(Debug, Default)]
pub struct Done {
    /// New issues, and resolved ones that came back.
    pub appeared: Vec<(OrganizationId, ProjectId, String)>,
    /// Issues that had events before.
    pub changed: Vec<(OrganizationId, String)>,
    /// Whose project had its first event.
    pub first: Vec<OrganizationId>,
    /// Releases that are known to be in the database now.
    pub releases: Vec<(ProjectId, String)>,
}

/// Another process made the same issue at the same moment: try again.
#[derive(Debug)]
pub struct Raced;

struct Known {
    issue: String,
    resolved: bool,
}

/// What the events of a batch add to one issue.
#[derive(Default)]
struct Sum<'a> {
    events: Vec<&'a Prepared>,
    people: i64,
}

/// Writes the events that are not there yet. `releases` are known to exist.
pub async fn write(
    tx: &mut Tx,
    backend: &Backend,
    events: &[&Prepared],
    releases: &HashSet<(ProjectId, String)>,
) -> Result<std::result::Result<Done, Raced>> {
    let mut done = Done::default();
    let mut known = look_up(tx, events).await?;
    let mut new: HashMap<(ProjectId, &str), String> = HashMap::new();
    let mut issue_of = Vec::with_capacity(events.len());
    for event in events {
        let key = (event.project, event.fingerprint.as_str());
        let issue = match known.get(&key) {
            Some(known) => known.issue.clone(),
            None => new.entry(key).or_insert_with(|| new_id(&backend.clock)).clone(),
        };
        issue_of.push(issue);
    }
    let inserted = insert_events(tx, backend, events, &issue_of).await?;
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for (event, issue) in events.iter().zip(&issue_of) {
        if inserted.contains(&(event.project.0, event.id.clone())) && seen.insert((event.project, event.id.as_str())) {
            sums.entry(issue).or_default().events.push(event);
        }
    }
    if sums.is_empty() {
        return Ok(Ok(done));
    }
    new.retain(|_, issue| sums.contains_key(issue.as_str()));
    if !new.is_empty() {
        number_projects(tx, backend, &new, &sums, &mut done).await?;
        if !insert_fingerprints(tx, &new).await? {
            return Ok(Err(Raced));
        }
    }
    insert_people(tx, &mut sums).await?;
    update_issues(tx, &sums).await?;
    known.retain(|_, known| known.resolved && sums.contains_key(known.issue.as_str()));
    let resolved: HashSet<&str> = known.values().map(|known| known.issue.as_str()).collect();
    reopen(tx, backend, &resolved, &sums, &mut done).await?;
    count_hours_and_tags(tx, &sums).await?;
    insert_attachments(tx, &sums).await?;
    insert_releases(tx, backend, &sums, releases, &mut done).await?;
    let appeared: HashSet<&str> = done.appeared.iter().map(|(_, _, issue)| issue.as_str()).collect();
    done.changed = sums
        .iter()
        .filter(|(issue, _)| !appeared.contains(*issue))
        .filter_map(|(issue, sum)| sum.events.first().map(|event| (event.organization.clone(), (*issue).to_owned())))
        .collect();
    Ok(Ok(done))
}

/// `($1, $2), ($3, $4)`; with types in the first row where nothing else tells PostgreSQL.
fn tuples(rows: usize, columns: usize, types: &[&str]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            let place = row * columns + column + 1;
            let _ = match types.get(column) {
                Some(kind) if row == 0 => write!(text, "{comma}CAST(${place} AS {kind})"),
                _ => write!(text, "{comma}${place}"),
            };
        }
        text.push(')');
    }
    text
}

/// `INSERT … VALUES` of any number of rows, in as few statements as go.
async fn insert<T>(tx: &mut Tx, head: &str, columns: usize, tail: &str, rows: &[T], bind: impl Fn(Query, &T) -> Query) -> Result<()> {
    for rows in rows.chunks(ROWS) {
        let statement = assembled(format!("{head} VALUES {} {tail}", tuples(rows.len(), columns, &[])));
        rows.iter().fold(statement, &bind).execute(tx).await?;
    }
    Ok(())
}

async fn look_up<'a>(tx: &mut Tx, events: &[&'a Prepared]) -> Result<HashMap<(ProjectId, &'a str), Known>> {
    let mut wanted: BTreeMap<ProjectId, HashMap<&'a str, ()>> = BTreeMap::new();
    for event in events {
        wanted.entry(event.project).or_default().insert(&event.fingerprint, ());
    }
    let mut known = HashMap::new();
    for (project, prints) in wanted {
        let places: Vec<String> = (2..prints.len() + 2).map(|place| format!("${place}")).collect();
        let statement = assembled(format!(
            "SELECT f.fingerprint, f.issue_id, i.status FROM issue_fingerprints f JOIN issues i ON i.id = f.issue_id WHERE f.project_id = $1 AND f.fingerprint IN ({})",
            places.join(", ")
        ));
        let rows: Vec<(String, String, String)> =
            prints.keys().fold(statement.bind(project), |statement, print| statement.bind(*print)).all(&mut *tx).await?;
        for (print, issue, status) in rows {
            if let Some((print, ())) = prints.get_key_value(print.as_str()) {
                known.insert((project, *print), Known { issue, resolved: status == "resolved" });
            }
        }
    }
    Ok(known)
}

async fn insert_events(tx: &mut Tx, backend: &Backend, events: &[&Prepared], issue_of: &[String]) -> Result<HashSet<(i64, String)>> {
    let statement = assembled(format!(
        "INSERT INTO events (project_id, id, issue_id, occurred_at, received_at, sequence, release, environment, payload) VALUES {}
         ON CONFLICT (project_id, id) DO NOTHING RETURNING project_id, id",
        tuples(events.len(), 9, &[])
    ));
    let statement = events.iter().zip(issue_of).fold(statement, |statement, (event, issue)| {
        statement
            .bind(event.project)
            .bind(&event.id)
            .bind(issue)
            .bind(event.occurred_at)
            .bind(event.received_at)
            .bind(new_id(&backend.clock))
            .bind(&event.release)
            .bind(&event.environment)
            .bind(&event.payload)
    });
    Ok(statement.all::<(i64, String)>(tx).await?.into_iter().collect())
}

/// Numbers the new issues of each project and inserts them, with nothing counted yet.
async fn number_projects(
    tx: &mut Tx,
    backend: &Backend,
    new: &HashMap<(ProjectId, &str), String>,
    sums: &BTreeMap<&str, Sum<'_>>,
    done: &mut Done,
) -> Result<()> {
    let mut by_project: BTreeMap<ProjectId, Vec<&str>> = BTreeMap::new();
    for ((project, _), issue) in new {
        by_project.entry(*project).or_default().push(issue);
    }
    for (project, mut issues) in by_project {
        issues.sort_unstable();
        let Some(first) = issues.first().and_then(|issue| sums.get(issue)).and_then(|sum| sum.events.first()) else { continue };
        let (counter, first_event_at, organization): (i64, Option<i64>, String) =
            query("UPDATE projects SET issue_counter = issue_counter + $2 WHERE id = $1 RETURNING issue_counter, first_event_at, organization_id")
                .bind(project)
                .bind(issues.len() as i64)
                .one(&mut *tx)
                .await?;
        if first_event_at.is_none() && !first.sample {
            query("UPDATE projects SET first_event_at = $2 WHERE id = $1").bind(project).bind(first.received_at).execute(&mut *tx).await?;
            done.first.push(OrganizationId(organization));
        }
        let numbered: Vec<(i64, &str, &Prepared)> = issues
            .iter()
            .zip(counter - issues.len() as i64 + 1..)
            .filter_map(|(issue, number)| sums.get(issue).and_then(|sum| sum.events.first()).map(|event| (number, *issue, *event)))
            .collect();
        let before = counter - issues.len() as i64;
        first_error::note(tx, &backend.clock, project, before, &numbered.iter().map(|(.., event)| *event).collect::<Vec<_>>()).await?;
        insert(
            tx,
            "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, first_release, last_release, times_seen, people_seen, sample)",
            16,
            "",
            &numbered,
            |statement, (number, issue, event)| {
                let statement = statement.bind(*issue).bind(&event.organization).bind(project).bind(*number).bind(&event.title).bind(&event.culprit);
                let statement = statement.bind(event.level.as_str()).bind(&event.platform).bind("unresolved");
                statement.bind(event.occurred_at).bind(event.occurred_at).bind(&event.release).bind(&event.release).bind(0).bind(0).bind(event.sample)
            },
        )
        .await?;
        done.appeared.extend(numbered.iter().map(|(_, issue, event)| (event.organization.clone(), project, (*issue).to_owned())));
    }
    Ok(())
}

/// False when another process was first with one of them.
async fn insert_fingerprints(tx: &mut Tx, new: &HashMap<(ProjectId, &str), String>) -> Result<bool> {
    let statement = assembled(format!(
        "INSERT INTO issue_fingerprints (project_id, fingerprint, version, issue_id) VALUES {} ON CONFLICT (project_id, fingerprint) DO NOTHING RETURNING issue_id",
        tuples(new.len(), 4, &[])
    ));
    let statement = new
        .iter()
        .fold(statement, |statement, ((project, print), issue)| statement.bind(*project).bind(*print).bind(super::fingerprint::VERSION).bind(issue));
    Ok(statement.all::<(String,)>(tx).await?.len() == new.len())
}

async fn insert_people(tx: &mut Tx, sums: &mut BTreeMap<&str, Sum<'_>>) -> Result<()> {
    let mut people: Vec<(&str, &str)> =
        sums.iter().flat_map(|(issue, sum)| sum.events.iter().filter_map(|event| event.person.as_deref()).map(|person| (*issue, person))).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(());
    }
    let statement = assembled(format!(
        "INSERT INTO issue_people (issue_id, person) VALUES {} ON CONFLICT (issue_id, person) DO NOTHING RETURNING issue_id",
        tuples(people.len(), 2, &[])
    ));
    let statement = people.iter().fold(statement, |statement, (issue, person)| statement.bind(*issue).bind(*person));
    for (issue,) in statement.all::<(String,)>(tx).await? {
        if let Some(sum) = sums.get_mut(issue.as_str()) {
            sum.people += 1;
        }
    }
    Ok(())
}

/// Counts, last seen and last release of every issue that got events.
async fn update_issues(tx: &mut Tx, sums: &BTreeMap<&str, Sum<'_>>) -> Result<()> {
    let statement = assembled(format!(
        "UPDATE issues SET times_seen = times_seen + v.column2, people_seen = people_seen + v.column3,
           first_seen = CASE WHEN v.column4 < first_seen THEN v.column4 ELSE first_seen END,
           last_release = CASE WHEN v.column5 >= last_seen THEN COALESCE(v.column6, last_release) ELSE last_release END,
           last_seen = CASE WHEN v.column5 > last_seen THEN v.column5 ELSE last_seen END
         FROM (VALUES {}) AS v WHERE issues.id = v.column1",
        tuples(sums.len(), 6, &["TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT"])
    ));
    let statement = sums.iter().fold(statement, |statement, (issue, sum)| {
        let oldest = sum.events.iter().map(|event| event.occurred_at.0).min().unwrap_or(0);
        let newest = sum.events.iter().max_by_key(|event| event.occurred_at);
        statement
            .bind(*issue)
            .bind(sum.events.len() as i64)
            .bind(sum.people)
            .bind(oldest)
            .bind(newest.map_or(0, |event| event.occurred_at.0))
            .bind(newest.and_then(|event| event.release.as_deref()))
    });
    statement.execute(tx).await?;
    Ok(())
}

/// A resolved issue that gets an event is open again, unless the event comes from a release before the one that a commit fixed it in.
async fn reopen(tx: &mut Tx, backend: &Backend, resolved: &HashSet<&str>, sums: &BTreeMap<&str, Sum<'_>>, done: &mut Done) -> Result<()> {
    for issue in resolved {
        let Some(sum) = sums.get(issue) else { continue };
        let Some(event) = bring_back(tx, issue, &sum.events).await? else { continue };
        query("INSERT INTO issue_activity (id, issue_id, kind, data, created_at) VALUES ($1, $2, 'regressed', $3, $4)")
            .bind(new_id(&backend.clock))
            .bind(*issue)
            .bind(serde_json::json!({ "kind": "regressed", "event": event.id, "release": event.release }).to_string())
            .bind(event.received_at)
            .execute(tx)
            .await?;
        done.appeared.push((event.organization.clone(), event.project, (*issue).to_owned()));
    }
    Ok(())
}

/// The event that opened the issue again, if one of these did: each of their releases is tried once.
async fn bring_back<'a>(tx: &mut Tx, issue: &str, events: &[&'a Prepared]) -> Result<Option<&'a Prepared>> {
    let mut tried = HashSet::new();
    for event in events.iter().filter(|event| tried.insert(&event.release)) {
        let row: Option<(String,)> = query(
            "UPDATE issues SET status = 'unresolved', resolved_in = NULL WHERE id = $1 AND status = 'resolved' AND NOT EXISTS (
               SELECT 1 FROM releases fixed JOIN releases theirs ON theirs.organization_id = fixed.organization_id AND theirs.created_at < fixed.created_at
               WHERE fixed.organization_id = $2 AND fixed.version = issues.resolved_in AND theirs.version = $3) RETURNING id",
        )
        .bind(issue)
        .bind(&event.organization)
        .bind(&event.release)
        .optional(&mut *tx)
        .await?;
        if row.is_some() {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

async fn count_hours_and_tags(tx: &mut Tx, sums: &BTreeMap<&str, Sum<'_>>) -> Result<()> {
    let mut hours: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    let mut tags: BTreeMap<(&str, &str, &str), i64> = BTreeMap::new();
    for (issue, sum) in sums {
        for event in &sum.events {
            *hours.entry((issue, event.occurred_at.0.div_euclid(HOUR))).or_default() += 1;
            for (key, value) in &event.tags {
                *tags.entry((issue, key, value)).or_default() += 1;
            }
        }
    }
    let hours: Vec<_> = hours.into_iter().collect();
    insert(
        tx,
        "INSERT INTO issue_hours (issue_id, hour, times_seen)",
        3,
        "ON CONFLICT (issue_id, hour) DO UPDATE SET times_seen = issue_hours.times_seen + excluded.times_seen",
        &hours,
        |statement, ((issue, hour), count)| statement.bind(*issue).bind(*hour).bind(*count),
    )
    .await?;
    let tags: Vec<_> = tags.into_iter().collect();
    insert(
        tx,
        "INSERT INTO issue_tags (issue_id, key, value, times_seen)",
        4,
        "ON CONFLICT (issue_id, key, value) DO UPDATE SET times_seen = issue_tags.times_seen + excluded.times_seen",
        &tags,
        |statement, ((issue, key, value), count)| statement.bind(*issue).bind(*key).bind(*value).bind(*count),
    )
    .await
}

async fn insert_attachments(tx: &mut Tx, sums: &BTreeMap<&str, Sum<'_>>) -> Result<()> {
    for event in sums.values().flat_map(|sum| &sum.events) {
        for (position, file) in event.attachments.iter().enumerate() {
            query("INSERT INTO event_attachments (project_id, event_id, position, filename, content_type, data) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(event.project)
                .bind(&event.id)
                .bind(position as i64)
                .bind(&file.name)
                .bind(&file.content_type)
                .bind(&file.data)
                .execute(tx)
                .await?;
        }
    }
    Ok(())
}

/// A release that nobody announced is made by its first event.
async fn insert_releases(
    tx: &mut Tx,
    backend: &Backend,
    sums: &BTreeMap<&str, Sum<'_>>,
    known: &HashSet<(ProjectId, String)>,
    done: &mut Done,
) -> Result<()> {
    let mut unseen: BTreeMap<(ProjectId, &str), &Prepared> = BTreeMap::new();
    for event in sums.values().flat_map(|sum| &sum.events) {
        if let Some(release) = &event.release
            && !known.contains(&(event.project, release.clone()))
        {
            unseen.entry((event.project, release)).or_insert(event);
        }
    }
    for ((project, version), event) in unseen {
        query("INSERT INTO releases (id, organization_id, version, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id, version) DO NOTHING")
            .bind(new_id(&backend.clock))
            .bind(&event.organization)
            .bind(version)
            .bind(event.received_at)
            .execute(tx)
            .await?;
        query(
            "INSERT INTO release_projects (release_id, project_id, first_seen) SELECT id, $2, $4 FROM releases WHERE organization_id = $1 AND version = $3
             ON CONFLICT (release_id, project_id) DO UPDATE SET first_seen = COALESCE(release_projects.first_seen, excluded.first_seen)",
        )
        .bind(&event.organization)
        .bind(project)
        .bind(version)
        .bind(event.received_at)
        .execute(tx)
        .await?;
        done.releases.push((project, version.to_owned()));
    }
    Ok(())
}
