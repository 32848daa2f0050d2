//! What a check has found: problems with their place, or what the script reads and sets, and what is probably not meant.

use super::{desk::Desk, engine::Engine, excerpt::excerpt, script::go_to};
use crate::components::{Badge, Button, Glyph, Icon, Look};
use leptos::prelude::*;
use model::experiment::{
    Status,
    draft::{Checked, Note},
};

#[component]
pub fn Findings(desk: Desk, status: Status, version: i64) -> impl IntoView {
    let checker = move || match desk.engine.get() {
        Engine::None => "",
        Engine::Browser => "Checked here in the browser, as you type.",
        Engine::Server => "Checked by the server, a moment after you type.",
    };
    let found = move || {
        let checked = desk.checked.get();
        if checked.problems.is_empty() {
            view! { <Compiles checked desk /> }.into_any()
        } else {
            view! { <Broken problems=checked.problems status version desk /> }.into_any()
        }
    };
    view! {
        <div class="findings">
            <div id="findings" role="status" class="stack stack--tight">{found}</div>
            <p class="faint tiny">{checker}</p>
        </div>
    }
}

#[component]
fn Broken(problems: Vec<Note>, status: Status, version: i64, desk: Desk) -> impl IntoView {
    let stays = match status {
        Status::Running | Status::Concluded => format!("It can’t be saved like this. Version {version} stays live."),
        Status::Draft | Status::Archived if version > 0 => format!("It can’t be saved like this. Version {version} is kept."),
        Status::Draft | Status::Archived => "It can’t be saved like this. What you typed stays here.".to_owned(),
    };
    let notes = problems.into_iter().map(|note| view! { <Place note desk wrong=true /> }).collect_view();
    view! {
        <div class="field__error"><Icon glyph=Glyph::Alert /><span>"It does not compile"</span></div>
        {notes}
        <p class="small muted">{stays}</p>
    }
}

#[component]
fn Place(note: Note, desk: Desk, wrong: bool) -> impl IntoView {
    let source = desk.source.get_untracked();
    let lines = excerpt(&source, note.line, note.column);
    let (line, column) = (note.line, note.column);
    let label = format!("Line {line}");
    let mut sentence = note.sentence();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    view! {
        <div class="note">
            <p class=if wrong { "danger-text" } else { "" }>{sentence}</p>
            {lines.map(|lines| view! {
                <pre tabindex="0" role="group" aria-label=label><code>{lines}</code></pre>
                <div><Button small=true look=Look::Quiet on_click=move |_| go_to(&desk.source.get_untracked(), line, column) attr:hidden=move || desk.engine.get() == Engine::None>"Go there"</Button></div>
            })}
        </div>
    }
}

#[component]
fn Compiles(checked: Checked, desk: Desk) -> impl IntoView {
    let Checked { warnings, inputs, parameters, .. } = checked;
    let names = |all: Vec<String>, none: &'static str| {
        if all.is_empty() {
            return view! { <span class="faint">{none}</span> }.into_any();
        }
        view! { <span class="names">{all.into_iter().map(|name| view! { <Badge>{name}</Badge> }).collect_view()}</span> }.into_any()
    };
    let odd = (!warnings.is_empty()).then(|| {
        let notes = warnings.into_iter().map(|note| view! { <Place note desk wrong=false /> }).collect_view();
        view! { <h3 class="small">"Probably not meant"</h3>{notes} }
    });
    view! {
        <p class="row small"><Icon glyph=Glyph::Check /><span>"It compiles"</span></p>
        <dl class="facts">
            <dt>"It asks for"</dt>
            <dd>{names(inputs, "Nothing")}</dd>
            <dt>"It decides"</dt>
            <dd>{names(parameters, "Nothing")}</dd>
        </dl>
        {odd}
    }
}
