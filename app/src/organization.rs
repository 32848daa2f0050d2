//! The organization that is open: its shell is loaded once, kept fresh by live changes, and given to every page beneath.

use crate::{
    api::organizations::load_shell,
    invite::{InviteDialog, provide_invite},
    live::{Live, use_live},
    pages::problem::Problem,
    shell::Frame,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use model::{account::Shell, live::Change};

/// The open organization's shell; changes with roles, teams, projects and requests, never with navigation.
#[derive(Clone, Copy)]
pub struct OpenOrganization(RwSignal<Shell>);

/// The open organization's shell, inside [`OrganizationFrame`].
///
/// # Panics
/// Outside of it; every organization page is inside.
pub fn use_shell() -> Signal<Shell> {
    expect_context::<OpenOrganization>().0.into()
}

/// The slug of the open organization.
pub fn use_slug() -> String {
    expect_context::<OpenOrganization>().0.with_untracked(|shell| shell.organization.slug.clone())
}

/// Loads the shell again, after something in it was changed by this page.
pub fn refresh_shell() {
    let Some(OpenOrganization(shell)) = use_context::<OpenOrganization>() else { return };
    let slug = shell.with_untracked(|shell| shell.organization.slug.clone());
    spawn_local(async move {
        if let Ok(fresh) = load_shell(slug).await {
            shell.set(fresh);
        }
    });
}

/// Everything under `/{organization}`: the sidebar around the page, or why there is none.
#[component]
pub fn OrganizationFrame() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("organization").unwrap_or_default()));
    let shell = Resource::new(move || slug.get(), load_shell);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match shell.await {
                    Ok(shell) => view! { <Opened shell /> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Opened(shell: Shell) -> impl IntoView {
    Live::provide(shell.organization.slug.clone());
    provide_context(OpenOrganization(RwSignal::new(shell)));
    let owner = Owner::current();
    use_live(move |change| {
        if let (Change::Members | Change::Invitations | Change::Projects, Some(owner)) = (change, &owner) {
            owner.with(refresh_shell);
        }
    });
    provide_invite();
    view! {
        <Frame />
        <InviteDialog />
    }
}
