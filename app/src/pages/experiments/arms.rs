//! The arms: what each gives, and how many met it.

use super::wording;
use crate::components::{Panel, Table};
use leptos::prelude::*;
use model::experiment::results::Arm;

#[component]
pub fn Arms(arms: Vec<Arm>, left_out: u64, unit: String, simulated: bool) -> impl IntoView {
    let total = arms.iter().map(|arm| arm.units).sum::<u64>() + left_out;
    let mut description = "Each unit gets one of these, always the same.".to_owned();
    if left_out > 0 {
        let others = wording::units(left_out, &unit);
        description += &format!(" Only the {} that most met are told apart: {others} met another one, and no figure below counts them.", arms.len());
    }
    let meant = arms.iter().any(|arm| arm.expected.is_some());
    let heading = wording::units_heading(&unit);
    let rows = arms.into_iter().enumerate().map(|(at, arm)| row(at, &arm, total, heading, meant)).collect_view();
    view! {
        <Panel title="Arms" description flush=true actions=super::metric::simulated_badge(simulated)>
            <Table label="Arms">
                <thead>
                    <tr>
                        <th scope="col">"Arm"</th><th scope="col">"Gives"</th><th scope="col">{heading}</th><th scope="col">"Share"</th>
                        {meant.then(|| view! { <th scope="col">"Meant"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        </Panel>
    }
}

fn row(at: usize, arm: &Arm, total: u64, heading: &'static str, meant: bool) -> impl IntoView + use<> {
    let share = if total == 0 { "–".to_owned() } else { wording::percent(arm.units as f64 / total as f64) };
    view! {
        <tr>
            <th scope="row">
                <span class="row">
                    <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><rect class=super::charts::colour(at) width="12" height="12" rx="2"></rect></svg>
                    <span class="arm">{arm.name.clone()}{(at == 0 && arm.name != "baseline").then(|| view! { <span class="faint tiny">" baseline"</span> })}</span>
                </span>
            </th>
            <td data-label="Gives"><span class="mono tiny wrap-anywhere">{wording::params(&arm.params)}</span></td>
            <td data-label=heading>{wording::grouped(arm.units)}</td>
            <td data-label="Share">{share}</td>
            {meant.then(|| view! { <td data-label="Meant">{arm.expected.map_or_else(|| "–".to_owned(), wording::percent)}</td> })}
        </tr>
    }
}
