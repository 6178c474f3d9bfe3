//! `vinilogy debug-images`

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::enrich_albums::find_artist;
use super::house::House;
use super::{say, signal};
use crate::app::App;
use crate::catalog::image::{self, Found, Step, Verdict};
use crate::catalog::lookup::{self, ArtistBy};
use crate::catalog::{Album, Artist};
use crate::config::Config;
use crate::integrations::Priority;
use crate::integrations::transport::Exchange;

/// Show each step of the picture look-up for an artist
#[derive(Args)]
pub struct DebugImages {
    /// The artist, who is looked up first where nobody has yet
    name: String,
    /// The cover of this album instead, of which the artist's list must have been fetched
    #[arg(long, value_name = "TITLE")]
    album: Option<String>,
}

impl DebugImages {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let shown = self.show(&house, &stop).await;
        house.close().await;
        shown
    }

    async fn show(&self, house: &House, stop: &CancellationToken) -> anyhow::Result<()> {
        let app = &house.app;
        let by = match find_artist(house, Some(&self.name), stop).await? {
            Some(id) => ArtistBy::Id(id),
            None => ArtistBy::Name(self.name.clone()),
        };
        let Some(artist) = lookup::stored_artist(app, &by).await? else { anyhow::bail!("no artist named \"{}\" is stored", self.name) };
        // The one command that calls providers itself: what it shows is not meant to be stored.
        let (found, steps) = match &self.album {
            None => {
                say(format_args!("{} ({})", artist.name, artist.mbid.map_or_else(|| "no MusicBrainz id".to_owned(), |id| id.to_string())));
                let search = image::find_for_artist(app, &artist, Priority::Person).await;
                (search.found, search.steps)
            }
            Some(title) => self.find_cover(app, &artist, title).await?,
        };
        for (at, step) in steps.iter().enumerate() {
            say(format_args!("  {}. {}", at + 1, told(step)));
        }
        match found {
            Some(found) => show_picture(app, steps.len() + 1, &found).await,
            None => say("→ no picture: the placeholder"),
        }
        Ok(())
    }

    async fn find_cover(&self, app: &App, artist: &Artist, title: &str) -> anyhow::Result<(Option<Found>, Vec<Step>)> {
        let album = Album::find_by_title(&mut *app.db.conn().await?, artist.id, title).await?;
        let Some(album) = album else {
            anyhow::bail!("no album \"{title}\" by {} is stored; `vinilogy enrich-albums --artist` fetches the albums", artist.name);
        };
        say(format_args!(
            "{} by {} ({})",
            album.title,
            artist.name,
            album.mbid.map_or_else(|| "no MusicBrainz id".to_owned(), |id| id.to_string())
        ));
        Ok(image::find_for_album(app, &album, Priority::Person).await?)
    }
}

/// Fetches the picture that was found, as `/images` would before it shows it.
async fn show_picture(app: &App, number: usize, found: &Found) {
    let look = image::look_at(app, found, Priority::Person).await;
    let verdict = match &look.verdict {
        Ok((shape, bytes)) => {
            format!("fit to be shown: {}, {} × {} pixels, {bytes} bytes", shape.kind.media_type(), shape.width, shape.height)
        }
        Err(error) => format!("failed: {error}"),
    };
    say(format_args!("  {number}. the picture: {} → {}{verdict}", found.image.url, answered(&look.exchanges)));
    if look.verdict.is_err() {
        say("→ the placeholder, until the picture can be fetched:");
    }
    let credit = found.image.attribution.as_ref().map(|credit| format!(" ({credit})")).unwrap_or_default();
    say(format_args!("→ {} from {}{credit}", found.image.url, found.provider));
    if let Some(page) = &found.image.page_url {
        say(format_args!("  {page}"));
    }
}

/// A step: who was asked for what, what was answered, and what that means.
fn told(step: &Step) -> String {
    let verdict = match &step.verdict {
        Verdict::Found(image) => format!("found {}", image.url),
        Verdict::Nothing(why) => format!("nothing: {why}"),
        Verdict::Skipped(why) => format!("skipped: {why}"),
        Verdict::Failed(error) => format!("failed: {error}"),
    };
    format!("{}: {} → {}{verdict}", step.provider, step.asked, answered(&step.exchanges))
}

/// `307, 302, 200 image/jpeg; `: every answer's status, and what the last one called itself.
fn answered(exchanges: &[Exchange]) -> String {
    let Some(last) = exchanges.last() else { return String::new() };
    let statuses: Vec<String> =
        exchanges.iter().map(|exchange| exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string())).collect();
    let media_type = last.media_type.as_ref().map(|kind| format!(" {kind}")).unwrap_or_default();
    format!("{}{media_type}; ", statuses.join(", "))
}
