//! `vinilogy compute-prices`

use clap::Args;

use super::house::House;
use super::{bulk, say, signal};
use crate::config::Config;
use crate::integrations::Priority;
use crate::jobs::Trigger;
use crate::prices::compute;

/// Providers → quotes → best prices
#[derive(Args)]
pub struct ComputePrices {
    /// At most so many pressings, from every provider; those first that people wait for
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    limit: Option<i64>,
}

impl ComputePrices {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let worked = async {
            let (runs, off) = compute::order(&house.app, self.limit, Priority::Crawl, Trigger::Manual).await?;
            let runs = bulk::distinct(runs);
            let outcome = bulk::work(&house, "compute-prices", runs.clone(), &stop).await?;
            anyhow::Ok((outcome, off, compute::told(&house.app, &runs).await?))
        };
        let worked = worked.await;
        house.close().await;
        let (outcome, off, told) = worked?;
        for line in off.iter().chain(&told) {
            say(line);
        }
        bulk::sum_up(&outcome)
    }
}
