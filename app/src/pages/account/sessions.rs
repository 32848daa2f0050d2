//! Where the person is signed in.

use crate::{
    api::accounts::{end_other_sessions, end_session, list_sessions},
    components::{Badge, Button, Glyph, Icon, Look, Panel, Time, Tone, use_toasts},
};
use leptos::{prelude::*, task::spawn_local};
use model::account::SessionRow;

#[component]
pub fn Sessions(sessions: Vec<SessionRow>) -> impl IntoView {
    let rows = RwSignal::new(sessions);
    let toasts = use_toasts();
    let end_others = move |_| {
        spawn_local(async move {
            match end_other_sessions().await {
                Ok(()) => rows.update(|rows| rows.retain(|row| row.current)),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let others = Signal::derive(move || rows.with(|rows| rows.len() > 1));
    let actions = view! { {move || others.get().then(|| view! { <Button small=true on_click=end_others>"Sign out everywhere else"</Button> })} };
    view! {
        <Panel title="Where you’re signed in" flush=true actions=actions.into_any()>
            <ul class="list">
                <For each=move || rows.get() key=|row| row.id.clone() children=move |row| view! { <Row row rows /> } />
            </ul>
        </Panel>
    }
}

#[component]
fn Row(row: SessionRow, rows: RwSignal<Vec<SessionRow>>) -> impl IntoView {
    let toasts = use_toasts();
    let id = row.id.clone();
    let end = move |_| {
        let id = id.clone();
        spawn_local(async move {
            match end_session(id).await {
                Ok(()) => {
                    if let Ok(fresh) = list_sessions().await {
                        rows.set(fresh);
                    }
                }
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let device = device(&row.user_agent);
    let label = format!("Sign out {device}, {}", row.client_address);
    view! {
        <li>
            <Icon glyph=Glyph::Monitor />
            <div class="grow">
                <div class="row"><span class="strong">{device}</span>{row.current.then(|| view! { <Badge tone=Tone::Success>"This one"</Badge> })}</div>
                <div class="tiny faint">{row.client_address.clone()}" · used "<Time at=row.seen_at />" · since "<Time at=row.created_at date=true /></div>
            </div>
            {(!row.current).then(|| view! { <Button small=true look=Look::Quiet on_click=end attr:aria-label=label>"Sign out"</Button> })}
        </li>
    }
}

/// Browser and system, as far as the browser's word for itself tells.
fn device(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser =
        find(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")]);
    let system =
        find(&[("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_have_names() {
        assert_eq!(device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"), "Chrome on Linux");
        assert_eq!(device("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/17 Safari/605"), "Safari on macOS");
        assert_eq!(device(""), "Unknown device");
    }
}
