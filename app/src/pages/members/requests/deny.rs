//! Asks for the reason of a denial, which may stay empty.

use super::desk::Desk;
use crate::{
    components::{Button, Dialog, DialogBody, DialogFoot, DialogSize, Look, Textarea},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::request::MAX_REASON;

#[component]
pub fn DenyDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let form = Form::new(None);
    // Asked while there is something to ask about; a reason that was not sent stays for the next time.
    Effect::new(move |_| open.set(desk.denying.with(|lines| !lines.is_empty())));
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open && desk.denying.with_untracked(|lines| !lines.is_empty()) {
            desk.denying.set(Vec::new());
        }
        open
    });
    let title = Memo::new(move |before: Option<&String>| {
        desk.denying.with(|lines| match &lines[..] {
            // While it closes it goes on saying what it was about.
            [] => before.cloned().unwrap_or_default(),
            [only] => only.request.with(|request| format!("Deny the request for {}?", request.address)),
            many => format!("Deny {} requests?", many.len()),
        })
    });
    let busy = Signal::derive(move || desk.acting.with(|acting| !acting.is_empty()));
    let verb = move || desk.denying.with(|lines| if lines.len() > 1 { format!("Deny {}", lines.len()) } else { "Deny".to_owned() });
    let finished = Callback::new(move |refused| match refused {
        Some(error) => form.refuse(error),
        None => {
            reason.set(String::new());
            desk.denying.set(Vec::new());
        }
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.clear();
        let said = Some(reason.get_untracked().trim().to_owned()).filter(|reason| !reason.is_empty());
        desk.deny(&desk.denying.get_untracked(), said, finished);
    };
    view! {
        <Dialog id="deny" open title size=DialogSize::Narrow>
            <form method="post" on:submit=send novalidate=true>
                <DialogBody>
                    <div class="form">
                        <FormError error=form.rest(&["reason"]) />
                        <Textarea
                            id="reason"
                            label="Reason"
                            optional=true
                            value=reason
                            hint="Whoever asked reads it.".to_owned()
                            error=form.field("reason")
                            max=u32::try_from(MAX_REASON).unwrap_or(u32::MAX)
                        />
                        <p class="small muted">"Members can’t ask for the same address for 7 days. You can invite it at any time."</p>
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |_| open.set(false)>"Cancel"</Button>
                    <Button look=Look::Danger submit=true busy>{verb}</Button>
                </DialogFoot>
            </form>
        </Dialog>
    }
}
