//! `vinilogy worker`

use super::house::House;
use super::signal;
use crate::config::Config;
use crate::{schedule, worker};

/// Works the queue until told to stop.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let stop = signal::stop()?;
    let house = House::open(config).await?;
    tracing::info!("the worker works");
    let clock = schedule::start(house.app.clone(), stop.clone());
    let worked = worker::start(house.app.clone(), stop).await;
    clock.await?;
    house.close().await;
    worked?;
    tracing::info!("the worker has stopped");
    Ok(())
}
