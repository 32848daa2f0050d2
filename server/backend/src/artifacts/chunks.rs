//! Storing pieces. A piece is known by the SHA-1 of its content; it is kept for a day, or until a bundle is made of it.

use super::store;
use crate::{Error, Result, access::Access};
use flate2::read::GzDecoder;
use model::{permission::Action, time::DAY};
use sha1::{Digest, Sha1};
use std::io::Read;

/// The largest piece, in bytes.
pub const MAX_CHUNK: usize = 8 * 1024 * 1024;
/// Bytes of pieces that an organization may have waiting.
const MAX_WAITING: i64 = 512 * 1024 * 1024;

/// A piece as it arrives.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// SHA-1 of the plain content, 40 hexadecimal digits; the client says so, it is checked.
    pub checksum: String,
    pub data: Vec<u8>,
    pub gzip: bool,
}

/// Stores pieces; one that is there already changes nothing.
///
/// # Errors
/// Invalid: a piece that is too large, damaged, or not what its name says. Conflict: too much is waiting.
pub async fn store_chunks(access: &Access, chunks: Vec<Chunk>) -> Result<()> {
    access.require(Action::WorkOnIssues, "Only members can upload source maps.")?;
    let chunks = tokio::task::spawn_blocking(|| chunks.into_iter().map(unpack).collect::<Result<Vec<_>>>())
        .await
        .map_err(|error| Error::Fault(error.to_string()))??;
    let backend = access.backend();
    let (organization, now) = (&access.organization.id, backend.clock.now());
    let mut tx = backend.db.begin().await?;
    store::forget_chunks(&mut tx, organization, now.plus(-DAY)).await?;
    if store::waiting(&mut tx, organization).await? > MAX_WAITING {
        return Err(Error::conflict("Too many uploaded pieces wait to be put together. Try again tomorrow, or with fewer files."));
    }
    for (checksum, data) in chunks {
        store::insert_chunk(&mut tx, organization, &checksum, data, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn unpack(chunk: Chunk) -> Result<(String, Vec<u8>)> {
    let data = if chunk.gzip {
        let mut plain = Vec::new();
        let limit = u64::try_from(MAX_CHUNK).unwrap_or(u64::MAX) + 1;
        GzDecoder::new(chunk.data.as_slice())
            .take(limit)
            .read_to_end(&mut plain)
            .map_err(|_| Error::invalid("file_gzip", format!("The piece {} is not readable gzip data.", chunk.checksum)))?;
        plain
    } else {
        chunk.data
    };
    if data.len() > MAX_CHUNK {
        return Err(Error::invalid("file", format!("A piece can have {MAX_CHUNK} bytes at most.")));
    }
    let checksum = hex::encode(Sha1::digest(&data));
    if chunk.checksum.eq_ignore_ascii_case(&checksum) {
        Ok((checksum, data))
    } else {
        Err(Error::invalid("file", format!("The piece {} arrived with different content.", chunk.checksum)))
    }
}
