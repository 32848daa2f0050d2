//! The form of a request to join. It works before and without script, and says the same whatever the address is.

use crate::{
    api::joining::{AskPosted, ask_to_join, join_request_viewed},
    components::{Banner, Button, TextField, Textarea, Tone},
    pages::{
        form::{Form, FormError, go},
        problem::encode_query,
    },
};
use leptos::{ev, prelude::*, task::spawn_local, web_sys};
use model::joining::{Asked, JoinForm, JoinOffer, MAX_NOTE};

/// Where somebody asks from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The organization's.
    pub slug: String,
    pub offer: JoinOffer,
    /// The page they came for.
    pub wanted: String,
}

impl Place {
    pub(super) fn action(&self) -> String {
        format!("/{}/join?next={}", self.slug, encode_query(&self.wanted))
    }

    fn wanted(&self) -> Option<String> {
        // The organization's own start is no page that somebody came for.
        (self.wanted.trim_end_matches('/') != format!("/{}", self.slug)).then(|| self.wanted.clone())
    }
}

/// The form, folded away until it is wanted. `me`: the address of whoever is signed in; their name and address need no field.
#[component]
pub fn AskToJoin(place: Place, asked: Option<AskPosted>, #[prop(optional)] me: Option<String>) -> impl IntoView {
    let AskPosted { typed, error, sent } = asked.clone().unwrap_or_default();
    let sent = RwSignal::new(sent.then(|| me.clone().unwrap_or_else(|| typed.address.clone())));
    let open = asked.is_some() || me.is_some();
    let label = format!("No account yet? Ask to join {}", place.offer.organization);
    let slug = place.slug.clone();
    let seen = StoredValue::new(false);
    let look = move || {
        if !seen.get_value() {
            seen.set_value(true);
            let slug = slug.clone();
            // Only counted; nobody misses it when it fails.
            spawn_local(async move { _ = join_request_viewed(slug).await });
        }
    };
    let folded = me.is_none();
    let looked = look.clone();
    Effect::new(move |_| {
        if open && sent.get_untracked().is_none() {
            looked();
        }
    });
    let toggled = move |event: ev::Event| {
        let opened = event_target::<web_sys::HtmlDetailsElement>(&event).open();
        if opened {
            look();
        }
    };
    let form = Form::new(error);
    view! {
        {move || match sent.get() {
            Some(address) => view! { <Sent address signed_in=!folded /> }.into_any(),
            None => {
                let fields = view! { <Fields place=place.clone() typed=typed.clone() form me=me.clone() sent /> };
                if folded {
                    view! {
                        <details class="ask" id="join" open=open on:toggle=toggled.clone()>
                            <summary>{label.clone()}</summary>
                            {fields}
                        </details>
                    }
                    .into_any()
                } else {
                    fields.into_any()
                }
            }
        }}
    }
}

#[component]
fn Fields(place: Place, typed: JoinForm, form: Form, me: Option<String>, sent: RwSignal<Option<String>>) -> impl IntoView {
    let (name, address, note) = (RwSignal::new(typed.name), RwSignal::new(typed.address), RwSignal::new(typed.note));
    let action = place.action();
    let organization = place.offer.organization.clone();
    let who = me.clone();
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let to = who.clone().unwrap_or_else(|| address.get_untracked());
        let typed = JoinForm { name: name.get_untracked(), address: to.clone(), note: note.get_untracked(), wanted: place.wanted() };
        form.send(ask_to_join(place.slug.clone(), typed), move |answer| match answer {
            Asked::Sent => sent.set(Some(to)),
            Asked::Joined { destination } => go(&destination),
            Asked::SignIn => go("/login"),
        });
    };
    let hint = Signal::derive(move || {
        let typed = note.with(|note| note.chars().count());
        Some(if typed == 0 {
            format!("Who you are, and what you need, in up to {MAX_NOTE} characters.")
        } else {
            format!("{typed} of {MAX_NOTE} characters.")
        })
    });
    view! {
        <form class="form" method="post" action=action on:submit=send novalidate=true>
            <FormError error=form.rest(&["name", "address", "note"]) />
            {me.is_none().then(|| view! {
                <TextField id="name" label="Your name" value=name autocomplete="name" required=true max=80 error=form.field("name") />
                <TextField id="address" label="Your address" value=address kind="email" autocomplete="email" required=true error=form.field("address") />
            })}
            <Textarea id="note" label=format!("Note to {organization}") value=note optional=true rows=2 hint max=MAX_NOTE as u32 error=form.field("note") />
            <Button submit=true busy=form.busy()>"Ask to join"</Button>
        </form>
    }
}

/// The same for everybody.
#[component]
fn Sent(address: String, signed_in: bool) -> impl IntoView {
    let title = if signed_in { "Your request is taken" } else { "Look into your mailbox" };
    view! {
        <div role="status" class="ask__sent">
            <Banner tone=Tone::Success title>
                <p>"What happens next is in a message to "<b>{address}</b>". It can take a minute, and there is one a day at most."</p>
            </Banner>
        </div>
    }
}
