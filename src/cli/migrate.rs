//! `vinilogy migrate`

use super::{house, say};
use crate::config::Config;
use crate::db;

/// Brings the database up to date.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let (url, embedded) = house::database(&config).await?;
    let ran = db::migrate(config.database.direct_url.as_ref().unwrap_or(&url)).await;
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    let ran = ran?;
    for name in &ran {
        say(format_args!("migrated {name}"));
    }
    say(if ran.is_empty() { "the database was up to date" } else { "the database is up to date" });
    Ok(())
}
