//! Who met it when.

use super::{
    charts::{Exposures, Legend},
    wording::grouped,
};
use crate::components::{Panel, Table};
use leptos::prelude::*;
use model::experiment::results::{Arm, Day};
use model::time::day;

#[component]
pub fn ExposuresPanel(days: Vec<Day>, arms: Vec<Arm>, left_out: u64, unit: String, simulated: bool) -> impl IntoView {
    // More than the days add up to, where there are more days than are shown.
    let total: u64 = arms.iter().map(|arm| arm.units).sum();
    let arms: Vec<String> = arms.into_iter().map(|arm| arm.name).collect();
    let heads = arms.iter().map(|arm| view! { <th scope="col">{arm.clone()}</th> }).collect_view();
    let rows = days.iter().map(|one| {
        let cells = one.units.iter().zip(&arms).map(|(units, arm)| view! { <td data-label=arm.clone()>{grouped(*units)}</td> }).collect_view();
        view! { <tr><th scope="row">{day(one.start)}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let met = match left_out {
        0 => super::wording::units(total, &unit),
        others => format!("{} of {}", grouped(total), super::wording::units(total + others, &unit)),
    };
    let which = if left_out > 0 { " one of the arms told apart" } else { " it" };
    let description = format!("{met} met{which}. Each counts on the day of the first time, in UTC.");
    view! {
        <Panel title="Exposures by day" description actions=super::metric::simulated_badge(simulated)>
            <div class="stack stack--tight">
                <Legend arms=arms.clone() />
                <Exposures id="exposures" arms=arms.len() days=days.clone() />
                <details class="behind">
                    <summary>"The same as a table"</summary>
                    <Table label="First exposures of each day, by arm"><thead><tr><th scope="col">"Day"</th>{heads}</tr></thead><tbody>{rows}</tbody></Table>
                </details>
            </div>
        </Panel>
    }
}
