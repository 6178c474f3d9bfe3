//! The server process that we started, and how it ends.

use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::error::EmbeddedError;

const LOOK: Duration = Duration::from_millis(20);

/// A child process; dropping it shuts it down and waits for that.
#[derive(Debug)]
pub(super) struct Postmaster {
    child: Child,
    log: PathBuf,
    log_start: u64,
}

impl Postmaster {
    pub(super) fn spawn(mut command: Command, log: PathBuf, log_start: u64) -> std::io::Result<Self> {
        // Ctrl-C goes to a whole process group; in a group of its own the server ends when its owner says so,
        // after the owner's last queries.
        let child = command.process_group(0).spawn()?;
        Ok(Self { child, log, log_start })
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Why it is not running any more, if it is not.
    pub(super) fn ended(&mut self) -> Option<EmbeddedError> {
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(_)) | Err(_) => Some(EmbeddedError::Exited { log: self.log.clone(), tail: self.last_words() }),
        }
    }

    /// What it wrote about its end since it was started.
    fn last_words(&self) -> String {
        let mut said = Vec::new();
        let read = std::fs::File::open(&self.log).and_then(|mut log| {
            log.seek(SeekFrom::Start(self.log_start))?;
            log.take(64 * 1024).read_to_end(&mut said)
        });
        let said = String::from_utf8_lossy(&said);
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        let telling: Vec<&str> =
            lines.iter().copied().filter(|line| ["FATAL", "PANIC", "HINT", "DETAIL"].iter().any(|word| line.contains(word))).collect();
        let shown = if telling.is_empty() { &lines } else { &telling };
        match read {
            Ok(_) if !shown.is_empty() => shown[shown.len().saturating_sub(3)..].join(" / "),
            _ => "(nothing)".to_owned(),
        }
    }

    fn gone(&mut self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() >= end {
                return false;
            }
            std::thread::sleep(LOOK);
        }
        true
    }
}

impl Drop for Postmaster {
    /// Fast (sessions are cut, a checkpoint is written), then immediate (the next start repairs), then by force.
    fn drop(&mut self) {
        if self.gone(Duration::ZERO) {
            return;
        }
        let pid = i32::try_from(self.child.id()).map(Pid::from_raw);
        for (signal, patience) in [(Signal::SIGINT, 30), (Signal::SIGQUIT, 10)] {
            if let Ok(pid) = pid {
                // One that ended in the meantime is what we want.
                let _ = kill(pid, signal);
            }
            if self.gone(Duration::from_secs(patience)) {
                return;
            }
            tracing::warn!(pid = self.child.id(), "PostgreSQL does not end; asking harder");
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
