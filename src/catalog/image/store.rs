//! Pictures on disk, named by their content: the picture as it came, and each width that was asked for.
//!
//! Several processes may share the folder. Files appear whole or not at all, the one used longest ago goes first
//! when there are too many, and a folder that is lost only has to be fetched again.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::resize::End;
use crate::clock::Clock;

/// When there is too much, this part of the limit is left, so that not every picture has to make room.
const LEFT: u64 = 10;
/// The use of a file is noted this exactly; noting each would write as often as it reads.
const HOUR: Duration = Duration::from_hours(1);
/// What must not be kept for long goes after this.
const BRIEFLY: Duration = Duration::from_hours(6);

/// How long a picture may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rack {
    /// As long as there is room.
    Lasting,
    /// Six hours from when it was fetched, used or not.
    Brief,
}

impl Rack {
    fn name(self) -> &'static str {
        match self {
            Self::Lasting => "lasting",
            Self::Brief => "brief",
        }
    }
}

/// The folder.
pub(super) struct Store {
    folder: PathBuf,
    limit: u64,
    clock: Clock,
    ledger: Mutex<Ledger>,
}

/// What this process knows of the folder's size.
#[derive(Default)]
struct Ledger {
    /// At the last look; `None` before the first.
    seen: Option<u64>,
    /// Written by this process since.
    written: u64,
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl Store {
    /// Nothing is made or read yet.
    pub fn new(folder: PathBuf, limit: u64, clock: Clock) -> Self {
        Self { folder, limit, clock, ledger: Mutex::default() }
    }

    /// The picture as it came.
    pub fn original(&self, rack: Rack, hash: &str) -> Option<Vec<u8>> {
        self.read(rack, &self.place(rack, hash, ""))
    }

    /// The picture at a width.
    pub fn resized(&self, rack: Rack, hash: &str, width: u32) -> Option<(Vec<u8>, End)> {
        End::ALL.into_iter().find_map(|end| Some((self.read(rack, &self.place(rack, hash, &suffix(width, end)))?, end)))
    }

    pub fn keep_original(&self, rack: Rack, hash: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(&self.place(rack, hash, ""), bytes)
    }

    pub fn keep_resized(&self, rack: Rack, hash: &str, (width, end): (u32, End), bytes: &[u8]) -> io::Result<()> {
        self.write(&self.place(rack, hash, &suffix(width, end)), bytes)
    }

    fn place(&self, rack: Rack, hash: &str, suffix: &str) -> PathBuf {
        self.folder.join(rack.name()).join(&hash[..2]).join(format!("{hash}{suffix}"))
    }

    fn read(&self, rack: Rack, path: &Path) -> Option<Vec<u8>> {
        let bytes = fs::read(path).ok().filter(|bytes| !bytes.is_empty())?;
        if rack == Rack::Lasting {
            // Where the use cannot be noted the file only goes earlier.
            let _ = self.touch(path);
        }
        Some(bytes)
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        let (file, now) = (File::open(path)?, self.now());
        if file.metadata()?.modified()? + HOUR <= now {
            file.set_modified(now)?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join("new");
        // Another database user has to pass through DATA_DIR, but nobody else looks into the pictures.
        fs::DirBuilder::new().recursive(true).mode(0o711).create(self.folder.parent().unwrap_or(&self.folder))?;
        for folder in [&beside, path.parent().unwrap_or(&self.folder)] {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let new = beside.join(Uuid::new_v4().to_string());
        let written = (|| {
            let mut file = File::create_new(&new)?;
            file.write_all(bytes)?;
            file.set_modified(self.now())?;
            // A name for bytes that are not there yet would be found empty after a power cut.
            file.sync_data()?;
            fs::rename(&new, path)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written?;
        self.weigh(bytes.len() as u64);
        Ok(())
    }

    /// Makes room if there may be too much. What other processes have written is seen at the latest when this one
    /// has written a sixty-fourth of the limit.
    fn weigh(&self, bytes: u64) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.written += bytes;
        let is_due = ledger.seen.is_none_or(|seen| seen + ledger.written > self.limit) || ledger.written > self.limit / 64;
        if !is_due {
            return;
        }
        match self.sweep() {
            Ok(Some(left)) => *ledger = Ledger { seen: Some(left), written: 0 },
            // Somebody else is at it.
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the folder of pictures could not be looked through"),
        }
    }

    /// Removes what is over and, while there is too much, what was used longest ago; tells how much is left.
    fn sweep(&self) -> io::Result<Option<u64>> {
        let lock = File::create(self.folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let now = self.now();
        let is_older = |entry: &Entry, age| entry.used + age <= now;
        let (over, brief): (Vec<_>, Vec<_>) = self.entries(Rack::Brief.name()).into_iter().partition(|entry| is_older(entry, BRIEFLY));
        // A process that was killed while it wrote has left these.
        let lost = self.folder_entries(&self.folder.join("new")).into_iter().filter(|entry| is_older(entry, HOUR));
        for entry in over.iter().chain(&lost.collect::<Vec<_>>()) {
            remove(&entry.path);
        }
        let mut entries = self.entries(Rack::Lasting.name());
        entries.extend(brief);
        let mut total: u64 = entries.iter().map(|entry| entry.bytes).sum();
        if total > self.limit {
            entries.sort_by_key(|entry| entry.used);
            let goal = self.limit - self.limit / LEFT;
            // The newest stays: it is about to be shown.
            entries.pop();
            for entry in entries {
                if total <= goal {
                    break;
                }
                remove(&entry.path);
                total -= entry.bytes;
                metrics::counter!("vinilogy_pictures_evicted_total").increment(1);
            }
        }
        Ok(Some(total))
    }

    fn entries(&self, rack: &str) -> Vec<Entry> {
        let Ok(folders) = fs::read_dir(self.folder.join(rack)) else { return Vec::new() };
        folders.filter_map(Result::ok).flat_map(|folder| self.folder_entries(&folder.path())).collect()
    }

    /// The files of one folder; what disappears meanwhile is left out.
    #[expect(clippy::unused_self, reason = "reads beside the method that it serves")]
    fn folder_entries(&self, folder: &Path) -> Vec<Entry> {
        let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
        let entry = |file: fs::DirEntry| {
            let about = file.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(Entry { path: file.path(), bytes: about.len(), used: about.modified().ok()? })
        };
        files.filter_map(Result::ok).filter_map(entry).collect()
    }

    fn now(&self) -> SystemTime {
        self.clock.now().into()
    }
}

fn suffix(width: u32, end: End) -> String {
    format!("-{width}.{}", end.as_str())
}

/// What is gone already was to be gone.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a picture could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const A: &str = "aa11";
    const B: &str = "bb22";
    const C: &str = "cc33";

    fn store(folder: &Path, limit: u64, clock: &Clock) -> Store {
        Store::new(folder.join("images"), limit, clock.clone())
    }

    fn there(store: &Store, hashes: &[&str]) -> Vec<bool> {
        hashes.iter().map(|hash| store.place(Rack::Lasting, hash, "").exists()).collect()
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        let store = store(folder.path(), 1000, &clock);
        for hash in [A, B] {
            store.keep_original(Rack::Lasting, hash, &[1; 400]).expect("kept");
            clock.advance(TimeDelta::hours(2));
        }
        assert!(store.original(Rack::Lasting, A).is_some(), "A is used, and so younger than B");
        clock.advance(TimeDelta::hours(2));
        store.keep_original(Rack::Lasting, C, &[1; 400]).expect("kept");
        assert_eq!(there(&store, &[A, B, C]), [true, false, true]);
    }

    #[test]
    fn the_limit_holds_over_several_processes() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        let (one, other) = (store(folder.path(), 64_000, &clock), store(folder.path(), 64_000, &clock));
        for turn in 0..200_u32 {
            let writer = if turn % 2 == 0 { &one } else { &other };
            writer.keep_original(Rack::Lasting, &format!("{turn:04}"), &[7; 900]).expect("kept");
            clock.advance(TimeDelta::seconds(1));
        }
        let total: u64 = one.entries("lasting").iter().map(|entry| entry.bytes).sum();
        assert!(total <= 64_000, "{total} bytes");
        assert!(total > 32_000, "{total} bytes: room is made, not the folder emptied");
        assert!(there(&one, &["0199"])[0] && !there(&one, &["0000"])[0]);
    }

    #[test]
    fn what_is_larger_than_the_limit_is_shown_once_at_least() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        let store = store(folder.path(), 100, &clock);
        store.keep_original(Rack::Lasting, A, &[1; 400]).expect("kept");
        assert_eq!(there(&store, &[A]), [true]);
        clock.advance(TimeDelta::seconds(1));
        store.keep_original(Rack::Lasting, B, &[1; 40]).expect("kept");
        assert_eq!(there(&store, &[A, B]), [false, true]);
    }

    #[test]
    fn what_may_be_kept_briefly_is_gone_after_six_hours() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        let store = store(folder.path(), 1_000_000, &clock);
        store.keep_original(Rack::Brief, A, &[1; 10]).expect("kept");
        clock.advance(TimeDelta::hours(5));
        assert!(store.original(Rack::Brief, A).is_some(), "used, which makes it no younger");
        clock.advance(TimeDelta::hours(1));
        store.keep_original(Rack::Lasting, B, &vec![1; 20_000]).expect("kept");
        assert!(store.original(Rack::Brief, A).is_none());
        assert!(store.original(Rack::Lasting, B).is_some());
    }

    #[test]
    fn files_are_whole_or_not_there() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        let store = store(folder.path(), 1_000_000, &clock);
        store.keep_resized(Rack::Lasting, A, (300, End::Webp), b"whole").expect("kept");
        assert_eq!(store.resized(Rack::Lasting, A, 300), Some((b"whole".to_vec(), End::Webp)));
        assert_eq!(store.resized(Rack::Lasting, A, 500), None);
        assert_eq!(fs::read_dir(store.folder.join("new")).expect("a folder").count(), 0, "nothing is left half done");
        File::create(store.place(Rack::Lasting, A, "")).expect("emptied");
        assert_eq!(store.original(Rack::Lasting, A), None, "an empty file is none");
        fs::remove_dir_all(folder.path()).expect("lost");
        assert_eq!(store.resized(Rack::Lasting, A, 300), None);
        store.keep_resized(Rack::Lasting, A, (300, End::Jpeg), b"again").expect("a lost folder is made anew");
    }
}
