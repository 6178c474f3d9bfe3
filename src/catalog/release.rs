//! Releases: one pressing each, and the upsert that never erases.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Double, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::releases;
use crate::integrations::facts::ReleaseFacts;

/// A release, as stored.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = releases)]
pub struct Release {
    pub id: i64,
    pub discogs_id: Option<i64>,
    pub mbid: Option<Uuid>,
    pub album_id: i64,
    pub title: String,
    pub country: Option<String>,
    pub year: Option<i32>,
    pub format: Option<String>,
    pub is_vinyl: bool,
    pub is_official: bool,
    pub label: Option<String>,
    pub catalog_number: Option<String>,
    pub barcodes: Vec<String>,
    pub discogs_rating: Option<f64>,
    pub discogs_votes: Option<i32>,
    pub source: String,
    pub details_synced_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// What an upsert of many releases did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Tally {
    #[diesel(sql_type = BigInt)]
    pub new: i64,
    #[diesel(sql_type = BigInt)]
    pub updated: i64,
    #[diesel(sql_type = BigInt)]
    pub unchanged: i64,
}

/// Which list the releases were read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The versions of a master: they belong to the album that has it.
    Master(i64),
    /// A search: they belong to the album that was searched for, unless they already belong to one.
    Search,
    /// No list: the answer about a single release.
    Single,
}

