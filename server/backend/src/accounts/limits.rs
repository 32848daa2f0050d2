//! Limits on tries. Counted before the try, in the database: raced tries and further servers don't get past them.

use crate::{
    Error, Result,
    clock::Clock,
    db::{Tx, query},
};
use model::time::Timestamp;
use std::{borrow::Cow, net::Ipv6Addr};

/// At most `most` tries of one kind in `window` milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The word in the database, for example `sign_in.client`.
    pub kind: &'static str,
    pub most: i64,
    pub window: i64,
}

/// Counts a try of `subject`. Commit the transaction even when this refuses.
///
/// # Errors
/// Limited, with the time when it is possible again, when there were too many.
pub async fn count(tx: &mut Tx, clock: &Clock, limit: Limit, subject: &str) -> Result<()> {
    let subject = whose(subject);
    let now = clock.now().0;
    let start = now - now.rem_euclid(limit.window);
    let (count,): (i64,) = query(
        "INSERT INTO attempts (kind, subject, window_start, count) VALUES ($1, $2, $3, 1)
         ON CONFLICT (kind, subject, window_start) DO UPDATE SET count = attempts.count + 1 RETURNING count",
    )
    .bind(limit.kind)
    .bind(&*subject)
    .bind(start)
    .one(&mut *tx)
    .await?;
    if count == 1 {
        query("DELETE FROM attempts WHERE kind = $1 AND window_start < $2").bind(limit.kind).bind(start).execute(tx).await?;
    }
    if count > limit.most { Err(Error::limited(Timestamp(start + limit.window))) } else { Ok(()) }
}

/// Forgets the tries of `subject`: it was the right person after all.
pub async fn forget(tx: &mut Tx, limit: Limit, subject: &str) -> Result<()> {
    let subject = whose(subject);
    query("DELETE FROM attempts WHERE kind = $1 AND subject = $2").bind(limit.kind).bind(&*subject).execute(tx).await?;
    Ok(())
}

/// Whose tries count together: of an IPv6 client everything within its /64, which is what one household or machine is given.
fn whose(subject: &str) -> Cow<'_, str> {
    match subject.parse::<Ipv6Addr>() {
        Err(_) => Cow::Borrowed(subject),
        Ok(address) => match address.to_ipv4_mapped() {
            Some(address) => Cow::Owned(address.to_string()),
            None => Cow::Owned(format!("{}/64", Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::whose;

    #[test]
    fn one_client_of_many_addresses_counts_once() {
        for (subject, key) in [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("192.0.2.7", "192.0.2.7"),
            ("ana@acme.example", "ana@acme.example"),
        ] {
            assert_eq!(whose(subject), key, "{subject}");
        }
    }
}
