//! What can be done with an experiment: start it, conclude it with an arm that everybody gets, put it away.

use super::wording;
use crate::{
    api::experiments::change_experiment,
    components::{Banner, Button, Confirm, Dialog, DialogBody, DialogFoot, DialogSize, Glyph, LinkButton, Look, Tone, use_toasts},
    organization::use_slug,
    pages::form::{Form, FormError, focus},
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};
use model::{
    error::ApiError,
    experiment::{Experiment, Status, results::Arm},
};
use serde_json::{Map, Value};

/// What everybody has now.
#[component]
pub fn Decided(experiment: Experiment, arms: Vec<Arm>) -> impl IntoView {
    experiment.arm.filter(|_| experiment.status == Status::Concluded).map(|given| {
        let name = arms.iter().find(|arm| arm.params == given).map(|arm| arm.name.clone());
        let name = name.unwrap_or_else(|| wording::params(&given));
        let title = if experiment.version > 0 {
            format!("Decided: everybody gets {name}")
        } else {
            format!("Until somebody starts it, everybody gets {name}")
        };
        view! {
            <Banner tone=Tone::Accent title=title>
                <p class="mono tiny wrap-anywhere">{wording::params(&given)}</p>
                {(experiment.version > 0).then(|| view! { <p>"No further exposures are counted. What it found until then stays below."</p> })}
            </Banner>
        }
    })
}

/// The buttons at the top of the page. Each is a form, so that it works without script.
#[component]
pub fn Actions(
    experiment: Experiment,
    arms: Vec<Arm>,
    /// What decides, in a line for each arm.
    found: Vec<String>,
    /// The arm that a form without script has brought, and which was not taken.
    chosen: Option<Map<String, Value>>,
    may_decide: bool,
    refetch: Callback<()>,
) -> impl IntoView {
    let slug = use_slug();
    let page = format!("/{slug}/experiments/{}", experiment.name);
    let edit = format!("{page}/edit");
    // The product's own have no script: they are written in its code.
    let own = experiment.source.is_empty();
    let status = experiment.status;
    let open = RwSignal::new(false);
    let editable = !own && may_decide && status != Status::Archived;
    let may_conclude = may_decide && status == Status::Running;
    let name = experiment.name.clone();
    view! {
        {editable.then(|| view! { <LinkButton href=edit icon=Glyph::Pencil>"Edit"</LinkButton> })}
        {(may_decide && !own && status != Status::Archived).then(|| view! { <Archive name=name.clone() page=page.clone() ran={status != Status::Draft} refetch /> })}
        {(may_decide && matches!(status, Status::Draft | Status::Concluded)).then(|| view! {
            <Start name=name.clone() page=page.clone() says=wording::starting(&experiment.unit, own) again={status == Status::Concluded && experiment.version > 0} refetch />
        })}
        {may_conclude.then(|| view! {
            <Button look=Look::Primary on_click=move |event| answer(&event, open, true) attr:command="show-modal" attr:commandfor="conclude">"Conclude"</Button>
            <Conclude open name=name.clone() page=page.clone() own arms=arms.clone() found=found.clone() chosen=chosen.clone() refetch />
        })}
    }
}

/// Opens or closes the dialog in the place of the browser's own command, which is there for pages without script.
fn answer(event: &MouseEvent, open: RwSignal<bool>, now: bool) {
    event.prevent_default();
    open.set(now);
}

/// Sends a change of status, says so, and loads the page again.
fn change(form: Form, slug: String, name: String, to: Status, arm: Option<Map<String, Value>>, done: impl FnOnce() + 'static) {
    form.send(change_experiment(slug, name, to, arm), move |_| {
        done();
        // The button that was pressed goes away.
        focus("main");
    });
}

/// Says first what will happen: what it is about, and the small print. `again`: it has been decided before.
#[component]
fn Start(name: String, page: String, says: (String, &'static str), again: bool, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let (verb, title, look) =
        if again { ("Run again", format!("Run {name} again"), Look::Secondary) } else { ("Start", format!("Start {name}"), Look::Primary) };
    let name = StoredValue::new(name);
    let open = RwSignal::new(false);
    let form = Form::new(None);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        change(form, slug.get_value(), name.get_value(), Status::Running, None, move || {
            open.set(false);
            toasts.say("It is running");
            refetch.run(());
        });
    };
    view! {
        <Button look on_click=move |event| answer(&event, open, true) attr:command="show-modal" attr:commandfor="start">{verb}</Button>
        <Dialog id="start" open title size=DialogSize::Narrow>
            <form method="post" action=page on:submit=send>
                <DialogBody>
                    <div class="form">
                        <input type="hidden" name="status" value="running" />
                        <p>{says.0}</p>
                        <p class="small muted">{says.1}{(again).then_some(" Counting begins anew; what it found before is kept.")}" It is written to the audit log."</p>
                        <FormError error=form.rest(&[]) />
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |event| answer(&event, open, false) attr:command="close" attr:commandfor="start">"Cancel"</Button>
                    <Button look=Look::Primary submit=true busy=form.busy()>{verb}</Button>
                </DialogFoot>
            </form>
        </Dialog>
    }
}

