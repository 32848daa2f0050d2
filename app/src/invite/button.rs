//! A doorway as a button.

use super::context::{InviteContext, use_invite};
use crate::{
    components::{Button, Glyph, Look},
    organization::use_shell,
};
use leptos::prelude::*;
use model::{invite_mode::InviteMode, permission::dialog_mode};

/// Opens the dialog with `context`. It says its children or "Invite"; where an approver decides it says that it is a request.
/// Where nobody of this role may do either there is no button.
#[component]
pub fn InviteButton(
    #[prop(into)] context: Signal<InviteContext>,
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] class: String,
    /// In place of the children where an approver decides.
    #[prop(default = "Request to invite")]
    request: &'static str,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let (invite, shell) = (use_invite(), use_shell());
    let mode = Memo::new(move |_| shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)));
    move || {
        let (class, children) = (class.clone(), children.clone());
        (mode.get() != InviteMode::Closed).then(|| {
            view! {
                <Button look small icon=Glyph::UserPlus class on_click=move |_| invite.open(context.get_untracked()) attr:aria-haspopup="dialog">
                    {move || match (mode.get(), &children) {
                        (InviteMode::Request, _) => request.into_any(),
                        (_, Some(children)) => children().into_any(),
                        (_, None) => "Invite".into_any(),
                    }}
                </Button>
            }
        })
    }
}
