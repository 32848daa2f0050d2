//! Each answer as a kind, exact sentence. A moment in a sentence stays a timestamp, which the view shows in the reader's own terms.

use super::{
    draft::{Added, Chip, Done},
    standing::ChipState,
};
use model::{
    invitation::{Outcome, Standing},
    time::Timestamp,
};

/// A sentence with at most one moment in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub before: String,
    pub at: Option<Timestamp>,
    pub after: &'static str,
}

impl Sentence {
    fn plain(text: impl Into<String>) -> Self {
        Self { before: text.into(), at: None, after: "" }
    }

    fn with(before: impl Into<String>, at: Timestamp, after: &'static str) -> Self {
        Self { before: before.into(), at: Some(at), after }
    }

    /// As it is read out: without the moment.
    pub fn spoken(&self) -> String {
        match self.at {
            Some(_) => format!("{}{}", self.before.trim_end_matches([',', ' ', '(']), if self.after.is_empty() { "" } else { "." }),
            None => self.before.clone(),
        }
    }
}

/// What to say about a chip; `None` when all is well.
pub fn about(chip: &Chip, state: &ChipState) -> Option<Sentence> {
    let address = &chip.text;
    Some(match state {
        ChipState::Fine | ChipState::Checking => return None,
        ChipState::Invalid(why) => Sentence::plain(format!("“{address}”: {why}")),
        ChipState::Duplicate => Sentence::plain(format!("{address} is in another group already.")),
        ChipState::Joins(name) => Sentence::plain(format!("{name} is a member already and joins the team.")),
        ChipState::Known(standing) => known(address, standing)?,
        ChipState::Failed(outcome) => refused(address, outcome)?,
    })
}

fn known(address: &str, standing: &Standing) -> Option<Sentence> {
    Some(match standing {
        Standing::Free => return None,
        Standing::Member { name } => member(address, name),
        Standing::Invited { by, at } => invited(address, by, *at),
        Standing::Requested { by, at } => requested(address, by, *at),
        Standing::DomainNotAllowed { allowed } => domain(address, allowed),
        Standing::CoolingDown { until } => cooling(address, *until),
    })
}

/// What to say about an address that a send did not take.
pub fn refused(address: &str, outcome: &Outcome) -> Option<Sentence> {
    Some(match outcome {
        Outcome::Invited { .. } | Outcome::Requested { .. } | Outcome::AddedToTeams { .. } => return None,
        Outcome::AlreadyMember { name } => member(address, name),
        Outcome::AlreadyInvited { by, at } => invited(address, by, *at),
        Outcome::AlreadyRequested { by, at } => requested(address, by, *at),
        Outcome::RoleNotAllowed { reason } | Outcome::TeamNotAllowed { reason } => Sentence::plain(format!("{address} was not invited: {reason}")),
        Outcome::InvalidAddress { reason } => Sentence::plain(format!("“{address}”: {reason}")),
        Outcome::DomainNotAllowed { allowed } => domain(address, allowed),
        Outcome::RateLimited { retry_at } => Sentence::with(format!("{address} is over a sending limit. Retry "), *retry_at, "."),
        Outcome::CoolingDown { until } => cooling(address, *until),
    })
}

fn cooling(address: &str, until: Timestamp) -> Sentence {
    let before = format!("A request for {address} was denied not long ago. You can ask again ");
    Sentence::with(before, until, "; a manager or owner can invite them any time.")
}

fn member(address: &str, name: &str) -> Sentence {
    if name.is_empty() {
        Sentence::plain(format!("{address} is a member already."))
    } else {
        Sentence::plain(format!("{name} ({address}) is a member already."))
    }
}

fn invited(address: &str, by: &str, at: Timestamp) -> Sentence {
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    Sentence::with(format!("{address} was invited{by} "), at, "; the invitation still stands.")
}

fn requested(address: &str, by: &str, at: Timestamp) -> Sentence {
    if by.is_empty() {
        return Sentence::with(format!("{address} asked to join "), at, "; a manager or owner decides.");
    }
    Sentence::with(format!("{by} asked for {address} "), at, "; a manager or owner decides.")
}

