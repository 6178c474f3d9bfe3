//! Tokens that a person made for programs: named, bounded by a scope, shown once, taken back at will.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};

use super::error::IdentityError;
use super::requester::UserId;
use super::token;
use super::user::User;
use crate::app::App;
use crate::db::schema::{api_tokens, users};

/// What every token begins with, so that people and scanners of leaked secrets recognize one.
pub const PREFIX: &str = "vin_";

/// `last_used_at` is as exact as this.
const USE: TimeDelta = TimeDelta::minutes(1);

/// More than anybody needs.
pub const MOST: i64 = 100;

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Read what its person may read.
    Read,
    /// And change what is theirs.
    Write,
    /// And what is for administrators, as long as its person is one.
    Admin,
}

impl TokenScope {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

/// A token, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
pub struct ApiToken {
    pub id: i64,
    pub user_id: i64,
    pub name: String,
    scope: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The tokens of a person, the newest first.
pub async fn list(app: &App, owner: UserId) -> Result<Vec<ApiToken>, IdentityError> {
    let rows = api_tokens::table.filter(api_tokens::user_id.eq(owner.get())).order(api_tokens::id.desc()).limit(MOST);
    Ok(rows.select(ApiToken::as_select()).load(&mut *app.db.conn().await?).await?)
}

/// One token of that person; another person's is not there.
pub async fn find(app: &App, owner: UserId, id: i64) -> Result<Option<ApiToken>, IdentityError> {
    let rows = api_tokens::table.find(id).filter(api_tokens::user_id.eq(owner.get()));
    Ok(rows.select(ApiToken::as_select()).first(&mut *app.db.conn().await?).await.optional()?)
}

/// Makes a token, and tells its secret this once. `None`: the person has too many.
pub async fn create(app: &App, owner: UserId, name: &str, scope: TokenScope) -> Result<Option<(ApiToken, SecretString)>, IdentityError> {
    let secret = SecretString::from(format!("{PREFIX}{}", token::random().expose_secret()));
    let conn = &mut app.db.conn().await?;
    let stored: i64 = api_tokens::table.filter(api_tokens::user_id.eq(owner.get())).count().get_result(conn).await?;
    if stored >= MOST {
        return Ok(None);
    }
    let token = diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::user_id.eq(owner.get()),
            api_tokens::name.eq(name),
            api_tokens::scope.eq(scope.word()),
            api_tokens::hash.eq(token::hash(secret.expose_secret())),
            api_tokens::created_at.eq(app.clock.now()),
        ))
        .returning(ApiToken::as_returning())
        .get_result(conn)
        .await?;
    Ok(Some((token, secret)))
}

/// Takes a token back; `false` when that person has no such token.
pub async fn revoke(app: &App, owner: UserId, id: i64) -> Result<bool, IdentityError> {
    let rows = api_tokens::table.filter(api_tokens::id.eq(id)).filter(api_tokens::user_id.eq(owner.get()));
    Ok(diesel::delete(rows).execute(&mut *app.db.conn().await?).await? == 1)
}

impl ApiToken {
    /// What it may do.
    pub fn scope(&self) -> TokenScope {
        match self.scope.as_str() {
            "admin" => TokenScope::Admin,
            "write" => TokenScope::Write,
            _ => TokenScope::Read,
        }
    }

    pub(super) async fn by_secret(conn: &mut AsyncPgConnection, secret: &SecretString) -> QueryResult<Option<(Self, User)>> {
        api_tokens::table
            .inner_join(users::table)
            .filter(api_tokens::hash.eq(token::hash(secret.expose_secret())))
            .select((Self::as_select(), User::as_select()))
            .first(conn)
            .await
            .optional()
    }

    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|last| last + USE <= now)
    }

    pub(super) async fn note_use(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
        diesel::update(api_tokens::table.find(id)).set(api_tokens::last_used_at.eq(now)).execute(conn).await
    }
}
