//! Which picture, if any, is worth keeping: the steps of the look-up, each with its verdict.
//!
//! Artist: Last.fm's picture unless it is the star it gives everybody, then MusicBrainz' `image` relation to
//! Wikimedia Commons. Album: the Cover Art Archive. The look-up takes what earlier answers already told.

use uuid::Uuid;

use super::{Album, Artist};
use crate::app::App;
use crate::integrations::facts::ImageFacts;
use crate::integrations::{ArtistRef, Error, Priority, Provider};

/// The Commons thumbnail width that is asked for; only standard widths are served.
const WIDTH: u32 = 500;

/// One step of a look-up, for `debug-images` to show.
#[derive(Clone, Debug)]
pub struct Step {
    pub provider: Provider,
    pub asked: String,
    pub verdict: Verdict,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Found(ImageFacts),
    /// The provider answered, and has no picture worth keeping.
    Nothing(String),
    /// Not asked: off, or an id is missing.
    Skipped(String),
    Failed(Error),
}

/// The picture of an artist, and how it was found.
pub async fn find_for_artist(app: &App, artist: &Artist, priority: Priority) -> (Option<(Provider, ImageFacts)>, Vec<Step>) {
    let mut steps = Vec::new();
    steps.push(ask_lastfm(app, artist, priority).await);
    if found(&steps).is_none() {
        let (step, page) = ask_musicbrainz(app, artist.mbid, priority).await;
        steps.push(step);
        if let Some(page) = page {
            let answer = app.integrations.commons.image(&page, WIDTH, priority).await;
            steps.push(Step {
                provider: Provider::Commons,
                asked: format!("imageinfo of {page}"),
                verdict: verdict(answer, "no such file"),
            });
        }
    }
    (found(&steps), steps)
}

/// The cover of an album, and how it was found.
pub async fn find_for_album(app: &App, album: &Album, priority: Priority) -> (Option<(Provider, ImageFacts)>, Vec<Step>) {
    let step = match album.mbid {
        None => Step {
            provider: Provider::CoverArt,
            asked: "front cover".to_owned(),
            verdict: Verdict::Skipped("the album has no MusicBrainz id".to_owned()),
        },
        Some(mbid) => Step {
            provider: Provider::CoverArt,
            asked: format!("front cover of release group {mbid}"),
            verdict: verdict(
                app.integrations.coverart.front(mbid, priority).await.and_then(|cover| cover.ok_or(Error::NotFound(Provider::CoverArt))),
                "no front cover",
            ),
        },
    };
    let steps = vec![step];
    (found(&steps), steps)
}

/// The failure that makes "nothing found" not worth remembering, if there was one.
pub fn failure(steps: &[Step]) -> Option<&Error> {
    steps.iter().find_map(|step| match &step.verdict {
        Verdict::Failed(error) => Some(error),
        _ => None,
    })
}

fn found(steps: &[Step]) -> Option<(Provider, ImageFacts)> {
    steps.iter().find_map(|step| match &step.verdict {
        Verdict::Found(image) => Some((step.provider, image.clone())),
        _ => None,
    })
}

async fn ask_lastfm(app: &App, artist: &Artist, priority: Priority) -> Step {
    let asked = format!("artist.getInfo of {}", artist.name);
    let verdict = match &app.integrations.lastfm {
        None => Verdict::Skipped("LASTFM_API_KEY is not set".to_owned()),
        Some(lastfm) => match lastfm.artist_info(ArtistRef::Name(&artist.name), priority).await {
            Ok(facts) => facts.image_url.map_or_else(
                || Verdict::Nothing("only the star that every artist has".to_owned()),
                |url| Verdict::Found(ImageFacts { url, attribution: Some("Last.fm".to_owned()), page_url: None }),
            ),
            Err(Error::NotFound(_)) => Verdict::Nothing("no such artist".to_owned()),
            Err(error) => Verdict::Failed(error),
        },
    };
    Step { provider: Provider::Lastfm, asked, verdict }
}

async fn ask_musicbrainz(app: &App, mbid: Option<Uuid>, priority: Priority) -> (Step, Option<String>) {
    let step = |asked: String, verdict| Step { provider: Provider::Musicbrainz, asked, verdict };
    let Some(mbid) = mbid else {
        return (step("image relation".to_owned(), Verdict::Skipped("the artist has no MusicBrainz id".to_owned())), None);
    };
    let asked = format!("image relation of artist {mbid}");
    match app.integrations.musicbrainz.artist(mbid, priority).await {
        Ok(facts) => match facts.commons_page {
            Some(page) => (step(asked, Verdict::Nothing(format!("a relation to {page}, asked next"))), Some(page)),
            None => (step(asked, Verdict::Nothing("no image relation".to_owned())), None),
        },
        Err(Error::NotFound(_)) => (step(asked, Verdict::Nothing("no such artist".to_owned())), None),
        Err(error) => (step(asked, Verdict::Failed(error)), None),
    }
}

fn verdict(answer: Result<ImageFacts, Error>, none: &str) -> Verdict {
    match answer {
        Ok(image) => Verdict::Found(image),
        Err(Error::NotFound(_)) => Verdict::Nothing(none.to_owned()),
        Err(error) => Verdict::Failed(error),
    }
}
