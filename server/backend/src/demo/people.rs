//! Who is in the demo organization, and who is on the way.

use super::{PASSWORD, SLUG, email};
use crate::{
    Backend, Result,
    access::{Access, Credential},
    accounts::{self, Client, create_account_verified, hash_password, start_session},
    invitations, members, projects, teams,
};
use model::{
    account::FirstRun,
    id::TeamId,
    invitation::{Batch, Context, Group, Invitee, Source},
    project::NewProject,
    role::Role,
    team::NewTeam,
};

pub struct Person {
    pub name: &'static str,
    pub email: &'static str,
    pub role: Role,
    teams: &'static [&'static str],
}

pub const OWNER: &Person = &ALL[0];
pub const ALL: &[Person] = &[
    Person { name: "Ana Lindqvist", email: "ana@lumen.example", role: Role::Owner, teams: &["Storefront", "Platform"] },
    Person { name: "Marco Ferri", email: "marco@lumen.example", role: Role::Manager, teams: &["Storefront"] },
    Person { name: "Priya Nair", email: "priya@lumen.example", role: Role::Admin, teams: &["Platform"] },
    Person { name: "Tom Becker", email: "tom@lumen.example", role: Role::Member, teams: &["Storefront"] },
    Person { name: "Yuki Tanaka", email: "yuki@lumen.example", role: Role::Member, teams: &["Platform"] },
];

/// Makes organization, teams, projects and people; answers with everybody's access, the owner's first.
pub async fn settle(backend: &Backend) -> Result<Vec<Access>> {
    let form = FirstRun {
        name: OWNER.name.into(),
        email: OWNER.email.into(),
        password: PASSWORD.into(),
        organization: "Lumen Goods".into(),
        slug: Some(SLUG.into()),
        project: None,
    };
    let (_, session) = accounts::create_owner(backend, &form, &client()).await?;
    let owner = enter(backend, &session.secret).await?;
    for (team, platform_projects) in
        [("Storefront", [("Shop", "python"), ("Web", "javascript")]), ("Platform", [("Checkout API", "node"), ("Worker", "rust")])]
    {
        let team = teams::create(&enter(backend, &session.secret).await?, &NewTeam { name: team.into(), projects: vec![] }).await?;
        for (name, platform) in platform_projects {
            let new = NewProject { name: name.into(), platform: platform.into(), teams: vec![team.id.clone()] };
            projects::create(&enter(backend, &session.secret).await?, &new).await?;
        }
    }
    let hash = hash_password(PASSWORD, &[]).await?;
    let mut accesses = Vec::new();
    for person in &ALL[1..] {
        let mut tx = backend.db.begin().await?;
        let account = create_account_verified(&mut tx, &backend.clock, person.name, &email(person.email), &hash).await?;
        accounts::proved_by_mail(&mut tx, &account, email(person.email).key(), backend.clock.now()).await?;
        members::insert(&mut tx, &backend.clock, &owner.organization.id, &account, person.role).await?;
        let session = start_session(&mut tx, &backend.clock, &account, &client()).await?;
        tx.commit().await?;
        accesses.push((person, session.secret));
    }
    accesses.insert(0, (OWNER, session.secret));
    let owner = enter(backend, &accesses[0].1).await?;
    for (person, secret) in &accesses {
        let membership = enter(backend, secret).await?.membership;
        for team in owner.teams.iter().filter(|team| person.teams.contains(&team.name.as_str())) {
            teams::add_member(&owner, &team.id, &membership).await?;
        }
    }
    let mut entered = Vec::new();
    for (_, secret) in &accesses {
        entered.push(enter(backend, secret).await?);
    }
    Ok(entered)
}

/// One invitation that is pending, and one that a member asked for.
pub async fn invite(accesses: &[Access]) -> Result<()> {
    let [owner, .., member] = accesses else { return Ok(()) };
    let team = |access: &Access| access.teams.iter().filter(|team| team.own).map(|team| team.id.clone()).take(1).collect::<Vec<_>>();
    send(owner, "jonas.weber@lumen.example", "Jonas Weber", Role::Admin, team(owner), Source::MembersPage).await?;
    send(member, "sofia.costa@lumen.example", "Sofia Costa", Role::Member, team(member), Source::TeamMembers).await
}

async fn send(access: &Access, address: &str, name: &str, role: Role, teams: Vec<TeamId>, source: Source) -> Result<()> {
    let invitee = Invitee { address: address.into(), name: Some(name.into()) };
    let group = Group { invitees: vec![invitee], role, teams };
    let batch = Batch { key: format!("demo-{address}"), context: Context::new(source), groups: vec![group], message: None };
    invitations::send(access, batch).await.map(drop)
}

async fn enter(backend: &Backend, secret: &str) -> Result<Access> {
    backend.actor(Credential::Session(secret), "127.0.0.1").await?.enter(SLUG).await
}

fn client() -> Client {
    Client { address: "127.0.0.1".into(), user_agent: "muster demo".into() }
}
