//! What the product's own experiments decide for the account and organization of a page.

use super::own::{self, Own, improved_invites};
use crate::{Backend, Result, db::On};
use model::{
    experiment::Assigned,
    id::{AccountId, OrganizationId},
    organization::Settings,
};
use planout::Map;
use std::{borrow::Cow, sync::Arc};

/// Everything that was decided for whoever asks.
#[derive(Clone, Debug, Default)]
pub struct Decided(pub Arc<Vec<Assigned>>);

impl Decided {
    /// What one of them decided.
    pub fn of(&self, experiment: &str) -> Option<&Assigned> {
        self.0.iter().find(|assigned| assigned.experiment == experiment)
    }
}

fn assigned(own: &[Own], inputs: &Map) -> Decided {
    let decided = own.iter().filter(|own| inputs.contains(own.unit().as_str())).filter_map(|own| {
        let (params, counts) = own.assign(inputs).ok()??;
        Some(Assigned { experiment: Cow::Borrowed(own.name()), version: own.version, unit: own.unit(), params, counts })
    });
    Decided(Arc::new(decided.collect()))
}

/// What these decide for an account in an organization.
pub fn given(own: &[Own], organization: &OrganizationId, account: &AccountId) -> Decided {
    assigned(own, &Map::from([("organization", organization.as_str()), ("account", account.as_str())]))
}

/// For an account in an organization.
pub async fn of_account(backend: &Backend, organization: &OrganizationId, account: &AccountId) -> Result<Decided> {
    Ok(given(&own::all(backend).await?, organization, account))
}

/// For an organization, whoever asks: who may ask for invitations there.
pub(super) async fn of_organization(on: impl Into<On<'_>>, organization: &OrganizationId) -> Result<Decided> {
    let own = own::standing(on, &[improved_invites::EXPERIMENT]).await?;
    Ok(assigned(&own, &Map::from([("organization", organization.as_str())])))
}

/// For an organization, whoever asks: the settings that its owners have not chosen.
pub async fn rules(on: impl Into<On<'_>>, organization: &OrganizationId) -> Result<Settings> {
    Ok(of_organization(on, organization).await?.settings())
}
