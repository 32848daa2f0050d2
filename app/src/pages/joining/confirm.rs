//! `/confirm`: where the link leads that proves the address of a request. The code stands in the fragment, which no server sees; only a
//! press of the button hands it over. Without script it is pasted by hand.

use crate::{
    api::joining::{ConfirmPosted, confirm_join_request, preview_confirm},
    components::{Banner, Button, Look, TextField, Tone},
    pages::form::{Form, FormError, go},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::joining::{AfterConfirming, Confirmable, Confirmed};

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
    let about = RwSignal::new(None::<Confirmable>);
    Effect::new(move |_| {
        let Ok(fragment) = window().location().hash() else { return };
        let secret = fragment.trim_start_matches('#').to_owned();
        if secret.is_empty() {
            return;
        }
        code.set(secret.clone());
        followed.set(true);
        // Only to say what it is about; pressing the button says what became of a code that is over.
        spawn_local(async move {
            if let Ok(found) = preview_confirm(secret).await {
                _ = about.try_set(Some(found));
            }
        });
    });
    let form = Form::new(error);
    move || match done.get() {
        Some(done) => view! { <Done done /> }.into_any(),
        None => view! { <Ask form code followed about done /> }.into_any(),
    }
}

#[component]
fn Ask(
    form: Form,
    code: RwSignal<String>,
    followed: RwSignal<bool>,
    about: RwSignal<Option<Confirmable>>,
    done: RwSignal<Option<Confirmed>>,
) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(confirm_join_request(code.get_untracked()), move |confirmed| match &confirmed.next {
            AfterConfirming::Waiting => done.set(Some(confirmed)),
            AfterConfirming::Accept { code } => go(&format!("/invitation#{code}")),
        });
    };
    let title = Signal::derive(move || match about.get() {
        Some(Confirmable { organization, .. }) => format!("Join {organization}"),
        None => "Confirm your address".to_owned(),
    });
    let lead = Signal::derive(move || {
        Some(match (about.get(), followed.get()) {
            (Some(Confirmable { organization, by_link: true, .. }), _) => {
                format!("Confirm that this address is yours, and you can join {organization}.")
            }
            (Some(Confirmable { organization, .. }), _) => {
                format!("Confirm that this address is yours, and your request goes to the people of {organization}.")
            }
            (None, true) => "Confirm that the address is yours which this message came to.".to_owned(),
            (None, false) => "Open the link in your message, or paste its code here.".to_owned(),
        })
    });
    view! {
        <Card title lead>
            {move || about.get().map(|Confirmable { address, .. }| view! { <dl class="facts"><dt>"Your address"</dt><dd><b class="wrap-anywhere">{address}</b></dd></dl> })}
            <FormError error=form.rest(&["code"]) />
            <form class="form" method="post" action="/confirm" on:submit=send novalidate=true>
                {move || if followed.get() {
                    // The link has brought it: nothing to type. What is wrong with it is said all the same.
                    view! { <FormError error=form.field("code") /> }.into_any()
                } else {
                    view! {
                        <TextField id="code" label="Code or link" value=code required=true hint="64 letters and digits, in the message below its button." error=form.field("code") autocomplete="one-time-code" />
                    }.into_any()
                }}
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
