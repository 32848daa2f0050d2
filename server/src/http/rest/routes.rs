//! The one list of routes: what is served is what is described.

use super::{artifacts, events, experiments, index, invitations, issues, join_request, members, organizations, projects, releases, requests, teams};
use axum::{
    handler::Handler,
    routing::{self, MethodFilter, MethodRouter},
};
use backend::Backend;

/// A method on a path.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    /// Query parameters.
    pub query: &'static [&'static str],
    /// Name of the body's schema.
    pub body: Option<&'static str>,
    /// Name of the answer's schema; `[Name]` is a list of it, empty: no content.
    pub answer: &'static str,
    pub status: u16,
    /// Name of the schema of what refuses.
    pub refusal: &'static str,
    /// Needs no token.
    pub open: bool,
    /// Pages of other origins may call it.
    pub for_pages: bool,
    pub handler: MethodRouter<Backend>,
}

impl Route {
    const fn query(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    pub(super) const fn body(mut self, schema: &'static str) -> Self {
        self.body = Some(schema);
        self
    }

    const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    const fn for_pages(mut self) -> Self {
        self.for_pages = true;
        self
    }

    pub(super) const fn refused(mut self, schema: &'static str) -> Self {
        self.refusal = schema;
        self
    }

    const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

pub(super) fn route<H, T>(method: &'static str, path: &'static str, summary: &'static str, answer: &'static str, handler: H) -> Route
where
    H: Handler<T, Backend>,
    T: 'static,
{
    let filter = match method {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    let handler = routing::on(filter, handler);
    Route { method, path, summary, query: &[], body: None, answer, status: 200, refusal: "Refusal", open: false, for_pages: false, handler }
}

const PAGES: &[&str] = &["cursor", "per_page"];
const LIST: &[&str] = &["query", "cursor", "per_page"];
const ISSUES: &[&str] = &["query", "project", "sort", "limit", "cursor"];

/// Every route.
pub fn table() -> Vec<Route> {
    let mut all = general();
    all.extend(people());
    all.extend(places());
    all.extend(release_routes());
    all.extend(issue_routes());
    all.extend(artifact_routes());
    all.extend(experiment_routes());
    all
}

fn general() -> Vec<Route> {
    vec![
        route("GET", "/api/0/", "Who the token belongs to, and what it may do", "Index", index::index),
        route("GET", "/api/0/auth/", "Who the token belongs to", "User", index::auth),
        route("GET", "/api/0/users/me/", "Who the token belongs to", "User", index::auth),
        route("GET", "/api/0/organizations/", "Organizations that the account is a member of", "[Organization]", organizations::list).query(PAGES),
        route("GET", "/api/0/organizations/{org}/", "One organization", "Organization", organizations::show),
        route("GET", "/api/0/projects/", "Projects of every organization that the account is a member of", "[Project]", projects::list_all)
            .query(PAGES),
    ]
}

fn people() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/members/", "Members, then those who are invited", "[Member]", members::list).query(LIST),
        route("POST", "/api/0/organizations/{org}/members/", "Invite somebody", "Member", members::invite).body("NewMember").status(201),
        route("GET", "/api/0/organizations/{org}/members/{member}/", "One member, or one who is invited", "Member", members::show),
        route("PUT", "/api/0/organizations/{org}/members/{member}/", "Change a member’s role and teams", "Member", members::change)
            .body("MemberChange"),
        route("DELETE", "/api/0/organizations/{org}/members/{member}/", "Remove a member, or take an invitation back", "", members::remove)
            .status(204),
        route("GET", "/api/0/organizations/{org}/users/", "Members as users", "[Member]", members::users),
        route("GET", "/api/0/organizations/{org}/invitations/", "Invitations and requests that wait", "[Invitation]", invitations::list),
        route("POST", "/api/0/organizations/{org}/invitations/", "Invite several people at once", "InvitationResults", invitations::send)
            .body("NewInvitations"),
        route("PUT", "/api/0/organizations/{org}/invitations/", "Resend and revoke several", "Decisions", invitations::change_many)
            .body("InvitationChanges"),
        route("POST", "/api/0/organizations/{org}/invitations/{invitation}/resend/", "Send again, with a new link", "Link", invitations::resend),
        route("POST", "/api/0/organizations/{org}/invitations/{invitation}/link/", "A new link to hand over", "Link", invitations::link),
        route("PUT", "/api/0/organizations/{org}/invitations/{invitation}/", "Change role and teams", "Invitation", requests::change)
            .body("MemberChange"),
        route(
            "GET",
            "/api/0/organizations/{org}/invite-requests/",
            "Requests that wait: invite requests and requests to join",
            "[InviteRequest]",
            requests::list,
        ),
        route("POST", "/api/0/organizations/{org}/invite-requests/", "Ask for somebody", "Member", members::invite).body("NewMember").status(201),
        route("PUT", "/api/0/organizations/{org}/invite-requests/", "Approve and deny several", "Decisions", requests::decide_many)
            .body("NewDecisions"),
        route("POST", "/api/0/organizations/{org}/join-request/", "Ask to join; the answer tells nothing of who is known", "", join_request::ask)
            .body("NewJoinRequest")
            .status(204)
            .open(),
        route("GET", "/api/0/organizations/{org}/invite-requests/{request}/", "One request", "InviteRequest", requests::show),
        route("PUT", "/api/0/organizations/{org}/invite-requests/{request}/", "Approve it, or deny it", "InviteRequest", requests::decide)
            .body("Decision"),
        route("DELETE", "/api/0/organizations/{org}/invite-requests/{request}/", "Take one’s own back, or deny it", "", requests::close).status(204),
        route("DELETE", "/api/0/organizations/{org}/invitations/{invitation}/", "Take an invitation back", "", invitations::revoke).status(204),
    ]
}

fn places() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/teams/", "Teams", "[Team]", teams::list).query(PAGES),
        route("POST", "/api/0/organizations/{org}/teams/", "Create a team", "Team", teams::create).body("NewTeam").status(201),
        route("GET", "/api/0/teams/{org}/{team}/", "One team", "Team", teams::show),
        route("GET", "/api/0/teams/{org}/{team}/members/", "Members of a team", "[Member]", teams::members),
        route("POST", "/api/0/teams/{org}/{team}/projects/", "Create a project for a team", "Project", teams::create_project)
            .body("NewProject")
            .status(201),
        route("GET", "/api/0/organizations/{org}/projects/", "Projects", "[Project]", projects::list).query(PAGES),
        route("POST", "/api/0/organizations/{org}/projects/", "Create a project", "Project", projects::create).body("NewProject").status(201),
        route("GET", "/api/0/projects/{org}/{project}/", "One project", "Project", projects::show),
        route("GET", "/api/0/projects/{org}/{project}/keys/", "Keys with their DSN", "[Key]", projects::keys),
        route("POST", "/api/0/projects/{org}/{project}/keys/", "Create a key", "Key", projects::create_key).body("NewKey").status(201),
        route("GET", "/api/0/projects/{org}/{project}/environments/", "Environments that events came from", "[Environment]", projects::environments),
        route("GET", "/api/0/organizations/{org}/environments/", "Environments that events came from", "[Environment]", organizations::environments),
        route(
            "GET",
            "/api/0/organizations/{org}/repos/",
            "Connected repositories: none, so that clients use the local git",
            "[Any]",
            organizations::none,
        ),
        route("GET", "/api/0/organizations/{org}/monitors/", "Monitors: none", "[Any]", organizations::none),
        route("GET", "/api/0/organizations/{org}/replay-count/", "Replays by issue: none", "Any", organizations::no_counts),
        route("GET", "/api/0/organizations/{org}/events/", "Logs and spans: none", "Any", organizations::no_data),
    ]
}

