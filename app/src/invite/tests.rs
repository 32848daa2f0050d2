use super::{draft::*, mode::*, standing::*, wording};
use model::{
    account::{Me, Shell, TeamLink},
    address_list::parse,
    email::Email,
    id::{AccountId, InvitationId, MembershipId, OrganizationId, TeamId},
    invitation::{Batch, BatchResult, Context, Outcome, Row as Answer, Source, Standing},
    invite_mode::InviteMode,
    organization::{Organization, Settings},
    role::Role,
    time::Timestamp,
};
use std::sync::Arc;

fn shell(role: Role, settings: Settings) -> Shell {
    let email = Email::parse("me@x.org").unwrap();
    let team = |id: &str, own| TeamLink { id: TeamId(id.into()), slug: id.into(), name: id.into(), own };
    Shell {
        me: Me { id: AccountId("me".into()), name: "Me".into(), email, organizations: Vec::new() },
        organization: Organization { id: OrganizationId("o".into()), slug: "o".into(), name: "O".into(), settings },
        membership: MembershipId("m".into()),
        role,
        teams: vec![team("web", true), team("api", false)],
        projects: Vec::new(),
        requests_waiting: 0,
        mail_configured: true,
        demo: false,
        assignments: Arc::default(),
    }
}

fn draft(groups: &[&str]) -> Draft {
    let mut draft = Draft::new(Role::Member, Vec::new());
    for (index, text) in groups.iter().enumerate() {
        let row = if index == 0 { draft.rows[0].id } else { draft.add_row(Role::Member, Vec::new()) };
        draft.add(row, &parse(text));
    }
    draft
}

fn texts(draft: &Draft) -> Vec<&str> {
    draft.chips().map(|chip| chip.text.as_str()).collect()
}

fn send(draft: &mut Draft, key: &str) -> Batch {
    let all = draft.chips().map(|chip| chip.id).collect();
    draft.batch(&Context::new(Source::Sidebar), &all, || key.to_owned())
}

fn answer(address: &str, outcome: Outcome) -> Answer {
    Answer { address: address.into(), outcome }
}

fn invited(link: Option<&str>) -> Outcome {
    Outcome::Invited { invitation: InvitationId("i".into()), link: link.map(Into::into) }
}

#[test]
fn one_group_holds_an_address_once_and_groups_mark_what_an_earlier_one_has() {
    let mut draft = draft(&["ana@x.org, bo@x.org", "BO@x.org, cy@x.org"]);
    let row = draft.rows[0].id;
    let added = draft.add(row, &parse("Ana@X.org, di@x.org, di@x.org"));
    assert_eq!((added.chips.len(), added.again), (1, 2));
    assert_eq!(texts(&draft), ["ana@x.org", "bo@x.org", "di@x.org", "BO@x.org", "cy@x.org"]);
    let marked: Vec<&str> = draft.chips().filter(|chip| draft.duplicates().contains(&chip.id)).map(|chip| chip.text.as_str()).collect();
    assert_eq!(marked, ["BO@x.org"]);
}

#[test]
fn what_stands_in_the_field_is_settled_before_a_send() {
    let mut draft = draft(&["ana@x.org"]);
    draft.rows[0].typing = " Bo Ray <bo@x.org>, cy".into();
    draft.settle();
    assert_eq!(texts(&draft), ["ana@x.org", "bo@x.org", "cy"]);
    assert_eq!(draft.chips().nth(2).and_then(|chip| chip.invalid.as_deref()), Some("This has no @."));
    assert!(draft.rows[0].typing.is_empty());
}

#[test]
fn groups_come_and_go() {
    let mut draft = draft(&["ana@x.org", "bo@x.org"]);
    let (first, second) = (draft.rows[0].id, draft.rows[1].id);
    draft.remove_row(first);
    assert_eq!(texts(&draft), ["bo@x.org"]);
    draft.remove_row(second);
    assert_eq!((draft.rows.len(), draft.is_empty()), (1, true), "the last group is emptied, not removed");
}

