//! One row for each server function: what it is asked with, and whom it answers.

use model::role::Role::{self, Admin, Manager, Member};

/// Whom an endpoint answers.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anybody, signed in or not; with these arguments the answer has this status.
    Open(u16),
    /// Every account, member of something or not.
    SignedIn,
    /// Members with at least this role; to lower ones it says that they may not.
    From(Role),
    /// Members with at least this role; for lower ones the thing does not exist.
    Hidden(Role),
    /// No account while sign-up is closed, whatever its roles; it is told so.
    Closed,
    /// Nobody outside demo mode: not found.
    Demo,
    /// Only the one it belongs to, who is nobody of those who come: not found.
    Theirs,
}

use Who::{Closed, Demo, From, Hidden, Open, SignedIn, Theirs};

const FIRST_RUN: &str =
    r#"{"form":{"name":"Eve","email":"eve@evil.example","password":"correct horse 7","organization":"Evil","slug":null,"project":null}}"#;
const NEW_PROJECT: &str = r#"{"name":"Web","platform":"python","teams":["{team}"]}"#;
const SETTINGS: &str = r#"{"name":"Acme","settings":{"members_request":true,"members_invite":true,"join_requests":true,"open_teams":true,"default_role":"member","invitation_days":30,"allowed_domains":[],"members_create_teams":true,"members_create_projects":true}}"#;
const BATCH: &str = r#"{"key":"k1","context":{"source":"members_page","issue":null,"intent":null,"wanted_url":null},"groups":[{"invitees":[{"address":"new@acme.example","name":null}],"role":"member","teams":["{team}"]}],"message":null}"#;

