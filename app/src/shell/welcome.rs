//! A word for whoever has just joined: kept by the page that accepted, said by the page they land on.

use crate::components::use_toasts;
use leptos::{prelude::*, web_sys};
use model::invitation::Arrival;

const KEY: &str = "muster:welcome";

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// Keeps the word through the navigation that follows. A tab that keeps nothing goes without.
pub fn keep_welcome(arrival: &Arrival) {
    if let Some(storage) = storage() {
        _ = storage.set_item(KEY, &words(arrival));
    }
}

/// Says it once.
pub(super) fn say_welcome() {
    let toasts = use_toasts();
    Effect::new(move |_| {
        let Some(storage) = storage() else { return };
        if let Ok(Some(text)) = storage.get_item(KEY) {
            _ = storage.remove_item(KEY);
            toasts.say(text);
        }
    });
}

fn words(arrival: &Arrival) -> String {
    let welcome = format!("Welcome to {}.", arrival.organization_name);
    let teams = match &arrival.teams[..] {
        [] => None,
        [one] => Some(format!("You are in the team {one}")),
        many => Some(format!("You are in the teams {}", many.join(", "))),
    };
    match (teams, arrival.assigned) {
        (None, false) => welcome,
        (Some(teams), false) => format!("{welcome} {teams}."),
        (None, true) => format!("{welcome} What was waiting for you is assigned to you now."),
        (Some(teams), true) => format!("{welcome} {teams}, and what was waiting for you is assigned to you now."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_they_have_now() {
        let arrival = |teams: &[&str], assigned| Arrival {
            account: model::id::AccountId("a".into()),
            organization_slug: "acme".into(),
            organization_name: "Acme".into(),
            teams: teams.iter().map(|team| (*team).to_owned()).collect(),
            assigned,
            destination: "/acme".into(),
        };
        for (arrival, said) in [
            (arrival(&[], false), "Welcome to Acme."),
            (arrival(&["Shop"], false), "Welcome to Acme. You are in the team Shop."),
            (
                arrival(&["Shop", "Web"], true),
                "Welcome to Acme. You are in the teams Shop, Web, and what was waiting for you is assigned to you now.",
            ),
        ] {
            assert_eq!(words(&arrival), said);
        }
    }
}
