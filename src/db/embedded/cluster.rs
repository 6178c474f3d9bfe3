//! The cluster's folder: made once, whole or not at all, and served by one command line.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::EmbeddedOptions;
use super::binaries::Binaries;
use super::error::EmbeddedError;
use super::leftovers;
use super::place;
use super::postmaster::Postmaster;
use super::user::DatabaseUser;

/// A longer log is put aside at the next start.
const LONGEST_LOG: u64 = 10 * 1024 * 1024;

/// Locales by preference. A UTF-8 one knows which letters beyond ASCII are letters, which the search for artists
/// needs; every system has `C`.
const LOCALES: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// Everything about a cluster that does not change while it runs.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) data_dir: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) log: PathBuf,
    pub(super) user: DatabaseUser,
    pub(super) options: EmbeddedOptions,
    pub(super) url: String,
    /// The database that every cluster has.
    pub(super) first_url: String,
    socket_folder: PathBuf,
}

impl Cluster {
    /// Finds or makes the places of the cluster in `data_dir`, though not the cluster itself.
    pub(super) fn locate(data_dir: &Path, options: EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let user = DatabaseUser::of(&place::cluster_folder(data_dir))?;
        let data_dir = place::prepare(data_dir, &user)?;
        let socket_folder = place::socket_folder(&data_dir, &user)?;
        Ok(Self {
            folder: place::cluster_folder(&data_dir),
            log: data_dir.join("postgres.log"),
            url: place::url(&socket_folder, place::NAME),
            first_url: place::url(&socket_folder, "postgres"),
            data_dir,
            user,
            options,
            socket_folder,
        })
    }

    /// Makes the cluster if there is none. Only the holder of the lock may.
    pub(super) fn prepare(&self) -> Result<(), EmbeddedError> {
        self.remove_unfinished()?;
        if self.version()?.is_some() {
            return Ok(());
        }
        let binaries = Binaries::find(&self.options.binaries, None)?;
        // Made beside its place and then moved, so that an interrupted initdb is never taken for a cluster.
        let unfinished = self.data_dir.join(format!("postgres.new-{}", std::process::id()));
        std::fs::DirBuilder::new().mode(0o700).create(&unfinished).map_err(EmbeddedError::io("make the folder", &unfinished))?;
        self.user.give(&unfinished)?;
        tracing::info!(folder = %self.folder.display(), version = binaries.major, user = self.user.name, "making a PostgreSQL cluster");
        self.initdb(&binaries, &unfinished)?;
        std::fs::rename(&unfinished, &self.folder).map_err(EmbeddedError::io("move the new cluster to", &self.folder))?;
        File::open(&self.data_dir).and_then(|dir| dir.sync_all()).map_err(EmbeddedError::io("write", &self.data_dir))
    }

