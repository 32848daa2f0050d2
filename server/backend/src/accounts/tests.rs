use super::*;
use crate::{
    access::Credential,
    on_both,
    testing::{Kit, START},
};
use model::{
    account::FirstRun,
    error::ApiError,
    time::{DAY, HOUR, MINUTE},
};

const PASSWORD: &str = "gr8-otters-swim";

fn form() -> FirstRun {
    FirstRun {
        name: "Ana".into(),
        email: "Ana@Acme.example".into(),
        password: PASSWORD.into(),
        organization: "Acme, Inc.".into(),
        slug: None,
        project: Some(("Shop".into(), "python".into())),
    }
}

fn client() -> Client {
    Client { address: "127.0.0.1".into(), user_agent: "test".into() }
}

fn said<T>(result: crate::Result<T>) -> ApiError {
    match result {
        Ok(_) => panic!("should have been refused"),
        Err(error) => error.into_api(),
    }
}

on_both!(the_first_run_makes_everything_once, async |kit: Kit| {
    let backend = &kit.backend;
    assert!(is_first_run(backend).await.unwrap());
    let (started, session) = create_owner(backend, &form(), &client()).await.unwrap();
    assert!(!is_first_run(backend).await.unwrap());
    assert_eq!(started.organization_slug, "acme-inc");
    let project = started.project.unwrap();
    assert_eq!(project.slug, "shop");
    assert!(project.dsn.starts_with("https://") && project.dsn.ends_with(&format!("@muster.example/{}", project.id)), "{}", project.dsn);
    let access = kit.enter(&session.secret, "acme-inc").await;
    assert_eq!(access.role, model::role::Role::Owner);
    assert!(access.teams.iter().all(|team| team.own) && access.teams.len() == 1);
    let by_token = backend.actor(Credential::ApiToken(&started.api_token), "127.0.0.1").await.unwrap();
    assert_eq!(by_token.account, access.actor.account);
    assert!(matches!(said(create_owner(backend, &form(), &client()).await), ApiError::Conflict { .. }));
});

on_both!(a_raced_first_run_has_one_winner, async |kit: Kit| {
    let backend = kit.backend.clone();
    let tries = (0..6).map(|n| {
        let backend = backend.clone();
        tokio::spawn(async move {
            let form = FirstRun { email: format!("owner{n}@acme.example"), ..form() };
            create_owner(&backend, &form, &client()).await.is_ok()
        })
    });
    let mut winners = 0;
    for one in tries.collect::<Vec<_>>() {
        winners += usize::from(one.await.unwrap());
    }
    assert_eq!(winners, 1);
    let (accounts,): (i64,) = crate::db::query("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts").one(&backend.db).await.unwrap();
    assert_eq!(accounts, 1);
});

on_both!(bad_first_runs_leave_nothing, async |kit: Kit| {
    for (bad, field) in [
        (FirstRun { name: " ".into(), ..form() }, "name"),
        (FirstRun { email: "ana".into(), ..form() }, "email"),
        (FirstRun { password: "password".into(), ..form() }, "password"),
        (FirstRun { organization: "\u{202e}".into(), ..form() }, "organization"),
        (FirstRun { slug: Some("login".into()), ..form() }, "slug"),
        (FirstRun { project: Some((String::new(), "python".into())), ..form() }, "project"),
        (FirstRun { project: Some(("Shop".into(), "\u{0}".into())), ..form() }, "platform"),
    ] {
        match said(create_owner(&kit.backend, &bad, &client()).await) {
            ApiError::Invalid { field: found, .. } => assert_eq!(found, field),
            other => panic!("{other:?}"),
        }
    }
    assert!(is_first_run(&kit.backend).await.unwrap());
});

on_both!(signing_in, async |kit: Kit| {
    let backend = &kit.backend;
    create_owner(backend, &form(), &client()).await.unwrap();
    let token = sign_in(backend, "ana@ACME.example", PASSWORD, &client()).await.unwrap();
    let actor = backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.unwrap();
    assert_eq!(actor.email.address(), "Ana@Acme.example");
    let wrong = said(sign_in(backend, "ana@acme.example", "something else", &client()).await);
    assert_eq!(wrong, said(sign_in(backend, "nobody@acme.example", "something else", &client()).await));
    assert!(matches!(wrong, ApiError::Invalid { ref field, .. } if field.is_empty()));
    assert_eq!(list_sessions(&actor).await.unwrap().len(), 2);
    end_other_sessions(&actor).await.unwrap();
    let left = list_sessions(&actor).await.unwrap();
    assert!(left.len() == 1 && left[0].current);
    sign_out(&actor).await.unwrap();
    assert!(backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.is_err());
});

on_both!(guessing_is_limited_and_the_limit_ends, async |kit: Kit| {
    let backend = &kit.backend;
    create_owner(backend, &form(), &client()).await.unwrap();
    for n in 0..20 {
        let elsewhere = Client { address: format!("10.0.0.{n}"), ..client() };
        assert!(matches!(said(sign_in(backend, "ana@acme.example", "a wrong guess", &elsewhere).await), ApiError::Invalid { .. }));
    }
    assert_eq!(said(sign_in(backend, "ana@acme.example", PASSWORD, &client()).await), ApiError::Limited { until: START.plus(15 * MINUTE) });
    backend.clock.advance(15 * MINUTE);
    sign_in(backend, "ana@acme.example", PASSWORD, &client()).await.unwrap();
});

on_both!(a_session_slides_and_lapses, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, token) = create_owner(backend, &form(), &client()).await.unwrap();
    backend.clock.advance(29 * DAY);
    backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.unwrap();
    backend.clock.advance(29 * DAY);
    backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.unwrap();
    backend.clock.advance(31 * DAY);
    assert!(backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.is_err());
});

