//! A new namespace.

use super::{About, fallback_choices};
use crate::{
    api::{
        CallError,
        namespaces::{PlacePosted, make_namespace},
    },
    components::{Button, Glyph, Panel, Select, TextField, use_toasts},
    pages::form::{Form, FormError, focus},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::experiment::{
    Experiment,
    namespace::{NamespaceDraft, segments},
};

#[component]
pub fn Make(about: About, fallbacks: Vec<Experiment>, posted: Option<PlacePosted>) -> impl IntoView {
    let page = about.page();
    let empty = NamespaceDraft { unit: about.experiment.unit.clone(), segments: "100".to_owned(), ..NamespaceDraft::default() };
    let (draft, error) = posted.map_or((empty, None), |posted| (posted.new, Some(posted.error)));
    let form = Form::new(error);
    let (name, unit) = (RwSignal::new(draft.name), RwSignal::new(draft.unit));
    let (count, fallback) = (RwSignal::new(draft.segments), RwSignal::new(draft.fallback));
    // The unit can be typed; who wants another one than this experiment's can't put this experiment there.
    let choices = fallback_choices(fallbacks.iter().filter(|experiment| experiment.unit == about.experiment.unit));
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (org, refetch) = (about.slug.clone(), about.refetch);
        let made = async move {
            let count = segments(&count.get_untracked())?;
            make_namespace(org, name.get_untracked(), unit.get_untracked(), count, fallback.get_untracked()).await
        };
        let made = async move { made.await.map_err(|CallError(error)| CallError(NamespaceDraft::placed(error))) };
        form.send(made, move |made| {
            toasts.say(format!("{} is made", made.name));
            refetch.run(());
            focus("main");
        });
    };
    view! {
        <Panel title="Make a namespace" description="A unit falls into one of its segments; a segment belongs to one experiment at most.">
            <form method="post" class="form" action=page on:submit=send novalidate=true>
                <FormError error=form.rest(&["new_name", "new_unit", "new_segments", "new_fallback"]) />
                <div class="form__row">
                    <TextField id="new_name" label="Name" value=name required=true max=60 placeholder="checkout" hint="Letters, digits, - and _. It stays." error=form.field("new_name") />
                    <TextField id="new_unit" label="Unit" value=unit required=true max=60 hint="The same for all of its experiments." error=form.field("new_unit") />
                </div>
                <div class="form__row">
                    <TextField id="new_segments" label="Segments" value=count max=5 hint="With 100, each is one per cent of the units." error=form.field("new_segments") />
                    <Select id="new_fallback" label="Who is in none gets" value=fallback choices error=form.field("new_fallback") />
                </div>
                <div><Button submit=true icon=Glyph::Plus busy=form.busy() attr:name="step" attr:value="make">"Make it"</Button></div>
            </form>
        </Panel>
    }
}
