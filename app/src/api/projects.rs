//! Server functions about projects.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    account::ProjectLink,
    id::IssueId,
    ownership::Ownership,
    project::{NewProject, ProjectDetail, ProjectKey, Setup},
};

#[server(input = Json, output = Json)]
pub async fn load_project(org: String, slug: String) -> Result<ProjectDetail, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::detail(&access, &slug).await?)
}

/// Who owns what, and who of them is here.
#[server(input = Json, output = Json)]
pub async fn load_ownership(org: String, slug: String) -> Result<Ownership, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::ownership::show(&access, &slug).await?)
}

/// Replaces the rules.
#[server(input = Json, output = Json)]
pub async fn save_ownership(org: String, slug: String, rules: String, auto_assign: bool) -> Result<Ownership, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::ownership::save(&access, &slug, &rules, auto_assign).await?)
}

/// How far the set-up is: the DSN, and the newest issue once something arrived.
#[server(input = Json, output = Json)]
pub async fn load_setup(org: String, slug: String) -> Result<Setup, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::setup(&access, &slug).await?)
}

/// The project's sample issue; made when it is wanted for the first time.
#[server(input = Json, output = Json)]
pub async fn see_sample_event(org: String, slug: String) -> Result<IssueId, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::see_sample(&access, &slug).await?)
}

#[server(input = Json, output = Json)]
pub async fn create_project(org: String, project: NewProject) -> Result<ProjectLink, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::create(&access, &project).await?)
}

#[server(input = Json, output = Json)]
pub async fn update_project(org: String, slug: String, project: NewProject) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::update(&access, &slug, &project).await?)
}

/// Deletes a project; `confirm` is its name, typed again.
#[server(input = Json, output = Json)]
pub async fn delete_project(org: String, slug: String, confirm: String) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::delete(&access, &slug, &confirm).await?)
}

#[server(input = Json, output = Json)]
pub async fn create_project_key(org: String, slug: String, label: String) -> Result<ProjectKey, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::create_key(&access, &slug, &label).await?)
}

/// A new key in the place of another, which stops working.
#[server(input = Json, output = Json)]
pub async fn rotate_project_key(org: String, slug: String, key: String) -> Result<ProjectKey, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::rotate_key(&access, &slug, &key).await?)
}

/// Refuses a key from now on, or takes it again.
#[server(input = Json, output = Json)]
pub async fn switch_project_key(org: String, slug: String, key: String, enable: bool) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::projects::disable_key(&access, &slug, &key, enable).await?)
}
