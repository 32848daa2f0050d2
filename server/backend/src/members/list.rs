//! The members page.

use super::store;
use crate::{Result, access::Access};
use model::{member::Member, permission::Action, role::Role};

/// Everyone in the organization, by name.
pub async fn list(access: &Access) -> Result<Vec<Member>> {
    let mut members = store::all(access).await?;
    let owners = members.iter().filter(|member| member.role == Role::Owner).count();
    for member in &mut members {
        let last_owner = member.role == Role::Owner && owners == 1;
        if !last_owner {
            member.roles = Role::ALL.into_iter().filter(|to| access.may(Action::ChangeRole(member.role, *to))).collect();
        }
        member.removable = !member.me && !last_owner && access.may(Action::Remove(member.role));
    }
    Ok(members)
}
