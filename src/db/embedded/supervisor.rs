//! The thread that keeps the server running while we own the cluster, and waits for our turn while we do not.
//!
//! A thread and not a task: it must outlive any one runtime, and dropping [`Supervisor`] must be able to wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::cluster::Cluster;
use super::error::EmbeddedError;
use super::lock::Lock;
use super::postmaster::Postmaster;

/// How often we look after the server, or after the lock.
const LOOK: Duration = Duration::from_millis(100);

/// The longest pause between two attempts to start a server that will not.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A server that lived shorter than this did not really start.
const SHORT_LIFE: Duration = Duration::from_secs(5);

/// What we are to the cluster.
#[derive(Debug)]
pub(super) enum Role {
    /// The fields are dropped in this order: the lock is let go of when the server is gone.
    Owner(Postmaster, Lock),
    /// The owner of a cluster whose server does not run just now.
    Without(Lock),
    Joined,
}

/// Dropping it ends the thread, and with it the server if that is ours.
#[derive(Debug)]
pub(super) struct Supervisor {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// The server's process id; 0 while we run none.
    server: Arc<AtomicU32>,
}

impl Supervisor {
    pub(super) fn start(cluster: Cluster, role: Role) -> Result<Self, EmbeddedError> {
        let (stop, stopped) = channel();
        let server = Arc::new(AtomicU32::new(role.server()));
        let shown = Arc::clone(&server);
        let folder = cluster.folder.clone();
        let thread = std::thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || supervise(&cluster, role, &stopped, &shown))
            .map_err(EmbeddedError::io("watch over", &folder))?;
        Ok(Self { stop: Some(stop), thread: Some(thread), server })
    }

    pub(super) fn is_owner(&self) -> bool {
        self.server_pid().is_some()
    }

    pub(super) fn server_pid(&self) -> Option<u32> {
        Some(self.server.load(Ordering::Acquire)).filter(|pid| *pid != 0)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the watch over PostgreSQL panicked");
        }
    }
}

impl Role {
    fn server(&self) -> u32 {
        match self {
            Self::Owner(postmaster, _) => postmaster.pid(),
            Self::Without(_) | Self::Joined => 0,
        }
    }
}

fn supervise(cluster: &Cluster, mut role: Role, stopped: &Receiver<()>, server: &AtomicU32) {
    let mut pause = LOOK;
    let mut started = Instant::now();
    while stopped.recv_timeout(if matches!(role, Role::Without(_)) { pause } else { LOOK }) == Err(RecvTimeoutError::Timeout) {
        role = match role {
            Role::Owner(mut postmaster, lock) => match postmaster.ended() {
                None => Role::Owner(postmaster, lock),
                Some(error) => {
                    tracing::error!(%error, "PostgreSQL is gone; starting it again");
                    pause = if started.elapsed() < SHORT_LIFE { longer(pause) } else { LOOK };
                    Role::Without(lock)
                }
            },
            Role::Without(lock) => match cluster.launch() {
                Ok(postmaster) => {
                    started = Instant::now();
                    Role::Owner(postmaster, lock)
                }
                Err(error) => {
                    tracing::error!(%error, cause = error_cause(&error), "PostgreSQL cannot be started; trying again");
                    pause = longer(pause);
                    Role::Without(lock)
                }
            },
            Role::Joined => match Lock::try_take(&cluster.data_dir, &cluster.user) {
                Ok(Some(lock)) => {
                    tracing::info!("the owner of PostgreSQL is gone; taking over");
                    Role::Without(lock)
                }
                Ok(None) => Role::Joined,
                Err(error) => {
                    tracing::debug!(%error, "the lock of the cluster cannot be asked for");
                    Role::Joined
                }
            },
        };
        server.store(role.server(), Ordering::Release);
    }
    server.store(0, Ordering::Release);
}

fn longer(pause: Duration) -> Duration {
    (pause * 2).min(LONGEST_PAUSE)
}

fn error_cause(error: &EmbeddedError) -> Option<String> {
    std::error::Error::source(error).map(ToString::to_string)
}
