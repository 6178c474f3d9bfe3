//! Asking who an artist is: Last.fm for the spelling, the listeners and the similar artists, MusicBrainz for the id where
//! Last.fm knows none, or for everything where there is no Last.fm key.

use uuid::Uuid;

use super::artist::{ArtistSubject, FetchArtist, some_or_none};
use super::identity::{find_in_musicbrainz, merge};
use crate::catalog::matching::is_correction;
use crate::catalog::naming::normal;
use crate::catalog::{Artist, CatalogError};
use crate::integrations::facts::{ArtistFacts, SimilarFacts};
use crate::integrations::lastfm::Lastfm;
use crate::integrations::{ArtistRef, Error, Priority, Provider};
use crate::jobs::JobContext;

/// How many similar artists are kept.
const SIMILARS: u32 = 50;

/// What the providers said together.
pub(super) struct Found {
    pub facts: ArtistFacts,
    pub similars: Vec<SimilarFacts>,
    pub aliases_from: &'static str,
    pub rest: Rest,
}

/// What is left to do once what was found is stored.
pub(super) enum Rest {
    Nothing,
    /// A provider failed: the run is repeated.
    Repeat(CatalogError),
    /// To ask MusicBrainz for the id.
    Identify,
}

impl From<Option<Error>> for Rest {
    fn from(missing: Option<Error>) -> Self {
        missing.map_or(Self::Nothing, |error| Self::Repeat(error.into()))
    }
}

/// What asking came to.
pub(super) enum Asked {
    Found(Box<Found>),
    /// Last.fm knows nobody of that name; MusicBrainz has not been asked.
    NotAtLastfm,
    Nobody,
}

impl FetchArtist {
    /// What the providers say of the artist.
    pub(super) async fn ask(&self, ctx: &JobContext, stored: Option<&Artist>) -> Result<Asked, CatalogError> {
        let (name, known_mbid) = match (&self.subject, stored) {
            (ArtistSubject::Name(name), _) => (name.clone(), None),
            (ArtistSubject::Known { name, mbid }, _) => (name.clone(), Some(*mbid)),
            (ArtistSubject::Id(_), Some(artist)) => (artist.name.clone(), artist.mbid),
            (ArtistSubject::Id(_), None) => return Ok(Asked::Nobody),
            (ArtistSubject::Mbid(mbid), _) => return self.ask_by_mbid(ctx, *mbid).await,
            (ArtistSubject::DiscogsId(id), _) => {
                let facts = some_or_none(ctx.app.integrations.discogs.artist(*id, ctx.priority).await)?;
                return self.complete(ctx, facts, Provider::Discogs).await;
            }
        };
        let (lastfm, similars, lastfm_problem) = ask_lastfm(ctx, &name).await;
        if let ArtistSubject::Known { mbid, .. } = self.subject
            && lastfm_problem.is_none()
            && lastfm.as_ref().is_none_or(|other| other.mbid.is_some_and(|other| other != mbid))
        {
            // Last.fm means somebody else, or nobody: MusicBrainz says who has that id.
            return Ok(self.look_up(ctx, mbid).await?.map_or(Asked::Nobody, |facts| found(facts, Vec::new(), Provider::Musicbrainz)));
        }
        let mut facts = match lastfm {
            Some(mut facts) => {
                facts.mbid = known_mbid.or(facts.mbid);
                facts
            }
            None => ArtistFacts { name: name.clone(), mbid: known_mbid, ..ArtistFacts::default() },
        };
        let is_known = facts.listeners.is_some() || stored.is_some();
        let mut aliases_from = Provider::Lastfm.key();
        if facts.mbid.is_some() {
            return Ok(Asked::Found(Box::new(Found { facts, similars, aliases_from, rest: lastfm_problem.into() })));
        }
        if lastfm_problem.is_none() && ctx.priority > Priority::Person && ctx.app.integrations.lastfm.is_some() {
            if !is_known {
                return Ok(Asked::NotAtLastfm);
            }
            return Ok(Asked::Found(Box::new(Found { facts, similars, aliases_from, rest: Rest::Identify })));
        }
        let mut missing = lastfm_problem.map(CatalogError::from);
        match find_in_musicbrainz(ctx, &facts.name).await {
            Ok(Some(found)) => {
                aliases_from = Provider::Musicbrainz.key();
                facts = merge(facts, found, is_known);
            }
            Ok(None) if !is_known => return missing.map_or(Ok(Asked::Nobody), Err),
            Ok(None) => {}
            Err(error) if !is_known => return Err(missing.unwrap_or(error)),
            // The id can be found later, with the albums.
            Err(error) => missing = missing.or(Some(error)),
        }
        let rest = missing.map_or(Rest::Nothing, Rest::Repeat);
        Ok(Asked::Found(Box::new(Found { facts, similars, aliases_from, rest })))
    }

