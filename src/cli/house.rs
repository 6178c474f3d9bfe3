//! Opening and closing the house: the log, the database, the App.

use std::io::IsTerminal;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::db::embedded::Embedded;
use crate::db::{self, PoolSize};
use crate::identity::secrets;
use crate::integrations::TransportOptions;

/// A database that is starting again is tried so often, with such a pause.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// The opened house of one command.
pub struct House {
    pub app: App,
    embedded: Option<Embedded>,
}

impl House {
    /// Starts or joins the database, brings it up to date, and builds the App.
    pub async fn open(mut config: Config) -> anyhow::Result<Self> {
        let (url, embedded) = database(&config).await?;
        if let Some(embedded) = &embedded {
            secrets::complete(&mut config.identity, embedded.data_dir())?;
        }
        let direct = config.database.direct_url.clone().unwrap_or_else(|| url.clone());
        for name in &migrate(&direct, embedded.is_some()).await.context("the database cannot be brought up to date")? {
            tracing::info!(migration = name, "migrated");
        }
        let pool = db::Db::new(&url, config.database.direct_url.as_ref(), PoolSize::default())?;
        let clock = Clock::default();
        let options = TransportOptions { clock: clock.clone(), ..TransportOptions::default() };
        let mut left = TRIES;
        let app = loop {
            match App::new(config.clone(), pool.clone(), clock.clone(), options.clone()).await {
                Err(error) if left > 0 => {
                    tracing::warn!(%error, "the database does not answer; trying again");
                    left -= 1;
                    tokio::time::sleep(PAUSE).await;
                }
                done => break done.context("the database cannot be reached")?,
            }
        };
        Ok(Self { app, embedded })
    }

    /// Stops what this process started.
    pub async fn close(self) {
        self.app.runs.close();
        self.app.alerts.close();
        drop(self.app);
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

/// Brings the database up to date. One that was there and is just starting again is waited for; one that was
/// never there is said to be so at once.
async fn migrate(url: &SecretString, mut was_there: bool) -> Result<Vec<String>, db::MigrateError> {
    let mut left = TRIES;
    loop {
        match db::migrate(url).await {
            Err(error) if left > 0 && (error.is_lost_connection() || (was_there && matches!(error, db::MigrateError::Database(_)))) => {
                was_there = true;
                tracing::warn!(%error, "the database went away while it was brought up to date; trying again");
                left -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

/// The database's address: the configured one, or that of the embedded cluster.
pub async fn database(config: &Config) -> anyhow::Result<(SecretString, Option<Embedded>)> {
    if let Some(url) = &config.database.url {
        return Ok((url.clone(), None));
    }
    let embedded = Embedded::start(&config.database).await?;
    Ok((SecretString::from(embedded.url()), Some(embedded)))
}

/// Starts the log, once per process.
pub fn log(config: &Config) {
    // The filter has been checked with the configuration.
    let filter = EnvFilter::from_str(&config.server.log_filter).unwrap_or_default();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.server.log_format {
        LogFormat::Json => log.json().try_init(),
        // Colours are for eyes; a file or a pipe gets none.
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    // A second start, in a test, keeps the first log.
    let _ = started;
}
