//! Links to hand over by hand.

use crate::components::{Button, CopyField, Dialog, DialogBody, DialogFoot, Look};
use leptos::prelude::*;

/// Opens while there are links, each with the address that it is for; they are shown this once.
#[component]
pub fn LinksDialog(#[prop(into)] id: String, links: RwSignal<Vec<(String, String)>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(links.with(|links| !links.is_empty())));
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open {
            links.set(Vec::new());
        }
        open
    });
    let title = Memo::new(move |before: Option<&String>| {
        links.with(|links| match &links[..] {
            [] => before.cloned().unwrap_or_default(),
            [(address, _)] => format!("Link for {address}"),
            many => format!("{} links to hand over", many.len()),
        })
    });
    let several = move || links.with(|links| links.len() > 1);
    view! {
        <Dialog id open title>
            <DialogBody>
                <p>
                    {move || if several() {
                        "Give each person their own link, and nobody else: whoever has it can join with that address. They are shown this once."
                    } else {
                        "Give this link to them alone: whoever has it can join with this address. It is shown this once."
                    }}
                </p>
                <ul class="invite-links">
                    <For each=move || links.get() key=|link| link.clone() children=move |(address, link)| {
                        let (label, title) = (format!("Link for {address}"), address.clone());
                        view! {
                            <li class:invite-link--alone=move || !several()>
                                <span class="truncate" hidden=move || !several() title=title>{address}</span>
                                <CopyField label value=link />
                            </li>
                        }
                    } />
                </ul>
            </DialogBody>
            <DialogFoot>
                <Button look=Look::Primary on_click=move |_| open.set(false)>"Done"</Button>
            </DialogFoot>
        </Dialog>
    }
}
