//! API tokens.

use crate::{
    api::accounts::{create_api_token, delete_api_token},
    components::{Banner, Button, Confirm, CopyField, Glyph, Icon, Look, Panel, TextField, Time, Tone, use_toasts},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::account::{ApiTokenRow, NewApiToken};

#[component]
pub fn Tokens(tokens: Vec<ApiTokenRow>) -> impl IntoView {
    let rows = RwSignal::new(tokens);
    let made = RwSignal::new(None::<NewApiToken>);
    let deleting = RwSignal::new(None::<ApiTokenRow>);
    let open = RwSignal::new(false);
    view! {
        <Panel title="API tokens" description="For sentry-cli and scripts. Each acts as you, everywhere you are a member." flush=true>
            <div class="panel__body stack">
                <NewToken rows made />
                {move || made.get().map(|made| view! {
                    <Banner tone=Tone::Success title=format!("“{}” is made. Copy it now: it is not shown again.", made.token.name)>
                        <CopyField label="New API token" value=made.secret />
                    </Banner>
                })}
            </div>
            <ul class="list list--ruled">
                <For each=move || rows.get() key=|row| row.id.clone() children=move |row| view! { <Row row deleting open /> } />
            </ul>
        </Panel>
        <Deleting rows deleting open />
    }
}

#[component]
fn NewToken(rows: RwSignal<Vec<ApiTokenRow>>, made: RwSignal<Option<NewApiToken>>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(create_api_token(name.get_untracked()), move |token| {
            rows.update(|rows| rows.insert(0, token.token.clone()));
            name.set(String::new());
            made.set(Some(token));
        });
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate=true>
            <FormError error=form.rest(&["token-name", "name"]) />
            <div class="form__line">
                <TextField id="token-name" label="New token, for" value=name placeholder="Deploy script" required=true error=form.field("name") />
                <Button submit=true busy=form.busy() icon=Glyph::Plus>"Create token"</Button>
            </div>
        </form>
    }
}

#[component]
fn Row(row: ApiTokenRow, deleting: RwSignal<Option<ApiTokenRow>>, open: RwSignal<bool>) -> impl IntoView {
    let label = format!("Delete the token {}", row.name);
    let target = row.clone();
    let ask = move |_| {
        deleting.set(Some(target.clone()));
        open.set(true);
    };
    view! {
        <li>
            <Icon glyph=Glyph::Key />
            <div class="grow">
                <div class="strong wrap-anywhere">{row.name}</div>
                <div class="tiny faint">
                    "Made "<Time at=row.created_at date=true />" · "
                    {row.last_used_at.map_or_else(|| "never used".into_any(), |at| view! { "used "<Time at /> }.into_any())}
                </div>
            </div>
            <Button look=Look::Quiet small=true icon=Glyph::Trash label=label on_click=ask />
        </li>
    }
}

#[component]
fn Deleting(rows: RwSignal<Vec<ApiTokenRow>>, deleting: RwSignal<Option<ApiTokenRow>>, open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let delete = move |()| {
        let Some(token) = deleting.get_untracked() else { return };
        spawn_local(async move {
            match delete_api_token(token.id.clone()).await {
                Ok(()) => rows.update(|rows| rows.retain(|row| row.id != token.id)),
                Err(error) => toasts.fail(error.to_string()),
            }
            open.set(false);
        });
    };
    let title = Signal::derive(move || deleting.with(|token| token.as_ref().map_or_else(String::new, |token| format!("Delete “{}”?", token.name))));
    view! { <Confirm id="delete-token" open title text="Whatever uses this token is refused from now on." verb="Delete token" on_confirm=delete /> }
}
