//! A client of the router, with a token.

use crate::http::rest::router;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use backend::{
    access::Access,
    db::query,
    testing::Kit,
    token::{self, Token},
};
use model::{
    event::{Event, Exception, Frame},
    id::{IssueId, ProjectId},
    role::Role,
};
use serde_json::Value;
use tower::ServiceExt;

pub const EVENT: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

/// An organization `demo` with the project `demo`, the team `backend`, and one issue with one event.
pub struct World {
    pub kit: Kit,
    pub access: Access,
    pub project: ProjectId,
    pub issue: IssueId,
    pub client: Client,
}

pub struct Client {
    router: Router,
    token: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

pub async fn world(role: Role) -> World {
    let kit = Kit::sqlite().await;
    kit.organization("demo").await;
    let access = kit.member("demo", role, "ana@demo.example").await;
    let project = kit.project("demo", "demo").await;
    let team = model::team::NewTeam { name: "backend".into(), projects: vec![project] };
    backend::teams::create(&access, &team).await.expect("team");
    let access = access.actor.enter("demo").await.expect("a member");
    let issue = issue(&kit, &access, project).await;
    let client = client(&kit, &access).await;
    World { kit, access, project, issue, client }
}

pub async fn client(kit: &Kit, access: &Access) -> Client {
    let token = Token::random().secret;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO api_tokens (token_hash, id, account_id, name, created_at) VALUES ($1, $2, $3, 'cli', 0)")
        .bind(token::hash(&token))
        .bind(&token)
        .bind(&access.actor.account)
        .execute(&mut tx)
        .await
        .expect("token");
    tx.commit().await.expect("commit");
    Client { router: router(kit.backend.clone()), token }
}

async fn issue(kit: &Kit, access: &Access, project: ProjectId) -> IssueId {
    let frame = Frame { filename: Some("shop/pricing.py".into()), lineno: Some(13), in_app: true, ..Frame::default() };
    let exception = Exception { kind: "TypeError".into(), value: "unsupported operand".into(), frames: vec![frame], ..Exception::default() };
    let event = Event {
        id: model::id::EventId(EVENT.into()),
        title: "TypeError: unsupported operand".into(),
        platform: "python".into(),
        release: Some("shop@2.14.3".into()),
        tags: vec![("environment".into(), "production".into())],
        exceptions: vec![exception],
        ..Event::default()
    };
    let payload = zstd::encode_all(serde_json::to_vec(&event).expect("JSON").as_slice(), 1).expect("zstd");
    let id = backend::new_id(&kit.backend.clock);
    let now = kit.backend.clock.now();
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query(
        "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, first_release, times_seen, people_seen)
         VALUES ($1, $2, $3, 1, 'TypeError: unsupported operand', 'checkout', 'error', 'python', 'unresolved', $4, $4, 'shop@2.14.3', 12, 3)",
    )
    .bind(&id).bind(&access.organization.id).bind(project).bind(now).execute(&mut tx).await.expect("issue");
    query("INSERT INTO events (project_id, id, issue_id, occurred_at, received_at, sequence, payload) VALUES ($1, $2, $3, $4, $4, $2, $5)")
        .bind(project)
        .bind(EVENT)
        .bind(&id)
        .bind(now)
        .bind(payload)
        .execute(&mut tx)
        .await
        .expect("event");
    tx.commit().await.expect("commit");
    IssueId(id)
}

impl Client {
    /// What the `Authorization` header says.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, "", Vec::new()).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call(method, path, "application/json", body.to_string().into_bytes()).await
    }

    pub async fn call(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", content_type)
            .body(Body::from(body));
        self.raw(request.expect("a request")).await
    }

    pub async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }
}
