//! The set that a person is shown: kept for a day, and never waited for where there is one.

use async_stream::stream;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::compute::{Computed, Without, compute};
use super::person::FADED_FOR;
use super::recompute;
use super::signals::{Points, Reason};
use crate::app::App;
use crate::db::schema::recommendation_sets as sets;
use crate::db::{Conn, DbError, Heard, whole};
use crate::identity::UserId;
use crate::prices::Rulebook;

/// How long a set is good for.
pub const TTL: TimeDelta = TimeDelta::hours(24);
/// Whoever looks ten times a day has been shown an album once.
const SHOWN_ONCE_IN: TimeDelta = TimeDelta::hours(20);

/// What a person is recommended.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    pub owner: UserId,
    pub generated_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// What is locked first, then by score.
    pub items: Vec<Item>,
}

/// An album of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// From 1.
    pub position: i32,
    pub album_id: i64,
    pub score: Points,
    pub reasons: Vec<Reason>,
    pub is_locked: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sets)]
struct Row {
    changes: i64,
    changes_seen: Option<i64>,
    generated_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    shown_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Listed {
    #[diesel(sql_type = BigInt)]
    album_id: i64,
    #[diesel(sql_type = Integer)]
    score: Points,
    #[diesel(sql_type = Jsonb)]
    reasons: serde_json::Value,
    #[diesel(sql_type = Bool)]
    is_locked: bool,
}

/// A person's set. One that has expired is returned as it is, and another ordered behind it; one that what the person said
/// since has made wrong, or that was never computed, is computed at once: that asks nobody but the database.
pub async fn read(app: &App, owner: UserId) -> Result<Set, DbError> {
    let mut row = find(&mut *app.db.conn().await?, owner).await?;
    if row.as_ref().is_none_or(|row| row.changes_seen != Some(row.changes)) {
        recompute_now(app, owner).await?;
        row = find(&mut *app.db.conn().await?, owner).await?;
    }
    let now = app.clock.now();
    let Some((generated_at, expires_at, shown_at)) = row.and_then(|row| Some((row.generated_at?, row.expires_at?, row.shown_at))) else {
        // The account is gone: whoever asks learns so elsewhere.
        return Ok(Set { owner, generated_at: now, expires_at: now, items: Vec::new() });
    };
    if expires_at <= now {
        recompute::order_one(app, owner).await?;
    }
    let conn = &mut app.db.conn().await?;
    if shown_at.is_none() {
        note_showing(conn, owner, now).await?;
    }
    Ok(Set { owner, generated_at, expires_at, items: items(conn, owner).await? })
}

/// A person's set as it stands now, and whenever it has become another, in whatever process.
pub fn follow(app: App, owner: UserId) -> impl Stream<Item = Result<Set, DbError>> + Send {
    stream! {
        // Listen before looking: what changes in between is heard.
        let mut heard = app.recommendations.hear();
        let mut told: Option<Set> = None;
        let whose = owner.get().to_string();
        loop {
            match read(&app, owner).await {
                Ok(set) => {
                    if told.as_ref() != Some(&set) {
                        told = Some(set.clone());
                        yield Ok(set);
                    }
                }
                Err(error) => { yield Err(error); return; }
            }
            loop {
                match heard.recv().await {
                    Ok(Heard::Notice(payload)) if *payload != *whose => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
        }
    }
}

/// Computes and stores a person's set.
pub(super) async fn recompute_now(app: &App, owner: UserId) -> Result<(), DbError> {
    let rules = Rulebook::of(&mut *app.db.conn().await?, app.clock.now()).await?;
    recompute_by(app, owner, &rules).await
}

/// The same by rules that were read before.
pub(super) async fn recompute_by(app: &App, owner: UserId, rules: &Rulebook) -> Result<(), DbError> {
    // The connection goes back before another is wanted: who holds one and waits for a second may wait for ever.
    let computed = compute(app, &mut *app.db.conn().await?, owner.get(), rules, Without::default()).await?;
    let Some(computed) = computed else { return Ok(()) };
    let (db, now) = (app.db.clone(), app.clock.now());
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| store(conn, owner, &computed, now).await).await?)
    })
    .await
}

