//! Servers that outlived their owner: found by the folder they work in, and ended before a new one starts.
//!
//! They are stopped rather than adopted: a process that is not our child can be neither waited for nor given
//! today's settings, and a crash-safe database loses nothing by a restart.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::binaries::is_server_name;
use super::error::EmbeddedError;

const LOOK: Duration = Duration::from_millis(20);

/// Ends every PostgreSQL process that works in `folder`: gently, then firmly, then for certain.
pub(super) fn clear(folder: &Path) -> Result<(), EmbeddedError> {
    let found = find(folder);
    if found.is_empty() {
        return Ok(());
    }
    tracing::warn!(folder = %folder.display(), processes = found.len(), "ending the PostgreSQL that an earlier owner left behind");
    if let Some(postmaster) = postmaster(folder).filter(|pid| found.contains(pid)) {
        signal(&[postmaster], Signal::SIGINT);
        if gone(folder, Duration::from_secs(30)) {
            return Ok(());
        }
    }
    // Without a postmaster its children have nobody to report to; what they have not committed is lost anyway,
    // and the next start repairs the rest from the write-ahead log.
    for last_word in [Signal::SIGQUIT, Signal::SIGKILL] {
        signal(&find(folder), last_word);
        if gone(folder, Duration::from_secs(10)) {
            return Ok(());
        }
    }
    let pids: Vec<String> = find(folder).iter().map(ToString::to_string).collect();
    Err(EmbeddedError::Leftovers { folder: folder.to_owned(), pids: pids.join(", ") })
}

/// The postmaster of `folder`, if its file tells the truth.
fn postmaster(folder: &Path) -> Option<Pid> {
    let text = std::fs::read_to_string(folder.join("postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok().map(Pid::from_raw)
}

fn signal(pids: &[Pid], signal: Signal) {
    for pid in pids {
        // One that ended in the meantime is what we want.
        let _ = kill(*pid, signal);
    }
}

fn gone(folder: &Path, patience: Duration) -> bool {
    let end = Instant::now() + patience;
    loop {
        if find(folder).is_empty() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(LOOK);
    }
}

/// All PostgreSQL processes of the cluster in `folder`. A number in `postmaster.pid` alone proves nothing: the
/// system gives numbers out again.
fn find(folder: &Path) -> Vec<Pid> {
    if Path::new("/proc/self/cwd").exists() { find_by_proc(folder) } else { find_by_ps(folder) }
}

/// Every process of a cluster works in the cluster's folder.
fn find_by_proc(folder: &Path) -> Vec<Pid> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(Result::ok)
        .filter_map(|process| {
            let pid: i32 = process.file_name().to_str()?.parse().ok()?;
            let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
            let is_ours = is_server_name(name.trim_end().as_ref()) && std::fs::read_link(process.path().join("cwd")).ok()? == folder;
            is_ours.then_some(Pid::from_raw(pid))
        })
        .collect()
}

/// Where there is no `/proc` (macOS) the postmaster alone can be told, by its arguments; its children end with it.
fn find_by_ps(folder: &Path) -> Vec<Pid> {
    let Ok(output) = Command::new("ps").args(["-axwwo", "pid=,command="]).output() else { return Vec::new() };
    let arguments = format!(" -D {} ", folder.display());
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            let (pid, command) = line.trim_start().split_once(' ')?;
            ((command.contains("postgres") || command.contains("initdb")) && command.contains(&arguments))
                .then_some(Pid::from_raw(pid.parse().ok()?))
        })
        .collect()
}
