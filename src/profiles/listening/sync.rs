//! Fetching what a person listens to: what they played most, then every play, then who of the catalogue that is.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::names;
use super::source::{Leaf, PERIODS, Source};
use super::store::{self, Origin, Tally};
use crate::db::Conn;
use crate::db::schema::linked_accounts::dsl;
use crate::jobs::{self, Job, JobContext, JobError, Next};
use crate::profiles::{LinkedAccount, ListeningSource, spotify};

/// So many albums of each period.
const TOP: u32 = 100;
/// So far back from where everything is stored the next walk goes: players without a connection tell of plays later.
const OVERLAP: TimeDelta = TimeDelta::days(1);

/// Fetches what a person's account at one service has new.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncListening {
    pub user_id: i64,
    pub service: String,
    #[serde(default)]
    step: Step,
    #[serde(default)]
    tally: Tally,
    /// What there is at Spotify besides plays.
    #[serde(default)]
    pub(in crate::profiles) spotify: spotify::Progress,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    /// What was played most, of this of the periods.
    Top(usize),
    /// A page of plays; which one the account's row says.
    #[default]
    Plays,
    /// Whatever is next at Spotify.
    Spotify,
    /// Some names.
    Names,
}

impl SyncListening {
    pub fn of(user_id: i64, service: ListeningSource) -> Self {
        let step = if service == ListeningSource::Spotify { Step::Spotify } else { Step::Top(0) };
        Self { user_id, service: service.word().to_owned(), step, tally: Tally::default(), spotify: spotify::Progress::default() }
    }

    /// The rest, after a piece of Spotify's.
    pub(in crate::profiles) fn with_spotify(&self, progress: spotify::Progress, more: Tally) -> Self {
        let step = if progress.is_done() { Step::Names } else { Step::Spotify };
        Self { spotify: progress, ..self.then(step, more) }
    }

    fn then(&self, step: Step, more: Tally) -> Self {
        Self { step, tally: self.tally.and(more), ..self.clone() }
    }
}

impl Job for SyncListening {
    const KIND: &'static str = "sync_listening";

    fn key(&self) -> String {
        format!("{}:{}:{}", Self::KIND, self.user_id, self.service)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        4
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let service = ListeningSource::parse(&self.service);
        let account = LinkedAccount::find(&mut *ctx.app.db.conn().await?, self.user_id, service).await?;
        // Who has ended the link wants nothing fetched.
        let Some(account) = account else { return Ok(Next::Done) };
        let outcome = match (self.step, Source::of(&ctx.app, service)) {
            (Step::Spotify, _) => spotify::step(ctx, &account, self).await,
            (Step::Names, _) => self.names(ctx, &account).await,
            (_, None) => Err(Source::missing().into()),
            (Step::Top(at), Some(source)) => self.top(ctx, &account, &source, at).await,
            (Step::Plays, Some(source)) => self.plays(ctx, account.clone(), &source).await,
        };
        if let Err(JobError::Retry(cause) | JobError::GiveUp(cause) | JobError::RetryAfter { cause, .. }) = &outcome {
            account.set_problem(&mut *ctx.app.db.conn().await?, &jobs::told(cause)).await?;
        }
        outcome
    }
}

