//! What the product's own experiments decide for the account and organization of a page.

use super::own::{self, Own};
use crate::{Backend, Result, db::On};
use model::{
    experiment::Assigned,
    id::{AccountId, OrganizationId},
    organization::{InviteArm, Settings},
};
use planout::Map;

/// Everything that was decided for whoever asks.
#[derive(Clone, Debug, Default)]
pub struct Decided(pub Vec<Assigned>);

impl Decided {
    /// What one of them decided.
    pub fn of(&self, experiment: &str) -> Option<&Assigned> {
        self.0.iter().find(|assigned| assigned.experiment == experiment)
    }

    /// Where owners chose who may ask, nobody meets the arm: meeting it does not count.
    #[must_use]
    pub fn but_owners_chose(mut self, chose: bool) -> Self {
        self.0.iter_mut().filter(|assigned| chose && assigned.experiment == "improved_invites").for_each(|assigned| assigned.counts = false);
        self
    }

    /// The settings of an organization whose owners never chose: the arm decides who may ask.
    pub fn settings(&self) -> Settings {
        let treatment = self.of("improved_invites").and_then(|assigned| assigned.text("treatment"));
        treatment.and_then(|arm| arm.parse::<InviteArm>().ok()).unwrap_or(InviteArm::Both).settings()
    }
}

fn decide(own: &[Own], inputs: &Map) -> Decided {
    let decided = own.iter().filter(|own| inputs.contains(own.unit())).filter_map(|own| {
        let decision = own.assign(inputs).ok()?;
        let (experiment, unit) = (own.name.to_owned(), own.unit().to_owned());
        Some(Assigned { experiment, version: own.version, unit, params: decision.params, counts: decision.counts })
    });
    Decided(decided.collect())
}

/// For an account in an organization.
pub async fn of_account(backend: &Backend, organization: &OrganizationId, account: &AccountId) -> Result<Decided> {
    let inputs = Map::from([("organization", organization.as_str()), ("account", account.as_str())]);
    Ok(decide(&own::all(&backend.db).await?, &inputs))
}

/// For an organization, whoever asks.
pub(super) async fn of_organization(on: impl Into<On<'_>>, organization: &OrganizationId) -> Result<Decided> {
    Ok(decide(&own::all(on).await?, &Map::from([("organization", organization.as_str())])))
}

/// For an organization, whoever asks: the settings that its owners have not chosen.
pub async fn rules(on: impl Into<On<'_>>, organization: &OrganizationId) -> Result<Settings> {
    Ok(of_organization(on, organization).await?.settings())
}
