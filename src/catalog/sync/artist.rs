//! Looking up one artist and storing what the providers say; a crawl leaves the search for the id to a piece of its own.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ask_artist::{Asked, Found, Rest};
use super::identity::{find_in_musicbrainz, merge};
use crate::catalog::artist::upsert_similars;
use crate::catalog::lookup::STALE_AFTER;
use crate::catalog::naming::normal;
use crate::catalog::{Artist, absence, former, same};
use crate::db::schema::artists;
use crate::db::{Conn, DbError};
use crate::integrations::facts::ArtistFacts;
use crate::integrations::{Error, Provider};
use crate::jobs::{Job, JobContext, JobError, Next};

/// Who is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArtistSubject {
    Name(String),
    Mbid(Uuid),
    /// Both, as a file may give them: the name to ask by, the id to tell those of one name apart.
    Known {
        name: String,
        mbid: Uuid,
    },
    DiscogsId(i64),
    /// A stored artist: one known only as similar to another, or one whose time has come.
    Id(i64),
}

impl ArtistSubject {
    /// One key for one artist, whatever the spelling.
    pub fn key(&self) -> String {
        match self {
            Self::Name(name) => format!("artist:name:{}", normal(name)),
            Self::Mbid(mbid) | Self::Known { mbid, .. } => format!("artist:mbid:{mbid}"),
            Self::DiscogsId(id) => format!("artist:discogs:{id}"),
            Self::Id(id) => format!("artist:{id}"),
        }
    }
}

/// Looks one artist up and stores what the providers say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchArtist {
    pub subject: ArtistSubject,
    /// How the artist comes into the catalogue, where that is not by a look-up.
    #[serde(default)]
    pub source: Option<String>,
    /// Set by the job itself.
    #[serde(default)]
    unidentified: Option<Unidentified>,
}

/// What Last.fm has said when it knew no id: the row it was stored in, if it knew the artist. The search for the id
/// is a piece of its own in a lane of its own, because a crawl that waited for MusicBrainz' one call a second with
/// Last.fm's lanes would leave most of Last.fm's five unused.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Unidentified {
    artist_id: Option<i64>,
}

impl From<ArtistSubject> for FetchArtist {
    fn from(subject: ArtistSubject) -> Self {
        Self { subject, source: None, unidentified: None }
    }
}

impl FetchArtist {
    /// The look-up of an artist who comes into the catalogue as `source` says.
    pub fn of(subject: ArtistSubject, source: &str) -> Self {
        Self { source: Some(source.to_owned()), ..subject.into() }
    }
}

impl Job for FetchArtist {
    const KIND: &'static str = "fetch_artist";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.subject.key())
    }

    fn lane(&self) -> Option<String> {
        Some(match self.unidentified {
            None => Self::KIND.to_owned(),
            Some(_) => format!("{}:musicbrainz", Self::KIND),
        })
    }

    /// As many as a twentieth of Last.fm's minute has calls, and one: an answer that takes two seconds or three leaves
    /// none of them unused.
    fn lanes(&self) -> i32 {
        if self.unidentified.is_some() { 4 } else { 16 }
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        if let Some(unidentified) = self.unidentified {
            return self.identify(ctx, unidentified).await;
        }
        let stored = match self.subject {
            ArtistSubject::Id(id) => Artist::find(&mut *ctx.app.db.conn().await?, id).await?,
            _ => None,
        };
        if !ctx.is_anew() && self.is_fresh(ctx, stored.as_ref()).await? {
            return Ok(Next::Done);
        }
        if ctx.app.integrations.lastfm.is_some() {
            ctx.needs(&mut *ctx.app.db.conn().await?, Provider::Lastfm, 2).await?;
        }
        match self.ask(ctx, stored.as_ref()).await? {
            Asked::Found(found) => self.store(ctx, stored, *found).await,
            Asked::NotAtLastfm => {
                let conn = &mut ctx.app.db.conn().await?;
                Ok(ctx.continue_in(conn, &self.unidentified(stored.map(|artist| artist.id))).await?)
            }
            Asked::Nobody => self.is_unknown(ctx, stored).await,
        }
    }
}

impl FetchArtist {
    fn unidentified(&self, artist_id: Option<i64>) -> Self {
        Self { unidentified: Some(Unidentified { artist_id }), ..self.clone() }
    }

    /// Every provider that would know has said that it does not.
    async fn is_unknown(&self, ctx: &JobContext, stored: Option<Artist>) -> Result<Next, JobError> {
        let conn = &mut ctx.app.db.conn().await?;
        absence::remember(conn, Provider::Musicbrainz, &self.subject.key(), ctx.now()).await?;
        if let Some(artist) = stored {
            Artist::mark_info_synced(conn, artist.id, ctx.now()).await?;
        }
        ctx.progress(conn, 1, Some(1), "no provider knows the artist").await?;
        Ok(Next::Done)
    }

