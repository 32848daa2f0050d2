//! Schemas of the OpenAPI document: names of bodies and answers, and the fields that can be relied upon.

use serde_json::{Map, Value, json};

type Fields = &'static [(&'static str, &'static str)];

/// Name, and its fields with their types: `string`, `integer`, `boolean`, `time`, `any`, `Name`, `[type]`; a trailing `?`: may be null or missing.
pub const SCHEMAS: &[(&str, Fields)] = &[
    ("Any", &[]),
    ("Refusal", &[("detail", "string")]),
    ("Index", &[("version", "string"), ("auth", "any"), ("user", "User")]),
    ("User", &[("id", "string"), ("name", "string"), ("username", "string"), ("email", "string")]),
    ("Organization", &[("id", "string"), ("slug", "string"), ("name", "string"), ("orgRole", "string")]),
    ("Team", &[("id", "string"), ("slug", "string"), ("name", "string"), ("memberCount", "integer"), ("isMember", "boolean")]),
    ("NewTeam", &[("name", "string?"), ("slug", "string?")]),
    ("Project", &[("id", "string"), ("slug", "string"), ("name", "string"), ("platform", "string"), ("teams", "[any]"), ("organization", "any")]),
    ("NewProject", &[("name", "string"), ("platform", "string?"), ("teams", "[string]?")]),
    ("Key", &[("id", "string"), ("name", "string"), ("public", "string"), ("isActive", "boolean"), ("dsn", "any"), ("dateCreated", "time")]),
    ("NewKey", &[("name", "string?")]),
    (
        "Experiment",
        &[
            ("name", "string"),
            ("unit", "string"),
            ("source", "string"),
            ("status", "string"),
            ("arm", "any"),
            ("version", "integer"),
            ("warnings", "[string]"),
            ("metrics", "[Metric]?"),
        ],
    ),
    ("NewExperiment", &[("unit", "string"), ("source", "string"), ("metrics", "[Metric]?")]),
    ("Metric", &[("name", "string"), ("event", "string"), ("kind", "string"), ("of", "string"), ("window_days", "integer?"), ("hoped", "number?")]),
    (
        "ExperimentResults",
        &[
            ("experiment", "Experiment"),
            ("simulated", "boolean"),
            ("arms", "[any]"),
            ("days", "[any]"),
            ("health", "any"),
            ("metrics", "[any]"),
            ("may_decide", "boolean"),
        ],
    ),
    ("ExperimentStatus", &[("status", "string"), ("arm", "any")]),
    (
        "Namespace",
        &[("name", "string"), ("unit", "string"), ("segments", "integer"), ("free", "integer"), ("fallback", "string"), ("experiments", "[any]")],
    ),
    ("NewNamespace", &[("unit", "string"), ("segments", "integer"), ("fallback", "string?")]),
    ("Segments", &[("segments", "integer")]),
    ("NewExposures", &[("exposures", "[any]")]),
    ("Exposed", &[("recorded", "integer"), ("ignored", "integer"), ("refused", "integer"), ("refusals", "[RefusedExposure]?")]),
    ("RefusedExposure", &[("at", "integer"), ("reason", "string")]),
    ("FlagQuestion", &[("context", "any")]),
    ("FlagValue", &[("key", "string"), ("value", "any"), ("reason", "string"), ("variant", "string"), ("metadata", "any")]),
    ("FlagValues", &[("flags", "[any]")]),
    ("FlagFailure", &[("key", "string?"), ("errorCode", "string?"), ("errorDetails", "string")]),
    ("NewExperimentEvents", &[("events", "[any]")]),
    ("Recorded", &[("recorded", "integer")]),
    ("Environment", &[("id", "string"), ("name", "string")]),
    (
        "Member",
        &[
            ("id", "string"),
            ("email", "string"),
            ("name", "string"),
            ("user", "User?"),
            ("orgRole", "string"),
            ("pending", "boolean"),
            ("expired", "boolean"),
            ("inviteStatus", "string"),
            ("inviteLink", "string?"),
            ("teams", "[string]"),
            ("teamRoles", "[TeamRole]"),
            ("dateCreated", "time"),
        ],
    ),
    ("TeamRole", &[("teamSlug", "string"), ("role", "string?")]),
    ("NewMember", &[("email", "string"), ("orgRole", "string?"), ("teamRoles", "[TeamRole]?"), ("name", "string?"), ("message", "string?")]),
    ("MemberChange", &[("orgRole", "string?"), ("teamRoles", "[TeamRole]?")]),
    (
        "Invitation",
        &[
            ("id", "string"),
            ("email", "string"),
            ("orgRole", "string"),
            ("teams", "[string]"),
            ("state", "string"),
            ("source", "string"),
            ("delivery", "string"),
            ("deliveryError", "string?"),
            ("inviterName", "string?"),
            ("dateCreated", "time"),
            ("expiresAt", "time"),
        ],
    ),
    (
        "InviteRequest",
        &[
            ("id", "string"),
            ("email", "string"),
            ("name", "string"),
            ("orgRole", "string"),
            ("teams", "[string]"),
            ("teamRoles", "[TeamRole]"),
            ("inviteStatus", "string"),
            ("state", "string"),
            ("source", "string"),
            ("inviterName", "string?"),
            ("inviteLink", "string?"),
            ("message", "string?"),
            ("issue", "any?"),
            ("refusal", "string?"),
            ("decision", "any?"),
            ("dateCreated", "time"),
        ],
    ),
    ("Decision", &[("approve", "boolean"), ("orgRole", "string?"), ("teamRoles", "[TeamRole]?"), ("teams", "[string]?"), ("reason", "string?")]),
    ("NewDecisions", &[("approve", "[any]?"), ("deny", "[string]?"), ("reason", "string?")]),
    ("Decisions", &[("results", "[any]")]),
    ("InvitationChanges", &[("resend", "[string]?"), ("revoke", "[string]?")]),
    ("NewInvitations", &[("groups", "[InvitationGroup]"), ("message", "string?"), ("key", "string?")]),
    ("InvitationGroup", &[("addresses", "[string]"), ("role", "string?"), ("teams", "[string]?")]),
    ("InvitationResults", &[("results", "[any]"), ("mailConfigured", "boolean")]),
    ("NewJoinRequest", &[("email", "string"), ("name", "string?"), ("note", "string?")]),
    ("Link", &[("link", "string?")]),
    (
        "Release",
        &[
            ("version", "string"),
            ("status", "string"),
            ("url", "string?"),
            ("dateCreated", "time"),
            ("dateStarted", "time?"),
            ("dateReleased", "time?"),
            ("newGroups", "integer"),
            ("commitCount", "integer"),
            ("deployCount", "integer"),
            ("projects", "[any]"),
        ],
    ),
    (
        "NewRelease",
        &[
            ("version", "string"),
            ("status", "string?"),
            ("projects", "[string]?"),
            ("url", "string?"),
            ("dateStarted", "time?"),
            ("dateReleased", "time?"),
            ("commits", "[NewCommit]?"),
        ],
    ),
    (
        "ReleaseChange",
        &[
            ("status", "string?"),
            ("projects", "[string]?"),
            ("url", "string?"),
            ("dateStarted", "time?"),
            ("dateReleased", "time?"),
            ("commits", "[NewCommit]?"),
        ],
    ),
    (
        "NewCommit",
        &[
            ("id", "string"),
            ("repository", "string?"),
            ("author_name", "string?"),
            ("author_email", "string?"),
            ("timestamp", "time?"),
            ("message", "string?"),
            ("patch_set", "[Patch]?"),
        ],
    ),
    ("Patch", &[("path", "string"), ("type", "string")]),
    ("Commit", &[("id", "string"), ("message", "string"), ("dateCreated", "time"), ("author", "any"), ("repository", "any")]),
    (
        "Deploy",
        &[("id", "string"), ("environment", "string"), ("name", "string?"), ("url", "string?"), ("dateStarted", "time?"), ("dateFinished", "time")],
    ),
    ("NewDeploy", &[("environment", "string"), ("name", "string?"), ("url", "string?"), ("dateStarted", "time?"), ("dateFinished", "time?")]),
    (
        "Issue",
        &[
            ("id", "string"),
            ("shortId", "string"),
            ("title", "string"),
            ("culprit", "string"),
            ("permalink", "string"),
            ("level", "string"),
            ("status", "string"),
            ("platform", "string"),
            ("project", "any"),
            ("assignedTo", "any?"),
            ("count", "string"),
            ("userCount", "integer"),
            ("firstSeen", "time"),
            ("lastSeen", "time"),
        ],
    ),
    ("IssueChange", &[("status", "string?"), ("assignedTo", "string?")]),
    ("ShortId", &[("organizationSlug", "string"), ("projectSlug", "string"), ("groupId", "string"), ("shortId", "string"), ("group", "Issue")]),
    (
        "Event",
        &[
            ("id", "string"),
            ("eventID", "string"),
            ("groupID", "string"),
            ("projectID", "string"),
            ("title", "string"),
            ("platform", "string"),
            ("dateCreated", "time"),
            ("tags", "[any]"),
            ("entries", "[any]?"),
        ],
    ),
    ("Committers", &[("committers", "[Committer]")]),
    ("Committer", &[("author", "any"), ("score", "integer"), ("commits", "[any]")]),
    ("NewBundle", &[("checksum", "string"), ("chunks", "[string]"), ("projects", "[string]?"), ("version", "string?"), ("dist", "string?")]),
    ("Assembly", &[("state", "string"), ("missingChunks", "[string]"), ("detail", "string?")]),
];

/// A schema that refers to a name, or a list of it.
pub fn reference(name: &str) -> Value {
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(name) => json!({ "type": "array", "items": kind(name) }),
        None => kind(name),
    }
}

fn kind(name: &str) -> Value {
    match name {
        "string" | "integer" | "number" | "boolean" => json!({ "type": name }),
        "time" => json!({ "type": "string", "format": "date-time" }),
        "any" => json!({}),
        name => json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

/// Every schema, for `components.schemas`.
pub fn all() -> Value {
    let object = |fields: Fields| {
        let properties: Map<String, Value> = fields.iter().map(|(name, kind)| ((*name).to_owned(), reference(kind.trim_end_matches('?')))).collect();
        let required: Vec<&str> = fields.iter().filter(|(_, kind)| !kind.ends_with('?')).map(|(name, _)| *name).collect();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    Value::Object(SCHEMAS.iter().map(|(name, fields)| ((*name).to_owned(), if *name == "Any" { json!({}) } else { object(fields) })).collect())
}