    /// By the id alone. A person is told what MusicBrainz knows, and Last.fm adds to it. A crawl asks Last.fm, which
    /// knows most artists by their ids, and MusicBrainz only about the others; of these Last.fm is asked once more,
    /// by name, for the listeners, and not a third time for similar artists.
    async fn ask_by_mbid(&self, ctx: &JobContext, mbid: Uuid) -> Result<Asked, CatalogError> {
        let Some(lastfm) = ctx.app.integrations.lastfm.as_ref().filter(|_| ctx.priority > Priority::Person) else {
            let facts = self.look_up(ctx, mbid).await?;
            return self.complete(ctx, facts, Provider::Musicbrainz).await;
        };
        let told = match some_or_none(lastfm.artist_info(ArtistRef::Mbid(mbid), ctx.priority).await) {
            Ok(told) => told.filter(|facts| facts.mbid.is_none_or(|other| other == mbid)),
            Err(error) => match passing(error) {
                Some(error) => return Err(error.into()),
                None => None,
            },
        };
        if let Some(mut facts) = told {
            facts.mbid = Some(mbid);
            let (similars, missing) = ask_similars(ctx, lastfm, &facts.name).await;
            return Ok(Asked::Found(Box::new(Found { facts, similars, aliases_from: Provider::Lastfm.key(), rest: missing.into() })));
        }
        let Some(mut facts) = self.look_up(ctx, mbid).await? else { return Ok(Asked::Nobody) };
        let by_name = some_or_none(lastfm.artist_info(ArtistRef::Name(&facts.name), ctx.priority).await);
        match by_name {
            Ok(other) => facts.listeners = other.filter(|other| is_same(other, &facts)).and_then(|other| other.listeners),
            Err(error) => {
                let rest = passing(error).into();
                return Ok(Asked::Found(Box::new(Found { facts, similars: Vec::new(), aliases_from: Provider::Musicbrainz.key(), rest })));
            }
        }
        Ok(found(facts, Vec::new(), Provider::Musicbrainz))
    }

    /// MusicBrainz' artist of that id.
    async fn look_up(&self, ctx: &JobContext, mbid: Uuid) -> Result<Option<ArtistFacts>, CatalogError> {
        ctx.needs(&mut *ctx.app.db.conn().await?, Provider::Musicbrainz, 1).await?;
        Ok(some_or_none(ctx.app.integrations.musicbrainz.artist(mbid, ctx.priority).await)?)
    }

    /// Somebody found by an id: Last.fm adds listeners and similar artists, if it means the same name.
    async fn complete(&self, ctx: &JobContext, facts: Option<ArtistFacts>, provider: Provider) -> Result<Asked, CatalogError> {
        let Some(mut facts) = facts else { return Ok(Asked::Nobody) };
        let (lastfm, similars, missing) = ask_lastfm(ctx, &facts.name).await;
        let lastfm = lastfm.filter(|other| is_same(other, &facts));
        let similars = if lastfm.is_some() { similars } else { Vec::new() };
        facts.listeners = lastfm.and_then(|other| other.listeners);
        Ok(Asked::Found(Box::new(Found { facts, similars, aliases_from: provider.key(), rest: missing.into() })))
    }
}

/// All there is.
fn found(facts: ArtistFacts, similars: Vec<SimilarFacts>, from: Provider) -> Asked {
    Asked::Found(Box::new(Found { facts, similars, aliases_from: from.key(), rest: Rest::Nothing }))
}

/// Whether Last.fm means the same one: the same name, and no other id.
fn is_same(lastfm: &ArtistFacts, facts: &ArtistFacts) -> bool {
    normal(&lastfm.name) == normal(&facts.name) && (lastfm.mbid.is_none() || facts.mbid.is_none() || lastfm.mbid == facts.mbid)
}

/// Last.fm's page and its similar artists; what it has no page for, or means somebody else by, is nothing.
async fn ask_lastfm(ctx: &JobContext, name: &str) -> (Option<ArtistFacts>, Vec<SimilarFacts>, Option<Error>) {
    let Some(lastfm) = &ctx.app.integrations.lastfm else { return (None, Vec::new(), None) };
    let facts = match some_or_none(lastfm.artist_info(ArtistRef::Name(name), ctx.priority).await) {
        Ok(Some(facts)) if is_correction(name, &facts.name) => facts,
        Ok(_) => return (None, Vec::new(), None),
        Err(error) => return (None, Vec::new(), passing(error)),
    };
    let (similars, problem) = ask_similars(ctx, lastfm, &facts.name).await;
    (Some(facts), similars, problem)
}

async fn ask_similars(ctx: &JobContext, lastfm: &Lastfm, name: &str) -> (Vec<SimilarFacts>, Option<Error>) {
    match some_or_none(lastfm.similar(ArtistRef::Name(name), SIMILARS, ctx.priority).await) {
        Ok(similars) => (similars.unwrap_or_default(), None),
        Err(error) => (Vec::new(), passing(error)),
    }
}

/// A refusal (a wrong key) stays one however often it is asked for: Last.fm then counts as off.
fn passing(error: Error) -> Option<Error> {
    if error.is_passing() {
        return Some(error);
    }
    tracing::warn!(%error, "Last.fm is left out");
    None
}
