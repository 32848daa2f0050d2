//! A doorway as a button.

use super::context::{InviteContext, use_invite};
use crate::{
    components::{Button, Glyph, Look},
    organization::use_shell,
};
use leptos::prelude::*;
use model::{invite_mode::InviteMode, permission::dialog_mode};

/// Opens the dialog with `context`. Without children it says "Invite", or "Request to invite" where an approver decides.
/// Where nobody of this role may do either there is no button.
#[component]
pub fn InviteButton(
    #[prop(into)] context: Signal<InviteContext>,
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] class: String,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let (invite, shell) = (use_invite(), use_shell());
    let mode = Memo::new(move |_| shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)));
    let word = move || if mode.get() == InviteMode::Request { "Request to invite" } else { "Invite" };
    move || {
        let (class, children) = (class.clone(), children.clone());
        (mode.get() != InviteMode::Closed).then(|| {
            view! {
                <Button look small icon=Glyph::UserPlus class on_click=move |_| invite.open(context.get_untracked()) attr:aria-haspopup="dialog">
                    {move || children.as_ref().map_or_else(|| word().into_any(), |children| children().into_any())}
                </Button>
            }
        })
    }
}
