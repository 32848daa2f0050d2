//! The database: where everything goes, and where it is found out what is new.

use super::{EventSink, Record};
use crate::{Result, analytics, db::Tx, experiments};
use futures::future::BoxFuture;

impl EventSink for Tx {
    /// Written with what else the transaction does. What is new goes beside when it is committed.
    fn take<'a>(&'a mut self, records: &'a [Record]) -> BoxFuture<'a, Result<usize>> {
        Box::pin(async move {
            let mut new = 0;
            for record in records {
                let known = match record {
                    Record::Event { .. } => !analytics::insert(self, record).await?,
                    Record::Exposure { .. } | Record::Reported { .. } => !experiments::insert(self, record).await?,
                };
                if !known {
                    new += 1;
                    self.goes_beside(record);
                }
            }
            Ok(new)
        })
    }
}
