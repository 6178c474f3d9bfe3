//! Pages of the catalogue's lists: of one parent or of many in one statement.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Double, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Album, Artist, Release};
use crate::db::kept::{column, kept};

/// Which part of a list: so many rows after or before a row of it. A cursor is the row's id, so that rows
/// which arrive in between neither repeat nor hide any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    pub after: Option<i64>,
    pub before: Option<i64>,
    pub first: Option<i64>,
    pub last: Option<i64>,
}

/// One part of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub total: i64,
    pub has_previous: bool,
    pub has_next: bool,
    /// A cursor names no row of the list, or no longer: nobody knows where to go on.
    pub is_lost: bool,
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), total: 0, has_previous: false, has_next: false, is_lost: false }
    }
}

impl<T> Slice<T> {
    /// The slice of a list of which one row more than asked for was read, from the end that was asked for.
    pub fn of_page(mut rows: Vec<T>, total: i64, window: &Window) -> Self {
        let limit = usize::try_from(window.first.or(window.last).unwrap_or_default()).unwrap_or_default();
        let (more, from_end) = (rows.len() > limit, window.first.is_none() && window.last.is_some());
        rows.truncate(limit);
        if from_end {
            rows.reverse();
        }
        Self {
            rows,
            total,
            has_previous: if from_end { more } else { window.after.is_some() },
            has_next: if from_end { window.before.is_some() } else { more },
            is_lost: false,
        }
    }
}

/// The order of an artist's albums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlbumOrder {
    Year,
    YearDesc,
    Title,
    Popularity,
}

/// The order of an album's pressings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReleaseOrder {
    Year,
    YearDesc,
    Country,
    Rating,
    Price,
}

/// Which pressings of an album.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReleaseFilter {
    pub country: Option<String>,
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    pub format: Option<String>,
    pub label: Option<String>,
    pub official: Option<bool>,
    /// `true`: only those that Discogs has deleted or merged; else only the others.
    pub withdrawn: bool,
}

#[derive(Clone, Copy, QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    parent: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Nullable<Double>)]
    score: Option<f64>,
}

/// A row and its place in its parent's list.
#[derive(QueryableByName)]
struct Placed<T: diesel::deserialize::QueryableByName<diesel::pg::Pg>> {
    #[diesel(embed)]
    place: Place,
    #[diesel(embed)]
    row: T,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    parent: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Bool)]
    is_lost: bool,
}

/// Cuts a window out of `ranked (parent, id, rn, total, score)`; the count comes with the rows. A cursor that
/// the list does not hold cuts nothing out: to begin at the front again would send a client round in circles.
const CUT: &str = "
, bounds as (
    select parent, max(total) as total,
        -- A cursor whose row has gone ends the list: starting it again would never end.
        coalesce(max(rn) filter (where id = $2), case when $2::bigint is null then 0 else max(total) end) as low,
        coalesce(max(rn) filter (where id = $3), case when $3::bigint is null then max(total) + 1 else 1 end) as high
    from ranked group by parent
), spans as (
    select parent, total,
        greatest(low + 1, case when $4::bigint is null and $5::bigint is not null then high - $5 else low + 1 end) as from_rn,
        least(high - 1, case when $4::bigint is null then high - 1 else low + $4 end) as to_rn
    from bounds where low is not null and high is not null
)
select spans.parent, spans.total, ranked.rn as position, ranked.score, t.*
from spans join ranked on ranked.parent = spans.parent and ranked.rn between spans.from_rn and spans.to_rn
join {table} as t on t.id = ranked.id
order by spans.parent, ranked.rn";

/// The counts alone, for windows that hold no row of a list that has some.
const COUNT: &str = "
select parent, count(*) as total,
    $2::bigint is not null and count(*) filter (where id = $2) = 0 or $3::bigint is not null and count(*) filter (where id = $3) = 0 as is_lost
from ranked where $4::bigint is null or $5::bigint is null group by parent";

impl Window {
    /// Whether an empty page means an empty list.
    pub(super) fn starts_at_an_end(&self) -> bool {
        self.after.is_none() && self.before.is_none() && self.first != Some(0) && self.last != Some(0)
    }

    /// How many rows from the very beginning, if that is what is asked.
    fn first_page(&self) -> Option<i64> {
        self.first.filter(|first| *first > 0 && self.after.is_none() && self.before.is_none())
    }
}

