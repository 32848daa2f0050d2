//! The list: search, order, pages. Two statements whatever the size; the order's index is walked from where the page before ended.

use super::store::{self, COLUMNS, IssueRow, JOINS};
use crate::{
    Error, Result,
    access::Access,
    db::{Value, assembled},
};
use model::{
    email::Email,
    id::IssueId,
    issue::{Assigned, IssueList, IssueSummary, ListRequest, PAGE, Search, ShortId, Sort, Status},
    permission::Action,
};
use std::collections::HashMap;

/// Issues of the organization that fit `request`, one page of them.
///
/// # Errors
/// Invalid `after` when it is no page's end.
pub async fn list(access: &Access, request: &ListRequest) -> Result<IssueList> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let backend = access.backend();
    let after = request.after.as_deref().map(cursor).transpose()?;
    let statement = Statement::new(access, request, after);
    let (sql, values) = statement.finish();
    let mut rows: Vec<IssueRow> = values.into_iter().fold(assembled(sql), |query, value| query.bind(value)).all(&backend.db).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| format!("{}_{}", key(row, request.sort), row.id));
    Ok(IssueList { issues: with_hours(access, rows).await?, next })
}

/// These issues as they are now, for rows that are on screen already; those that are not the organization's are left out.
///
/// # Errors
/// Invalid `issues` when there are more than a page holds.
pub async fn summaries(access: &Access, issues: &[IssueId]) -> Result<Vec<IssueSummary>> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    if issues.len() > PAGE {
        return Err(Error::invalid("issues", format!("Ask for {PAGE} issues at most.")));
    }
    if issues.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..issues.len()).map(|at| format!("${}", at + 2)).collect();
    let sql = format!("SELECT {COLUMNS} FROM issues i {JOINS} WHERE i.organization_id = $1 AND i.id IN ({})", places.join(", "));
    let query = issues.iter().fold(assembled(sql).bind(&access.organization.id), |query, id| query.bind(id));
    with_hours(access, query.all(&access.backend().db).await?).await
}

async fn with_hours(access: &Access, rows: Vec<IssueRow>) -> Result<Vec<IssueSummary>> {
    let backend = access.backend();
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut hours: HashMap<String, Vec<i64>> = store::hours(&backend.db, &ids, backend.clock.now(), 24).await?;
    let summary = |row: IssueRow| {
        let counts = hours.remove(&row.id).unwrap_or_else(|| vec![0; 24]);
        row.summary(counts)
    };
    Ok(rows.into_iter().map(summary).collect())
}

fn key(row: &IssueRow, sort: Sort) -> i64 {
    match sort {
        Sort::Newest => row.last_seen,
        Sort::Frequent => row.times_seen,
        Sort::People => row.people_seen,
        Sort::FirstSeen => row.first_seen,
    }
}

const fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "last_seen",
        Sort::Frequent => "times_seen",
        Sort::People => "people_seen",
        Sort::FirstSeen => "first_seen",
    }
}

fn cursor(text: &str) -> Result<(i64, IssueId)> {
    text.split_once('_')
        .and_then(|(value, id)| Some((value.parse().ok()?, IssueId(id.to_owned()))))
        .ok_or_else(|| Error::invalid("after", "This page’s address is damaged. Start from the first page."))
}

/// Conditions from constant pieces, values bound apart. `$1` is the organization.
struct Statement {
    conditions: Vec<String>,
    values: Vec<Value>,
    statuses: Vec<Status>,
    sort: Sort,
}

impl Statement {
    fn new(access: &Access, request: &ListRequest, after: Option<(i64, IssueId)>) -> Self {
        let search = Search::parse(&request.query);
        let statuses = search.status.map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
        let mut made = Self { conditions: Vec::new(), values: vec![(&access.organization.id).into()], statuses, sort: request.sort };
        for slug in request.project.iter().chain(&search.project) {
            let slug = made.bind(slug.as_str());
            made.conditions.push(format!("i.project_id = (SELECT id FROM projects WHERE organization_id = $1 AND slug = {slug})"));
        }
        made.assigned(access, search.assigned.as_ref());
        made.tags(&search);
        for word in &search.words {
            made.word(word);
        }
        if let Some((value, id)) = after {
            let (value, id) = (made.bind(value), made.bind(&id));
            made.conditions.push(format!("(i.{}, i.id) < ({value}, {id})", column(request.sort)));
        }
        made
    }

