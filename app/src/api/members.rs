//! Server functions about members.

use super::{CallError, wire::Json};
use leptos::server;
use model::{id::MembershipId, member::Member, role::Role};

/// Everyone in the organization.
#[server(input = Json, output = Json)]
pub async fn list_members(org: String) -> Result<Vec<Member>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::members::list(&access).await?)
}

/// Gives a member another role; answers the one they had.
#[server(input = Json, output = Json)]
pub async fn change_role(org: String, member: MembershipId, role: Role) -> Result<Role, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::members::change_role(&access, &member, role).await?)
}

#[server(input = Json, output = Json)]
pub async fn remove_member(org: String, member: MembershipId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::members::remove(&access, &member).await?)
}

#[server(input = Json, output = Json)]
pub async fn leave_organization(org: String) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::members::leave(&access).await?)
}
