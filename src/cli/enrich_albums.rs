//! `vinilogy enrich-albums`

use clap::Args;

use super::house::House;
use super::{bulk, say, signal};
use crate::catalog::crawl;
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
            let enqueued = crawl::enrich_albums(&house.app, artist, self.limit).await?;
            bulk::work(&house, "enrich-albums", bulk::distinct(enqueued.iter().map(|run| run.run_id)), &stop).await
        };
        let worked = worked.await;
        house.close().await;
        let outcome = worked?;
        let standing = &outcome.standing;
        say(format_args!("albums of {} artists fetched, {} failed, {} open", standing.succeeded, standing.failed, standing.open));
        bulk::sum_up(&outcome);
        Ok(())
    }
}

/// The artist of that name: stored, or looked up now.
pub async fn find_artist(house: &House, name: Option<&str>, stop: &tokio_util::sync::CancellationToken) -> anyhow::Result<Option<i64>> {
    let Some(name) = name else { return Ok(None) };
    let enqueued = crawl::seed_artists(&house.app, vec![crate::catalog::sync::ArtistSubject::Name(name.to_owned())], "manual").await?;
    bulk::work(house, "artist", enqueued.iter().map(|run| run.run_id).collect(), stop).await?;
    let by = ArtistBy::Name(name.to_owned());
    match lookup::stored_artist(&house.app, &by).await? {
        Some(artist) => Ok(Some(artist.id)),
        None => anyhow::bail!("no provider knows an artist named \"{name}\""),
    }
}
