//! Choosing projects by checkboxes.

use crate::{components::Checkbox, organization::use_shell};
use leptos::prelude::*;
use model::id::ProjectId;

/// The organization's projects, each with a checkbox; `chosen` holds those that are ticked.
#[component]
pub fn ProjectChoice(#[prop(into)] id: String, chosen: RwSignal<Vec<ProjectId>>) -> impl IntoView {
    let shell = use_shell();
    let boxes = shell
        .with_untracked(|shell| shell.projects.clone())
        .into_iter()
        .map(|project| {
            let checked = RwSignal::new(chosen.with_untracked(|chosen| chosen.contains(&project.id)));
            let number = project.id;
            let change = move |now: bool| {
                chosen.update(|chosen| {
                    chosen.retain(|one| *one != number);
                    if now {
                        chosen.push(number);
                    }
                });
            };
            view! { <Checkbox id=format!("{id}-{number}") label=project.name checked on_change=change /> }
        })
        .collect_view();
    view! { <div class="choices">{boxes}</div> }
}
