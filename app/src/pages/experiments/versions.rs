//! Which version of an experiment is looked at, and the others that somebody met: each counts by itself.

use super::wording;
use crate::components::{Banner, Time};
use leptos::prelude::*;
use model::{experiment::results::VersionMet, time::Timestamp};

/// More are not linked to.
const MOST: usize = 8;

#[derive(Clone)]
pub struct ShownVersion {
    /// The address of the results.
    pub page: String,
    /// The version that the figures are of.
    pub version: i64,
    /// The one that is shown unless another is asked for.
    pub present: i64,
}

impl ShownVersion {
    fn href(&self, version: i64) -> String {
        if version == self.present { self.page.clone() } else { format!("{}?version={version}", self.page) }
    }
}

/// `version 5, also met: 4 (by 1,204), 3 (by 88)`
#[component]
pub fn Versions(shown: ShownVersion, versions: Vec<VersionMet>) -> impl IntoView {
    let others = versions.into_iter().rev().filter(|met| met.version != shown.version).take(MOST).enumerate().map(|(at, met)| {
        let lead = if at == 0 { " · also met: " } else { ", " };
        view! { {lead}<a href=shown.href(met.version)>{format!("version {}", met.version)}</a>{format!(" (by {})", wording::grouped(met.units))} }
    });
    let others = others.collect_view();
    let which = if shown.version > 0 { format!("figures of version {}", shown.version) } else { "not started on this server".to_owned() };
    view! { <span>{which}{others}</span> }
}

/// Says that these are the figures of a version that is no longer decided.
#[component]
pub fn Past(shown: ShownVersion, ended_at: Option<Timestamp>) -> impl IntoView {
    (shown.version != shown.present).then(|| {
        view! {
            <Banner title=format!("Figures of version {}", shown.version)>
                <p>
                    {ended_at.map(|at| view! { "It counts what happened until "<Time at />", when another one was met first. " })}
                    <a href=shown.page.clone()>{format!("See version {}", shown.present)}</a>
                </p>
            </Banner>
        }
    })
}
