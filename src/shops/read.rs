//! What is stored of a shop, for administrators, a page at a time.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Numeric, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use crate::app::App;
use crate::catalog::Slice;
use crate::db::DbError;

/// A variant of a shop's.
#[derive(Clone, Debug, QueryableByName)]
pub struct Variant {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub description: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub barcode: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub amount: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    pub currency: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_in_stock: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub release_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub match_problem: Option<String>,
}

/// Somebody whom a shop sells to.
#[derive(Clone, QueryableByName)]
pub struct Client {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub first_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub company: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
}

/// Says whose row it is, and nothing of what it holds.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "client {}", self.id)
    }
}

#[derive(QueryableByName)]
struct Bounds {
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Bool)]
    is_known: bool,
}

/// A shop's variants that are not gone, by their ids: those of which the pressing is known, or those of which it is not.
pub async fn variants(app: &App, shop: i64, is_matched: bool, page: (i64, Option<i64>)) -> Result<Slice<Variant>, DbError> {
    let conn = &mut app.db.conn().await?;
    let whose = if is_matched { "t.release_id is not null" } else { "t.release_id is null" };
    let from = format!(
        "store_variants as t left join store_products as p on p.store_id = t.store_id and p.id = t.product_id
         where t.store_id = $1 and t.gone_at is null and {whose}"
    );
    let columns = "t.id, p.name, t.description, t.barcode, t.code, t.amount, t.currency, t.is_in_stock, t.release_id, t.match_problem";
    Ok(slice(conn, columns, &from, shop, page).await?)
}

/// A shop's clients that are not gone, by their ids.
pub async fn clients(app: &App, shop: i64, page: (i64, Option<i64>)) -> Result<Slice<Client>, DbError> {
    let conn = &mut app.db.conn().await?;
    let from = "store_clients as t where t.store_id = $1 and t.gone_at is null";
    let columns = "t.id, t.first_name, t.last_name, t.company, t.code, t.email, t.phone, t.city";
    Ok(slice(conn, columns, from, shop, page).await?)
}

async fn slice<T>(
    conn: &mut AsyncPgConnection,
    columns: &str,
    from: &str,
    shop: i64,
    (first, after): (i64, Option<i64>),
) -> QueryResult<Slice<T>>
where
    T: diesel::deserialize::QueryableByName<diesel::pg::Pg> + Send + 'static,
{
    let bounds: Bounds =
        sql_query(format!("select count(*) as total, $2::bigint is null or coalesce(bool_or(t.id = $2), false) as is_known from {from}"))
            .bind::<BigInt, _>(shop)
            .bind::<Nullable<BigInt>, _>(after)
            .get_result(conn)
            .await?;
    let mut rows: Vec<T> = sql_query(format!("select {columns} from {from} and t.id > coalesce($2, 0) order by t.id limit $3"))
        .bind::<BigInt, _>(shop)
        .bind::<Nullable<BigInt>, _>(after)
        .bind::<BigInt, _>(first + 1)
        .load(conn)
        .await?;
    let has_next = i64::try_from(rows.len()).is_ok_and(|length| length > first);
    rows.truncate(usize::try_from(first).unwrap_or_default());
    Ok(Slice { total: bounds.total, has_previous: after.is_some(), has_next, is_lost: !bounds.is_known, rows })
}
