//! Looking up one artist: Last.fm for the spelling, the listeners and the similar artists, MusicBrainz for the
//! id where Last.fm knows none, or for everything where there is no Last.fm key.

use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::artist::upsert_similars;
use crate::catalog::lookup::STALE_AFTER;
use crate::catalog::matching::is_correction;
use crate::catalog::naming::normal;
use crate::catalog::{Artist, absence, same};
use crate::db::{Conn, DbError};
use crate::integrations::facts::{ArtistFacts, SimilarFacts};
use crate::integrations::{ArtistRef, Error, Provider};
use crate::jobs::{Job, JobContext, JobError, Next};

/// How many similar artists are kept.
const SIMILARS: u32 = 50;

/// Who is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArtistSubject {
    Name(String),
    Mbid(Uuid),
    DiscogsId(i64),
    /// A stored artist: one known only as similar to another, or one whose time has come.
    Id(i64),
}

impl ArtistSubject {
    /// One key for one artist, whatever the spelling.
    pub fn key(&self) -> String {
        match self {
            Self::Name(name) => format!("artist:name:{}", normal(name)),
            Self::Mbid(mbid) => format!("artist:mbid:{mbid}"),
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
}

impl From<ArtistSubject> for FetchArtist {
    fn from(subject: ArtistSubject) -> Self {
        Self { subject, source: None }
    }
}

/// What the providers said together.
struct Found {
    facts: ArtistFacts,
    similars: Vec<SimilarFacts>,
    aliases_from: &'static str,
    /// A provider failed: what there is will be stored, and the run repeated.
    missing: Option<Error>,
}

impl Job for FetchArtist {
    const KIND: &'static str = "fetch_artist";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.subject.key())
    }

    fn lane(&self) -> Option<String> {
        let spread = self.key().bytes().fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(byte)));
        Some(format!("{}:{}", Self::KIND, spread % 4))
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let stored = match self.subject {
            ArtistSubject::Id(id) => Artist::find(&mut *ctx.app.db.conn().await?, id).await?,
            _ => None,
        };
        if !ctx.is_anew() && self.is_fresh(ctx, stored.as_ref()).await? {
            return Ok(Next::Done);
        }
        let Some(found) = self.ask(ctx, stored.as_ref()).await? else {
            let conn = &mut ctx.app.db.conn().await?;
            // Recorded once every provider that would know has said so.
            absence::remember(conn, Provider::Musicbrainz, &self.subject.key(), ctx.now()).await?;
            if let Some(artist) = stored {
                Artist::mark_info_synced(conn, artist.id, ctx.now()).await?;
            }
            ctx.progress(conn, 1, Some(1), "no provider knows the artist").await?;
            return Ok(Next::Done);
        };
        self.store(ctx, stored, &found).await?;
        match found.missing {
            None => Ok(Next::Done),
            Some(error) => Err(error.into()),
        }
    }
}

impl FetchArtist {
    /// Nobody is asked about who was looked up within 30 days, or is known to be unknown.
    async fn is_fresh(&self, ctx: &JobContext, stored: Option<&Artist>) -> Result<bool, DbError> {
        let conn = &mut ctx.app.db.conn().await?;
        let synced_at = match (&self.subject, stored) {
            (_, Some(artist)) => artist.info_synced_at,
            (ArtistSubject::Name(name), None) => Artist::find_by_name(conn, name).await?.and_then(|artist| artist.info_synced_at),
            (ArtistSubject::Mbid(mbid), None) => Artist::find_by_mbid(conn, *mbid).await?.and_then(|artist| artist.info_synced_at),
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
            ctx.progress(conn, 1, Some(1), "known to be unknown: not asked again").await?;
        }
        Ok(is_unknown)
    }

    async fn ask(&self, ctx: &JobContext, stored: Option<&Artist>) -> Result<Option<Found>, Error> {
        let name = match (&self.subject, stored) {
            (ArtistSubject::Name(name), _) => name.clone(),
            (ArtistSubject::Id(_), Some(artist)) => artist.name.clone(),
            (ArtistSubject::Id(_), None) => return Ok(None),
            (ArtistSubject::Mbid(mbid), _) => {
                let facts = some_or_none(ctx.app.integrations.musicbrainz.artist(*mbid, ctx.priority).await)?;
                return self.complete(ctx, facts, Provider::Musicbrainz).await;
            }
            (ArtistSubject::DiscogsId(id), _) => {
                let facts = some_or_none(ctx.app.integrations.discogs.artist(*id, ctx.priority).await)?;
                return self.complete(ctx, facts, Provider::Discogs).await;
            }
        };
        let known_mbid = stored.and_then(|artist| artist.mbid);
        let (lastfm, similars, lastfm_problem) = ask_lastfm(ctx, &name).await;
        let mut facts = match lastfm {
            Some(mut facts) => {
                facts.mbid = known_mbid.or(facts.mbid);
                facts
            }
            None => ArtistFacts { name: name.clone(), mbid: known_mbid, ..ArtistFacts::default() },
        };
        let is_known = facts.listeners.is_some() || stored.is_some();
        let mut aliases_from = Provider::Lastfm.key();
        let mut missing = lastfm_problem;
        if facts.mbid.is_none() {
            match find_in_musicbrainz(ctx, &facts.name).await {
                Ok(Some(found)) => {
                    aliases_from = Provider::Musicbrainz.key();
                    facts = merge(facts, found, is_known);
                }
                Ok(None) if !is_known => return missing.map_or(Ok(None), Err),
                Ok(None) => {}
                Err(error) if !is_known => return Err(missing.unwrap_or(error)),
                // The id can be found later, with the albums.
                Err(error) => missing = missing.or(Some(error)),
            }
        }
        Ok(Some(Found { facts, similars, aliases_from, missing }))
    }

