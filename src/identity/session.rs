//! Sessions: a sign-in, and the refresh tokens that prolong it, each of which works once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};

use super::account::whole;
use super::client::Client;
use super::error::IdentityError;
use super::requester::{Person, UserId, Via};
use super::user::User;
use super::{jwt, token};
use crate::app::App;
use crate::db::Conn;
use crate::db::schema::{refresh_tokens, sessions};

/// A session that nobody prolongs for so long is over.
pub const LIFETIME: TimeDelta = TimeDelta::days(60);
/// For so long a used refresh token still works, so that two tabs that refresh together both stay signed in.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// What somebody gets who signs in, or stays signed in.
pub struct NewSession {
    pub access_token: SecretString,
    pub expires_at: DateTime<Utc>,
    pub refresh_token: SecretString,
    pub user: User,
}

/// What became of a refresh token.
pub enum Refreshed {
    Refreshed(NewSession),
    /// Not one of ours, or its session was ended, or it is another person's than who asks.
    Invalid,
    /// It was used before: somebody has a copy. Its whole session is over.
    Reused,
    Expired,
}

/// A refresh token, as stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
struct Stored {
    session_id: i64,
    user_id: i64,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl Stored {
    fn was_used_up(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_some_and(|at| at + GRACE < now)
    }
}

/// Begins a session, in the caller's transaction.
pub(super) async fn begin(conn: &mut AsyncPgConnection, app: &App, user: User) -> Result<NewSession, IdentityError> {
    let now = app.clock.now();
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user.id)).filter(sessions::expires_at.le(now))).execute(conn).await?;
    let session: i64 = diesel::insert_into(sessions::table)
        .values((sessions::user_id.eq(user.id), sessions::created_at.eq(now), sessions::expires_at.eq(now + LIFETIME)))
        .returning(sessions::id)
        .get_result(conn)
        .await?;
    issue(conn, app, session, user, now).await
}

/// Prolongs the session of a refresh token. `asking` is whoever sent an access token along: it must be theirs.
pub async fn refresh(app: &App, token: &SecretString, asking: Option<UserId>, client: &Client) -> Result<Refreshed, IdentityError> {
    let (app, hash, is_local) = (app.clone(), token::hash(token.expose_secret()), client.is_local);
    whole(async move {
        let conn = &mut app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let now = app.clock.now();
            let Some((stored, revoked_at)) = locked(conn, &hash).await? else { return Ok(Refreshed::Invalid) };
            let user = User::find(conn, stored.user_id).await?.filter(|user| !user.is_demo || is_local);
            let Some(user) = user.filter(|user| asking.is_none_or(|asking| asking == user.user_id())) else {
                return Ok(Refreshed::Invalid);
            };
            if stored.was_used_up(now) {
                revoke(conn, stored.session_id, now).await?;
                return Ok(Refreshed::Reused);
            }
            if revoked_at.is_some() {
                return Ok(Refreshed::Invalid);
            }
            if stored.expires_at <= now {
                return Ok(Refreshed::Expired);
            }
            if stored.used_at.is_none() {
                diesel::update(refresh_tokens::table.find(&hash)).set(refresh_tokens::used_at.eq(now)).execute(conn).await?;
            }
            let prolonged = sessions::expires_at.eq(now + LIFETIME);
            diesel::update(sessions::table.find(stored.session_id)).set(prolonged).execute(conn).await?;
            // What has expired can be neither used nor used again.
            let expired =
                refresh_tokens::table.filter(refresh_tokens::session_id.eq(stored.session_id)).filter(refresh_tokens::expires_at.le(now));
            diesel::delete(expired).execute(conn).await?;
            Ok(Refreshed::Refreshed(issue(conn, &app, stored.session_id, user, now).await?))
        })
        .await
    })
    .await
}

