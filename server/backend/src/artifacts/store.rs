//! All SQL about uploaded pieces and bundles.

use super::{assemble::NewBundle, bundle::Entry};
use crate::{
    Result,
    db::{Db, Tx, assembled, query},
    releases::placeholders,
};
use model::{id::OrganizationId, time::Timestamp};
use std::collections::HashMap;

/// Checksums in one statement.
const MANY: usize = 500;

pub async fn insert_chunk(tx: &mut Tx, organization: &OrganizationId, checksum: &str, data: Vec<u8>, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO chunks (organization_id, checksum, data, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id, checksum) DO NOTHING",
    )
    .bind(organization)
    .bind(checksum)
    .bind(data)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn chunk(db: &Db, organization: &OrganizationId, checksum: &str) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> =
        query("SELECT data FROM chunks WHERE organization_id = $1 AND checksum = $2").bind(organization).bind(checksum).optional(db).await?;
    Ok(row.map(|(data,)| data))
}

/// Length of each piece that is there.
pub async fn sizes(db: &Db, organization: &OrganizationId, checksums: &[String]) -> Result<HashMap<String, i64>> {
    let mut found = HashMap::new();
    for some in checksums.chunks(MANY) {
        let statement = assembled(format!(
            "SELECT checksum, CAST(LENGTH(data) AS BIGINT) FROM chunks WHERE organization_id = $1 AND checksum IN ({})",
            placeholders(2, some.len())
        ));
        let rows: Vec<(String, i64)> = some.iter().fold(statement.bind(organization), |statement, sum| statement.bind(sum)).all(db).await?;
        found.extend(rows);
    }
    Ok(found)
}

pub async fn delete_chunks(tx: &mut Tx, organization: &OrganizationId, checksums: &[String]) -> Result<()> {
    for some in checksums.chunks(MANY) {
        let statement = assembled(format!("DELETE FROM chunks WHERE organization_id = $1 AND checksum IN ({})", placeholders(2, some.len())));
        some.iter().fold(statement.bind(organization), |statement, sum| statement.bind(sum)).execute(tx).await?;
    }
    Ok(())
}

pub async fn forget_chunks(tx: &mut Tx, organization: &OrganizationId, before: Timestamp) -> Result<()> {
    query("DELETE FROM chunks WHERE organization_id = $1 AND created_at < $2").bind(organization).bind(before).execute(tx).await?;
    Ok(())
}

/// Bytes of pieces that wait for their bundle.
pub async fn waiting(tx: &mut Tx, organization: &OrganizationId) -> Result<i64> {
    let (bytes,): (i64,) =
        query("SELECT CAST(COALESCE(SUM(LENGTH(data)), 0) AS BIGINT) FROM chunks WHERE organization_id = $1").bind(organization).one(tx).await?;
    Ok(bytes)
}

/// When a bundle arrived, if it is there.
pub async fn bundle(db: &Db, organization: &OrganizationId, checksum: &str) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> = query("SELECT created_at FROM artifact_bundles WHERE organization_id = $1 AND checksum = $2")
        .bind(organization)
        .bind(checksum)
        .optional(db)
        .await?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

pub async fn insert_bundle(tx: &mut Tx, organization: &OrganizationId, new: &NewBundle, data: Vec<u8>, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO artifact_bundles (organization_id, checksum, release, dist, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, checksum) DO NOTHING",
    )
    .bind(organization)
    .bind(&new.checksum)
    .bind(&new.release)
    .bind(&new.dist)
    .bind(data)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest bundle with a debug id is the one that counts.
pub async fn insert_debug_id(tx: &mut Tx, organization: &OrganizationId, checksum: &str, entry: &Entry) -> Result<()> {
    query(
        "INSERT INTO artifact_debug_ids (organization_id, debug_id, checksum, path, kind) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, debug_id, kind) DO UPDATE SET checksum = excluded.checksum, path = excluded.path",
    )
    .bind(organization)
    .bind(&entry.debug_id)
    .bind(checksum)
    .bind(&entry.path)
    .bind(&entry.kind)
    .execute(tx)
    .await?;
    Ok(())
}

/// Leaves the newest `kept` bundles.
pub async fn forget_bundles(tx: &mut Tx, organization: &OrganizationId, kept: i64) -> Result<()> {
    let old: Vec<(String,)> =
        query("SELECT checksum FROM artifact_bundles WHERE organization_id = $1 ORDER BY created_at DESC, checksum LIMIT 100 OFFSET $2")
            .bind(organization)
            .bind(kept)
            .all(&mut *tx)
            .await?;
    for (checksum,) in old {
        for sql in [
            "DELETE FROM artifact_debug_ids WHERE organization_id = $1 AND checksum = $2",
            "DELETE FROM artifact_bundles WHERE organization_id = $1 AND checksum = $2",
        ] {
            query(sql).bind(organization).bind(&checksum).execute(tx).await?;
        }
    }
    Ok(())
}

/// Where the source map of a debug id is: checksum of the bundle and path inside.
pub async fn source_map(db: &Db, organization: &OrganizationId, debug_id: &str) -> Result<Option<(String, String)>> {
    Ok(query("SELECT checksum, path FROM artifact_debug_ids WHERE organization_id = $1 AND debug_id = $2 AND kind = 'source_map'")
        .bind(organization)
        .bind(debug_id)
        .optional(db)
        .await?)
}

pub async fn bundle_data(db: &Db, organization: &OrganizationId, checksum: &str) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = query("SELECT data FROM artifact_bundles WHERE organization_id = $1 AND checksum = $2")
        .bind(organization)
        .bind(checksum)
        .optional(db)
        .await?;
    Ok(row.map(|(data,)| data))
}
