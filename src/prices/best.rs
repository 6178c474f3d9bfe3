//! The best offer of a pressing, and of an album over all its pressings.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Quote;

/// What the best offer is sought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BestBy {
    Release,
    Album,
}

/// The best offer of one parent.
#[derive(Clone, Debug, QueryableByName)]
pub struct Best {
    #[diesel(sql_type = BigInt)]
    pub parent: i64,
    #[diesel(embed)]
    pub quote: Quote,
}

impl Best {
    /// The cheapest offer in `currency` for each of these, of those that may be shown and can be delivered to
    /// `ship_to`. An offer that does not say where it ships counts as deliverable; one without a known shipping
    /// cost counts at its price alone.
    pub async fn of(
        conn: &mut AsyncPgConnection,
        by: BestBy,
        parents: &[i64],
        ship_to: Option<&str>,
        currency: &str,
        now: DateTime<Utc>,
    ) -> QueryResult<HashMap<i64, Self>> {
        let (parent, join) = match by {
            BestBy::Release => ("p.release_id", ""),
            BestBy::Album => ("r.album_id", "join releases as r on r.id = p.release_id and r.is_vinyl and r.withdrawn_at is null"),
        };
        let sql = format!(
            "select distinct on ({parent}) {parent} as parent, p.* from prices as p {join}
             where {parent} = any($1) and p.currency = $2 and (p.display_until is null or p.display_until > $3)
                 and ($4::text is null or p.country is null or p.country = $4)
             order by {parent}, p.total_amount, p.id"
        );
        let rows: Vec<Self> = sql_query(sql)
            .bind::<Array<BigInt>, _>(parents)
            .bind::<Text, _>(currency)
            .bind::<Timestamptz, _>(now)
            .bind::<Nullable<Text>, _>(ship_to)
            .load(conn)
            .await?;
        Ok(rows.into_iter().map(|best| (best.parent, best)).collect())
    }
}
