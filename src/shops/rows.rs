//! Rows of shops on their way in: one statement for every table, which writes only what differs.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

/// A table of a shop's: its key, beside the shop, and what is told of each row.
pub struct Table {
    name: &'static str,
    key: &'static [(&'static str, &'static str)],
    columns: &'static [(&'static str, &'static str)],
}

const ID: &[(&str, &str)] = &[("id", "bigint")];
const ACTIVE: (&str, &str) = ("is_active", "boolean");

pub const OFFICES: Table = Table { name: "store_offices", key: ID, columns: &[("name", "text"), ACTIVE, ("default_list_id", "bigint")] };
pub const PRODUCTS: Table = Table { name: "store_products", key: ID, columns: &[("name", "text"), ("description", "text"), ACTIVE] };
pub const GOODS: Table = Table {
    name: "store_products",
    key: ID,
    columns: &[("name", "text"), ("kind", "text"), ("vendor", "text"), ("url", "text"), ("handle", "text"), ACTIVE],
};
pub const VARIANTS: Table = Table {
    name: "store_variants",
    key: ID,
    columns: &[
        ("product_id", "bigint"),
        ("description", "text"),
        ("barcode", "text"),
        ("code", "text"),
        ACTIVE,
        ("is_unlimited", "boolean"),
    ],
};
/// As storefronts tell them: with what they cost, and without barcodes, which stand elsewhere.
pub const KINDS: Table = Table {
    name: "store_variants",
    key: ID,
    columns: &[
        ("product_id", "bigint"),
        ("description", "text"),
        ("code", "text"),
        ACTIVE,
        ("amount", "numeric(14, 4)"),
        ("currency", "text"),
        ("is_in_stock", "boolean"),
    ],
};
/// The same where barcodes stand beside.
pub const KINDS_WITH_BARCODES: Table = Table {
    name: "store_variants",
    key: ID,
    columns: &[
        ("product_id", "bigint"),
        ("description", "text"),
        ("barcode", "text"),
        ("code", "text"),
        ACTIVE,
        ("amount", "numeric(14, 4)"),
        ("currency", "text"),
        ("is_in_stock", "boolean"),
    ],
};
pub const STOCK: Table = Table {
    name: "store_stock",
    key: &[("variant_id", "bigint"), ("office_id", "bigint")],
    columns: &[("quantity", "numeric"), ("reserved", "numeric"), ("available", "numeric")],
};
pub const PRICE_LISTS: Table =
    Table { name: "store_price_lists", key: ID, columns: &[("name", "text"), ("coin", "text"), ("currency", "text"), ACTIVE] };
pub const LIST_PRICES: Table = Table {
    name: "store_list_prices",
    key: &[("list_id", "bigint"), ("variant_id", "bigint")],
    columns: &[("net", "numeric"), ("gross", "numeric")],
};
pub const CLIENTS: Table = Table {
    name: "store_clients",
    key: ID,
    columns: &[
        ("first_name", "text"),
        ("last_name", "text"),
        ("company", "text"),
        ("code", "text"),
        ("email", "text"),
        ("phone", "text"),
        ("city", "text"),
        ACTIVE,
    ],
};
pub const DOCUMENTS: Table = Table {
    name: "store_documents",
    key: ID,
    columns: &[
        ("emitted_on", "date"),
        ("number", "bigint"),
        ("document_type_id", "bigint"),
        ("office_id", "bigint"),
        ("client_id", "bigint"),
        ("coin_id", "bigint"),
        ("net", "numeric"),
        ("tax", "numeric"),
        ("total", "numeric"),
        ACTIVE,
    ],
};
pub const LINES: Table = Table {
    name: "store_document_lines",
    key: &[("document_id", "bigint"), ("id", "bigint")],
    columns: &[
        ("line_number", "integer"),
        ("variant_id", "bigint"),
        ("quantity", "numeric"),
        ("unit_net", "numeric"),
        ("net", "numeric"),
        ("tax", "numeric"),
        ("total", "numeric"),
    ],
};

/// What became of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub gone: i64,
    pub failed: i64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.gone += other.gone;
        self.failed += other.failed;
    }

    /// How many rows have been looked at.
    pub fn seen(&self) -> i32 {
        i32::try_from(self.new + self.updated + self.unchanged + self.failed).unwrap_or(i32::MAX)
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { new, updated, unchanged, gone, failed } = self;
        write!(f, "{new} new, {updated} updated, {unchanged} unchanged, {gone} gone, {failed} failed")
    }
}

/// Which list a run is reading, and which time it is doing so.
#[derive(Clone, Copy)]
pub struct Meeting<'a> {
    pub run_id: i64,
    pub list: &'a str,
    pub walk: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    new: i64,
    #[diesel(sql_type = BigInt)]
    updated: i64,
    #[diesel(sql_type = BigInt)]
    told: i64,
}

impl Table {
    fn key(&self, before: &str) -> String {
        self.key.iter().map(|(name, _)| format!("{before}{name}")).collect::<Vec<_>>().join(", ")
    }

