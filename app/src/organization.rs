//! The organization that is open: its shell is loaded once, kept fresh by live changes, and given to every page beneath.

use crate::{
    api::{CallError, organizations::load_shell},
    handed_over,
    invite::{InviteDialog, provide_invite},
    live::{Live, use_live},
    pages::{joining::Wall, nowhere::NoLonger, problem::Problem},
    palette::{CommandPalette, provide_palette},
    shell::Frame,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use model::{account::Shell, error::ApiError, live::Change};

/// The open organization's shell; changes with roles, teams, projects and requests, never with navigation.
#[derive(Clone, Copy)]
pub struct OpenOrganization {
    shell: RwSignal<Shell>,
    /// Whoever looks is no member any more.
    out: RwSignal<bool>,
}

impl OpenOrganization {
    /// What it is called.
    pub fn name(self) -> String {
        self.shell.with_untracked(|shell| shell.organization.name.clone())
    }
}

/// The open organization's shell, inside [`OrganizationFrame`].
///
/// # Panics
/// Outside of it; every organization page is inside.
pub fn use_shell() -> Signal<Shell> {
    expect_context::<OpenOrganization>().shell.into()
}

/// The slug of the open organization.
pub fn use_slug() -> String {
    expect_context::<OpenOrganization>().shell.with_untracked(|shell| shell.organization.slug.clone())
}

/// Loads the shell again, after something in it was changed by this page.
pub fn refresh_shell() {
    let Some(OpenOrganization { shell, out }) = use_context::<OpenOrganization>() else { return };
    let slug = shell.with_untracked(|shell| shell.organization.slug.clone());
    spawn_local(async move {
        match load_shell(slug).await {
            Ok(fresh) => _ = shell.try_set(fresh),
            Err(CallError(ApiError::NotFound)) => _ = out.try_set(true),
            // The session has ended: signing in leads back here.
            Err(CallError(ApiError::SignedOut)) => _ = window().location().reload(),
            // Not now; the next change asks again.
            Err(_) => {}
        }
    });
}

/// The shell of the organization that a page is asked for, loaded before rendering begins; the server puts it into the context.
///
/// Not by a resource inside `Suspense`: on the server that renders what is beneath it once or twice, as timing has it, and the pages'
/// own resources would be numbered differently from the browser's.
#[derive(Clone)]
pub struct FirstShell(pub Result<Shell, CallError>);

/// Everything under `/{organization}`: the sidebar around the page, or why there is none.
#[component]
pub fn OrganizationFrame() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("organization").unwrap_or_default()));
    let first = SharedValue::<_, handed_over::Json>::new_with_encoding(|| use_context::<FirstShell>().map(|first| first.0));
    let first = StoredValue::new(first.into_inner());
    Effect::new(move |_| first.set_value(None));
    move || {
        let slug = slug.get();
        match first.get_value() {
            Some(shell) => opened(&slug, shell),
            None => view! { <WalkedTo slug /> }.into_any(),
        }
    }
}

/// An organization that is opened from another page, in the browser.
#[component]
fn WalkedTo(slug: String) -> impl IntoView {
    let slug = StoredValue::new(slug);
    let shell = Resource::new(move || slug.get_value(), load_shell);
    view! { <Suspense>{move || Suspend::new(async move { opened(&slug.get_value(), shell.await) })}</Suspense> }
}

fn opened(slug: &str, shell: Result<Shell, CallError>) -> AnyView {
    match shell {
        Ok(shell) => view! { <Opened shell /> }.into_any(),
        Err(CallError(ApiError::NotFound)) => view! { <Wall slug=slug.to_owned() /> }.into_any(),
        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
    }
}

#[component]
fn Opened(shell: Shell) -> impl IntoView {
    Live::provide(shell.organization.slug.clone());
    let out = RwSignal::new(false);
    provide_context(OpenOrganization { shell: RwSignal::new(shell), out });
    let owner = Owner::current();
    use_live(move |change| {
        if let (Change::Members | Change::Invitations | Change::Projects | Change::Anything, Some(owner)) = (change, &owner) {
            owner.with(refresh_shell);
        }
    });
    provide_invite();
    provide_palette();
    move || {
        if out.get() {
            return view! { <NoLonger /> }.into_any();
        }
        view! {
            <Frame />
            <InviteDialog />
            <CommandPalette />
        }
        .into_any()
    }
}