    /// Binds a value; answers its place.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn assigned(&mut self, access: &Access, assigned: Option<&Assigned>) {
        let condition = match assigned {
            None => return,
            Some(Assigned::Nobody) => "i.assignee_kind IS NULL".to_owned(),
            Some(Assigned::Me) => format!("i.assignee_kind = 'account' AND i.assignee_id = {}", self.bind(&access.actor.account)),
            Some(Assigned::Team(slug)) => {
                let slug = self.bind(slug.as_str());
                format!("i.assignee_kind = 'team' AND i.assignee_id = (SELECT id FROM teams WHERE organization_id = $1 AND slug = {slug})")
            }
            Some(Assigned::Address(text)) => {
                let key = self.bind(Email::parse(text).map_or_else(|_| text.to_lowercase(), |email| email.key().to_owned()));
                let names = spellings(text).map(|name| self.bind(name.to_ascii_lowercase())).join(", ");
                format!(
                    "((i.assignee_kind = 'account' AND i.assignee_id IN (SELECT account_id FROM account_emails WHERE email_key = {key} AND verified_at IS NOT NULL
                       UNION ALL SELECT id FROM accounts WHERE LOWER(name) IN ({names})))
                     OR (i.assignee_kind = 'invitation' AND i.assignee_id IN (SELECT id FROM invitations WHERE organization_id = $1 AND email_key = {key})))"
                )
            }
        };
        self.conditions.push(condition);
    }

    fn tags(&mut self, search: &Search) {
        if !search.levels.is_empty() {
            let places: Vec<String> = search.levels.iter().map(|level| self.bind(level.as_str())).collect();
            self.conditions.push(format!("i.level IN ({})", places.join(", ")));
        }
        for (name, value) in &search.tags {
            let (name, value) = (self.bind(name.as_str()), self.bind(value.as_str()));
            self.conditions.push(format!("EXISTS (SELECT 1 FROM issue_tags t WHERE t.issue_id = i.id AND t.key = {name} AND t.value = {value})"));
        }
        for name in &search.has {
            let name = self.bind(name.as_str());
            self.conditions.push(format!("EXISTS (SELECT 1 FROM issue_tags t WHERE t.issue_id = i.id AND t.key = {name})"));
        }
    }

    fn word(&mut self, word: &str) {
        let places = spellings(word).map(|spelling| self.bind(contains(&spelling)));
        let mut condition = places.map(|place| like("i.title", &place) + " OR " + &like("i.culprit", &place)).join(" OR ");
        if let Some(ShortId { project_slug, number }) = ShortId::parse(word) {
            let (number, slug) = (self.bind(number), self.bind(project_slug));
            condition +=
                &format!(" OR (i.number = {number} AND i.project_id = (SELECT id FROM projects WHERE organization_id = $1 AND slug = {slug}))");
        }
        self.conditions.push(format!("({condition})"));
    }

    /// One walk along the order's index per status, put together, then the names that go with it.
    fn finish(self) -> (String, Vec<Value>) {
        let column = column(self.sort);
        let conditions: String = self.conditions.iter().map(|condition| format!(" AND {condition}")).collect();
        let limit = PAGE + 1;
        let walks: Vec<String> = self
            .statuses
            .iter()
            .map(|status| {
                format!(
                    "SELECT * FROM (SELECT i.* FROM issues i WHERE i.organization_id = $1 AND i.status = '{status}'{conditions}
                     ORDER BY i.{column} DESC, i.id DESC LIMIT {limit}) AS {status}"
                )
            })
            .collect();
        let walks = walks.join(" UNION ALL ");
        let sql = format!("WITH page AS ({walks}) SELECT {COLUMNS} FROM page i {JOINS} ORDER BY i.{column} DESC, i.id DESC LIMIT {limit}");
        (sql, self.values)
    }
}

fn like(column: &str, place: &str) -> String {
    format!("LOWER({column}) LIKE {place} ESCAPE '\\'")
}

/// How a word may be written. SQLite's LOWER knows ASCII alone, so other letters are tried as typed, small, with a capital, and all capitals.
pub(super) fn spellings(word: &str) -> [String; 4] {
    let small = word.to_lowercase();
    let mut letters = small.chars();
    let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    [small, word.to_owned(), capital, word.to_uppercase()]
}

/// A LIKE pattern for text that contains `word`; only ASCII letters are made small.
pub(super) fn contains(word: &str) -> String {
    format!("%{}%", word.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
