//! Learning the taste model from everybody's stored listening.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::listening::{self, ArtistPlays};
use super::model::{Known, MOST_BYTES, Model};
use super::report::{self, Report, Split};
use super::taste::Settings;
use crate::app::App;
use crate::db::{Conn, DbError, whole};
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Job, JobContext, JobError, Next, Order, Trigger};

/// The model is learnt from so many people, those who were here last: more change it no more.
const MOST_PEOPLE: i64 = 20_000;
/// And from so many artists of each, those that they play most.
const MOST_OF_ONE: i64 = 200;
/// Of all artists these many, those whom most people play: it bounds the model's size.
const MOST_ARTISTS: usize = 20_000;
/// People read at once.
const READ: usize = 500;
/// People whom the report is about.
const MEASURED: usize = 2_000;

/// Learns the taste model.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct LearnTaste {}

#[derive(QueryableByName)]
struct Listener {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Moment {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    split_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Halves {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = BigInt)]
    artist_id: i64,
    #[diesel(sql_type = BigInt)]
    before: i64,
}

impl Job for LearnTaste {
    const KIND: &'static str = "learn_taste";
    const MAX_ATTEMPTS: i32 = 3;

    fn key(&self) -> String {
        Self::KIND.to_owned()
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let ids = listeners(&mut *ctx.app.db.conn().await?).await?;
        let mut plays = Vec::new();
        for part in ids.chunks(READ) {
            plays.extend(listening::of_all(&mut *ctx.app.db.conn().await?, part, MOST_OF_ONE).await?);
        }
        let report = report(ctx, &ids[..ids.len().min(MEASURED)]).await?;
        let people = histories(plays);
        // Minutes of reckoning, at most, with large numbers: beside the threads that everybody else needs.
        let learnt = tokio::task::spawn_blocking(move || {
            let model = Model::learn(&people, Settings::default());
            model.to_bytes().map(|bytes| (model, bytes))
        });
        let (model, bytes) =
            learnt.await.map_err(|error| JobError::Retry(error.into()))?.map_err(|error| JobError::GiveUp(error.into()))?;
        if bytes.len() > MOST_BYTES {
            return Err(JobError::GiveUp(anyhow::anyhow!("the model has {} bytes: at most {MOST_BYTES} are stored", bytes.len())));
        }
        let conn = &mut ctx.app.db.conn().await?;
        let (now, told) = (ctx.now(), format!("{} artists from {} people, {} bytes", model.len(), model.people, bytes.len()));
        conn.transaction(async |conn: &mut Conn| {
            Model::store(conn, (&model, &bytes), &report, now).await?;
            ctx.progress(conn, 1, Some(1), &told).await
        })
        .await?;
        Ok(Next::Done)
    }
}

/// Whoever has any listening stored, or has said whom they like; who was here last first.
async fn listeners(conn: &mut AsyncPgConnection) -> QueryResult<Vec<i64>> {
    let rows: Vec<Listener> = sql_query(
        "select id from users
         where exists (select from listening_snapshots where user_id = users.id) or exists (select from scrobbles where user_id = users.id)
             or exists (select from user_seed_artists where user_id = users.id)
         order by last_active_at desc nulls last, id limit $1",
    )
    .bind::<BigInt, _>(MOST_PEOPLE)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// By person, without the artists beyond those that most play.
fn histories(plays: Vec<ArtistPlays>) -> Vec<Vec<Known>> {
    let mut listeners: BTreeMap<i64, u32> = BTreeMap::new();
    for play in &plays {
        *listeners.entry(play.artist_id).or_default() += 1;
    }
    let mut fewest = 0;
    if listeners.len() > MOST_ARTISTS {
        let mut counts: Vec<u32> = listeners.values().copied().collect();
        counts.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
        // Those that are as rare as the first who has no room stay out together.
        fewest = counts[MOST_ARTISTS] + 1;
    }
    let mut people: BTreeMap<i64, Vec<Known>> = BTreeMap::new();
    for play in plays.into_iter().filter(|play| listeners.get(&play.artist_id).is_some_and(|count| *count >= fewest)) {
        people.entry(play.user_id).or_default().push(known(play.artist_id, play.plays));
    }
    people.into_values().collect()
}

/// How well the first four fifths of people's plays tell the last.
async fn report(ctx: &JobContext, people: &[i64]) -> Result<Report, JobError> {
    let Some(split_at) = split(&mut *ctx.app.db.conn().await?, people).await? else { return Ok(Report::default()) };
    let mut splits: BTreeMap<i64, Split> = BTreeMap::new();
    for part in people.chunks(READ) {
        for half in halves(&mut *ctx.app.db.conn().await?, part, split_at).await? {
            let split = splits.entry(half.user_id).or_default();
            if half.before > 0 {
                split.before.push(known(half.artist_id, half.before));
            } else {
                split.after.push(half.artist_id);
            }
        }
    }
    let measured = tokio::task::spawn_blocking(move || report::measure(split_at, splits.into_values().collect()));
    measured.await.map_err(|error| JobError::Retry(error.into()))
}

async fn split(conn: &mut AsyncPgConnection, people: &[i64]) -> QueryResult<Option<DateTime<Utc>>> {
    let moment: Moment =
        sql_query("select percentile_disc(0.8) within group (order by played_at) as split_at from scrobbles where user_id = any($1)")
            .bind::<Array<BigInt>, _>(people)
            .get_result(conn)
            .await?;
    Ok(moment.split_at)
}

async fn halves(conn: &mut AsyncPgConnection, people: &[i64], split_at: DateTime<Utc>) -> QueryResult<Vec<Halves>> {
    sql_query(
        "select user_id, artist_id, sum(before)::bigint as before
         from (select user_id, listened_track_id, count(*) filter (where played_at < $2) as before from scrobbles
                 where user_id = any($1) group by 1, 2) as play
             join listened_tracks as track on track.id = listened_track_id
             join listened_artists as artist on artist.id = track.listened_artist_id
         where artist_id is not null group by 1, 2 order by 1, 2",
    )
    .bind::<Array<BigInt>, _>(people)
    .bind::<Timestamptz, _>(split_at)
    .load(conn)
    .await
}

#[expect(clippy::cast_precision_loss, reason = "only the order counts")]
fn known(artist_id: i64, plays: i64) -> Known {
    Known { artist_id, plays: plays as f32 }
}

/// Orders that the model is learnt because somebody wants it so, and answers with the run.
pub async fn learn_now(app: &App) -> Result<i64, DbError> {
    Ok(order(app, Priority::Crawl, Trigger::Manual).await?.run_id)
}

/// Orders that the model is learnt anew.
pub async fn order(app: &App, priority: Priority, trigger: Trigger) -> Result<Enqueued, DbError> {
    let (db, order) = (app.db.clone(), Order { priority, trigger, parent: None, now: app.clock.now() });
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &LearnTaste::default(), order).await).await?)
    })
    .await
}
