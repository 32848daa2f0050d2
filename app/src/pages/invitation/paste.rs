//! The code from the message, by hand.

use super::Link;
use crate::{
    components::{Button, Look, TextField},
    shell::Card,
};
use leptos::{ev::SubmitEvent, prelude::*};

/// A form for the code. Works with and without script.
#[component]
pub(super) fn Paste(link: Link) -> impl IntoView {
    view! {
        <Card title="Your invitation" lead="Open the link in your message, or paste its code here.".to_owned()>
            <PasteForm link />
        </Card>
    }
}

#[component]
pub(super) fn PasteForm(link: Link) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match code.with_untracked(|code| code.trim().is_empty()) {
            true => error.set(Some("Paste the code from the message.".to_owned())),
            false => link.open(&code.get_untracked()),
        }
    };
    view! {
        <form class="stack" method="post" action="/invitation" on:submit=submit>
            <TextField id="code" label="Code or link" value=code error hint="64 letters and digits, at the end of the message.".to_owned() />
            <Button look=Look::Primary submit=true>"Read the invitation"</Button>
        </form>
    }
}
