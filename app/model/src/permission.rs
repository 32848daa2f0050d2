//! Who may do what: one table, which words the dialog in the browser and refuses on the server.

use crate::{invite_mode::InviteMode, organization::Settings, role::Role};

/// Something a member may or may not do, in an organization with given settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See issues, assign, comment, resolve.
    WorkOnIssues,
    /// See every invitation and request, not only one's own.
    SeeAllInvitations,
    /// Approve or deny a request for this role.
    Decide(Role),
    /// Resend, copy the link of, or revoke somebody else's invitation.
    ManageAnyInvitation,
    /// Give a member of the first role the second one; removing is giving nothing, see [`Action::Remove`].
    ChangeRole(Role, Role),
    /// Remove a member of this role.
    Remove(Role),
    CreateTeam,
    CreateProject,
    /// Change a project's settings and keys.
    ManageProject,
    /// Add people to a team; `own` says whether the actor is in it.
    AddToTeam {
        own: bool,
    },
    /// Rename or delete a team.
    ManageTeam {
        own: bool,
    },
    ChangeSettings,
    ChangeDefaultRole,
    SeeAuditLog,
}

/// Whether a member of `role` may do `action`.
pub fn allows(role: Role, settings: &Settings, action: Action) -> bool {
    use Role::{Admin, Manager, Owner};
    match action {
        Action::WorkOnIssues => true,
        Action::SeeAllInvitations | Action::ManageAnyInvitation | Action::SeeAuditLog | Action::ChangeSettings => role >= Manager,
        Action::Decide(asked) => role >= Manager && asked <= role,
        Action::ChangeRole(from, to) => role >= Manager && from <= role && to <= role,
        Action::Remove(of) => role >= Manager && of <= role,
        Action::CreateTeam => role >= Admin || settings.members_create_teams,
        Action::CreateProject => role >= Admin || settings.members_create_projects,
        Action::ManageProject => role >= Admin,
        Action::AddToTeam { own } => role >= Manager || own || settings.open_teams,
        Action::ManageTeam { own } => role >= Manager || (role == Admin && own),
        Action::ChangeDefaultRole => role == Owner,
    }
}

/// Whether an invitation to `wanted` by a member of `role` goes out at once, is a request, or is not possible.
/// `own_teams`: whether every team it names is the inviter's own.
pub fn invite_mode(role: Role, settings: &Settings, wanted: Role, own_teams: bool) -> InviteMode {
    if role.is_approver() {
        return if wanted <= role { InviteMode::Direct } else { InviteMode::Closed };
    }
    if settings.members_invite && wanted == Role::Member && own_teams {
        return InviteMode::Direct;
    }
    if settings.members_request { InviteMode::Request } else { InviteMode::Closed }
}

/// Whether somebody who is no member may ask to join.
pub const fn outsiders_may_ask(settings: &Settings) -> bool {
    settings.join_requests
}

/// How the dialog opens for a member of `role`, before anything is typed.
pub fn dialog_mode(role: Role, settings: &Settings) -> InviteMode {
    if role.is_approver() || settings.members_invite {
        InviteMode::Direct
    } else if settings.members_request {
        InviteMode::Request
    } else {
        InviteMode::Closed
    }
}

/// Whether it makes a difference to `role` that members may ask for somebody to be invited.
pub fn asking_depends(role: Role, settings: &Settings) -> bool {
    let other = Settings { members_request: !settings.members_request, ..settings.clone() };
    dialog_mode(role, settings) != dialog_mode(role, &other)
}

