//! Where to look for names like a name: coarser forms, which meet where normal forms do not.
//!
//! Three a name at most, so that a million artists are three million short rows, and a look-up is three looks
//! into one index. Whether what is found is the same, `matching` says.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::app::App;
use crate::catalog::matching::key_forms;
use crate::db::DbError;

/// How many artists get their keys in one statement.
const BATCH: i64 = 5_000;

/// The keys of a name.
pub fn of(name: &str) -> Vec<String> {
    key_forms(name)
}

/// Keeps the keys of these names for an artist.
pub async fn store<S: AsRef<str>>(conn: &mut AsyncPgConnection, artist_id: i64, names: &[S]) -> QueryResult<()> {
    let mut keys: Vec<String> = names.iter().flat_map(|name| of(name.as_ref())).collect();
    keys.sort_unstable();
    keys.dedup();
    insert(conn, &vec![artist_id; keys.len()], &keys).await
}

async fn insert(conn: &mut AsyncPgConnection, ids: &[i64], keys: &[String]) -> QueryResult<()> {
    if keys.is_empty() {
        return Ok(());
    }
    sql_query("insert into artist_keys (key, artist_id) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing")
        .bind::<Array<Text>, _>(keys)
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)
        .await?;
    Ok(())
}

const NAMES: &str = "select id,
         array[name] || coalesce((select array_agg(alias.name) from artist_aliases as alias where artist_id = a.id), '{}') as names
     from artists as a";

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Array<Text>)]
    names: Vec<String>,
}

/// Makes the keys of these artists anew, from the names that they have now.
pub async fn rebuild(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<()> {
    sql_query("delete from artist_keys where artist_id = any($1)").bind::<Array<BigInt>, _>(ids).execute(conn).await?;
    let named: Vec<Named> = sql_query(format!("{NAMES} where id = any($1)")).bind::<Array<BigInt>, _>(ids).load(conn).await?;
    insert_of(conn, &named).await
}

/// Gives keys to the artists that have none: those of before there were keys, or that came in bulk. Returns how
/// many.
pub async fn fill(app: &App) -> Result<u64, DbError> {
    let (mut last, mut filled) = (0, 0);
    loop {
        let conn = &mut app.db.conn().await?;
        let some: Vec<Named> = sql_query(format!(
            "{NAMES} where id > $1 and not exists (select from artist_keys as k where k.artist_id = a.id) order by id limit $2"
        ))
        .bind::<BigInt, _>(last)
        .bind::<BigInt, _>(BATCH)
        .load(conn)
        .await?;
        let Some(end) = some.last() else { return Ok(filled) };
        last = end.id;
        filled += some.len() as u64;
        insert_of(conn, &some).await?;
    }
}

async fn insert_of(conn: &mut AsyncPgConnection, artists: &[Named]) -> QueryResult<()> {
    let pairs = artists.iter().flat_map(|artist| artist.names.iter().flat_map(|name| of(name)).map(|key| (artist.id, key)));
    let (ids, keys): (Vec<i64>, Vec<String>) = pairs.unzip();
    insert(conn, &ids, &keys).await
}
