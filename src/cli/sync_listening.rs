//! `vinilogy sync-listening`

use clap::Args;

use super::house::House;
use super::{bulk, say, signal};
use crate::config::Config;
use crate::profiles::listening::{self, Ordered};

/// Last.fm, ListenBrainz → what people listen to
#[derive(Args)]
pub struct SyncListening {
    /// Only the person with this address
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
}

impl SyncListening {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let worked = async {
            let runs = match listening::order_all(&house.app, self.user.as_deref()).await? {
                Ordered::Runs(runs) => bulk::distinct(runs.iter().map(|run| run.run_id)),
                Ordered::UnknownPerson => anyhow::bail!("nobody here has the address {}", self.user.unwrap_or_default()),
            };
            let outcome = bulk::work(&house, "sync-listening", runs.clone(), &stop).await?;
            anyhow::Ok((outcome, listening::told(&house.app, &runs).await?))
        };
        let worked = worked.await;
        house.close().await;
        let (outcome, told) = worked?;
        let standing = &outcome.standing;
        say(format_args!("accounts: {} fetched, {} failed, {} open", standing.succeeded, standing.failed, standing.open));
        for line in &told {
            say(format_args!("  {line}"));
        }
        bulk::sum_up(&outcome)
    }
}
