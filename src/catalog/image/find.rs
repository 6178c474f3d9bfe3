//! Which picture, if any, is worth keeping: the steps of the look-up, each with its verdict.
//!
//! Artist: Last.fm's picture unless it is the star it gives everybody, then MusicBrainz' `image` relation to
//! Wikimedia Commons, then Discogs. Album: the Cover Art Archive, then Discogs. Nobody is asked once a picture is
//! found, and what one answer told is not asked for again.

use uuid::Uuid;

use super::check::{Shape, check};
use crate::app::{App, DbError};
use crate::catalog::{Album, Artist, Release};
use crate::integrations::discogs::Pictured;
use crate::integrations::facts::{ArtistFacts, ImageFacts};
use crate::integrations::transport::{Exchange, witnessed};
use crate::integrations::{ArtistRef, Error, Priority, Provider};

/// The Commons thumbnail width that is asked for; only standard widths are served.
const WIDTH: u32 = 500;

/// A picture and who has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub provider: Provider,
    pub image: ImageFacts,
}

/// One step of a look-up, for `debug-images` to show.
#[derive(Clone, Debug)]
pub struct Step {
    pub provider: Provider,
    pub asked: String,
    /// The requests that were made for it, in order; none if it was skipped.
    pub exchanges: Vec<Exchange>,
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

/// The picture itself, looked at as it would be before it is shown.
#[derive(Clone, Debug)]
pub struct Look {
    pub exchanges: Vec<Exchange>,
    pub verdict: Result<(Shape, usize), Error>,
}

/// What a look-up of an artist's picture came to.
#[derive(Debug, Default)]
pub struct Search {
    pub found: Option<Found>,
    pub steps: Vec<Step>,
    /// What MusicBrainz told besides, where it was asked: other spellings, the Discogs id.
    pub told: Option<ArtistFacts>,
}

/// The picture of an artist, and how it was found.
pub async fn find_for_artist(app: &App, artist: &Artist, priority: Priority) -> Search {
    let mut steps = vec![ask_lastfm(app, artist, priority).await];
    let mut told = None;
    if found(&steps).is_none() {
        let (step, facts) = ask_musicbrainz(app, artist.mbid, priority).await;
        steps.push(step);
        if let Some(page) = facts.as_ref().and_then(|facts| facts.commons_page.as_deref()) {
            let asked = format!("imageinfo of {page}");
            let answer = app.integrations.commons.image(page, WIDTH, priority);
            steps.push(step_of(Provider::Commons, asked, async { verdict(answer.await, "no such file") }).await);
        }
        told = facts;
    }
    if found(&steps).is_none() {
        let discogs_id = artist.discogs_id.or(told.as_ref().and_then(|facts| facts.discogs_id));
        steps.push(match discogs_id {
            Some(id) => ask_discogs(app, Pictured::Artist(id), priority).await,
            None => skipped(Provider::Discogs, "pictures of the artist", "the artist has no Discogs id"),
        });
    }
    Search { found: found(&steps), steps, told }
}

/// The cover of an album, and how it was found.
pub async fn find_for_album(app: &App, album: &Album, priority: Priority) -> Result<(Option<Found>, Vec<Step>), DbError> {
    let mut steps = vec![match album.mbid {
        None => skipped(Provider::CoverArt, "front cover", "the album has no MusicBrainz id"),
        Some(mbid) => {
            let asked = format!("front cover of release group {mbid}");
            let answer = app.integrations.coverart.front(mbid, priority);
            step_of(Provider::CoverArt, asked, async { verdict_of_some(answer.await, Provider::CoverArt, "no front cover") }).await
        }
    }];
    if found(&steps).is_none() {
        let of = match album.discogs_master_id {
            Some(master) => Some(Pictured::Master(master)),
            None => Release::first_discogs_id(&mut *app.db.conn().await?, album.id).await?.map(Pictured::Release),
        };
        steps.push(match of {
            Some(of) => ask_discogs(app, of, priority).await,
            None => skipped(Provider::Discogs, "pictures of the album", "neither a master nor a pressing of it is known"),
        });
    }
    Ok((found(&steps), steps))
}

/// Fetches the picture that a look-up found and looks at it; nothing is stored.
pub async fn look_at(app: &App, found: &Found, priority: Priority) -> Look {
    let provider = found.provider;
    let fetch = app.integrations.pictures.fetch(provider, &found.image.url, priority);
    let (fetched, exchanges) = witnessed(fetch).await;
    let verdict = fetched.and_then(|fetched| {
        let shape = check(&fetched.bytes).map_err(|problem| Error::Unfit { provider, problem })?;
        Ok((shape, fetched.bytes.len()))
    });
    Look { exchanges, verdict }
}

/// The failure that makes "nothing found" not worth remembering, if there was one.
pub fn failure(steps: &[Step]) -> Option<&Error> {
    steps.iter().find_map(|step| match &step.verdict {
        Verdict::Failed(error) => Some(error),
        _ => None,
    })
}

fn found(steps: &[Step]) -> Option<Found> {
    steps.iter().find_map(|step| match &step.verdict {
        Verdict::Found(image) => Some(Found { provider: step.provider, image: image.clone() }),
        _ => None,
    })
}

async fn ask_lastfm(app: &App, artist: &Artist, priority: Priority) -> Step {
    let asked = format!("artist.getInfo of {}", artist.name);
    let Some(lastfm) = &app.integrations.lastfm else { return skipped(Provider::Lastfm, &asked, "LASTFM_API_KEY is not set") };
    let ask = async {
        match lastfm.artist_info(ArtistRef::Name(&artist.name), priority).await {
            Ok(facts) => facts.image_url.map_or_else(
                || Verdict::Nothing("only the star that every artist has".to_owned()),
                |url| Verdict::Found(ImageFacts { url, attribution: Some("Last.fm".to_owned()), page_url: None }),
            ),
            Err(Error::NotFound(_)) => Verdict::Nothing("no such artist".to_owned()),
            Err(error) => Verdict::Failed(error),
        }
    };
    step_of(Provider::Lastfm, asked, ask).await
}

/// The step, and the page at Commons that it leads to.
async fn ask_musicbrainz(app: &App, mbid: Option<Uuid>, priority: Priority) -> (Step, Option<ArtistFacts>) {
    let Some(mbid) = mbid else {
        return (skipped(Provider::Musicbrainz, "image relation", "the artist has no MusicBrainz id"), None);
    };
    let mut told = None;
    let ask = async {
        match app.integrations.musicbrainz.artist(mbid, priority).await {
            Ok(facts) => {
                let page = facts.commons_page.as_ref();
                let what = page.map_or_else(|| "no image relation".to_owned(), |page| format!("a relation to {page}, asked next"));
                told = Some(facts);
                Verdict::Nothing(what)
            }
            Err(Error::NotFound(_)) => Verdict::Nothing("no such artist".to_owned()),
            Err(error) => Verdict::Failed(error),
        }
    };
    let step = step_of(Provider::Musicbrainz, format!("image relation of artist {mbid}"), ask).await;
    (step, told)
}

async fn ask_discogs(app: &App, of: Pictured, priority: Priority) -> Step {
    let asked = match of {
        Pictured::Artist(id) => format!("pictures of artist {id}"),
        Pictured::Master(id) => format!("pictures of master {id}"),
        Pictured::Release(id) => format!("pictures of release {id}"),
    };
    let answer = app.integrations.discogs.image(of, priority);
    step_of(Provider::Discogs, asked, async { verdict_of_some(answer.await, Provider::Discogs, "no picture") }).await
}

async fn step_of(provider: Provider, asked: String, ask: impl Future<Output = Verdict>) -> Step {
    let (verdict, exchanges) = witnessed(ask).await;
    Step { provider, asked, exchanges, verdict }
}

fn skipped(provider: Provider, asked: &str, why: &str) -> Step {
    Step { provider, asked: asked.to_owned(), exchanges: Vec::new(), verdict: Verdict::Skipped(why.to_owned()) }
}

fn verdict_of_some(answer: Result<Option<ImageFacts>, Error>, provider: Provider, none: &str) -> Verdict {
    verdict(answer.and_then(|image| image.ok_or(Error::NotFound(provider))), none)
}

fn verdict(answer: Result<ImageFacts, Error>, none: &str) -> Verdict {
    match answer {
        Ok(image) => Verdict::Found(image),
        Err(Error::NotFound(_)) => Verdict::Nothing(none.to_owned()),
        Err(Error::NotConfigured { variable, .. }) => Verdict::Skipped(format!("{variable} is not set")),
        Err(error) => Verdict::Failed(error),
    }
}
