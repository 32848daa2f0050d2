//! The same organization in the product, and what it looks like after each step.

use super::{
    super::{super::*, batch, group, outsider},
    reference::{Member, Op, Person, Reference, Teams},
};
use crate::{
    access::{Access, Actor},
    db::query,
    members, new_id, organizations, teams,
    testing::Kit,
};
use model::{
    id::{InvitationId, MembershipId, OrganizationId, TeamId},
    invitation::{Outcome, State},
    organization::SettingsForm,
    request::{Approval, DecisionOutcome},
    role::Role,
    team::NewTeam,
};
use std::collections::{BTreeMap, HashMap};

/// State, role and teams of an invitation.
pub type Shown = (State, Role, Teams);

pub struct World<'a> {
    kit: &'a Kit,
    people: &'a [Actor],
    slug: String,
    organization: OrganizationId,
    invitations: Vec<InvitationId>,
    teams: Vec<TeamId>,
    /// Forgotten whenever somebody's rights may have changed.
    known: HashMap<Person, Option<Access>>,
    sends: usize,
}

pub async fn people(kit: &Kit, count: usize) -> Vec<Actor> {
    let mut people = Vec::new();
    for n in 0..count {
        people.push(outsider(kit, &format!("p{n}@x.example")).await);
    }
    people
}

impl<'a> World<'a> {
    pub async fn new(kit: &'a Kit, people: &'a [Actor], slug: &str, roles: &[Role], teams: usize) -> Self {
        let organization = kit.organization(slug).await;
        let clock = &kit.backend.clock;
        let mut tx = kit.backend.db.begin().await.expect("begin");
        for (person, role) in people.iter().zip(roles) {
            query("INSERT INTO memberships (id, organization_id, account_id, role, created_at) VALUES ($1, $2, $3, $4, 0)")
                .bind(new_id(clock))
                .bind(&organization)
                .bind(&person.account)
                .bind(*role)
                .execute(&mut tx)
                .await
                .expect("membership");
        }
        let mut ids = Vec::new();
        for n in 0..teams {
            ids.push(teams::create_in(&mut tx, clock, &organization, &format!("Team {n}")).await.expect("team").id);
        }
        tx.commit().await.expect("commit");
        Self { kit, people, slug: slug.to_owned(), organization, invitations: Vec::new(), teams: ids, known: HashMap::new(), sends: 0 }
    }

    /// What the person may reach, if they are a member.
    async fn access(&mut self, person: Person) -> Option<Access> {
        if let Some(known) = self.known.get(&person) {
            return known.clone();
        }
        let access = self.people[person].enter(&self.slug).await.ok();
        self.known.insert(person, access.clone());
        access
    }

    fn team_ids(&self, teams: &Teams) -> Vec<TeamId> {
        teams.iter().map(|team| self.teams[*team].clone()).collect()
    }

    async fn membership(&self, person: Person) -> Option<MembershipId> {
        let row: Option<(String,)> = query("SELECT id FROM memberships WHERE organization_id = $1 AND account_id = $2")
            .bind(&self.organization)
            .bind(&self.people[person].account)
            .optional(&self.kit.backend.db)
            .await
            .expect("reads");
        row.map(|(id,)| MembershipId(id))
    }

    async fn token(&self, at: usize) -> String {
        let mut tx = self.kit.backend.db.begin().await.expect("begin");
        let token = mint(&mut tx, &self.kit.backend.clock, &self.invitations[at]).await.expect("a token");
        tx.commit().await.expect("commit");
        token.secret
    }

    /// Does it in the product; answers whether it was done.
    pub async fn apply(&mut self, op: &Op) -> bool {
        let done = match op {
            Op::Accept { by, at } => {
                let token = self.token(*at).await;
                matches!(said(join(&self.people[*by], &token).await), Some(Ok(_)))
            }
            Op::Move { by, at } => {
                let token = self.token(*at).await;
                let done = matches!(said(ask_to_move(&self.people[*by], &token).await), Some(Ok(())));
                self.find_new().await;
                done
            }
            Op::Pass { time } => {
                self.kit.backend.clock.advance(*time);
                expire(&self.kit.backend).await.expect("runs");
                true
            }
            op => {
                let Some(access) = self.access(actor(op)).await else { return false };
                self.invite(&access, op).await
            }
        };
        if done {
            self.known.clear();
        }
        done
    }

    async fn invite(&mut self, access: &Access, op: &Op) -> bool {
        match op {
            Op::Send { to, role, teams, .. } => {
                self.sends += 1;
                let ids = self.team_ids(teams);
                let batch = batch(&self.sends.to_string(), vec![group(&[&format!("P{to}@X.example")], *role, &ids.iter().collect::<Vec<_>>())]);
                let row = send(access, batch).await.expect("a send").rows.remove(0);
                match row.outcome {
                    Outcome::Invited { invitation, .. } | Outcome::Requested { invitation } => self.invitations.push(invitation),
                    _ => return false,
                }
                true
            }
            Op::Approve { at, role, teams, .. } => {
                let approval = Approval { request: self.invitations[*at].clone(), role: *role, teams: self.team_ids(teams) };
                said(approve(access, vec![approval]).await).is_some_and(|rows| done(&rows[0].outcome))
            }
            Op::Deny { at, .. } => said(deny(access, vec![self.invitations[*at].clone()], None).await).is_some_and(|rows| done(&rows[0].outcome)),
            Op::Withdraw { at, .. } => said(withdraw(access, &self.invitations[*at]).await).is_some(),
            Op::Revoke { at, .. } => said(revoke(access, &self.invitations[*at]).await).is_some(),
            Op::Resend { at, .. } => said(resend(access, &self.invitations[*at]).await).is_some(),
            Op::Change { at, role, teams, .. } => said(change(access, &self.invitations[*at], *role, &self.team_ids(teams)).await).is_some(),
            op => self.manage(access, op).await,
        }
    }