fn release_routes() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/releases/", "Releases, newest first", "[Release]", releases::list)
            .query(&["query", "project", "status", "cursor", "per_page"]),
        route("POST", "/api/0/organizations/{org}/releases/", "Create a release, or change it", "Release", releases::create)
            .body("NewRelease")
            .status(201),
        route("GET", "/api/0/projects/{org}/{project}/releases/", "Releases of a project, newest first", "[Release]", releases::list).query(LIST),
        route("POST", "/api/0/projects/{org}/{project}/releases/", "Create a release, or change it", "Release", releases::create)
            .body("NewRelease")
            .status(201),
        route("GET", "/api/0/organizations/{org}/releases/{version}/", "One release", "Release", releases::show),
        route(
            "PUT",
            "/api/0/organizations/{org}/releases/{version}/",
            "Change a release: commits, dates, projects; archive it",
            "Release",
            releases::update,
        )
        .body("ReleaseChange"),
        route("DELETE", "/api/0/organizations/{org}/releases/{version}/", "Delete a release", "", releases::delete).status(204),
        route("GET", "/api/0/projects/{org}/{project}/releases/{version}/", "One release", "Release", releases::show),
        route("PUT", "/api/0/projects/{org}/{project}/releases/{version}/", "Change a release", "Release", releases::update).body("ReleaseChange"),
        route("DELETE", "/api/0/projects/{org}/{project}/releases/{version}/", "Delete a release", "", releases::delete).status(204),
        route(
            "GET",
            "/api/0/organizations/{org}/releases/{version}/previous-with-commits/",
            "The release before it that has commits",
            "Any",
            releases::previous,
        ),
        route("GET", "/api/0/organizations/{org}/releases/{version}/commits/", "Commits, newest first", "[Commit]", releases::commits),
        route("GET", "/api/0/projects/{org}/{project}/releases/{version}/commits/", "Commits, newest first", "[Commit]", releases::commits),
        route("GET", "/api/0/organizations/{org}/releases/{version}/deploys/", "Deploys, newest first", "[Deploy]", releases::deploys),
        route("POST", "/api/0/organizations/{org}/releases/{version}/deploys/", "Record a deploy", "Deploy", releases::deploy)
            .body("NewDeploy")
            .status(201),
    ]
}

