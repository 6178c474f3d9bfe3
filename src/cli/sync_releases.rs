//! `vinilogy sync-releases`

use clap::Args;

use super::enrich_albums::find_artist;
use super::house::House;
use super::{bulk, say, signal};
use crate::catalog::crawl::{self, Harvest};
use crate::config::Config;

/// Discogs → ALL vinyl pressings
#[derive(Args)]
pub struct SyncReleases {
    /// Only this artist's albums
    #[arg(long, value_name = "NAME")]
    artist: Option<String>,
    /// At most so many albums (and, with --details, so many pressings)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Then ask for each pressing too (rating, barcodes), the most wanted first
    #[arg(long)]
    details: bool,
}

impl SyncReleases {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let worked = self.work(&house, &stop).await;
        house.close().await;
        worked
    }

    async fn work(&self, house: &House, stop: &tokio_util::sync::CancellationToken) -> anyhow::Result<()> {
        let app = &house.app;
        let artist = find_artist(house, self.artist.as_deref(), stop).await?;
        if artist.is_some() {
            // Without its albums an artist has no pressings to fetch.
            let ordered = crawl::enrich_albums(app, artist, None).await?;
            bulk::sum_up(&bulk::work(house, "albums", bulk::roots(&ordered), stop).await?)?;
        }
        let start = app.clock.now();
        let ordered = crawl::sync_releases(app, artist, self.limit, crawl::by_hand(app)).await?;
        let roots = bulk::roots(&ordered);
        let outcome = bulk::work(house, "sync-releases", roots.clone(), stop).await?;
        let standing = &outcome.standing;
        say(format_args!(
            "pressings of {} albums fetched, {} failed, {} open; those of {} others were fetched before",
            standing.succeeded, standing.failed, standing.open, ordered.fresh
        ));
        say(describe(&crawl::harvest(app, &roots, start, (self.limit.is_none(), artist)).await?));
        bulk::sum_up(&outcome)?;
        if self.details && !stop.is_cancelled() {
            let ordered = crawl::release_details(app, artist, self.limit).await?;
            let outcome = bulk::work(house, "details", bulk::roots(&ordered), stop).await?;
            say(format_args!(
                "{} pressings looked up, {} failed; {} others were looked up before",
                outcome.standing.succeeded, outcome.standing.failed, ordered.fresh
            ));
            bulk::sum_up(&outcome)?;
        }
        Ok(())
    }
}

/// `147 vinyl releases found, 147 new; UK 23, US 45; 1973–2023; LP 98, 2xLP 15`
fn describe(harvest: &Harvest) -> String {
    let unchanged = harvest.found - harvest.new - harvest.updated;
    let mut parts =
        vec![format!("{} vinyl releases found, {} new, {} updated, {unchanged} unchanged", harvest.found, harvest.new, harvest.updated)];
    let list = |counts: &[(String, i64)]| counts.iter().map(|(word, number)| format!("{word} {number}")).collect::<Vec<_>>().join(", ");
    parts.extend(Some(list(&harvest.countries)).filter(|list| !list.is_empty()));
    if let (Some(first), Some(last)) = (harvest.first_year, harvest.last_year) {
        parts.push(format!("{first}–{last}"));
    }
    parts.extend(Some(list(&harvest.formats)).filter(|list| !list.is_empty()));
    parts.join("; ")
}
