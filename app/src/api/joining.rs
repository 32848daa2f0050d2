//! Server functions about coming in from outside.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    error::ApiError,
    id::JoinLinkId,
    joining::{Asked, Confirmable, Confirmed, DomainPolicy, JoinForm, JoinLinkPreview, MadeJoinLink, NewJoinLink, Proof, VerifiedDomain, Ways},
};
use serde::{Deserialize, Serialize};

/// A request to join that came by plain POST: the page is rendered again with what was typed, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskPosted {
    pub typed: JoinForm,
    pub error: Option<ApiError>,
    /// It was taken.
    pub sent: bool,
}

/// What the form of the confirm page brought, where no script runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmPosted {
    pub code: String,
    pub outcome: Result<Confirmed, ApiError>,
}

/// Asks to join. The same words for every address; what follows is in a message to it.
#[server(input = Json, output = Json)]
pub async fn ask_to_join(org: String, form: JoinForm) -> Result<Asked, CallError> {
    let actor = super::call::known_actor().await;
    let asked = backend::joining::ask(&super::call::backend()?, &org, &form, actor.as_ref(), &super::call::client()).await?;
    if let (Some(actor), Asked::Joined { .. }) = (&actor, &asked) {
        super::call::renew_session(actor).await?;
    }
    Ok(asked)
}

/// Counts that somebody looked at the form.
#[server(input = Json, output = Json)]
pub async fn join_request_viewed(org: String) -> Result<(), CallError> {
    let actor = super::call::known_actor().await;
    Ok(backend::joining::viewed(&super::call::backend()?, &org, actor.as_ref(), &super::call::client()).await?)
}

/// Somebody from outside has seen the organization's door.
#[server(input = Json, output = Json)]
pub async fn door_met(org: String) -> Result<(), CallError> {
    let actor = super::call::known_actor().await;
    Ok(backend::joining::door_met(&super::call::backend()?, &org, actor.as_ref(), &super::call::client()).await?)
}

/// Confirms the address of a request with the code from its message.
#[server(input = Json, output = Json)]
pub async fn confirm_join_request(code: String) -> Result<Confirmed, CallError> {
    Ok(backend::joining::confirm(&super::call::backend()?, &code, &super::call::client()).await?)
}

/// What a confirming link is about. Reads only.
#[server(input = Json, output = Json)]
pub async fn preview_confirm(code: String) -> Result<Confirmable, CallError> {
    Ok(backend::joining::preview_confirm(&super::call::backend()?, &code).await?)
}

/// What the forms of a reusable link's page brought, where no script runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPosted {
    pub code: String,
    pub name: String,
    pub address: String,
    pub error: Option<ApiError>,
    /// A message is on its way to the address.
    pub sent: bool,
}

/// Comes in by a proved address at one of the organization's domains; answers where they land.
#[server(input = Json, output = Json)]
pub async fn join_by_domain(org: String, wanted: Option<String>) -> Result<String, CallError> {
    let actor = super::call::actor().await?;
    let arrival = backend::joining::join_by_domain(&actor, &org, wanted.as_deref()).await?;
    super::call::renew_session(&actor).await?;
    Ok(arrival.destination)
}

/// What the holder of a reusable link sees. Reads only.
#[server(input = Json, output = Json)]
pub async fn preview_join_link(code: String) -> Result<JoinLinkPreview, CallError> {
    let actor = super::call::known_actor().await;
    Ok(backend::joining::preview_join_link(&super::call::backend()?, &code, actor.as_ref()).await?)
}

/// Somebody new uses a reusable link: a message to the address comes first.
#[server(input = Json, output = Json)]
pub async fn ask_with_join_link(code: String, name: String, address: String) -> Result<(), CallError> {
    Ok(backend::joining::ask_with_link(&super::call::backend()?, &code, &name, &address, &super::call::client()).await?)
}

/// Whoever is signed in comes in by a reusable link; answers where they land.
#[server(input = Json, output = Json)]
pub async fn join_with_link(code: String) -> Result<String, CallError> {
    let actor = super::call::actor().await?;
    let arrival = backend::joining::join_by_link(&actor, &code).await?;
    super::call::renew_session(&actor).await?;
    Ok(arrival.destination)
}

/// Domains and reusable links, for the settings page.
#[server(input = Json, output = Json)]
pub async fn load_ways(org: String) -> Result<Ways, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::ways(&access).await?)
}

/// Names a domain; it has no effect before it is proved.
#[server(input = Json, output = Json)]
pub async fn add_domain(org: String, domain: String, policy: DomainPolicy) -> Result<VerifiedDomain, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::add_domain(&access, &domain, policy).await?)
}

/// Proves a domain by its TXT record or by two owners.
#[server(input = Json, output = Json)]
pub async fn prove_domain(org: String, domain: String, by: Proof) -> Result<VerifiedDomain, CallError> {
    let access = super::call::member(&org).await?;
    Ok(match by {
        Proof::Owners => backend::joining::prove_by_owners(&access, &domain).await?,
        Proof::Dns => {
            let dns = backend::joining::Dns::new(access.backend().settings.dns).map_err(|reason| ApiError::Unavailable { reason })?;
            backend::joining::prove_by_dns(&access, &dns, &domain).await?
        }
    })
}

/// Changes what a domain does.
#[server(input = Json, output = Json)]
pub async fn set_domain_policy(org: String, domain: String, policy: DomainPolicy) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::set_domain_policy(&access, &domain, policy).await?)
}

/// Takes a domain out.
#[server(input = Json, output = Json)]
pub async fn remove_domain(org: String, domain: String) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::remove_domain(&access, &domain).await?)
}

/// Makes a reusable link; it is in this answer only.
#[server(input = Json, output = Json)]
pub async fn create_join_link(org: String, link: NewJoinLink) -> Result<MadeJoinLink, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::create_join_link(&access, link).await?)
}

/// Ends a reusable link.
#[server(input = Json, output = Json)]
pub async fn revoke_join_link(org: String, link: JoinLinkId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::joining::revoke_join_link(&access, &link).await?)
}
