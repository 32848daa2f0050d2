//! Projects: the list, a new one, its settings and keys, and its set-up.

mod detail;
mod keys;
mod list;
mod new;
mod ownership;
mod setup;
mod snippets;

pub use detail::Project;
pub use list::Projects;
pub use new::NewProject;
pub use setup::Setup;
