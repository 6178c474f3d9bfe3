//! The house's own secrets: made once where nobody gave any, and kept under `DATA_DIR`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::token;
use crate::config::{IdentityConfig, SHORTEST_SECRET};

/// Why a secret could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("{path} cannot be {what}")]
    File { path: PathBuf, what: &'static str, source: std::io::Error },
    #[error("{path} holds less than {SHORTEST_SECRET} bytes; remove it to have another made, which signs everybody out")]
    Short { path: PathBuf },
}

/// Puts the kept secrets where the configuration gives none.
pub fn complete(config: &mut IdentityConfig, data_dir: &Path) -> Result<(), SecretsError> {
    if config.jwt_secret.is_none() {
        config.jwt_secret = Some(kept(&data_dir.join("jwt_secret"))?);
    }
    if config.secret_key.is_none() {
        config.secret_key = Some(kept(&data_dir.join("secret_key"))?);
    }
    Ok(())
}

/// The secret in that file, which is made if it is absent. Of processes that start together one makes it.
fn kept(path: &Path) -> Result<SecretString, SecretsError> {
    let failed = |what| move |source| SecretsError::File { path: path.to_owned(), what, source };
    let read = || match std::fs::read_to_string(path) {
        Ok(text) if text.trim().len() >= SHORTEST_SECRET => Ok(Some(SecretString::from(text.trim()))),
        Ok(_) => Err(SecretsError::Short { path: path.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read")(error)),
    };
    if let Some(secret) = read()? {
        return Ok(secret);
    }
    // Written beside and linked into place, so that nobody reads half of it and the first one stays.
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let _ = std::fs::remove_file(&beside);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).map_err(failed("made"))?;
    let written = writeln!(file, "{}", token::random().expose_secret()).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    let _ = std::fs::remove_file(&beside);
    linked.map_err(failed("made"))?;
    read()?.ok_or_else(|| failed("read")(ErrorKind::NotFound.into()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::{Config, Vars};

    fn empty() -> IdentityConfig {
        Config::read(&Vars::default()).expect("nothing is required").identity
    }

    #[test]
    fn secrets_are_made_once_for_their_owner_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut first, mut second) = (empty(), empty());
        complete(&mut first, dir.path()).expect("made");
        complete(&mut second, dir.path()).expect("read");
        let shown = |config: &IdentityConfig| {
            [&config.jwt_secret, &config.secret_key].map(|secret| secret.as_ref().expect("there").expose_secret().to_owned())
        };
        assert_eq!(shown(&first), shown(&second));
        assert_ne!(shown(&first)[0], shown(&first)[1]);
        let mut files: Vec<_> = std::fs::read_dir(dir.path()).expect("listed").map(|entry| entry.expect("an entry")).collect();
        files.sort_by_key(std::fs::DirEntry::file_name);
        let files: Vec<(String, u32)> = files
            .iter()
            .map(|file| (file.file_name().into_string().expect("utf-8"), file.metadata().expect("there").permissions().mode() & 0o777))
            .collect();
        assert_eq!(files, [("jwt_secret".to_owned(), 0o600), ("secret_key".to_owned(), 0o600)]);
    }

    #[test]
    fn processes_that_start_together_have_one_secret() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("jwt_secret");
        std::fs::write(&path, "the secret that another process was faster to make\n").expect("written");
        assert!(kept(&path).expect("read").expose_secret().starts_with("the secret that another"));
        std::fs::write(&path, "short").expect("written");
        assert!(matches!(kept(&path), Err(SecretsError::Short { .. })), "a spoilt file is not silently replaced");
    }

    #[test]
    fn a_secret_that_was_given_is_not_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut config = empty();
        config.jwt_secret = Some(SecretString::from("given"));
        config.secret_key = Some(SecretString::from("given too"));
        complete(&mut config, dir.path()).expect("nothing to do");
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 0);
    }
}
