//! The site map on one screen.

use crate::{organization::OrganizationFrame, pages};
use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Routes},
    path,
};

/// Which page is where. Pages of an organization are inside its frame.
#[component]
pub fn SiteMap() -> impl IntoView {
    view! {
        <Routes fallback=pages::problem::NotFound>
            <Route path=path!("/") view=pages::home::Home />
            <Route path=path!("/welcome") view=pages::welcome::Welcome />
            <Route path=path!("/login") view=pages::login::Login />
            <Route path=path!("/reset") view=pages::reset::Reset />
            <Route path=path!("/account") view=pages::account::Account />
            <Route path=path!("/invitation") view=pages::invitation::Invitation />
            <Route path=path!("/confirm") view=pages::joining::Confirm />
            <Route path=path!("/join") view=pages::joining::JoinLink />
            <Route path=path!("/mailbox") view=pages::mailbox::Mailbox />
            <Route path=path!("/:organization/login") view=pages::login::Login />
            <Route path=path!("/:organization/join") view=pages::login::Login />
            <ParentRoute path=path!("/:organization") view=OrganizationFrame>
                <Route path=path!("") view=pages::issues::IssueList />
                <Route path=path!("issues") view=pages::issues::IssueList />
                <Route path=path!("issues/:issue") view=pages::issues::IssueDetail />
                <Route path=path!("issues/:issue/events/:event") view=pages::issues::IssueDetail />
                <Route path=path!("members") view=pages::members::Members />
                <Route path=path!("requests") view=pages::members::Requests />
                <Route path=path!("teams") view=pages::teams::Teams />
                <Route path=path!("teams/new") view=pages::teams::NewTeam />
                <Route path=path!("teams/:team") view=pages::teams::Team />
                <Route path=path!("projects") view=pages::projects::Projects />
                <Route path=path!("projects/new") view=pages::projects::NewProject />
                <Route path=path!("projects/:project") view=pages::projects::Project />
                <Route path=path!("projects/:project/setup") view=pages::projects::Setup />
                <Route path=path!("experiments") view=pages::experiments::Experiments />
                <Route path=path!("experiments/new") view=pages::experiments::NewExperiment />
                <Route path=path!("experiments/:experiment") view=pages::experiments::Results />
                <Route path=path!("experiments/:experiment/namespace") view=pages::experiments::NamespaceOf />
                <Route path=path!("experiments/:experiment/edit") view=pages::experiments::EditExperiment />
                <Route path=path!("settings") view=pages::settings::Settings />
                <Route path=path!("settings/audit") view=pages::audit::AuditLog />
                <Route path=path!("settings/funnel") view=pages::audit::Funnel />
                <Route path=path!("*rest") view=pages::problem::NotFound />
            </ParentRoute>
        </Routes>
    }
}