    /// Starts the server, after whatever an earlier one left behind is gone. Only the holder of the lock may.
    pub(super) fn launch(&self) -> Result<Postmaster, EmbeddedError> {
        let Some(version) = self.version()? else { return Err(EmbeddedError::Gone { folder: self.folder.clone() }) };
        let binaries = Binaries::find(&self.options.binaries, Some((&version, &self.folder)))?;
        leftovers::clear(&self.folder)?;
        let socket = self.socket_folder.join(".s.PGSQL.5432");
        if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
            return Err(EmbeddedError::Unseen { folder: self.folder.clone() });
        }
        // They name process ids. Nothing of this cluster runs any more, but in a container, or after a reboot, a
        // stranger may have got the same number, and PostgreSQL would refuse to start for fear of it.
        for stale in [self.folder.join("postmaster.pid"), self.socket_folder.join(".s.PGSQL.5432.lock"), socket] {
            match std::fs::remove_file(&stale) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(EmbeddedError::io("remove", &stale)(error)),
                _ => {}
            }
        }
        let (log, log_start) = self.open_log()?;
        let server = binaries.program("postgres");
        let mut command = self.user.command(&server, &self.folder);
        command.arg("-D").arg(&self.folder).args(self.settings());
        command.stderr(log.try_clone().map_err(EmbeddedError::io("open", &self.log))?).stdout(log);
        let postmaster = Postmaster::spawn(command, self.log.clone(), log_start).map_err(EmbeddedError::io("start", &server))?;
        tracing::info!(folder = %self.folder.display(), version = binaries.major, pid = postmaster.pid(), "PostgreSQL is starting");
        Ok(postmaster)
    }

    /// The `-c name=value` of the server; the last one of a name wins.
    fn settings(&self) -> Vec<String> {
        let on_or_off = |on: bool| if on { "on" } else { "off" }.to_owned();
        let fsync = self.options.fsync;
        let mut settings: Vec<(&str, String)> = vec![
            // The socket is the only door, and only its owner and root can walk up to it.
            ("listen_addresses", String::new()),
            ("port", "5432".to_owned()),
            ("unix_socket_directories", format!("\"{}\"", self.socket_folder.display())),
            ("unix_socket_permissions", "0700".to_owned()),
            ("max_connections", "200".to_owned()),
            ("shared_buffers", "256MB".to_owned()),
            ("jit", "off".to_owned()),
            ("fsync", on_or_off(fsync)),
            ("full_page_writes", on_or_off(fsync)),
            ("synchronous_commit", on_or_off(fsync)),
            ("timezone", "UTC".to_owned()),
            ("log_timezone", "UTC".to_owned()),
            // A line every five minutes would fill the log with nothing to act upon.
            ("log_checkpoints", "off".to_owned()),
            ("logging_collector", "off".to_owned()),
            ("log_destination", "stderr".to_owned()),
        ];
        settings.extend(self.options.settings.iter().map(|(name, value)| (name.as_str(), value.clone())));
        settings.into_iter().flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]).collect()
    }

    fn initdb(&self, binaries: &Binaries, folder: &Path) -> Result<(), EmbeddedError> {
        let mut failure = String::new();
        for locale in LOCALES {
            let mut command = self.user.command(binaries.program("initdb"), folder);
            command.arg("-D").arg(folder);
            command.args(["--username", place::NAME, "--encoding", "UTF8", "--data-checksums", "--no-instructions"]);
            // Whoever can open the socket is the database's own user or root, and the folder around it keeps all
            // others out: a password would have to lie beside the data, where exactly these two can read it.
            command.args(["--auth-local", "trust", "--auth-host", "reject"]);
            // Text is ordered by bytes: an update of the C library must not disorder an index.
            command.args(["--locale", locale, "--lc-collate", "C", "--lc-messages", "C"]);
            if !self.options.fsync {
                command.arg("--no-sync");
            }
            match run(command)? {
                Ok(()) => return Ok(()),
                Err(output) => failure = output,
            }
            if !failure.contains("invalid locale") {
                break;
            }
        }
        Err(EmbeddedError::Program { program: "initdb".to_owned(), output: failure })
    }

    /// The version that made the cluster, if there is a cluster.
    fn version(&self) -> Result<Option<String>, EmbeddedError> {
        let path = self.folder.join("PG_VERSION");
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedError::io("read", &path)(error)),
        }
    }

    fn remove_unfinished(&self) -> Result<(), EmbeddedError> {
        let entries = std::fs::read_dir(&self.data_dir).map_err(EmbeddedError::io("read", &self.data_dir))?;
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name().to_string_lossy().starts_with("postgres.new-") {
                // Its initdb outlives an owner that was killed, and would go on filling the folder.
                leftovers::clear(&entry.path())?;
                std::fs::remove_dir_all(entry.path()).map_err(EmbeddedError::io("remove", &entry.path()))?;
            }
        }
        Ok(())
    }

    /// The log, opened at its end, and where that end is.
    fn open_log(&self) -> Result<(File, u64), EmbeddedError> {
        if self.log.symlink_metadata().is_ok_and(|metadata| metadata.len() > LONGEST_LOG) {
            let old = self.data_dir.join("postgres.log.old");
            std::fs::rename(&self.log, &old).map_err(EmbeddedError::io("rename", &self.log))?;
        }
        let open = OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(nix::libc::O_NOFOLLOW).open(&self.log);
        let file = open.map_err(EmbeddedError::io("open", &self.log))?;
        self.user.give(&self.log)?;
        let length = file.metadata().map_err(EmbeddedError::io("read", &self.log))?.len();
        Ok((file, length))
    }
}

/// Runs a program to its end; the inner error is what it said.
fn run(mut command: Command) -> Result<Result<(), String>, EmbeddedError> {
    let output = command.output().map_err(EmbeddedError::io("start", Path::new(command.get_program())))?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    Ok(Err(format!("{} ({})", last[last.len().saturating_sub(3)..].join(" / "), output.status)))
}
