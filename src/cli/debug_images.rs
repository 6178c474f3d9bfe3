//! `vinilogy debug-images`

use clap::Args;

use super::enrich_albums::find_artist;
use super::house::House;
use super::{say, signal};
use crate::catalog::image::{self, Verdict};
use crate::catalog::lookup::{self, ArtistBy};
use crate::config::Config;
use crate::integrations::Priority;

/// Show each step of the picture look-up for an artist
#[derive(Args)]
pub struct DebugImages {
    /// The artist, who is looked up first where nobody has yet
    name: String,
}

impl DebugImages {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let shown = self.show(&house, &stop).await;
        house.close().await;
        shown
    }

    async fn show(&self, house: &House, stop: &tokio_util::sync::CancellationToken) -> anyhow::Result<()> {
        let app = &house.app;
        let by = match find_artist(house, Some(&self.name), stop).await? {
            Some(id) => ArtistBy::Id(id),
            None => ArtistBy::Name(self.name.clone()),
        };
        let Some(artist) = lookup::stored_artist(app, &by).await? else { anyhow::bail!("no artist named \"{}\" is stored", self.name) };
        say(format_args!("{} ({})", artist.name, artist.mbid.map_or_else(|| "no MusicBrainz id".to_owned(), |id| id.to_string())));
        // The one command that calls providers itself: what it shows is not meant to be stored.
        let (found, steps) = image::find_for_artist(app, &artist, Priority::Person).await;
        for (at, step) in steps.iter().enumerate() {
            let verdict = match &step.verdict {
                Verdict::Found(image) => format!("found {}", image.url),
                Verdict::Nothing(why) => format!("nothing: {why}"),
                Verdict::Skipped(why) => format!("skipped: {why}"),
                Verdict::Failed(error) => format!("failed: {error}"),
            };
            say(format_args!("  {}. {}: {} → {verdict}", at + 1, step.provider, step.asked));
        }
        match found {
            Some((provider, picture)) => say(format_args!(
                "→ {} from {provider}{}",
                picture.url,
                picture.attribution.map(|credit| format!(" ({credit})")).unwrap_or_default()
            )),
            None => say("→ no picture: the placeholder"),
        }
        Ok(())
    }
}