    async fn manage(&mut self, access: &Access, op: &Op) -> bool {
        match op {
            Op::SetRole { of, role, .. } => match self.membership(*of).await {
                Some(member) => said(members::change_role(access, &member, *role).await).is_some(),
                None => false,
            },
            Op::Remove { by, of } if by == of => said(members::leave(access).await).is_some(),
            Op::Remove { of, .. } => match self.membership(*of).await {
                Some(member) => said(members::remove(access, &member).await).is_some(),
                None => false,
            },
            Op::Settings { rules, .. } => {
                let settings = model::organization::Settings {
                    members_request: rules.request,
                    members_invite: rules.invite,
                    default_role: rules.default_role,
                    invitation_days: rules.days,
                    ..access.settings().clone()
                };
                said(organizations::update_settings(access, SettingsForm { name: "Acme".into(), settings }).await).is_some()
            }
            Op::CreateTeam { .. } => match said(teams::create(access, &NewTeam { name: "Another".into(), projects: Vec::new() }).await) {
                Some(team) => {
                    self.teams.push(team.id);
                    true
                }
                None => false,
            },
            Op::DeleteTeam { team, .. } => said(teams::delete(access, &self.teams[*team]).await).is_some(),
            Op::AddToTeam { of, team, .. } => match self.membership(*of).await {
                Some(member) => said(teams::add_member(access, &self.teams[*team], &member).await).is_some(),
                None => false,
            },
            _ => false,
        }
    }

    /// A request to move makes a row that nobody is told the id of.
    async fn find_new(&mut self) {
        let rows: Vec<(String,)> = query("SELECT id FROM invitations WHERE organization_id = $1 AND moved_from IS NOT NULL ORDER BY created_at, id")
            .bind(&self.organization)
            .all(&self.kit.backend.db)
            .await
            .expect("reads");
        let new = rows.into_iter().map(|(id,)| InvitationId(id)).find(|id| !self.invitations.contains(id));
        self.invitations.extend(new);
    }

    /// Whoever is a member, and every invitation.
    pub async fn look(&self) -> (BTreeMap<Person, Member>, Vec<Shown>) {
        let db = &self.kit.backend.db;
        let role = |text: &str| text.parse::<Role>().expect("a role");
        let place = |id: &str| self.teams.iter().position(|team| team.as_str() == id).expect("a known team");
        let rows: Vec<(String, String, Option<String>)> = query(
            "SELECT m.account_id, m.role, tm.team_id FROM memberships m LEFT JOIN team_members tm ON tm.membership_id = m.id WHERE m.organization_id = $1",
        )
        .bind(&self.organization)
        .all(db)
        .await
        .expect("reads");
        let mut members = BTreeMap::new();
        for (account, word, team) in rows {
            let person = self.people.iter().position(|person| person.account.as_str() == account).expect("known");
            let member = members.entry(person).or_insert_with(|| Member { role: role(&word), teams: Teams::new() });
            member.teams.extend(team.map(|team| place(&team)));
        }
        let rows: Vec<(String, String, String, Option<String>)> = query(
            "SELECT i.id, i.state, i.role, it.team_id FROM invitations i LEFT JOIN invitation_teams it ON it.invitation_id = i.id WHERE i.organization_id = $1",
        )
        .bind(&self.organization)
        .all(db)
        .await
        .expect("reads");
        let mut shown: Vec<Option<Shown>> = vec![None; self.invitations.len()];
        for (id, state, word, team) in rows {
            let at = self.invitations.iter().position(|known| known.as_str() == id).expect("no row that the reference does not have");
            let entry = shown[at].get_or_insert_with(|| (state.parse().expect("a state"), role(&word), Teams::new()));
            entry.2.extend(team.map(|team| place(&team)));
        }
        (members, shown.into_iter().map(|row| row.expect("a row never vanishes")).collect())
    }
}

/// The reference as [`World::look`] shows the product.
pub fn expected(reference: &Reference) -> (BTreeMap<Person, Member>, Vec<Shown>) {
    (reference.members.clone(), reference.invitations.iter().map(|one| (one.state, one.role, one.teams.clone())).collect())
}

fn done(outcome: &DecisionOutcome) -> bool {
    outcome.is_done()
}

/// Refusals are answers; a failure of the database is not.
fn said<T>(answer: crate::Result<T>) -> Option<T> {
    match answer {
        Ok(done) => Some(done),
        Err(crate::Error::Said(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

fn actor(op: &Op) -> Person {
    match op {
        Op::Send { by, .. }
        | Op::Approve { by, .. }
        | Op::Deny { by, .. }
        | Op::Withdraw { by, .. }
        | Op::Revoke { by, .. }
        | Op::Resend { by, .. }
        | Op::Change { by, .. }
        | Op::Accept { by, .. }
        | Op::Move { by, .. }
        | Op::SetRole { by, .. }
        | Op::Remove { by, .. }
        | Op::Settings { by, .. }
        | Op::CreateTeam { by }
        | Op::DeleteTeam { by, .. }
        | Op::AddToTeam { by, .. } => *by,
        Op::Pass { .. } => 0,
    }
}
