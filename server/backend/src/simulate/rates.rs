//! What was published of the experiment, and what people are like so that it comes out.

use super::dice::Dice;

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

/// What came of one arm: as people lived it, whatever the results page says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lived {
    pub organizations: u64,
    pub accepted: u64,
    pub active: u64,
}

/// How many people an organization's owner invites who accept: this many on average.
const INVITED: f64 = 3.0;

/// How many are asked for by members, and ask from outside, relative to those invited.
const WISHED: f64 = 0.11;
const OUTSIDE: f64 = 0.09;

/// How far organizations differ in the share that becomes active: up to this much to either side.
const SPREAD: f64 = 0.15;

/// Where both ways are open, people hear of one by the other: 11 % and 9 % become 21 % together.
fn eagerness(arm: &str) -> f64 {
    if arm == "both" { 0.21 / (WISHED + OUTSIDE) } else { 1.0 }
}

/// The share of those who accepted that becomes active. Published for two arms; the others lie between, as far as their lift goes.
fn active(arm: &str) -> f64 {
    let (from, to) = (0.713, 0.784);
    let way = match arm {
        "invite_request" => WISHED / 0.21,
        "join_request" => OUTSIDE / 0.21,
        "both" => 1.0,
        _ => 0.0,
    };
    from + way * (to - from)
}

/// What the people around one organization would like to do.
pub(crate) struct People {
    /// Whom the owner invites, who all accept.
    pub invited: usize,
    /// Whom members would like to have invited.
    pub wished: usize,
    /// Who would like to join from outside.
    pub outside: usize,
    /// The chance of each who joined to become active.
    pub active: f64,
}

impl People {
    /// Drawn for an organization in this arm. Without an effect nobody takes up what the arm offers, and nobody is changed by it.
    pub fn draw(arm: &str, effect: bool, dice: &mut Dice) -> Self {
        let arm = if effect { arm } else { "baseline" };
        let taken_up = if effect { INVITED * eagerness(arm) } else { 0.0 };
        Self {
            invited: dice.count(INVITED),
            wished: dice.count(taken_up * WISHED),
            outside: dice.count(taken_up * OUTSIDE),
            active: active(arm) + (dice.roll() - 0.5) * 2.0 * SPREAD,
        }
    }

    /// How many of them the product lets in, as the experiment says.
    #[cfg(test)]
    pub fn let_in(&self, arm: model::organization::InviteArm) -> usize {
        let wished = if arm.members_ask() { self.wished } else { 0 };
        let outside = if arm.outsiders_ask() { self.outside } else { 0 };
        self.invited + wished + outside
    }
}
