//! Typeahead over what is stored: tolerates typos, accents and missing articles; never asks a provider.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::naming::normal;
use super::{Album, Artist, Slice, Window};
use crate::db::kept::{column, kept};

struct Hit {
    id: i64,
    position: i64,
    total: i64,
}

/// More hits than this nobody pages through; the count says how many there are up to it.
const MOST: i64 = 1000;

/// What an index answers at once comes first: the name itself, its beginning, its beginning without blanks (`acdc`),
/// an alias's beginning. Likeness is weighed only where that gave less than a page: over a million artists a
/// common word is like very many names.
///
/// A beginning is a range of the index, and not a pattern: which index serves a pattern is only known when its text
/// is, so that a statement with one would be planned anew for every search.
const ARTISTS: &str = "
with named as (
    (select id, 0.9 + least(popularity_score, 1e7) / 1e9 + case when normalized_name = $1 then 0.1 else 0 end as rank
        from artists where normalized_name ~>=~ $1 and normalized_name ~<~ $2 order by popularity_score desc limit $3)
    union all
    (select id, 0.89 from artists where replace(normalized_name, ' ', '') ~>=~ $8 and replace(normalized_name, ' ', '') ~<~ $10 order by popularity_score desc limit $3)
    union all
    (select artist_id, 0.88 from artist_aliases where normalized_name ~>=~ $1 and normalized_name ~<~ $2 limit $3)
), matching as (
    select id, rank from named
    union all
    select id, similarity(normalized_name, $1) * 0.85 from artists
        where $9 and (select count(*) from named) < 20 and normalized_name % $1
    union all
    select id, word_similarity($1, normalized_name) * 0.8 from artists
        where $9 and (select count(*) from named) < 20 and $1 <% normalized_name
), best as (
    select id, max(rank) as rank from matching group by id order by max(rank) desc, id limit $3
), ranked as (
    select id, row_number() over (order by rank desc, id) as rn, count(*) over () as total from best
)";

const ALBUMS: &str = "
with named as (
    (select id, 0.9 + case when normalized_title = $1 then 0.1 else 0 end as rank from albums where normalized_title ~>=~ $1 and normalized_title ~<~ $2 limit $3)
    union all
    (select id, 0.89 from albums where replace(normalized_title, ' ', '') ~>=~ $8 and replace(normalized_title, ' ', '') ~<~ $10 limit $3)
), matching as (
    select id, rank from named
    union all
    select id, similarity(normalized_title, $1) * 0.85 from albums
        where $9 and (select count(*) from named) < 20 and normalized_title % $1
    union all
    select id, word_similarity($1, normalized_title) * 0.8 from albums
        where $9 and (select count(*) from named) < 20 and $1 <% normalized_title
), best as (
    select id, max(rank) as rank from matching group by id order by max(rank) desc, id limit $3
), ranked as (
    select id, row_number() over (order by rank desc, id) as rn, count(*) over () as total from best
)";

const CUT: &str = "
, bounds as (
    select case when $4::bigint is null then 0 else (select rn from ranked where id = $4) end as low,
        case when $5::bigint is null then (select coalesce(max(total), 0) + 1 from ranked) else (select rn from ranked where id = $5) end as high
)
select ";

const WITHIN: &str = " from ranked, bounds
where rn > low and rn < high
    and ($6::bigint is null or rn <= low + $6) and ($7::bigint is null or $6 is not null or rn >= high - $7)
order by rn";

/// The count alone, for a window that holds no hit.
const COUNT: &str = "
select count(*) as total,
    $4::bigint is not null and count(*) filter (where id = $4) = 0 or $5::bigint is not null and count(*) filter (where id = $5) = 0 as is_lost
from ranked where $6::bigint is null or $7::bigint is null";

/// Artists by name, the best match first; without a search all of them, the best known first.
pub async fn artists(conn: &mut AsyncPgConnection, search: Option<&str>, window: &Window) -> QueryResult<Slice<Artist>> {
    let hits = match search.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => matching(conn, ARTISTS, text, window).await?,
        None => all(conn, "artists", "popularity_score", window).await?,
    };
    let ids: Vec<i64> = hits.rows.clone();
    let rows = Artist::by_ids(conn, &ids).await?;
    Ok(in_order(&hits, rows, |artist| artist.id))
}

/// Albums by title, the best match first; without a search all of them, the newest in the catalogue first.
pub async fn albums(conn: &mut AsyncPgConnection, search: Option<&str>, window: &Window) -> QueryResult<Slice<Album>> {
    let hits = match search.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => matching(conn, ALBUMS, text, window).await?,
        None => all(conn, "albums", "id", window).await?,
    };
    let ids: Vec<i64> = hits.rows.clone();
    let rows = Album::by_ids(conn, &ids).await?;
    Ok(in_order(&hits, rows, |album| album.id))
}

