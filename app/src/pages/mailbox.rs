//! `/mailbox`, in demo mode only: messages that would have left by mail, with their links to follow.

use super::problem::{InsideMain, Problem};
use crate::{
    api::mailbox::{list_mailbox, read_mailbox},
    components::{Empty, Glyph, LinkButton, Page, PageHeader, Panel, Time, Wordmark},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::mailbox::{MailboxMessage, MailboxRow};
use std::time::Duration;

/// How often the list looks for new messages.
const LOOK: Duration = Duration::from_secs(2);

#[component]
pub fn Mailbox() -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| query.get("message")));
    let messages = Resource::new(|| (), |()| list_mailbox());
    let message = Resource::new(
        move || chosen.get(),
        async |id: Option<String>| match id {
            Some(id) => read_mailbox(id).await.map(Some),
            None => Ok(None),
        },
    );
    Effect::new(move |_| {
        if let Ok(timer) = set_interval_with_handle(move || messages.refetch(), LOOK) {
            on_cleanup(move || timer.clear());
        }
    });
    provide_context(InsideMain);
    view! {
        <header class="account-bar"><a class="plain-link" href="/" aria-label="Muster, start page"><Wordmark /></a></header>
        <main id="main" class="main">
            <Page>
                <PageHeader title="Mailbox" description="Demo mode: messages come here instead of leaving by mail.".to_owned() />
                <Transition>
                    {move || Suspend::new(async move {
                        match messages.await {
                            Ok(rows) => view! { <List rows chosen=chosen.get_untracked() /> }.into_any(),
                            Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                        }
                    })}
                </Transition>
                <Transition>
                    {move || Suspend::new(async move {
                        match message.await {
                            Ok(message) => message.map(|message| view! { <Message message /> }).into_any(),
                            Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
                        }
                    })}
                </Transition>
            </Page>
        </main>
    }
}

#[component]
fn List(rows: Vec<MailboxRow>, chosen: Option<String>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <Empty glyph=Glyph::Mail title="No messages yet"><p>"Invite somebody, and the message shows here."</p></Empty> }.into_any();
    }
    let rows = rows.into_iter().map(move |MailboxRow { id, to, subject, at }| {
        let current = (chosen.as_ref() == Some(&id)).then_some("true");
        view! {
            <li>
                <a class="who plain-link grow" href=format!("/mailbox?message={id}") aria-current=current>
                    <span><span class="who__name">{subject}</span><span class="who__more">"To "{to}</span></span>
                </a>
                <span class="muted tiny"><Time at /></span>
            </li>
        }
    });
    view! { <Panel title="Messages" flush=true><ul class="list">{rows.collect_view()}</ul></Panel> }.into_any()
}

#[component]
fn Message(message: MailboxMessage) -> impl IntoView {
    let MailboxMessage { row, text } = message;
    let lines = text.lines().map(|line| view! { <p>{line_of(line)}</p> }).collect_view();
    let html = format!("/mailbox/{}/html", row.id);
    let actions =
        view! { <LinkButton href=html small=true icon=Glyph::Mail attr:rel="external" attr:target="_blank">"As HTML"</LinkButton> }.into_any();
    view! { <Panel title=row.subject description=format!("To {}", row.to) actions><article class="letter" id="message">{lines}</article></Panel> }
}

/// A line of a message's text; what stands alone in it as an address becomes a link. Names can't: messages break up what looks like one.
fn line_of(line: &str) -> AnyView {
    if line.is_empty() {
        return view! { <br /> }.into_any();
    }
    let words = line.split_inclusive(' ').map(|word| {
        let bare = word.trim_end();
        if bare.starts_with("http://") || bare.starts_with("https://") {
            let space = &word[bare.len()..];
            view! { <a href=bare.to_owned() rel="external">{bare.to_owned()}</a>{space.to_owned()} }.into_any()
        } else {
            word.to_owned().into_any()
        }
    });
    words.collect_view().into_any()
}
