//! Somebody wants to see what an error looks like here, before one of their own has arrived.

use super::list::link;
use crate::{Result, access::Access, analytics, events};
use model::{id::IssueId, live::Change, permission::Action, product_event::ProductEvent};
use serde_json::json;

/// The project's sample issue, made when it is wanted for the first time. It is no first error of the team's own.
///
/// # Errors
/// Forbidden; not found; a conflict when another one is being made at the same moment.
pub async fn see_sample(access: &Access, slug: &str) -> Result<IssueId> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let backend = access.backend();
    let (id, platform) = link(access, slug).await.map(|project| (project.id, project.platform))?;
    let project = events::Project { id, organization: access.organization.id.clone() };
    let mut tx = backend.db.begin().await?;
    let (issue, new) = events::write_sample(&mut tx, backend, &project, &platform).await?;
    let properties = json!({ "project": id, "new": new });
    analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), ProductEvent::SampleEventOpened, properties)
        .await?;
    tx.commit().await?;
    if new {
        backend.live.tell(&access.organization.id, Change::IssueAppeared { project: id, issue: issue.clone() });
    }
    Ok(issue)
}

#[cfg(test)]
mod tests {
    use super::see_sample;
    use crate::{
        access::Access,
        db::query,
        events::{Body, Intake, decode::Encoding, receive},
        experiments::{decide_own, expose, results},
        issues, on_both,
        projects::{create, links, setup},
        testing::Kit,
    };
    use model::{experiment::Status, project::NewProject, role::Role};

    async fn count(kit: &Kit, access: &Access, name: &str) -> i64 {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events WHERE name = $1 AND account_id = $2 AND organization_id = $3";
        let rows = query(sql).bind(name).bind(&access.actor.account).bind(&access.organization.id);
        rows.one::<(i64,)>(&kit.backend.db).await.expect("a count").0
    }

    async fn report(kit: &Kit, access: &Access) {
        let intake = Intake::start(kit.backend.clone());
        let key = setup(access, "web").await.expect("set up").dsn.expect("a key");
        let key = key.split("://").nth(1).and_then(|rest| rest.split('@').next()).expect("a key").to_owned();
        let id = links(access).await.expect("links").iter().find(|project| project.slug == "web").expect("a project").id;
        let project = intake.project(id, &key).await.expect("asked").expect("known");
        let wire = br#"{"exception":{"values":[{"type":"KeyError","value":"x"}]}}"#;
        let body = Body { encoding: Encoding::Plain, wire, received: kit.backend.clock.now(), client_address: None };
        for ready in receive::single(&body).expect("an event").events {
            intake.submit(&project, ready).await.expect("stored");
        }
        intake.drain().await;
    }

    /// As the page reports it, where the offer stands or does not.
    async fn meets(who: &Access) {
        let known = who.decided.of("sample_event").expect("it runs");
        assert_eq!(expose(who, &[known.exposure("")]).await.expect("taken").recorded, 1);
    }

    fn project(name: &str) -> NewProject {
        NewProject { name: name.into(), platform: "python".into(), teams: Vec::new() }
    }

    on_both!(only_whoever_made_a_first_project_is_counted, async |kit: Kit| {
        kit.organization("acme").await;
        let ana = kit.member("acme", Role::Owner, "ana@acme.example").await;
        let bo = kit.member("acme", Role::Member, "bo@acme.example").await;
        decide_own(&kit.backend, "sample_event", Status::Running, None).await.expect("starts");
        let (ana, bo) = (ana.actor.enter("acme").await.expect("a member"), bo.actor.enter("acme").await.expect("a member"));
        create(&ana, &project("Web")).await.expect("made");
        kit.backend.clock.advance(1);
        create(&ana, &project("Shop")).await.expect("made");
        let first = async |who: &Access, slug: &str| setup(who, slug).await.expect("set up").first;
        assert_eq!((first(&ana, "web").await, first(&ana, "shop").await, first(&bo, "web").await), (true, false, false));
        kit.backend.clock.advance(1);
        create(&bo, &project("Cart")).await.expect("made");
        assert!(first(&bo, "cart").await);
        for who in [&ana, &bo] {
            meets(who).await;
        }
        kit.backend.clock.advance(1);
        report(&kit, &ana).await;
        let found = results(&ana, "sample_event").await.expect("results");
        let sent = found.metrics[0].arms.iter().map(|arm| arm.total).sum::<f64>();
        assert_eq!((found.arms.iter().map(|arm| arm.units).sum::<u64>(), sent), (2, 1.0), "one of two who signed up sent an error of their own");
    });

    on_both!(a_sample_is_no_first_error_of_ones_own, async |kit: Kit| {
        kit.organization("acme").await;
        let access = kit.member("acme", Role::Owner, "ana@acme.example").await;
        decide_own(&kit.backend, "sample_event", Status::Running, None).await.expect("starts");
        let access = access.actor.enter("acme").await.expect("a member");
        create(&access, &project("Web")).await.expect("made");
        let sample = see_sample(&access, "web").await.expect("a sample");
        assert_eq!(see_sample(&access, "web").await.expect("the same"), sample);
        let detail = issues::detail(&access, &sample).await.expect("an issue");
        assert!(detail.sample && detail.summary.times_seen == 1);
        assert_eq!(setup(&access, "web").await.expect("set up").issue, None, "still waiting for an error of their own");
        assert!(!links(&access).await.expect("links")[0].has_events);
        assert_eq!((count(&kit, &access, "sample_event.opened").await, count(&kit, &access, "project.first_error").await), (2, 0));
        let (met,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM experiment_exposures").one(&kit.backend.db).await.expect("a count");
        assert_eq!(met, 0, "only some arms have the offer: following it says nothing about who met one");
        report(&kit, &access).await;
        report(&kit, &access).await;
        assert_eq!(count(&kit, &access, "project.first_error").await, 1);
        assert!(setup(&access, "web").await.expect("set up").issue.is_some_and(|(issue, _)| issue != sample));
        assert!(links(&access).await.expect("links")[0].has_events);
        kit.organization("other").await;
        let stranger = kit.member("other", Role::Owner, "eve@other.example").await;
        see_sample(&stranger, "web").await.expect_err("not theirs");
    });
}
