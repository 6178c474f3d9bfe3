//! A person's accounts at services that know what they listen to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use url::Url;

use super::consent::Via;
use super::listening::{Source, SyncListening};
use super::{ListeningSource, discogs, spotify};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::db::schema::{account_consents, linked_accounts, listening_imports, listening_snapshots, scrobbles};
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;
use crate::integrations::{Error, Priority};
use crate::jobs::{self, Job, JobContext, JobError, Next, Order};

/// An account elsewhere, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = linked_accounts)]
pub struct LinkedAccount {
    pub user_id: i64,
    service: String,
    pub username: String,
    pub last_sync_at: Option<DateTime<Utc>>,
    pub problem: Option<String>,
    pub complete_to: Option<DateTime<Utc>>,
    pub walk_from: Option<DateTime<Utc>>,
    pub walk_to: Option<DateTime<Utc>>,
    pub walk_at: Option<DateTime<Utc>>,
    pub walk_page: i32,
}

impl LinkedAccount {
    /// Where the account is.
    pub fn service(&self) -> ListeningSource {
        ListeningSource::parse(&self.service)
    }

    pub(super) async fn find(conn: &mut AsyncPgConnection, user_id: i64, service: ListeningSource) -> QueryResult<Option<Self>> {
        linked_accounts::table.find((user_id, service.word())).select(Self::as_select()).first(conn).await.optional()
    }

    /// Whether the account is still the one that was asked about; it stays so to the end of the transaction.
    pub(super) async fn hold(&self, conn: &mut AsyncPgConnection) -> QueryResult<bool> {
        let found: Option<Self> = linked_accounts::table
            .find((self.user_id, &self.service))
            .filter(linked_accounts::username.eq(&self.username))
            .select(Self::as_select())
            .for_no_key_update()
            .first(conn)
            .await
            .optional()?;
        // Whoever is ahead has stored what we come with.
        Ok(found.is_some_and(|found| (found.walk_at, found.walk_page) == (self.walk_at, self.walk_page)))
    }

    /// Notes why a synchronisation did not come to its end.
    pub(super) async fn set_problem(&self, conn: &mut AsyncPgConnection, problem: &str) -> QueryResult<usize> {
        diesel::update(linked_accounts::table.find((self.user_id, &self.service)).filter(linked_accounts::username.eq(&self.username)))
            .set(linked_accounts::problem.eq(problem))
            .execute(conn)
            .await
    }
}

/// What became of the wish to link an account.
#[derive(Clone, Debug)]
pub enum Link {
    Linked(LinkedAccount),
    /// The service has nobody of that name.
    UnknownUser,
    /// The person must consent there first, at this address.
    Authorize(Url),
    /// The service cannot be asked here.
    NotConfigured,
}

/// A person's accounts, by service.
pub async fn list(app: &App, owner: UserId) -> Result<Vec<LinkedAccount>, DbError> {
    let conn = &mut app.db.conn().await?;
    let rows = linked_accounts::table.filter(linked_accounts::user_id.eq(owner.get())).order(linked_accounts::service);
    Ok(rows.select(LinkedAccount::as_select()).load(conn).await?)
}

/// Whether accounts of this service can be linked here.
fn is_configured(app: &App, service: ListeningSource) -> bool {
    match service {
        ListeningSource::Lastfm => app.integrations.lastfm.is_some(),
        ListeningSource::Spotify => app.integrations.spotify.is_some(),
        // They show what is public to everybody.
        ListeningSource::Listenbrainz | ListeningSource::Discogs => true,
    }
}

/// Links an account, once the service has said that there is one of that name, which is waited for until `deadline`. Its
/// plays are fetched behind whoever asked. Where the service wants the person's consent, they are told where to give it;
/// `via` says whether a browser is asking.
pub async fn link(
    app: &App,
    owner: UserId,
    (service, username, token): (ListeningSource, &str, Option<&SecretString>),
    via: Via,
    deadline: Instant,
) -> Result<Link, CatalogError> {
    if !is_configured(app, service) {
        return Ok(Link::NotConfigured);
    }
    if service == ListeningSource::Discogs {
        return discogs::link(app, owner, (Some(username).filter(|name| !name.is_empty()), token), via, deadline).await;
    }
    if service == ListeningSource::Spotify {
        return Ok(Link::Authorize(spotify::begin(app, owner, via).await?));
    }
    let stored = async || -> Result<Option<LinkedAccount>, DbError> {
        let account = LinkedAccount::find(&mut *app.db.conn().await?, owner.get(), service).await?;
        Ok(account.filter(|account| account.username.to_lowercase() == username.to_lowercase()))
    };
    if let Some(account) = stored().await? {
        return Ok(Link::Linked(account));
    }
    let job = LinkAccount { user_id: owner.get(), service: service.word().to_owned(), username: username.to_owned() };
    let run = jobs::order_one(app, job, Priority::Person).await?;
    let ended = jobs::wait(app, &[run], deadline).await?;
    if let Some(account) = stored().await? {
        return Ok(Link::Linked(account));
    }
    Err(match CatalogError::of_run(app, "the account", run, ended.get(&run)).await? {
        None => return Ok(Link::UnknownUser),
        Some(error) => error,
    })
}

