//! Ordering that what people listen to is fetched.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::SyncListening;
use crate::app::App;
use crate::collections::discogs;
use crate::db::DbError;
use crate::db::schema::{listened_artists, listened_tracks, scrobbles};
use crate::identity::UserId;
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, JobRun};
use crate::profiles::{ListeningSource, account, profile};

/// What became of an order.
#[derive(Clone, Debug)]
pub enum Ordered {
    Runs(Vec<Enqueued>),
    /// Nobody here has that address.
    UnknownPerson,
}

#[derive(QueryableByName)]
struct Account {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    service: Option<String>,
}

/// Orders one person's, of one service or of all that they have linked; answers with the run of the one that they listen
/// by, where there is any.
pub async fn one(app: &App, owner: UserId, service: Option<ListeningSource>) -> Result<Option<i64>, DbError> {
    let first = profile::find(app, owner).await?.primary_source();
    let mut wanted: Vec<ListeningSource> = account::list(app, owner).await?.iter().map(account::LinkedAccount::service).collect();
    // What a person owns is fetched otherwise, and nobody listens at Discogs.
    wanted.retain(|one| *one != ListeningSource::Discogs && service.is_none_or(|service| service == *one));
    wanted.sort_by_key(|one| *one != first);
    let jobs: Vec<SyncListening> = wanted.into_iter().map(|service| SyncListening::of(owner.get(), service)).collect();
    // Whoever looks at something goes first: this may take an hour.
    let played = jobs::order(app, jobs, Priority::Crawl).await?.as_slice().first().map(|run| run.run_id);
    let fetching = match service {
        None | Some(ListeningSource::Discogs) => discogs::order_one(app, owner).await?,
        Some(_) => None,
    };
    Ok(played.or(fetching))
}

/// Orders everybody's, or that of the person with this address.
pub async fn all(app: &App, email: Option<&str>) -> Result<Ordered, DbError> {
    let accounts = accounts(app, email).await?;
    if email.is_some() && accounts.is_empty() {
        return Ok(Ordered::UnknownPerson);
    }
    Ok(Ordered::Runs(jobs::order(app, accounts.into_iter().filter_map(sync).collect(), Priority::Crawl).await?))
}

/// What fetches everybody's, whose was fetched longest ago first.
pub async fn everybodys(app: &App) -> Result<Vec<SyncListening>, DbError> {
    Ok(accounts(app, None).await?.into_iter().filter_map(sync).collect())
}

fn sync(account: Account) -> Option<SyncListening> {
    Some(SyncListening::of(account.user_id, ListeningSource::parse(&account.service?)))
}

/// Everybody's accounts, or those of the person with this address, who may have none.
async fn accounts(app: &App, email: Option<&str>) -> Result<Vec<Account>, DbError> {
    let accounts = sql_query(
        "select id as user_id, service from users left join linked_accounts on user_id = id and service <> 'discogs'
         where ($1::text is null and service is not null) or lower(email) = lower($1) order by last_sync_at nulls first, id",
    )
    .bind::<Nullable<Text>, _>(email)
    .load(&mut *app.db.conn().await?)
    .await?;
    Ok(accounts)
}

/// The artists of the catalogue that anybody has played since then.
pub async fn heard_since(app: &App, since: DateTime<Utc>) -> Result<Vec<i64>, DbError> {
    let played = scrobbles::table.inner_join(listened_tracks::table.inner_join(listened_artists::table));
    let ids = played.filter(scrobbles::played_at.gt(since)).select(listened_artists::artist_id).distinct();
    let ids: Vec<Option<i64>> = ids.load(&mut *app.db.conn().await?).await?;
    Ok(ids.into_iter().flatten().collect())
}

/// What runs have said of themselves, each in a line.
pub async fn told(app: &App, runs: &[i64]) -> Result<Vec<String>, DbError> {
    let runs = JobRun::by_ids(&mut *app.db.conn().await?, runs).await?;
    Ok(runs.into_iter().filter_map(|run| run.message).collect())
}
