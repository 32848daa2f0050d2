//! Members of an organization, as lists and menus show them.

use crate::{
    email::Email,
    id::{AccountId, MembershipId, TeamId},
    role::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A row of the members page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: MembershipId,
    pub account: AccountId,
    pub name: String,
    pub email: Email,
    pub role: Role,
    pub teams: Vec<(TeamId, String)>,
    pub joined_at: Timestamp,
    /// The signed-in person.
    pub me: bool,
    /// Roles that the signed-in person may give this member, the present one among them; empty: none.
    pub roles: Vec<Role>,
    /// Whether the signed-in person may remove this member.
    pub removable: bool,
}
