//! What ought to happen, in as few words as possible: a small organization in memory, written from the rules and not from the code.

use model::{
    invitation::State::{self, Accepted, Denied, Expired, Pending, Requested, Revoked, Withdrawn},
    role::Role::{self, Admin, Manager, Owner},
    time::DAY,
};
use std::collections::{BTreeMap, BTreeSet};

/// People and teams are numbers. Everybody has one address, proved, with the same number.
pub type Person = usize;
pub type Teams = BTreeSet<usize>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub role: Role,
    pub teams: Teams,
}

#[derive(Clone, Debug)]
pub struct Invitation {
    pub address: Person,
    pub state: State,
    pub role: Role,
    pub teams: Teams,
    inviter: Option<Person>,
    /// Whose rights give it, after it was approved or changed.
    giver: Option<Person>,
    accepted_by: Option<Person>,
    created: i64,
    expires: i64,
    moved_from: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub request: bool,
    pub invite: bool,
    pub default_role: Role,
    pub days: i64,
}

#[derive(Clone, Debug)]
pub enum Op {
    Send {
        by: Person,
        to: Person,
        role: Role,
        teams: Teams,
    },
    Approve {
        by: Person,
        at: usize,
        role: Role,
        teams: Teams,
    },
    Deny {
        by: Person,
        at: usize,
    },
    Withdraw {
        by: Person,
        at: usize,
    },
    Revoke {
        by: Person,
        at: usize,
    },
    Resend {
        by: Person,
        at: usize,
    },
    Change {
        by: Person,
        at: usize,
        role: Role,
        teams: Teams,
    },
    Accept {
        by: Person,
        at: usize,
    },
    Move {
        by: Person,
        at: usize,
    },
    SetRole {
        by: Person,
        of: Person,
        role: Role,
    },
    Remove {
        by: Person,
        of: Person,
    },
    Settings {
        by: Person,
        rules: Rules,
    },
    CreateTeam {
        by: Person,
    },
    DeleteTeam {
        by: Person,
        team: usize,
    },
    AddToTeam {
        by: Person,
        of: Person,
        team: usize,
    },
    /// Time passes, and the worker looks.
    Pass {
        time: i64,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Direct,
    Request,
    Closed,
}

#[derive(Clone, Debug)]
pub struct Reference {
    pub members: BTreeMap<Person, Member>,
    /// Those that are there; numbers are never used twice.
    pub teams: Teams,
    pub made: usize,
    pub invitations: Vec<Invitation>,
    pub rules: Rules,
    sends: Vec<(i64, Person, Person)>,
    denials: Vec<(i64, Person)>,
    pub now: i64,
}

impl Reference {
    pub fn new(now: i64, roles: &[Role], teams: usize) -> Self {
        let members = roles.iter().map(|role| Member { role: *role, teams: Teams::new() }).enumerate().collect();
        let rules = Rules { request: true, invite: false, default_role: Role::Member, days: 30 };
        Self { members, teams: (0..teams).collect(), made: teams, invitations: Vec::new(), rules, sends: Vec::new(), denials: Vec::new(), now }
    }

    fn role(&self, person: Person) -> Option<Role> {
        self.members.get(&person).map(|member| member.role)
    }

    fn approver(&self, person: Person) -> bool {
        self.role(person).is_some_and(|role| role >= Manager)
    }

    fn mode(&self, by: Person, role: Role, teams: &Teams) -> Mode {
        let Some(member) = self.members.get(&by) else { return Mode::Closed };
        let open =
            if member.role >= Manager { role <= member.role } else { self.rules.invite && role == Role::Member && teams.is_subset(&member.teams) };
        match (open, member.role >= Manager || !self.rules.request) {
            (true, _) => Mode::Direct,
            (false, false) => Mode::Request,
            (false, true) => Mode::Closed,
        }
    }

    fn lapse(&mut self, address: Option<Person>) {
        for one in self.invitations.iter_mut().filter(|one| address.is_none_or(|address| one.address == address)) {
            if one.state == Pending && one.expires <= self.now {
                one.state = Expired;
            }
        }
    }

    fn live(&self, address: Person) -> bool {
        self.invitations.iter().any(|one| one.address == address && (one.state == Requested || (one.state == Pending && one.expires > self.now)))
    }

    fn full(&self, by: Person, to: Person) -> bool {
        let today: Vec<_> = self.sends.iter().filter(|(at, ..)| *at > self.now - DAY).collect();
        let count = |test: &dyn Fn(&(i64, Person, Person)) -> bool| today.iter().filter(|send| test(send)).count();
        count(&|send| send.1 == by) >= 100 || today.len() >= 200 || count(&|send| send.2 == to) >= 10
    }

