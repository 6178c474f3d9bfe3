//! The loop that `serve`, `worker` and the bulk commands start, and the list of every job kind.
//!
//! Imports the domain rooms, jobs, app. Never here: what a job does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use graphile_worker::tokio_postgres::TokioPostgresDatabase;
use graphile_worker::{JobComplete, JobRecovery, JobRecoveryResult, Worker, WorkerBuildError, WorkerOptions, WorkerStart};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::alerts::{self, FindAlerts, SendAlert};
use crate::app::App;
use crate::catalog::same;
use crate::catalog::sync::{
    FetchAlbum, FetchArtist, FetchBarcode, FetchRelease, FindArtistImage, FindCover, SeedTag, SyncAlbumReleases, SyncArtistAlbums,
};
use crate::collections::FetchCollected;
use crate::collections::discogs::consent::AskConsent;
use crate::collections::discogs::{LinkCollection, SyncCollection};
use crate::jobs::{self, Envelope};
use crate::ops::PurgeExpired;
use crate::prices::compute::ComputePrices;
use crate::prices::refresh::RefreshExchangeRates;
use crate::profiles::account::LinkAccount;
use crate::profiles::consent::FinishConsent;
use crate::profiles::listening::{ImportListening, SyncListening};
use crate::recommender::{LearnTaste, RecomputeRecommendations, RefreshRecommendations};
use crate::schedule::Tick;
use crate::shops::{ShopDailySync, ShopFeedSync, ShopFullSync};

/// So many jobs at once; most of them wait for a provider. More than all lanes of crawls together, so that no kind of
/// work keeps another waiting.
const CONCURRENCY: usize = 56;
/// Connections of the queue's own; a job that works borrows from the house's pool.
const CONNECTIONS: usize = 4;
/// Of lanes that become free within so long of one another the workers are told once: each look is a query of every
/// idle one.
const NUDGE: Duration = Duration::from_millis(50);
/// How long a stopping process waits for the jobs at work.
const GRACE: Duration = Duration::from_secs(25);

/// Every kind of job. A kind that is missing here waits for ever.
fn registry(options: WorkerOptions) -> WorkerOptions {
    options
        .define_job::<Envelope<FetchArtist>>()
        .define_job::<Envelope<SeedTag>>()
        .define_job::<Envelope<SyncArtistAlbums>>()
        .define_job::<Envelope<FetchAlbum>>()
        .define_job::<Envelope<SyncAlbumReleases>>()
        .define_job::<Envelope<FetchRelease>>()
        .define_job::<Envelope<FetchBarcode>>()
        .define_job::<Envelope<FindArtistImage>>()
        .define_job::<Envelope<FindCover>>()
        .define_job::<Envelope<LinkAccount>>()
        .define_job::<Envelope<FinishConsent>>()
        .define_job::<Envelope<SyncListening>>()
        .define_job::<Envelope<ImportListening>>()
        .define_job::<Envelope<PurgeExpired>>()
        .define_job::<Envelope<AskConsent>>()
        .define_job::<Envelope<LinkCollection>>()
        .define_job::<Envelope<SyncCollection>>()
        .define_job::<Envelope<FetchCollected>>()
        .define_job::<Envelope<RefreshExchangeRates>>()
        .define_job::<Envelope<ComputePrices>>()
        .define_job::<Envelope<Tick>>()
        .define_job::<Envelope<FindAlerts>>()
        .define_job::<Envelope<SendAlert>>()
        .define_job::<Envelope<ShopFullSync>>()
        .define_job::<Envelope<ShopDailySync>>()
        .define_job::<Envelope<ShopFeedSync>>()
        .define_job::<Envelope<LearnTaste>>()
        .define_job::<Envelope<RecomputeRecommendations>>()
        .define_job::<Envelope<RefreshRecommendations>>()
}

/// Works the queue until `stop`, across lost connections; the handle ends when every job at work has ended or
/// been given back.
pub fn start(app: App, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        let filling = tokio::spawn(fill_keys(app.clone()));
        let watching = tokio::spawn(alerts::watch(app.clone(), stop.clone()));
        let name = Name::default();
        while !stop.is_cancelled() {
            let worked = async {
                // What the loop before this one held when it lost its database: nobody works at it any more.
                let before = name.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(before) = before {
                    jobs::give_back(&app, &before).await?;
                }
                let worker = build(&app, name.clone(), stop.clone()).await?;
                worker.run().await.map_err(anyhow::Error::from)
            };
            if let Err(error) = worked.await {
                tracing::warn!(error = format!("{error:#}"), "the job worker lost its database; trying again");
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(Duration::from_millis(500)) => {}
                }
            }
        }
        filling.abort();
        watching.abort();
    })
}

/// Artists that came in bulk, or before there were keys, get theirs; until then only their exact names find them.
async fn fill_keys(app: App) {
    match same::fill_keys(&app).await {
        Ok(0) => {}
        Ok(filled) => tracing::info!(filled, "artists have got the keys by which names like theirs are found"),
        Err(error) => tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "some artists have no keys yet"),
    }
}

/// What the queue calls the loop at work, once it has begun.
type Name = Arc<Mutex<Option<String>>>;

async fn build(app: &App, name: Name, stop: CancellationToken) -> Result<Worker, WorkerBuildError> {
    let database = TokioPostgresDatabase::from_url(app.db.direct_url().expose_secret(), CONNECTIONS)?;
    registry(WorkerOptions::default())
        .database(database)
        .schema("graphile_worker")
        .concurrency(CONCURRENCY)
        .poll_interval(Duration::from_secs(1))
        .add_extension(app.clone())
        // A worker that is killed is noticed after 20 s and its jobs run again within 30 s.
        .heartbeat_interval(Duration::from_secs(5))
        .sweep_interval(Duration::from_secs(8))
        .sweep_threshold(Duration::from_secs(20))
        .recovery_delay(Duration::ZERO)
        // It keeps its place, before those of its lane that came later.
        .on(JobRecovery, |recovery| async move { JobRecoveryResult::Reschedule { run_at: *recovery.job.run_at(), attempts: None } })
        .on(WorkerStart, move |start| {
            *name.lock().unwrap_or_else(PoisonError::into_inner) = Some(start.worker_id);
            std::future::ready(())
        })
        .on(JobComplete, {
            let (app, is_told) = (app.clone(), Arc::new(AtomicBool::new(false)));
            move |done| {
                if done.job.job_queue_id().is_some() && !is_told.swap(true, Ordering::Relaxed) {
                    tokio::spawn(nudge(app.clone(), Arc::clone(&is_told)));
                }
                std::future::ready(())
            }
        })
        .listen_os_shutdown_signals(false)
        .shutdown_signal(async move { stop.cancelled().await })
        .shutdown_grace_period(GRACE)
        .shutdown_interrupted_job_retry_delay(Duration::ZERO)
        .init()
        .await
}

/// A little later, so that a lane that becomes free meanwhile is told of too.
async fn nudge(app: App, is_told: Arc<AtomicBool>) {
    tokio::time::sleep(NUDGE).await;
    is_told.store(false, Ordering::Relaxed);
    // Where the database is away, the next look comes by itself.
    if let Err(error) = jobs::nudge(&app).await {
        tracing::debug!(%error, "the workers could not be told of a free lane");
    }
}
