//! Where the records are kept.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::vars::{Problem, Vars};

/// A server of one's own, or a private cluster.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`; absent: an embedded private cluster under `data_dir`.
    pub url: Option<SecretString>,
    /// `DATABASE_DIRECT_URL`: the server itself when `url` is a pooler.
    pub direct_url: Option<SecretString>,
    /// `DATA_DIR`; absent: `./data`, or `/var/lib/vinilogy` where the database user cannot reach that.
    pub data_dir: Option<PathBuf>,
}

impl DatabaseConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let url = postgres(vars, "DATABASE_URL", problems);
        let direct_url = postgres(vars, "DATABASE_DIRECT_URL", problems);
        if direct_url.is_some() && url.is_none() {
            problems.push(Problem::new("DATABASE_DIRECT_URL", "is set without DATABASE_URL, which it belongs to"));
        }
        Self { url, direct_url, data_dir: vars.get("DATA_DIR").map(PathBuf::from) }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        let data_dir = self.data_dir.as_ref().map_or_else(|| "./data".to_owned(), |dir| dir.display().to_string());
        vec![
            ("DATABASE_URL", self.url.as_ref().map_or_else(|| "(not set: embedded PostgreSQL)".to_owned(), redacted)),
            ("DATABASE_DIRECT_URL", self.direct_url.as_ref().map_or_else(|| "(not set)".to_owned(), redacted)),
            ("DATA_DIR", data_dir),
        ]
    }
}

/// The address without its password, for people to recognise.
fn redacted(url: &SecretString) -> String {
    match url::Url::parse(url.expose_secret()) {
        Ok(url) => format!("{}://{}{} (the rest hidden)", url.scheme(), url.host_str().unwrap_or("local socket"), url.path()),
        Err(_) => "(set, hidden)".to_owned(),
    }
}

fn postgres(vars: &Vars, name: &str, problems: &mut Vec<Problem>) -> Option<SecretString> {
    let secret = vars.secret(name, problems)?;
    let text = secret.expose_secret();
    let scheme = text.starts_with("postgres://") || text.starts_with("postgresql://");
    // The value is not repeated: it usually holds a password.
    if !scheme || text.parse::<tokio_postgres::Config>().is_err() {
        problems.push(Problem::new(name, "is not an address such as postgres://user:password@host:5432/database"));
        return None;
    }
    Some(secret)
}
