//! What changed, value by value, in the words of the pages where it is set.

use super::names::Names;
use crate::mail::date;
use model::{
    audit::AuditDetail,
    invitation::{Source, State},
    project::platform_label,
    role::Role,
    time::Timestamp,
};
use serde_json::{Map, Value};

/// Keys that say nothing to a reader: ids of what the sentence names already.
const SILENT: &[&str] = &["id", "slug", "link", "account", "joined", "settings"];

/// Every value that differs, or that only one side has.
pub(super) fn details(before: Option<&Value>, after: Option<&Value>, names: &Names) -> Vec<AuditDetail> {
    let (before, after) = (flat(before), flat(after));
    let mut keys: Vec<&String> = before.keys().collect();
    keys.extend(after.keys().filter(|key| !before.contains_key(*key)));
    let shown = |side: &Map<String, Value>, key: &str| side.get(key).map(|value| words(key, value, names));
    keys.into_iter()
        .filter(|key| !SILENT.contains(&key.as_str()))
        .map(|key| AuditDetail { label: label(key), before: shown(&before, key), after: shown(&after, key) })
        .filter(|detail| detail.before != detail.after)
        .collect()
}

/// An object with what is inside its settings beside the rest; a bare word stands for a status.
fn flat(value: Option<&Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(object)) => {
            let mut flat = object.clone();
            if let Some(Value::Object(inner)) = object.get("settings") {
                flat.extend(inner.clone());
            }
            flat
        }
        Some(Value::String(word)) => Map::from_iter([("status".to_owned(), Value::String(word.clone()))]),
        _ => Map::new(),
    }
}

pub(super) fn label(key: &str) -> String {
    let known = match key {
        "role" => "Role",
        "teams" => "Teams",
        "team" => "Team",
        "projects" => "Projects",
        "member" => "Member",
        "state" => "State",
        "status" => "Status",
        "address" => "Address",
        "from" => "Earlier address",
        "moved_to" => "New address",
        "name" => "Name",
        "source" => "Asked from",
        "page" => "Wants to see",
        "reason" => "Reason",
        "expires_at" => "Works until",
        "max_uses" => "Most uses",
        "days" => "Works for (days)",
        "platform" => "Platform",
        "key" => "Key",
        "rules" => "Rules",
        "auto_assign" => "Gives new issues to owners",
        "policy" => "What it does",
        "proof" => "Proved by",
        "domain" => "Domain",
        "arm" => "Everybody gets",
        "members_request" => "Members may request invitations",
        "members_invite" => "Members may invite directly",
        "join_requests" => "People outside may ask to join",
        "open_teams" => "Open teams",
        "default_role" => "Role to begin with",
        "invitation_days" => "Invitations are good for (days)",
        "allowed_domains" => "Only these domains",
        "members_create_teams" => "Members may create teams",
        "members_create_projects" => "Members may create projects",
        "request_notices" => "Who gets messages about requests",
        other => return sentence(other),
    };
    known.to_owned()
}

/// `some_key` as people read it.
pub(super) fn sentence(key: &str) -> String {
    let text = key.replace(['.', '_'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn words(key: &str, value: &Value, names: &Names) -> String {
    if let Some(name) = names.of(key, value) {
        return name;
    }
    match (key, value) {
        (_, Value::Null) => "none".to_owned(),
        (_, Value::Bool(on)) => if *on { "on" } else { "off" }.to_owned(),
        (_, Value::Array(values)) if values.is_empty() => "none".to_owned(),
        (_, Value::Array(values)) => values.iter().map(|value| words(key, value, names)).collect::<Vec<_>>().join(", "),
        ("role" | "default_role", Value::String(word)) => word.parse::<Role>().map_or_else(|()| word.clone(), |role| role.label().to_owned()),
        ("source", Value::String(word)) => word.parse::<Source>().map_or_else(|()| word.clone(), |source| source.label().to_owned()),
        ("state", Value::String(word)) => word.parse::<State>().map_or_else(|()| word.clone(), |state| said_state(state).to_owned()),
        ("platform", Value::String(word)) => platform_label(word).to_owned(),
        ("policy", Value::String(word)) => if word == "join" { "people come in by themselves" } else { "requests are approved" }.to_owned(),
        ("proof", Value::String(word)) => if word == "dns" { "a TXT record" } else { "two owners" }.to_owned(),
        ("request_notices", Value::String(word)) => notices(word, names),
        ("expires_at", Value::Number(at)) => at.as_i64().map_or_else(|| at.to_string(), |at| date(Timestamp(at))),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

const fn said_state(state: State) -> &'static str {
    match state {
        State::Unconfirmed => "address not proved",
        State::Requested => "waits for a decision",
        State::Pending => "invited",
        State::Accepted => "joined",
        State::Denied => "denied",
        State::Withdrawn => "taken back",
        State::Revoked => "revoked",
        State::Expired => "lapsed",
    }
}

fn notices(word: &str, names: &Names) -> String {
    match (word, word.strip_prefix("team:")) {
        ("all", _) => "all managers and owners".to_owned(),
        ("recent", _) => "the ten who were here last".to_owned(),
        (_, Some(team)) => format!("those in {}", names.team(team).unwrap_or("a team that is gone")),
        (other, None) => other.to_owned(),
    }
}