#[test]
fn the_key_stays_for_the_same_content_only() {
    let mut draft = draft(&["ana@x.org"]);
    assert_eq!(send(&mut draft, "one").key, "one");
    assert_eq!(send(&mut draft, "two").key, "one", "a retry");
    let mut restored: Draft = serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap();
    assert_eq!(send(&mut restored, "two").key, "one", "a retry after a reload");
    draft.message = "Hello".into();
    assert_eq!(send(&mut draft, "two").key, "two", "the message changed");
    let row = draft.rows[0].id;
    draft.set_role(row, Role::Admin);
    assert_eq!(send(&mut draft, "three").key, "three", "the role changed");
    draft.apply(&BatchResult { rows: vec![answer("ana@x.org", Outcome::RateLimited { retry_at: Timestamp(1) })], mail_configured: true });
    assert_eq!(send(&mut draft, "four").key, "four", "it was answered: a further send is a new one");
}

#[test]
fn the_echo_of_an_unanswered_send_does_not_hinder_its_retry() {
    let mut draft = draft(&["ana@x.org"]);
    let standings = Standings::from([("ana@x.org".into(), Some(Standing::Invited { by: "Me".into(), at: Timestamp(1) }))]);
    let blocked = |draft: &Draft| states(draft, &standings, false).values().any(ChipState::blocks);
    assert!(blocked(&draft));
    send(&mut draft, "one");
    assert!(!blocked(&draft));
    draft.apply(&BatchResult { rows: vec![answer("ana@x.org", Outcome::RateLimited { retry_at: Timestamp(5) })], mail_configured: true });
    draft.set_role(draft.rows[0].id, Role::Admin);
    assert!(draft.unanswered().is_empty());
}

#[test]
fn only_the_chosen_chips_are_sent() {
    let mut draft = draft(&["ana@x.org, bo", "cy@x.org"]);
    let chosen = draft.chips().filter(|chip| chip.invalid.is_none()).map(|chip| chip.id).collect();
    let batch = draft.batch(&Context::new(Source::Sidebar), &chosen, || "k".into());
    let sent: Vec<Vec<&str>> = batch.groups.iter().map(|group| group.invitees.iter().map(|invitee| invitee.address.as_str()).collect()).collect();
    assert_eq!(sent, [vec!["ana@x.org"], vec!["cy@x.org"]]);
}

#[test]
fn what_succeeded_leaves_and_what_failed_stays_with_its_reason() {
    let mut draft = draft(&["Ana <ana@x.org>, bo@x.org", "cy@x.org"]);
    let limited = Outcome::RateLimited { retry_at: Timestamp(5) };
    let rows = vec![answer("ana@x.org", invited(Some("http://l"))), answer("bo@x.org", limited.clone()), answer("cy@x.org", invited(None))];
    let done = draft.apply(&BatchResult { rows, mail_configured: false });
    assert_eq!(
        done.iter().map(|done| (done.address.as_str(), done.link.as_deref())).collect::<Vec<_>>(),
        [("ana@x.org", Some("http://l")), ("cy@x.org", None)]
    );
    assert_eq!((texts(&draft), draft.rows.len()), (vec!["bo@x.org"], 1));
    assert_eq!(draft.rows[0].chips[0].failure, Some(limited));
}

#[test]
fn a_duplicate_of_what_is_done_goes_with_it() {
    let mut draft = draft(&["ana@x.org", "Ana@x.org, bo@x.org"]);
    draft.apply(&BatchResult { rows: vec![answer("ana@x.org", invited(None))], mail_configured: true });
    assert_eq!((texts(&draft), draft.rows.len()), (vec!["bo@x.org"], 1));
}

#[test]
fn a_new_role_forgets_what_the_old_one_was_refused_for() {
    let mut draft = draft(&["ana@x.org"]);
    let row = draft.rows[0].id;
    draft.apply(&BatchResult { rows: vec![answer("ana@x.org", Outcome::RoleNotAllowed { reason: "No.".into() })], mail_configured: true });
    assert!(draft.rows[0].chips[0].failure.is_some());
    draft.set_role(row, Role::Member);
    assert_eq!(draft.rows[0].chips[0].failure, None);
}

#[test]
fn a_draft_survives_as_text() {
    let mut draft = draft(&["Ana <ana@x.org>, bo", "cy@x.org"]);
    draft.message = "Hi".into();
    draft.rows[1].typing = "di@".into();
    draft.rows[1].teams = vec![TeamId("web".into())];
    assert_eq!(serde_json::from_str::<Draft>(&serde_json::to_string(&draft).unwrap()).unwrap(), draft);
}

