//! Albums: the row and its queries.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::former;
use super::image::Found;
use super::matching;
use super::naming::normal;
use super::only;
use super::same::{Kind, claim};
use crate::db::schema::albums;
use crate::integrations::facts::AlbumFacts;

/// An album, as stored.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = albums)]
pub struct Album {
    pub id: i64,
    pub mbid: Option<Uuid>,
    pub discogs_master_id: Option<i64>,
    pub discogs_master_ids: Vec<i64>,
    pub artist_id: i64,
    pub title: String,
    pub normalized_title: String,
    pub first_release_year: Option<i32>,
    pub is_studio: bool,
    pub track_count: Option<i32>,
    pub cover_url: Option<String>,
    pub cover_source: Option<String>,
    pub cover_attribution: Option<String>,
    pub cover_page_url: Option<String>,
    pub cover_checked_at: Option<DateTime<Utc>>,
    pub source: String,
    pub releases_synced_at: Option<DateTime<Utc>>,
    pub releases_sync_started_at: Option<DateTime<Utc>>,
    pub releases_list: i32,
    pub releases_next_page: i32,
    pub releases_expected: i32,
    pub releases_problem: Option<String>,
    pub releases_retry_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl Album {
    pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        match Self::find_row(conn, id).await? {
            Some(album) => Ok(Some(album)),
            None => Self::find_by_former_id(conn, &id.to_string()).await,
        }
    }

    /// The row of that id, and no other.
    pub async fn find_row(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        albums::table.find(id).select(Self::as_select()).first(conn).await.optional()
    }

    /// The album that an id of ours leads to, held until the transaction ends: it is not merged away meanwhile.
    pub async fn hold(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        // Whoever had to wait for a merge to end looks once more, to where the id leads by then.
        for _ in 0..2 {
            let Some(album) = Self::find(conn, id).await? else { return Ok(None) };
            let held = albums::table.find(album.id).for_key_share().select(albums::id).first::<i64>(conn).await.optional()?;
            if held.is_some() {
                return Ok(Some(album));
            }
        }
        Ok(None)
    }

    /// The album that a merged id leads to: an id of ours, or an MBID.
    async fn find_by_former_id(conn: &mut AsyncPgConnection, former: &str) -> QueryResult<Option<Self>> {
        match former::row_of(conn, Kind::Album, former).await? {
            Some(id) => Self::find_row(conn, id).await,
            None => Ok(None),
        }
    }

    pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<Vec<Self>> {
        albums::table.filter(albums::id.eq_any(ids)).select(Self::as_select()).load(conn).await
    }

    pub async fn find_by_mbid(conn: &mut AsyncPgConnection, mbid: Uuid) -> QueryResult<Option<Self>> {
        let found = albums::table.filter(albums::mbid.eq(mbid)).select(Self::as_select()).first(conn).await.optional()?;
        match found {
            Some(album) => Ok(Some(album)),
            None => Self::find_by_former_id(conn, &mbid.to_string()).await,
        }
    }

    pub async fn find_by_master(conn: &mut AsyncPgConnection, master_id: i64) -> QueryResult<Option<Self>> {
        albums::table
            .filter(albums::discogs_master_id.eq(master_id).or(albums::discogs_master_ids.contains(vec![master_id])))
            .order(albums::id)
            .select(Self::as_select())
            .first(conn)
            .await
            .optional()
    }

    /// The artist's album of that title, else the only one that the title certainly means. Of several a studio album,
    /// then the earliest.
    pub async fn find_by_title(conn: &mut AsyncPgConnection, artist_id: i64, title: &str) -> QueryResult<Option<Self>> {
        let form = normal(title);
        let of_artist: Vec<Self> = albums::table
            .filter(albums::artist_id.eq(artist_id))
            .order((albums::is_studio.desc(), albums::first_release_year.asc().nulls_last(), albums::id))
            .select(Self::as_select())
            .load(conn)
            .await?;
        if let Some(same) = of_artist.iter().find(|album| album.normalized_title == form) {
            return Ok(Some(same.clone()));
        }
        let certain = |album: &Self| matching::albums(title.into(), album.title.as_str().into(), None).is_certain();
        Ok(only(of_artist.into_iter().filter(certain)))
    }

