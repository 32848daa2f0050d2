//! The script, with numbered lines; a line with a problem is marked.

use super::{desk::Desk, engine::Engine, excerpt::offset};
use crate::components::{Glyph, Icon};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};

const ID: &str = "source";

#[component]
pub fn ScriptField(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    keep_alike(node, desk.source);
    let lines = Memo::new(move |_| desk.source.with(|source| source.split('\n').count()));
    let wrong = Memo::new(move |_| desk.checked.with(|checked| checked.problems.iter().map(|note| note.line as usize).collect::<Vec<_>>()));
    let odd = Memo::new(move |_| desk.checked.with(|checked| checked.warnings.iter().map(|note| note.line as usize).collect::<Vec<_>>()));
    let mark = move |line: usize| match () {
        () if wrong.with(|wrong| wrong.contains(&line)) => "is-wrong",
        () if odd.with(|odd| odd.contains(&line)) => "is-odd",
        () => "",
    };
    // A problem at the very end is on a line that may not be there.
    let shown = move || lines.get().max(wrong.with(|wrong| wrong.iter().copied().max().unwrap_or(0)));
    let numbers = move || (1..=shown()).map(|line| view! { <li class=mark(line)>{line}</li> }).collect_view();
    let refused = desk.form.field(ID);
    // What the findings below say already is not said twice.
    let unsaid = move || refused.get().filter(|_| desk.engine.get() == Engine::None || wrong.with(Vec::is_empty));
    let invalid = move || (refused.with(Option::is_some) || wrong.with(|wrong| !wrong.is_empty())).then_some("true");
    view! {
        <div class="field">
            <label class="field__label" for=ID>"Script"</label>
            <div class="script">
                <ol class="script__lines" aria-hidden="true">{numbers}</ol>
                <textarea
                    id=ID
                    name=ID
                    node_ref=node
                    rows=move || (shown() + 1).to_string()
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="none"
                    autocomplete="off"
                    aria-invalid=invalid
                    aria-describedby="source-hint findings"
                    on:input=move |event| desk.source.set(event_target_value(&event))
                >
                    {desk.source.get_untracked()}
                </textarea>
            </div>
            <div id="source-hint" class="field__hint">
                "In the PlanOut language. The values of uniformChoice, weightedChoice, bernoulliTrial, randomInteger and the like are drawn by the unit, and never change for it."
            </div>
            <div role="alert">
                {move || unsaid().map(|text| view! { <div class="field__error"><Icon glyph=Glyph::Alert /><span>{text}</span></div> })}
            </div>
        </div>
    }
}

/// Keeps the field and the signal alike; what was typed before the app took over wins.
fn keep_alike(node: NodeRef<html::Textarea>, source: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        let Some(field) = node.get() else { return };
        let (wanted, shown) = (source.get(), field.value());
        if shown == wanted {
            return;
        }
        if before.is_none() && !shown.is_empty() {
            source.set(shown);
        } else {
            field.set_value(&wanted);
        }
    });
}

/// Puts the cursor at a place of the script.
pub fn go_to(source: &str, line: u32, column: u32) {
    let Some(field) = document().get_element_by_id(ID).and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok()) else { return };
    let at = offset(source, line, column);
    _ = field.focus();
    _ = field.set_selection_range(at, at);
}
