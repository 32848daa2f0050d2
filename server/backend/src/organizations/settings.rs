//! An organization's name and settings.

use super::store;
use crate::{Error, Result, access::Access, audit_log};
use model::{
    live::Change,
    organization::{Organization, RequestNotices, Settings, SettingsForm},
    permission::Action,
};

/// Saves the settings form. Only what differs is written: what nobody ever chose stays the product's to decide.
///
/// # Errors
/// Forbidden; invalid `name`, `invitation_days`, `allowed_domains`.
pub async fn update_settings(access: &Access, form: SettingsForm) -> Result<Organization> {
    access.require(Action::ChangeSettings, "Only managers and owners change the organization’s settings.")?;
    let before = access.settings();
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
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
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