/// Nearly every page is the first of its list. It is read off an index, parent by parent, and no further than it
/// goes, where [`CUT`] must rank the whole list to find a cursor in it.
macro_rules! first_pages {
    ($conn:expr, $parents:expr, $first:expr, $table:literal, $from:literal, $order:expr, $score:literal, $row:ty) => {{
        let order = $order;
        let after = format!(
            " from unnest($1::bigint[]) as asked (parent)
             cross join lateral (select count(*) as total from {from}) as counted
             cross join lateral (
                 select {table}.*, {score} as score, row_number() over (order by {order}) as position
                 from {from} order by {order} limit $2
             ) as {table}",
            table = $table,
            from = $from,
            score = $score,
        );
        let selection = (
            column::<BigInt>("parent"),
            column::<BigInt>("total"),
            column::<BigInt>("position"),
            column::<Nullable<Double>>("score"),
            <$row>::as_select(),
        );
        let rows: Vec<(i64, i64, i64, Option<f64>, $row)> =
            kept("select ", selection, after).bind::<Array<BigInt>, _>($parents).bind::<BigInt, _>($first).load($conn).await?;
        rows.into_iter()
            .map(|(parent, total, position, score, row)| Placed { place: Place { parent, total, position, score }, row })
            .collect::<Vec<_>>()
    }};
}

fn gather<T: diesel::deserialize::QueryableByName<diesel::pg::Pg>, R>(
    mut placed: Vec<Placed<T>>,
    keep: impl Fn(T, Place) -> R,
) -> HashMap<i64, Slice<R>> {
    placed.sort_by_key(|Placed { place, .. }| (place.parent, place.position));
    let mut slices: HashMap<i64, Slice<R>> = HashMap::new();
    for Placed { place, row } in placed {
        let slice = slices.entry(place.parent).or_default();
        if slice.rows.is_empty() {
            slice.has_previous = place.position > 1;
        }
        slice.total = place.total;
        slice.has_next = place.position < place.total;
        slice.rows.push(keep(row, place));
    }
    slices
}

/// Gives the pages without rows the count of their list.
fn count<R>(slices: &mut HashMap<i64, Slice<R>>, counts: Vec<Count>, window: &Window) {
    for Count { parent, total, is_lost } in counts {
        slices.entry(parent).or_insert_with(|| Slice {
            rows: Vec::new(),
            total,
            has_previous: window.after.is_some(),
            has_next: window.before.is_some() || window.first == Some(0),
            is_lost,
        });
    }
}

impl Album {
    /// A page of each of these artists' albums.
    pub async fn by_artists(
        conn: &mut AsyncPgConnection,
        artist_ids: &[i64],
        window: &Window,
        studio_only: bool,
        order: AlbumOrder,
    ) -> QueryResult<HashMap<i64, Slice<Self>>> {
        let order = match order {
            AlbumOrder::Year => "first_release_year asc nulls last, id",
            AlbumOrder::YearDesc => "first_release_year desc nulls last, id desc",
            AlbumOrder::Title => "normalized_title, id",
            AlbumOrder::Popularity => {
                "(select coalesce(sum(discogs_have), 0) + coalesce(sum(discogs_votes), 0) from releases where releases.album_id = albums.id) desc, id"
            }
        };
        if let Some(first) = window.first_page() {
            let placed = if studio_only {
                first_pages!(
                    conn,
                    artist_ids,
                    first,
                    "albums",
                    "albums where artist_id = parent and is_studio",
                    order,
                    "null::double precision",
                    Self
                )
            } else {
                first_pages!(conn, artist_ids, first, "albums", "albums where artist_id = parent", order, "null::double precision", Self)
            };
            return Ok(gather(placed, |row, _| row));
        }
        let sql = format!(
            "with ranked as (
                 select artist_id as parent, id, row_number() over (partition by artist_id order by {order}) as rn,
                     count(*) over (partition by artist_id) as total, null::double precision as score
                 from albums where artist_id = any($1) and (is_studio or not $6)
             )"
        );
        let cut = sql.clone() + &CUT.replace("{table}", "albums");
        let mut slices = gather(bound(&cut, artist_ids, window).bind::<Bool, _>(studio_only).load(conn).await?, |row, _| row);
        if slices.len() < artist_ids.len() && !window.starts_at_an_end() {
            let all = sql + COUNT;
            count(&mut slices, bound(&all, artist_ids, window).bind::<Bool, _>(studio_only).load(conn).await?, window);
        }
        Ok(slices)
    }
}

