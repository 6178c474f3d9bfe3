//! `vinilogy import-prices`

use std::fs::File;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::house::House;
use super::say;
use crate::config::Config;
use crate::prices::offers_file::{self, Imported};

/// So many lines that were left out are named, and the rest counted.
const NAMED: usize = 20;

/// A CSV file of offers → quotes → best prices
#[derive(Args)]
pub struct ImportPrices {
    /// A CSV file with a header: `release`, `discogs_id` or `barcode`, `currency`, `amount`; and where known `seller`,
    /// `ships_from`, `ships_to`, `condition`, `shipping`, `offers`, `url`, `offer`, `observed_at`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl ImportPrices {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let file = File::open(&self.file).with_context(|| format!("{} cannot be read", self.file.display()))?;
        let house = House::open(config).await?;
        let imported = offers_file::import(&house.app, file).await;
        house.close().await;
        let Imported { stored, problems } = imported?;
        for (line, problem) in problems.iter().take(NAMED) {
            say(format_args!("line {line}: {problem}"));
        }
        if problems.len() > NAMED {
            say(format_args!("and {} more", problems.len() - NAMED));
        }
        say(format_args!(
            "offers: {} new, {} updated, {} unchanged, {} failed",
            stored.new,
            stored.updated,
            stored.unchanged,
            problems.len()
        ));
        let has_none = stored.new + stored.updated + stored.unchanged == 0;
        anyhow::ensure!(!has_none || problems.is_empty(), "nothing could be stored: see the lines above");
        Ok(())
    }
}
