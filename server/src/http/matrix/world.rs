//! An organization with one of everything, and everybody who may come to its door.

use crate::http::with_bundle;
use app::document::Bundle;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode},
};
use backend::{
    access::Access,
    db::query,
    events::Intake,
    experiments::own::{self, Catalog, Declaration},
    new_id,
    testing::{Kit, key},
    token::Token,
};
use model::{
    id::OrganizationId,
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
    joining::{DomainPolicy, NewJoinLink},
    role::Role,
};
use tower::ServiceExt;

pub struct World {
    pub kit: Kit,
    pub router: Router,
    acme: OrganizationId,
    /// Session secrets.
    pub outsider: String,
    pub removed: String,
    roles: Vec<(Role, String)>,
    /// Placeholder, what acme has, and what nobody has.
    ids: Vec<(&'static str, String, &'static str)>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(own::ALL).await
    }

    /// Where these are the product's own experiments.
    pub async fn with(experiments: &'static [Declaration]) -> Self {
        let mut kit = Kit::sqlite().await;
        kit.backend.experiments = Catalog::new(experiments);
        let acme = kit.organization("acme").await;
        kit.organization("globex").await;
        let hank = kit.member("globex", Role::Owner, "hank@globex.example").await;
        let gone = kit.member("acme", Role::Owner, "gone@acme.example").await;
        let (outsider, _) = session(&kit, &hank).await;
        let (removed, _) = session(&kit, &gone).await;
        let target = kit.member("acme", Role::Member, "target@acme.example").await;
        let (_, target_session) = session(&kit, &target).await;
        let mut roles = Vec::new();
        for role in Role::ALL {
            let access = kit.member("acme", role, &format!("{role}@acme.example")).await;
            roles.push((role, session(&kit, &access).await.0));
        }
        let project = kit.project("acme", "shop").await;
        let (team, issue) = (new_id(&kit.backend.clock), new_id(&kit.backend.clock));
        let mut tx = kit.backend.db.begin().await.expect("begin");
        query("INSERT INTO teams (id, organization_id, slug, name, created_at) VALUES ($1, $2, 'web', 'web', 0)")
            .bind(&team)
            .bind(&acme)
            .execute(&mut tx)
            .await
            .expect("team");
        query(
            "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, times_seen, people_seen)
             VALUES ($1, $2, $3, 1000, 'TypeError', 'checkout', 'error', 'python', 'unresolved', 0, 0, 1, 1)",
        )
        .bind(&issue).bind(&acme).bind(project).execute(&mut tx).await.expect("issue");
        query("UPDATE projects SET issue_counter = 1 WHERE id = $1").bind(project).execute(&mut tx).await.expect("counted");
        tx.commit().await.expect("commit");
        backend::joining::add_domain(&gone, "acme.example", DomainPolicy::Join).await.expect("a domain");
        let source = "color = uniformChoice(choices=['red', 'blue'], unit=userid);";
        backend::experiments::define(&gone, "button", "userid", source, None).await.expect("an experiment");
        backend::experiments::namespaces::make_namespace(&gone, "signup", "userid", 10, "").await.expect("a namespace");
        let new = NewJoinLink { role: Role::Member, teams: Vec::new(), max_uses: None, days: None };
        let join_link = backend::joining::create_join_link(&gone, new).await.expect("a link").id;
        let ids = vec![
            ("{experiment}", "button".into(), "gone"),
            ("{namespace}", "signup".into(), "gone"),
            ("{domain}", "acme.example".into(), "gone.example"),
            ("{join_link}", join_link.to_string(), "gone"),
            ("{team}", team, "gone"),
            ("{team_slug}", "web".into(), "gone"),
            ("{issue}", issue, "gone"),
            ("{member}", target.membership.to_string(), "gone"),
            ("{session}", target_session, "gone"),
            ("{invitation}", invite(&gone, "ida@acme.example").await, "gone"),
            ("{request}", invite(&target, "rita@acme.example").await, "gone"),
            ("{project}", "shop".into(), "gone"),
            ("{project_id}", project.to_string(), "999999"),
            ("{key}", key(project.0), "ffffffffffffffffffffffffffffffff"),
        ];
        let mut tx = kit.backend.db.begin().await.expect("begin");
        query("DELETE FROM memberships WHERE id = $1").bind(&gone.membership).execute(&mut tx).await.expect("removed");
        tx.commit().await.expect("commit");
        let router = with_bundle(kit.backend.clone(), Intake::start(kit.backend.clone()), 0, bundle()).expect("a router");
        Self { kit, router, acme, outsider, removed, roles, ids }
    }

    pub fn member(&self, role: Role) -> &str {
        self.roles.iter().find(|(other, _)| *other == role).map_or("", |(_, secret)| secret)
    }

    /// Arguments for this organization's slug, with acme's ids or with ones that nobody has.
    pub fn fill(&self, args: &str, org: &str, real: bool) -> String {
        let filled = args.replace("{org}", org);
        self.ids.iter().fold(filled, |args, (name, ours, nobodys)| args.replace(name, if real { ours } else { nobodys }))
    }

    /// The text with ids of acme replaced by those that nobody has.
    pub fn without_ids(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (_, ours, nobodys)| text.replace(ours, nobodys))
    }

    pub fn takes_ids(&self, args: &str) -> bool {
        self.ids.iter().any(|(name, ..)| args.contains(name))
    }

    /// Calls a server function as the browser does.
    pub async fn call(&self, name: &str, args: String, session: &str) -> (StatusCode, String) {
        self.send("POST", &format!("/rpc/{name}"), "same-origin", args, session).await
    }

    pub async fn send(&self, method: &str, path: &str, site: &str, body: String, session: &str) -> (StatusCode, String) {
        let (status, body) = self.send_for_bytes(method, path, site, body, session).await;
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// The same, with the body as it is sent.
    pub async fn send_for_bytes(&self, method: &str, path: &str, site: &str, body: String, session: &str) -> (StatusCode, Bytes) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .header("sec-fetch-site", site)
            .header("cookie", format!("__Host-muster={session}"));
        let response = self.router.clone().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("answers");
        let (parts, body) = response.into_parts();
        // A stream that stays open has been let in: its status says all.
        if parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            return (parts.status, Bytes::new());
        }
        (parts.status, to_bytes(body, 1 << 22).await.expect("a body"))
    }

    /// A file that came with an event of acme: its path after the organization's.
    pub async fn attachment(&self) -> String {
        let project = self.fill("{project_id}", "acme", true);
        let mut tx = self.kit.backend.db.begin().await.expect("begin");
        query("INSERT INTO event_attachments (project_id, event_id, position, filename, content_type, data) VALUES ($1, 'e1', 0, 'a.html', 'text/html', $2)")
            .bind(project.parse::<i64>().expect("a number"))
            .bind(b"<script>".to_vec())
            .execute(&mut tx)
            .await
            .expect("attachment");
        tx.commit().await.expect("commit");
        format!("/attachments/{project}/e1/0")
    }

    /// Acme takes no requests to join any more.
    pub async fn close(&self) {
        let mut tx = self.kit.backend.db.begin().await.expect("begin");
        query("UPDATE organizations SET join_requests = 0 WHERE id = $1").bind(&self.acme).execute(&mut tx).await.expect("settings");
        tx.commit().await.expect("commit");
    }

    /// Everything of acme that a stranger could spoil.
    pub async fn state(&self) -> Vec<(String,)> {
        query(
            "SELECT 'issue ' || status || COALESCE(assignee_id, '') AS line FROM issues WHERE organization_id = $1
             UNION ALL SELECT 'member ' || account_id || role FROM memberships WHERE organization_id = $1
             UNION ALL SELECT 'team ' || name FROM teams WHERE organization_id = $1
             UNION ALL SELECT 'invitation ' || state || address || CAST(expires_at AS TEXT) FROM invitations WHERE organization_id = $1
             UNION ALL SELECT 'project ' || slug || name FROM projects WHERE organization_id = $1
             UNION ALL SELECT 'key ' || public_key || COALESCE(CAST(disabled_at AS TEXT), '') FROM project_keys
             UNION ALL SELECT 'settings ' || name || COALESCE(CAST(members_invite AS TEXT), '') FROM organizations WHERE id = $1
             UNION ALL SELECT 'domain ' || domain || policy || COALESCE(proof, '') FROM verified_domains WHERE organization_id = $1
             UNION ALL SELECT 'link ' || id || COALESCE(CAST(revoked_at AS TEXT), '') FROM join_links WHERE organization_id = $1
             UNION ALL SELECT 'experiment ' || name || status || source FROM experiments WHERE organization_id = $1
             UNION ALL SELECT 'namespace ' || name || unit || CAST(segments AS TEXT) || fallback FROM experiment_namespaces WHERE organization_id = $1
             UNION ALL SELECT 'segment ' || namespace || CAST(segment AS TEXT) || experiment FROM experiment_segments WHERE organization_id = $1
             UNION ALL SELECT 'in team ' || membership_id FROM team_members
             UNION ALL SELECT 'activity ' || CAST(COUNT(*) AS TEXT) FROM issue_activity
             UNION ALL SELECT 'session ' || id FROM sessions
             UNION ALL SELECT 'audit ' || CAST(COUNT(*) AS TEXT) FROM audit_log WHERE organization_id = $1
             ORDER BY line",
        )
        .bind(&self.acme)
        .all(&self.kit.backend.db)
        .await
        .expect("rows")
    }
}

