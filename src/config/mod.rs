//! What the surroundings tell us, read once at start.
//!
//! One file per section; every variable is named in its field's documentation. Problems are collected and
//! reported together, by name; secrets live in [`SecretString`] and are never printed. Imports nothing of
//! the house; nothing here opens a connection or reads a clock.

mod database;
mod identity;
mod images;
mod limits;
mod notices;
mod providers;
mod schedule;
mod server;
mod vars;

use secrecy::ExposeSecret;
pub use secrecy::SecretString;

pub use self::database::DatabaseConfig;
pub use self::identity::{IdentityConfig, SHORTEST_SECRET};
pub use self::images::ImagesConfig;
pub use self::limits::LimitsConfig;
pub use self::notices::NoticesConfig;
pub use self::providers::{
    BsaleConfig, DiscogsConfig, EbayConfig, LastfmConfig, ListenbrainzConfig, PlainConfig, ProvidersConfig, SpotifyConfig,
    StorefrontsConfig,
};
pub use self::schedule::{Line, ScheduleConfig};
pub use self::server::{LogFormat, ServerConfig};
pub use self::vars::{Problem, Vars};

/// The whole configuration of one process.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub identity: IdentityConfig,
    pub limits: LimitsConfig,
    pub images: ImagesConfig,
    pub providers: ProvidersConfig,
    pub schedule: ScheduleConfig,
}

/// Everything that is wrong with the configuration, in the order it was read.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(.0))]
pub struct ConfigError(pub Vec<Problem>);

impl Config {
    /// Reads every section and reports all problems at once.
    pub fn read(vars: &Vars) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let config = Self {
            server: ServerConfig::read(vars, &mut problems),
            database: DatabaseConfig::read(vars, &mut problems),
            identity: IdentityConfig::read(vars, &mut problems),
            limits: LimitsConfig::read(vars, &mut problems),
            images: ImagesConfig::read(vars, &mut problems),
            providers: ProvidersConfig::read(vars, &mut problems),
            schedule: ScheduleConfig::read(vars, &mut problems),
        };
        if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
    }

    /// Listens somewhere else than `LISTEN_ADDR` says; links follow, unless `PUBLIC_URL` was set.
    pub fn listen(&mut self, listen: std::net::SocketAddr) {
        if self.server.is_public_url_own {
            self.server.public_url = server::local(listen);
        }
        self.server.listen = listen;
    }

    /// What `check-config` prints: every variable with its value in force, secrets hidden.
    pub fn describe(&self) -> Vec<(&'static str, String)> {
        let mut lines = self.server.describe();
        lines.extend(self.database.describe());
        lines.extend(self.identity.describe());
        lines.extend(self.limits.describe());
        lines.extend(self.images.describe());
        lines.extend(self.providers.describe());
        lines.extend(self.schedule.describe());
        lines
    }
}

/// `set` or `not set`: all that may be said about a secret.
fn hidden(secret: Option<&SecretString>) -> String {
    match secret {
        Some(secret) if !secret.expose_secret().is_empty() => "(set, hidden)".to_owned(),
        _ => "(not set)".to_owned(),
    }
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("  {}: {}", problem.variable, problem.message)).collect();
    format!("the configuration has {} problem{}:\n{}", lines.len(), if lines.len() == 1 { "" } else { "s" }, lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&Vars::from_pairs(pairs.iter().copied()))
    }

    #[test]
    fn an_empty_environment_is_enough() {
        let config = read(&[]).expect("no variable is required");
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.server.public_url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(config.providers.discogs.per_minute, 25, "without a token Discogs allows 25 a minute");
        assert_eq!(config.limits.depth, 15);
    }

    #[test]
    fn links_follow_where_it_listens_unless_they_were_set() {
        let elsewhere = std::net::SocketAddr::from(([127, 0, 0, 1], 9090));
        for (set, right) in [(None, "http://127.0.0.1:9090/"), (Some("http://127.0.0.1:8080"), "http://127.0.0.1:8080/")] {
            let mut config = read(set.map(|url| ("PUBLIC_URL", url)).as_slice()).expect("a valid configuration");
            config.listen(elsewhere);
            assert_eq!(config.server.public_url.as_str(), right);
        }
    }

    #[test]
    fn every_problem_is_reported_at_once_by_name() {
        let error = read(&[
            ("LISTEN_ADDR", "everywhere"),
            ("LOOKUP_WAIT", "soon"),
            ("DISCOGS_URL", "api.discogs.com"),
            ("MAX_DEPTH", "3"),
            ("DATABASE_URL", "mysql://x"),
            ("LASTFM_PER_MINUTE", "0"),
        ])
        .expect_err("six values are wrong");
        let names: Vec<&str> = error.0.iter().map(|problem| problem.variable.as_str()).collect();
        for name in ["LISTEN_ADDR", "LOOKUP_WAIT", "DISCOGS_URL", "MAX_DEPTH", "DATABASE_URL", "LASTFM_PER_MINUTE"] {
            assert!(names.contains(&name), "{name} is missing from {names:?}");
        }
    }

    #[test]
    fn the_secrets_of_logins_are_long_and_required_with_a_database_of_ones_own() {
        let config = read(&[]).expect("with the embedded database they are made");
        assert!(config.identity.jwt_secret.is_none() && config.identity.secret_key.is_none() && config.identity.sign_ups_open);
        let error = read(&[("DATABASE_URL", "postgres://x/y")]).expect_err("they are required");
        let names: Vec<&str> = error.0.iter().map(|problem| problem.variable.as_str()).collect();
        assert_eq!(names, ["JWT_SECRET", "SECRET_KEY"]);

        let long = "0123456789abcdef0123456789abcdef";
        let short = &long[1..];
        let previous = format!("{long},{short}");
        let wrong = [
            ("JWT_SECRET", short),
            ("SECRET_KEY", short),
            ("JWT_PREVIOUS_SECRETS", &previous),
            ("SIGN_UPS", "perhaps"),
            ("TRUSTED_PROXIES", "proxy"),
        ];
        let error = read(&wrong).expect_err("all are wrong");
        assert_eq!(error.0.len(), wrong.len(), "{error}");
        assert!(!error.to_string().contains(short), "{error}");

        let previous = format!("{long}1, {long}2");
        let right = [
            ("JWT_SECRET", long),
            ("JWT_PREVIOUS_SECRETS", &previous),
            ("SIGN_UPS", "closed"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, ::1,192.0.2.7"),
        ];
        let config = read(&right).expect("valid");
        assert_eq!((config.identity.jwt_previous_secrets.len(), config.identity.trusted_proxies.len()), (2, 3));
        assert!(!config.identity.sign_ups_open);
        assert!(!format!("{config:?} {:?}", config.describe()).contains(long));
    }

    #[test]
    fn secrets_are_read_from_files_and_never_described() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("token");
        std::fs::write(&path, "hush-hush\n").expect("written");
        let config = read(&[("DISCOGS_TOKEN_FILE", path.to_str().expect("utf-8"))]).expect("valid");
        assert_eq!(config.providers.discogs.per_minute, 60, "with a token Discogs allows 60 a minute");
        let said = format!("{:?} {:?}", config.describe(), config);
        assert!(!said.contains("hush-hush"));
    }

    #[test]
    fn a_secret_given_twice_or_in_a_missing_file_is_a_problem() {
        let error = read(&[("LASTFM_API_KEY", "a"), ("LASTFM_API_KEY_FILE", "/nowhere"), ("DISCOGS_TOKEN_FILE", "/nowhere/at/all")])
            .expect_err("both are wrong");
        assert_eq!(error.0.len(), 2, "{error}");
    }
}
