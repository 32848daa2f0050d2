//! Putting a bundle together from its pieces.

use super::{MAX_BUNDLE, bundle, store};
use crate::{Error, Result, access::Access};
use model::permission::Action;
use sha1::{Digest, Sha1};

/// Bundles that an organization keeps; the oldest go first.
const KEPT: i64 = 500;

/// A bundle as the client describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewBundle {
    /// SHA-1 of the whole.
    pub checksum: String,
    /// SHA-1 of each piece, in order.
    pub chunks: Vec<String>,
    pub release: Option<String>,
    pub dist: Option<String>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assembly {
    /// These pieces have to be uploaded first.
    Missing(Vec<String>),
    Done,
    /// The bundle can't be used, and why.
    Broken(String),
}

/// Puts a bundle together, or says which pieces are missing. Asked again for a bundle that is there, it is done at once.
///
/// # Errors
/// Invalid: a checksum that is none, too many pieces.
pub async fn assemble(access: &Access, new: NewBundle) -> Result<Assembly> {
    access.require(Action::WorkOnIssues, "Only members can upload source maps.")?;
    if !std::iter::once(&new.checksum).chain(&new.chunks).all(|sum| is_checksum(sum)) {
        return Err(Error::invalid("checksum", "A checksum is a SHA-1: 40 hexadecimal digits."));
    }
    if new.chunks.len() > 4_096 {
        return Err(Error::invalid("chunks", "A bundle can have 4,096 pieces at most."));
    }
    let backend = access.backend();
    let organization = &access.organization.id;
    if store::bundle(&backend.db, organization, &new.checksum).await?.is_some() {
        return Ok(Assembly::Done);
    }
    let sizes = store::sizes(&backend.db, organization, &new.chunks).await?;
    let missing: Vec<String> = new.chunks.iter().filter(|sum| !sizes.contains_key(*sum)).cloned().collect();
    if !missing.is_empty() || new.chunks.is_empty() {
        return Ok(Assembly::Missing(missing));
    }
    let total: i64 = new.chunks.iter().filter_map(|sum| sizes.get(sum)).sum();
    if usize::try_from(total).unwrap_or(usize::MAX) > MAX_BUNDLE {
        return Ok(Assembly::Broken(format!("A bundle can have {MAX_BUNDLE} bytes at most; this has {total}.")));
    }
    keep(access, new).await
}

async fn keep(access: &Access, new: NewBundle) -> Result<Assembly> {
    let backend = access.backend();
    let organization = &access.organization.id;
    let mut data = Vec::new();
    for checksum in &new.chunks {
        match store::chunk(&backend.db, organization, checksum).await? {
            Some(chunk) => data.extend(chunk),
            None => return Ok(Assembly::Missing(vec![checksum.clone()])),
        }
    }
    if hex::encode(Sha1::digest(&data)) != new.checksum {
        return Ok(Assembly::Broken("The pieces put together are not the file that was announced.".into()));
    }
    let read = tokio::task::spawn_blocking(move || bundle::entries(&data).map(|entries| (data, entries)))
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
    let (data, entries) = match read {
        Ok(read) => read,
        Err(reason) => return Ok(Assembly::Broken(reason)),
    };
    let mut tx = backend.db.begin().await?;
    store::insert_bundle(&mut tx, organization, &new, data, backend.clock.now()).await?;
    for entry in entries {
        store::insert_debug_id(&mut tx, organization, &new.checksum, &entry).await?;
    }
    store::delete_chunks(&mut tx, organization, &new.chunks).await?;
    store::forget_bundles(&mut tx, organization, KEPT).await?;
    tx.commit().await?;
    Ok(Assembly::Done)
}

fn is_checksum(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
