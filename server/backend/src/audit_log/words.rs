//! A change as the rest of a sentence that begins with whoever made it: "invited bo@x.example as member".

use super::{
    details::{label, sentence},
    names::Names,
};
use model::role::Role;
use serde_json::Value;

/// What is known of one change.
pub(super) struct Change<'a> {
    pub action: &'a str,
    pub subject: &'a str,
    pub before: Option<&'a Value>,
    pub after: Option<&'a Value>,
    /// The address of the invitation that it is about.
    pub invited: Option<&'a str>,
    pub names: &'a Names,
}

impl<'a> Change<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        let of = |side: Option<&'a Value>| side.and_then(|side| side.get(key)).and_then(Value::as_str);
        of(self.after).or_else(|| of(self.before))
    }

    fn was(&self, key: &str) -> Option<&'a str> {
        self.before.and_then(|side| side.get(key)).and_then(Value::as_str)
    }

    fn address(&self) -> &'a str {
        self.text("address").or(self.invited).unwrap_or("somebody")
    }

    /// " as admin", where a role is known.
    fn as_role(&self) -> String {
        self.text("role").map(|role| format!(" as {}", role_word(role))).unwrap_or_default()
    }

    fn joined_teams(&self) -> String {
        let ids = self.after.and_then(|after| after.get("teams")).and_then(Value::as_array);
        let teams: Vec<&str> = ids.into_iter().flatten().filter_map(|id| self.names.team(id.as_str()?)).collect();
        if teams.is_empty() { String::new() } else { format!(", for {}", teams.join(", ")) }
    }

    fn team(&self) -> String {
        let name = self.names.team(self.subject).or_else(|| self.text("name"));
        name.map_or_else(|| "a team that is gone".to_owned(), |name| format!("the team {name}"))
    }

    fn project(&self) -> String {
        let name = self.names.project(self.subject).or_else(|| self.text("name"));
        name.map_or_else(|| "a project that is gone".to_owned(), |name| format!("the project {name}"))
    }

    /// The member that it is about: as they are called now, else as they were called then.
    fn person(&self, id: &str) -> &'a str {
        let now = self.names.person(id);
        now.or_else(|| self.text("name")).unwrap_or("somebody who is gone")
    }
}

fn role_word(word: &str) -> String {
    word.parse::<Role>().map_or_else(|()| word.to_owned(), |role| role.label().to_lowercase())
}

/// The sentence.
pub(super) fn said(change: &Change<'_>) -> String {
    let object = change.action.split_once('.').map_or(change.action, |(object, _)| object);
    let known = match object {
        "invitation" | "invite_request" | "join_request" | "join_link" | "domain" => coming_in(change),
        "member" | "team" | "project" => inside(change),
        _ => whole(change),
    };
    known.unwrap_or_else(|| format!("{}: {}", sentence(change.action), change.subject))
}

/// Invitations, requests, and the ways around them.
fn coming_in(change: &Change<'_>) -> Option<String> {
    let (address, role) = (change.address(), change.as_role());
    Some(match change.action {
        "invitation.sent" => format!("invited {address}{role}{}", change.joined_teams()),
        "invitation.requested" => format!("asked to invite {address}{role}{}", change.joined_teams()),
        "invitation.resent" if change.was("state") == Some("expired") => format!("renewed the invitation of {address}"),
        "invitation.resent" => format!("sent the invitation of {address} again"),
        "invitation.link_copied" => format!("took a new link for {address}"),
        "invitation.changed" => match (change.was("role"), change.text("role")) {
            (Some(from), Some(to)) if from != to => {
                format!("changed the role in the invitation of {address} from {} to {}", role_word(from), role_word(to))
            }
            _ => format!("changed the teams in the invitation of {address}"),
        },
        "invitation.revoked" => format!("revoked the invitation of {address}"),
        "invitation.expired" => format!("noted that the invitation of {address} has lapsed"),
        "invitation.accepted" if change.after.and_then(|after| after.get("joined")).and_then(Value::as_bool) == Some(false) => {
            format!("used the invitation of {address}, being a member already")
        }
        "invitation.accepted" => format!("joined{role}, invited as {address}"),
        "invitation.returned_to_review" => {
            format!("put the invitation of {address} up for a decision: whoever sent it can’t give this role any more")
        }
        "invitation.wanted_again" => format!("asked for a new invitation for {address}"),
        "invitation.move_requested" => {
            let from = change.text("from").unwrap_or("another address");
            format!("asked to move the invitation of {from} to {address}")
        }
        "invitation.moved" => {
            let from = change.invited.unwrap_or("somebody");
            format!("moved the invitation of {from} to {}", change.text("moved_to").unwrap_or("another address"))
        }
        "invite_request.approved" | "join_request.approved" => format!("approved {address}{role}{}", change.joined_teams()),
        "invite_request.denied" | "join_request.denied" => format!("denied the request for {address}"),
        "invite_request.withdrawn" | "join_request.withdrawn" => format!("took back the request for {address}"),
        "join_request.sent" => format!("asked to join as {address}"),
        "join_request.confirmed" => format!("proved the address {address} and asks to join"),
        "join_request.expired" => format!("dropped the request of {address}, whose address was never proved"),
        "join_link.used" => format!("came in by a reusable link{role}: {address}"),
        "join_link.created" => format!("made a reusable link for people to come in{role}"),
        "join_link.revoked" => "revoked a reusable link".to_owned(),
        "domain.added" => format!("named the domain {}", change.subject),
        "domain.proved" => format!("proved the domain {}", change.subject),
        "domain.changed" => format!("changed what the domain {} does", change.subject),
        "domain.removed" => format!("removed the domain {}", change.subject),
        _ => return None,
    })
}

