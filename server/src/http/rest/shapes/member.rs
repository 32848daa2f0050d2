//! People: who asks, members, those who are invited, commit authors.

use super::time;
use backend::access::{Access, Actor};
use model::{
    id::{AccountId, TeamId},
    invitation::{PendingInvitation, State},
    member::Member,
    request::{Asker, Request},
    suspect_commit::{Author, SuspectAuthor},
};
use serde_json::{Value, json};

/// Whom a token belongs to.
pub fn me(actor: &Actor) -> Value {
    user(&actor.account, &actor.name, actor.email.address())
}

fn user(id: &AccountId, name: &str, email: &str) -> Value {
    json!({ "id": id, "name": name, "username": email, "email": email, "isActive": true })
}

pub fn member(access: &Access, member: &Member) -> Value {
    let ids: Vec<&TeamId> = member.teams.iter().map(|(id, _)| id).collect();
    let teams = slugs(access, &ids);
    json!({
        "id": member.id,
        "email": member.email,
        "name": member.name,
        "user": user(&member.account, &member.name, member.email.address()),
        "orgRole": member.role,
        "role": member.role,
        "roleName": member.role.label(),
        "pending": false,
        "expired": false,
        "inviteStatus": "approved",
        "inviterName": null,
        "dateCreated": time(member.joined_at),
        "teams": teams,
        "teamRoles": team_roles(&teams),
        "flags": {},
    })
}

/// Somebody who is invited, in the same shape: clients keep one list.
pub fn pending(access: &Access, pending: &PendingInvitation) -> Value {
    let ids: Vec<&TeamId> = pending.teams.iter().map(|(id, _)| id).collect();
    let teams = slugs(access, &ids);
    let now = access.backend().clock.now();
    json!({
        "id": pending.id,
        "email": pending.address,
        "name": pending.name.as_deref().unwrap_or(pending.address.address()),
        "user": null,
        "orgRole": pending.role,
        "role": pending.role,
        "roleName": pending.role.label(),
        "pending": true,
        "expired": pending.state == State::Pending && pending.expires_at <= now,
        "inviteStatus": if pending.state == State::Requested { "requested_to_be_invited" } else { "approved" },
        "inviterName": pending.inviter.as_ref().map(|(_, name)| name),
        "dateCreated": time(pending.created_at),
        "expiresAt": time(pending.expires_at),
        "source": pending.source,
        "state": pending.state,
        "delivery": pending.delivery,
        "deliveryError": pending.delivery_error,
        "remindedAt": pending.reminded_at.map(time),
        "nextReminder": pending.next_reminder.map(time),
        "teams": teams,
        "teamRoles": team_roles(&teams),
        "flags": {},
    })
}

/// A request, in the shape of somebody who is invited.
pub fn request(access: &Access, request: &Request) -> Value {
    let ids: Vec<&TeamId> = request.teams.iter().map(|(id, _)| id).collect();
    let teams = slugs(access, &ids);
    let inviter = match &request.asker {
        Asker::Member { name, .. } => Some(name),
        Asker::Outsider | Asker::Moving { .. } => None,
    };
    json!({
        "id": request.id,
        "email": request.address,
        "name": request.name.as_deref().unwrap_or(request.address.address()),
        "user": null,
        "orgRole": request.role,
        "role": request.role,
        "roleName": request.role.label(),
        "pending": true,
        "expired": false,
        "inviteStatus": match (request.state, inviter) {
            (State::Requested, Some(_)) => "requested_to_be_invited",
            (State::Requested, None) => "requested_to_join",
            _ => "approved",
        },
        "inviterName": inviter,
        "asker": request.asker,
        "state": request.state,
        "source": request.source,
        "message": request.message,
        "issue": request.issue.as_ref().map(|(id, title)| json!({ "id": id, "title": title })),
        "refusal": request.refusal,
        "decision": request.decision.as_ref().map(|decision| json!({
            "verdict": decision.verdict, "by": decision.by, "reason": decision.reason, "date": time(decision.at),
        })),
        "dateCreated": time(request.asked_at),
        "teams": teams,
        "teamRoles": team_roles(&teams),
        "flags": {},
    })
}

fn slugs<'a>(access: &'a Access, ids: &[&TeamId]) -> Vec<&'a str> {
    access.teams.iter().filter(|team| ids.contains(&&team.id)).map(|team| team.slug.as_str()).collect()
}

fn team_roles(slugs: &[&str]) -> Vec<Value> {
    slugs.iter().map(|slug| json!({ "teamSlug": slug, "role": null })).collect()
}

/// A suspect: `id` is there when the author is a member.
pub fn committer(author: &SuspectAuthor, members: &[Member]) -> Value {
    let mut person = json!({ "name": author.name, "email": author.address });
    match &author.who {
        Author::Member { account, name } => {
            let email = members.iter().find(|member| member.account == *account).map(|member| member.email.address().to_owned());
            person = user(account, name, email.as_deref().or(author.address.as_ref().map(|address| address.address())).unwrap_or(""));
            person["standing"] = json!("member");
        }
        Author::Invited { invitation } => {
            person["standing"] = json!("invited");
            person["invitation"] = json!(invitation);
        }
        Author::Requested { invitation } => {
            person["standing"] = json!("requested");
            person["invitation"] = json!(invitation);
        }
        Author::Nobody => person["standing"] = json!("nobody"),
        Author::Noreply => person["standing"] = json!("noreply"),
    }
    let commits = author.reasons.iter().map(|reason| {
        json!({ "id": reason.commit.id, "message": reason.commit.title, "dateCreated": time(reason.commit.committed_at), "path": reason.path,
                "repository": { "name": reason.commit.repository }, "releases": [{ "version": reason.commit.version }] })
    });
    json!({ "author": person, "score": author.weight, "commits": commits.collect::<Vec<_>>() })
}
