//! Files that came with an event. They can be saved, and are never opened here.

use crate::{
    components::{Glyph, Icon, Panel},
    organization::use_slug,
};
use leptos::prelude::*;
use model::{id::EventId, issue::Attachment};

/// The list; nothing where the event brought none.
#[component]
pub fn Attachments(event: EventId, files: Vec<Attachment>) -> impl IntoView {
    let organization = use_slug();
    let any = !files.is_empty();
    let rows = files
        .into_iter()
        .map(|file| {
            let href = format!("/{organization}/attachments/{}/{event}/{}", file.project, file.position);
            let size = file.size();
            view! {
                <li>
                    <span class="grow wrap-anywhere">{file.name.clone()}</span>
                    <span class="faint tiny">{size}</span>
                    <a class="button button--secondary button--small" href=href download=file.name.clone() rel="external" aria-label=format!("Download {}", file.name)>
                        <Icon glyph=Glyph::Download />"Download"
                    </a>
                </li>
            }
        })
        .collect_view();
    any.then(|| view! { <Panel title="Attachments" flush=true><ul class="list">{rows}</ul></Panel> })
}