    /// Stores rows, and notes that they were met. Of a row that comes twice the later one counts; what has gone is back.
    pub async fn store<T: Serialize>(
        &self,
        conn: &mut AsyncPgConnection,
        store: i64,
        rows: &[T],
        meeting: Option<Meeting<'_>>,
        now: DateTime<Utc>,
    ) -> QueryResult<Tally> {
        if rows.is_empty() {
            return Ok(Tally::default());
        }
        let json = serde_json::to_string(rows).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
        let all: Vec<&(&str, &str)> = self.key.iter().chain(self.columns).collect();
        let each = |write: &dyn Fn(&str, &str) -> String, of: &[&(&str, &str)]| {
            of.iter().map(|(name, kind)| write(name, kind)).collect::<Vec<_>>().join(", ")
        };
        let columns: Vec<&(&str, &str)> = self.columns.iter().collect();
        let (table, key, names) = (self.name, self.key(""), each(&|name, _| name.to_owned(), &all));
        let (typed, set) =
            (each(&|name, kind| format!("{name} {kind}"), &all), each(&|name, _| format!("{name} = excluded.{name}"), &columns));
        let (old, new) = (each(&|name, _| format!("o.{name}"), &columns), each(&|name, _| format!("excluded.{name}"), &columns));
        let count: Count = sql_query(format!(
            "with told as (
                 select distinct on ({key}) {names}
                 from rows from (json_to_recordset($2::json) as ({typed})) with ordinality as t ({names}, nth) order by {key}, nth desc
             ), stored as (
                 insert into {table} as o (store_id, {names}, updated_at) select $1, {names}, $3 from told order by {key}
                 on conflict (store_id, {key}) do update set {set}, gone_at = null, updated_at = excluded.updated_at
                     where (o.gone_at is null, {old}) is distinct from (true, {new})
                 returning xmax = 0 as is_new
             ), met as (
                 insert into store_meetings as m (run_id, list, item, walk)
                 select $4, $5, concat_ws(':', {key}), $6 from told where $4 is not null
                 on conflict (run_id, list, item) do update set walk = excluded.walk where m.walk <> excluded.walk
             )
             select count(*) filter (where is_new) as new, count(*) filter (where not is_new) as updated,
                 (select count(*) from told) as told from stored"
        ))
        .bind::<BigInt, _>(store)
        .bind::<Text, _>(&json)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<BigInt>, _>(meeting.map(|meeting| meeting.run_id))
        .bind::<Text, _>(meeting.map_or("", |meeting| meeting.list))
        .bind::<Integer, _>(meeting.map_or(0, |meeting| meeting.walk))
        .get_result(conn)
        .await?;
        let Count { new, updated, told } = count;
        Ok(Tally { new, updated, unchanged: told - new - updated, ..Tally::default() })
    }

    /// Marks what a whole walk has not met as gone: all of a shop's, or that of one list or day.
    pub async fn mark_gone(
        &self,
        conn: &mut AsyncPgConnection,
        store: i64,
        scope: Scope,
        meeting: Meeting<'_>,
        now: DateTime<Utc>,
    ) -> QueryResult<i64> {
        let (list_id, day) = match scope {
            Scope::Shop => (None, None),
            Scope::List(id) => (Some(id), None),
            Scope::Day(day) => (None, Some(day)),
        };
        let within = match scope {
            Scope::Shop => "$6::bigint is null and $7::date is null",
            Scope::List(_) => "o.list_id = $6 and $7::date is null",
            Scope::Day(_) => "o.emitted_on = $7 and $6::bigint is null",
        };
        let (table, key) = (self.name, self.key("o."));
        let gone = sql_query(format!(
            "update {table} as o set gone_at = $2, updated_at = $2
             where store_id = $1 and gone_at is null and {within} and not exists (
                 select from store_meetings as m where m.run_id = $3 and m.list = $4 and m.walk = $5 and m.item = concat_ws(':', {key}))"
        ))
        .bind::<BigInt, _>(store)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(meeting.run_id)
        .bind::<Text, _>(meeting.list)
        .bind::<Integer, _>(meeting.walk)
        .bind::<Nullable<BigInt>, _>(list_id)
        .bind::<Nullable<Date>, _>(day)
        .execute(conn)
        .await?;
        Ok(i64::try_from(gone).unwrap_or(i64::MAX))
    }
}

/// Of what a list is all there is.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    Shop,
    List(i64),
    Day(NaiveDate),
}

#[derive(QueryableByName)]
struct Met {
    #[diesel(sql_type = BigInt)]
    met: i64,
}

impl Meeting<'_> {
    /// How many rows this walk has met.
    pub async fn met(self, conn: &mut AsyncPgConnection) -> QueryResult<i64> {
        let met: Met = sql_query("select count(*) as met from store_meetings where run_id = $1 and list = $2 and walk = $3")
            .bind::<BigInt, _>(self.run_id)
            .bind::<Text, _>(self.list)
            .bind::<Integer, _>(self.walk)
            .get_result(conn)
            .await?;
        Ok(met.met)
    }
}

/// A run is over: what it has met is of no more use.
pub async fn forget(conn: &mut AsyncPgConnection, run_id: i64) -> QueryResult<usize> {
    sql_query("delete from store_meetings where run_id = $1").bind::<BigInt, _>(run_id).execute(conn).await
}
