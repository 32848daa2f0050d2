//! Who owns what of a project: the rules, and whoever in them is not here yet.

use crate::{
    api::projects::{load_ownership, save_ownership},
    components::{Badge, Button, Checkbox, Glyph, Look, Panel, Textarea, Tone, Who, use_toasts},
    invite::{InviteButton, InviteContext, meet_doorway},
    live::use_live,
    organization::use_slug,
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use model::{
    id::TeamId,
    invitation::Source,
    live::Change,
    ownership::{OwnerPerson, Ownership},
    project::ProjectDetail,
    suspect_commit::Author,
};

const HINT: &str = "One rule a line: path:, module:, url: or tags.NAME:, then addresses or #teams. The last rule that fits counts. Addresses of people who are \
                    not members yet are fine.";

/// The rules of a project; those who may not change them see them.
#[component]
pub fn OwnershipPanel(detail: ProjectDetail) -> impl IntoView {
    let organization = StoredValue::new(use_slug());
    let slug = StoredValue::new(detail.project.slug.clone());
    let Ownership { text, auto_assign, people } = detail.ownership.clone();
    let (rules, auto, people) = (RwSignal::new(text.clone()), RwSignal::new(auto_assign), RwSignal::new(people));
    let may = detail.may_manage;
    use_live(move |change| {
        // Only who they are: what is being typed stays.
        if matches!(change, Change::Members | Change::Invitations | Change::Anything) {
            spawn_local(async move {
                if let Ok(fresh) = load_ownership(organization.get_value(), slug.get_value()).await {
                    _ = people.try_set(fresh.people);
                }
            });
        }
    });
    let form = Form::new(None);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let call = save_ownership(organization.get_value(), slug.get_value(), rules.get_untracked(), auto.get_untracked());
        form.send(call, move |saved: Ownership| {
            toasts.say("The rules are saved");
            people.set(saved.people);
        });
    };
    let teams = StoredValue::new(detail.project.teams.clone());
    let owners = move || {
        let rows = people.get().into_iter().map(|person| view! { <Person person teams=teams.get_value() /> }).collect_view();
        people.with(|people| !people.is_empty()).then(|| view! { <ul class="list owners" aria-label="People in the rules">{rows}</ul> })
    };
    if !may {
        return view! {
            <Panel title="Ownership" description="Who is suggested for an issue.".to_owned()>
                {if text.is_empty() {
                    view! { <p class="small muted">"There are no rules yet. Admins, managers and owners write them."</p> }.into_any()
                } else {
                    view! { <div class="code"><pre tabindex="0" aria-label="Ownership rules">{text}</pre></div> }.into_any()
                }}
                {owners}
            </Panel>
        }
        .into_any();
    }
    view! {
        <form method="post" on:submit=send novalidate=true>
            <Panel
                title="Ownership" description="Who is suggested for an issue, by the code that it runs through.".to_owned()
                foot=view! { <Button look=Look::Primary submit=true busy=form.busy()>"Save rules"</Button> }.into_any()
            >
                <div class="form">
                    <FormError error=form.rest(&["rules"]) />
                    <Textarea id="rules" label="Rules" value=rules rows=5 hint=HINT.to_owned() placeholder="path:shop/cart/* ana@example.com #payments" error=form.field("rules") />
                    <Checkbox id="auto-assign" label="Give new issues to their owner" checked=auto />
                </div>
                {owners}
            </Panel>
        </form>
    }
    .into_any()
}

#[component]
fn Person(person: OwnerPerson, teams: Vec<TeamId>) -> impl IntoView {
    let address = person.address.address().to_owned();
    let context = InviteContext::new(Source::OwnershipRule).person(address.clone(), None).teams(teams);
    match person.who {
        Author::Member { name, .. } => view! { <li><Who name more=address /><span class="faint tiny">"Member"</span></li> }.into_any(),
        Author::Invited { .. } => {
            view! { <li><Who name=address invited=true /><Badge tone=Tone::Accent dashed=true icon=Glyph::Mail>"Invited"</Badge></li> }.into_any()
        }
        Author::Requested { .. } => {
            view! { <li><Who name=address invited=true /><Badge dashed=true icon=Glyph::Clock>"Requested"</Badge></li> }.into_any()
        }
        Author::Nobody | Author::Noreply => {
            let row = NodeRef::<html::Li>::new();
            meet_doorway(Source::OwnershipRule, row, || true);
            view! { <li node_ref=row><Who name=address more="Not a member".to_owned() invited=true /><InviteButton context=Signal::derive(move || context.clone()) small=true /></li> }
                .into_any()
        }
    }
}
