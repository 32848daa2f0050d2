//! Pages of lists: `?per_page=…&cursor=…`, and the `Link` header that leads on.

use super::{answer::Refusal, call::Params};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use backend::Backend;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The most rows of a page, and how many there are when nothing is said.
pub const MOST: usize = 100;

/// Which page is asked for.
pub struct Page {
    /// Rows to leave out.
    pub offset: usize,
    pub size: usize,
    /// The cursor as it came.
    pub cursor: Option<String>,
    /// Address of the list without the cursor, ready for one to be added.
    address: String,
}

impl FromRequestParts<Backend> for Page {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, Refusal> {
        let params = Params::from_request_parts(parts, backend).await?;
        let size = ["per_page", "limit"].iter().find_map(|name| params.get(name)).and_then(|size| size.parse().ok()).unwrap_or(MOST);
        let cursor = params.get("cursor").map(str::to_owned);
        let offset = cursor.as_deref().and_then(|cursor| cursor.split(':').nth(1)).and_then(|offset| offset.parse().ok()).unwrap_or(0);
        let mut address = format!("{}{}?", backend.settings.base_url, parts.uri.path());
        for (name, value) in params.pairs().iter().filter(|(name, _)| name != "cursor") {
            address.push_str(&format!("{}={}&", encode(name), encode(value)));
        }
        Ok(Self { offset, size: size.clamp(1, MOST), cursor, address })
    }
}

fn encode(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

impl Page {
    /// One page of a list that is here as a whole.
    pub fn of(&self, rows: Vec<Value>) -> Response {
        let more = rows.len() > self.offset.saturating_add(self.size);
        let rows = rows.into_iter().skip(self.offset).take(self.size).collect();
        self.answer(rows, more)
    }

    /// Rows of this page; `more`: there is a next one.
    pub fn answer(&self, rows: Vec<Value>, more: bool) -> Response {
        let next = format!("0:{}:0", self.offset.saturating_add(self.size));
        let before = self.offset.saturating_sub(self.size);
        self.linked(rows, (&format!("0:{before}:1"), self.offset > 0), (&next, more))
    }

    /// Rows of a list that goes on at `next` only.
    pub fn onward(&self, rows: Vec<Value>, next: Option<&str>) -> Response {
        self.linked(rows, ("0:0:1", false), (next.unwrap_or("0:0:0"), next.is_some()))
    }

    fn linked(&self, rows: Vec<Value>, previous: (&str, bool), next: (&str, bool)) -> Response {
        let link = |(cursor, results): (&str, bool), rel: &str| {
            format!("<{}cursor={}>; rel=\"{rel}\"; results=\"{results}\"; cursor=\"{cursor}\"", self.address, encode(cursor))
        };
        let mut response = Json(Value::Array(rows)).into_response();
        if let Ok(value) = HeaderValue::from_str(&format!("{}, {}", link(previous, "previous"), link(next, "next"))) {
            response.headers_mut().insert(header::LINK, value);
        }
        response
    }
}
