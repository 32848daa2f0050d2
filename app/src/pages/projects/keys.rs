//! A project's DSN keys.

use crate::{
    api::projects::{create_project_key, rotate_project_key, switch_project_key},
    components::{Badge, Button, Confirm, CopyField, Glyph, Menu, MenuButton, MenuItem, Panel, TextField, Time, Tone, use_toasts},
    organization::use_slug,
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::project::ProjectKey;

#[derive(Clone, Copy)]
struct Desk {
    organization: StoredValue<String>,
    slug: StoredValue<String>,
    may: bool,
    refetch: Callback<()>,
    /// The key that is about to be replaced.
    rotating: RwSignal<Option<ProjectKey>>,
    open: RwSignal<bool>,
}

#[component]
pub fn Keys(slug: String, keys: Vec<ProjectKey>, may: bool, refetch: Callback<()>) -> impl IntoView {
    let desk = Desk {
        organization: StoredValue::new(use_slug()),
        slug: StoredValue::new(slug),
        may,
        refetch,
        rotating: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let rows = keys.into_iter().map(|key| view! { <Row key_row=key desk /> }).collect_view();
    view! {
        <Panel title="DSN keys" description="What programs report with. A DSN is not a secret: it ships inside applications." flush=true>
            <ul class="list">{rows}</ul>
            {may.then(|| view! { <NewKey desk /> })}
        </Panel>
        {may.then(|| view! { <Rotating desk /> })}
    }
}

#[component]
fn Row(key_row: ProjectKey, desk: Desk) -> impl IntoView {
    let ProjectKey { public_key, label, dsn, created_at, disabled_at } = key_row.clone();
    let enabled = disabled_at.is_none();
    let toasts = use_toasts();
    let switched = public_key.clone();
    let switch = move |()| {
        let key = switched.clone();
        spawn_local(async move {
            match switch_project_key(desk.organization.get_value(), desk.slug.get_value(), key, !enabled).await {
                Ok(()) => desk.refetch.run(()),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let rotate = move |()| {
        desk.rotating.set(Some(key_row.clone()));
        desk.open.set(true);
    };
    let menu = format!("key-{public_key}");
    let about = format!("Actions for the key {label}");
    view! {
        <li>
            <div class="grow stack stack--tight">
                <div class="cluster">
                    <span class="strong">{label.clone()}</span>
                    {(!enabled).then(|| view! { <Badge tone=Tone::Warning>"Disabled"</Badge> })}
                    <span class="tiny faint">"made "<Time at=created_at date=true /></span>
                </div>
                <CopyField label=format!("DSN of {label}") value=dsn />
            </div>
            {desk.may.then(|| view! {
                <MenuButton menu=menu.clone() label=about.clone() small=true />
                <Menu id=menu label=about end=true>
                    <MenuItem icon=Glyph::Refresh on_click=rotate disabled=!enabled>"Replace with a new key"</MenuItem>
                    <MenuItem icon=Glyph::Shield on_click=switch>{if enabled { "Disable" } else { "Enable again" }}</MenuItem>
                </Menu>
            })}
        </li>
    }
}

#[component]
fn NewKey(desk: Desk) -> impl IntoView {
    let label = RwSignal::new(String::new());
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(create_project_key(desk.organization.get_value(), desk.slug.get_value(), label.get_untracked()), move |_| {
            label.set(String::new());
            desk.refetch.run(());
        });
    };
    view! {
        <form method="post" class="panel__foot panel__foot--start" on:submit=send novalidate=true>
            <FormError error=form.rest(&["label"]) />
            <div class="form__line">
                <TextField id="label" label="Another key, for" value=label placeholder="Staging" required=true error=form.field("label") />
                <Button submit=true busy=form.busy() icon=Glyph::Plus>"Create key"</Button>
            </div>
        </form>
    }
}

#[component]
fn Rotating(desk: Desk) -> impl IntoView {
    let form = Form::new(None);
    let toasts = use_toasts();
    let confirm = move |()| {
        let Some(key) = desk.rotating.get_untracked() else { return };
        form.send(rotate_project_key(desk.organization.get_value(), desk.slug.get_value(), key.public_key), move |_| {
            desk.open.set(false);
            toasts.say("The key is replaced");
            desk.refetch.run(());
        });
    };
    view! {
        <Confirm id="rotate-key" open=desk.open title="Replace this key?" text="The old DSN stops working at once. Programs report again when they have the new one." verb="Replace key" busy=form.busy() error=form.rest(&[]) on_confirm=confirm />
    }
}
