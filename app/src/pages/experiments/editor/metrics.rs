//! What the experiment is judged by. Without a metric it is a flag.

use super::{
    desk::{Desk, MetricRow},
    engine::Engine,
};
use crate::components::{Button, Choice, Glyph, Look, Panel, Select, TextField};
use leptos::{ev::MouseEvent, prelude::*};

#[component]
pub fn Metrics(desk: Desk) -> impl IntoView {
    let add = move |event: MouseEvent| {
        event.prevent_default();
        desk.add_metric();
    };
    let none = move || {
        desk.metrics
            .with(Vec::is_empty)
            .then(|| view! { <p class="small muted">"None: this is a flag. Add one to compare the arms by what units do."</p> })
    };
    let foot = view! { <Button small=true icon=Glyph::Plus submit=true on_click=add attr:id="add_metric" attr:name="step" attr:value="add_metric" attr:formnovalidate=true>"Add a metric"</Button> };
    view! {
        <Panel title="Metrics" description="What it is judged by; the first one decides." foot=foot.into_any()>
            {none}
            <div>
                <For each=move || desk.metrics.get() key=|row| row.key let:row>
                    <Metric desk row />
                </For>
            </div>
        </Panel>
    }
}

#[component]
fn Metric(desk: Desk, row: MetricRow) -> impl IntoView {
    let MetricRow { key, name, event, kind, of, window, hoped } = row;
    let place = Memo::new(move |_| desk.metrics.with(|rows| rows.iter().position(|other| other.key == key)).unwrap_or(0));
    let remove_label = move || format!("Remove metric {}", place.get() + 1);
    let remove = move |event: MouseEvent| {
        event.prevent_default();
        desk.remove_metric(key);
    };
    let kinds = vec![
        Choice::new("conversion", "Conversion: share of units with the event"),
        Choice::new("mean", "Mean: sum of the event’s values per unit"),
        Choice::new("ratio", "Ratio: events for every other event"),
    ];
    let field = |what: &str| format!("metric_{what}_{key}");
    let error = |what: &str| desk.form.field(format!("metric_{what}_{key}"));
    // Where no engine runs, there may be no script that could show it again.
    let not_asked = move || desk.engine.get() != Engine::None && kind.with(|kind| kind == "conversion");
    let of_hint = Signal::derive(move || {
        Some(match kind.get().as_str() {
            "ratio" => "The event below the line.".to_owned(),
            "mean" => "What comes after the unit’s first one of these counts; nothing: all.".to_owned(),
            _ => "Only for ratios and means.".to_owned(),
        })
    });
    view! {
        <fieldset class="case">
            <legend class="visually-hidden">{move || format!("Metric {}", place.get() + 1)}</legend>
            <div class="case__head">
                <span aria-hidden="true">{move || if place.get() == 0 { "Metric 1, which decides".to_owned() } else { format!("Metric {}", place.get() + 1) }}</span>
                <Button small=true look=Look::Quiet icon=Glyph::Trash submit=true class="end" on_click=remove attr:name="step" attr:aria-label=remove_label attr:title=remove_label attr:value=format!("remove_metric_{key}") attr:formnovalidate=true />
            </div>
            <div class="form__row">
                <TextField id=field("name") label="Name" value=name max=80 placeholder="Paid" error=error("name") />
                <TextField id=field("event") label="Event" value=event max=80 placeholder="order.paid" hint="As your services report it." error=error("event") />
            </div>
            <Select id=field("kind") label="Kind" value=kind choices=kinds />
            <div hidden=not_asked><TextField id=field("of") label="Of" value=of max=80 placeholder="checkout.opened" hint=of_hint error=error("of") /></div>
            <div class="form__row">
                <TextField id=field("window") label="Within days" value=window max=8 optional=true placeholder="30" hint="Nothing: however late." error=error("window") />
                <TextField id=field("hoped") label="Hoped-for change, %" value=hoped max=8 optional=true placeholder="10" hint="Relative to the baseline, -10 for a fall. It says how long to wait." error=error("hoped") />
            </div>
        </fieldset>
    }
}
