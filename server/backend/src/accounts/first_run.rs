//! Whether the server is empty.

use crate::{Backend, Result, db::query};

/// Nobody has an account yet: the welcome page is open.
pub async fn is_first_run(backend: &Backend) -> Result<bool> {
    let found: Option<(i64,)> = query("SELECT CAST(1 AS BIGINT) FROM accounts LIMIT 1").optional(&backend.db).await?;
    Ok(found.is_none())
}
