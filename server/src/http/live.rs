//! Server-sent events: tells an organization's open pages that something changed.

use super::page::Pages;
use super::peer::ClientAddress;
use app::api::call::cookie_name;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use axum_extra::extract::CookieJar;
use backend::{Backend, access::Credential};
use futures::{StreamExt, stream};
use model::{error::ApiError, id::OrganizationId, live::Change};
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How often a stream looks whether its listener is still a member: so long may somebody who was removed hear that something changed.
const CHECK: Duration = Duration::from_secs(30);
/// How long a stream lives before the browser opens it again.
const LIFETIME: Duration = Duration::from_mins(15);
/// When the browser opens it again.
const AFTER: Duration = Duration::from_millis(500);

/// Changes in the organization, for its members only.
pub async fn changes(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path(slug): Path<String>,
    jar: CookieJar,
    headers: HeaderMap,
) -> Response {
    let backend = pages.backend;
    let secure = backend.settings.base_url.starts_with("https://");
    let Some(cookie) = jar.get(cookie_name(secure)) else { return StatusCode::UNAUTHORIZED.into_response() };
    let news = backend.live.listen();
    let door = Door { backend: backend.clone(), secret: cookie.value().to_owned(), address, slug };
    let organization = match door.enter().await {
        Ok(organization) => organization,
        Err(ApiError::SignedOut) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(ApiError::NotFound) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    // Whoever comes back has heard nothing in between; whoever comes first has read its page just now.
    let again = headers.contains_key("last-event-id").then(|| Event::default().json_data(Change::Anything));
    let first = again.unwrap_or_else(|| Ok(Event::default())).map(|event| event.id("1").retry(AFTER));
    let changes = stream::unfold((news, door), move |(news, door)| next(news, door, organization.clone()));
    let changes = stream::once(async { first })
        .chain(changes)
        .filter_map(async |event| event.ok().map(Ok::<_, Infallible>))
        .take_until(tokio::time::sleep(LIFETIME))
        .take_until(backend.live.ended());
    Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// Who listens, to be asked again.
struct Door {
    backend: Backend,
    secret: String,
    address: String,
    slug: String,
}

impl Door {
    async fn enter(&self) -> Result<OrganizationId, ApiError> {
        let entered = async {
            let actor = self.backend.actor(Credential::Session(&self.secret), &self.address).await?;
            actor.enter(&self.slug).await.map(|access| access.organization.id)
        };
        entered.await.map_err(backend::Error::into_api)
    }
}

type News = Receiver<(OrganizationId, Change)>;

/// The organization's next change; where the listener was too slow for all of them, that there may have been any.
async fn next(mut news: News, door: Door, organization: OrganizationId) -> Option<(Result<Event, axum::Error>, (News, Door))> {
    let mut check = tokio::time::interval_at(tokio::time::Instant::now() + CHECK, CHECK);
    loop {
        let heard = tokio::select! {
            heard = news.recv() => heard,
            _ = check.tick() => match door.enter().await {
                Ok(_) | Err(ApiError::Unavailable { .. }) => continue,
                Err(_) => return None,
            },
        };
        let change = match heard {
            Ok((whose, change)) if whose == organization => change,
            Ok(_) => continue,
            Err(RecvError::Lagged(_)) => Change::Anything,
            Err(RecvError::Closed) => return None,
        };
        return Some((Event::default().json_data(&change), (news, door)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend::{db::query, testing::Kit, token::Token};
    use model::role::Role;

    /// A member who listens.
    async fn listening() -> (Kit, Door, OrganizationId) {
        let kit = Kit::sqlite().await;
        let organization = kit.organization("acme").await;
        let access = kit.member("acme", Role::Member, "ana@acme.example").await;
        let token = Token::random();
        let mut tx = kit.backend.db.begin().await.unwrap();
        query("INSERT INTO sessions (token_hash, id, account_id, created_at, seen_at, expires_at, user_agent, client_address) VALUES ($1, 's', $2, $3, $3, $4, '', '')")
            .bind(&token.hash).bind(&access.actor.account).bind(kit.backend.clock.now()).bind(i64::MAX).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let door = Door { backend: kit.backend.clone(), secret: token.secret, address: String::new(), slug: "acme".into() };
        (kit, door, organization)
    }

    #[tokio::test]
    async fn who_was_too_slow_reads_everything_again() {
        let (kit, door, ours) = listening().await;
        let (live, theirs) = (kit.backend.live.clone(), OrganizationId("theirs".into()));
        let news = live.listen();
        for _ in 0..2_000 {
            live.tell(&theirs, Change::Members);
        }
        live.tell(&ours, Change::Projects);
        let (first, (news, door)) = next(news, door, ours.clone()).await.unwrap();
        let (second, _) = next(news, door, ours).await.unwrap();
        assert!(format!("{:?}", first.unwrap()).contains("anything"));
        assert!(format!("{:?}", second.unwrap()).contains("projects"));
    }

    #[tokio::test]
    async fn who_was_removed_hears_no_more() {
        let (kit, door, ours) = listening().await;
        let mut tx = kit.backend.db.begin().await.unwrap();
        query("DELETE FROM memberships").execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        tokio::time::pause();
        assert!(next(kit.backend.live.listen(), door, ours).await.is_none());
    }
}
