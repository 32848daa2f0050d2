//! `/join`: where a reusable link leads. Its code stands in the fragment and is handed over by POST, only to read; pressing a button uses it.

use crate::{
    api::joining::{LinkPosted, ask_with_join_link, join_with_link, preview_join_link},
    components::{Banner, Button, LinkButton, Look, TextField, Tone},
    pages::form::{Form, FormError, go},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::{error::ApiError, joining::JoinLinkPreview};
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nothing was read yet.
    First,
    Reading,
    Open(Box<JoinLinkPreview>),
    Failed(ApiError),
}

#[derive(Clone, Copy)]
struct Link {
    code: RwSignal<String>,
    state: RwSignal<State>,
    sent: RwSignal<Option<String>>,
}

impl Link {
    fn open(self, code: &str) {
        let code = code.trim().rsplit('#').next().unwrap_or_default().to_owned();
        self.code.set(code.clone());
        self.state.set(State::Reading);
        spawn_local(async move { self.state.set(shown(preview_join_link(code).await.map_err(|error| error.0))) });
    }
}

fn shown(answer: Result<JoinLinkPreview, ApiError>) -> State {
    match answer {
        Ok(preview) => State::Open(Box::new(preview)),
        Err(error) => State::Failed(error),
    }
}

/// What a form handed over, read on the server; nothing in the browser.
async fn handed_over() -> (Option<LinkPosted>, State) {
    let Some(posted) = use_context::<LinkPosted>() else { return (None, State::First) };
    let state = shown(preview_join_link(posted.code.clone()).await.map_err(|error| error.0));
    #[cfg(feature = "ssr")]
    match (&posted.error, &state) {
        (Some(error), _) | (None, State::Failed(error)) => crate::api::call::set_page_status(error.status()),
        _ => {}
    }
    (Some(posted), state)
}

#[component]
pub fn JoinLink() -> impl IntoView {
    let handed = Resource::new(|| (), |()| handed_over());
    view! {
        <Outside>
            <Suspense>
                {move || Suspend::new(async move {
                    let (posted, state) = handed.await;
                    view! { <Opened posted state /> }
                })}
            </Suspense>
        </Outside>
    }
}

#[component]
fn Opened(posted: Option<LinkPosted>, state: State) -> impl IntoView {
    let posted = posted.unwrap_or_else(|| LinkPosted { code: String::new(), name: String::new(), address: String::new(), error: None, sent: false });
    let link = Link {
        code: RwSignal::new(posted.code.clone()),
        state: RwSignal::new(state),
        sent: RwSignal::new(posted.sent.then(|| posted.address.clone())),
    };
    Effect::new(move |_| {
        if link.state.with_untracked(|state| *state != State::First) {
            return;
        }
        let fragment = window().location().hash().unwrap_or_default();
        match fragment.trim_start_matches('#') {
            "" => {}
            code => link.open(code),
        }
    });
    move || {
        match link.state.get() {
        State::First => view! { <Paste link title="Join an organization" lead="Open the link that you were given, or paste it here." /> }.into_any(),
        State::Reading => view! { <Card title="Join an organization" lead="One moment: your link is being read.".to_owned()><crate::components::Skeleton lines=3 /></Card> }.into_any(),
        State::Open(preview) => view! { <Offer link preview=*preview posted=posted.clone() /> }.into_any(),
        State::Failed(ApiError::NotFound) => {
            view! { <Paste link title="This link doesn’t work" lead="It was taken back, has lapsed or is used up, or a part of it got lost. Ask whoever gave it to you." /> }
                .into_any()
        }
        State::Failed(error) => view! { <Card title="Join an organization"><Banner tone=Tone::Danger>{error.to_string()}</Banner></Card> }.into_any(),
    }
    }
}