impl Release {
    pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        releases::table.find(id).select(Self::as_select()).first(conn).await.optional()
    }

    pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<Vec<Self>> {
        releases::table.filter(releases::id.eq_any(ids)).select(Self::as_select()).load(conn).await
    }

    pub async fn find_by_discogs_id(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        releases::table.filter(releases::discogs_id.eq(id)).select(Self::as_select()).first(conn).await.optional()
    }

    /// One of an album's pressings that Discogs knows: an official one, the earliest.
    pub async fn first_discogs_id(conn: &mut AsyncPgConnection, album_id: i64) -> QueryResult<Option<i64>> {
        let first = releases::table
            .filter(releases::album_id.eq(album_id).and(releases::discogs_id.is_not_null()).and(releases::withdrawn_at.is_null()))
            .order((releases::is_official.desc(), releases::year.asc().nulls_last(), releases::id))
            .select(releases::discogs_id)
            .first(conn)
            .await
            .optional()?;
        Ok(first.flatten())
    }

    pub async fn find_by_mbid(conn: &mut AsyncPgConnection, mbid: Uuid) -> QueryResult<Option<Self>> {
        releases::table.filter(releases::mbid.eq(mbid)).select(Self::as_select()).first(conn).await.optional()
    }

    /// The release with that barcode (digits); of several the earliest.
    pub async fn find_by_barcode(conn: &mut AsyncPgConnection, barcode: &str) -> QueryResult<Option<Self>> {
        releases::table
            .filter(releases::barcodes.contains(vec![barcode.to_owned()]))
            .order((releases::withdrawn_at.is_null().desc(), releases::year.asc().nulls_last(), releases::id))
            .select(Self::as_select())
            .first(conn)
            .await
            .optional()
    }

    /// Stores a page of a list. Every field that the answer has is kept current; one that it lacks is left as
    /// it was. One statement, whatever the number.
    pub async fn upsert_all(
        conn: &mut AsyncPgConnection,
        album_id: i64,
        facts: &[ReleaseFacts],
        list: List,
        now: DateTime<Utc>,
    ) -> QueryResult<Tally> {
        let column = |pick: fn(&ReleaseFacts) -> Option<&str>| -> Vec<Option<&str>> { facts.iter().map(pick).collect() };
        // PostgreSQL has no ragged arrays, so barcodes travel joined.
        let barcodes: Vec<Option<String>> = facts.iter().map(|fact| fact.barcodes.as_ref().map(|codes| codes.join(","))).collect();
        let (master, source) = match list {
            List::Master(id) => (Some(id), "discogs_versions"),
            List::Search => (None, "discogs_search"),
            List::Single => (None, "discogs_release"),
        };
        sql_query(UPSERT)
            .bind::<BigInt, _>(album_id)
            .bind::<Nullable<BigInt>, _>(master)
            .bind::<Text, _>(source)
            .bind::<Timestamptz, _>(now)
            .bind::<Array<BigInt>, _>(facts.iter().map(|fact| fact.discogs_id).collect::<Vec<_>>())
            .bind::<Array<Nullable<Text>>, _>(column(|fact| Some(&fact.title)))
            .bind::<Array<Nullable<Text>>, _>(column(|fact| fact.country.as_deref()))
            .bind::<Array<Nullable<Integer>>, _>(facts.iter().map(|fact| fact.year).collect::<Vec<_>>())
            .bind::<Array<Nullable<Text>>, _>(column(|fact| fact.format.as_deref()))
            .bind::<Array<Bool>, _>(facts.iter().map(|fact| fact.is_vinyl).collect::<Vec<_>>())
            .bind::<Array<Bool>, _>(facts.iter().map(|fact| fact.is_official).collect::<Vec<_>>())
            .bind::<Array<Nullable<Text>>, _>(column(|fact| fact.label.as_deref()))
            .bind::<Array<Nullable<Text>>, _>(column(|fact| fact.catalog_number.as_deref()))
            .bind::<Array<Nullable<Text>>, _>(barcodes)
            .bind::<Array<Nullable<Double>>, _>(facts.iter().map(|fact| fact.rating).collect::<Vec<_>>())
            .bind::<Array<Nullable<Integer>>, _>(facts.iter().map(|fact| fact.rating_count).collect::<Vec<_>>())
            .bind::<Array<Nullable<Integer>>, _>(facts.iter().map(|fact| fact.have).collect::<Vec<_>>())
            .bind::<Array<Nullable<Integer>>, _>(facts.iter().map(|fact| fact.want).collect::<Vec<_>>())
            .get_result(conn)
            .await
    }

    /// Stores the answer about one release.
    pub async fn upsert_details(conn: &mut AsyncPgConnection, album_id: i64, facts: &ReleaseFacts, now: DateTime<Utc>) -> QueryResult<()> {
        Self::upsert_all(conn, album_id, std::slice::from_ref(facts), List::Single, now).await?;
        sql_query(
            "update releases set details_synced_at = $2, withdrawn_at = case when $3 then coalesce(withdrawn_at, $2) end where discogs_id = $1",
        )
        .bind::<BigInt, _>(facts.discogs_id)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(facts.is_withdrawn)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Adds a barcode that Discogs' search knows and the release itself does not tell.
    pub async fn add_barcode(conn: &mut AsyncPgConnection, discogs_id: i64, barcode: &str) -> QueryResult<usize> {
        sql_query("update releases set barcodes = barcodes || $2 where discogs_id = $1 and not barcodes @> array[$2]")
            .bind::<BigInt, _>(discogs_id)
            .bind::<Text, _>(barcode)
            .execute(conn)
            .await
    }

    /// Notes that Discogs no longer has the release. The row stays, with everything that hangs from it.
    pub async fn withdraw(conn: &mut AsyncPgConnection, discogs_id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
        diesel::update(releases::table.filter(releases::discogs_id.eq(discogs_id)).filter(releases::withdrawn_at.is_null()))
            .set((releases::withdrawn_at.eq(now), releases::updated_at.eq(now)))
            .execute(conn)
            .await
    }

    /// After a complete fetch that began at `started`: listed pressings that it did not meet are withdrawn.
    /// Nothing is withdrawn unless as many were met as the lists said they have: pages shift while they are read.
    pub async fn withdraw_unlisted(
        conn: &mut AsyncPgConnection,
        album_id: i64,
        (started, expected): (DateTime<Utc>, i64),
        now: DateTime<Utc>,
    ) -> QueryResult<usize> {
        let met: i64 = releases::table
            .filter(releases::album_id.eq(album_id))
            .filter(releases::listed_at.ge(started))
            .count()
            .get_result(conn)
            .await?;
        if met < expected {
            return Ok(0);
        }
        diesel::update(
            releases::table
                .filter(releases::album_id.eq(album_id))
                .filter(releases::listed_at.lt(started))
                .filter(releases::withdrawn_at.is_null()),
        )
        .set((releases::withdrawn_at.eq(now), releases::updated_at.eq(now)))
        .execute(conn)
        .await
    }
}

