//! Thirty days of organizations that invite people, lived through by the product's own code on a clock of their own.
//!
//! Nobody here knows of arms: people try what they would like to do, and the product lets them or not. Only how eager they are, and how many
//! stay, follows the published figures ([`rates`]). Every draw is independent of every other, so that a published effect lies outside of its
//! 95 % interval as often as that says: in one of twenty simulations.

pub(crate) mod dice;
mod people;
pub(crate) mod rates;
mod table;
#[cfg(test)]
mod tests;
mod world;

pub use dice::mix;
pub use rates::{ARMS, Lived, Published};
pub use table::table;

use crate::{
    Backend, Error, Mail, Result, Settings,
    access::{Access, Credential},
    accounts::{self, Client},
    clock::Clock,
    db::Db,
    demo, experiments,
    live::Live,
};
use model::{
    account::FirstRun,
    experiment::results::Results,
    time::{DAY, Timestamp},
};
use std::sync::Arc;

/// How long it lasts, in days.
pub const DAYS: i64 = 30;
/// When every simulation begins: 2026-01-01T00:00:00Z, so that the same seed gives the same figures.
const START: Timestamp = Timestamp(1_767_225_600_000);
/// Who looks at the results.
pub const OWNER: &str = "owner@simulation.example";
/// Their password.
pub const PASSWORD: &str = demo::PASSWORD;
/// Their organization.
pub const SLUG: &str = "simulation";

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub organizations: u32,
    /// The same seed gives the same figures.
    pub seed: u64,
    /// Whether people behave as published, or take no notice of their arm.
    pub effect: bool,
}

/// What the results page shows, and what really happened in each of [`ARMS`].
#[derive(Debug)]
pub struct Simulated {
    pub results: Results,
    pub lived: [Lived; ARMS.len()],
}

/// Lives through 30 days. `told` hears of each day that has passed.
///
/// # Errors
/// A conflict when the database is in use; whatever the product itself refuses that it should not.
pub async fn invitations(db: Db, base_url: &str, plan: Plan, told: impl Fn(i64)) -> Result<Simulated> {
    let settings = Settings {
        base_url: base_url.to_owned(),
        mail: Mail::None,
        demo: false,
        open_sign_up: true,
        dns: None,
        invitations_per_day: crate::INVITATIONS_PER_DAY,
    };
    let backend = Backend {
        db,
        clock: Clock::simulated(START, mix(plan.seed)),
        live: Live::default(),
        settings: Arc::new(settings),
        experiments: experiments::own::Catalog::new(experiments::own::ALL),
    };
    if !accounts::is_first_run(&backend).await? {
        return Err(Error::conflict("this database is in use already: simulate in a folder of its own"));
    }
    let owner = look_on(&backend).await?;
    experiments::start_simulated(&backend, "improved_invites", START.plus(DAYS * DAY)).await?;
    let lived = world::World::new(&backend, plan).await?.live(START, told).await?;
    Ok(Simulated { results: experiments::results(&owner, "improved_invites").await?, lived })
}

/// The organization of whoever looks at the results; it takes no part.
async fn look_on(backend: &Backend) -> Result<Access> {
    let form = FirstRun {
        name: "Simulation".into(),
        email: OWNER.into(),
        password: PASSWORD.into(),
        organization: "Simulation".into(),
        slug: Some(SLUG.into()),
        project: None,
    };
    let client = Client { address: String::new(), user_agent: "muster simulate".into() };
    let (_, session) = accounts::create_owner(backend, &form, &client).await?;
    // It is the server's first organization.
    backend.clock.advance(1);
    backend.actor(Credential::Session(&session.secret), "").await?.enter(SLUG).await
}