/// Name, JSON arguments, and who may.
pub fn rows() -> Vec<(&'static str, String, Who)> {
    let plain = PLAIN.iter().map(|(name, args, who)| (*name, (*args).to_owned(), *who));
    let long = [
        ("create_owner", FIRST_RUN.to_owned(), Open(409)),
        ("update_settings", format!(r#"{{"org":"{{org}}","form":{SETTINGS}}}"#), From(Manager)),
        ("send_invitations", format!(r#"{{"org":"{{org}}","batch":{BATCH}}}"#), From(Member)),
        ("create_project", format!(r#"{{"org":"{{org}}","project":{NEW_PROJECT}}}"#), From(Member)),
        ("update_project", format!(r#"{{"org":"{{org}}","slug":"{{project}}","project":{NEW_PROJECT}}}"#), From(Admin)),
    ];
    plain.chain(long).collect()
}

const PLAIN: &[(&str, &str, Who)] = &[
    ("start", "{}", Open(200)),
    ("load_door", r#"{"org":"{org}"}"#, Open(200)),
    ("sign_in", r#"{"email":"nobody@acme.example","password":"wrong horse 7"}"#, Open(422)),
    ("sign_out", "{}", Open(200)),
    ("request_reset", r#"{"email":"nobody@acme.example"}"#, Open(200)),
    ("reset_password", r#"{"code":"x","password":"correct horse 7"}"#, Open(422)),
    ("preview_invitation", r#"{"code":"x"}"#, Open(404)),
    ("accept_with_new_account", r#"{"code":"x","name":"Eve","password":"correct horse 7"}"#, Open(404)),
    ("accept_by_signing_in", r#"{"code":"x","password":"correct horse 7"}"#, Open(404)),
    ("ask_for_new_invitation", r#"{"code":"x"}"#, Open(200)),
    ("ask_to_join", r#"{"org":"{org}","form":{"name":"Eve","address":"eve@evil.example","note":"","wanted":null}}"#, Open(200)),
    ("join_request_viewed", r#"{"org":"{org}"}"#, Open(200)),
    ("door_met", r#"{"org":"{org}"}"#, Open(200)),
    ("confirm_join_request", r#"{"code":"x"}"#, Open(422)),
    ("preview_confirm", r#"{"code":"x"}"#, Open(404)),
    ("preview_join_link", r#"{"code":"x"}"#, Open(404)),
    ("ask_with_join_link", r#"{"code":"x","name":"Eve","address":"eve@evil.example"}"#, Open(404)),
    ("join_with_link", r#"{"code":"x"}"#, SignedIn),
    ("join_by_domain", r#"{"org":"{org}","wanted":null}"#, SignedIn),
    ("load_audit_log", r#"{"org":"{org}","filter":{"action":"","person":"","from":"","to":"","after":""}}"#, From(Manager)),
    ("load_funnel", r#"{"org":"{org}","days":90}"#, From(Manager)),
    ("note_dialog", r#"{"org":"{org}","moment":"opened","source":"sidebar","mode":"direct"}"#, From(Member)),
    ("load_ways", r#"{"org":"{org}"}"#, From(Manager)),
    ("add_domain", r#"{"org":"{org}","domain":"new.example","policy":"join"}"#, From(Manager)),
    ("prove_domain", r#"{"org":"{org}","domain":"{domain}","by":"owners"}"#, From(Manager)),
    ("set_domain_policy", r#"{"org":"{org}","domain":"{domain}","policy":"join"}"#, From(Manager)),
    ("remove_domain", r#"{"org":"{org}","domain":"{domain}"}"#, From(Manager)),
    ("create_join_link", r#"{"org":"{org}","link":{"role":"member","teams":[],"max_uses":1,"days":1}}"#, From(Manager)),
    ("revoke_join_link", r#"{"org":"{org}","link":"{join_link}"}"#, From(Manager)),
    ("accept_signed_in", r#"{"code":"x"}"#, SignedIn),
    ("ask_to_move_invitation", r#"{"code":"x"}"#, SignedIn),
    ("load_me", "{}", SignedIn),
    ("rename_me", r#"{"name":"Zoe"}"#, SignedIn),
    ("change_password", r#"{"current":"wrong horse 7","password":"correct horse 7"}"#, SignedIn),
    ("list_sessions", "{}", SignedIn),
    ("end_session", r#"{"session":"{session}"}"#, SignedIn),
    ("end_other_sessions", "{}", SignedIn),
    ("list_api_tokens", "{}", SignedIn),
    ("create_api_token", r#"{"name":"ci"}"#, SignedIn),
    ("delete_api_token", r#"{"token":"gone"}"#, SignedIn),
    ("create_organization", r#"{"name":"Another"}"#, Closed),
    ("list_mailbox", "{}", Demo),
    ("read_mailbox", r#"{"id":"x"}"#, Demo),
    ("load_shell", r#"{"organization":"{org}"}"#, From(Member)),
    ("address_standings", r#"{"org":"{org}","addresses":["ida@acme.example"]}"#, From(Member)),
    ("suggestions", r#"{"org":"{org}"}"#, From(Member)),
    ("pending_invitations", r#"{"org":"{org}"}"#, From(Member)),
    ("resend_invitation", r#"{"org":"{org}","invitation":"{invitation}"}"#, Hidden(Manager)),
    ("copy_invitation_link", r#"{"org":"{org}","invitation":"{invitation}"}"#, Hidden(Manager)),
    ("revoke_invitation", r#"{"org":"{org}","invitation":"{invitation}"}"#, Hidden(Manager)),
    ("change_invitation", r#"{"org":"{org}","invitation":"{invitation}","role":"member","teams":["{team}"]}"#, Hidden(Manager)),
    ("resend_invitations", r#"{"org":"{org}","invitations":["{invitation}"]}"#, From(Member)),
    ("revoke_invitations", r#"{"org":"{org}","invitations":["{invitation}"]}"#, From(Member)),
    ("list_requests", r#"{"org":"{org}"}"#, From(Member)),
    ("approve_requests", r#"{"org":"{org}","approvals":[{"request":"{request}","role":"member","teams":["{team}"]}]}"#, From(Manager)),
    ("deny_requests", r#"{"org":"{org}","requests":["{request}"],"reason":"Not now"}"#, From(Manager)),
    ("withdraw_request", r#"{"org":"{org}","request":"{request}"}"#, Theirs),
    ("list_issues", r#"{"organization":"{org}","request":{"query":"","project":null,"sort":"newest","after":null}}"#, From(Member)),
    ("reload_issues", r#"{"organization":"{org}","issues":["{issue}"]}"#, From(Member)),
    ("load_issue", r#"{"organization":"{org}","issue":"{issue}","event":null}"#, From(Member)),
    ("set_issue_status", r#"{"organization":"{org}","issues":["{issue}"],"status":"resolved"}"#, From(Member)),
    ("assign_issues", r#"{"organization":"{org}","issues":["{issue}"],"target":{"kind":"team","id":"{team}"}}"#, From(Member)),
    ("comment_on_issue", r#"{"organization":"{org}","issue":"{issue}","text":"Seen"}"#, From(Member)),
    ("assignee_choices", r#"{"organization":"{org}","issue":"{issue}","query":""}"#, From(Member)),
    ("expose", r#"{"org":"{org}","exposures":[]}"#, From(Member)),
    ("list_experiments", r#"{"org":"{org}"}"#, From(Member)),
    ("experiment_results", r#"{"org":"{org}","name":"{experiment}","version":null}"#, From(Member)),
    (
        "define_experiment",
        r#"{"org":"{org}","name":"{experiment}","unit":"userid","source":"color = uniformChoice(choices=['red', 'blue'], unit=userid);","metrics":null}"#,
        From(Manager),
    ),
    ("experiment_draft", r#"{"org":"{org}","name":"{experiment}"}"#, From(Manager)),
    ("check_experiment", r#"{"org":"{org}","draft":{"name":"button","unit":"userid","source":"x = 1;","metrics":[],"tests":[]}}"#, From(Manager)),
    (
        "save_experiment",
        r#"{"org":"{org}","draft":{"name":"{experiment}","unit":"userid","source":"color = uniformChoice(choices=['red', 'blue'], unit=userid);","metrics":[],"tests":[]},"fresh":false}"#,
        From(Manager),
    ),
    ("change_experiment", r#"{"org":"{org}","name":"{experiment}","status":"running","arm":null}"#, From(Manager)),
    ("list_namespaces", r#"{"org":"{org}"}"#, From(Member)),
    ("make_namespace", r#"{"org":"{org}","name":"checkout","unit":"userid","segments":100,"fallback":"{experiment}"}"#, From(Manager)),
    ("allocate_segments", r#"{"org":"{org}","namespace":"{namespace}","experiment":"{experiment}","segments":4}"#, From(Manager)),
    ("change_fallback", r#"{"org":"{org}","namespace":"{namespace}","fallback":""}"#, From(Manager)),
    ("release_segments", r#"{"org":"{org}","namespace":"{namespace}","experiment":"{experiment}"}"#, From(Manager)),
    ("list_members", r#"{"org":"{org}"}"#, From(Member)),
    ("change_role", r#"{"org":"{org}","member":"{member}","role":"admin"}"#, From(Manager)),
    ("remove_member", r#"{"org":"{org}","member":"{member}"}"#, From(Manager)),
    ("leave_organization", r#"{"org":"{org}"}"#, From(Member)),
    ("load_project", r#"{"org":"{org}","slug":"{project}"}"#, From(Member)),
    ("load_ownership", r#"{"org":"{org}","slug":"{project}"}"#, From(Member)),
    ("save_ownership", r#"{"org":"{org}","slug":"{project}","rules":"path:shop/* zoe@x.example","auto_assign":true}"#, From(Admin)),
    ("load_setup", r#"{"org":"{org}","slug":"{project}"}"#, From(Member)),
    ("see_sample_event", r#"{"org":"{org}","slug":"{project}"}"#, From(Member)),
    ("delete_project", r#"{"org":"{org}","slug":"{project}","confirm":"{project}"}"#, From(Admin)),
    ("create_project_key", r#"{"org":"{org}","slug":"{project}","label":"CI"}"#, From(Admin)),
    ("rotate_project_key", r#"{"org":"{org}","slug":"{project}","key":"{key}"}"#, From(Admin)),
    ("switch_project_key", r#"{"org":"{org}","slug":"{project}","key":"{key}","enable":false}"#, From(Admin)),
    ("list_teams", r#"{"org":"{org}"}"#, From(Member)),
    ("load_team", r#"{"org":"{org}","slug":"{team_slug}"}"#, From(Member)),
    ("create_team", r#"{"org":"{org}","team":{"name":"Data","projects":[{project_id}]}}"#, From(Member)),
    // Nobody below is in the team, so an admin's own-team right does not count.
    ("rename_team", r#"{"org":"{org}","team":"{team}","name":"Ops"}"#, From(Manager)),
    ("delete_team", r#"{"org":"{org}","team":"{team}"}"#, From(Manager)),
    ("link_team_projects", r#"{"org":"{org}","team":"{team}","projects":[{project_id}]}"#, From(Manager)),
    ("add_team_member", r#"{"org":"{org}","team":"{team}","member":"{member}"}"#, From(Member)),
    ("remove_team_member", r#"{"org":"{org}","team":"{team}","member":"{member}"}"#, From(Manager)),
    ("join_team", r#"{"org":"{org}","team":"{team}"}"#, From(Member)),
    ("leave_team", r#"{"org":"{org}","team":"{team}"}"#, From(Member)),
];
