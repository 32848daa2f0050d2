//! `GET /mailbox/{message}/html`, in demo mode only: the HTML of a message by itself, shut in so that nothing in it runs or is fetched.

use super::page::Pages;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

pub async fn html(State(pages): State<Pages>, Path(message): Path<String>) -> Response {
    match backend::mail::mailbox_html(&pages.backend, &message).await {
        Ok(html) => {
            let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            response
        }
        Err(error) => {
            let error = error.into_api();
            (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
        }
    }
}
