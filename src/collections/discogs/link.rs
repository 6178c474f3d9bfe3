//! Linking an account: Discogs says that there is one, in a job, for which whoever asks waits.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::account::{self, Account, SERVICE, Unsealed, forget};
use super::sync::SyncCollection;
use crate::app::App;
use crate::catalog::CatalogError;
use crate::db::schema::{account_consents, linked_accounts, users};
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;
use crate::identity::seal::SealError;
use crate::integrations::discogs::collector::{As, Shown};
use crate::integrations::{Error, Priority, Provider};
use crate::jobs::{self, Ended, Job, JobContext, JobError, Next, Order};

/// What became of the wish to link an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Linked,
    /// Discogs has nobody of that name, or does not take the token.
    UnknownUser,
    /// No token can be kept here: `SECRET_KEY` is not set.
    NotConfigured,
}

/// For so long a token waits for the job that tries it.
pub(super) const WAITS: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// Links what the member of that name shows to everybody, once Discogs has said that there is one.
pub async fn by_name(app: &App, owner: UserId, username: &str, deadline: Instant) -> Result<Link, CatalogError> {
    if is_linked(app, owner, username).await? {
        return Ok(Link::Linked);
    }
    let job = LinkCollection { user_id: owner.get(), username: Some(username.to_owned()), waiting: None };
    let ended = wait(app, job, deadline).await?;
    if is_linked(app, owner, username).await? { Ok(Link::Linked) } else { refusal(app, ended).await }
}

async fn is_linked(app: &App, owner: UserId, username: &str) -> Result<bool, DbError> {
    let account = Account::find(&mut *app.db.conn().await?, owner.get()).await?;
    Ok(account.is_some_and(|account| account.username.to_lowercase() == username.to_lowercase()))
}

/// Links the account whose own token this is, once Discogs has said whose it is.
pub async fn by_token(
    app: &App,
    owner: UserId,
    token: &SecretString,
    username: Option<&str>,
    deadline: Instant,
) -> Result<Link, CatalogError> {
    by_secret(app, owner, &As::Member(token.clone()), username, deadline).await
}

/// The token waits sealed, in a row that goes with its person, and not in the arguments of the job: these stay.
async fn by_secret(app: &App, owner: UserId, name: &As, username: Option<&str>, deadline: Instant) -> Result<Link, CatalogError> {
    let Ok(Some(sealed)) = account::sealed(app, owner, name) else { return Ok(Link::NotConfigured) };
    let waiting = format!("link {:032x}", rand::random::<u128>());
    let (db, now, row) = (app.db.clone(), app.clock.now(), waiting.clone());
    let trial = sealed.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        let values = (
            account_consents::state_hash.eq(row),
            account_consents::user_id.eq(owner.get()),
            account_consents::service.eq(SERVICE),
            account_consents::sealed_secret.eq(trial),
            account_consents::created_at.eq(now),
            account_consents::expires_at.eq(now + WAITS),
        );
        diesel::insert_into(account_consents::table).values(values).execute(conn).await?;
        Ok::<_, DbError>(())
    })
    .await?;
    let job = LinkCollection { user_id: owner.get(), username: username.map(ToOwned::to_owned), waiting: Some(waiting) };
    let ended = wait(app, job, deadline).await?;
    let own = linked_accounts::table.find((owner.get(), SERVICE)).filter(linked_accounts::sealed_token.eq(&sealed));
    let is_linked: bool = diesel::select(diesel::dsl::exists(own)).get_result(&mut *app.db.conn().await?).await?;
    if is_linked { Ok(Link::Linked) } else { refusal(app, ended).await }
}

/// How the run stood when the waiting for it ended.
async fn wait(app: &App, job: LinkCollection, deadline: Instant) -> Result<(i64, Option<Ended>), DbError> {
    let run = jobs::order_one(app, job, Priority::Person).await?;
    Ok((run, jobs::wait(app, &[run], deadline).await?.remove(&run)))
}

async fn refusal(app: &App, (run, ended): (i64, Option<Ended>)) -> Result<Link, CatalogError> {
    CatalogError::of_run(app, "the account", run, ended.as_ref()).await?.map_or(Ok(Link::UnknownUser), Err)
}

/// Asks Discogs whether there is such a member, and links the account if so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkCollection {
    pub user_id: i64,
    /// What the person calls the account.
    pub username: Option<String>,
    /// The row in which a sealed token waits.
    pub waiting: Option<String>,
}

