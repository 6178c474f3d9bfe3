//! Who owns the cluster: whoever holds the lock on `DATA_DIR/postgres.lock`, which the system lets go of when
//! its process dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::error::EmbeddedError;
use super::user::DatabaseUser;

/// Held for as long as this value lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// The lock, unless another process (or another `Embedded` of this one) has it.
    pub(super) fn try_take(data_dir: &Path, user: &DatabaseUser) -> Result<Option<Self>, EmbeddedError> {
        let path = Self::path(data_dir);
        // Not truncated yet: until the lock is ours the text is the holder's. No links are followed: the folder may
        // belong to someone else when we are root.
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(nix::libc::O_NOFOLLOW)
            .open(&path)
            .map_err(EmbeddedError::io("open the lock file", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(EmbeddedError::io("lock", &path)(error)),
        }
        // Root must not lock the cluster's own user out.
        user.give(&path)?;
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(EmbeddedError::io("write the lock file", &path))?;
        Ok(Some(Self { _file: file }))
    }

    /// The holder as a person would name it.
    pub(super) fn holder(data_dir: &Path) -> String {
        match std::fs::read_to_string(Self::path(data_dir)) {
            Ok(text) if !text.trim().is_empty() => format!("the process {}", text.trim()),
            _ => "another process".to_owned(),
        }
    }

    pub(super) fn path(data_dir: &Path) -> PathBuf {
        data_dir.join("postgres.lock")
    }
}
