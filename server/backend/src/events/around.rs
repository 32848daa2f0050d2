//! Reads what surrounds the error: breadcrumbs, request, user, SDK, images.

use super::{
    json::Json,
    keep,
    notes::{Notes, Path},
    stack::values,
    when,
};
use model::event::{Breadcrumb, Changed, Image, Request, Sdk, User, limit};
use std::borrow::Cow;

pub fn breadcrumbs(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<Breadcrumb> {
    let mut list = values(json, path, notes);
    if list.len() > limit::BREADCRUMBS {
        notes.add(path, Changed::Trimmed);
        list.drain(..list.len() - limit::BREADCRUMBS);
    }
    list.into_iter().enumerate().filter_map(|(index, json)| breadcrumb(json, &path.index(index), notes)).collect()
}

fn breadcrumb(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Breadcrumb> {
    let Json::Object(entries) = json else { return None };
    let mut crumb = Breadcrumb::default();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "timestamp" => crumb.timestamp = when::read(&json),
            "type" => crumb.kind = keep::text(json, limit::NAME, &here, notes).unwrap_or_default(),
            "category" => crumb.category = keep::text(json, limit::NAME, &here, notes).unwrap_or_default(),
            "level" => crumb.level = json.as_str().and_then(|text| text.parse().ok()),
            "message" => {
                crumb.message = keep::text(json, limit::MESSAGE, &here, notes).map(|text| keep::scrubbed(text.into(), limit::MESSAGE, &here, notes));
            }
            "data" => crumb.data = keep::pairs(json, limit::VARIABLES, &here, notes),
            _ => {}
        }
    }
    Some(crumb)
}

pub fn request(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Request> {
    let Json::Object(entries) = json else { return None };
    let mut request = Request::default();
    let lengths = (limit::NAME, limit::VALUE);
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "url" => request.url = keep::text(json, limit::VALUE, &here, notes).map(|url| keep::scrubbed(url.into(), limit::VALUE, &here, notes)),
            "method" => request.method = keep::text(json, 32, &here, notes),
            "query_string" | "query" => request.query = keep::text_pairs(parameters(json, '&'), limit::ENTRIES, lengths, &here, notes),
            "headers" => request.headers = keep::text_pairs(json, limit::ENTRIES, lengths, &here, notes),
            "cookies" => request.cookies = cookies(json, &here, notes),
            "data" if json != Json::Null => request.data = Some(keep::value(json, &here, notes)),
            "env" => request.env = keep::pairs(json, limit::ENTRIES, &here, notes),
            _ => {}
        }
    }
    (request != Request::default()).then_some(request)
}

/// What a cookie is for can't be told from its name: only the names are kept.
fn cookies(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<(String, String)> {
    let kept = keep::text_pairs(parameters(json, ';'), limit::ENTRIES, (limit::NAME, limit::VALUE), path, notes);
    if !kept.is_empty() {
        notes.add(path, Changed::Scrubbed);
    }
    kept.into_iter().map(|(name, _)| (name, super::scrub::HIDDEN.to_owned())).collect()
}

/// `a=1&b=2` as pairs; other shapes as they are.
fn parameters(json: Json<'_>, separator: char) -> Json<'_> {
    let Json::Text(text) = json else { return json };
    let pieces = text.trim_start_matches('?').split(separator).map(str::trim).filter(|piece| !piece.is_empty());
    let pairs = pieces.take(limit::ENTRIES + 1).map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (Cow::Owned(decoded(name)), Json::Text(Cow::Owned(decoded(value))))
    });
    Json::Object(pairs.collect())
}

/// Percent signs and plus taken out.
pub fn decoded(text: &str) -> String {
    if !text.contains(['%', '+']) {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let code = code.and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                plain.push(code);
                at += 3;
            }
            None => {
                plain.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).replace('\0', "\u{FFFD}")
}

/// `client_address` stands in where the SDK left it to the server.
pub fn user(json: Json<'_>, client_address: Option<&str>, path: &Path<'_>, notes: &mut Notes) -> Option<User> {
    let Json::Object(entries) = json else { return None };
    let mut user = User::default();
    let mut rest = Vec::new();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "id" => user.id = keep::text(json, limit::NAME, &here, notes),
            "email" => user.email = keep::text(json, limit::NAME, &here, notes),
            "username" | "name" if user.username.is_none() => user.username = keep::text(json, limit::NAME, &here, notes),
            "ip_address" => {
                let address = keep::text(json, 64, &here, notes);
                user.ip_address = if address.as_deref() == Some("{{auto}}") { client_address.map(str::to_owned) } else { address };
            }
            _ => rest.push((name, json)),
        }
    }
    user.other = keep::pairs(Json::Object(rest), limit::VARIABLES, path, notes);
    user.other.retain(|(_, value)| !value.is_null() && value.as_object().is_none_or(|object| !object.is_empty()));
    (user != User::default()).then_some(user)
}

pub fn sdk(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Sdk> {
    let Json::Object(entries) = json else { return None };
    let mut sdk = Sdk::default();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "name" => sdk.name = keep::text(json, limit::NAME, &here, notes).unwrap_or_default(),
            "version" => sdk.version = keep::text(json, limit::NAME, &here, notes).unwrap_or_default(),
            _ => {}
        }
    }
    Some(sdk)
}

/// The images of `debug_meta`.
pub fn images(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<Image> {
    let Json::Object(entries) = json else { return Vec::new() };
    let Some((_, Json::List(mut list))) = entries.into_iter().find(|(name, _)| name == "images") else { return Vec::new() };
    if list.len() > limit::IMAGES {
        notes.add(path, Changed::Trimmed);
        list.truncate(limit::IMAGES);
    }
    list.into_iter().enumerate().filter_map(|(index, json)| image(json, &path.index(index), notes)).collect()
}

fn image(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Image> {
    let Json::Object(entries) = json else { return None };
    let mut image = Image::default();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "type" => image.kind = keep::text(json, 32, &here, notes).unwrap_or_default(),
            "debug_id" => image.debug_id = keep::text(json, 64, &here, notes).map(|id| debug_id(&id)),
            "code_file" => image.code_file = keep::text(json, limit::PATH, &here, notes),
            _ => {}
        }
    }
    Some(image)
}

/// Lower case with hyphens, the way uploads are indexed.
pub fn debug_id(text: &str) -> String {
    uuid::Uuid::try_parse(text).map_or_else(|_| text.to_ascii_lowercase(), |id| id.hyphenated().to_string())
}