#[test]
fn standings_decide_what_goes() {
    let draft = draft(&["free@x.org, member@x.org, asked@x.org, nope, new@x.org", "free@x.org"]);
    let standings = Standings::from([
        ("free@x.org".into(), Some(Standing::Free)),
        ("member@x.org".into(), Some(Standing::Member { name: "M".into() })),
        ("asked@x.org".into(), None),
    ]);
    let states = states(&draft, &standings, false);
    let shown: Vec<(&str, Tone, bool)> = draft.chips().map(|chip| (chip.text.as_str(), states[&chip.id].tone(), states[&chip.id].blocks())).collect();
    assert_eq!(
        shown,
        [
            ("free@x.org", Tone::Plain, false),
            ("member@x.org", Tone::Warning, true),
            ("asked@x.org", Tone::Busy, false),
            ("nope", Tone::Danger, true),
            ("new@x.org", Tone::Plain, false),
            ("free@x.org", Tone::Warning, true),
        ]
    );
    let plan = plan(&shell(Role::Owner, Settings::default()), &draft, &states, usize::MAX);
    assert_eq!((plan.direct, plan.requests, plan.blocked, plan.over), (3, 0, 3, 0));
}

#[test]
fn five_hundred_go_at_once_or_as_many_as_the_day_has_room_for() {
    let many: String = (0..620).map(|n| format!("a{n}@x.org ")).collect();
    let draft = draft(&[&many]);
    let planned = |room| plan(&shell(Role::Owner, Settings::default()), &draft, &states(&draft, &Standings::new(), false), room);
    let whole = planned(usize::MAX);
    assert_eq!((whole.chips.len(), whole.over), (500, 120));
    assert_eq!(whole.button(InviteMode::Direct, false), "Send the first 500 of 620");
    let room = planned(58);
    assert_eq!((room.chips.len(), room.over), (58, 562));
    assert_eq!((planned(0).chips.len(), planned(0).over), (0, 620));
}

#[test]
fn the_dialog_says_what_it_will_do() {
    let open = Settings { members_invite: true, ..Settings::default() };
    let shut = Settings { members_request: false, ..Settings::default() };
    for (role, settings, wanted, team, title, button) in [
        (Role::Owner, Settings::default(), Role::Owner, "api", "Invite teammates", "Send 1 invitation"),
        (Role::Manager, Settings::default(), Role::Manager, "api", "Invite teammates", "Send 1 invitation"),
        (Role::Manager, Settings::default(), Role::Owner, "web", "Invite teammates", "Send invitations"),
        (Role::Member, Settings::default(), Role::Owner, "web", "Request invitations", "Request 1 invitation"),
        (Role::Admin, Settings::default(), Role::Member, "web", "Request invitations", "Request 1 invitation"),
        (Role::Member, open.clone(), Role::Member, "web", "Invite teammates", "Send 1 invitation"),
        (Role::Member, open.clone(), Role::Member, "api", "Request invitations", "Request 1 invitation"),
        (Role::Member, open.clone(), Role::Admin, "web", "Request invitations", "Request 1 invitation"),
        (Role::Member, shut, Role::Member, "web", "Inviting is up to managers", "Send invitations"),
    ] {
        let shell = shell(role, settings);
        let mut draft = draft(&["ana@x.org"]);
        draft.rows[0].role = wanted;
        draft.rows[0].teams = vec![TeamId(team.into())];
        let plan = plan(&shell, &draft, &states(&draft, &Standings::new(), false), usize::MAX);
        let (mode, shown, _) = headline(&shell, &plan);
        assert_eq!((shown, plan.button(mode, false).as_str()), (title, button), "{role} invites {wanted} to {team}");
    }
}

#[test]
fn a_send_may_be_of_both_kinds() {
    let shell = shell(Role::Member, Settings { members_invite: true, ..Settings::default() });
    let mut draft = draft(&["ana@x.org, bo@x.org", "cy@x.org"]);
    draft.rows[1].role = Role::Manager;
    let plan = plan(&shell, &draft, &states(&draft, &Standings::new(), false), usize::MAX);
    assert_eq!(plan.button(InviteMode::Direct, false), "Send 2, request 1");
    assert_eq!(headline(&shell, &plan).1, "Invite teammates");
}

