//! Who is asking: a token becomes a person, or it does not.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};

use super::api_token::{self, ApiToken, TokenScope};
use super::client::Client;
use super::error::IdentityError;
use super::jwt;
use super::user::User;
use crate::app::App;
use crate::db::schema::{sessions, users};

/// A person whom somebody proved to be. Queries about what is personal want one, and outside this room only a
/// [`Requester`], or a row that was read for somebody, gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(i64);

impl UserId {
    pub(super) const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id of the row.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// From here to the end of the transaction, whoever else takes this person's turn waits.
    pub async fn take_turn(self, conn: &mut AsyncPgConnection) -> QueryResult<()> {
        users::table.find(self.0).for_no_key_update().select(users::id).first::<i64>(conn).await.map(drop)
    }
}

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requester {
    Anonymous,
    User(Person),
}

/// Somebody who signed in, or whose token was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    id: UserId,
    is_admin: bool,
    is_demo: bool,
    via: Via,
}

/// How they proved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// By a sign-in; the session.
    Session(i64),
    /// By a token made for a program.
    ApiToken(TokenScope),
}

impl Requester {
    /// The person, if there is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::User(person) => Some(person),
            Self::Anonymous => None,
        }
    }
}

impl Person {
    /// Who they are.
    pub fn id(&self) -> UserId {
        self.id
    }

    /// How they proved it.
    pub fn via(&self) -> Via {
        self.via
    }

    /// The login that everybody knows.
    pub fn is_demo(&self) -> bool {
        self.is_demo
    }

    /// Whether they may see and do now what is for administrators: a token of theirs must have been made for that.
    pub fn is_administrator(&self) -> bool {
        self.is_admin && matches!(self.via, Via::Session(_) | Via::ApiToken(TokenScope::Admin))
    }

    /// Whether they are an administrator, whatever they ask with.
    pub fn is_admin(&self) -> bool {
        self.is_admin
    }

    /// Whether they may change anything.
    pub fn may_write(&self) -> bool {
        !matches!(self.via, Via::ApiToken(TokenScope::Read))
    }
}

/// Somebody who was let in.
#[derive(Clone, Copy, Debug)]
pub struct Admitted {
    pub person: Person,
    /// When the token ends by itself; an API token does not.
    pub until: Option<DateTime<Utc>>,
}

/// The person whose token this is: an access token or an API token. `None`: it is false, over, or taken back;
/// which of these is nobody's business.
pub async fn admit(app: &App, bearer: &SecretString, client: &Client) -> Result<Option<Admitted>, IdentityError> {
    let admitted = if bearer.expose_secret().starts_with(api_token::PREFIX) {
        by_api_token(app, bearer).await?
    } else {
        by_access_token(app, bearer).await?
    };
    // The demo's password is known to everybody.
    Ok(admitted.filter(|admitted| !admitted.person.is_demo || client.is_local))
}

async fn by_access_token(app: &App, bearer: &SecretString) -> Result<Option<Admitted>, IdentityError> {
    let now = app.clock.now();
    let Some(read) = jwt::read(&app.config, bearer.expose_secret(), now) else { return Ok(None) };
    // A session that was ended, and with it an account that was removed, ends its access tokens at once.
    let found: Option<User> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(read.session))
        .filter(sessions::user_id.eq(read.user))
        .filter(sessions::revoked_at.is_null())
        .select(User::as_select())
        .first(&mut *app.db.conn().await?)
        .await
        .optional()?;
    let Some(user) = found else { return Ok(None) };
    note_activity(app, &user, now);
    Ok(Some(Admitted { person: Person::of(&user, Via::Session(read.session)), until: Some(read.expires_at) }))
}

async fn by_api_token(app: &App, bearer: &SecretString) -> Result<Option<Admitted>, IdentityError> {
    let now = app.clock.now();
    let found = ApiToken::by_secret(&mut *app.db.conn().await?, bearer).await?;
    let Some((token, user)) = found else { return Ok(None) };
    note_activity(app, &user, now);
    if token.is_due(now) {
        let (app, id) = (app.clone(), token.id);
        behind(async move { Ok(ApiToken::note_use(&mut *app.db.conn().await?, id, now).await?) });
    }
    Ok(Some(Admitted { person: Person::of(&user, Via::ApiToken(token.scope())), until: None }))
}

impl Person {
    pub(super) fn of(user: &User, via: Via) -> Self {
        Self { id: user.user_id(), is_admin: user.is_admin, is_demo: user.is_demo, via }
    }
}

fn note_activity(app: &App, user: &User, now: DateTime<Utc>) {
    if User::is_due(user.last_active_at, now) {
        let (app, id) = (app.clone(), user.id);
        behind(async move { Ok(User::note_activity(&mut *app.db.conn().await?, id, now).await?) });
    }
}

/// Behind whoever asked, who does not wait for it.
fn behind(work: impl Future<Output = Result<usize, IdentityError>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = work.await {
            tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "that somebody was here could not be noted");
        }
    });
}
