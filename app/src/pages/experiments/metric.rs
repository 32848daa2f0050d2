//! One metric: what can be said, its pictures, its figures, and what is behind them.

use super::{
    charts::{Intervals, Lift},
    factorial::FactorialTable,
    wording::{self, Measure, Verdict},
};
use crate::components::{Badge, CodeBlock, Panel, Table, Tone};
use leptos::prelude::*;
use model::experiment::results::{Arm, Compared, Detectable, Figure, Measured, Point};
use model::time::day;

#[component]
pub fn MetricPanel(
    at: usize,
    measured: Measured,
    arms: Vec<Arm>,
    unit: String,
    alarm: bool,
    nobody: bool,
    over: bool,
    simulated: bool,
) -> impl IntoView {
    let Measured { metric, arms: figures, timeline, detectable, factorial, note, query } = measured;
    let measure = Measure::of(&metric, figures.iter().filter_map(|figure| figure.value.as_ref()));
    let names: Vec<String> = arms.iter().map(|arm| arm.name.clone()).collect();
    let drawn = names.iter().cloned().zip(figures.iter().map(|figure| figure.value)).collect();
    let title = if at == 0 { format!("{} – the one that decides", metric.name) } else { metric.name.clone() };
    let banded = figures.first().is_some_and(|baseline| baseline.value.is_some());
    let known = figures.iter().any(|figure| figure.value.is_some());
    let (id, name) = (format!("metric-{at}"), metric.name.clone());
    let figures_shown = known.then(|| {
        view! {
            <Said arms=names.clone() figures=figures.clone() alarm />
            <Intervals id=id.clone() title=format!("{name} of each arm, with 95 % intervals") arms=drawn measure />
            {banded.then(|| view! { <p class="faint tiny">"The grey bands are what the baseline lies between."</p> })}
            <Figures label=name.clone() kind=metric.kind units=wording::units_heading(&unit) names=names.clone() figures=figures.clone() measure alarm />
        }
    });
    let behind = view! { <Behind note query /> };
    view! {
        <Panel title=title description=wording::describe(&metric, &unit) actions=simulated_badge(simulated)>
            <div class="stack">
                {(!known && !nobody).then(|| view! { <p class="muted small">"Nothing to compare yet: no events of those who met it."</p> })}
                {figures_shown}
                {detectable.map(|detectable| view! { <Power detectable example={metric.hoped.is_none()} over /> })}
                <Course id=id names timeline />
                {factorial.map(|factorial| view! { <FactorialTable factorial measure /> })}
                {behind}
            </div>
        </Panel>
    }
}

/// Said wherever simulated figures are shown, so that no picture of a part of the page hides it.
pub fn simulated_badge(simulated: bool) -> AnyView {
    simulated.then(|| view! { <Badge tone=Tone::Warning>"Simulated"</Badge> }).into_any()
}

/// What can be said about each arm.
#[component]
fn Said(arms: Vec<String>, figures: Vec<Figure>, alarm: bool) -> impl IntoView {
    let lines = arms.into_iter().zip(figures).filter_map(|(arm, figure)| figure.compared.map(|compared| (arm, compared)));
    let line = |(arm, compared): (String, Compared)| {
        let verdict = Verdict::of(&compared, alarm);
        view! { <li><VerdictBadge verdict /><span><b>{arm}</b>": "{wording::sentence(&compared, verdict)}</span></li> }
    };
    let lines: Vec<_> = lines.map(line).collect();
    if lines.is_empty() {
        return view! { <p class="muted small">"Nothing can be said of one arm beside another."</p> }.into_any();
    }
    view! {
        <ul class="said">{lines}</ul>
        <p class="faint tiny">"By the interval that holds however often you look. It is wider than the usual one, and that is the price of looking every day. Lift, difference and p in the table are for a single look."</p>
    }
    .into_any()
}

#[component]
fn VerdictBadge(verdict: Verdict) -> impl IntoView {
    // A difference has a tone; whether it is good is for people to say. No result has none.
    match verdict {
        Verdict::Higher | Verdict::Lower => view! { <Badge tone=Tone::Accent>{verdict.label()}</Badge> }.into_any(),
        Verdict::CantTell => view! { <Badge dashed=true>{verdict.label()}</Badge> }.into_any(),
        Verdict::NotToBeBelieved => view! { <Badge tone=Tone::Danger>{verdict.label()}</Badge> }.into_any(),
    }
}