fn issue_routes() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/issues/", "Issues", "[Issue]", issues::list).query(ISSUES),
        route("PUT", "/api/0/organizations/{org}/issues/", "Change several issues", "IssueChange", issues::change_many)
            .query(&["id"])
            .body("IssueChange"),
        route("GET", "/api/0/projects/{org}/{project}/issues/", "Issues of a project", "[Issue]", issues::list).query(ISSUES),
        route(
            "PUT",
            "/api/0/projects/{org}/{project}/issues/",
            "Change several issues of a project, or all that fit",
            "IssueChange",
            issues::change_many,
        )
        .query(&["id", "status", "query"])
        .body("IssueChange"),
        route("GET", "/api/0/organizations/{org}/issues/{issue}/", "One issue, by number, short id or id", "Issue", issues::show),
        route("PUT", "/api/0/organizations/{org}/issues/{issue}/", "Resolve, reopen, ignore, assign", "Issue", issues::change).body("IssueChange"),
        route("GET", "/api/0/issues/{issue}/", "One issue, by number or id", "Issue", issues::show),
        route("PUT", "/api/0/issues/{issue}/", "Resolve, reopen, ignore, assign", "Issue", issues::change).body("IssueChange"),
        route("GET", "/api/0/organizations/{org}/shortids/{short_id}/", "The issue with a short id", "ShortId", issues::short_id),
        route("GET", "/api/0/organizations/{org}/issues/{issue}/events/", "Newest events of an issue", "[Event]", events::of_issue),
        route("GET", "/api/0/issues/{issue}/events/", "Newest events of an issue", "[Event]", events::of_issue),
        route(
            "GET",
            "/api/0/organizations/{org}/issues/{issue}/events/{event}/",
            "One event: an id, latest or oldest",
            "Event",
            events::one_of_issue,
        ),
        route("GET", "/api/0/issues/{issue}/events/{event}/", "One event: an id, latest or oldest", "Event", events::one_of_issue),
        route("GET", "/api/0/projects/{org}/{project}/events/", "Newest events of a project", "[Event]", events::of_project).query(PAGES),
        route("GET", "/api/0/projects/{org}/{project}/events/{event}/", "One event", "Event", events::one_of_project),
        route(
            "GET",
            "/api/0/projects/{org}/{project}/events/{event}/committers/",
            "Suspect commits: authors, heaviest first, with why",
            "Committers",
            events::committers,
        ),
    ]
}

fn experiment_routes() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/experiments/", "Experiments and flags", "[Experiment]", experiments::list),
        route(
            "GET",
            "/api/0/organizations/{org}/experiments/{experiment}/",
            "One of them, with what it is judged by",
            "Experiment",
            experiments::written,
        ),
        route("PUT", "/api/0/organizations/{org}/experiments/{experiment}/", "Write an experiment as a script", "Experiment", experiments::define)
            .body("NewExperiment"),
        route(
            "PUT",
            "/api/0/organizations/{org}/experiments/{experiment}/status/",
            "Start it, conclude it with an arm, or archive it",
            "Experiment",
            experiments::change_status,
        )
        .body("ExperimentStatus"),
        route(
            "GET",
            "/api/0/organizations/{org}/experiments/{experiment}/results/",
            "What came of an experiment: arms, figures with intervals, health",
            "ExperimentResults",
            experiments::results,
        )
        .query(&["version"]),
        route(
            "GET",
            "/api/0/organizations/{org}/namespaces/",
            "Namespaces of experiments, and who holds how much",
            "[Namespace]",
            experiments::namespaces,
        ),
        route(
            "PUT",
            "/api/0/organizations/{org}/namespaces/{namespace}/",
            "Make a namespace, or change its default",
            "Namespace",
            experiments::define_namespace,
        )
        .body("NewNamespace"),
        route(
            "PUT",
            "/api/0/organizations/{org}/namespaces/{namespace}/experiments/{experiment}/",
            "Give an experiment so many segments altogether; growing moves nobody",
            "Namespace",
            experiments::allocate,
        )
        .body("Segments"),
        route(
            "DELETE",
            "/api/0/organizations/{org}/namespaces/{namespace}/experiments/{experiment}/",
            "Free the segments of an experiment that does not run",
            "Namespace",
            experiments::release,
        ),
        route("POST", "/api/0/organizations/{org}/exposures/", "Who met which treatment; computed again here", "Exposed", experiments::expose)
            .body("NewExposures")
            .for_pages(),
        route("POST", "/api/0/organizations/{org}/experiment-events/", "What units did", "Recorded", experiments::record)
            .body("NewExperimentEvents")
            .for_pages(),
    ]
}

fn artifact_routes() -> Vec<Route> {
    vec![
        route("GET", "/api/0/organizations/{org}/chunk-upload/", "How to upload source maps", "Any", artifacts::capabilities),
        route("POST", "/api/0/organizations/{org}/chunk-upload/", "Upload pieces: multipart, named by their SHA-1", "", artifacts::upload),
        route("POST", "/api/0/organizations/{org}/artifactbundle/assemble/", "Put a bundle together", "Assembly", artifacts::assemble)
            .body("NewBundle"),
    ]
}
