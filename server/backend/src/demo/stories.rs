//! What went wrong in the demo: releases, commits, and two weeks of errors.

use super::{code::FILES, scene};
use crate::{
    Error, Result,
    access::Access,
    db::query,
    events::{Body, Intake, Project, receive},
    issues,
    releases::{self, Change, NewCommit},
};
use model::{
    id::ProjectId,
    issue::{Status, Target},
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use serde_json::{Value, json};

/// An error and how often it happened.
struct Story {
    project: &'static str,
    platform: &'static str,
    kind: &'static str,
    value: &'static str,
    level: &'static str,
    release: &'static str,
    transaction: &'static str,
    /// Outermost first: file, function, a mark in the line.
    frames: &'static [(&'static str, &'static str, &'static str)],
    /// How many, the first this many hours ago.
    times: i64,
    hours: i64,
    people: i64,
}

const STORIES: &[Story] = &[
    Story {
        project: "shop",
        platform: "python",
        kind: "ZeroDivisionError",
        value: "division by zero",
        level: "error",
        release: "shop@2.14.3",
        transaction: "/checkout",
        frames: &[
            ("shop/views.py", "place_order", "receipt = checkout"),
            ("shop/checkout.py", "checkout", "cart.total(voucher)"),
            ("shop/cart.py", "total", "voucher.discount(self)"),
            ("shop/vouchers.py", "discount", "average_price() <"),
            ("shop/cart.py", "average_price", "/ len(self.items)"),
        ],
        times: 84,
        hours: 30,
        people: 41,
    },
    Story {
        project: "shop",
        platform: "python",
        kind: "HTTPError",
        value: "502 Server Error: Bad Gateway for url: https://gateway.example/charges",
        level: "error",
        release: "shop@2.14.2",
        transaction: "/checkout",
        frames: &[
            ("shop/views.py", "place_order", "receipt = checkout"),
            ("shop/checkout.py", "checkout", "receipt = charge"),
            ("shop/payments.py", "charge", "raise_for_status"),
        ],
        times: 37,
        hours: 170,
        people: 29,
    },
    Story {
        project: "web",
        platform: "javascript",
        kind: "TypeError",
        value: "Cannot read properties of undefined (reading 'url')",
        level: "error",
        release: "web@5.1.0",
        transaction: "/search",
        frames: &[
            ("src/search/SearchBox.tsx", "submit", "setRows(render"),
            ("src/search/results.ts", "render", "hits, query: string"),
            ("src/search/results.ts", "map", "images[0].url"),
        ],
        times: 212,
        hours: 50,
        people: 160,
    },
    Story {
        project: "checkout-api",
        platform: "node",
        kind: "TypeError",
        value: "Cannot read properties of null (reading 'orders')",
        level: "error",
        release: "api@1.9.0",
        transaction: "GET /customers/:customer/orders",
        frames: &[("src/routes/orders.js", "listOrders", "customer.orders(")],
        times: 19,
        hours: 9,
        people: 12,
    },
    Story {
        project: "worker",
        platform: "rust",
        kind: "panic",
        value: "an order has an address",
        level: "fatal",
        release: "worker@0.8.1",
        transaction: "export",
        frames: &[("src/jobs/export.rs", "worker::jobs::export::export", "expect(")],
        times: 6,
        hours: 70,
        people: 0,
    },
    Story {
        project: "web",
        platform: "javascript",
        kind: "ChunkLoadError",
        value: "Loading chunk 17 failed.",
        level: "warning",
        release: "web@5.0.4",
        transaction: "/",
        frames: &[("src/search/SearchBox.tsx", "submit", "await search")],
        times: 48,
        hours: 300,
        people: 44,
    },
];

/// Version, project, days ago, commits: author, address, message, files.
type Commits = &'static [(&'static str, &'static str, &'static str, &'static [&'static str])];
const RELEASES: &[(&str, &str, i64, Commits)] = &[
    ("shop@2.14.2", "shop", 9, &[("Priya Nair", "priya@lumen.example", "Raise when the gateway refuses a charge", &["shop/payments.py"])]),
    (
        "shop@2.14.3",
        "shop",
        2,
        &[
            ("Lena Hoffmann", "lena.hoffmann@lumen.example", "Vouchers: require a minimum average price", &["shop/vouchers.py", "shop/cart.py"]),
            ("Tom Becker", "tom@lumen.example", "Log the customer at checkout", &["shop/checkout.py"]),
        ],
    ),
    ("web@5.0.4", "web", 14, &[("Marco Ferri", "marco@lumen.example", "Load search lazily", &["src/search/SearchBox.tsx"])]),
    ("web@5.1.0", "web", 3, &[("David Okafor", "david.okafor@lumen.example", "Show the first picture of each hit", &["src/search/results.ts"])]),
    ("api@1.9.0", "checkout-api", 1, &[("Yuki Tanaka", "yuki@lumen.example", "List a customer’s orders", &["src/routes/orders.js"])]),
    ("worker@0.8.1", "worker", 4, &[("Lena Hoffmann", "lena.hoffmann@lumen.example", "Export the country of each order", &["src/jobs/export.rs"])]),
];

/// Tells all of it, through releases and the intake as real clients would.
pub async fn tell(accesses: &[Access], intake: &Intake) -> Result<()> {
    let Some(owner) = accesses.first() else { return Ok(()) };
    let now = owner.backend().clock.now();
    for release in RELEASES {
        make_release(owner, now, release).await?;
    }
    for story in STORIES {
        let project = project(owner, story.project).await?;
        for number in 0..story.times {
            send(intake, &project, story, number, now).await?;
        }
    }
    triage(accesses).await
}

