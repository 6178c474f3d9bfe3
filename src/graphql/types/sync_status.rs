//! Whether what is stored is all there is.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};

use super::JobRun;
use crate::catalog::lookup::Freshness;
use crate::graphql::loaders::Sync;

/// Whether what is stored is all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SyncState {
    /// Nobody has asked for it yet.
    Never,
    /// It is being fetched.
    Syncing,
    /// It is all there is; also when the provider has none.
    Fresh,
    /// It was all there is, more than 30 days ago (7 where the provider had none).
    Stale,
    /// The provider did not answer, and what is stored is not all there is.
    Failed,
}

/// Whether what is stored is all there is. Resolved after the list beside it in the same request.
#[derive(SimpleObject)]
pub struct SyncStatus {
    /// In one word.
    pub state: SyncState,
    /// When the whole of it was last fetched.
    pub synced_at: Option<DateTime<Utc>>,
    /// When the provider will be asked again, after a failure.
    pub retry_at: Option<DateTime<Utc>>,
    /// Why the last fetch failed.
    pub problem: Option<String>,
    /// The run that is fetching it, to be followed with the subscription `jobRun`.
    pub run: Option<JobRun>,
}

impl From<Sync> for SyncStatus {
    fn from(sync: Sync) -> Self {
        let failing = sync.problem.is_some();
        let state = match (sync.freshness, &sync.run) {
            (Freshness::Fresh, _) => SyncState::Fresh,
            (Freshness::Stale, _) => SyncState::Stale,
            (Freshness::Failed, _) => SyncState::Failed,
            (Freshness::Missing, _) if failing => SyncState::Failed,
            (Freshness::Missing, Some(_)) => SyncState::Syncing,
            (Freshness::Missing, None) => SyncState::Never,
        };
        Self { state, synced_at: sync.synced_at, retry_at: sync.retry_at, problem: sync.problem, run: sync.run.map(JobRun) }
    }
}