    /// MusicBrainz' part of a crawl's look-up.
    async fn identify(&self, ctx: &JobContext, unidentified: Unidentified) -> Result<Next, JobError> {
        let stored = match unidentified.artist_id {
            Some(id) => Artist::find(&mut *ctx.app.db.conn().await?, id).await?,
            None => None,
        };
        let name = match (&stored, &self.subject) {
            (Some(artist), _) => &artist.name,
            (None, ArtistSubject::Name(name)) => name,
            (None, _) => return self.is_unknown(ctx, stored).await,
        };
        // Another run may have found the id meanwhile.
        let is_known = stored.as_ref().is_some_and(|artist| artist.mbid.is_some());
        let found = if is_known { None } else { find_in_musicbrainz(ctx, name).await? };
        match (stored, found) {
            (None, None) => self.is_unknown(ctx, None).await,
            (Some(artist), None) => {
                let conn = &mut ctx.app.db.conn().await?;
                Artist::mark_info_synced(conn, artist.id, ctx.now()).await?;
                ctx.progress(conn, 1, Some(1), &artist.name).await?;
                Ok(Next::Done)
            }
            (stored, Some(found)) => {
                let lastfm = stored.as_ref().map(|artist| ArtistFacts { name: artist.name.clone(), ..ArtistFacts::default() });
                let facts = merge(lastfm.unwrap_or_default(), found, stored.is_some());
                let found = Found { facts, similars: Vec::new(), aliases_from: Provider::Musicbrainz.key(), rest: Rest::Nothing };
                self.store(ctx, stored, found).await
            }
        }
    }

    /// Nobody is asked about who was looked up within 30 days, or is known to be unknown.
    async fn is_fresh(&self, ctx: &JobContext, stored: Option<&Artist>) -> Result<bool, DbError> {
        let conn = &mut ctx.app.db.conn().await?;
        let synced_at = match (&self.subject, stored) {
            (_, Some(artist)) => artist.info_synced_at,
            (ArtistSubject::Name(name), None) => Artist::find_by_name(conn, name).await?.and_then(|artist| artist.info_synced_at),
            (ArtistSubject::Mbid(mbid) | ArtistSubject::Known { mbid, .. }, None) => {
                Artist::find_by_mbid(conn, *mbid).await?.and_then(|artist| artist.info_synced_at)
            }
            (ArtistSubject::DiscogsId(id), None) => Artist::find_by_discogs_id(conn, *id).await?.and_then(|artist| artist.info_synced_at),
            (ArtistSubject::Id(_), None) => None,
        };
        let is_fresh = synced_at.is_some_and(|at| at + STALE_AFTER > ctx.now());
        if is_fresh {
            ctx.progress(conn, 1, Some(1), "looked up within 30 days: unchanged").await?;
            return Ok(true);
        }
        let is_unknown = absence::is_known(conn, &self.subject.key(), ctx.now()).await?;
        if is_unknown {
            ctx.progress(conn, 1, Some(1), "known to be unknown: unchanged").await?;
        }
        Ok(is_unknown)
    }

    async fn store(&self, ctx: &JobContext, stored: Option<Artist>, found: Found) -> Result<Next, JobError> {
        let now = ctx.now();
        let source = self.source.as_deref().unwrap_or("lookup");
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                Artist::lock(conn).await?;
                let id = Artist::upsert(conn, &found.facts, source, now).await?;
                if let Some(source) = &self.source {
                    // Known by name alone until now: from here on it is there because somebody named it.
                    diesel::update(artists::table.find(id).filter(artists::info_synced_at.is_null()))
                        .set(artists::source.eq(source))
                        .execute(conn)
                        .await?;
                }
                if let ArtistSubject::Mbid(asked) | ArtistSubject::Known { mbid: asked, .. } = self.subject
                    && found.facts.mbid != Some(asked)
                {
                    former::lead(conn, same::Kind::Artist, &asked.to_string(), id).await?;
                }
                let row = Artist::find(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
                let mut aliases = found.facts.aliases.clone();
                if let ArtistSubject::Name(asked) = &self.subject {
                    // Next time the database answers this spelling too.
                    aliases.push(asked.clone());
                }
                Artist::add_aliases(conn, id, &row.name, &aliases, found.aliases_from).await?;
                let mut similars = Vec::with_capacity(found.similars.len());
                for similar in &found.similars {
                    let facts = ArtistFacts { name: similar.name.clone(), mbid: similar.mbid, ..ArtistFacts::default() };
                    similars.push((Artist::upsert(conn, &facts, "similar", now).await?, similar.score));
                }
                upsert_similars(conn, id, &similars, Provider::Lastfm.key(), now).await?;
                let told = if self.unidentified.is_some() { row.name } else { format!("{}: {} similar artists", row.name, similars.len()) };
                ctx.progress(conn, 1, Some(1), &told).await?;
                match found.rest {
                    Rest::Nothing => {}
                    Rest::Repeat(_) => return QueryResult::Ok(Next::Done),
                    Rest::Identify => return ctx.continue_in(conn, &self.unidentified(Some(id))).await,
                }
                Artist::mark_info_synced(conn, id, now).await?;
                // A name without an id that turns out to be a stored artist's: the two are one.
                if let Some(stub) = stored.as_ref().filter(|stub| stub.id != id) {
                    match stub.mbid {
                        None if same::found_same(conn, stub.id, id, now).await? => {}
                        _ => drop(Artist::mark_info_synced(conn, stub.id, now).await?),
                    }
                }
                Ok(Next::Done)
            })
            .await?;
        match found.rest {
            Rest::Repeat(error) => Err(error.into()),
            _ => Ok(next),
        }
    }
}

/// "Has none" is an answer.
pub(super) fn some_or_none<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(facts) => Ok(Some(facts)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