async fn make_release(owner: &Access, now: Timestamp, (version, project, days, commits): &(&str, &str, i64, Commits)) -> Result<()> {
    let at = now.plus(-days * DAY);
    let commits = commits.iter().enumerate().map(|(index, (name, address, message, files))| NewCommit {
        id: hex::encode(&crate::token::hash(&format!("{version}/{index}"))[..20]),
        repository: format!("lumen/{project}"),
        author_name: (*name).into(),
        author_email: (*address).into(),
        message: (*message).into(),
        committed_at: Some(at.plus(-HOUR * (2 + i64::try_from(index).unwrap_or(0)))),
        files: files.iter().map(|file| ((*file).to_owned(), "M".to_owned())).collect(),
    });
    let change = Change {
        projects: vec![(*project).into()],
        released_at: Some(at),
        started_at: Some(at),
        commits: Some(commits.collect()),
        url: None,
        archived: None,
    };
    releases::create(owner, version, change).await.map(drop)
}

async fn project(owner: &Access, slug: &str) -> Result<Project> {
    let (id,): (i64,) = query("SELECT id FROM projects WHERE organization_id = $1 AND slug = $2")
        .bind(&owner.organization.id)
        .bind(slug)
        .one(&owner.backend().db)
        .await?;
    Ok(Project { id: ProjectId(id), organization: owner.organization.id.clone() })
}

async fn send(intake: &Intake, project: &Project, story: &Story, number: i64, now: Timestamp) -> Result<()> {
    // Denser towards now, and never two at the same moment.
    let left = story.times - number;
    let at = now.plus(-(story.hours * HOUR * left * left) / (story.times * story.times) - (number * 7 % 11) * MINUTE / 4);
    let text = event(story, number, at).to_string();
    let body = Body { encoding: crate::events::decode::Encoding::Plain, wire: text.as_bytes(), received: at, client_address: None };
    let ready = receive::event(text.as_bytes(), &body, None).map_err(|_| Error::Fault("the demo’s own event can’t be read".into()))?;
    intake.submit(project, ready).await.map_err(|_| Error::Fault("the demo’s event was not stored".into()))
}

fn event(story: &Story, number: i64, at: Timestamp) -> Value {
    let frames: Vec<Value> = story.frames.iter().map(|frame| stack_frame(*frame)).collect();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit")]
    let seconds = at.0 as f64 / 1000.0;
    let mut event = json!({
        "event_id": hex::encode(&crate::token::hash(&format!("{}{}{number}", story.kind, story.release))[..16]),
        "timestamp": seconds, "platform": story.platform, "level": story.level, "release": story.release, "transaction": story.transaction,
        "environment": if number % 9 == 4 { "staging" } else { "production" },
        "server_name": format!("{}-{}", story.project, number % 3 + 1),
        "tags": { "region": if number % 4 == 1 { "us-east" } else { "eu-north" } },
        "exception": { "values": [{ "type": story.kind, "value": story.value, "mechanism": { "type": "generic", "handled": story.level == "warning" }, "stacktrace": { "frames": frames } }] },
        "sdk": { "name": "muster.demo", "version": "1.0" },
    });
    scene::set(&mut event, story.project, story.transaction, number, seconds);
    if story.people > 0 {
        event["user"] = json!({ "id": format!("customer-{}", number % story.people + 1000) });
    }
    event
}

fn stack_frame((path, function, mark): (&str, &str, &str)) -> Value {
    let source = FILES.iter().find(|(file, _)| *file == path).map_or("", |(_, source)| source);
    let lines: Vec<&str> = source.lines().collect();
    let at = lines.iter().position(|line| line.contains(mark)).unwrap_or(0);
    let mut frame = json!({
        "filename": path, "abs_path": format!("/srv/app/{path}"), "function": function, "lineno": at + 1, "in_app": true,
        "pre_context": lines[at.saturating_sub(5)..at], "context_line": lines.get(at).copied().unwrap_or(""), "post_context": lines[(at + 1).min(lines.len())..(at + 6).min(lines.len())],
    });
    if let Some(vars) = scene::locals(path, function) {
        frame["vars"] = vars;
    }
    frame
}

/// A little has been done already: one issue is assigned, one resolved, and two people talk.
async fn triage(accesses: &[Access]) -> Result<()> {
    let [owner, manager, ..] = accesses else { return Ok(()) };
    let rows: Vec<(String, String)> =
        query("SELECT id, title FROM issues WHERE organization_id = $1 ORDER BY title").bind(&owner.organization.id).all(&owner.backend().db).await?;
    let find = |start: &str| rows.iter().find(|(_, title)| title.starts_with(start)).map(|(id, _)| model::id::IssueId(id.clone()));
    if let Some(gateway) = find("HTTPError") {
        issues::assign(owner, std::slice::from_ref(&gateway), &Target::Account { id: manager.actor.account.clone() }).await?;
        issues::comment(manager, &gateway, "The gateway had an incident on Tuesday; their status page has the details. I’m adding a retry.").await?;
        issues::comment(owner, &gateway, "Thanks. Please make sure that we never charge twice.").await?;
    }
    if let Some(chunk) = find("ChunkLoadError") {
        issues::set_status(manager, &[chunk], Status::Resolved).await?;
    }
    Ok(())
}
