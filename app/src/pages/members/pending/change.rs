//! Gives an invitation that waits another role or other teams. The link goes on working.

use super::{
    super::rights::{RoleField, TeamChecks},
    desk::{Desk, Line},
};
use crate::{
    api::invitations::change_invitation,
    components::{Button, Dialog, DialogBody, DialogFoot, DialogSize, Look},
    organization::use_shell,
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::{id::TeamId, role::Role};

#[component]
pub fn ChangeDialog(desk: Desk) -> impl IntoView {
    let shell = use_shell();
    let open = RwSignal::new(false);
    let (role, teams) = (RwSignal::new(String::new()), RwSignal::new(Vec::<TeamId>::new()));
    let form = Form::new(None);
    let title = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(line) = desk.changing.get() {
            line.row.with_untracked(|row| {
                role.set(row.role.as_str().to_owned());
                teams.set(row.teams.iter().map(|(id, _)| id.clone()).collect());
                title.set(format!("Change the invitation of {}", row.address));
            });
            form.clear();
            open.set(true);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open {
            desk.changing.set(None);
        }
        open
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(line), Ok(role)) = (desk.changing.get_untracked(), role.get_untracked().parse::<Role>()) else { return };
        form.send(change_invitation(desk.slug.get_value(), line.id(), role, teams.get_untracked()), move |()| changed(desk, line, open));
    };
    // A member who may invite gives the role of a member only.
    let most = Memo::new(move |_| shell.with(|shell| if shell.role.is_approver() { shell.role } else { Role::Member }));
    let any_teams = Memo::new(move |_| shell.with(|shell| !shell.teams.is_empty()));
    view! {
        <Dialog id="change-invitation" open title description="Their link goes on working.".to_owned() size=DialogSize::Narrow>
            <form method="post" on:submit=send>
                <DialogBody>
                    <div class="form">
                        <FormError error=form.rest(&[]) />
                        <RoleField id="invitation-role" value=role most />
                        <Show when=move || any_teams.get()>
                            <fieldset class="field invite-teams">
                                <legend class="field__label">"Teams "<span class="field__optional">"(optional)"</span></legend>
                                <TeamChecks label="Teams" chosen=teams />
                            </fieldset>
                        </Show>
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |_| open.set(false)>"Cancel"</Button>
                    <Button look=Look::Primary submit=true busy=form.busy()>"Save"</Button>
                </DialogFoot>
            </form>
        </Dialog>
    }
}

fn changed(desk: Desk, line: Line, open: RwSignal<bool>) {
    open.set(false);
    desk.toasts.say(format!("The invitation of {} is changed.", line.address()));
    desk.refetch();
}
