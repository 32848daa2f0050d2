//! Tables.

use leptos::prelude::*;

/// A table with a name. Children are `<thead>` and `<tbody>`. On a narrow page each row becomes a card whose cells name
/// themselves by `data-label`; give the row's own name no label.
#[component]
pub fn Table(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <div class="table-wrap"><table class="table table--stack"><caption class="visually-hidden">{label}</caption>{children()}</table></div> }
}
