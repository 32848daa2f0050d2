//! Where somebody meets the experiment about who may ask for invitations: `improved_invites`.
//!
//! The dialog can't be what is met, nor the button that opens it: in some arms whoever may not ask has neither. What is there in every arm is
//! the place, such as a suspect commit's author who is no member: there the offer stands, or does not. So whoever has such a place in sight has
//! met the treatment, by the doorway of that place. The sidebar's is in sight on every page, so it gives way to one that comes into sight with
//! it. A mention in a comment is no such place: where nobody may ask, nothing shows.

use crate::{exposures::expose, organization::use_shell};
use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast};
use model::{invitation::Source, permission::asking_depends};

/// Counts that somebody came by this doorway's place, once it is in sight and `there` holds; for those only who may ask in some arms and
/// not in others. The element, and what `there` says, must not depend on the arm.
pub fn meet_doorway<E>(source: Source, place: NodeRef<E>, there: impl Fn() -> bool + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let shell = use_shell();
    expose(
        "improved_invites",
        place,
        move || there() && shell.with(|shell| asking_depends(shell.role, &shell.organization.settings)),
        source.as_str(),
    );
}
