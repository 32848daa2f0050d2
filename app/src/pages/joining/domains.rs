//! Verified domains, in the settings.

use crate::{
    api::joining::{add_domain, prove_domain, remove_domain, set_domain_policy},
    components::{Badge, Banner, Button, Choice, Confirm, CopyField, Glyph, Look, Panel, Select, TextField, Time, Tone, use_toasts},
    organization::use_slug,
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::joining::{DomainPolicy, Proof, VerifiedDomain};

const RULES: [(DomainPolicy, &str); 2] =
    [(DomainPolicy::Approve, "Their requests are approved by this rule"), (DomainPolicy::Join, "They join by themselves")];

fn choices() -> Vec<Choice> {
    RULES.map(|(policy, label)| Choice::new(policy.as_str(), label)).to_vec()
}

#[derive(Clone, Copy)]
struct State {
    slug: StoredValue<String>,
    rows: RwSignal<Vec<VerifiedDomain>>,
    removing: RwSignal<Option<String>>,
    open: RwSignal<bool>,
}

#[component]
pub(super) fn Domains(domains: Vec<VerifiedDomain>) -> impl IntoView {
    let state = State { slug: StoredValue::new(use_slug()), rows: RwSignal::new(domains), removing: RwSignal::new(None), open: RwSignal::new(false) };
    view! {
        <Panel title="Verified domains" description="People whose address is at a domain of yours come in without a decision on each." flush=true>
            <div class="panel__body"><Add state /></div>
            <ul class="list list--ruled">
                <For
                    each=move || state.rows.get()
                    key=|row| (row.domain.clone(), row.verified.is_some())
                    children=move |row| view! { <Row state row /> }
                />
            </ul>
        </Panel>
        <Removing state />
    }
}

#[component]
fn Add(state: State) -> impl IntoView {
    let (domain, policy) = (RwSignal::new(String::new()), RwSignal::new(DomainPolicy::Approve.as_str().to_owned()));
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let policy = policy.get_untracked().parse().unwrap_or_default();
        form.send(add_domain(state.slug.get_value(), domain.get_untracked(), policy), move |row| {
            state.rows.update(|rows| rows.push(row));
            domain.set(String::new());
        });
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate=true>
            <FormError error=form.rest(&["domain"]) />
            <div class="form__row">
                <TextField id="domain" label="Domain" value=domain placeholder="example.com" required=true error=form.field("domain") />
                <Select id="domain-policy" label="People there" value=policy choices=choices() />
            </div>
            <div><Button submit=true busy=form.busy() icon=Glyph::Plus>"Add domain"</Button></div>
        </form>
    }
}

#[component]
fn Row(state: State, row: VerifiedDomain) -> impl IntoView {
    let VerifiedDomain { domain, policy, record, verified } = row;
    let toasts = use_toasts();
    let rule = RwSignal::new(policy.as_str().to_owned());
    let name = domain.clone();
    let change = Callback::new(move |word: String| {
        let (slug, name, policy) = (state.slug.get_value(), name.clone(), word.parse().unwrap_or_default());
        spawn_local(async move {
            match set_domain_policy(slug, name, policy).await {
                Ok(()) => toasts.say("The rule is saved"),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    });
    let target = domain.clone();
    let ask = move |_| {
        state.removing.set(Some(target.clone()));
        state.open.set(true);
    };
    let select = format!("policy-{}", domain.replace('.', "-"));
    view! {
        <li>
            <div class="grow stack stack--tight">
                <div class="cluster">
                    <span class="strong wrap-anywhere">{domain.clone()}</span>
                    {match verified {
                        Some((at, how)) => view! {
                            <Badge tone=Tone::Success>"Verified"</Badge>
                            <span class="tiny faint">
                                {match how { Proof::Dns => "By its TXT record, ", Proof::Owners => "By two owners, " }}<Time at date=true />
                            </span>
                        }.into_any(),
                        None => view! { <Badge tone=Tone::Warning>"Not verified yet"</Badge> }.into_any(),
                    }}
                </div>
                {verified.is_none().then(|| view! { <Prove state domain=domain.clone() record /> })}
                <Select id=select label=format!("People at {domain}") value=rule choices=choices() bare=true small=true on_change=change />
            </div>
            <Button look=Look::Quiet small=true icon=Glyph::Trash label=format!("Remove {domain}") on_click=ask />
        </li>
    }
}

#[component]
fn Prove(state: State, domain: String, record: (String, String)) -> impl IntoView {
    let form = Form::new(None);
    let prove = move |by: Proof| {
        let domain = domain.clone();
        form.send(prove_domain(state.slug.get_value(), domain, by), move |proved: VerifiedDomain| {
            state.rows.update(|rows| {
                if let Some(row) = rows.iter_mut().find(|row| row.domain == proved.domain) {
                    *row = proved;
                }
            });
        });
    };
    let (by_dns, by_owners) = (prove.clone(), prove);
    let (name, text) = record;
    view! {
        <div class="stack stack--tight">
            <p class="tiny muted">"Add a TXT record with this name and text where your domain is managed, or let two owners with addresses there vouch for it."</p>
            <CopyField label="Name of the TXT record" value=name />
            <CopyField label="Text of the TXT record" value=text />
            <div>{move || form.rest(&[]).get().map(|text| view! { <Banner tone=Tone::Warning><p>{text}</p></Banner> })}</div>
            <div class="buttons">
                <Button small=true busy=form.busy() on_click=move |_| by_dns(Proof::Dns)>"Look for the record"</Button>
                <Button small=true look=Look::Quiet busy=form.busy() on_click=move |_| by_owners(Proof::Owners)>"Let two owners vouch"</Button>
            </div>
        </div>
    }
}

#[component]
fn Removing(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let remove = move |()| {
        let Some(domain) = state.removing.get_untracked() else { return };
        spawn_local(async move {
            match remove_domain(state.slug.get_value(), domain.clone()).await {
                Ok(()) => state.rows.update(|rows| rows.retain(|row| row.domain != domain)),
                Err(error) => toasts.fail(error.to_string()),
            }
            state.open.set(false);
        });
    };
    let title = Signal::derive(move || state.removing.with(|domain| domain.as_ref().map_or_else(String::new, |domain| format!("Remove {domain}?"))));
    let text = "People at this domain ask like everybody else from now on. Whoever has joined stays.";
    view! { <Confirm id="remove-domain" open=state.open title text verb="Remove domain" on_confirm=remove /> }
}
