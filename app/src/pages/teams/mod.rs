//! Teams: the list, a team's page, and the flow that makes one.

mod choose;
mod detail;
mod list;
mod new;

pub use choose::ProjectChoice;
pub use detail::Team;
pub use list::Teams;
pub use new::NewTeam;
