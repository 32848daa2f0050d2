//! `/confirm`: where the link leads that proves the address of a request. The code stands in the fragment, which no server sees; only a
//! press of the button hands it over. Without script it is pasted by hand.

use crate::{
    api::joining::{ConfirmPosted, confirm_join_request},
    components::{Banner, Button, Look, TextField, Tone},
    pages::form::{Form, FormError, go},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::joining::{AfterConfirming, Confirmed};

#[component]
pub fn Confirm() -> impl IntoView {
    let posted = Resource::new(|| (), |()| async { use_context::<ConfirmPosted>() });
    view! {
        <Outside>
            <Suspense>
                {move || Suspend::new(async move {
                    let posted = posted.await;
                    #[cfg(feature = "ssr")]
                    if let Some(Err(error)) = posted.as_ref().map(|posted| &posted.outcome) {
                        crate::api::call::set_page_status(error.status());
                    }
                    view! { <Opened posted /> }
                })}
            </Suspense>
        </Outside>
    }
}

#[component]
fn Opened(posted: Option<ConfirmPosted>) -> impl IntoView {
    let (code, outcome) = posted.map_or((String::new(), None), |ConfirmPosted { code, outcome }| (code, Some(outcome)));
    let (done, error) = match outcome {
        Some(Ok(done)) => (Some(done), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let done = RwSignal::new(done);
    let code = RwSignal::new(code);
    let followed = RwSignal::new(false);
    Effect::new(move |_| {
        let Ok(fragment) = window().location().hash() else { return };
        let secret = fragment.trim_start_matches('#');
        if !secret.is_empty() {
            code.set(secret.to_owned());
            followed.set(true);
        }
    });
    let form = Form::new(error);
    move || match done.get() {
        Some(done) => view! { <Done done /> }.into_any(),
        None => view! { <Ask form code followed done /> }.into_any(),
    }
}

#[component]
fn Ask(form: Form, code: RwSignal<String>, followed: RwSignal<bool>, done: RwSignal<Option<Confirmed>>) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(confirm_join_request(code.get_untracked()), move |confirmed| match &confirmed.next {
            AfterConfirming::Waiting => done.set(Some(confirmed)),
            AfterConfirming::Accept { code } => go(&format!("/invitation#{code}")),
        });
    };
    let lead = Signal::derive(move || {
        let text =
            if followed.get() { "One press, and your request goes on its way." } else { "Open the link in your message, or paste its code here." };
        Some(text.to_owned())
    });
    view! {
        <Card title="Confirm your address" lead>
            <FormError error=form.rest(&["code"]) />
            <form class="form" method="post" action="/confirm" on:submit=send novalidate=true>
                <TextField id="code" label="Code or link" value=code required=true hint="64 letters and digits, at the end of the message." error=form.field("code") autocomplete="one-time-code" />
                <Button look=Look::Primary submit=true busy=form.busy()>"Confirm this address"</Button>
            </form>
        </Card>
    }
}

#[component]
fn Done(done: Confirmed) -> impl IntoView {
    let Confirmed { organization, address, .. } = done;
    view! {
        <Card title="Your request is on its way" lead=format!("A manager or owner of {organization} decides now.")>
            <div role="status">
                <Banner tone=Tone::Success>
                    <p>"You get a message at "<b>{address}</b>" when they have. You can close this page."</p>
                </Banner>
            </div>
        </Card>
    }
}
