//! An organization's name and settings.

use super::store;
use crate::{Error, Result, access::Access, audit_log, members};
use model::{
    live::Change,
    organization::{Organization, RequestNotices, Settings, SettingsForm},
    permission::Action,
};

/// Saves the settings form as if it had shown what is there now.
///
/// # Errors
/// As [`save_settings`].
pub async fn update_settings(access: &Access, form: SettingsForm) -> Result<Organization> {
    save_settings(access, form, None).await
}

/// Saves the settings form. Only what was changed in it is written: what somebody else has changed since it was `shown` stays, and what
/// nobody ever chose stays the product's to decide.
///
/// # Errors
/// Forbidden; invalid `name`, `invitation_days`, `allowed_domains`.
pub async fn save_settings(access: &Access, form: SettingsForm, shown: Option<SettingsForm>) -> Result<Organization> {
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    members::lock(&mut tx, access).await?;
    // Role and settings as they are now that nobody else changes them.
    let access = &access.actor.enter(&access.organization.slug).await?;
    access.require(Action::ChangeSettings, "Only managers and owners change the organization’s settings.")?;
    let before = access.settings();
    let form = match shown {
        Some(shown) => merged(form, &shown, &access.organization),
        None => form,
    };
    let settings = cleaned(form.settings)?;
    if let RequestNotices::Team(team) = &settings.request_notices
        && settings.request_notices != before.request_notices
        && !access.teams.iter().any(|link| link.id == *team)
    {
        return Err(Error::invalid("request_notices", "This team doesn’t exist any more. Choose another one."));
    }
    if settings.default_role != before.default_role {
        access.require(Action::ChangeDefaultRole, "Only owners change the default role.")?;
    }
    let name = model::name::clean(&form.name).map_err(|reason| Error::invalid("name", reason))?;
    store::update(&mut tx, &access.organization.id, &name, before, &settings).await?;
    let after = Organization { id: access.organization.id.clone(), slug: access.organization.slug.clone(), name, settings };
    let entry = audit_log::Entry {
        action: "organization.settings_changed",
        subject: after.id.as_str(),
        before: serde_json::to_value(&access.organization).ok(),
        after: serde_json::to_value(&after).ok(),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    backend.live.tell(&after.id, Change::Members);
    Ok(after)
}

/// What is there now, with what differs between `form` and what it had `shown`.
fn merged(form: SettingsForm, shown: &SettingsForm, now: &Organization) -> SettingsForm {
    fn one<T: PartialEq + Clone>(typed: T, shown: &T, now: &T) -> T {
        if typed == *shown { now.clone() } else { typed }
    }
    let (typed, was, is) = (form.settings, &shown.settings, &now.settings);
    SettingsForm {
        name: one(form.name, &shown.name, &now.name),
        settings: Settings {
            members_request: one(typed.members_request, &was.members_request, &is.members_request),
            members_invite: one(typed.members_invite, &was.members_invite, &is.members_invite),
            join_requests: one(typed.join_requests, &was.join_requests, &is.join_requests),
            open_teams: one(typed.open_teams, &was.open_teams, &is.open_teams),
            default_role: one(typed.default_role, &was.default_role, &is.default_role),
            invitation_days: one(typed.invitation_days, &was.invitation_days, &is.invitation_days),
            allowed_domains: one(typed.allowed_domains, &was.allowed_domains, &is.allowed_domains),
            members_create_teams: one(typed.members_create_teams, &was.members_create_teams, &is.members_create_teams),
            members_create_projects: one(typed.members_create_projects, &was.members_create_projects, &is.members_create_projects),
            request_notices: one(typed.request_notices, &was.request_notices, &is.request_notices),
        },
    }
}

fn cleaned(mut settings: Settings) -> Result<Settings> {
    if ![7, 14, 30].contains(&settings.invitation_days) {
        return Err(Error::invalid("invitation_days", "Invitations are good for 7, 14 or 30 days."));
    }
    let mut domains = Vec::new();
    for typed in settings.allowed_domains.iter().flat_map(|entry| entry.split([',', ' ', '\n', '\r', '\t'])) {
        let typed = typed.trim().trim_start_matches('@');
        if typed.is_empty() {
            continue;
        }
        let probe = model::email::Email::parse(&format!("a@{typed}"))
            .map_err(|_| Error::invalid("allowed_domains", format!("“{typed}” is not a domain. Write them as in “example.com”.")))?;
        if !domains.contains(&probe.domain().to_owned()) {
            domains.push(probe.domain().to_owned());
        }
    }
    if domains.len() > 100 {
        return Err(Error::invalid("allowed_domains", "At most 100 domains."));
    }
    settings.allowed_domains = domains;
    Ok(settings)
}