async fn matching(conn: &mut AsyncPgConnection, select: &str, text: &str, window: &Window) -> QueryResult<Slice<i64>> {
    let form = normal(text);
    let squeezed = form.replace(' ', "");
    // No letter comes after the last one that there can be.
    let end = |beginning: &str| format!("{beginning}{}", char::MAX);
    // Without letters there are no trigrams to weigh, and without trigrams the whole table would be read.
    let is_weighable = form.chars().filter(|letter| letter.is_alphanumeric()).count() >= 2;
    macro_rules! bound {
        ($statement:expr) => {
            $statement
                .bind::<Text, _>(form.as_str())
                .bind::<Text, _>(end(&form))
                .bind::<BigInt, _>(MOST)
                .bind::<Nullable<BigInt>, _>(window.after)
                .bind::<Nullable<BigInt>, _>(window.before)
                .bind::<Nullable<BigInt>, _>(window.first)
                .bind::<Nullable<BigInt>, _>(window.last)
                .bind::<Text, _>(squeezed.as_str())
                .bind::<Bool, _>(is_weighable)
                .bind::<Text, _>(end(&squeezed))
        };
    }
    let columns = (column::<BigInt>("ranked.id"), column::<BigInt>("ranked.rn"), column::<BigInt>("ranked.total"));
    let hits: Vec<(i64, i64, i64)> = bound!(kept(format!("{select}{CUT}"), columns, WITHIN)).load(conn).await?;
    let hits: Vec<Hit> = hits.into_iter().map(|(id, position, total)| Hit { id, position, total }).collect();
    if hits.is_empty() && !window.starts_at_an_end() {
        let count: Count = bound!(sql_query(format!("{select}{COUNT}"))).get_result(conn).await?;
        return Ok(Slice {
            rows: Vec::new(),
            total: count.total,
            has_previous: window.after.is_some(),
            has_next: window.before.is_some() || (window.first == Some(0) && count.total > 0),
            is_lost: count.is_lost,
        });
    }
    // Of the slice: diesel gives a vector a `first` of its own.
    let (front, back) = (hits.as_slice().first(), hits.as_slice().last());
    Ok(Slice {
        is_lost: false,
        has_previous: front.is_some_and(|hit| hit.position > 1),
        has_next: back.is_some_and(|hit| hit.position < hit.total),
        total: front.map_or(0, |hit| hit.total),
        rows: hits.iter().map(|hit| hit.id).collect(),
    })
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Bool)]
    is_lost: bool,
}

/// The whole table, walked along an index: no page costs more than its own rows.
async fn all(conn: &mut AsyncPgConnection, table: &str, column: &str, window: &Window) -> QueryResult<Slice<i64>> {
    let (limit, backwards) = match (window.first, window.last) {
        (Some(first), _) => (first, false),
        (None, Some(last)) => (last, true),
        (None, None) => (MOST, false),
    };
    let direction = if backwards { "asc" } else { "desc" };
    let id_direction = if column == "id" || backwards { direction } else { "asc" };
    let id_order = if column == "id" { String::new() } else { format!(", id {}", if backwards { "desc" } else { id_direction }) };
    let sql = format!(
        "select id from {table} where
             ($1::bigint is null or ({column}, -id) < (select {column}, -id from {table} where id = $1))
             and ($2::bigint is null or ({column}, -id) > (select {column}, -id from {table} where id = $2))
         order by {column} {direction}{id_order} limit $3"
    );
    let mut rows: Vec<Row> = sql_query(sql)
        .bind::<Nullable<BigInt>, _>(window.after)
        .bind::<Nullable<BigInt>, _>(window.before)
        .bind::<BigInt, _>(limit + 1)
        .load(conn)
        .await?;
    let sql = format!(
        "select count(*) as total,
             $1::bigint is not null and not exists (select from {table} where id = $1)
             or $2::bigint is not null and not exists (select from {table} where id = $2) as is_lost
         from {table}"
    );
    let count: Count =
        sql_query(sql).bind::<Nullable<BigInt>, _>(window.after).bind::<Nullable<BigInt>, _>(window.before).get_result(conn).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    if more {
        rows.pop();
    }
    if backwards {
        rows.reverse();
    }
    Ok(Slice {
        rows: rows.into_iter().map(|row| row.id).collect(),
        total: count.total,
        has_previous: (backwards && more) || window.after.is_some(),
        has_next: (!backwards && more) || window.before.is_some(),
        is_lost: count.is_lost,
    })
}

fn in_order<T>(hits: &Slice<i64>, mut rows: Vec<T>, id: impl Fn(&T) -> i64) -> Slice<T> {
    let place: std::collections::HashMap<i64, usize> = hits.rows.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    rows.sort_by_key(|row| place.get(&id(row)).copied());
    Slice { rows, total: hits.total, has_previous: hits.has_previous, has_next: hits.has_next, is_lost: hits.is_lost }
}