impl SyncListening {
    async fn top(&self, ctx: &JobContext, account: &LinkedAccount, source: &Source<'_>, at: usize) -> Result<Next, JobError> {
        let Some(period) = PERIODS.get(at) else { return self.plays(ctx, account.clone(), source).await };
        let told = source.top_albums(&account.username, period, TOP, ctx.priority).await?;
        // What has not been computed there yet is nothing that has changed.
        let (albums, skipped) = told.map_or_else(Default::default, |(albums, skipped)| (Some(albums), skipped));
        let failed = count(skipped.len());
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if !account.hold(conn).await? {
                    return Ok(Next::Done);
                }
                // What came of a snapshot is not what came of plays.
                if let Some(albums) = &albums {
                    store::snapshot(conn, (self.user_id, &self.service), period, albums, ctx.now()).await?;
                }
                ctx.skip(conn, source.provider(), &skipped).await?;
                ctx.needs_more(conn, source.provider(), 1).await?;
                let step = if at + 1 < PERIODS.len() { Step::Top(at + 1) } else { Step::Plays };
                ctx.continue_in(conn, &self.then(step, Tally { failed, ..Tally::default() })).await
            })
            .await?;
        Ok(next)
    }

    /// One page of the walk, which goes from the newest play back by their moments: whatever is played meanwhile is newer
    /// than where it began, and moves nothing.
    async fn plays(&self, ctx: &JobContext, mut account: LinkedAccount, source: &Source<'_>) -> Result<Next, JobError> {
        let now = ctx.now();
        if account.walk_at.is_none() {
            begin(&mut *ctx.app.db.conn().await?, &mut account, now).await?;
        }
        let Some(to) = account.walk_at else { return Ok(Next::Done) };
        let Leaf { plays, skipped, total, next } = source.plays(&account, to, now, ctx.priority).await?;
        let conn = &mut ctx.app.db.conn().await?;
        store::months(conn, &plays).await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if !account.hold(conn).await? {
                    return Ok(Next::Done);
                }
                let place = (self.user_id, self.service.as_str());
                let tally = store::plays(conn, place, &plays, Origin::Service, now).await?;
                let tally = Tally { failed: count(skipped.len()), ..tally };
                store::walk(conn, place, next).await?;
                ctx.skip(conn, source.provider(), &skipped).await?;
                ctx.needs_more(conn, source.provider(), 1).await?;
                let rest = self.then(if next.is_some() { Step::Plays } else { Step::Names }, tally);
                let done = rest.tally.new + rest.tally.updated + rest.tally.unchanged;
                let all = total.map(|total| done.max(done - tally.new - tally.updated - tally.unchanged + i64::from(total)));
                let of_all = all.map(|all| format!(" of {all}")).unwrap_or_default();
                ctx.progress(conn, jobs::count(done), all.map(jobs::count), &format!("{done}{of_all} plays")).await?;
                ctx.continue_in(conn, &rest).await
            })
            .await?;
        Ok(next)
    }

    async fn names(&self, ctx: &JobContext, account: &LinkedAccount) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if names::match_some(conn, now).await? {
                    return ctx.continue_in(conn, self).await;
                }
                self.finish(ctx, conn, account).await?;
                Ok(Next::Done)
            })
            .await?;
        Ok(next)
    }

    async fn finish(&self, ctx: &JobContext, conn: &mut AsyncPgConnection, account: &LinkedAccount) -> QueryResult<()> {
        let Tally { new, updated, unchanged, failed } = self.tally;
        if account.service() == ListeningSource::Spotify {
            spotify::name_artists(conn, self.user_id).await?;
        }
        let unmatched = store::unmatched(conn, (self.user_id, &self.service)).await?;
        sql_query(
            "with synced as (
                 update linked_accounts set last_sync_at = $3, problem = $5
                 where user_id = $1 and service = $2 and username = $4 returning user_id)
             insert into user_profiles (user_id, last_sync_at) select user_id, $3 from synced
             on conflict (user_id) do update set last_sync_at = excluded.last_sync_at",
        )
        .bind::<BigInt, _>(self.user_id)
        .bind::<Text, _>(&self.service)
        .bind::<Timestamptz, _>(ctx.now())
        .bind::<Text, _>(&account.username)
        .bind::<Nullable<Text>, _>(self.spotify.problem())
        .execute(conn)
        .await?;
        let all = jobs::count(new + updated + unchanged);
        let message = format!("plays: {new} new, {updated} updated, {failed} failed, {unmatched} names unmatched, {unchanged} unchanged");
        let message = message + &self.spotify.told();
        ctx.progress(conn, all, Some(all), &message).await
    }
}

/// Begins a walk: from now back to where everything is stored.
async fn begin(conn: &mut AsyncPgConnection, account: &mut LinkedAccount, now: DateTime<Utc>) -> QueryResult<()> {
    account.walk_from = account.complete_to.map(|complete| complete - OVERLAP);
    // To the second, as services count, so that what is read back is what was written.
    let to = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    (account.walk_to, account.walk_at, account.walk_page) = (Some(to), Some(to), 1);
    diesel::update(dsl::linked_accounts.find((account.user_id, account.service().word())).filter(dsl::walk_at.is_null()))
        .set((dsl::walk_from.eq(account.walk_from), dsl::walk_to.eq(to), dsl::walk_at.eq(to), dsl::walk_page.eq(1)))
        .execute(conn)
        .await?;
    Ok(())
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