const UPSERT: &str = "
with incoming as (
    select distinct on (discogs_id) discogs_id, title, country, year, format, is_vinyl, is_official, label, catalog_number,
        string_to_array(barcodes, ',') as barcodes, rating, votes, have, want
    from unnest($5::bigint[], $6::text[], $7::text[], $8::integer[], $9::text[], $10::boolean[], $11::boolean[], $12::text[],
        $13::text[], $14::text[], $15::double precision[], $16::integer[], $17::integer[], $18::integer[])
        as i (discogs_id, title, country, year, format, is_vinyl, is_official, label, catalog_number, barcodes, rating, votes, have, want)
    order by discogs_id
), merged as (
    select incoming.discogs_id,
        coalesce(case when home.discogs_master_ids @> array[$2] or $2 is null then old.album_id end, $1) as album_id,
        coalesce(nullif(incoming.title, ''), old.title, '') as title,
        coalesce(incoming.country, old.country) as country, coalesce(incoming.year, old.year) as year,
        coalesce(incoming.format, old.format) as format,
        incoming.is_vinyl, incoming.is_official,
        coalesce(incoming.label, old.label) as label,
        coalesce(incoming.catalog_number, old.catalog_number) as catalog_number,
        coalesce(incoming.barcodes, old.barcodes, '{}') as barcodes,
        coalesce(incoming.rating, old.discogs_rating) as rating, coalesce(incoming.votes, old.discogs_votes) as votes,
        coalesce(incoming.have, old.discogs_have) as have, coalesce(incoming.want, old.discogs_want) as want,
        old.id is null as is_new,
        old.id is not null and (old.title, old.country, old.year, old.format, old.is_vinyl, old.is_official, old.label,
                old.catalog_number, old.barcodes, old.discogs_rating, old.discogs_votes) is distinct from
            (coalesce(nullif(incoming.title, ''), old.title), coalesce(incoming.country, old.country), coalesce(incoming.year, old.year),
             coalesce(incoming.format, old.format), incoming.is_vinyl, incoming.is_official, coalesce(incoming.label, old.label),
             coalesce(incoming.catalog_number, old.catalog_number), coalesce(incoming.barcodes, old.barcodes),
             coalesce(incoming.rating, old.discogs_rating), coalesce(incoming.votes, old.discogs_votes)) as is_changed
    from incoming
    left join releases as old using (discogs_id)
    left join albums as home on home.id = old.album_id
), stored as (
    insert into releases as r (discogs_id, album_id, title, country, year, format, is_vinyl, is_official, label, catalog_number,
        barcodes, discogs_rating, discogs_votes, discogs_have, discogs_want, source, listed_at, updated_at)
    select discogs_id, album_id, title, country, year, format, is_vinyl, is_official, label, catalog_number,
        barcodes, rating, votes, have, want, $3, case when $3 <> 'discogs_release' then greatest($4, (select releases_sync_started_at from albums where id = $1)) end, $4 from merged
    on conflict (discogs_id) do update set
        album_id = excluded.album_id, title = excluded.title, country = excluded.country, year = excluded.year,
        format = excluded.format, is_vinyl = excluded.is_vinyl, is_official = excluded.is_official, label = excluded.label,
        catalog_number = excluded.catalog_number, barcodes = excluded.barcodes, discogs_rating = excluded.discogs_rating,
        discogs_votes = excluded.discogs_votes, discogs_have = excluded.discogs_have, discogs_want = excluded.discogs_want,
        listed_at = coalesce(excluded.listed_at, r.listed_at), withdrawn_at = null,
        updated_at = case when (r.title, r.country, r.year, r.format, r.is_vinyl, r.is_official, r.label, r.catalog_number, r.barcodes,
                r.discogs_rating, r.discogs_votes, r.withdrawn_at is null) is distinct from
            (excluded.title, excluded.country, excluded.year, excluded.format, excluded.is_vinyl, excluded.is_official, excluded.label,
             excluded.catalog_number, excluded.barcodes, excluded.discogs_rating, excluded.discogs_votes, true)
            then $4 else r.updated_at end
    returning discogs_id
)
select count(*) filter (where is_new) as new, count(*) filter (where is_changed) as updated,
    count(*) filter (where not is_new and not is_changed) as unchanged
from merged join stored using (discogs_id)";