/// The albums shown, in their order.
pub(super) async fn items(conn: &mut AsyncPgConnection, owner: UserId) -> QueryResult<Vec<Item>> {
    let rows: Vec<Listed> = sql_query(
        "select item.album_id, score, reasons, locked.album_id is not null as is_locked
         from recommendation_items as item left join locked_recommendations as locked using (user_id, album_id)
         where user_id = $1 and is_shown order by is_locked desc, score desc, position",
    )
    .bind::<BigInt, _>(owner.get())
    .load(conn)
    .await?;
    let item = |(position, row): (i32, Listed)| {
        let reasons = serde_json::from_value(row.reasons).map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        Ok(Item { position, album_id: row.album_id, score: row.score, reasons, is_locked: row.is_locked })
    };
    (1..).zip(rows).map(item).collect()
}

async fn find(conn: &mut AsyncPgConnection, owner: UserId) -> QueryResult<Option<Row>> {
    sets::table.find(owner.get()).select(Row::as_select()).first(conn).await.optional()
}

async fn store(conn: &mut AsyncPgConnection, owner: UserId, computed: &Computed, now: DateTime<Utc>) -> QueryResult<()> {
    // What else this person says about albums waits.
    owner.take_turn(conn).await?;
    sql_query("delete from recommendation_items where user_id = $1").bind::<BigInt, _>(owner.get()).execute(conn).await?;
    let albums = &computed.albums;
    let reasons: Vec<serde_json::Value> =
        albums.iter().map(|placed| serde_json::to_value(&placed.scored.reasons)).collect::<Result<_, _>>().map_err(written)?;
    sql_query(
        "insert into recommendation_items (user_id, album_id, position, is_shown, score, reasons)
         select $1, album_id, position, is_shown, score, reasons
         from unnest($2, $3, $4, $5) with ordinality as item (album_id, is_shown, score, reasons, position)
         -- An album may have been merged away meanwhile, or dismissed.
         where exists (select from albums where id = album_id for key share)
             and not exists (select from dismissed_recommendations as no where no.user_id = $1 and no.album_id = item.album_id)",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Array<BigInt>, _>(albums.iter().map(|placed| placed.scored.album.album_id).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(albums.iter().map(|placed| placed.is_shown).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(albums.iter().map(|placed| placed.scored.score).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(reasons)
    .execute(conn)
    .await?;
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    sql_query(
        "insert into recommendation_sets (user_id, changes, changes_seen, generated_at, expires_at, inputs_hash, weights, model_version, candidates, dismissed_candidates)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (user_id) do update set changes_seen = excluded.changes_seen, generated_at = excluded.generated_at,
             expires_at = excluded.expires_at, shown_at = null, inputs_hash = excluded.inputs_hash, weights = excluded.weights,
             model_version = excluded.model_version, candidates = excluded.candidates, dismissed_candidates = excluded.dismissed_candidates",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<BigInt, _>(computed.changes)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + TTL)
    .bind::<diesel::sql_types::Text, _>(&computed.inputs_hash)
    .bind::<Jsonb, _>(serde_json::to_value(&computed.weights).map_err(written)?)
    .bind::<Nullable<BigInt>, _>(computed.model_version)
    .bind::<Integer, _>(count(computed.candidates))
    .bind::<Integer, _>(count(computed.dismissed_candidates))
    .execute(conn)
    .await?;
    Ok(())
}

fn written(error: serde_json::Error) -> diesel::result::Error {
    diesel::result::Error::SerializationError(Box::new(error))
}

/// Counts that the albums of a set were shown, once for each set and day. What is locked does not fade.
async fn note_showing(conn: &mut AsyncPgConnection, owner: UserId, now: DateTime<Utc>) -> QueryResult<usize> {
    sql_query(
        "with first as (update recommendation_sets set shown_at = $2 where user_id = $1 and shown_at is null returning user_id)
         insert into recommendation_showings as shown (user_id, album_id, times, last_at)
         select user_id, album_id, 1, $2 from recommendation_items join first using (user_id)
         where is_shown and not exists (select from locked_recommendations as locked
             where locked.user_id = $1 and locked.album_id = recommendation_items.album_id)
         on conflict (user_id, album_id) do update
             set times = case when shown.last_at <= $4 then 1 else shown.times + 1 end, last_at = excluded.last_at
             where shown.last_at <= $3",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - SHOWN_ONCE_IN)
    .bind::<Timestamptz, _>(now - FADED_FOR)
    .execute(conn)
    .await
}
