//! `/invitation`: where an invitation's link leads.
//!
//! The token stands in the link's fragment, which no server sees; the page hands it over by POST, only to read. Nothing is accepted
//! before somebody presses a button. Without script the code is pasted by hand and the same page answers.

mod dead;
mod fits;
mod offer;
mod paste;

use crate::{
    api::invitations::{LinkError, preview_invitation},
    shell::{Card, Outside},
};
use dead::Dead;
use leptos::{nonce::use_nonce, prelude::*, task::spawn_local};
use model::{
    error::ApiError,
    invitation::{DeadLink, Preview},
};
use offer::Offer;
use paste::Paste;
use serde::{Deserialize, Serialize};

/// What a form of this page brought, where no script runs: put into the context by the server before the page is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub code: String,
    /// The name that was typed, so that it is not lost.
    pub name: String,
    /// Why what was asked with it was not done.
    pub problem: Option<ApiError>,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Painted before any script: what fits is chosen by whether the address has a fragment.
    First,
    /// The link is being read.
    Reading,
    /// There is no code yet.
    Paste,
    Open {
        preview: Box<Preview>,
        typed: String,
        problem: Option<ApiError>,
    },
    Dead(DeadLink),
    Failed(ApiError),
}

/// The open link: its code, and what the page shows of it.
#[derive(Clone, Copy)]
pub(super) struct Link {
    code: RwSignal<String>,
    state: RwSignal<State>,
}

impl Link {
    /// Reads the link with this code (or whole link, as pasted).
    fn open(self, code: &str) {
        let code = code.trim().rsplit('#').next().unwrap_or_default().to_owned();
        self.code.set(code.clone());
        self.state.set(State::Reading);
        spawn_local(async move { self.state.set(shown(preview_invitation(code).await, String::new(), None)) });
    }

    fn over(self, dead: DeadLink) {
        self.state.set(State::Dead(dead));
    }
}

fn shown(answer: Result<Preview, LinkError>, typed: String, problem: Option<ApiError>) -> State {
    match answer {
        Ok(preview) => State::Open { preview: Box::new(preview), typed, problem },
        Err(LinkError::Dead { dead }) => State::Dead(dead),
        Err(LinkError::Failed { error }) => State::Failed(error),
    }
}

/// What was handed over by a form, read on the server; nothing in the browser.
async fn handed_over() -> (String, State) {
    let Some(HandedOver { code, name, problem }) = use_context::<HandedOver>() else { return (String::new(), State::First) };
    let state = shown(preview_invitation(code.clone()).await, name, problem);
    #[cfg(feature = "ssr")]
    match &state {
        State::Dead(dead) => crate::api::call::set_page_status(dead.status()),
        State::Open { problem: Some(error), .. } | State::Failed(error) => crate::api::call::set_page_status(error.status()),
        _ => {}
    }
    (code, state)
}

/// The page.
#[component]
pub fn Invitation() -> impl IntoView {
    let handed = Resource::new(|| (), |()| handed_over());
    view! {
        <Outside>
            <Suspense>
                {move || Suspend::new(async move {
                    let (code, state) = handed.await;
                    view! { <Opened code state /> }
                })}
            </Suspense>
        </Outside>
    }
}

#[component]
fn Opened(code: String, state: State) -> impl IntoView {
    let link = Link { code: RwSignal::new(code), state: RwSignal::new(state) };
    Effect::new(move |_| {
        if link.state.with_untracked(|state| *state != State::First) {
            return;
        }
        let fragment = window().location().hash().unwrap_or_default();
        match fragment.trim_start_matches('#') {
            "" => link.state.set(State::Paste),
            code => link.open(code),
        }
    });
    move || match link.state.get() {
        State::First => view! { <First link /> }.into_any(),
        State::Reading => view! { <Reading /> }.into_any(),
        State::Paste => view! { <Paste link /> }.into_any(),
        State::Open { preview, typed, problem } => view! { <Offer link preview=*preview typed problem /> }.into_any(),
        State::Dead(dead) => view! { <Dead link dead /> }.into_any(),
        State::Failed(error) => view! { <Failed link error /> }.into_any(),
    }
}

/// Before any of the app's script: with a fragment "one moment", without one the form. A line of script chooses; without script the form stays.
#[component]
fn First(link: Link) -> impl IntoView {
    let choose = "if (location.hash.length > 1) document.documentElement.dataset.link = '';";
    view! {
        <script nonce=use_nonce()>{choose}</script>
        <div class="link-read"><Reading /></div>
        <div class="link-paste"><Paste link /></div>
    }
}

#[component]
fn Reading() -> impl IntoView {
    view! {
        <Card title="Your invitation" lead="One moment: your link is being read.".to_owned()>
            <crate::components::Skeleton lines=4 />
        </Card>
    }
}

/// The server could not answer; the link is as good as before.
#[component]
fn Failed(link: Link, error: ApiError) -> impl IntoView {
    use crate::components::{Banner, Button, Look, Tone};
    let again = move |_| link.open(&link.code.get_untracked());
    view! {
        <Card title="Your invitation">
            <Banner tone=Tone::Danger>{error.to_string()}</Banner>
            <Button look=Look::Primary on_click=again>"Try again"</Button>
        </Card>
    }
}
