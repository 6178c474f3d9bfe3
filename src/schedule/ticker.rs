//! What wakes this process.

use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use super::due;
use crate::app::App;

/// Looks at the clock every second until `stop`. The handle ends when nothing of it is under way.
pub fn start(app: App, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        // One look at a time: the scheduler itself does not wait for the one before.
        let busy = Arc::new(Mutex::new(false));
        match scheduler(&app, &busy).await {
            Ok(mut scheduler) => {
                stop.cancelled().await;
                if let Err(error) = scheduler.shutdown().await {
                    tracing::debug!(%error, "the clock was not stopped in order");
                }
            }
            Err(error) => tracing::error!(%error, "the clock does not tick: nothing happens on schedule"),
        }
        let _last = busy.lock().await;
    })
}

async fn scheduler(app: &App, busy: &Arc<Mutex<bool>>) -> Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let (app, busy, up_since) = (app.clone(), Arc::clone(busy), app.clock.now());
    // A cron line, because what the scheduler repeats after a time it may stop repeating.
    let looking = Job::new_async("* * * * * *", move |_, _| {
        let (app, busy) = (app.clone(), Arc::clone(&busy));
        Box::pin(async move {
            let Ok(mut is_registered) = busy.try_lock_owned() else { return };
            let looked = async {
                if !*is_registered {
                    due::register(&app).await?;
                    *is_registered = true;
                }
                due::look(&app, up_since).await
            };
            if let Err(error) = looked.await {
                tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "the clock could not be looked at; trying again");
            }
        })
    })?;
    scheduler.add(looking).await?;
    scheduler.start().await?;
    Ok(scheduler)
}