/// The address that a service sends people back to who were to consent there.
pub(super) fn callback(app: &App, service: ListeningSource) -> String {
    let mut url = app.config.server.public_url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["auth", service.word(), "callback"]);
    }
    url.set_query(None);
    url.into()
}

/// Ends a link; what came from there goes with it. `false`: there was none.
pub async fn unlink(app: &App, owner: UserId, service: ListeningSource) -> Result<bool, DbError> {
    if service == ListeningSource::Discogs {
        return crate::collections::discogs::unlink(app, owner).await;
    }
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn
            .transaction(async |conn: &mut Conn| {
                let link = linked_accounts::table.find((owner.get(), service.word()));
                let ended = diesel::delete(link).execute(conn).await? == 1;
                if ended {
                    forget(conn, owner.get(), service.word()).await?;
                }
                QueryResult::Ok(ended)
            })
            .await?)
    })
    .await
}

/// Removes what came from an account that is not linked any more. Whoever calls holds the account's row, or has deleted it.
pub(super) async fn forget(conn: &mut AsyncPgConnection, user_id: i64, service: &str) -> QueryResult<()> {
    diesel::delete(scrobbles::table.filter(scrobbles::user_id.eq(user_id)).filter(scrobbles::source.eq(service))).execute(conn).await?;
    let files = listening_imports::table.filter(listening_imports::user_id.eq(user_id));
    diesel::delete(files.filter(listening_imports::service.eq(service))).execute(conn).await?;
    let consents = account_consents::table.filter(account_consents::user_id.eq(user_id));
    diesel::delete(consents.filter(account_consents::service.eq(service))).execute(conn).await?;
    let snapshots = listening_snapshots::table.filter(listening_snapshots::user_id.eq(user_id));
    diesel::delete(snapshots.filter(listening_snapshots::source.eq(service))).execute(conn).await?;
    if service == ListeningSource::Spotify.word() {
        spotify::forget(conn, user_id).await?;
    }
    Ok(())
}

/// Asks a service whether there is somebody of that name, and links the account if so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkAccount {
    pub user_id: i64,
    pub service: String,
    pub username: String,
}

impl Job for LinkAccount {
    const KIND: &'static str = "link_account";

    /// Without the name itself: what is personal does not belong into the history of runs.
    fn key(&self) -> String {
        format!("{}:{}:{}:{}", Self::KIND, self.user_id, self.service, jobs::hashed(&self.username.to_lowercase()))
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let service = ListeningSource::parse(&self.service);
        let Some(source) = Source::of(&ctx.app, service) else { return Err(Source::missing().into()) };
        let username = match source.user(&self.username, ctx.priority).await {
            // It may write the name otherwise; who calls themselves something else is somebody else.
            Ok(name) if name.to_lowercase() == self.username.to_lowercase() => name,
            Ok(_) => self.username.clone(),
            Err(Error::NotFound(_)) => {
                let conn = &mut ctx.app.db.conn().await?;
                ctx.progress(conn, 1, Some(1), "there is no such account").await?;
                return Ok(Next::Done);
            }
            Err(error) => return Err(error.into()),
        };
        let sync = SyncListening::of(self.user_id, service);
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // The person may have left meanwhile.
            let is_there = diesel::select(diesel::dsl::exists(crate::db::schema::users::table.find(self.user_id)));
            if !is_there.get_result::<bool>(conn).await? {
                return Ok(());
            }
            let link = linked_accounts::table.find((self.user_id, service.word()));
            if diesel::delete(link.filter(linked_accounts::username.ne(&username))).execute(conn).await? > 0 {
                forget(conn, self.user_id, service.word()).await?;
            }
            diesel::insert_into(linked_accounts::table)
                .values((
                    linked_accounts::user_id.eq(self.user_id),
                    linked_accounts::service.eq(service.word()),
                    linked_accounts::username.eq(&username),
                    linked_accounts::linked_at.eq(now),
                ))
                .on_conflict_do_nothing()
                .execute(conn)
                .await?;
            // Years of plays are not to stand in the way of people who look at something.
            let order = Order { priority: Priority::Crawl, ..ctx.child() };
            jobs::enqueue(conn, &sync, order).await?;
            ctx.progress(conn, 1, Some(1), "the account is linked").await
        })
        .await?;
        Ok(Next::Done)
    }
}
