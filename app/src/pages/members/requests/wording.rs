//! What deciding came to, in a sentence: seen in the corner and read out.

use model::{
    error::ApiError,
    request::{Decided, DecisionOutcome},
};

/// Why a row was not decided, with what was kept.
pub fn why_not(outcome: &DecisionOutcome) -> Option<String> {
    match outcome {
        DecisionOutcome::Invited { .. } | DecisionOutcome::Joined | DecisionOutcome::Denied => None,
        DecisionOutcome::AlreadyDecided { reason } => Some(format!("{reason} You changed nothing.")),
        DecisionOutcome::Refused { error: ApiError::NotFound } => Some("This request doesn’t exist any more.".to_owned()),
        DecisionOutcome::Refused { error } => Some(error.to_string()),
    }
}

/// What became of everything that was decided at once. `by_hand`: no message leaves by itself.
pub fn said(rows: &[Decided], by_hand: bool) -> String {
    if let [only] = rows {
        return one(only, by_hand);
    }
    let count = |is: fn(&DecisionOutcome) -> bool| rows.iter().filter(|row| is(&row.outcome)).count();
    let approved = count(|outcome| matches!(outcome, DecisionOutcome::Invited { .. } | DecisionOutcome::Joined));
    let denied = count(|outcome| matches!(outcome, DecisionOutcome::Denied));
    let stale = count(|outcome| matches!(outcome, DecisionOutcome::AlreadyDecided { .. }));
    let refused = count(|outcome| matches!(outcome, DecisionOutcome::Refused { .. }));
    let mut parts = Vec::new();
    for (count, words) in [(approved, "approved"), (denied, "denied"), (stale, "decided by somebody else before"), (refused, "left as they were")] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    let more = if stale + refused > 0 { ". Their rows say why." } else { "." };
    format!("{}{more}", parts.join(", "))
}

fn one(row: &Decided, by_hand: bool) -> String {
    let address = &row.address;
    match &row.outcome {
        DecisionOutcome::Invited { .. } if by_hand => format!("{address} is approved. Hand the link over."),
        DecisionOutcome::Invited { .. } => format!("{address} is approved. The invitation is on its way."),
        DecisionOutcome::Joined => format!("{address} is approved, and a member now."),
        DecisionOutcome::Denied => format!("The request for {address} is denied."),
        other => why_not(other).unwrap_or_default(),
    }
}

/// Nothing got through at all.
pub fn trouble(error: &ApiError) -> String {
    match error {
        ApiError::Unavailable { reason } => format!("{reason} Nothing was decided, as far as is known; try again."),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::id::InvitationId;

    fn row(outcome: DecisionOutcome) -> Decided {
        Decided { request: InvitationId("1".into()), address: "ana@x.example".into(), outcome }
    }

    #[test]
    fn one_row_is_said_by_its_address() {
        let invited = row(DecisionOutcome::Invited { link: None });
        assert_eq!(said(std::slice::from_ref(&invited), false), "ana@x.example is approved. The invitation is on its way.");
        assert_eq!(said(&[invited], true), "ana@x.example is approved. Hand the link over.");
        let stale = row(DecisionOutcome::AlreadyDecided { reason: "Noor denied this just now.".into() });
        assert_eq!(said(&[stale], false), "Noor denied this just now. You changed nothing.");
    }

    #[test]
    fn many_are_counted_by_what_became_of_them() {
        let mut rows = vec![row(DecisionOutcome::Joined); 7];
        assert_eq!(said(&rows, false), "7 approved.");
        rows.push(row(DecisionOutcome::AlreadyDecided { reason: String::new() }));
        rows.push(row(DecisionOutcome::Refused { error: ApiError::NotFound }));
        assert_eq!(said(&rows, false), "7 approved, 1 decided by somebody else before, 1 left as they were. Their rows say why.");
    }
}
