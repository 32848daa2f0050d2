//! The team's test cases: these inputs, those parameters. They are run with every change and kept with the experiment.

use super::{
    desk::{CaseRow, Desk},
    engine::Engine,
};
use crate::components::{Badge, Button, Glyph, Look, Panel, TextField, Tone};
use leptos::{ev::MouseEvent, prelude::*};
use model::experiment::draft::Tested;

#[component]
pub fn Cases(desk: Desk) -> impl IntoView {
    let said = move || {
        let (passed, all) = desk.checked.with(|checked| (checked.tests.iter().filter(|test| test.passed).count(), desk.tests.with(Vec::len)));
        match all {
            _ if !desk.is_salted() => "Name the experiment first: its draws are salted with its name, so they will come out differently.".to_owned(),
            0 => "None yet. What should somebody get, whatever happens to this script?".to_owned(),
            _ if desk.checked.with(|checked| !checked.problems.is_empty()) => "Not run: it does not compile.".to_owned(),
            1 if passed == 1 && desk.tests.with(|rows| rows[0].expected.with(|expected| expected.trim().is_empty())) => {
                "It runs. Say what is expected, and every change is held against it.".to_owned()
            }
            1 => if passed == 1 { "It passes." } else { "It fails." }.to_owned(),
            all if passed == all => {
                match desk.tests.with(|rows| rows.iter().filter(|row| row.expected.with(|expected| expected.trim().is_empty())).count()) {
                    0 => format!("All {all} pass."),
                    open if open == all => format!("All {all} run. Say what is expected, and every change is held against it."),
                    open => format!("{} of {all} pass, the others run: they expect nothing.", all - open),
                }
            }
            all => format!("{passed} of {all} pass."),
        }
    };
    let add = move |event: MouseEvent| {
        event.prevent_default();
        desk.add_test();
    };
    let foot = view! { <Button small=true icon=Glyph::Plus submit=true on_click=add attr:id="add_test" attr:name="step" attr:value="add_test" attr:formnovalidate=true>"Add a test"</Button> };
    view! {
        <Panel title="Tests" description="Kept with the experiment and run with every change." foot=foot.into_any()>
            <p class="small muted" role="status">{said}</p>
            <div>
                <For each=move || desk.tests.get() key=|row| row.key let:row>
                    <Case desk row />
                </For>
            </div>
        </Panel>
    }
}

#[component]
fn Case(desk: Desk, row: CaseRow) -> impl IntoView {
    let CaseRow { key, inputs, expected } = row;
    let place = Memo::new(move |_| desk.tests.with(|rows| rows.iter().position(|other| other.key == key)).unwrap_or(0));
    let tested = Memo::new(move |_| desk.checked.with(|checked| checked.tests.get(place.get()).cloned()));
    let remove_label = move || format!("Remove test {}", place.get() + 1);
    let remove = move |event: MouseEvent| {
        event.prevent_default();
        desk.remove_test(key);
    };
    let take = move |_| {
        if let Some(Tested { got, .. }) = tested.get_untracked() {
            let kept_out = got.strip_suffix(", kept out").is_some();
            expected.set(if kept_out { "false".to_owned() } else { got });
        }
    };
    let badge = move || match tested.get() {
        Some(Tested { passed: true, .. }) if expected.with(|expected| expected.trim().is_empty()) => view! { <Badge>"Runs"</Badge> }.into_any(),
        Some(Tested { passed: true, .. }) => view! { <Badge tone=Tone::Success icon=Glyph::Check>"Passes"</Badge> }.into_any(),
        Some(Tested { passed: false, .. }) => view! { <Badge tone=Tone::Danger icon=Glyph::X>"Fails"</Badge> }.into_any(),
        None => view! { <Badge dashed=true>"Not run"</Badge> }.into_any(),
    };
    let given = move || {
        let Tested { got, why, .. } = tested.get()?;
        let why = (!why.is_empty()).then(|| view! { <p class="danger-text tiny wrap-anywhere">{why}</p> });
        let got = (!got.is_empty()).then(|| view! { <p class="tiny faint wrap-anywhere">"Gives "<span class="mono">{got}</span></p> });
        Some(view! { {why}{got} })
    };
    let nothing_to_take = move || !desk.is_salted() || !tested.with(|tested| tested.as_ref().is_some_and(|tested| !tested.got.is_empty()));
    view! {
        <fieldset class="case">
            <legend class="visually-hidden">{move || format!("Test {}", place.get() + 1)}</legend>
            <div class="case__head">
                <span aria-hidden="true">{move || format!("Test {}", place.get() + 1)}</span>
                {badge}
                <Button small=true look=Look::Quiet icon=Glyph::Trash submit=true class="end" on_click=remove attr:name="step" attr:aria-label=remove_label attr:title=remove_label attr:value=format!("remove_test_{key}") attr:formnovalidate=true />
            </div>
            <TextField id=format!("test_inputs_{key}") label="Inputs" value=inputs placeholder=r#"{"userid": 1}"# />
            <TextField id=format!("test_expected_{key}") label="Expected" value=expected optional=true placeholder=r#"{"colour": "red"}"# error=desk.form.field(format!("test_expected_{key}")) hint="Parameters that aren’t named may be anything; false: kept out." />
            {given}
            <div><Button small=true look=Look::Quiet disabled=Signal::derive(nothing_to_take) on_click=take attr:hidden=move || desk.engine.get() == Engine::None>"Expect what it gives"</Button></div>
        </fieldset>
    }
}
