//! Twenty experiments of the kind that the product has.

use backend::experiments::own::{ALL, Declaration, Unit};
use planout::{UniformChoice, WeightedChoice};

/// How many there are beside the product's own.
pub const COUNT: usize = 20;

/// The product's own, and twenty more: every other one like `improved_invites`, the rest like `sample_event`.
pub fn beside_the_products_own() -> &'static [Declaration] {
    let more = (0..COUNT).map(|number| {
        let name: &'static str = Box::leak(format!("measured_{number:02}").into_boxed_str());
        if number % 2 == 0 { like_invites(name) } else { like_sample(name) }
    });
    let all: Vec<Declaration> = ALL.iter().copied().chain(more).collect();
    Box::leak(all.into_boxed_slice())
}

fn like_invites(name: &'static str) -> Declaration {
    Declaration::new(name, Unit::Organization, |params| {
        let treatment = params.set("treatment", UniformChoice::of(["baseline", "invite_request", "join_request", "both"], params.unit()))?;
        params.set("invite_request", matches!(treatment.as_str(), Some("invite_request" | "both")))?;
        params.set("join_request", matches!(treatment.as_str(), Some("join_request" | "both")))?;
        Ok(true)
    })
}

fn like_sample(name: &'static str) -> Declaration {
    Declaration::new(name, Unit::Account, |params| {
        params.set("variant", WeightedChoice::of(["button", "link", "control"], [0.25, 0.25, 0.5], params.unit()))?;
        Ok(true)
    })
}
