//! A private PostgreSQL cluster under `DATA_DIR`, for everyone who sets no `DATABASE_URL`.
//!
//! One process at a time owns the cluster, by a lock on `DATA_DIR/postgres.lock`: it starts the server, starts
//! it again when it dies and stops it at the end. Every other process joins it through the same socket, and one
//! of them becomes the owner when the owner leaves. Imports `config`; nothing here knows a table.

mod binaries;
mod cluster;
mod connection;
mod error;
mod leftovers;
mod lock;
mod place;
mod postmaster;
mod supervisor;
mod user;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use self::binaries::BinarySearch;
pub use self::error::EmbeddedError;

use self::cluster::Cluster;
use self::lock::Lock;
use self::supervisor::{Role, Supervisor};
use crate::config::DatabaseConfig;

/// How often a process that waits looks again.
const LOOK: Duration = Duration::from_millis(50);

/// What can be chosen about a cluster; the default is right for everything but tests.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// Off, tests run faster, a killed server loses its last commits and a power cut may cost the cluster.
    pub fsync: bool,
    /// Where the programs of PostgreSQL are looked for.
    pub binaries: BinarySearch,
    /// How long a second process waits for the owner's server to answer.
    pub join_timeout: Duration,
    /// Further server settings, which win over the built-in ones.
    pub settings: Vec<(String, String)>,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self { fsync: true, binaries: BinarySearch::usual(), join_timeout: Duration::from_mins(1), settings: Vec::new() }
    }
}

/// The folder of everything that is kept beside the database: `DATA_DIR`, or what stands in for it.
pub fn data_dir(config: &DatabaseConfig) -> Result<PathBuf, EmbeddedError> {
    match (&config.url, &config.data_dir) {
        // Without a cluster there is no database user who would have to get there.
        (Some(_), None) => std::path::absolute("data").map_err(EmbeddedError::io("find", Path::new("./data"))),
        (_, given) => place::data_dir(given.as_deref()),
    }
}

/// A running cluster, owned or joined. Dropping it stops what it owns and blocks meanwhile; prefer [`Embedded::stop`].
#[derive(Debug)]
pub struct Embedded {
    url: String,
    data_dir: PathBuf,
    supervisor: Supervisor,
}

impl Embedded {
    /// Starts or joins the cluster that the configuration means.
    pub async fn start(config: &DatabaseConfig) -> Result<Self, EmbeddedError> {
        let data_dir = place::data_dir(config.data_dir.as_deref())?;
        Self::start_in(&data_dir, EmbeddedOptions::default()).await
    }

    /// Starts or joins the cluster in `data_dir`, which is made if it is absent.
    pub async fn start_in(data_dir: &Path, options: EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let deadline = Instant::now() + options.join_timeout;
        let wanted = data_dir.to_owned();
        let cluster = blocking(move || Cluster::locate(&wanted, options)).await?;
        let role = loop {
            if let Some(lock) = Lock::try_take(&cluster.data_dir, &cluster.user)? {
                let launching = cluster.clone();
                // The lock goes along: were this future dropped, nobody else may begin before that work has ended.
                let mut owned = blocking(move || {
                    launching.prepare()?;
                    Ok((launching.launch()?, lock))
                })
                .await?;
                connection::until_ready(&cluster, &mut owned.0).await?;
                break Role::Owner(owned.0, owned.1);
            }
            if connection::answers(&cluster.url).await {
                tracing::info!(data_dir = %cluster.data_dir.display(), "joined the PostgreSQL that another process runs");
                break Role::Joined;
            }
            if Instant::now() >= deadline {
                return Err(EmbeddedError::Occupied {
                    holder: Lock::holder(&cluster.data_dir),
                    lock: Lock::path(&cluster.data_dir),
                    seconds: cluster.options.join_timeout.as_secs(),
                });
            }
            tokio::time::sleep(LOOK).await;
        };
        Ok(Self { url: cluster.url.clone(), data_dir: cluster.data_dir.clone(), supervisor: Supervisor::start(cluster, role)? })
    }

    /// The address to connect to; it stays the same whoever owns the cluster.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder in force, absolute.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Whether this process runs the server. A joined process may become the owner at any time.
    pub fn is_owner(&self) -> bool {
        self.supervisor.is_owner()
    }

    /// The process id of the server, when this process runs it.
    pub fn server_pid(&self) -> Option<u32> {
        self.supervisor.server_pid()
    }

    /// Waits until this process runs the server, `deadline` at most; says whether it does.
    pub async fn until_owner(&self, deadline: Duration) -> bool {
        let end = Instant::now() + deadline;
        while !self.is_owner() && Instant::now() < end {
            tokio::time::sleep(LOOK).await;
        }
        self.is_owner()
    }

    /// Waits until the database answers, `deadline` at most; says whether it does.
    pub async fn until_answering(&self, deadline: Duration) -> bool {
        let end = Instant::now() + deadline;
        loop {
            if connection::answers(&self.url).await {
                return true;
            }
            if Instant::now() >= end {
                return false;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Stops the server if this process owns it, and returns when it is gone.
    pub async fn stop(self) {
        // The supervisor's thread is joined, which may take as long as the last checkpoint.
        if tokio::task::spawn_blocking(move || drop(self)).await.is_err() {
            tracing::error!("stopping PostgreSQL panicked");
        }
    }
}

/// Runs what blocks off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, EmbeddedError> + Send + 'static) -> Result<T, EmbeddedError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(EmbeddedError::Interrupted))
}