impl Job for LinkCollection {
    const KIND: &'static str = "link_collection";

    /// Without the name itself: what is personal does not belong into the history of runs.
    fn key(&self) -> String {
        let about =
            format!("{}\0{}", self.username.as_deref().unwrap_or_default().to_lowercase(), self.waiting.as_deref().unwrap_or_default());
        format!("{}:{}:{}", Self::KIND, self.user_id, jobs::hashed(&about))
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let sealed = match &self.waiting {
            None => None,
            Some(waiting) => {
                let row = account_consents::table.find(waiting).select(account_consents::sealed_secret);
                // Tried before, or its person has left.
                let Some(sealed) = row.first::<String>(&mut *ctx.app.db.conn().await?).await.optional()? else { return Ok(Next::Done) };
                Some(sealed)
            }
        };
        let told = match &sealed {
            None => self.ask_for_name(ctx).await?,
            Some(sealed) => self.ask_who(ctx, sealed).await?,
        };
        let conn = &mut ctx.app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            if let Some(waiting) = &self.waiting {
                diesel::delete(account_consents::table.find(waiting)).execute(conn).await?;
            }
            match told {
                Some(username) => store(ctx, conn, self.user_id, &username, sealed.as_deref()).await,
                None => ctx.progress(conn, 1, Some(1), "there is no such account").await,
            }
        })
        .await?;
        Ok(Next::Done)
    }
}

impl LinkCollection {
    async fn ask_for_name(&self, ctx: &JobContext) -> Result<Option<String>, JobError> {
        let username = self.username.as_deref().unwrap_or_default();
        let collector = ctx.app.integrations.discogs.collector(&As::House);
        match collector.member(username, ctx.priority).await {
            // Who calls themselves something else is somebody else.
            Ok(name) if name.to_lowercase() == username.to_lowercase() => Ok(Some(name)),
            Ok(_) | Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn ask_who(&self, ctx: &JobContext, sealed: &str) -> Result<Option<String>, JobError> {
        let name = match account::open(&ctx.app, self.user_id, sealed).await {
            Ok(name) => name,
            Err(Unsealed::Seal(SealError::Damaged)) => return Ok(None),
            Err(error) => return Err(JobError::Retry(error.into())),
        };
        let who = ctx.app.integrations.discogs.collector(&name).identity(ctx.priority).await?;
        let Shown::Here(who) = who else { return Ok(None) };
        let is_meant = self.username.as_ref().is_none_or(|username| username.to_lowercase() == who.to_lowercase());
        Ok(is_meant.then_some(who))
    }
}

/// Links the account, and orders that what it owns and wants is fetched. Another one that was linked is forgotten.
pub(super) async fn store(ctx: &JobContext, conn: &mut Conn, user_id: i64, username: &str, sealed: Option<&str>) -> QueryResult<()> {
    // The person may have left meanwhile.
    let is_there = diesel::select(diesel::dsl::exists(users::table.find(user_id)));
    if !is_there.get_result::<bool>(conn).await? {
        return Ok(());
    }
    let now = ctx.now();
    let link = linked_accounts::table.find((user_id, SERVICE));
    if diesel::delete(link.filter(linked_accounts::username.ne(username))).execute(conn).await? > 0 {
        forget(conn, user_id, now).await?;
    }
    diesel::insert_into(linked_accounts::table)
        .values((
            linked_accounts::user_id.eq(user_id),
            linked_accounts::service.eq(SERVICE),
            linked_accounts::username.eq(username),
            linked_accounts::sealed_token.eq(sealed),
            linked_accounts::linked_at.eq(now),
        ))
        .on_conflict((linked_accounts::user_id, linked_accounts::service))
        .do_update()
        // A public link takes nothing away from one that has a token.
        .set((
            linked_accounts::sealed_token.eq(diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>(
                "coalesce(excluded.sealed_token, linked_accounts.sealed_token)",
            )),
            linked_accounts::problem.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    // Thousands of records are not to stand in the way of people who look at something.
    let order = Order { priority: Priority::Crawl, ..ctx.child() };
    jobs::enqueue(conn, &SyncCollection::of(user_id), order).await?;
    ctx.progress(conn, 1, Some(1), "the account is linked").await
}

/// What Discogs says no to, as a job ends with it.
pub(super) fn refused(problem: &str) -> JobError {
    JobError::GiveUp(Error::Rejected { provider: Provider::Discogs, problem: problem.to_owned() }.into())
}
