//! Where the cluster and its socket lie, and what the address of the database is.

use std::fs::{DirBuilder, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::EmbeddedError;
use super::user::DatabaseUser;

/// The database, and the role that owns the cluster.
pub(super) const NAME: &str = "vinilogy";

/// Where `./data` cannot be reached by the database user.
const FALLBACK: &str = "/var/lib/vinilogy";

/// The system allows 103 bytes at least (macOS), of which `/.s.PGSQL.5432` takes 14.
const LONGEST_SOCKET_FOLDER: usize = 103 - 14;

/// The folder of the cluster inside a `DATA_DIR`.
pub(super) fn cluster_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// The `DATA_DIR` given, or the default that the database user can reach.
pub(super) fn data_dir(given: Option<&Path>) -> Result<PathBuf, EmbeddedError> {
    match given {
        Some(given) => Ok(given.to_owned()),
        None => within_reach(std::path::absolute("data").map_err(EmbeddedError::io("find", Path::new("./data")))?),
    }
}

fn within_reach(dir: PathBuf) -> Result<PathBuf, EmbeddedError> {
    let user = DatabaseUser::of(&cluster_folder(&dir))?;
    Ok(if user.reaches(&dir) { dir } else { PathBuf::from(FALLBACK) })
}

/// Makes `data_dir` if it is absent, and makes sure that `user` can reach it. The answer has no links in it, so
/// that two processes call one folder by one name.
pub(super) fn prepare(data_dir: &Path, user: &DatabaseUser) -> Result<PathBuf, EmbeddedError> {
    let wanted = std::path::absolute(data_dir).map_err(EmbeddedError::io("find", data_dir))?;
    // Before anything is made: a refused DATA_DIR should leave no trace.
    if !user.reaches(&wanted) {
        return Err(EmbeddedError::Unreachable { dir: wanted, user: user.name.clone() });
    }
    // Another user has to pass through, but not to look around: keys are kept here too.
    let mode = if user.is_other { 0o711 } else { 0o700 };
    let missing: Vec<&Path> = wanted.ancestors().take_while(|ancestor| !ancestor.exists()).collect();
    for dir in missing.into_iter().rev() {
        match std::fs::create_dir(dir) {
            Ok(()) => {
                std::fs::set_permissions(dir, Permissions::from_mode(mode)).map_err(EmbeddedError::io("set the permissions of", dir))?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(EmbeddedError::io("make the folder", dir)(error)),
        }
    }
    wanted.canonicalize().map_err(EmbeddedError::io("find", &wanted))
}

/// A folder for the socket that only `user` (and root) can enter: inside `data_dir` where that path is short
/// enough for a socket, in `/tmp` under a name made from it otherwise. Always the same one for a `data_dir`.
pub(super) fn socket_folder(data_dir: &Path, user: &DatabaseUser) -> Result<PathBuf, EmbeddedError> {
    let inside = data_dir.join("socket");
    let bytes = inside.as_os_str().as_bytes();
    // Commas and quotes mean something in the settings and addresses that carry this path.
    let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@ ".contains(byte));
    let dir = if plain && bytes.len() <= LONGEST_SOCKET_FOLDER {
        inside
    } else {
        PathBuf::from(format!("/tmp/vinilogy-{}-{:016x}", user.uid, fingerprint(data_dir.as_os_str().as_bytes())))
    };
    match DirBuilder::new().mode(0o700).create(&dir) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(EmbeddedError::io("make the folder", &dir)(error)),
        _ => {}
    }
    // In /tmp anybody may have been faster; a link or a foreign folder would hand the database over.
    let metadata = dir.symlink_metadata().map_err(EmbeddedError::io("read", &dir))?;
    let is_open = metadata.mode() & 0o077 != 0;
    // Root may have died between making the folder and giving it away; nobody else makes folders of root's.
    let is_ours = metadata.uid() == user.uid || (user.is_other && metadata.uid() == 0);
    if !metadata.is_dir() || is_open || !is_ours {
        return Err(EmbeddedError::UnsafeSocketFolder { dir });
    }
    user.give(&dir)?;
    Ok(dir)
}

/// The address of a database in the cluster, for tokio-postgres and for `Url` alike.
pub(super) fn url(socket_folder: &Path, database: &str) -> String {
    let host: String = socket_folder
        .as_os_str()
        .as_bytes()
        .iter()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("postgresql:///{database}?host={host}&user={NAME}")
}

/// FNV-1a: the standard library's hash may change with the compiler, and two builds must agree.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::Host;

    use super::*;

    #[test]
    fn the_address_is_understood_by_both_readers() {
        let folder = Path::new("/tmp/a b+c@d/socket");
        let address = url(folder, NAME);
        let config: tokio_postgres::Config = address.parse().expect("tokio-postgres reads it");
        assert_eq!(config.get_hosts(), [Host::Unix(folder.to_owned())]);
        assert_eq!(config.get_user(), Some(NAME));
        assert_eq!(config.get_dbname(), Some(NAME));
        let parsed = url::Url::parse(&address).expect("an address");
        assert_eq!(parsed.path(), "/vinilogy");
        assert!(parsed.query_pairs().any(|(name, value)| name == "host" && value == "/tmp/a b+c@d/socket"));
    }

    #[test]
    fn a_default_out_of_reach_is_moved() {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        std::fs::set_permissions(dir.path(), Permissions::from_mode(0o711)).expect("opened");
        assert_eq!(within_reach(data.clone()).expect("a folder"), data);
        std::fs::set_permissions(dir.path(), Permissions::from_mode(0o700)).expect("closed");
        let expected = if nix::unistd::Uid::effective().is_root() { PathBuf::from(FALLBACK) } else { data.clone() };
        assert_eq!(within_reach(data).expect("a folder"), expected);
    }

    #[test]
    fn a_long_data_dir_gets_a_short_socket() {
        let dir = tempfile::tempdir().expect("a folder");
        let long = dir.path().join("x".repeat(120));
        std::fs::create_dir(&long).expect("made");
        let user = DatabaseUser::of(Path::new("/nonexistent")).expect("a user");
        let folder = socket_folder(&long, &user).expect("a folder");
        assert!(folder.as_os_str().len() <= LONGEST_SOCKET_FOLDER, "{}", folder.display());
        assert_eq!(socket_folder(&long, &user).expect("the same folder"), folder);
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("opened");
        assert!(matches!(socket_folder(&long, &user), Err(EmbeddedError::UnsafeSocketFolder { .. })));
        std::fs::remove_dir(&folder).expect("removed");
    }
}
