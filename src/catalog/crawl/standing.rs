//! How a crawl stands: what has ended, how, and what waits.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;

/// How a set of runs and everything they gave rise to stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub total: u64,
    pub open: u64,
    pub succeeded: u64,
    pub failed: u64,
    /// Of those that succeeded: nothing had to be asked, or nothing was different.
    pub unchanged: u64,
    /// Why a run that is open waits for its next attempt.
    pub waiting: Option<String>,
    /// What was done last.
    pub message: Option<String>,
    /// Each problem with how many runs failed by it, the most frequent first.
    pub problems: Vec<(String, u64)>,
}

impl Standing {
    /// How many will not change any more.
    pub fn ended(&self) -> u64 {
        self.total - self.open
    }
}

#[derive(QueryableByName)]
struct Tree {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = BigInt)]
    runs: i64,
    #[diesel(sql_type = BigInt)]
    unchanged: i64,
}

/// These runs and all that descend from them.
pub async fn standing(app: &App, roots: &[i64]) -> Result<Standing, DbError> {
    let rows: Vec<Tree> = sql_query(
        "with recursive tree as (
             select id, state, error, message from job_runs where id = any($1)
             union
             select child.id, child.state, child.error, child.message from job_runs as child join tree on child.parent_id = tree.id
         )
         select state, error, max(message) as message, count(*) as runs,
             count(*) filter (where state = 'succeeded' and message like '%unchanged') as unchanged
         from tree group by 1, 2 order by runs desc",
    )
    .bind::<Array<BigInt>, _>(roots)
    .load(&mut *app.db.conn().await?)
    .await?;
    let mut standing = Standing::default();
    for row in &rows {
        let runs = row.runs.unsigned_abs();
        standing.total += runs;
        standing.unchanged += row.unchanged.unsigned_abs();
        match row.state.as_str() {
            "succeeded" => standing.succeeded += runs,
            "failed" | "cancelled" => {
                standing.failed += runs;
                standing.problems.push((row.error.clone().unwrap_or_else(|| "cancelled".to_owned()), runs));
            }
            _ => {
                standing.open += runs;
                standing.waiting = standing.waiting.or_else(|| row.error.clone());
                standing.message = row.message.clone().or(standing.message);
            }
        }
    }
    Ok(standing)
}
