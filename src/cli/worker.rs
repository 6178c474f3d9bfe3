//! `vinilogy worker`

use super::house::House;
use super::signal;
use crate::config::Config;
use crate::worker;

/// Works the queue until told to stop.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let stop = signal::stop()?;
    let house = House::open(config).await?;
    tracing::info!("the worker works");
    let worked = worker::start(house.app.clone(), stop).await;
    house.close().await;
    worked?;
    tracing::info!("the worker has stopped");
    Ok(())
}
