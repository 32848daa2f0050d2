//! Suspect commits: who changed what is in the stack, why that is suspected, and what to do about it.

use super::{
    detail::OpenIssue,
    doorway::{Doorway, use_doorway},
};
use crate::{
    api::issues::assign_issues,
    components::{Badge, Button, Glyph, Icon, Look, Tone, Who, use_toasts},
    invite::meet_doorway,
    organization::{use_shell, use_slug},
};
use leptos::{html, prelude::*, task::spawn_local};
use model::{
    invitation::Source,
    invite_mode::InviteMode,
    issue::Target,
    permission::dialog_mode,
    suspect_commit::{Author, Reason, SuspectAuthor, when},
    time::Timestamp,
};

/// The panel; nothing where no commit is suspected.
#[component]
pub fn SuspectsPanel() -> impl IntoView {
    let OpenIssue { suspects, detail, .. } = OpenIssue::get();
    let first_seen = Memo::new(move |_| detail.with(|detail| detail.summary.first_seen));
    move || {
        let authors = suspects.get();
        (!authors.is_empty()).then(|| {
            let title = if authors.len() == 1 { "Suspect commit" } else { "Suspect commits" };
            let rows =
                authors.into_iter().zip(1..).map(|(author, place)| view! { <Suspect author place first_seen=first_seen.get() /> }).collect_view();
            view! {
                <section class="panel panel--accent suspects" aria-labelledby="suspects-heading" id="suspects">
                    <header class="panel__head"><h2 id="suspects-heading">{title}</h2></header>
                    <ul class="list">{rows}</ul>
                </section>
            }
        })
    }
}

#[component]
fn Suspect(author: SuspectAuthor, place: u32, first_seen: Timestamp) -> impl IntoView {
    let name = author.name.clone();
    let address = author.address.as_ref().map(ToString::to_string).filter(|address| *address != name);
    let invited = matches!(author.who, Author::Invited { .. } | Author::Requested { .. });
    let row = NodeRef::<html::Li>::new();
    if matches!(author.who, Author::Nobody) {
        meet_doorway(Source::SuspectCommit, row, || true);
    }
    let mut reasons = author.reasons.clone().into_iter();
    let newest = reasons.next();
    let others: Vec<Reason> = reasons.collect();
    let count = others.len();
    let others = others.into_iter().map(|reason| view! { <Why reason first_seen /> }).collect_view();
    view! {
        <li class="suspect" id=format!("suspect-{place}") tabindex="-1" node_ref=row>
            <div class="suspect__who">
                {match address {
                    Some(more) => view! { <Who name more invited /> }.into_any(),
                    None => view! { <Who name invited /> }.into_any(),
                }}
                <What author />
            </div>
            {newest.map(|reason| view! { <Why reason first_seen /> })}
            {(count > 0).then(|| view! { <details class="suspect__more"><summary class="tiny">{if count == 1 { "1 more change".to_owned() } else { format!("{count} more changes") }}</summary>{others}</details> })}
        </li>
    }
}

/// What this author is here, and the next step.
#[component]
fn What(author: SuspectAuthor) -> impl IntoView {
    let OpenIssue { id, detail, teams, refresh, .. } = OpenIssue::get();
    let organization = StoredValue::new(use_slug());
    let toasts = use_toasts();
    let assigned = Memo::new(move |_| detail.with(|detail| detail.summary.assignee.as_ref().map(model::issue::Assignee::target)));
    let doorway = use_doorway();
    let shell = use_shell();
    let requests = Memo::new(move |_| shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings) == InviteMode::Request));
    let assign = move |target: Target| {
        spawn_local(async move {
            match assign_issues(organization.get_value(), vec![id.get_value()], target).await {
                Ok(()) => drop(refresh.try_run(())),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let offer = move |target: Target| {
        let wanted = target.clone();
        view! {
            {move || (assigned.get().as_ref() != Some(&wanted)).then(|| {
                let target = target.clone();
                view! { <Button small=true on_click=move |_| assign(target.clone())>"Assign"</Button> }
            })}
        }
    };
    match author.who {
        Author::Member { account, .. } => offer(Target::Account { id: account }).into_any(),
        Author::Invited { invitation } => {
            view! { <Badge tone=Tone::Accent dashed=true icon=Glyph::Mail>"Invited"</Badge>{offer(Target::Invited { invitation })} }.into_any()
        }
        Author::Requested { .. } => view! { <Badge dashed=true icon=Glyph::Clock>"Requested"</Badge> }.into_any(),
        Author::Noreply => view! { <span class="faint tiny">"No address to write to"</span> }.into_any(),
        Author::Nobody => {
            let address = author.address.map(|address| address.address().to_owned()).unwrap_or_default();
            let name = Some(author.name).filter(|name| *name != address);
            let invite = move |_| {
                let (address, name) = (address.clone(), name.clone());
                doorway(Doorway {
                    source: Source::SuspectCommit,
                    issue: Some(detail.with_untracked(|detail| (&detail.summary).into())),
                    // Whoever has it already keeps it.
                    assign: assigned.with_untracked(Option::is_none),
                    address,
                    name,
                    teams: teams.get_untracked(),
                });
            };
            view! { <Button look=Look::Primary small=true icon=Glyph::UserPlus on_click=invite>{move || if requests.get() { "Ask to invite" } else { "Invite" }}</Button> }.into_any()
        }
    }
}

/// “changed `shop/cart.py`, which is in the stack, 2 days before first seen”, and by which commit.
#[component]
fn Why(reason: Reason, first_seen: Timestamp) -> impl IntoView {
    let Reason { path, commit } = reason;
    let short = commit.short_id().to_owned();
    view! {
        <div class="suspect__why">
            <p>"changed "<code>{path}</code>", which is in the stack, "{when(commit.committed_at, first_seen)}</p>
            <p class="suspect__commit"><Icon glyph=Glyph::Commit /><code title=commit.id.clone()>{short}</code><span class="truncate" title=commit.title.clone()>{commit.title.clone()}</span></p>
            <p class="tiny faint">"in release "<span class="mono wrap-anywhere">{commit.version}</span></p>
        </div>
    }
}
