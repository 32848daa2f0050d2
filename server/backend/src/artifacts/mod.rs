//! Source maps that build tools upload: pieces, bundles of them, and what is inside by debug id.

mod assemble;
mod bundle;
mod chunks;
mod store;
mod symbolicate;
#[cfg(test)]
mod tests;

pub use assemble::{Assembly, NewBundle, assemble};
pub use chunks::{Chunk, MAX_CHUNK, store_chunks};
pub use symbolicate::symbolicate;

/// The largest bundle, put together, in bytes.
pub const MAX_BUNDLE: usize = 64 * 1024 * 1024;
