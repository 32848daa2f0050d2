//! Two treatments in four arms: what each does, and what they do together beyond that.

use super::wording::{self, Measure};
use crate::components::Table;
use leptos::prelude::*;
use model::experiment::results::{Effect, Factorial};

#[component]
pub fn FactorialTable(factorial: Factorial, measure: Measure) -> impl IntoView {
    let Factorial { first, second, interaction } = factorial;
    let rows = [("Main effect", first), ("Main effect", second), ("Interaction", interaction)];
    let rows = rows.into_iter().map(|(kind, effect)| row(kind, effect, measure)).collect_view();
    view! {
        <div class="stack stack--tight">
            <h3>"Two treatments in four arms"</h3>
            <p class="faint tiny">"A main effect is what one treatment adds on average, with and without the other. The interaction is what both together do beyond the sum. These intervals hold for one look, at the end."</p>
            <Table label="Main effects and interaction">
                <thead><tr><th scope="col">"Of"</th><th scope="col">"Kind"</th><th scope="col">"Adds (95 % interval)"</th><th scope="col">"p"</th><th scope="col">"At one look"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </div>
    }
}

fn row(kind: &'static str, effect: Effect, measure: Measure) -> impl IntoView {
    let Effect { name, size, p } = effect;
    let said = match size {
        size if size.low > 0.0 => "Adds",
        size if size.high < 0.0 => "Takes away",
        _ => "Can’t tell",
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label="Kind">{kind}</td>
            <td data-label="Adds">{measure.difference(size)}</td>
            <td data-label="p">{wording::p(p)}</td>
            <td data-label="At one look">{said}</td>
        </tr>
    }
}
