//! Runs of jobs, for those who may see them.

use async_stream::stream;
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

use crate::app::App;
use crate::db::{DbError, Heard};
use crate::jobs::{JobRun, RunPage, RunWindow};

/// One run.
pub async fn find_run(app: &App, id: i64) -> Result<Option<JobRun>, DbError> {
    Ok(JobRun::find(&mut *app.db.conn().await?, id).await?)
}

/// A page of the history.
pub async fn list_runs(app: &App, window: &RunWindow) -> Result<RunPage, DbError> {
    Ok(RunPage::list(&mut *app.db.conn().await?, window).await?)
}

/// A run as it stands now and after every change, up to its end.
pub fn follow_run(app: App, id: i64) -> impl Stream<Item = Result<JobRun, DbError>> + Send {
    stream! {
        // Listen before looking: what changes in between is heard.
        let mut heard = app.runs.hear();
        loop {
            match find_run(&app, id).await {
                Ok(Some(run)) => {
                    let is_over = run.state().is_over();
                    yield Ok(run);
                    if is_over { return; }
                }
                Ok(None) => return,
                Err(error) => { yield Err(error); return; }
            }
            loop {
                match heard.recv().await {
                    Ok(Heard::Notice(payload)) if payload.split(' ').next() != Some(&id.to_string()) => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
        }
    }
}
