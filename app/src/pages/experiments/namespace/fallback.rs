//! What whoever is in none of a namespace's experiments is given.

use super::{About, fallback_choices};
use crate::{
    api::namespaces::{PlacePosted, change_fallback},
    components::{Button, Select, use_toasts},
    pages::form::{Form, FormError, focus},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::experiment::{Experiment, Namespace};

#[component]
pub fn Fallback(about: About, fallbacks: Vec<Experiment>, namespace: Namespace, posted: Option<PlacePosted>) -> impl IntoView {
    let page = about.page();
    let choices = fallback_choices(fallbacks.iter().filter(|experiment| experiment.unit == namespace.unit));
    let (chosen, error) = posted.map_or_else(|| (namespace.fallback.clone(), None), |posted| (posted.fallback, Some(posted.error)));
    let chosen = RwSignal::new(chosen);
    let (form, toasts) = (Form::new(error), use_toasts());
    let name = namespace.name.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let refetch = about.refetch;
        form.send(change_fallback(about.slug.clone(), name.clone(), chosen.get_untracked()), move |_| {
            toasts.say("It is changed");
            refetch.run(());
            focus("main");
        });
    };
    view! {
        <form method="post" class="form" action=page on:submit=send>
            <FormError error=form.rest(&["fallback"]) />
            <input type="hidden" name="namespace" value=namespace.name />
            <Select id="fallback" label="Who is in none gets" value=chosen choices hint="From the next request on, and whatever they had." error=form.field("fallback") />
            <div><Button submit=true busy=form.busy() attr:name="step" attr:value="fallback">"Change what they get"</Button></div>
        </form>
    }
}
