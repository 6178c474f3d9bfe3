//! What people own and want by Discogs' ids, as Discogs or a file says; written in sets, whatever their size.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

/// Who says that somebody owns or wants something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Discogs,
    Csv,
}

impl Source {
    /// As the database spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Discogs => "discogs",
            Self::Csv => "csv",
        }
    }
}

/// One copy of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub discogs_id: i64,
    /// Which copy of that release.
    pub instance: i64,
    pub folder: String,
    pub added_at: Option<DateTime<Utc>>,
}

/// A release that is wanted, and since when.
pub type Want = (i64, Option<DateTime<Utc>>);

/// What became of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, QueryableByName)]
pub struct Tally {
    #[diesel(sql_type = BigInt)]
    pub new: i64,
    #[diesel(sql_type = BigInt)]
    pub updated: i64,
    #[diesel(sql_type = BigInt)]
    pub unchanged: i64,
    #[diesel(sql_type = BigInt)]
    #[serde(default)]
    pub removed: i64,
}

impl Tally {
    pub fn and(self, more: Self) -> Self {
        Self {
            new: self.new + more.new,
            updated: self.updated + more.updated,
            unchanged: self.unchanged + more.unchanged,
            removed: self.removed + more.removed,
        }
    }
}

/// Stores copies; one without a date keeps the one it has, or was added now. `walk` is noted with them.
pub async fn store_copies(
    conn: &mut AsyncPgConnection,
    (user_id, source): (i64, Source),
    copies: &[Copy],
    walk: Option<i64>,
    now: DateTime<Utc>,
) -> QueryResult<Tally> {
    let tally = sql_query(
        "with told as (
             select distinct on (discogs_id, instance) discogs_id, instance, folder, added_at
             from unnest($3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[]) as t (discogs_id, instance, folder, added_at)
             order by discogs_id, instance
         ), merged as (
             select told.discogs_id, told.instance, told.folder, coalesce(told.added_at, old.added_at, $7) as added_at,
                 old.user_id is null as is_new,
                 (old.folder, old.added_at) is distinct from (told.folder, coalesce(told.added_at, old.added_at)) as is_changed
             from told left join collection_copies as old
                 on old.user_id = $1 and old.source = $2 and old.discogs_id = told.discogs_id and old.instance = told.instance
         ), stored as (
             insert into collection_copies (user_id, source, discogs_id, instance, folder, added_at, met_in)
             select $1, $2, discogs_id, instance, folder, added_at, $8 from merged
             on conflict on constraint collection_copies_pkey do update
                 set folder = excluded.folder, added_at = excluded.added_at, met_in = excluded.met_in
         )
         select count(*) filter (where is_new) as new, count(*) filter (where not is_new and is_changed) as updated,
             count(*) filter (where not is_new and not is_changed) as unchanged, 0::bigint as removed from merged",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(source.word())
    .bind::<Array<BigInt>, _>(copies.iter().map(|copy| copy.discogs_id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(copies.iter().map(|copy| copy.instance).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(copies.iter().map(|copy| &copy.folder).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(copies.iter().map(|copy| copy.added_at).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<BigInt>, _>(walk)
    .get_result(conn)
    .await?;
    settle(conn, user_id, copies.iter().map(|copy| copy.discogs_id).collect(), now).await?;
    Ok(tally)
}

/// Stores what is wanted.
pub async fn store_wants(
    conn: &mut AsyncPgConnection,
    (user_id, source): (i64, Source),
    wants: &[Want],
    walk: Option<i64>,
    now: DateTime<Utc>,
) -> QueryResult<Tally> {
    let tally = sql_query(
        "with told as (
             select distinct on (discogs_id) discogs_id, added_at
             from unnest($3::bigint[], $4::timestamptz[]) as t (discogs_id, added_at) order by discogs_id
         ), merged as (
             select told.discogs_id, coalesce(told.added_at, old.added_at, $5) as added_at, old.user_id is null as is_new,
                 old.added_at is distinct from coalesce(told.added_at, old.added_at) as is_changed
             from told left join wanted_releases as old on old.user_id = $1 and old.source = $2 and old.discogs_id = told.discogs_id
         ), stored as (
             insert into wanted_releases (user_id, source, discogs_id, added_at, met_in)
             select $1, $2, discogs_id, added_at, $6 from merged
             on conflict on constraint wanted_releases_pkey do update set added_at = excluded.added_at, met_in = excluded.met_in
         )
         select count(*) filter (where is_new) as new, count(*) filter (where not is_new and is_changed) as updated,
             count(*) filter (where not is_new and not is_changed) as unchanged, 0::bigint as removed from merged",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(source.word())
    .bind::<Array<BigInt>, _>(wants.iter().map(|want| want.0).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(wants.iter().map(|want| want.1).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<BigInt>, _>(walk)
    .get_result(conn)
    .await?;
    settle(conn, user_id, wants.iter().map(|want| want.0).collect(), now).await?;
    Ok(tally)
}

/// Brings what a person owns and wants in line with the copies and wants of these releases.
pub async fn settle(conn: &mut AsyncPgConnection, user_id: i64, discogs_ids: Vec<i64>, now: DateTime<Utc>) -> QueryResult<()> {
    if !discogs_ids.is_empty() {
        sql_query("select settle_collections($1, $2, $3)")
            .bind::<BigInt, _>(user_id)
            .bind::<Array<BigInt>, _>(discogs_ids)
            .bind::<Timestamptz, _>(now)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// How many rows of one of the two tables a walk has met, and how many of them were added after that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Met {
    #[diesel(sql_type = BigInt)]
    pub all: i64,
    #[diesel(sql_type = BigInt)]
    pub later: i64,
}

/// Which of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum List {
    Copies,
    Wants,
}

impl List {
    fn table(self) -> &'static str {
        match self {
            Self::Copies => "collection_copies",
            Self::Wants => "wanted_releases",
        }
    }

    /// What a walk through Discogs' list has met.
    pub async fn met(self, conn: &mut AsyncPgConnection, user_id: i64, walk: i64, newest: Option<DateTime<Utc>>) -> QueryResult<Met> {
        sql_query(format!(
            "select count(*) as all, count(*) filter (where added_at > $3) as later from {}
             where user_id = $1 and source = 'discogs' and met_in = $2",
            self.table()
        ))
        .bind::<BigInt, _>(user_id)
        .bind::<BigInt, _>(walk)
        .bind::<Nullable<Timestamptz>, _>(newest)
        .get_result(conn)
        .await
    }

    /// Removes what a whole walk has not met, or, without a walk, all that came from Discogs.
    pub async fn remove_unmet(self, conn: &mut AsyncPgConnection, user_id: i64, walk: Option<i64>, now: DateTime<Utc>) -> QueryResult<i64> {
        #[derive(QueryableByName)]
        struct Gone {
            #[diesel(sql_type = BigInt)]
            discogs_id: i64,
        }
        let gone: Vec<Gone> = sql_query(format!(
            "delete from {} where user_id = $1 and source = 'discogs' and ($2 is null or met_in is distinct from $2) returning discogs_id",
            self.table()
        ))
        .bind::<BigInt, _>(user_id)
        .bind::<Nullable<BigInt>, _>(walk)
        .load(conn)
        .await?;
        let removed = i64::try_from(gone.len()).unwrap_or(i64::MAX);
        settle(conn, user_id, gone.into_iter().map(|gone| gone.discogs_id).collect(), now).await?;
        Ok(removed)
    }
}
