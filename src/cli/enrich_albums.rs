//! `vinilogy enrich-albums`

use clap::Args;

use super::house::House;
use super::{bulk, say, signal};
use crate::catalog::crawl::{self, Changed};
use crate::catalog::lookup::{self, ArtistBy};
use crate::config::Config;

/// `MusicBrainz` → studio albums
#[derive(Args)]
pub struct EnrichAlbums {
    /// Only this artist, who is looked up first where nobody has yet
    #[arg(long, value_name = "NAME")]
    artist: Option<String>,
    /// At most so many artists
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl EnrichAlbums {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let worked = async {
            let artist = find_artist(&house, self.artist.as_deref(), &stop).await?;
            let start = house.app.clock.now();
            let ordered = crawl::enrich_albums(&house.app, artist, self.limit).await?;
            let outcome = bulk::work(&house, "enrich-albums", bulk::roots(&ordered), &stop).await?;
            anyhow::Ok((outcome, ordered.fresh, crawl::changed(&house.app, crawl::Filled::Albums, start).await?))
        };
        let worked = worked.await;
        house.close().await;
        let (outcome, fresh, Changed { new, updated, unchanged }) = worked?;
        let standing = &outcome.standing;
        say(format_args!(
            "albums of {} artists fetched, {} failed, {} open; those of {fresh} others were fetched before",
            standing.succeeded, standing.failed, standing.open
        ));
        say(format_args!("albums: {new} new, {updated} updated, {unchanged} unchanged"));
        bulk::sum_up(&outcome)
    }
}

/// The artist of that name: stored, or looked up now.
pub async fn find_artist(house: &House, name: Option<&str>, stop: &tokio_util::sync::CancellationToken) -> anyhow::Result<Option<i64>> {
    let Some(name) = name else { return Ok(None) };
    let enqueued = crawl::seed_artists(&house.app, vec![crate::catalog::sync::ArtistSubject::Name(name.to_owned())], "manual").await?;
    let outcome = bulk::work(house, "artist", enqueued.iter().map(|run| run.run_id).collect(), stop).await?;
    say(format_args!("artist: {}", bulk::calls(&outcome)));
    let by = ArtistBy::Name(name.to_owned());
    match lookup::stored_artist(&house.app, &by).await? {
        Some(artist) => Ok(Some(artist.id)),
        None if outcome.stopped => anyhow::bail!("stopped before \"{name}\" was looked up"),
        None if outcome.standing.failed > 0 => {
            let problem = outcome.standing.problems.first().map_or("cancelled", |(problem, _)| problem.as_str());
            anyhow::bail!("\"{name}\" could not be looked up: {problem}")
        }
        None => anyhow::bail!("no provider knows an artist named \"{name}\""),
    }
}
