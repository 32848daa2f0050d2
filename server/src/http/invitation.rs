//! The invitation's forms where no script runs: the same use cases, answered with the same page or a redirect.

use super::{
    page::{self, Pages},
    peer::ClientAddress,
};
use app::{
    api::call::{SESSION_LENGTH, cookie_name, session_cookie, user_agent_of},
    pages::invitation::HandedOver,
};
use axum::{
    Form,
    extract::{Extension, FromRequest, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use backend::{
    access::{Actor, Credential},
    accounts::{self, Client},
    invitations::{self, NewAccount},
    token::Token,
};
use model::{error::ApiError, invitation::Arrival};
use serde::Deserialize;

/// What the page's forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    code: String,
    /// `create`, `sign_in`, `join`, `switch`, `move`, `ask`; anything else only reads.
    step: String,
    name: String,
    password: String,
}

/// Somebody has joined; the session is new, or has a new secret.
struct Joined {
    arrival: Arrival,
    session: Option<Token>,
}

/// Does what the form asks, and shows the page again where it can't be done.
pub async fn handed_over(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let client = Client { address: address.clone(), user_agent: user_agent_of(&parts) };
    let jar = CookieJar::from_headers(&parts.headers);
    let sent = match Form::<Sent>::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(Form(sent)) => sent,
        Err(refused) => return refused.into_response(),
    };
    let mut signed_out = false;
    let problem = match step(&pages, &sent, &jar, &client).await {
        Ok(Some(joined)) => return arrive(&pages, joined),
        Ok(None) => {
            signed_out = sent.step == "switch";
            None
        }
        Err(error) => Some(error.into_api()),
    };
    // The page itself is rendered as for a GET; it reads the link again and says what became of it.
    parts.method = Method::GET;
    if signed_out {
        parts.headers.remove(header::COOKIE);
    }
    let shown = Request::from_parts(parts, axum::body::Body::empty());
    let mut response = page::render_with(pages.clone(), address, shown, HandedOver { code: sent.code, name: sent.name, problem }).await;
    if signed_out {
        set_cookie(&mut response, &session_cookie(&pages.backend, "", 0));
    }
    response
}

/// `None`: the page is to be shown (again).
async fn step(pages: &Pages, sent: &Sent, jar: &CookieJar, client: &Client) -> backend::Result<Option<Joined>> {
    let (backend, code) = (&pages.backend, sent.code.as_str());
    Ok(match sent.step.as_str() {
        "create" => {
            let new = NewAccount { name: sent.name.clone(), password: sent.password.clone() };
            joined(invitations::create_account(backend, code, new, client).await?.ok())
        }
        "sign_in" => joined(invitations::sign_in_and_join(backend, code, &sent.password, client).await?.ok()),
        "join" => {
            let actor = actor(pages, jar, client).await?;
            match invitations::join(&actor, code).await? {
                Ok(arrival) => Some(Joined { arrival, session: accounts::renew_session(&actor).await? }),
                Err(_) => None,
            }
        }
        "switch" => {
            accounts::sign_out(&actor(pages, jar, client).await?).await?;
            None
        }
        "move" => {
            let _ = invitations::ask_to_move(&actor(pages, jar, client).await?, code).await?;
            None
        }
        "ask" if !invitations::ask_again(backend, code, &client.address).await? => {
            return Err(ApiError::Conflict { reason: "Nobody could be told from here. Please ask whoever invited you yourself.".into() }.into());
        }
        _ => None,
    })
}

fn joined(done: Option<(Arrival, Token)>) -> Option<Joined> {
    done.map(|(arrival, session)| Joined { arrival, session: Some(session) })
}

async fn actor(pages: &Pages, jar: &CookieJar, client: &Client) -> backend::Result<Actor> {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let cookie = jar.get(cookie_name(secure)).ok_or(ApiError::SignedOut)?;
    pages.backend.actor(Credential::Session(cookie.value()), &client.address).await
}

fn arrive(pages: &Pages, Joined { arrival, session }: Joined) -> Response {
    let mut response = Redirect::to(&arrival.destination).into_response();
    debug_assert_eq!(response.status(), StatusCode::SEE_OTHER);
    if let Some(session) = session {
        set_cookie(&mut response, &session_cookie(&pages.backend, &session.secret, SESSION_LENGTH));
    }
    response
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
