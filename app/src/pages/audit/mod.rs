//! The record, beside the settings: the audit log and how invitations fare.

mod funnel;
mod log;

use crate::{
    components::{Tab, Tabs},
    organization::use_shell,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::permission::{Action, allows};

pub use funnel::Funnel;
pub use log::AuditLog;

/// Whether the person looking reads the record.
fn use_reads() -> Memo<bool> {
    let shell = use_shell();
    Memo::new(move |_| shell.with(|shell| allows(shell.role, &shell.organization.settings, Action::SeeAuditLog)))
}

/// Between the settings and the two pages of the record.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let shell = use_shell();
    let tabs = Memo::new(move |_| {
        let slug = shell.with(|shell| shell.organization.slug.clone());
        [("Settings", "settings"), ("Audit log", "settings/audit"), ("Invitation funnel", "settings/funnel")]
            .map(|(label, page)| Tab::new(label, format!("/{slug}/{page}")))
            .to_vec()
    });
    let path = use_location().pathname;
    let current = Signal::derive(move || path.with(|path| path.trim_end_matches('/').to_owned()));
    view! { <Tabs label="Settings and record" tabs current /> }
}
