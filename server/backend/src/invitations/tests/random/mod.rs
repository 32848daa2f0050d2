//! Random operations, done in the product and in a small reference model of it, which agree after every step.
//!
//! Nobody ever gets a role or team that no approver could give at that moment, and an organization never loses its last owner.
//! `MUSTER_MODEL_SEED` chooses other operations, `MUSTER_MODEL_OPERATIONS` another number of them for each database.

mod reference;
mod world;

use crate::testing::Kit;
use model::{
    role::Role,
    time::{DAY, HOUR, MINUTE},
};
use reference::{Op, Reference, Rules, Teams};
use std::fmt::Write;
use world::{World, expected, people};

const PEOPLE: usize = 7;
const ROLES: [Role; 4] = [Role::Owner, Role::Manager, Role::Admin, Role::Member];
const TEAMS: usize = 3;
/// Operations in one organization.
const STEPS: usize = 100;

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count.max(1)).expect("small")).expect("small")
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Mostly low.
    fn role(&mut self) -> Role {
        self.of(&[Role::Member, Role::Member, Role::Member, Role::Admin, Role::Manager, Role::Owner])
    }

    /// Of all that ever were; some may be gone.
    fn teams(&mut self, reference: &Reference) -> Teams {
        if self.chance(50) {
            return Teams::new();
        }
        (0..=self.below(2)).map(|_| self.team(reference)).collect()
    }

    fn team(&mut self, reference: &Reference) -> usize {
        if self.chance(90)
            && let Some(team) = reference.teams.iter().nth(self.below(reference.teams.len()))
        {
            return *team;
        }
        self.below(reference.made)
    }

    fn op(&mut self, reference: &Reference) -> Op {
        let by = self.below(PEOPLE);
        let count = reference.invitations.len();
        let dice = self.below(if count == 0 { 48 } else { 150 });
        match dice {
            0..28 => Op::Send { by, to: self.below(PEOPLE), role: self.role(), teams: self.teams(reference) },
            28..33 => Op::SetRole { by, of: self.below(PEOPLE), role: self.role() },
            33..36 => Op::Remove { by, of: self.below(PEOPLE) },
            36..39 => self.settings(by),
            39 => Op::CreateTeam { by },
            40 => Op::DeleteTeam { by, team: self.team(reference) },
            41..44 => Op::AddToTeam { by, of: self.below(PEOPLE), team: self.team(reference) },
            44..48 => Op::Pass { time: self.of(&[MINUTE, HOUR, DAY, 3 * DAY, 8 * DAY, 16 * DAY]) },
            _ => {
                // Mostly what is new.
                let at = if self.chance(85) { count - 1 - self.below(count.min(6)) } else { self.below(count) };
                self.about(by, at, reference)
            }
        }
    }

    fn settings(&mut self, by: usize) -> Op {
        let (request, invite) = (self.chance(70), self.chance(40));
        Op::Settings {
            by,
            rules: Rules { request, invite, default_role: self.of(&[Role::Member, Role::Member, Role::Admin]), days: self.of(&[7, 14, 30]) },
        }
    }

    fn about(&mut self, by: usize, at: usize, reference: &Reference) -> Op {
        let one = &reference.invitations[at];
        // Half of the time as it stands, and often by whom it is for.
        let (role, teams) = if self.chance(50) { (one.role, one.teams.clone()) } else { (self.role(), self.teams(reference)) };
        let invitee = if self.chance(70) { one.address } else { by };
        match self.below(100) {
            0..30 => Op::Approve { by, at, role, teams },
            30..38 => Op::Deny { by, at },
            38..46 => Op::Withdraw { by, at },
            46..54 => Op::Revoke { by, at },
            54..62 => Op::Resend { by, at },
            62..70 => Op::Change { by, at, role, teams },
            70..94 => Op::Accept { by: invitee, at },
            _ => Op::Move { by, at },
        }
    }
}

/// Whoever has more than before got it at a moment when an approver could give it.
fn nobody_got_too_much(before: &Reference, after: &Reference, op: &Op) {
    let highest = before.members.values().map(|member| member.role).max().expect("somebody");
    for (person, member) in &after.members {
        let was = before.members.get(person);
        if was.is_none_or(|was| was.role < member.role) {
            assert!(highest >= Role::Manager && member.role <= highest, "{op:?} gives {person} {}", member.role);
        }
        let known = |team: &usize| before.teams.contains(team) || matches!(op, Op::CreateTeam { .. });
        assert!(member.teams.iter().all(known), "{op:?} puts {person} into a team that is not there");
    }
    assert!(after.members.values().any(|member| member.role == Role::Owner), "{op:?} leaves no owner");
}

async fn run(kit: Kit, name: &str, part: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("MUSTER_MODEL_SEED").unwrap_or(20_261_121).wrapping_mul(31).wrapping_add(part);
    let operations = number("MUSTER_MODEL_OPERATIONS").map_or(OPERATIONS, |count| usize::try_from(count).expect("fits") / PARTS);
    let mut dice = Dice(seed);
    let people = people(&kit, PEOPLE).await;
    let mut did = [0_usize; 2];
    for sequence in 0..operations.div_ceil(STEPS) {
        // Nothing that was sent before counts any more.
        kit.backend.clock.advance(2 * DAY);
        let mut reference = Reference::new(kit.backend.clock.now().0, &ROLES, TEAMS);
        let mut world = World::new(&kit, &people, &format!("org{sequence}"), &ROLES, TEAMS).await;
        let mut log = String::new();
        for step in 0..STEPS {
            let op = dice.op(&reference);
            let _ = writeln!(log, "{step:>3} {op:?}");
            let before = reference.clone();
            let wanted = reference.apply(&op);
            let done = world.apply(&op).await;
            let place = || format!("{name}, seed {seed}, sequence {sequence}, step {step}\n{log}");
            assert_eq!(done, wanted, "{}", place());
            did[usize::from(done)] += 1;
            nobody_got_too_much(&before, &reference, &op);
            // What was refused changed nothing: seen after the next step that was not, and at the end. An acceptance may change even so.
            if done || matches!(op, Op::Accept { .. }) || step + 1 == STEPS {
                let (members, invitations) = world.look().await;
                let (expected_members, expected_invitations) = expected(&reference);
                assert_eq!(members, expected_members, "members: {}", place());
                assert_eq!(invitations, expected_invitations, "invitations: {}", place());
            }
        }
    }
    assert!(did[1] * 5 > did[0], "too much is refused to learn from: {did:?}");
}

/// Each database gets its operations in parts, which run side by side.
const PARTS: usize = 4;
/// 100,000 on each database: about 90 seconds of processor time on SQLite, half as much again on PostgreSQL.
const OPERATIONS: usize = 100_000 / PARTS;

macro_rules! parts {
    ($($part:ident = $number:literal,)*) => { $(
        mod $part {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                run(Kit::sqlite_in_memory().await, "SQLite", $number).await;
            }

            #[tokio::test]
            async fn postgres() {
                run(Kit::postgres().await, "PostgreSQL", $number).await;
            }
        }
    )* };
}

parts! {
    part_1 = 1,
    part_2 = 2,
    part_3 = 3,
    part_4 = 4,
}