impl Release {
    /// A page of each of these albums' vinyl pressings.
    pub async fn by_albums(
        conn: &mut AsyncPgConnection,
        album_ids: &[i64],
        window: &Window,
        filter: &ReleaseFilter,
        order: ReleaseOrder,
        now: DateTime<Utc>,
    ) -> QueryResult<HashMap<i64, Slice<Self>>> {
        let order_by = order;
        let order = match order {
            ReleaseOrder::Year => "year asc nulls last, id",
            ReleaseOrder::YearDesc => "year desc nulls last, id desc",
            ReleaseOrder::Country => "country asc nulls last, year asc nulls last, id",
            ReleaseOrder::Rating => "discogs_rating desc nulls last, discogs_votes desc nulls last, id",
            // What may not be shown any more does not show in the order either.
            ReleaseOrder::Price => {
                "(select min(euros(total_amount, currency, ($13::timestamptz at time zone 'UTC')::date)) from prices
                     where prices.release_id = releases.id and confidence >= 0.7 and (display_until is null or display_until > $13)) asc nulls last, id"
            }
        };
        if let Some(first) = window.first_page().filter(|_| *filter == ReleaseFilter::default() && order_by != ReleaseOrder::Price) {
            let placed = first_pages!(
                conn,
                album_ids,
                first,
                "releases",
                "releases where album_id = parent and is_vinyl and withdrawn_at is null",
                order,
                "null::double precision",
                Self
            );
            return Ok(gather(placed, |row, _| row));
        }
        let sql = format!(
            "with ranked as (
                 select album_id as parent, id, row_number() over (partition by album_id order by {order}) as rn,
                     count(*) over (partition by album_id) as total, null::double precision as score
                 from releases where album_id = any($1) and is_vinyl and (withdrawn_at is not null) = $6
                     and ($7::text is null or lower(country) = lower($7))
                     and ($8::integer is null or year >= $8) and ($9::integer is null or year <= $9)
                     and ($10::text is null or format ilike '%' || $10 || '%')
                     and ($11::text is null or label ilike '%' || $11 || '%')
                     and ($12::boolean is null or is_official = $12) and $13::timestamptz is not null
             )"
        );
        let filtered = |sql| {
            bound(sql, album_ids, window)
                .bind::<Bool, _>(filter.withdrawn)
                .bind::<Nullable<Text>, _>(&filter.country)
                .bind::<Nullable<Integer>, _>(filter.year_from)
                .bind::<Nullable<Integer>, _>(filter.year_to)
                .bind::<Nullable<Text>, _>(filter.format.as_deref().map(pattern))
                .bind::<Nullable<Text>, _>(filter.label.as_deref().map(pattern))
                .bind::<Nullable<Bool>, _>(filter.official)
                .bind::<Timestamptz, _>(now)
        };
        let cut = sql.clone() + &CUT.replace("{table}", "releases");
        let mut slices = gather(filtered(&cut).load(conn).await?, |row, _| row);
        if slices.len() < album_ids.len() && !window.starts_at_an_end() {
            let all = sql + COUNT;
            count(&mut slices, filtered(&all).load(conn).await?, window);
        }
        Ok(slices)
    }
}

impl Artist {
    /// A page of the artists similar to each of these, the nearest first, with their scores.
    pub async fn similar_to(
        conn: &mut AsyncPgConnection,
        artist_ids: &[i64],
        window: &Window,
    ) -> QueryResult<HashMap<i64, Slice<(Self, f64)>>> {
        if let Some(first) = window.first_page() {
            let placed = first_pages!(
                conn,
                artist_ids,
                first,
                "artists",
                "artist_similars join artists on artists.id = similar_artist_id where artist_id = parent",
                "artist_similars.score desc, similar_artist_id",
                "artist_similars.score",
                Self
            );
            return Ok(gather(placed, |row, place| (row, place.score.unwrap_or_default())));
        }
        let sql = String::from(
            "with ranked as (
                 select artist_id as parent, similar_artist_id as id,
                     row_number() over (partition by artist_id order by score desc, similar_artist_id) as rn,
                     count(*) over (partition by artist_id) as total, score
                 from artist_similars where artist_id = any($1)
             )",
        );
        let cut = sql.clone() + &CUT.replace("{table}", "artists");
        let placed: Vec<Placed<Self>> = bound(&cut, artist_ids, window).load(conn).await?;
        let mut slices = gather(placed, |row, place| (row, place.score.unwrap_or_default()));
        if slices.len() < artist_ids.len() && !window.starts_at_an_end() {
            let all = sql + COUNT;
            count(&mut slices, bound(&all, artist_ids, window).load(conn).await?, window);
        }
        Ok(slices)
    }
}

/// The binds that every cut begins with.
fn bound<'a>(
    sql: &'a str,
    parents: &'a [i64],
    window: &Window,
) -> diesel::query_builder::BoxedSqlQuery<'a, diesel::pg::Pg, diesel::query_builder::SqlQuery> {
    sql_query(sql)
        .into_boxed()
        .bind::<Array<BigInt>, _>(parents)
        .bind::<Nullable<BigInt>, _>(window.after)
        .bind::<Nullable<BigInt>, _>(window.before)
        .bind::<Nullable<BigInt>, _>(window.first)
        .bind::<Nullable<BigInt>, _>(window.last)
}

/// A person's text as a literal part of a pattern.
fn pattern(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}
