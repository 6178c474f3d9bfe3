//! The word that the process is to stop, and who still has to hear it.

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// Shared by the server and its sockets, which outlive the connections that they came in on.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    token: CancellationToken,
    sockets: TaskTracker,
}

impl Shutdown {
    /// Stops when `token` is cancelled.
    pub fn new(token: CancellationToken) -> Self {
        Self { token, sockets: TaskTracker::new() }
    }

    /// Gives the word.
    pub fn begin(&self) {
        self.token.cancel();
    }

    /// Whether the word was given.
    pub fn begun(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Resolves when the word is given.
    pub fn wait(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }

    /// Has the server wait until what is returned is dropped.
    pub(super) fn hold(&self) -> TaskTrackerToken {
        self.sockets.token()
    }

    /// Resolves when every socket has gone; there will be no new ones.
    pub(super) async fn sockets_gone(&self) {
        self.sockets.close();
        self.sockets.wait().await;
    }
}