#[test]
fn roles_that_may_not_be_given_say_why() {
    let refused = |role, settings| {
        role_choices(&shell(role, settings)).into_iter().filter(|choice| choice.refusal.is_some()).map(|choice| choice.role).collect::<Vec<_>>()
    };
    let direct_only = Settings { members_invite: true, members_request: false, ..Settings::default() };
    assert_eq!(refused(Role::Owner, Settings::default()), []);
    assert_eq!(refused(Role::Manager, Settings::default()), [Role::Owner]);
    assert_eq!(refused(Role::Member, Settings::default()), [], "in request mode any role may be suggested");
    assert_eq!(refused(Role::Admin, direct_only), [Role::Admin, Role::Manager, Role::Owner]);
    let owner = role_choices(&shell(Role::Manager, Settings::default())).pop().unwrap();
    assert_eq!(owner.label(), "Owner – only owners can invite owners");
    let high = Settings { default_role: Role::Owner, ..Settings::default() };
    assert_eq!(proposed_role(&shell(Role::Manager, high)), Role::Manager);
}

#[test]
fn every_answer_is_a_sentence() {
    let at = Timestamp(1);
    for (outcome, said, spoken) in [
        (Outcome::AlreadyMember { name: "Ana".into() }, "Ana (a@x.org) is a member already.", "Ana (a@x.org) is a member already."),
        (Outcome::AlreadyInvited { by: "Bo".into(), at }, "a@x.org was invited by Bo {}; the invitation still stands.", "a@x.org was invited by Bo."),
        (Outcome::AlreadyRequested { by: "Bo".into(), at }, "Bo asked for a@x.org {}; a manager or owner decides.", "Bo asked for a@x.org."),
        (Outcome::AlreadyRequested { by: String::new(), at }, "a@x.org asked to join {}; a manager or owner decides.", "a@x.org asked to join."),
        (
            Outcome::RoleNotAllowed { reason: "Only owners can.".into() },
            "a@x.org was not invited: Only owners can.",
            "a@x.org was not invited: Only owners can.",
        ),
        (Outcome::InvalidAddress { reason: "This has no @.".into() }, "“a@x.org”: This has no @.", "“a@x.org”: This has no @."),
        (
            Outcome::DomainNotAllowed { allowed: vec!["y.org".into(), "z.org".into()] },
            "a@x.org can’t be invited: this organization takes only addresses at y.org or z.org.",
            "a@x.org can’t be invited: this organization takes only addresses at y.org or z.org.",
        ),
        (Outcome::RateLimited { retry_at: at }, "a@x.org is over a sending limit. Retry {}.", "a@x.org is over a sending limit. Retry."),
    ] {
        let sentence = wording::refused("a@x.org", &outcome).unwrap();
        let shown = format!("{}{}{}", sentence.before, if sentence.at.is_some() { "{}" } else { "" }, sentence.after);
        assert_eq!((shown.as_str(), sentence.spoken().as_str()), (said, spoken));
    }
    assert_eq!(wording::refused("a@x.org", &invited(None)), None);
}

#[test]
fn what_is_read_out() {
    let mut draft = draft(&[""]);
    let row = draft.rows[0].id;
    let added = draft.add(row, &parse("ana"));
    assert_eq!(wording::added(&added, draft.chips().next()).unwrap(), "ana is not an address. This has no @.");
    let added = draft.add(row, &parse("Hi all there\na@x.org\nb@x.org\na@x.org"));
    assert_eq!(wording::added(&added, None).unwrap(), "2 addresses added. 1 was there already. 1 line without an address left out.");
    let done = |name: &str, requested| Done {
        address: "a@x.org".into(),
        name: (!name.is_empty()).then(|| name.into()),
        link: None,
        requested,
        added: false,
    };
    assert_eq!(wording::result(&[done("Ana", false)], 0, 0), "Ana is invited.");
    assert_eq!(
        wording::result(&[done("", false), done("", false), done("Bo", true)], 1, 0),
        "2 people are invited, the invitation of Bo is requested. 1 address stays in the form, with its reason."
    );
}
