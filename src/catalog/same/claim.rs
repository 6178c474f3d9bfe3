//! Which stored row a provider's facts are about: ids first, then what was decided, then the normal form, then
//! likeness. No row that another id contradicts, and none that was decided to be somebody else.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{AlbumIdentity, Apart, ArtistIdentity, Candidate, Identity, Kind, add_review, candidates, same_as};
use crate::catalog::matching::{Service, Spelling, Verdict, albums as alike_albums};
use crate::catalog::naming::normal;
use crate::catalog::{Album, Artist, only};
use crate::db::schema::{albums, artists};
use crate::integrations::facts::{AlbumFacts, ArtistFacts};

/// More doubtful pairs than these of one name help nobody.
const MOST_DOUBTS: usize = 3;

/// Whose the facts are, and whose they may be.
#[derive(Debug, Default)]
pub struct Claim {
    pub row: Option<i64>,
    doubts: Vec<(i64, Verdict)>,
}

impl Claim {
    fn of(row: i64) -> Self {
        Self { row: Some(row), doubts: Vec::new() }
    }

    /// Somebody should look whether the new row is one of these.
    pub async fn queue(&self, conn: &mut AsyncPgConnection, kind: Kind, new: i64, now: DateTime<Utc>) -> QueryResult<()> {
        for (other, verdict) in &self.doubts {
            add_review(conn, kind, (new, *other), *verdict, now).await?;
        }
        Ok(())
    }
}

/// The stored artist that these facts are about.
pub async fn artist(conn: &mut AsyncPgConnection, facts: &ArtistFacts) -> QueryResult<Claim> {
    if let Some(mbid) = facts.mbid
        && let Some(artist) = Artist::find_by_mbid(conn, mbid).await?
    {
        return Ok(Claim::of(artist.id));
    }
    if let Some(discogs_id) = facts.discogs_id
        && let Some(artist) = Artist::find_by_discogs_id(conn, discogs_id).await?
        && (facts.mbid.is_none() || artist.mbid.is_none())
    {
        return Ok(Claim::of(artist.id));
    }
    let identity = ArtistIdentity::of_facts(facts);
    if let Some(other) = same_as(conn, Kind::Artist, &identity).await?
        && let Some(row) = artist_known_as(conn, &other).await?
    {
        return Ok(Claim::of(row));
    }
    let fits = |mbid: Option<Uuid>, discogs_id: Option<i64>| {
        (facts.mbid.is_none() || mbid.is_none()) && (facts.discogs_id.is_none() || discogs_id.is_none())
    };
    // Of several of exactly that name the best known.
    let named: Vec<Artist> = artists::table
        .filter(artists::normalized_name.eq(normal(&facts.name)))
        .order((artists::popularity_score.desc(), artists::id))
        .limit(50)
        .select(Artist::as_select())
        .load(conn)
        .await?;
    let apart = Apart::from(conn, Kind::Artist, &identity).await?;
    let may_be = |artist: &&Artist| fits(artist.mbid, artist.discogs_id) && !apart.is(&ArtistIdentity::of(artist));
    if let Some(artist) = named.iter().find(may_be) {
        return Ok(Claim::of(artist.id));
    }
    let service = match (facts.mbid, facts.discogs_id) {
        (None, Some(_)) => Service::Discogs,
        _ => Service::Lastfm,
    };
    let alike = candidates(conn, Spelling::by(service, &facts.name)).await?;
    let may_be = |candidate: &&Candidate| fits(candidate.mbid, candidate.discogs_id) && !apart.is(&candidate.identity());
    let likely: Vec<&Candidate> = alike.iter().filter(may_be).collect();
    if let Some(one) = only(likely.iter().filter(|candidate| candidate.verdict.is_certain())) {
        return Ok(Claim::of(one.id));
    }
    // Namesakes of which one may be meant are as doubtful as names that are not quite the same.
    let doubts = likely.iter().take(MOST_DOUBTS).map(|candidate| (candidate.id, candidate.verdict)).collect();
    Ok(Claim { row: None, doubts })
}