fn domain(address: &str, allowed: &[String]) -> Sentence {
    let domains = and_list(allowed, "or");
    Sentence::plain(format!("{address} can’t be invited: this organization takes only addresses at {domains}."))
}

/// "a", "a and b", "a, b and c".
pub fn and_list(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// "1 address", "3 addresses".
pub fn addresses(count: usize) -> String {
    if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

/// What is read out after addresses were added; `None` when nothing happened.
pub fn added(added: &Added, only: Option<&Chip>) -> Option<String> {
    let mut parts = Vec::new();
    match (added.chips.len(), only) {
        (0, _) => {}
        (1, Some(chip)) => parts.push(match &chip.invalid {
            Some(why) => format!("{} is not an address. {why}", chip.text),
            None => format!("{} added.", chip.text),
        }),
        (count, _) => parts.push(format!("{} added.", addresses(count))),
    }
    match added.again {
        0 => {}
        1 => parts.push("1 was there already.".to_owned()),
        count => parts.push(format!("{count} were there already.")),
    }
    if added.left_out > 0 {
        parts.push(format!(
            "{} without an address left out.",
            if added.left_out == 1 { "1 line".to_owned() } else { format!("{} lines", added.left_out) }
        ));
    }
    if added.too_many {
        parts.push("The list was longer than what fits; its end is missing.".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The headline of what was done: "Ana Lee is invited", "3 people are invited", "2 invitations are requested".
pub fn done(done: &[Done]) -> String {
    let (added, sent): (Vec<&Done>, Vec<&Done>) = done.iter().partition(|each| each.added);
    let (requested, invited): (Vec<&Done>, Vec<&Done>) = sent.into_iter().partition(|each| each.requested);
    let who = |done: &Done| done.name.clone().unwrap_or_else(|| done.address.clone());
    let invited = match invited[..] {
        [] => None,
        [only] => Some(format!("{} is invited", who(only))),
        _ => Some(format!("{} people are invited", invited.len())),
    };
    let requested = match requested[..] {
        [] => None,
        [only] => Some(format!("the invitation of {} is requested", who(only))),
        _ => Some(format!("{} invitations are requested", requested.len())),
    };
    let added = match added[..] {
        [] => None,
        [only] => Some(format!("{} is in the team", who(only))),
        _ => Some(format!("{} members are in the team", added.len())),
    };
    sentence(&[invited, requested, added].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What happens next, beneath that headline. `by_hand`: no message leaves by itself.
pub fn what_next(done: &[Done], by_hand: bool) -> &'static str {
    if by_hand {
        "No mail server is set up, so no message was sent. Hand each person their own link; whoever opens it can join."
    } else if done.iter().all(|each| each.added) {
        "They work here already; nothing was sent."
    } else if done.iter().all(|each| each.requested) {
        "A manager or owner decides. The members page shows how each request stands."
    } else if done.iter().filter(|each| !each.added && !each.requested).count() == 1 {
        "Their message is on the way."
    } else {
        "Their messages are on the way."
    }
}

/// What is read out after a send. `refused` can't be sent as they are; `waiting` are for the next press.
pub fn result(done_now: &[Done], refused: usize, waiting: usize) -> String {
    let mut parts = vec![if done_now.is_empty() { "Nothing was sent.".to_owned() } else { format!("{}.", done(done_now)) }];
    if refused > 0 {
        let (stay, reason) = if refused == 1 { ("stays", "with its reason") } else { ("stay", "each with its reason") };
        parts.push(format!("{} {stay} in the form, {reason}.", capital(&addresses(refused))));
    }
    if waiting > 0 {
        parts.push(format!("{} for the next press.", capital(&addresses(waiting))));
    }
    parts.join(" ")
}

/// The links to hand over, a line each: the address, then its link.
pub fn links(done: &[Done]) -> String {
    let line = |done: &Done| Some(format!("{}\t{}", done.address, done.link.as_ref()?));
    match done {
        [only] => only.link.clone().unwrap_or_default(),
        several => several.iter().filter_map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// Capitalised where it begins with a word; an address keeps its letters.
fn sentence(text: &str) -> String {
    if text.starts_with("the ") { capital(text) } else { text.to_owned() }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