on_both!(a_session_gets_a_new_secret_when_rights_change, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, token) = create_owner(backend, &form(), &client()).await.unwrap();
    let actor = async |secret: &str| backend.actor(Credential::Session(secret), "127.0.0.1").await;
    let before = actor(&token.secret).await.unwrap();
    assert!(!before.rights_changed);
    assert!(renew_session(&before).await.unwrap().is_none(), "there is no reason to");
    let access = before.enter("acme-inc").await.unwrap();
    let other = kit.member("acme-inc", model::role::Role::Owner, "otto@acme.example").await;
    crate::members::change_role(&other, &access.membership, model::role::Role::Member).await.unwrap();
    let changed = actor(&token.secret).await.unwrap();
    assert!(changed.rights_changed);
    let fresh = renew_session(&changed).await.unwrap().expect("a new secret");
    assert!(renew_session(&changed).await.unwrap().is_none(), "whoever comes at the same time changes nothing");
    let after = actor(&fresh.secret).await.unwrap();
    assert!(after.session == before.session && !after.rights_changed);
    assert!(!actor(&token.secret).await.unwrap().rights_changed, "requests under way are let through");
    backend.clock.advance(20 * model::time::SECOND);
    assert!(actor(&token.secret).await.is_err());
    assert!(actor(&fresh.secret).await.is_ok());
});

on_both!(changing_the_password_ends_other_sessions, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, other) = create_owner(backend, &form(), &client()).await.unwrap();
    let token = sign_in(backend, "ana@acme.example", PASSWORD, &client()).await.unwrap();
    let actor = backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.unwrap();
    assert!(matches!(said(change_password(&actor, "not it", "another good one").await), ApiError::Invalid { ref field, .. } if field == "current"));
    assert!(matches!(said(change_password(&actor, PASSWORD, "short").await), ApiError::Invalid { ref field, .. } if field == "password"));
    change_password(&actor, PASSWORD, "another good one").await.unwrap();
    assert!(backend.actor(Credential::Session(&other.secret), "127.0.0.1").await.is_err());
    assert!(backend.actor(Credential::Session(&token.secret), "127.0.0.1").await.is_ok());
    sign_in(backend, "ana@acme.example", "another good one", &client()).await.unwrap();
});

on_both!(a_reset_code_works_once_for_an_hour, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, session) = create_owner(backend, &form(), &client()).await.unwrap();
    let account = backend.actor(Credential::Session(&session.secret), "127.0.0.1").await.unwrap().account;
    let mut tx = backend.db.begin().await.unwrap();
    let late = reset_link(&mut tx, backend, &account).await.unwrap();
    tx.commit().await.unwrap();
    backend.clock.advance(HOUR);
    assert!(
        matches!(said(reset_password(backend, &late, "another good one", &client()).await), ApiError::Invalid { ref field, .. } if field == "code")
    );
    let mut tx = backend.db.begin().await.unwrap();
    let link = reset_link(&mut tx, backend, &account).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(said(reset_password(backend, &link, "short", &client()).await), ApiError::Invalid { ref field, .. } if field == "password"));
    let (_, code) = link.split_once('#').unwrap();
    reset_password(backend, &format!(" {code} "), "another good one", &client()).await.unwrap();
    assert!(backend.actor(Credential::Session(&session.secret), "127.0.0.1").await.is_err(), "old sessions end");
    assert!(reset_password(backend, &link, "yet another one", &client()).await.is_err(), "used");
    let queued = async || -> i64 {
        let (count,): (i64,) =
            crate::db::query("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE kind = 'password_reset'").one(&backend.db).await.unwrap();
        count
    };
    request_reset(backend, "nobody@acme.example", &client()).await.unwrap();
    assert_eq!(queued().await, 1, "nothing is looked up before the message is written");
    for _ in 0..5 {
        request_reset(backend, "ana@acme.example", &client()).await.unwrap();
    }
    assert_eq!(queued().await, 4, "the limit is silent");
    assert!(request_reset(backend, "nobody", &client()).await.is_err());
});

on_both!(api_tokens_are_shown_once_and_can_go, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, session) = create_owner(backend, &form(), &client()).await.unwrap();
    let actor = backend.actor(Credential::Session(&session.secret), "127.0.0.1").await.unwrap();
    let made = create_api_token(&actor, "deploy script").await.unwrap();
    assert_eq!(made.secret.len(), 64);
    assert_eq!(list_api_tokens(&actor).await.unwrap().len(), 2);
    backend.actor(Credential::ApiToken(&made.secret), "127.0.0.1").await.unwrap();
    assert!(list_api_tokens(&actor).await.unwrap().iter().any(|row| row.id == made.token.id && row.last_used_at == Some(START)));
    delete_api_token(&actor, &made.token.id).await.unwrap();
    assert!(backend.actor(Credential::ApiToken(&made.secret), "127.0.0.1").await.is_err());
});

on_both!(names_are_clean, async |kit: Kit| {
    let backend = &kit.backend;
    let (_, session) = create_owner(backend, &form(), &client()).await.unwrap();
    let actor = backend.actor(Credential::Session(&session.secret), "127.0.0.1").await.unwrap();
    assert!(rename(&actor, "Ana\r\nBcc: x@y.example").await.is_err());
    rename(&actor, " Ana L. ").await.unwrap();
    assert_eq!(backend.actor(Credential::Session(&session.secret), "127.0.0.1").await.unwrap().name, "Ana L.");
});
