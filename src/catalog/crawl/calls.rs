//! What a crawl costs: the calls it made, the most it may make, and how long the rest will take.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::super::sync::{FetchArtist, FetchRelease, SeedTag, SyncAlbumReleases, SyncArtistAlbums};
use crate::app::App;
use crate::db::DbError;
use crate::integrations::Provider;
use crate::jobs::Job;

/// One provider's part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Made, in whatever process.
    pub made: u64,
    /// By what the providers said there is, no more were needed.
    pub at_most: u64,
    /// Made once more after a failure, a redirect or a kill; not among `made`.
    pub repeats: u64,
}

/// What a set of runs, and everything they gave rise to, has cost and will cost.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub calls: BTreeMap<Provider, Calls>,
    /// How long the rest takes, if nobody else wants anything: the slowest provider's calls by its budget.
    pub left: Option<Duration>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    job: String,
    /// Null: the runs themselves.
    #[diesel(sql_type = Nullable<Text>)]
    provider: Option<String>,
    #[diesel(sql_type = BigInt)]
    made: i64,
    #[diesel(sql_type = BigInt)]
    at_most: i64,
    #[diesel(sql_type = BigInt)]
    repeats: i64,
    /// Of open runs, as far as they know.
    #[diesel(sql_type = BigInt)]
    left: i64,
    /// Of runs that have ended.
    #[diesel(sql_type = BigInt)]
    ended: i64,
}

const TREE: &str = "with recursive tree as (
        select id, job, state, payload from job_runs where id = any($1)
        union
        select child.id, child.job, child.state, child.payload from job_runs as child join tree on child.parent_id = tree.id
    ), asked as (
        select run_id, sum(calls) > 0 as has_asked from job_run_calls where run_id in (select id from tree) group by run_id
    )";

/// What these runs and all that descend from them have cost, and how long the rest will take.
pub async fn ledger(app: &App, roots: &[i64]) -> Result<Ledger, DbError> {
    let lines: Vec<Line> = sql_query(format!(
        "{TREE}
        select job, provider, sum(calls) as made, sum(greatest(needed, least(calls, 1)))::bigint as at_most, sum(repeats) as repeats,
            coalesce(sum(greatest(needed - calls, 0)) filter (where state in ('queued', 'running')), 0)::bigint as left,
            coalesce(sum(calls) filter (where state not in ('queued', 'running')), 0)::bigint as ended
        from tree join job_run_calls on run_id = id group by job, provider
        union all
        select job, null, 0, 0, 0,
            coalesce(sum(case job when '{SEED_TAG}' then (payload ->> 'limit')::bigint else 1 end)
                filter (where state in ('queued', 'running') and has_asked is not true), 0)::bigint,
            count(*) filter (where state not in ('queued', 'running') and has_asked)
        from tree left join asked on run_id = id group by job",
        SEED_TAG = SeedTag::KIND,
    ))
    .bind::<Array<BigInt>, _>(roots)
    .load(&mut *app.db.conn().await?)
    .await?;
    let mut calls: BTreeMap<Provider, Calls> = BTreeMap::new();
    let mut left: BTreeMap<Provider, f64> = BTreeMap::new();
    for line in &lines {
        let Some(provider) = line.provider.as_deref().and_then(|key| Provider::ALL.into_iter().find(|one| one.key() == key)) else {
            continue;
        };
        let entry = calls.entry(provider).or_default();
        entry.made += line.made.unsigned_abs();
        entry.at_most += line.at_most.unsigned_abs();
        entry.repeats += line.repeats.unsigned_abs();
        *left.entry(provider).or_default() += number(line.left);
    }
    for runs in lines.iter().filter(|line| line.provider.is_none() && line.left > 0) {
        // What a tag's artists cost is what artists cost.
        let job = if runs.job == SeedTag::KIND { FetchArtist::KIND } else { &runs.job };
        for provider in Provider::ALL {
            let ended = lines.iter().find(|line| line.job == job && line.provider.is_none()).map_or(0, |line| line.ended);
            let made = lines.iter().find(|line| line.job == job && line.provider.as_deref() == Some(provider.key()));
            let each = if ended > 0 { made.map_or(0.0, |line| number(line.ended)) / number(ended) } else { usual(job, provider) };
            *left.entry(provider).or_default() += each * number(runs.left);
        }
    }
    let config = &app.config.providers;
    // The budget's minute is half a second longer than a minute.
    let seconds = left.into_iter().map(|(provider, calls)| calls * 60.5 / f64::from(provider.per_minute(config).max(1)));
    let longest = seconds.fold(0.0, f64::max);
    calls.retain(|_, calls| *calls != Calls::default());
    Ok(Ledger { calls, left: Duration::try_from_secs_f64(longest).ok().filter(|left| !left.is_zero()) })
}

/// What one run of a kind usually asks of a provider, until those that have ended tell.
fn usual(job: &str, provider: Provider) -> f64 {
    match (job, provider) {
        (FetchArtist::KIND, Provider::Lastfm) => 2.0,
        (FetchArtist::KIND, Provider::Musicbrainz) => 0.3,
        (SyncArtistAlbums::KIND, Provider::Musicbrainz) | (SyncAlbumReleases::KIND, Provider::Discogs) => 1.2,
        (FetchRelease::KIND, Provider::Discogs) => 1.0,
        _ => 0.0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "calls are far below 2^52")]
fn number(calls: i64) -> f64 {
    calls as f64
}

/// A record that was left out.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Skip {
    #[diesel(sql_type = Text)]
    pub provider: String,
    #[diesel(sql_type = Text)]
    pub record: String,
    #[diesel(sql_type = Text)]
    pub problem: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The records that these runs and their descendants left out: how many, and the first `most` of them.
pub async fn skips(app: &App, roots: &[i64], most: i64) -> Result<(i64, Vec<Skip>), DbError> {
    let conn = &mut app.db.conn().await?;
    let skips = sql_query(format!(
        "{TREE} select provider, record, problem from job_run_skips where run_id in (select id from tree)
         order by provider, record limit $2"
    ))
    .bind::<Array<BigInt>, _>(roots)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    let Count { count } = sql_query(format!("{TREE} select count(*) from job_run_skips where run_id in (select id from tree)"))
        .bind::<Array<BigInt>, _>(roots)
        .get_result(conn)
        .await?;
    Ok((count, skips))
}