/// Ends the session of a refresh token, or all of its person's. `asking` as in [`refresh`]. `false`: there is none.
pub async fn end_by_token(app: &App, token: &SecretString, asking: Option<UserId>, everywhere: bool) -> Result<bool, IdentityError> {
    let (app, hash) = (app.clone(), token::hash(token.expose_secret()));
    whole(async move {
        let conn = &mut app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let now = app.clock.now();
            if everywhere {
                let row = refresh_tokens::table.find(&hash).select(refresh_tokens::user_id);
                let owner: Option<i64> = row.first(conn).await.optional()?;
                User::hold(conn, owner.unwrap_or(0)).await?;
            }
            let Some((stored, revoked_at)) = locked(conn, &hash).await? else { return Ok(false) };
            if asking.is_some_and(|asking| asking.get() != stored.user_id) || revoked_at.is_some() || stored.expires_at <= now {
                return Ok(false);
            }
            if stored.was_used_up(now) {
                revoke(conn, stored.session_id, now).await?;
                return Ok(false);
            }
            if everywhere {
                end_all(conn, stored.user_id, None).await?;
            } else {
                diesel::delete(sessions::table.find(stored.session_id)).execute(conn).await?;
            }
            Ok(true)
        })
        .await
    })
    .await
}

/// Ends the session that somebody asks with, or all of theirs. `false`: they ask with none.
pub async fn end(app: &App, person: &Person, everywhere: bool) -> Result<bool, IdentityError> {
    let Via::Session(session) = person.via() else { return Ok(false) };
    let (app, owner) = (app.clone(), person.id().get());
    whole(async move {
        let conn = &mut app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            if everywhere {
                User::hold(conn, owner).await?;
                end_all(conn, owner, None).await?;
            } else {
                diesel::delete(sessions::table.find(session)).execute(conn).await?;
            }
            Ok(true)
        })
        .await
    })
    .await
}

/// Ends all sessions of a person but one.
pub(super) async fn end_all(conn: &mut AsyncPgConnection, user: i64, but: Option<i64>) -> QueryResult<usize> {
    let rows = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(but.unwrap_or(0)));
    diesel::delete(rows).execute(conn).await
}

/// Whose the session of a refresh token is, or was. Only to tell people apart: it lets nobody in.
pub async fn owner(app: &App, token: &SecretString) -> Result<Option<i64>, IdentityError> {
    let row = refresh_tokens::table.find(token::hash(token.expose_secret())).select(refresh_tokens::user_id);
    Ok(row.first(&mut *app.db.conn().await?).await.optional()?)
}

/// The token and its session, which nobody else prolongs or ends meanwhile. The session first: everybody who
/// changes anything about it holds it, so that two wait for each other in one order only.
async fn locked(conn: &mut AsyncPgConnection, hash: &str) -> QueryResult<Option<(Stored, Option<DateTime<Utc>>)>> {
    let session: Option<i64> = refresh_tokens::table.find(hash).select(refresh_tokens::session_id).first(conn).await.optional()?;
    let Some(session) = session else { return Ok(None) };
    let row = sessions::table.find(session).select(sessions::revoked_at).for_update();
    let revoked_at: Option<Option<DateTime<Utc>>> = row.first(conn).await.optional()?;
    let Some(revoked_at) = revoked_at else { return Ok(None) };
    let stored = refresh_tokens::table.find(hash).select(Stored::as_select()).first(conn).await.optional()?;
    Ok(stored.map(|stored| (stored, revoked_at)))
}

/// The row stays, so that whoever comes with another copy is told the same.
async fn revoke(conn: &mut AsyncPgConnection, session: i64, now: DateTime<Utc>) -> QueryResult<usize> {
    tracing::warn!(session, "a used refresh token came again; its session was ended");
    let row = sessions::table.find(session).filter(sessions::revoked_at.is_null());
    diesel::update(row).set(sessions::revoked_at.eq(now)).execute(conn).await
}

async fn issue(conn: &mut AsyncPgConnection, app: &App, session: i64, user: User, now: DateTime<Utc>) -> Result<NewSession, IdentityError> {
    let refresh_token = token::random();
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(token::hash(refresh_token.expose_secret())),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::user_id.eq(user.id),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::expires_at.eq(now + LIFETIME),
        ))
        .execute(conn)
        .await?;
    let jwt::Signed { token: access_token, expires_at } = jwt::sign(&app.config, user.user_id(), session, now)?;
    Ok(NewSession { access_token, expires_at, refresh_token, user })
}
