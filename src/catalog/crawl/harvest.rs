//! What a crawl has brought.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;

/// A table that a crawl fills.
#[derive(Clone, Copy, Debug)]
pub enum Filled {
    Artists,
    Albums,
}

/// What became of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Changed {
    #[diesel(sql_type = BigInt)]
    pub new: i64,
    #[diesel(sql_type = BigInt)]
    pub updated: i64,
    #[diesel(sql_type = BigInt)]
    pub unchanged: i64,
}

/// How many rows are new since `start`, how many older ones have changed since, and how many have not.
pub async fn changed(app: &App, table: Filled, start: DateTime<Utc>) -> Result<Changed, DbError> {
    let table = match table {
        Filled::Artists => "artists",
        Filled::Albums => "albums",
    };
    let changed = sql_query(format!(
        "select count(*) filter (where created_at >= $1) as new,
             count(*) filter (where created_at < $1 and updated_at >= $1) as updated,
             count(*) filter (where created_at < $1 and updated_at < $1) as unchanged
         from {table}"
    ))
    .bind::<Timestamptz, _>(start)
    .get_result(&mut *app.db.conn().await?)
    .await?;
    Ok(changed)
}

/// What a crawl of pressings changed.
#[derive(Clone, Debug, Default)]
pub struct Harvest {
    pub found: i64,
    pub new: i64,
    pub updated: i64,
    pub first_year: Option<i32>,
    pub last_year: Option<i32>,
    /// The most frequent countries and formats, with their numbers.
    pub countries: Vec<(String, i64)>,
    pub formats: Vec<(String, i64)>,
}

/// What has changed since `start` among the pressings of the albums that these runs are about, and of those that no
/// run was needed for: all in question, where `with_fresh`, of this artist or of everybody.
pub async fn harvest(
    app: &App,
    roots: &[i64],
    start: DateTime<Utc>,
    (with_fresh, artist_id): (bool, Option<i64>),
) -> Result<Harvest, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        found: i64,
        #[diesel(sql_type = BigInt)]
        new: i64,
        #[diesel(sql_type = BigInt)]
        updated: i64,
        #[diesel(sql_type = Nullable<Integer>)]
        first_year: Option<i32>,
        #[diesel(sql_type = Nullable<Integer>)]
        last_year: Option<i32>,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        word: String,
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    const OF: &str = "from releases where is_vinyl and withdrawn_at is null and album_id in (
        select (payload ->> 'album_id')::bigint from job_runs where id = any($1)
        union select albums.id from albums where $2 and (is_studio or primary_type is null) and ($3::bigint is null or artist_id = $3))";
    let conn = &mut *app.db.conn().await?;
    let row: Row = sql_query(format!(
        "select count(*) as found, count(*) filter (where created_at >= $4) as new,
             count(*) filter (where created_at < $4 and updated_at >= $4) as updated, min(year) as first_year, max(year) as last_year {OF}"
    ))
    .bind::<Array<BigInt>, _>(roots)
    .bind::<Bool, _>(with_fresh)
    .bind::<Nullable<BigInt>, _>(artist_id)
    .bind::<Timestamptz, _>(start)
    .get_result(conn)
    .await?;
    let mut top = Vec::new();
    for column in ["country", "split_part(format, ',', 1)"] {
        let counts: Vec<Count> =
            sql_query(format!("select {column} as word, count(*) as number {OF} and {column} <> '' group by 1 order by 2 desc, 1 limit 8"))
                .bind::<Array<BigInt>, _>(roots)
                .bind::<Bool, _>(with_fresh)
                .bind::<Nullable<BigInt>, _>(artist_id)
                .load(conn)
                .await?;
        top.push(counts.into_iter().map(|count| (count.word, count.number)).collect());
    }
    let formats = top.pop().unwrap_or_default();
    let countries = top.pop().unwrap_or_default();
    let Row { found, new, updated, first_year, last_year } = row;
    Ok(Harvest { found, new, updated, first_year, last_year, countries, formats })
}
