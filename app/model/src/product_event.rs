//! What people do in the product that is counted: for the owner's funnel and the product's own experiments.

/// Everything that is counted. Metrics name one of these, so that none waits for an event that nobody records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductEvent {
    InviteDialogOpened,
    InviteDialogClosed,
    /// Somebody who may not invite asked for an invitation in the dialog.
    InviteDialogRequested,
    InviteDialogSent,
    InvitationOpened,
    InvitationAccepted,
    InvitationRevoked,
    /// An invitation was opened by somebody with another address, who asks that it moves there.
    InvitationMoveRequested,
    InviteRequestApproved,
    InviteRequestDenied,
    InviteRequestWithdrawn,
    JoinRequestViewed,
    JoinRequestSent,
    JoinRequestConfirmed,
    JoinRequestApproved,
    JoinRequestDenied,
    JoinLinkUsed,
    /// Somebody did work of theirs: looked at an issue, commented, assigned, resolved.
    MemberActive,
    MemberLeft,
    MemberRemoved,
    MemberRoleChanged,
    TeamCreated,
    ProjectCreated,
    /// The first error of a project's own arrived.
    ProjectFirstError,
    /// The offer of a sample was followed.
    SampleEventOpened,
}

impl ProductEvent {
    /// As it is kept, and as metrics and exports name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InviteDialogOpened => "invite_dialog.opened",
            Self::InviteDialogClosed => "invite_dialog.closed",
            Self::InviteDialogRequested => "invite_dialog.requested",
            Self::InviteDialogSent => "invite_dialog.sent",
            Self::InvitationOpened => "invitation.opened",
            Self::InvitationAccepted => "invitation.accepted",
            Self::InvitationRevoked => "invitation.revoked",
            Self::InvitationMoveRequested => "invitation.move_requested",
            Self::InviteRequestApproved => "invite_request.approved",
            Self::InviteRequestDenied => "invite_request.denied",
            Self::InviteRequestWithdrawn => "invite_request.withdrawn",
            Self::JoinRequestViewed => "join_request.viewed",
            Self::JoinRequestSent => "join_request.sent",
            Self::JoinRequestConfirmed => "join_request.confirmed",
            Self::JoinRequestApproved => "join_request.approved",
            Self::JoinRequestDenied => "join_request.denied",
            Self::JoinLinkUsed => "join_link.used",
            Self::MemberActive => "member.active",
            Self::MemberLeft => "member.left",
            Self::MemberRemoved => "member.removed",
            Self::MemberRoleChanged => "member.role_changed",
            Self::TeamCreated => "team.created",
            Self::ProjectCreated => "project.created",
            Self::ProjectFirstError => "project.first_error",
            Self::SampleEventOpened => "sample_event.opened",
        }
    }
}
