//! Ordering the pressings that people own or want and that are not stored: by the cache-miss rule's own job, behind
//! everybody who looks at something.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::owned::WAITS;
use crate::catalog::sync::FetchRelease;
use crate::db::Conn;
use crate::integrations::Priority;
use crate::jobs::{self, Job, JobContext, JobError, Next, Order};

/// So many are ordered at a time: whoever orders holds a lock for each.
const PIECE: i64 = 200;

/// Orders what a person's lists wait for. Each pressing is a run of its own, in lanes that leave room for others; the
/// database puts it on the lists when it is stored, whoever has fetched it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchCollected {
    pub user_id: i64,
    /// Everything up to this Discogs id has been ordered.
    #[serde(default)]
    pub after: i64,
    #[serde(default)]
    pub ordered: i32,
}

impl FetchCollected {
    pub fn of(user_id: i64) -> Self {
        Self { user_id, after: 0, ordered: 0 }
    }
}

#[derive(QueryableByName)]
struct Awaited {
    #[diesel(sql_type = BigInt)]
    discogs_id: i64,
}

impl Job for FetchCollected {
    const KIND: &'static str = "fetch_collected";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.user_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                let awaited: Vec<Awaited> = sql_query(format!(
                    "select distinct discogs_id from (
                         select discogs_id from collection_copies where user_id = $1 and discogs_id > $3
                         union all select discogs_id from wanted_releases where user_id = $1 and discogs_id > $3 and not is_removed
                     ) as held where {WAITS} order by discogs_id limit $4"
                ))
                .bind::<BigInt, _>(self.user_id)
                .bind::<Timestamptz, _>(ctx.now())
                .bind::<BigInt, _>(self.after)
                .bind::<BigInt, _>(PIECE)
                .load(conn)
                .await?;
                let Some(last) = awaited.as_slice().last() else {
                    let message = format!("{} pressings are fetched, each in a run of its own", self.ordered);
                    ctx.progress(conn, self.ordered, Some(self.ordered), &message).await?;
                    return Ok(Next::Done);
                };
                let rest =
                    Self { after: last.discogs_id, ordered: self.ordered + i32::try_from(awaited.len()).unwrap_or(i32::MAX), ..*self };
                let fetches: Vec<FetchRelease> = awaited.iter().map(|row| FetchRelease { discogs_id: row.discogs_id }).collect();
                // Whoever looks at something goes first: a collection may take an hour.
                jobs::enqueue_all(conn, &fetches, Order { priority: Priority::Crawl, ..ctx.child() }).await?;
                ctx.progress(conn, rest.ordered, None, "ordering the pressings that are not stored").await?;
                ctx.continue_in(conn, &rest).await
            })
            .await?;
        Ok(next)
    }
}