/// Why `role` may not ask for `wanted` in the dialog, if it may not.
pub fn role_refusal(role: Role, settings: &Settings, wanted: Role) -> Option<&'static str> {
    match dialog_mode(role, settings) {
        InviteMode::Direct if role.is_approver() && wanted > role => Some("Only owners can invite owners"),
        InviteMode::Direct if !role.is_approver() && wanted > Role::Member && !settings.members_request => Some("You can invite members only"),
        InviteMode::Closed => Some("Only managers and owners invite people here"),
        InviteMode::Direct | InviteMode::Request => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organization::InviteArm;
    use std::fmt::Write;

    /// Every action, in the order of the table that people agreed on.
    fn actions() -> Vec<Action> {
        let each = |action: fn(Role) -> Action| Role::ALL.map(action).to_vec();
        let changes = Role::ALL.into_iter().flat_map(|from| Role::ALL.map(|to| Action::ChangeRole(from, to)));
        let mut actions = vec![Action::WorkOnIssues, Action::SeeAllInvitations, Action::ManageAnyInvitation];
        actions.extend(each(Action::Decide));
        actions.extend(changes);
        actions.extend(each(Action::Remove));
        actions.extend([Action::CreateTeam, Action::CreateProject, Action::ManageProject]);
        actions.extend([false, true].map(|own| Action::AddToTeam { own }));
        actions.extend([false, true].map(|own| Action::ManageTeam { own }));
        actions.extend([Action::ChangeSettings, Action::ChangeDefaultRole, Action::SeeAuditLog]);
        actions
    }

    /// What owners chose, and what the arms of the experiment decide where they chose nothing.
    fn settings() -> Vec<(String, Settings)> {
        let normal = Settings::default;
        let chosen = [
            ("as delivered", normal()),
            ("members invite", Settings { members_invite: true, ..normal() }),
            ("members invite, no requests", Settings { members_invite: true, members_request: false, ..normal() }),
            ("no requests", Settings { members_request: false, ..normal() }),
            ("closed teams", Settings { open_teams: false, ..normal() }),
            ("only admins create", Settings { members_create_teams: false, members_create_projects: false, ..normal() }),
        ];
        let by_arm = InviteArm::ALL.map(|arm| (format!("arm {}", arm.as_str()), arm.settings()));
        let invite = InviteArm::ALL.map(|arm| (format!("arm {}, members invite", arm.as_str()), Settings { members_invite: true, ..arm.settings() }));
        chosen.map(|(name, settings)| (name.to_owned(), settings)).into_iter().chain(by_arm).chain(invite).collect()
    }

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for (name, settings) in settings() {
            let _ = writeln!(table, "## {name}\n\n{:<32} member admin  manager owner", "");
            for action in actions() {
                let may = Role::ALL.map(|role| if allows(role, &settings, action) { "yes" } else { "-" });
                let _ = writeln!(table, "{:<32} {:<6} {:<6} {:<7} {}", format!("{action:?}"), may[0], may[1], may[2], may[3]);
            }
            let _ = writeln!(table, "{:<32} {}", "dialog", Role::ALL.map(|role| format!("{:?}", dialog_mode(role, &settings))).join(" "));
            for (wanted, own) in Role::ALL.into_iter().flat_map(|wanted| [(wanted, true), (wanted, false)]) {
                let modes = Role::ALL.map(|role| format!("{:?}", invite_mode(role, &settings, wanted, own)));
                let _ = writeln!(table, "{:<32} {}", format!("invite {wanted}{}", if own { "" } else { ", others’ teams" }), modes.join(" "));
            }
            let _ = writeln!(table, "{:<32} {}\n", "outsiders ask to join", if outsiders_may_ask(&settings) { "yes" } else { "-" });
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn what_the_dialog_refuses_the_server_refuses() {
        for (name, settings) in settings() {
            for (role, wanted) in Role::ALL.into_iter().flat_map(|role| Role::ALL.map(|wanted| (role, wanted))) {
                let offered = role_refusal(role, &settings, wanted).is_none();
                let possible = invite_mode(role, &settings, wanted, true) != InviteMode::Closed;
                assert_eq!(offered, possible, "{name}: {role} wants {wanted}");
            }
        }
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        for (_, settings) in settings() {
            for (role, wanted) in Role::ALL.into_iter().flat_map(|role| Role::ALL.map(|wanted| (role, wanted))).filter(|(role, wanted)| wanted > role)
            {
                assert_ne!(invite_mode(role, &settings, wanted, true), InviteMode::Direct, "{role} invites {wanted}");
                assert!(!allows(role, &settings, Action::Decide(wanted)) && !allows(role, &settings, Action::ChangeRole(Role::Member, wanted)));
            }
        }
    }
}
