//! The months of time series: tables in partitions, each of which must be there before the first row of its month.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Integer, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Integer)]
    made: i32,
}

/// Makes the months that rows of these moments need and that are missing; how many it made. Making one keeps everybody
/// from the table to the end of the transaction: not inside one that does more.
pub async fn make_months(conn: &mut AsyncPgConnection, series: &str, moments: &[DateTime<Utc>]) -> QueryResult<i32> {
    if moments.is_empty() {
        return Ok(0);
    }
    let Made { made } = sql_query("select make_months($1, $2) as made")
        .bind::<Text, _>(series)
        .bind::<Array<Timestamptz>, _>(moments)
        .get_result(conn)
        .await?;
    Ok(made)
}
