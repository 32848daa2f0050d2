//! What was published of the experiment, and what people are like so that it comes out.

/// One arm as published.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    pub arm: &'static str,
    /// Accepted invitations per organization, relative to the baseline; `None` for the baseline itself.
    pub accepted: Option<f64>,
    /// Active within 30 days of acceptance, where it was published.
    pub active: Option<f64>,
}

/// In the order of the results.
pub const ARMS: [Published; 4] = [
    Published { arm: "baseline", accepted: None, active: Some(0.713) },
    Published { arm: "invite_request", accepted: Some(0.11), active: None },
    Published { arm: "join_request", accepted: Some(0.09), active: None },
    Published { arm: "both", accepted: Some(0.21), active: Some(0.784) },
];

/// How many people an organization's owner invites who accept: this many on average.
pub(super) const INVITED: f64 = 3.0;

/// How many are asked for by members, and ask from outside, relative to those invited.
pub(super) const WISHED: f64 = 0.11;
pub(super) const OUTSIDE: f64 = 0.09;

/// Where both ways are open, people hear of one by the other: 11 % and 9 % become 21 % together.
pub(super) fn eagerness(arm: &str) -> f64 {
    if arm == "both" { 0.21 / (WISHED + OUTSIDE) } else { 1.0 }
}

/// The share of those who accepted that becomes active. Published for two arms; the others lie between, as far as their lift goes.
pub(super) fn active(arm: &str) -> f64 {
    let (from, to) = (0.713, 0.784);
    let way = match arm {
        "invite_request" => WISHED / 0.21,
        "join_request" => OUTSIDE / 0.21,
        "both" => 1.0,
        _ => 0.0,
    };
    from + way * (to - from)
}

/// How far organizations differ in that: up to this much to either side.
pub(super) const SPREAD: f64 = 0.15;