    fn cooling(&self, address: Person) -> bool {
        self.denials.iter().any(|(at, denied)| *denied == address && *at > self.now - 7 * DAY)
    }

    fn last_owner(&self, person: Person) -> bool {
        self.role(person) == Some(Owner) && self.members.values().filter(|member| member.role == Owner).count() == 1
    }

    fn end_moves(&mut self, of: usize) {
        for one in self.invitations.iter_mut().filter(|one| one.moved_from == Some(of) && one.state == Requested) {
            one.state = Withdrawn;
        }
    }

    fn join(&mut self, at: usize, person: Person, role: Role) {
        let one = &mut self.invitations[at];
        (one.state, one.role, one.accepted_by) = (Accepted, role, Some(person));
        let teams = one.teams.clone();
        self.members.entry(person).or_insert(Member { role, teams: Teams::new() }).teams.extend(teams);
        self.end_moves(at);
    }

    /// Does it, if it may be done; answers whether it was.
    pub fn apply(&mut self, op: &Op) -> bool {
        match op.clone() {
            Op::Send { by, to, role, teams } => self.send(by, to, role, teams),
            Op::Approve { by, at, role, teams } => self.approve(by, at, role, teams),
            Op::Deny { by, at } => {
                let fine = self.decidable(by, at);
                if fine {
                    self.invitations[at].state = Denied;
                    self.denials.push((self.now, self.invitations[at].address));
                }
                fine
            }
            Op::Withdraw { by, at } => {
                let one = &self.invitations[at];
                let fine = self.members.contains_key(&by) && one.inviter == Some(by) && one.state == Requested;
                if fine {
                    self.invitations[at].state = Withdrawn;
                }
                fine
            }
            Op::Revoke { by, at } => {
                let fine = self.manages(by, at) && self.invitations[at].state == Pending;
                if fine {
                    self.invitations[at].state = Revoked;
                    self.end_moves(at);
                }
                fine
            }
            Op::Resend { by, at } => self.resend(by, at),
            Op::Change { by, at, role, teams } => self.change(by, at, role, teams),
            Op::Accept { by, at } => self.accept(by, at),
            Op::Move { by, at } => self.ask_to_move(by, at),
            op => self.people(op),
        }
    }

    fn people(&mut self, op: Op) -> bool {
        match op {
            Op::SetRole { by, of, role } => {
                let (Some(mine), Some(was)) = (self.role(by), self.role(of)) else { return false };
                let fine = mine >= Manager && was <= mine && role <= mine && (was == role || !self.last_owner(of));
                if fine && let Some(member) = self.members.get_mut(&of) {
                    member.role = role;
                }
                fine
            }
            Op::Remove { by, of } => {
                let (Some(mine), Some(theirs)) = (self.role(by), self.role(of)) else { return false };
                let fine = (by == of || (mine >= Manager && theirs <= mine)) && !self.last_owner(of);
                if fine {
                    self.members.remove(&of);
                }
                fine
            }
            Op::Settings { by, rules } => {
                let fine = self.approver(by) && (rules.default_role == self.rules.default_role || self.role(by) == Some(Owner));
                if fine {
                    self.rules = rules;
                }
                fine
            }
            Op::CreateTeam { by } => {
                let Some(member) = self.members.get_mut(&by) else { return false };
                self.teams.insert(self.made);
                member.teams.insert(self.made);
                self.made += 1;
                true
            }
            Op::DeleteTeam { by, team } => {
                let Some(member) = self.members.get(&by).filter(|_| self.teams.contains(&team)) else { return false };
                let fine = member.role >= Manager || (member.role == Admin && member.teams.contains(&team));
                if fine {
                    self.teams.remove(&team);
                    self.members.values_mut().for_each(|member| _ = member.teams.remove(&team));
                    self.invitations.iter_mut().for_each(|one| _ = one.teams.remove(&team));
                }
                fine
            }
            Op::AddToTeam { by, of, team } => {
                let fine = self.members.contains_key(&by) && self.teams.contains(&team);
                let Some(member) = self.members.get_mut(&of).filter(|_| fine) else { return false };
                member.teams.insert(team);
                true
            }
            Op::Pass { time } => {
                self.now += time;
                self.lapse(None);
                true
            }
            _ => false,
        }
    }

    fn send(&mut self, by: Person, to: Person, role: Role, teams: Teams) -> bool {
        if !self.members.contains_key(&by) || !teams.is_subset(&self.teams) {
            return false;
        }
        let state = match self.mode(by, role, &teams) {
            Mode::Direct => Pending,
            Mode::Request => Requested,
            Mode::Closed => return false,
        };
        self.lapse(Some(to));
        if self.members.contains_key(&to) || self.live(to) || (state == Requested && self.cooling(to)) || self.full(by, to) {
            return false;
        }
        self.insert(to, state, role, teams, Some(by), None);
        self.sends.push((self.now, by, to));
        true
    }

