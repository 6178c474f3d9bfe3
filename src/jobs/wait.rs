//! Waiting for runs to end, without holding a connection.

use std::collections::HashMap;
use std::collections::HashSet;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::{JobRun, RunState};
use crate::app::App;
use crate::db::{DbError, Heard};

/// How a run stood when the waiting for it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Succeeded,
    /// It failed, for good or for now: waiting longer makes no sense.
    Failed,
    /// The time was up first.
    Unfinished,
}

/// Waits until every one of these runs has ended or failed once, or until `deadline`.
pub async fn wait(app: &App, run_ids: &[i64], deadline: Instant) -> Result<HashMap<i64, Ended>, DbError> {
    // Listen before looking: what ends in between is heard.
    let mut heard = app.runs.hear();
    let mut open: HashSet<i64> = run_ids.iter().copied().collect();
    let mut ended = HashMap::new();
    look(app, &mut open, &mut ended).await?;
    while !open.is_empty() {
        match tokio::time::timeout_at(deadline, heard.recv()).await {
            Err(_) | Ok(Err(RecvError::Closed)) => break,
            Ok(Ok(Heard::Notice(payload))) => {
                if let Some((id, end)) = read(&payload)
                    && open.remove(&id)
                {
                    ended.insert(id, end);
                }
            }
            Ok(Ok(Heard::Resumed) | Err(RecvError::Lagged(_))) => look(app, &mut open, &mut ended).await?,
        }
    }
    ended.extend(open.into_iter().map(|id| (id, Ended::Unfinished)));
    Ok(ended)
}

async fn look(app: &App, open: &mut HashSet<i64>, ended: &mut HashMap<i64, Ended>) -> Result<(), DbError> {
    let ids: Vec<i64> = open.iter().copied().collect();
    let runs = JobRun::by_ids(&mut *app.db.conn().await?, &ids).await?;
    for run in runs {
        if let Some(end) = end(run.state(), run.retry_at.is_some()) {
            open.remove(&run.id);
            ended.insert(run.id, end);
        }
    }
    Ok(())
}

/// A notification's payload: `id state retry`, the last being `t` after a failed attempt.
fn read(payload: &str) -> Option<(i64, Ended)> {
    let mut words = payload.split(' ');
    let id = words.next()?.parse().ok()?;
    let state = RunState::parse(words.next()?)?;
    Some((id, end(state, words.next() == Some("t"))?))
}

fn end(state: RunState, has_failed_once: bool) -> Option<Ended> {
    match state {
        RunState::Succeeded => Some(Ended::Succeeded),
        RunState::Failed | RunState::Cancelled => Some(Ended::Failed),
        RunState::Queued | RunState::Running if has_failed_once => Some(Ended::Failed),
        RunState::Queued | RunState::Running => None,
    }
}
