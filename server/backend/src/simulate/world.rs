//! What happens when: a queue of what people are about to do, in the order of time.

use super::{
    Plan,
    dice::Dice,
    people::{self, Approved, DOORWAYS},
    rates::{ARMS, Lived, People},
};
use crate::{
    Backend, Error, Result,
    access::{Access, Actor},
    accounts::PasswordHash,
};
use model::time::{DAY, HOUR, Timestamp};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// Organizations come in the first 20 days, so that what follows from them fits into 30.
const ARRIVAL: i64 = 20 * DAY;

enum Step {
    /// An organization comes to the server.
    Found,
    /// Its owner looks at what waits.
    Review(Box<Access>, usize),
    /// Somebody follows an invitation's link.
    Accept(String, String, usize),
    /// Somebody has joined and comes back.
    Return(Box<Actor>, usize),
}

/// An organization, as far as its people's fate depends on it.
struct Organization {
    slug: String,
    /// Place in [`ARMS`].
    arm: usize,
    /// The chance of each who joined to become active.
    active: f64,
}

pub(super) struct World<'a> {
    backend: &'a Backend,
    dice: Dice,
    effect: bool,
    lived: [Lived; ARMS.len()],
    organizations: Vec<Organization>,
    /// By time, and by the order in which it was decided.
    queue: BTreeMap<(i64, Reverse<u64>), Step>,
    password: PasswordHash,
    /// People from outside who have asked, by address.
    outsiders: HashMap<String, Actor>,
    made: u64,
}

impl<'a> World<'a> {
    pub async fn new(backend: &'a Backend, plan: Plan) -> Result<Self> {
        let mut world = Self {
            backend,
            dice: Dice::new(plan.seed),
            effect: plan.effect,
            lived: [Lived::default(); ARMS.len()],
            organizations: Vec::new(),
            queue: BTreeMap::new(),
            password: people::password().await?,
            outsiders: HashMap::new(),
            made: 0,
        };
        for _ in 0..plan.organizations {
            let at = world.dice.below(ARRIVAL);
            world.plan(at, Step::Found);
        }
        Ok(world)
    }

    fn plan(&mut self, at: i64, step: Step) {
        self.made += 1;
        self.queue.insert((at, Reverse(u64::MAX - self.made)), step);
    }

    /// Everything that happens from `start` on; what came of each arm.
    pub async fn live(mut self, start: Timestamp, told: impl Fn(i64)) -> Result<[Lived; ARMS.len()]> {
        let mut day = 0;
        while let Some(((at, _), step)) = self.queue.pop_first() {
            let late = start.plus(at).0 - self.backend.clock.now().0;
            self.backend.clock.advance(late.max(0));
            for passed in day..at / DAY {
                told(passed + 1);
            }
            day = at / DAY;
            self.step(at, step).await?;
        }
        told(super::DAYS);
        self.backend.clock.advance((start.plus(super::DAYS * DAY).0 - self.backend.clock.now().0).max(0));
        Ok(self.lived)
    }

    async fn step(&mut self, at: i64, step: Step) -> Result<()> {
        match step {
            Step::Found => self.found(at).await,
            Step::Review(owner, organization) => {
                for approved in people::approve_all(&owner).await? {
                    match approved {
                        Approved::Invited(address, link) => self.accepts_later(at, address, link, organization),
                        Approved::Joined(address) => {
                            let actor = self.outsiders.remove(&address).ok_or_else(|| Error::Fault(format!("{address} never asked")))?;
                            self.returns_later(at, actor, organization);
                        }
                    }
                }
                Ok(())
            }
            Step::Accept(address, link, organization) => {
                let actor = self.sign_up(&address).await?;
                people::accept(&actor, &link).await?;
                self.returns_later(at, actor, organization);
                Ok(())
            }
            Step::Return(actor, organization) => {
                let Organization { slug, arm, .. } = &self.organizations[organization];
                self.lived[*arm].active += 1;
                people::look_at_an_issue(&actor, slug).await
            }
        }
    }

    async fn sign_up(&self, address: &str) -> Result<Actor> {
        let name = address.split('@').next().unwrap_or(address);
        people::sign_up(self.backend, &self.password, name, address).await
    }

    /// An organization comes, a member comes by a doorway, and its people try what they would like to do.
    async fn found(&mut self, at: i64) -> Result<()> {
        let number = self.organizations.len();
        let address = |word: &str, of: usize| format!("{word}{of}@o{number}.example");
        let (owner, member) = (self.sign_up(&address("owner", 0)).await?, self.sign_up(&address("member", 0)).await?);
        let (owner, member) = people::found(&owner, &member, &format!("Simulated {number}")).await?;
        let doorway = DOORWAYS[self.dice.below(DOORWAYS.len() as i64) as usize];
        people::come_by(&member, doorway).await?;
        let People { invited, wished, outside, .. } = self.draw(&owner)?;
        let addresses: Vec<String> = (0..invited).map(|of| address("invited", of)).collect();
        if !addresses.is_empty() {
            for (address, link) in addresses.iter().zip(people::send(&owner, &addresses, doorway).await?) {
                let link = link.ok_or_else(|| Error::Fault(format!("an owner could not invite {address}")))?;
                self.accepts_later(at, address.clone(), link, number);
            }
        }
        let addresses: Vec<String> = (0..wished).map(|of| address("wished", of)).collect();
        if !addresses.is_empty() {
            people::send(&member, &addresses, doorway).await?;
        }
        for of in 0..outside {
            let actor = self.sign_up(&address("outside", of)).await?;
            people::ask_to_join(&actor, &self.organizations[number].slug).await?;
            self.outsiders.insert(actor.email.address().to_owned(), actor);
        }
        if wished + outside > 0 {
            let later = at + HOUR + self.dice.below(DAY);
            self.plan(later, Step::Review(Box::new(owner), number));
        }
        Ok(())
    }

    /// Its people, by the arm that the product gave it.
    fn draw(&mut self, access: &Access) -> Result<People> {
        let treatment = access.decided.0.iter().find(|met| met.experiment == "improved_invites").and_then(|met| met.text("treatment"));
        let arm = ARMS.iter().position(|published| Some(published.arm) == treatment);
        let arm = arm.ok_or_else(|| Error::Fault("an organization has no arm".into()))?;
        let people = People::draw(ARMS[arm].arm, self.effect, &mut self.dice);
        self.lived[arm].organizations += 1;
        self.organizations.push(Organization { slug: access.organization.slug.clone(), arm, active: people.active });
        Ok(people)
    }

    fn accepts_later(&mut self, at: i64, address: String, link: String, organization: usize) {
        let later = at + HOUR + self.dice.below(5 * DAY);
        self.plan(later, Step::Accept(address, link, organization));
    }

    /// Some who have joined come back within three days, others never.
    fn returns_later(&mut self, at: i64, actor: Actor, organization: usize) {
        let Organization { arm, active, .. } = self.organizations[organization];
        self.lived[arm].accepted += 1;
        let later = at + self.dice.below(3 * DAY);
        if self.dice.roll() < active {
            self.plan(later, Step::Return(Box::new(actor), organization));
        }
    }
}