    fn insert(&mut self, address: Person, state: State, role: Role, teams: Teams, inviter: Option<Person>, moved_from: Option<usize>) {
        let (created, expires) = (self.now, self.now + self.rules.days * DAY);
        self.invitations.push(Invitation { address, state, role, teams, inviter, giver: None, accepted_by: None, created, expires, moved_from });
    }

    fn decidable(&self, by: Person, at: usize) -> bool {
        let one = &self.invitations[at];
        self.approver(by) && one.state == Requested && one.inviter != Some(by) && Some(one.role) <= self.role(by)
    }

    fn approve(&mut self, by: Person, at: usize, role: Role, teams: Teams) -> bool {
        let one = self.invitations[at].clone();
        let today = self.sends.iter().filter(|(at, _, to)| *to == one.address && *at > self.now - DAY).count();
        let own = usize::from(one.created > self.now - DAY);
        let gone = one.moved_from.is_some_and(|origin| [Accepted, Revoked].contains(&self.invitations[origin].state));
        if !self.decidable(by, at) || Some(role) > self.role(by) || !teams.is_subset(&self.teams) || self.members.contains_key(&one.address) {
            return false;
        }
        if today >= 10 + own || gone {
            return false;
        }
        if let Some(origin) = one.moved_from.filter(|origin| self.invitations[*origin].state == Pending) {
            self.invitations[origin].state = Revoked;
        }
        let expires = self.now + self.rules.days * DAY;
        self.invitations[at] = Invitation { state: Pending, role, teams, giver: Some(by), expires, ..one.clone() };
        if one.inviter.is_none() {
            self.join(at, one.address, role);
        }
        true
    }

    fn manages(&self, by: Person, at: usize) -> bool {
        self.members.contains_key(&by) && (self.approver(by) || self.invitations[at].inviter == Some(by))
    }

    fn resend(&mut self, by: Person, at: usize) -> bool {
        let one = self.invitations[at].clone();
        let renewable = one.state == Expired && !self.live(one.address) && !self.members.contains_key(&one.address);
        if !self.manages(by, at) || !(one.state == Pending || renewable) || self.full(by, one.address) {
            return false;
        }
        if renewable {
            self.lapse(Some(one.address));
        }
        (self.invitations[at].state, self.invitations[at].expires) = (Pending, self.now + self.rules.days * DAY);
        self.sends.push((self.now, by, one.address));
        true
    }

    fn change(&mut self, by: Person, at: usize, role: Role, teams: Teams) -> bool {
        let one = &self.invitations[at];
        let waits = one.state == Pending && one.expires > self.now;
        let may_take = !self.approver(by) || Some(one.role) <= self.role(by);
        let fine = self.manages(by, at) && waits && teams.is_subset(&self.teams) && may_take && self.mode(by, role, &teams) == Mode::Direct;
        if fine {
            let one = &mut self.invitations[at];
            (one.role, one.teams, one.giver) = (role, teams, Some(by));
        }
        fine
    }

    fn accept(&mut self, by: Person, at: usize) -> bool {
        let one = self.invitations[at].clone();
        if one.state == Accepted {
            return one.accepted_by == Some(by);
        }
        if one.state != Pending || one.expires <= self.now {
            return false;
        }
        let giver = one.giver.or(one.inviter);
        let role = match giver.filter(|giver| self.members.contains_key(giver)) {
            None => one.role.min(self.rules.default_role),
            Some(giver) if self.mode(giver, one.role, &one.teams) == Mode::Direct => one.role,
            Some(_) => {
                (self.invitations[at].state, self.invitations[at].giver) = (Requested, None);
                return false;
            }
        };
        if one.address != by {
            return false;
        }
        self.join(at, by, role);
        true
    }

    fn ask_to_move(&mut self, by: Person, at: usize) -> bool {
        let one = self.invitations[at].clone();
        if one.state != Pending || one.expires <= self.now {
            return false;
        }
        if self.invitations.iter().any(|other| other.moved_from == Some(at) && other.address == by && other.state == Requested) {
            return true;
        }
        if one.address == by || self.members.contains_key(&by) || self.live(by) || self.cooling(by) || self.full(by, by) {
            return false;
        }
        self.lapse(Some(by));
        self.insert(by, Requested, one.role, one.teams, None, Some(at));
        self.sends.push((self.now, by, by));
        true
    }
}