    /// Stores what a provider said, on the row that it is about (`same::claim`), else on a new one. What the
    /// provider did not say is kept.
    pub async fn upsert(
        conn: &mut AsyncPgConnection,
        artist_id: i64,
        facts: &AlbumFacts,
        source: &str,
        now: DateTime<Utc>,
    ) -> QueryResult<i64> {
        let claim = claim::album(conn, artist_id, facts).await?;
        let claimed = claim.row;
        let sql = match claimed {
            Some(_) => {
                "update albums set
                     mbid = coalesce(mbid, $2), title = $4, normalized_title = $5,
                     first_release_year = coalesce($6, first_release_year),
                     is_studio = case when $8::text is null then is_studio else $7 end,
                     primary_type = coalesce($8, primary_type),
                     secondary_types = case when $8::text is null then secondary_types else $9 end,
                     discogs_master_ids = case when cardinality($10::bigint[]) > 0 then $10 else discogs_master_ids end,
                     discogs_master_id = coalesce(($10::bigint[])[1], discogs_master_id),
                     track_count = coalesce($11, track_count),
                     -- A master that was not known before is a list that was not fetched before.
                     releases_synced_at = case when $10::bigint[] <@ discogs_master_ids then releases_synced_at end,
                     updated_at = $13
                 where id = $1 and $3::bigint is not null and $12::text is not null and
                     (mbid, title, first_release_year, is_studio, primary_type, secondary_types, discogs_master_ids, track_count)
                     is distinct from
                     (coalesce(mbid, $2), $4, coalesce($6, first_release_year), case when $8::text is null then is_studio else $7 end,
                      coalesce($8, primary_type), case when $8::text is null then secondary_types else $9 end,
                      case when cardinality($10::bigint[]) > 0 then $10 else discogs_master_ids end, coalesce($11, track_count))
                 returning id"
            }
            None => {
                "insert into albums (mbid, artist_id, title, normalized_title, first_release_year, is_studio, primary_type,
                     secondary_types, discogs_master_ids, discogs_master_id, track_count, source, updated_at)
                 select $2, $3, $4, $5, $6, $7, $8, $9, $10, ($10::bigint[])[1], $11, $12, $13 where $1::bigint is null
                 on conflict (mbid) do update set updated_at = albums.updated_at
                 returning id"
            }
        };
        let row: Option<Id> = sql_query(sql)
            .bind::<Nullable<BigInt>, _>(claimed)
            .bind::<Nullable<diesel::sql_types::Uuid>, _>(facts.mbid)
            .bind::<BigInt, _>(artist_id)
            .bind::<Text, _>(&facts.title)
            .bind::<Text, _>(normal(&facts.title))
            .bind::<Nullable<Integer>, _>(facts.first_release_year)
            .bind::<Bool, _>(facts.is_studio())
            .bind::<Nullable<Text>, _>(&facts.primary_type)
            .bind::<Array<Text>, _>(&facts.secondary_types)
            .bind::<Array<BigInt>, _>(&facts.discogs_master_ids)
            .bind::<Nullable<Integer>, _>(facts.track_count)
            .bind::<Text, _>(source)
            .bind::<Timestamptz, _>(now)
            .get_result(conn)
            .await
            .optional()?;
        // No row: nothing was different.
        let id = row.map(|row| row.id).or(claimed).ok_or(diesel::result::Error::NotFound)?;
        if claimed.is_none() {
            claim.queue(conn, Kind::Album, id, now).await?;
        }
        Ok(id)
    }

    /// A fetch of the pressings begins; unless one was interrupted less than a day ago, in which case that one
    /// goes on: the pages before it would have changed too much.
    pub async fn begin_releases(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
        let is_over = albums::releases_sync_started_at.is_null().or(albums::releases_sync_started_at.lt(now - TimeDelta::days(1)));
        diesel::update(albums::table.find(id).filter(is_over))
            .set((
                albums::releases_sync_started_at.eq(now),
                albums::releases_list.eq(0),
                albums::releases_next_page.eq(1),
                albums::releases_expected.eq(0),
            ))
            .execute(conn)
            .await
    }

    /// Where the fetch of the pressings continues.
    /// `ended` is the length of the list that has just come to its end, if one has.
    pub async fn set_releases_cursor(conn: &mut AsyncPgConnection, id: i64, (list, page): (i32, i32), ended: i32) -> QueryResult<usize> {
        diesel::update(albums::table.find(id))
            .set((
                albums::releases_expected.eq(albums::releases_expected + ended),
                albums::releases_list.eq(list),
                albums::releases_next_page.eq(page),
                albums::releases_problem.eq(None::<String>),
                albums::releases_retry_at.eq(None::<DateTime<Utc>>),
            ))
            .execute(conn)
            .await
    }

    /// Every list has been fetched to its end; `look_again_at` where they held nothing.
    pub async fn finish_releases(
        conn: &mut AsyncPgConnection,
        id: i64,
        now: DateTime<Utc>,
        look_again_at: Option<DateTime<Utc>>,
    ) -> QueryResult<usize> {
        diesel::update(albums::table.find(id))
            .set((
                albums::releases_synced_at.eq(now),
                albums::releases_sync_started_at.eq(None::<DateTime<Utc>>),
                albums::releases_list.eq(0),
                albums::releases_next_page.eq(1),
                albums::releases_problem.eq(None::<String>),
                albums::releases_retry_at.eq(look_again_at),
            ))
            .execute(conn)
            .await
    }

    /// Notes why the pressings could not be fetched, and from when on they may be asked for again.
    pub async fn set_releases_problem(
        conn: &mut AsyncPgConnection,
        id: i64,
        problem: &str,
        retry_at: Option<DateTime<Utc>>,
    ) -> QueryResult<usize> {
        diesel::update(albums::table.find(id))
            .set((albums::releases_problem.eq(problem), albums::releases_retry_at.eq(retry_at)))
            .execute(conn)
            .await
    }

    /// Learns the number of tracks from a pressing, where nobody else told it.
    pub async fn note_track_count(conn: &mut AsyncPgConnection, id: i64, tracks: Option<i32>) -> QueryResult<usize> {
        diesel::update(albums::table.find(id).filter(albums::track_count.is_null())).set(albums::track_count.eq(tracks)).execute(conn).await
    }

    /// Notes which cover was found, or that none was.
    pub async fn set_cover(conn: &mut AsyncPgConnection, id: i64, cover: Option<&Found>, now: DateTime<Utc>) -> QueryResult<usize> {
        diesel::update(albums::table.find(id))
            .set((
                albums::cover_url.eq(cover.map(|found| &found.image.url)),
                albums::cover_source.eq(cover.map(|found| found.provider.key())),
                albums::cover_attribution.eq(cover.and_then(|found| found.image.attribution.as_deref())),
                albums::cover_page_url.eq(cover.and_then(|found| found.image.page_url.as_deref())),
                albums::cover_checked_at.eq(now),
            ))
            .execute(conn)
            .await
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}