#[component]
fn Paste(link: Link, title: &'static str, lead: &'static str) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if code.with_untracked(|code| !code.trim().is_empty()) {
            link.open(&code.get_untracked());
        }
    };
    view! {
        <Card title lead=lead.to_owned()>
            <form class="form" method="post" action="/join" on:submit=submit>
                <TextField id="code" label="Link" value=code required=true />
                <Button look=Look::Primary submit=true>"Read the link"</Button>
            </form>
        </Card>
    }
}

#[component]
fn Offer(link: Link, preview: JoinLinkPreview, posted: LinkPosted) -> impl IntoView {
    let title = format!("Join {}", preview.organization);
    let lead = format!("{} shares this link with people who work on errors together.", preview.maker);
    let JoinLinkPreview { organization, role, teams, signed_in, member, mail_configured, .. } = preview;
    let form = Form::new(posted.error.clone());
    let next = match (member, signed_in) {
        (Some(home), _) => view! {
            <p>"You are a member already."</p>
            <LinkButton href=home look=Look::Primary class="button--block">{format!("Continue to {organization}")}</LinkButton>
        }
        .into_any(),
        (None, Some((name, address))) => view! { <Join link form organization name address /> }.into_any(),
        (None, None) if mail_configured => view! { <Prove link form posted /> }.into_any(),
        (None, None) => view! {
            <Banner tone=Tone::Warning><p>"This server sends no mail, so a new address can’t be proved. Sign in if you have an account."</p></Banner>
            <LinkButton href="/login" class="button--block">"Sign in"</LinkButton>
        }
        .into_any(),
    };
    view! {
        <Card title lead>
            <dl class="facts">
                <dt>"Role"</dt><dd>{role.label()}<span class="muted">" · "{role.explanation()}</span></dd>
                {(!teams.is_empty()).then(|| view! { <dt>{if teams.len() == 1 { "Team" } else { "Teams" }}</dt><dd>{teams.join(", ")}</dd> })}
            </dl>
            {next}
        </Card>
    }
}

/// Signed in with a proved address: one press.
#[component]
fn Join(link: Link, form: Form, organization: String, name: String, address: String) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(join_with_link(link.code.get_untracked()), |destination| go(&destination));
    };
    view! {
        <form class="form" method="post" action="/join" on:submit=submit>
            <input type="hidden" name="code" value=link.code.get_untracked() />
            <input type="hidden" name="step" value="join" />
            <p>{format!("You are signed in as {name}, {address}.")}</p>
            <FormError error=form.rest(&[]) />
            <Button look=Look::Primary submit=true busy=form.busy()>{format!("Join {organization}")}</Button>
        </form>
    }
}

/// Somebody new: a message proves the address.
#[component]
fn Prove(link: Link, form: Form, posted: LinkPosted) -> impl IntoView {
    let (name, address) = (RwSignal::new(posted.name), RwSignal::new(posted.address));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let to = address.get_untracked();
        form.send(ask_with_join_link(link.code.get_untracked(), name.get_untracked(), to.clone()), move |()| link.sent.set(Some(to)));
    };
    let fields = move || {
        view! {
            <form class="form" method="post" action="/join" on:submit=submit novalidate=true>
                <input type="hidden" name="code" value=link.code.get_untracked() />
                <input type="hidden" name="step" value="ask" />
                <FormError error=form.rest(&["name", "address"]) />
                <TextField id="name" label="Your name" value=name autocomplete="name" required=true max=80 error=form.field("name") />
                <TextField id="address" label="Your address" value=address kind="email" autocomplete="email" required=true hint="A message to it comes first." error=form.field("address") />
                <Button look=Look::Primary submit=true busy=form.busy()>"Go on"</Button>
            </form>
            <p class="auth__also"><a href=move || format!("/login?next=/join#{}", link.code.get()) rel="external">"Have an account? Sign in"</a></p>
        }
        .into_any()
    };
    move || match link.sent.get() {
        Some(address) => view! {
            <div role="status">
                <Banner tone=Tone::Success title="Look into your mailbox">
                    <p>"What happens next is in a message to "<b>{address}</b>". It can take a minute."</p>
                </Banner>
            </div>
        }
        .into_any(),
        None => fields(),
    }
}
