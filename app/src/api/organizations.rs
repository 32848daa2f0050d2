//! Server functions about organizations.

use super::{CallError, wire::Json};
use leptos::server;
use model::{account::Shell, organization::SettingsForm};

/// What every page of an organization is made of.
#[server(input = Json, output = Json)]
pub async fn load_shell(organization: String) -> Result<Shell, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::organizations::shell(&access).await?)
}

/// Saves the settings form.
#[server(input = Json, output = Json)]
pub async fn update_settings(org: String, form: SettingsForm, shown: Option<SettingsForm>) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    backend::organizations::save_settings(&access, form, shown).await?;
    Ok(())
}

/// Makes another organization, where the server allows it; answers its slug.
#[server(input = Json, output = Json)]
pub async fn create_organization(name: String) -> Result<String, CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::organizations::create(&actor, &name).await?.slug)
}
