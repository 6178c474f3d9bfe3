//! What a variant of a shop at Bsale costs and whether it is there, out of its price lists and its stock.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Makes price and stock of every variant. The price is the list's that the offices sell by, else the first list's in a
/// currency that people pay with; what is on another list alone is for somebody else, and has no price here.
pub async fn settle(conn: &mut AsyncPgConnection, store: i64, now: DateTime<Utc>) -> QueryResult<usize> {
    sql_query(
        "with chosen as (
             select l.id, l.currency from store_price_lists as l
             where l.store_id = $1 and l.gone_at is null and l.is_active and l.currency is not null
             order by exists (select from store_offices as o
                 where o.store_id = $1 and o.gone_at is null and o.is_active and o.default_list_id = l.id) desc, l.id
             limit 1
         ), stock as (
             select variant_id, sum(available) as available from store_stock where store_id = $1 and gone_at is null group by variant_id
         ), made as (
             select v.id, round(p.gross, 4) as amount, case when p.gross is not null then chosen.currency end as currency,
                 v.is_unlimited or coalesce(stock.available, 0) > 0 as is_in_stock
             from store_variants as v left join chosen on true
                 left join store_list_prices as p on p.store_id = $1 and p.list_id = chosen.id and p.variant_id = v.id and p.gone_at is null
                     -- What the column holds.
                     and p.gross > 0 and p.gross < 1e10
                 left join stock on stock.variant_id = v.id
             where v.store_id = $1
         )
         update store_variants as v set amount = made.amount, currency = made.currency, is_in_stock = made.is_in_stock, updated_at = $2
         from made where v.store_id = $1 and v.id = made.id
             and (v.amount, v.currency, v.is_in_stock) is distinct from (made.amount, made.currency, made.is_in_stock)",
    )
    .bind::<BigInt, _>(store)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}
