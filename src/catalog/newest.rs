//! Lists that have one owner each, the newest first.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Slice;

/// Where such a list is: a table, and its columns for whose it is, what cursors name, and when it was added.
#[derive(Clone, Copy, Debug)]
pub struct Newest {
    pub table: &'static str,
    pub owner: &'static str,
    pub id: &'static str,
    pub at: &'static str,
}

#[derive(QueryableByName)]
struct Placed<T: diesel::deserialize::QueryableByName<diesel::pg::Pg>> {
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Bool)]
    is_lost: bool,
    #[diesel(sql_type = Nullable<Bool>)]
    is_wanted: Option<bool>,
    #[diesel(embed)]
    row: T,
}

impl Newest {
    /// A page of one owner's list, in one statement.
    pub async fn page<T>(self, conn: &mut AsyncPgConnection, owner: i64, (first, after): (i64, Option<i64>)) -> QueryResult<Slice<T>>
    where
        T: diesel::deserialize::QueryableByName<diesel::pg::Pg> + Send + 'static,
    {
        let Self { table, owner: whose, id, at } = self;
        let placed: Vec<Placed<T>> = sql_query(format!(
            "with ranked as (
                 select {id} as listed, row_number() over (order by {at} desc, {id} desc) as position, count(*) over () as total
                 from {table} where {whose} = $1
             ), start as (
                 select case when $3::bigint is null then 0 else max(position) filter (where listed = $3) end as low from ranked
             )
             select ranked.total, ranked.position, low is null as is_lost, position > low and position <= low + $2 as is_wanted, t.*
             from ranked cross join start join {table} as t on t.{whose} = $1 and t.{id} = listed
             -- The last row tells of a page without rows how long the list is.
             where position > low and position <= low + $2 or position = total order by position"
        ))
        .bind::<BigInt, _>(owner)
        .bind::<BigInt, _>(first)
        .bind::<Nullable<BigInt>, _>(after)
        .load(conn)
        .await?;
        // A list without any row holds no cursor.
        let mut slice = Slice { is_lost: placed.is_empty() && after.is_some(), has_previous: after.is_some(), ..Slice::default() };
        for Placed { total, position, is_lost, is_wanted, row } in placed {
            (slice.total, slice.is_lost) = (total, is_lost);
            if is_wanted == Some(true) {
                slice.has_next = position < total;
                slice.rows.push(row);
            } else if slice.rows.is_empty() {
                slice.has_next = first == 0;
            }
        }
        Ok(slice)
    }
}
