//! As whom PostgreSQL runs: as ourselves, or, because it refuses root, as an unprivileged user when we are root.

use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

use super::error::EmbeddedError;

/// What a server may know of our surroundings: never our secrets, which another local user of its account could
/// read there, and none of the `PG…` and `LC_…` variables that would change what it does.
const PASSED_ON: [&str; 4] = ["PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

/// The user of the cluster's processes and files.
#[derive(Clone, Debug)]
pub(super) struct DatabaseUser {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether this is not who we are, so that files have to be given to it.
    pub(super) is_other: bool,
}

impl DatabaseUser {
    /// The owner of the cluster in `folder` where there is one, so that what a person began, root continues.
    pub(super) fn of(folder: &Path) -> Result<Self, EmbeddedError> {
        let owner = match folder.metadata() {
            Ok(metadata) => Some(metadata.uid()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(EmbeddedError::io("read", folder)(error)),
        };
        let ourselves = Uid::effective();
        if !ourselves.is_root() {
            return match owner {
                Some(owner) if owner != ourselves.as_raw() => {
                    Err(EmbeddedError::OtherOwner { folder: folder.to_owned(), owner: name_of(owner) })
                }
                _ => Ok(Self {
                    name: name_of(ourselves.as_raw()),
                    uid: ourselves.as_raw(),
                    gid: nix::unistd::Gid::effective().as_raw(),
                    is_other: false,
                }),
            };
        }
        let unprivileged = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten()).ok_or(EmbeddedError::NoUser);
        match owner {
            None => unprivileged.map(Self::from),
            Some(0) => Err(EmbeddedError::OwnedByRoot { folder: folder.to_owned(), user: unprivileged?.name }),
            Some(owner) => match User::from_uid(Uid::from_raw(owner)).ok().flatten() {
                Some(user) => Ok(user.into()),
                // Files keep a number when its user is removed, or comes from another container.
                None => Ok(Self {
                    name: owner.to_string(),
                    uid: owner,
                    gid: folder.metadata().map_or(owner, |metadata| metadata.gid()),
                    is_other: true,
                }),
            },
        }
    }

    /// A command that runs as this user, in `folder`, without our surroundings and without a terminal.
    pub(super) fn command(&self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.current_dir(folder).stdin(Stdio::null());
        if self.is_other {
            // The standard library drops root's further groups along with the user.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Whether this user can enter `dir`, or its nearest parent that exists.
    ///
    /// A shell of that user tries it, because permission bits alone do not tell: access lists and security
    /// modules have their say too.
    pub(super) fn reaches(&self, dir: &Path) -> bool {
        if !self.is_other {
            return true;
        }
        let Some(existing) = dir.ancestors().find(|ancestor| ancestor.exists()) else { return false };
        let mut shell = self.command("/bin/sh", Path::new("/"));
        shell.args(["-c", "cd -- \"$1\"", "sh"]).arg(existing).stdout(Stdio::null()).stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }

    /// Gives one file or folder to this user.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        if self.is_other {
            std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid)).map_err(EmbeddedError::io("change the owner of", path))?;
        }
        Ok(())
    }
}

impl From<User> for DatabaseUser {
    fn from(user: User) -> Self {
        Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw(), is_other: true }
    }
}

fn name_of(uid: u32) -> String {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}
