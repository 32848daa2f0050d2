//! Whether the figures can be believed. What says no is loud and first.

use super::wording;
use crate::components::{Badge, Banner, Panel, Table, Tone};
use leptos::prelude::*;
use model::experiment::results::{Arm, Health, Mismatch};

/// Arms out of proportion, at the top of the page.
#[component]
pub fn Alarms(health: Health, arms: Vec<Arm>) -> impl IntoView {
    let whole = health.mismatch.filter(|mismatch| mismatch.alarm).map(|mismatch| {
        let counts = counts(&mismatch, &arms);
        view! {
            <Banner tone=Tone::Danger title="The arms are out of proportion: don’t believe these figures">
                <p>
                    {format!("{counts}. Were the draw at work alone, so uneven a split would come about with a chance of {}. ", chance(mismatch.p))}
                    "Something sorts units into arms or keeps some from being counted: a redirect, a crash, a filter. Find it before reading on."
                </p>
            </Banner>
        }
    });
    let doorways = health.doorways.into_iter().filter(|mismatch| mismatch.alarm).map(|mismatch| {
        let text = format!("{} (chance {})", counts(&mismatch, &arms), chance(mismatch.p));
        let title = format!("Out of proportion among those who came by {}", mismatch.of);
        view! { <Banner tone=Tone::Danger title=title><p>{text}</p></Banner> }
    });
    let doorways = doorways.collect_view();
    view! { {whole}{doorways} }
}

fn counts(mismatch: &Mismatch, arms: &[Arm]) -> String {
    let each = arms.iter().zip(&mismatch.observed).map(|(arm, units)| format!("{} {}", arm.name, wording::grouped(*units)));
    each.collect::<Vec<_>>().join(", ")
}

fn chance(p: f64) -> String {
    if p < 0.000_001 { "less than one in a million".to_owned() } else { format!("{p:.6}").trim_end_matches('0').to_owned() }
}

#[component]
pub fn HealthPanel(health: Health, arms: Vec<Arm>) -> impl IntoView {
    let Health { mixed, refused, mismatch, doorways } = health;
    let ratio = match &mismatch {
        Some(mismatch) if mismatch.alarm => format!("Out of proportion: p {}", wording::p(mismatch.p)),
        Some(mismatch) => format!("As meant: p {}", wording::p(mismatch.p)),
        None if arms.iter().all(|arm| arm.expected.is_none()) => {
            "Not checked: how many each arm was meant to get can’t be told from the script.".to_owned()
        }
        None if arms.len() < 2 => "Not checked: there is one arm.".to_owned(),
        None => "Not checked yet: too few have met it.".to_owned(),
    };
    let heads = arms.iter().map(|arm| view! { <th scope="col">{arm.name.clone()}</th> }).collect_view();
    let rows = doorways.iter().map(|doorway| row(doorway, &arms)).collect_view();
    let by_doorway = (!doorways.is_empty()).then(|| {
        view! {
            <Table label="Sample ratio by doorway">
                <thead><tr><th scope="col">"Came by"</th>{heads}<th scope="col">"p"</th><th scope="col">"Ratio"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        }
    });
    view! {
        <Panel title="Health" description="Whether the figures can be believed.">
            <div class="stack">
                <dl class="facts">
                    <dt>"Sample ratio"</dt>
                    <dd>{ratio}</dd>
                    <dt>"Refused"</dt>
                    <dd>{match refused {
                        0 => "None".to_owned(),
                        1 => "1 exposure that claimed another arm than the one drawn here. It counts for nothing.".to_owned(),
                        n => format!("{} exposures that claimed another arm than the one drawn here. They count for nothing.", wording::grouped(n)),
                    }}</dd>
                    <dt>"Mixed"</dt>
                    <dd>{match mixed {
                        0 => "None".to_owned(),
                        n => format!("{}: they met more than one arm, and count for none.", wording::units(n, "unit")),
                    }}</dd>
                </dl>
                {by_doorway}
            </div>
        </Panel>
    }
}

fn row(doorway: &Mismatch, arms: &[Arm]) -> impl IntoView + use<> {
    let cells = doorway
        .observed
        .iter()
        .zip(arms)
        .map(|(units, arm)| view! { <td data-label=arm.name.clone()>{wording::grouped(*units)}</td> })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{doorway.of.clone()}</th>
            {cells}
            <td data-label="p">{wording::p(doorway.p)}</td>
            <td data-label="Ratio">{if doorway.alarm {
                view! { <Badge tone=Tone::Danger>"Out of proportion"</Badge> }.into_any()
            } else {
                view! { "As meant" }.into_any()
            }}</td>
        </tr>
    }
}