#[component]
fn Archive(name: String, page: String, ran: bool, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let title = format!("Archive {name}");
    let name = StoredValue::new(name);
    let form = Form::new(None);
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let sure = move |_| {
        change(form, slug.get_value(), name.get_value(), Status::Archived, None, move || {
            open.set(false);
            toasts.say("It is archived");
            refetch.run(());
        });
    };
    let ask = move |event: SubmitEvent| {
        event.prevent_default();
        open.set(true);
    };
    view! {
        <form method="post" action=page on:submit=ask>
            <input type="hidden" name="status" value="archived" />
            <Button submit=true>"Archive"</Button>
        </form>
        <Confirm
            id="archive"
            open
            title
            text=if ran {
                "Nobody gets it any more: services fall back to their own defaults. What it found is kept, and it can’t be started again."
            } else {
                "It never ran, and it can’t be started any more. Its name stays taken."
            }
            verb="Archive"
            busy=form.busy()
            error=form.rest(&[])
            on_confirm=sure
        />
    }
}

#[component]
fn Conclude(
    open: RwSignal<bool>,
    name: String,
    page: String,
    own: bool,
    arms: Vec<Arm>,
    found: Vec<String>,
    chosen: Option<Map<String, Value>>,
    refetch: Callback<()>,
) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let title = format!("Conclude {name}");
    let name = StoredValue::new(name);
    let chosen = RwSignal::new(chosen.and_then(|chosen| arms.iter().position(|arm| arm.params == chosen)));
    let form = Form::new(None);
    let toasts = use_toasts();
    let given = StoredValue::new(arms.iter().map(|arm| (arm.name.clone(), arm.params.clone())).collect::<Vec<_>>());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some((arm, params)) = chosen.get_untracked().and_then(|at| given.with_value(|given| given.get(at).cloned())) else {
            form.refuse(ApiError::Invalid { field: "arm".into(), reason: "Choose the arm that everybody gets.".into() });
            focus("conclude-arm-0");
            return;
        };
        change(form, slug.get_value(), name.get_value(), Status::Concluded, Some(params), move || {
            open.set(false);
            toasts.say(format!("Everybody gets {arm}"));
            refetch.run(());
        });
    };
    let says = move || match chosen.get().and_then(|at| given.with_value(|given| given.get(at).map(|(arm, _)| arm.clone()))) {
        Some(arm) => format!("Everybody gets {arm} from the next page or request on, whatever arm they had."),
        None => "Everybody gets the chosen arm from the next page or request on, whatever arm they had.".to_owned(),
    };
    // What was missing is there.
    Effect::watch(move || chosen.get(), move |_, _, _| form.clear(), false);
    let found = found.into_iter().map(Some).chain(std::iter::repeat(None));
    let none = arms.is_empty();
    let choices = arms.into_iter().zip(found).enumerate().map(|(at, (arm, found))| view! { <ArmChoice at arm found chosen /> }).collect_view();
    view! {
        <Dialog id="conclude" open title size=DialogSize::Usual>
            // What is missing is said in the dialog itself; without script the browser says it.
            <form method="post" action=page prop:noValidate=true on:submit=send>
                <DialogBody>
                    <div class="form">
                        <input type="hidden" name="status" value="concluded" />
                        {none.then(|| view! {
                            <p>
                                "There is no arm to choose from: which there are can’t be told from the script, and nobody has met a single one of this version. "
                                "Conclude it once somebody has, or over REST, where you say what everybody gets."
                            </p>
                        })}
                        {(!none).then(|| view! {
                            <fieldset class="field" aria-describedby="conclude-says">
                                <legend>"Which arm does everybody get?"</legend>
                                <div class="stack stack--tight">{choices}</div>
                            </fieldset>
                            <p id="conclude-says" class="small">{says}</p>
                            {(!own).then(|| view! { <p class="small muted">"That goes for those too whom the script keeps out."</p> })}
                            <p class="small muted">"No further exposures are counted, and the results stay as they are. It is written to the audit log."</p>
                        })}
                        <FormError error=form.rest(&[]) />
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |event| answer(&event, open, false) attr:command="close" attr:commandfor="conclude">"Cancel"</Button>
                    {(!none).then(|| view! { <Button look=Look::Primary submit=true busy=form.busy()>"Conclude"</Button> })}
                </DialogFoot>
            </form>
        </Dialog>
    }
}

#[component]
fn ArmChoice(at: usize, arm: Arm, found: Option<String>, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let (gives, met) = (wording::params(&arm.params), wording::grouped(arm.units));
    view! {
        <label class="choice">
            <input
                type="radio"
                id=format!("conclude-arm-{at}")
                name="arm"
                required=true
                checked=chosen.get_untracked() == Some(at)
                value=Value::Object(arm.params.clone()).to_string()
                on:change=move |_| chosen.set(Some(at))
            />
            <span class="choice__text">
                <span class="choice__label wrap-anywhere">{arm.name.clone()}</span>
                <span class="choice__hint mono wrap-anywhere">{gives}</span>
                {found.map(|found| view! { <span class="choice__hint">{found}</span> })}
                <span class="choice__hint">{if at == 0 { format!("Baseline, met by {met}") } else { format!("Met by {met}") }}</span>
            </span>
        </label>
    }
}