/// Members, teams, projects.
fn inside(change: &Change<'_>) -> Option<String> {
    let subject = change.subject;
    let member = || change.person(change.text("member").unwrap_or_default());
    Some(match change.action {
        "member.role_changed" => {
            let role = |word: Option<&str>| word.map(role_word).unwrap_or_default();
            let to = change.after.and_then(|after| after.get("role")).and_then(Value::as_str);
            format!("changed {}’s role from {} to {}", change.person(subject), role(change.was("role")), role(to))
        }
        "member.removed" => format!("removed {}, who was {}", change.person(change.was("account").unwrap_or(subject)), article(change.was("role"))),
        "member.left" => format!("left, having been {}", article(change.was("role"))),
        "team.created" => format!("created {}", change.team()),
        "team.renamed" => {
            let name = |side: Option<&Value>| side.and_then(|side| side.get("name")).and_then(Value::as_str).unwrap_or_default().to_owned();
            format!("renamed the team {} to {}", name(change.before), name(change.after))
        }
        "team.deleted" => format!("deleted the team {}", change.was("name").unwrap_or_default()),
        "team.projects_changed" => format!("changed which projects {} looks after", change.team()),
        "team.member_added" => format!("put {} into {}", member(), change.team()),
        "team.member_removed" => format!("took {} out of {}", member(), change.team()),
        "project.created" => format!("created {}", change.project()),
        "project.changed" => format!("changed {}", change.project()),
        "project.deleted" => format!("deleted the project {}", change.was("name").unwrap_or_default()),
        "project.key_created" => format!("made a key for {}", change.project()),
        "project.key_rotated" => format!("replaced a key of {}", change.project()),
        "project.key_enabled" => format!("switched a key of {} on", change.project()),
        "project.key_disabled" => format!("switched a key of {} off", change.project()),
        "project.ownership_changed" => format!("changed the ownership rules of {}", change.project()),
        _ => return None,
    })
}

/// "an admin", "a member".
fn article(role: Option<&str>) -> String {
    let word = role.map(role_word).unwrap_or_default();
    if word.starts_with(['a', 'o']) { format!("an {word}") } else { format!("a {word}") }
}

/// The organization itself, its experiments and their namespaces.
fn whole(change: &Change<'_>) -> Option<String> {
    Some(match change.action {
        "organization.created" => format!("created the organization {}", change.text("name").unwrap_or_default()),
        "organization.settings_changed" => {
            let settings = |side: Option<&Value>| side.and_then(|side| side.get("settings")).and_then(Value::as_object).cloned().unwrap_or_default();
            let (before, after) = (settings(change.before), settings(change.after));
            let changed: Vec<&String> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).map(|(key, _)| key).collect();
            match changed[..] {
                [] => "renamed the organization".to_owned(),
                [only] => format!("changed a setting: {}", label(only)),
                _ => format!("changed {} settings", changed.len()),
            }
        }
        "experiment.defined" => format!("wrote the experiment {}", change.subject),
        "experiment.status_changed" => format!("changed the status of the experiment {}", change.subject),
        "namespace.defined" => format!("{} the namespace {}", if change.before.is_some() { "changed" } else { "made" }, change.subject),
        "namespace.allocated" => {
            let segments = change.after.and_then(|after| after.get("segments")).and_then(Value::as_u64).unwrap_or_default();
            format!("gave the experiment {} {segments} segments of the namespace {}", change.text("experiment").unwrap_or_default(), change.subject)
        }
        "namespace.released" => {
            format!("freed the segments of the experiment {} in the namespace {}", change.text("experiment").unwrap_or_default(), change.subject)
        }
        _ => return None,
    })
}
