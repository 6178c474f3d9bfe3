//! What the readers of shops have in common: a page of a list on its way in, and what is said of a run.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde::Serialize;

use super::rows::{Meeting, Scope, Table, Tally};
use super::store::Shop;
use super::walk::{Came, Onward, Walk, Worth};
use crate::integrations::bsale::MOST;
use crate::integrations::bsale::facts::Rows;
use crate::jobs::{self, JobContext, JobError};

/// A list that is being read.
#[derive(Clone, Copy)]
pub struct List<'a> {
    pub table: &'a Table,
    pub name: &'a str,
    pub scope: Scope,
}

/// What a run has come to.
pub struct Sum<'a> {
    pub tally: &'a mut Tally,
    /// Lists of which not everything was met.
    pub partial: &'a mut Vec<String>,
}

/// Stores a page. Where to go on in the list; `None`: it has been read, and what it no longer holds is gone.
pub async fn store_page<T: Serialize>(
    conn: &mut AsyncPgConnection,
    ctx: &JobContext,
    shop: &Shop,
    list: List<'_>,
    walk: &Walk,
    rows: &Rows<T>,
    sum: Sum<'_>,
) -> QueryResult<Option<Walk>> {
    let meeting = Meeting { run_id: ctx.run_id, list: list.name, walk: walk.number };
    let stored = list.table.store(conn, shop.id, &rows.items, Some(meeting), ctx.now()).await?;
    // What an earlier walk has counted is not counted again, unless it differs.
    sum.tally.add(if walk.number > 1 { Tally { unchanged: 0, ..stored } } else { stored });
    sum.tally.failed += came(rows).unread;
    ctx.skip(conn, shop.provider(), &rows.skipped).await?;
    let (walk, came) = match walk.onward(came(rows)) {
        Onward::Page(walk) => return Ok(Some(walk)),
        Onward::End { came, walk } => (walk, came),
    };
    let worth = walk.worth(meeting.met(conn).await?, came);
    end_list(conn, ctx, shop, list, worth, meeting, sum).await
}

/// A page, as far as walking goes.
pub fn came<T>(rows: &Rows<T>) -> Came {
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    Came { rows: count(rows.came), unread: count(rows.skipped.len()), count: rows.count, has_next: rows.has_next, most: MOST }
}

/// What follows from what a walk was worth.
pub async fn end_list(
    conn: &mut AsyncPgConnection,
    ctx: &JobContext,
    shop: &Shop,
    list: List<'_>,
    worth: Worth,
    meeting: Meeting<'_>,
    sum: Sum<'_>,
) -> QueryResult<Option<Walk>> {
    match worth {
        Worth::Again(walk) => return Ok(Some(walk)),
        Worth::Whole => sum.tally.gone += list.table.mark_gone(conn, shop.id, list.scope, meeting, ctx.now()).await?,
        Worth::Partial => sum.partial.push(list.name.to_owned()),
    }
    Ok(None)
}

/// What is said of lists that were not read whole.
pub fn of_partial(partial: &[String]) -> String {
    if partial.is_empty() {
        return String::new();
    }
    format!("; not met whole, so that nothing of it is taken for gone: {}", partial.join(", "))
}

/// Notes at the shop what went wrong, if anything did.
pub async fn noted<T>(ctx: &JobContext, shop: i64, done: Result<T, JobError>) -> Result<T, JobError> {
    if let Err(JobError::Retry(cause) | JobError::GiveUp(cause) | JobError::RetryAfter { cause, .. }) = &done {
        let told = jobs::told(cause);
        // Where the database itself is away there is nothing to note it in.
        if let Ok(mut conn) = ctx.app.db.conn().await {
            let _ = Shop::note_problem(&mut conn, shop, Some(&told)).await;
        }
    }
    done
}