/// A new session of this account: its secret and its id.
async fn session(kit: &Kit, access: &Access) -> (String, String) {
    let (token, id) = (Token::random(), new_id(&kit.backend.clock));
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO sessions (token_hash, id, account_id, created_at, seen_at, expires_at, user_agent, client_address) VALUES ($1, $2, $3, $4, $4, $5, '', '')")
        .bind(&token.hash).bind(&id).bind(&access.actor.account).bind(kit.backend.clock.now()).bind(i64::MAX).execute(&mut tx).await.expect("session");
    tx.commit().await.expect("commit");
    (token.secret, id)
}

/// An invitation or request of this address.
async fn invite(access: &Access, address: &str) -> String {
    let invitees = vec![Invitee { address: address.into(), name: None }];
    let groups = vec![Group { invitees, role: Role::Member, teams: Vec::new() }];
    let batch = Batch { key: "first".into(), context: Context::new(Source::MembersPage), groups, message: None };
    let sent = backend::invitations::send(access, batch).await.expect("a send");
    match &sent.rows[0].outcome {
        Outcome::Invited { invitation, .. } | Outcome::Requested { invitation } => invitation.to_string(),
        other => panic!("not invited: {other:?}"),
    }
}

/// Names of a browser's half that nobody loads.
pub fn bundle() -> Bundle {
    Bundle { script: "/a.js".into(), wasm: "/a.wasm".into(), style: "/a.css".into(), checker: None }
}