/// The artist that has one of these keys.
async fn artist_known_as(conn: &mut AsyncPgConnection, identity: &Identity) -> QueryResult<Option<i64>> {
    for key in identity {
        let found = match key.split_once(':') {
            Some(("mbid", mbid)) => match mbid.parse() {
                Ok(mbid) => Artist::find_by_mbid(conn, mbid).await?,
                Err(_) => None,
            },
            Some(("discogs", id)) => match id.parse() {
                Ok(id) => Artist::find_by_discogs_id(conn, id).await?,
                Err(_) => None,
            },
            Some(("spotify", id)) => Artist::find_by_spotify_id(conn, id).await?,
            Some(("name", name)) => artists::table
                .filter(artists::normalized_name.eq(name))
                .order((artists::popularity_score.desc(), artists::id))
                .select(Artist::as_select())
                .first(conn)
                .await
                .optional()?,
            _ => None,
        };
        if let Some(artist) = found {
            return Ok(Some(artist.id));
        }
    }
    Ok(None)
}

/// The stored album of this artist that these facts are about.
pub async fn album(conn: &mut AsyncPgConnection, artist_id: i64, facts: &AlbumFacts) -> QueryResult<Claim> {
    if let Some(mbid) = facts.mbid
        && let Some(album) = Album::find_by_mbid(conn, mbid).await?
    {
        return Ok(Claim::of(album.id));
    }
    for master in &facts.discogs_master_ids {
        // A master belongs to one album; only where MusicBrainz has two for it are there two rows.
        if let Some(album) = Album::find_by_master(conn, *master).await?
            && (facts.mbid.is_none() || album.mbid.is_none())
        {
            return Ok(Claim::of(album.id));
        }
    }
    let Some(artist) = Artist::find_row(conn, artist_id).await? else { return Ok(Claim::default()) };
    let identity = AlbumIdentity::of_facts(facts, &artist.normalized_name);
    if let Some(other) = same_as(conn, Kind::Album, &identity).await?
        && let Some(row) = album_known_as(conn, artist_id, &other).await?
    {
        return Ok(Claim::of(row));
    }
    let mut query = albums::table
        .filter(albums::artist_id.eq(artist_id))
        .filter(albums::first_release_year.eq(facts.first_release_year).or(albums::first_release_year.is_null()))
        .into_boxed();
    if facts.mbid.is_some() {
        query = query.filter(albums::mbid.is_null());
        // A master of its own makes it another album, unless it is one of these.
        query = query.filter(albums::discogs_master_id.is_null().or(albums::discogs_master_id.eq_any(facts.discogs_master_ids.clone())));
    } else {
        query = query.filter(albums::discogs_master_id.is_null());
    }
    let possible: Vec<Album> = query.order(albums::id).select(Album::as_select()).load(conn).await?;
    let form = normal(&facts.title);
    let mut likely: Vec<(&Album, Verdict)> = possible
        .iter()
        .map(|album| (album, alike_albums(facts.title.as_str().into(), album.title.as_str().into(), Some(&artist.name))))
        .filter(|(_, verdict)| verdict.is_certain() || verdict.is_doubtful())
        .collect();
    // The same normal form first, then the likelier.
    likely.sort_by(|(one, first), (other, second)| {
        (other.normalized_title == form).cmp(&(one.normalized_title == form)).then(second.score.total_cmp(&first.score))
    });
    let apart = Apart::from(conn, Kind::Album, &identity).await?;
    let mut doubts = Vec::new();
    for (album, verdict) in likely {
        if apart.is(&AlbumIdentity::by(album, &artist.normalized_name)) {
            continue;
        }
        if verdict.is_certain() {
            return Ok(Claim::of(album.id));
        }
        doubts.push((album.id, verdict));
    }
    doubts.truncate(MOST_DOUBTS);
    Ok(Claim { row: None, doubts })
}

/// The album that has one of these keys.
pub async fn album_known_as(conn: &mut AsyncPgConnection, artist_id: i64, identity: &Identity) -> QueryResult<Option<i64>> {
    for key in identity {
        let found = match key.split_once(':') {
            Some(("mbid", mbid)) => match mbid.parse() {
                Ok(mbid) => Album::find_by_mbid(conn, mbid).await?,
                Err(_) => None,
            },
            Some(("master", id)) => match id.parse() {
                Ok(id) => Album::find_by_master(conn, id).await?,
                Err(_) => None,
            },
            Some(("name", name)) => {
                let title = name.split_once('|').map_or(name, |(_, title)| title);
                albums::table
                    .filter(albums::artist_id.eq(artist_id))
                    .filter(albums::normalized_title.eq(title))
                    .order(albums::id)
                    .select(Album::as_select())
                    .first(conn)
                    .await
                    .optional()?
            }
            _ => None,
        };
        if let Some(album) = found {
            return Ok(Some(album.id));
        }
    }
    Ok(None)
}
