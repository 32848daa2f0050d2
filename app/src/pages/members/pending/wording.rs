//! What resending and revoking came to, in a sentence.

use model::error::ApiError;

/// An address, and why nothing was done about it, if nothing was.
type Row = (String, Option<ApiError>);

pub fn resent(rows: &[Row]) -> String {
    match rows {
        [(address, None)] => format!("Sent again to {address}. The earlier link no longer works."),
        _ => counted(rows, "sent again. Earlier links no longer work."),
    }
}

pub fn revoked(rows: &[Row]) -> String {
    match rows {
        [(address, None)] => format!("The invitation of {address} was revoked."),
        _ => counted(rows, "revoked. Their links no longer work."),
    }
}

fn counted(rows: &[Row], done: &str) -> String {
    let failed: Vec<&Row> = rows.iter().filter(|(_, error)| error.is_some()).collect();
    let gone_through = rows.len() - failed.len();
    match (gone_through, &failed[..]) {
        (_, []) => format!("{gone_through} {done}"),
        (0, [(address, Some(error))]) => format!("{address}: {error}"),
        (0, many) => format!("Nothing was done: {} stay as they are. Their rows say why.", many.len()),
        (_, [_]) => format!("{gone_through} {done} 1 stays as it is. Its row says why."),
        (_, many) => format!("{gone_through} {done} {} stay as they are. Their rows say why.", many.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_counted_beside_what_did_not() {
        let fine = |address: &str| (address.to_owned(), None);
        let refused = ("bo@x.example".to_owned(), Some(ApiError::NotFound));
        assert_eq!(resent(&[fine("ana@x.example")]), "Sent again to ana@x.example. The earlier link no longer works.");
        assert_eq!(revoked(&[fine("ana@x.example"), fine("cy@x.example")]), "2 revoked. Their links no longer work.");
        assert_eq!(revoked(&[fine("ana@x.example"), refused.clone()]), "1 revoked. Their links no longer work. 1 stays as it is. Its row says why.");
        assert!(revoked(&[refused]).starts_with("bo@x.example: "));
    }
}
