//! One run of one job, as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Trigger;
use crate::db::schema::job_runs;

/// A run of a job: queued, under way, or ended.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = job_runs)]
pub struct JobRun {
    pub id: i64,
    pub job: String,
    pub key: String,
    pub state: String,
    pub trigger: String,
    pub priority: i32,
    pub due_at: Option<DateTime<Utc>>,
    pub queued_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub retry_at: Option<DateTime<Utc>>,
    pub attempt: i32,
    pub done: i32,
    pub total: Option<i32>,
    pub message: Option<String>,
    pub error: Option<String>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

impl RunState {
    /// As the row and the notification spell it.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => return None,
        })
    }

    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl JobRun {
    pub fn state(&self) -> RunState {
        // The column's check constraint allows nothing else.
        RunState::parse(&self.state).unwrap_or(RunState::Failed)
    }

    pub fn trigger(&self) -> Trigger {
        Trigger::parse(&self.trigger)
    }

    pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        job_runs::table.find(id).select(Self::as_select()).first(conn).await.optional()
    }

    pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<Vec<Self>> {
        job_runs::table.filter(job_runs::id.eq_any(ids)).select(Self::as_select()).load(conn).await
    }

    /// The live run for each of these keys, where there is one.
    pub async fn live_by_keys(conn: &mut AsyncPgConnection, keys: &[String]) -> QueryResult<Vec<Self>> {
        job_runs::table
            .filter(job_runs::key.eq_any(keys))
            .filter(job_runs::state.eq_any(["queued", "running"]))
            .select(Self::as_select())
            .load(conn)
            .await
    }
}
