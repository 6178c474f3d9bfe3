//! What was decided to be one, or two; and what later imports make of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Identity, Kind};
use crate::app::App;
use crate::catalog::{Slice, Window};
use crate::db::DbError;
use crate::db::schema::match_decisions;

/// A merge or a split, as logged. What it did step by step stays in the database.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = match_decisions)]
pub struct Decision {
    pub id: i64,
    pub kind: String,
    pub verdict: String,
    pub reason: String,
    pub from_id: i64,
    pub into_id: i64,
    pub from_name: String,
    pub into_name: String,
    pub from_keys: Vec<String>,
    pub into_keys: Vec<String>,
    pub decided_by: Option<i64>,
    pub decided_at: DateTime<Utc>,
    pub undone_by: Option<i64>,
    pub undone_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Keys {
    #[diesel(sql_type = Array<Text>)]
    keys: Identity,
}

/// Whom one thing has been decided not to be.
pub struct Apart(Vec<Identity>);

impl Apart {
    /// Everything that this one is apart from, in one statement, however many there are to be compared with it.
    pub async fn from(conn: &mut AsyncPgConnection, kind: Kind, one: &Identity) -> QueryResult<Self> {
        let others: Vec<Keys> = sql_query(
            "select into_keys as keys from match_decisions where kind = $1 and verdict = 'different' and undone_at is null and from_keys && $2
             union all
             select from_keys from match_decisions where kind = $1 and verdict = 'different' and undone_at is null and into_keys && $2",
        )
        .bind::<Text, _>(kind.word())
        .bind::<Array<Text>, _>(one)
        .load(conn)
        .await?;
        Ok(Self(others.into_iter().map(|other| other.keys).collect()))
    }

    pub fn is(&self, other: &Identity) -> bool {
        self.0.iter().flatten().any(|key| other.contains(key))
    }
}

/// Whether the two have been decided to be two.
pub async fn are_apart(conn: &mut AsyncPgConnection, kind: Kind, one: &Identity, other: &Identity) -> QueryResult<bool> {
    Ok(Apart::from(conn, kind, one).await?.is(other))
}

/// By what the thing is known that this one was decided to be.
pub async fn same_as(conn: &mut AsyncPgConnection, kind: Kind, one: &Identity) -> QueryResult<Option<Identity>> {
    let found: Option<Keys> = sql_query(
        "select into_keys as keys from match_decisions where kind = $1 and verdict = 'same' and undone_at is null and from_keys && $2
         order by id desc limit 1",
    )
    .bind::<Text, _>(kind.word())
    .bind::<Array<Text>, _>(one)
    .get_result(conn)
    .await
    .optional()?;
    Ok(found.map(|found| found.keys))
}

/// Those of these keys about which something was decided.
pub async fn decided(conn: &mut AsyncPgConnection, kind: Kind, keys: &[String]) -> QueryResult<HashSet<String>> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = Text)]
        key: String,
    }
    let found: Vec<Key> = sql_query(
        "select distinct key from match_decisions cross join lateral unnest(from_keys || into_keys) as key
         where kind = $1 and undone_at is null and (from_keys && $2 or into_keys && $2) and key = any($2)",
    )
    .bind::<Text, _>(kind.word())
    .bind::<Array<Text>, _>(keys)
    .load(conn)
    .await?;
    Ok(found.into_iter().map(|row| row.key).collect())
}

pub async fn find_decision(app: &App, id: i64) -> Result<Option<Decision>, DbError> {
    let conn = &mut app.db.conn().await?;
    Ok(match_decisions::table.find(id).select(Decision::as_select()).first(conn).await.optional()?)
}

/// The log, the latest first.
pub async fn list_decisions(app: &App, window: &Window) -> Result<Slice<Decision>, DbError> {
    let conn = &mut app.db.conn().await?;
    let total: i64 = match_decisions::table.count().get_result(conn).await?;
    let mut query = match_decisions::table.select(Decision::as_select()).into_boxed();
    if let Some(after) = window.after {
        query = query.filter(match_decisions::id.lt(after));
    }
    if let Some(before) = window.before {
        query = query.filter(match_decisions::id.gt(before));
    }
    let limit = window.first.or(window.last).unwrap_or_default();
    let from_end = window.last.is_some();
    query = if from_end { query.order(match_decisions::id.asc()) } else { query.order(match_decisions::id.desc()) };
    let rows = query.limit(limit + 1).load(conn).await?;
    Ok(Slice::of_page(rows, total, window))
}

/// A row of the log, before it has an id.
#[derive(Insertable)]
#[diesel(table_name = match_decisions)]
pub(super) struct NewDecision<'a> {
    pub kind: &'a str,
    pub verdict: &'a str,
    pub reason: &'a str,
    pub from_id: i64,
    pub into_id: i64,
    pub from_name: &'a str,
    pub into_name: &'a str,
    pub from_keys: &'a [String],
    pub into_keys: &'a [String],
    pub steps: serde_json::Value,
    pub decided_by: Option<i64>,
    pub decided_at: DateTime<Utc>,
}

impl NewDecision<'_> {
    pub async fn insert(self, conn: &mut AsyncPgConnection) -> QueryResult<i64> {
        diesel::insert_into(match_decisions::table).values(self).returning(match_decisions::id).get_result(conn).await
    }
}

/// The newest merge that took this id away and still holds.
pub(super) async fn merge_of(conn: &mut AsyncPgConnection, kind: Kind, from_id: i64) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let found: Option<Id> = sql_query(
        "select id from match_decisions where kind = $1 and from_id = $2 and verdict = 'same' and undone_at is null order by id desc limit 1",
    )
    .bind::<Text, _>(kind.word())
    .bind::<BigInt, _>(from_id)
    .get_result(conn)
    .await
    .optional()?;
    Ok(found.map(|row| row.id))
}