#[component]
fn Figures(
    label: String,
    kind: model::experiment::MetricKind,
    units: &'static str,
    names: Vec<String>,
    figures: Vec<Figure>,
    measure: Measure,
    alarm: bool,
) -> impl IntoView {
    let (total, value) = (wording::total_label(kind), wording::value_label(kind));
    let row = |(at, (name, figure)): (usize, (String, Figure))| {
        let total_text = match kind {
            model::experiment::MetricKind::Ratio => format!("{} of {}", wording::number(figure.total), wording::number(figure.of)),
            _ => wording::number(figure.total),
        };
        let compared = match figure.compared {
            Some(compared) => compared_cells(&compared, measure, Verdict::of(&compared, alarm)).into_any(),
            None => view! { <td class="faint" data-label="Lift">{if at == 0 { "baseline" } else { "nothing yet" }}</td><td></td><td></td><td></td><td></td> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="arm">{name}</th>
                <td data-label=units>{wording::grouped(figure.units)}</td>
                <td data-label=total>{total_text}</td>
                <td data-label=value>{measure.between(figure.value)}</td>
                {compared}
            </tr>
        }
    };
    let rows = names.into_iter().zip(figures).enumerate().map(row).collect_view();
    view! {
        <Table label=format!("{label}: the figures of each arm")>
            <thead>
                <tr>
                    <th scope="col">"Arm"</th><th scope="col">{units}</th><th scope="col">{total}</th>
                    <th scope="col">{value}" (95\u{a0}%)"</th><th scope="col">"Lift (95\u{a0}%)"</th><th scope="col">"Difference (95\u{a0}%)"</th>
                    <th scope="col">"p"</th><th scope="col">"p, Holm"</th><th scope="col">"So far"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

fn compared_cells(compared: &Compared, measure: Measure, verdict: Verdict) -> impl IntoView + use<> {
    view! {
        <td data-label="Lift">{Measure::Lift.between(compared.lift)}</td>
        <td data-label="Difference">{measure.difference(compared.difference)}</td>
        <td data-label="p">{wording::p(compared.p)}</td>
        <td data-label="p, Holm">{wording::p(compared.holm)}</td>
        <td data-label="So far"><VerdictBadge verdict /></td>
    }
}

/// What it can see, and how long until what was hoped for. `example`: nobody said what that is; `over`: nobody meets it any more.
#[component]
fn Power(detectable: Detectable, example: bool, over: bool) -> impl IntoView {
    let Detectable { now, hoped, days } = detectable;
    let wanted = format!("{}{}", wording::signed_percent(hoped), if example { ", for example," } else { "" });
    let change = if hoped < 0.0 { format!("a fall of {}", wording::percent(now)) } else { format!("a lift of {}", wording::signed_percent(now)) };
    let until = match days {
        _ if now <= hoped.abs() => format!("One of {wanted} would have been found by now."),
        _ if over => String::new(),
        Some(days) => format!("One of {wanted} would be found {} at the present pace.", wording::days_more(days)),
        None => format!("One of {wanted} will not be found while nobody new meets it."),
    };
    view! {
        <p class="small muted">
            {format!("By now it would find {change} or more, four times out of five. Smaller ones may be there unseen. ")}
            {until}
        </p>
    }
}

/// The lift over time, one picture for each arm.
#[component]
fn Course(id: String, names: Vec<String>, timeline: Vec<Point>) -> impl IntoView {
    let of = |arm: usize| timeline.iter().filter(|point| point.arm == arm).copied().collect::<Vec<Point>>();
    let arms: Vec<Vec<Point>> = (0..names.len()).map(of).collect();
    let scale = super::charts::scale(&arms);
    let cut = arms.iter().any(|points| super::charts::is_cut(points, scale));
    let charts = names.iter().zip(arms).enumerate().filter_map(|(arm, (name, points))| {
        let title = format!("Lift of {name} over the baseline, day by day");
        (!points.is_empty()).then(|| {
            view! {
                <figure class="course-of">
                    <figcaption class="small strong wrap-anywhere">{name.clone()}</figcaption>
                    <Lift id=format!("{id}-lift-{arm}") title arm points scale />
                </figure>
            }
        })
    });
    let charts = charts.collect_view();
    let rows = timeline.iter().map(|point| {
        let name = names.get(point.arm).cloned().unwrap_or_default();
        view! { <tr><th scope="row">{day(point.day)}</th><td data-label="Arm">{name}</td><td data-label="Lift">{Measure::Lift.between(Some(point.lift))}</td></tr> }
    });
    let rows = rows.collect_view();
    (!timeline.is_empty()).then(|| {
        view! {
            <div class="stack stack--tight">
                <h3>"Lift over time"</h3>
                <p class="faint tiny">
                    "By everything known until each day, with the interval that holds however often you look. While it holds zero, there is no telling."
                    {cut.then_some(" The widest days are cut off.")}
                </p>
                <div class="courses">{charts}</div>
                <details class="behind">
                    <summary>"The same as a table"</summary>
                    <Table label="Lift over time"><thead><tr><th scope="col">"Day"</th><th scope="col">"Arm"</th><th scope="col">"Lift"</th></tr></thead><tbody>{rows}</tbody></Table>
                </details>
            </div>
        }
    })
}

/// How to read it, and what was asked of the database.
#[component]
fn Behind(note: String, query: String) -> impl IntoView {
    let note = (!note.is_empty()).then(|| view! { <p class="small muted">{note}</p> });
    let query = (!query.is_empty()).then(|| {
        view! {
            <details class="behind">
                <summary>"The query behind these figures"</summary>
                <CodeBlock label="The query" code=query wrap=true />
            </details>
        }
    });
    view! { {note}{query} }
}