    /// Somebody found by an id: Last.fm adds listeners and similar artists, if it means the same name.
    async fn complete(&self, ctx: &JobContext, facts: Option<ArtistFacts>, provider: Provider) -> Result<Option<Found>, Error> {
        let Some(mut facts) = facts else { return Ok(None) };
        let (lastfm, similars, missing) = ask_lastfm(ctx, &facts.name).await;
        let is_same = lastfm.as_ref().is_some_and(|other| {
            normal(&other.name) == normal(&facts.name) && (other.mbid.is_none() || facts.mbid.is_none() || other.mbid == facts.mbid)
        });
        if !is_same {
            return Ok(Some(Found { facts, similars: Vec::new(), aliases_from: provider.key(), missing }));
        }
        facts.listeners = lastfm.and_then(|other| other.listeners);
        Ok(Some(Found { facts, similars, aliases_from: provider.key(), missing }))
    }

    async fn store(&self, ctx: &JobContext, stored: Option<Artist>, found: &Found) -> Result<(), DbError> {
        let now = ctx.now();
        let source = self.source.as_deref().unwrap_or("lookup");
        let conn = &mut ctx.app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            Artist::lock(conn).await?;
            let id = Artist::upsert(conn, &found.facts, source, now).await?;
            if let ArtistSubject::Mbid(asked) = self.subject
                && found.facts.mbid != Some(asked)
            {
                Artist::add_former_mbid(conn, asked, id).await?;
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
            if found.missing.is_none() {
                Artist::mark_info_synced(conn, id, now).await?;
                // A name without an id that turns out to be a stored artist's: the two are one.
                if let Some(stub) = stored.as_ref().filter(|stub| stub.id != id) {
                    match stub.mbid {
                        None if same::found_same(conn, stub.id, id, now).await? => {}
                        _ => drop(Artist::mark_info_synced(conn, stub.id, now).await?),
                    }
                }
            }
            ctx.progress(conn, 1, Some(1), &format!("{}: {} similar artists", row.name, similars.len())).await
        })
        .await?;
        Ok(())
    }
}

/// Last.fm's page and its similar artists; what it has no page for, or means somebody else by, is nothing.
async fn ask_lastfm(ctx: &JobContext, name: &str) -> (Option<ArtistFacts>, Vec<SimilarFacts>, Option<Error>) {
    let Some(lastfm) = &ctx.app.integrations.lastfm else { return (None, Vec::new(), None) };
    let facts = match some_or_none(lastfm.artist_info(ArtistRef::Name(name), ctx.priority).await) {
        Ok(Some(facts)) if is_correction(name, &facts.name) => facts,
        Ok(_) => return (None, Vec::new(), None),
        Err(error) => return (None, Vec::new(), passing(error)),
    };
    match some_or_none(lastfm.similar(ArtistRef::Name(&facts.name), SIMILARS, ctx.priority).await) {
        Ok(similars) => (Some(facts), similars.unwrap_or_default(), None),
        Err(error) => (Some(facts), Vec::new(), passing(error)),
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

/// MusicBrainz' artist of exactly that name or alias; of several the one it finds fits best.
pub(super) async fn find_in_musicbrainz(ctx: &JobContext, name: &str) -> Result<Option<ArtistFacts>, Error> {
    let hits = some_or_none(ctx.app.integrations.musicbrainz.search_artist(name, 25, ctx.priority).await)?.unwrap_or_default();
    let asked = normal(name);
    // Of several with the same score the first, which MusicBrainz itself thinks nearest; `max_by_key` keeps the last.
    let best = |fits: &dyn Fn(&ArtistFacts) -> bool| hits.iter().rev().filter(|hit| fits(hit)).max_by_key(|hit| hit.search_score);
    let named = best(&|hit| normal(&hit.name) == asked);
    let aliased = || best(&|hit| hit.aliases.iter().any(|alias| normal(alias) == asked));
    Ok(named.or_else(aliased).cloned())
}

/// MusicBrainz' facts on top of Last.fm's; Last.fm's spelling stays where it has a page.
fn merge(lastfm: ArtistFacts, found: ArtistFacts, keep_name: bool) -> ArtistFacts {
    ArtistFacts {
        name: if keep_name { lastfm.name } else { found.name },
        mbid: found.mbid,
        sort_name: found.sort_name,
        disambiguation: found.disambiguation,
        aliases: found.aliases,
        ..lastfm
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
