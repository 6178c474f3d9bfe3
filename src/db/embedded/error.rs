//! What can go wrong with a cluster, each a sentence for the person who has to mend it.

use std::path::{Path, PathBuf};

/// Why the embedded PostgreSQL does not run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error(
        "PostgreSQL {oldest} or newer was not found on this machine{found}: install it with `{install}`, or set DATABASE_URL to a \
         server of your own"
    )]
    NotInstalled { oldest: u32, found: String, install: String },
    #[error(
        "the cluster in `{}` was made by PostgreSQL {needed}, but this machine has only {found}: install PostgreSQL {needed}, or \
         move the records over with its own `pg_dump` and this one's `psql`", folder.display()
    )]
    OtherVersion { folder: PathBuf, needed: String, found: String },
    #[error(
        "the DATA_DIR `{}` cannot be reached by the user `{user}`, as whom PostgreSQL runs when Vinilogy is started by root: choose a \
         DATA_DIR which that user may enter, and every folder above it, such as /var/lib/vinilogy", dir.display()
    )]
    Unreachable { dir: PathBuf, user: String },
    #[error("PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor a user `nobody` to run it as")]
    NoUser,
    #[error("the cluster in `{}` belongs to the user `{owner}`: start Vinilogy as that user, or choose another DATA_DIR", folder.display())]
    OtherOwner { folder: PathBuf, owner: String },
    #[error(
        "the cluster in `{}` belongs to root, as whom PostgreSQL refuses to run: give it to another user, for example with \
         `chown -R {user} {}`", folder.display(), folder.display()
    )]
    OwnedByRoot { folder: PathBuf, user: String },
    #[error("the folder `{}` for the database's socket belongs to someone else or is open to others: remove it", dir.display())]
    UnsafeSocketFolder { dir: PathBuf },
    #[error(
        "`{}` is held by {holder}, but its PostgreSQL did not answer within {seconds} s: wait for that process, or end it",
        lock.display()
    )]
    Occupied { lock: PathBuf, holder: String, seconds: u64 },
    #[error(
        "a PostgreSQL that this process cannot see, perhaps in another container, already serves `{}`: stop it first",
        folder.display()
    )]
    Unseen { folder: PathBuf },
    #[error("the PostgreSQL processes that still use `{}` did not end: {pids}", folder.display())]
    Leftovers { folder: PathBuf, pids: String },
    #[error("there is no cluster in `{}` any more", folder.display())]
    Gone { folder: PathBuf },
    #[error("`{program}` failed: {output}")]
    Program { program: String, output: String },
    #[error("PostgreSQL ended without having been asked to; `{}` says: {tail}", log.display())]
    Exited { log: PathBuf, tail: String },
    #[error("PostgreSQL was started but did not answer within {seconds} s; its log is `{}`", log.display())]
    Silent { log: PathBuf, seconds: u64 },
    #[error("the database `vinilogy` could not be created in the embedded cluster")]
    Database(#[source] tokio_postgres::Error),
    #[error("cannot {action} `{}`", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the start of PostgreSQL was interrupted")]
    Interrupted,
}

impl EmbeddedError {
    /// For `map_err`: what was being done to which file.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
