//! What a person can do about their account: make it, sign in, change the password, remove it.
//!
//! Each function is one use case and answers with what became of it; only what nobody can expect is an error.

use diesel_async::AsyncConnection;
use secrecy::SecretString;

use super::client::Client;
use super::error::IdentityError;
use super::requester::{Person, Via};
use super::session::{self, NewSession};
use super::user::{self, NewUser, User};
use super::{attempts, password};
use crate::app::App;
use crate::db::Conn;

/// What became of a sign-up.
pub enum SignUp {
    SignedUp(NewSession),
    EmailTaken,
    WeakPassword,
    InvalidEmail,
    Closed,
    TooManyAttempts,
}

/// What became of a sign-in.
pub enum SignIn {
    SignedIn(NewSession),
    InvalidCredentials,
    TooManyAttempts,
}

/// What became of a change of password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangePassword {
    Changed,
    InvalidCredentials,
    WeakPassword,
    TooManyAttempts,
}

/// What became of an account that somebody wanted removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteAccount {
    Deleted,
    InvalidCredentials,
    LastAdministrator,
    TooManyAttempts,
}

/// What became of an account that a command wanted made.
#[derive(Clone, Debug)]
pub enum Create {
    Created(User),
    EmailTaken,
    WeakPassword,
    InvalidEmail,
}

/// Makes an account, and signs its person in. The first one is administrator.
pub async fn sign_up(app: &App, email: &str, password: &SecretString, client: &Client) -> Result<SignUp, IdentityError> {
    if !app.config.identity.sign_ups_open {
        return Ok(SignUp::Closed);
    }
    let Some(email) = user::email(email) else { return Ok(SignUp::InvalidEmail) };
    if !password::is_acceptable(password, email) {
        return Ok(SignUp::WeakPassword);
    }
    // Whoever asks who has an account here asks in vain after a hundred times.
    let Some(attempt) = attempts::begin(app, None, client).await? else { return Ok(SignUp::TooManyAttempts) };
    if User::credentials(&mut *app.db.conn().await?, email).await?.is_some() {
        return Ok(SignUp::EmailTaken);
    }
    let hash = password::hash(password).await?;
    let (house, email) = (app.clone(), email.to_owned());
    let begun = whole(async move {
        let conn = &mut house.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            User::lock(conn).await?;
            let new = NewUser { email: &email, password_hash: &hash, is_admin: false, is_demo: false };
            match User::insert(conn, &new, house.clock.now()).await? {
                Some(user) => Ok(Some(session::begin(conn, &house, user).await?)),
                None => Ok::<_, IdentityError>(None),
            }
        })
        .await
    });
    let Some(session) = begun.await? else { return Ok(SignUp::EmailTaken) };
    attempts::succeeded(app, attempt).await?;
    Ok(SignUp::SignedUp(session))
}

/// Begins a session for who knows the password. An address without an account is answered as a wrong password is,
/// and as late.
pub async fn sign_in(app: &App, email: &str, password: &SecretString, client: &Client) -> Result<SignIn, IdentityError> {
    let Some(attempt) = attempts::begin(app, Some(email), client).await? else { return Ok(SignIn::TooManyAttempts) };
    let known = User::credentials(&mut *app.db.conn().await?, email.trim()).await?;
    let known = known.filter(|(user, _)| !user.is_demo || client.is_local);
    let verdict = password::verify(password, known.as_ref().map(|(_, hash)| hash.clone())).await?;
    let Some((user, stored)) = known.filter(|_| verdict.matches) else { return Ok(SignIn::InvalidCredentials) };
    let renewed = if verdict.is_outdated { Some(password::hash(password).await?) } else { None };
    let house = app.clone();
    let begun = whole(async move {
        let conn = &mut house.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // The account may have been removed, or the password changed, while it was compared.
            if !User::holds(conn, user.id, &stored).await? {
                return Ok::<_, IdentityError>(None);
            }
            if let Some(renewed) = renewed {
                User::rehash(conn, user.id, &stored, &renewed, house.clock.now()).await?;
            }
            Ok(Some(session::begin(conn, &house, user).await?))
        })
        .await
    });
    let Some(session) = begun.await? else { return Ok(SignIn::InvalidCredentials) };
    attempts::succeeded(app, attempt).await?;
    Ok(SignIn::SignedIn(session))
}

/// Changes the password of whoever knows the present one, and ends all their other sessions.
pub async fn change_password(
    app: &App,
    person: &Person,
    current: &SecretString,
    new: &SecretString,
    client: &Client,
) -> Result<ChangePassword, IdentityError> {
    let (email, stored) = match verified(app, person, current, client).await? {
        Verified::Right { email, stored } => (email, stored),
        Verified::Wrong => return Ok(ChangePassword::InvalidCredentials),
        Verified::TooManyAttempts => return Ok(ChangePassword::TooManyAttempts),
    };
    if !password::is_acceptable(new, &email) {
        return Ok(ChangePassword::WeakPassword);
    }
    let hash = password::hash(new).await?;
    let (house, id) = (app.clone(), person.id().get());
    let own = match person.via() {
        Via::Session(session) => Some(session),
        Via::ApiToken(_) => None,
    };
    let changed = whole(async move {
        let conn = &mut house.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let changed = User::rehash(conn, id, &stored, &hash, house.clock.now()).await?;
            if changed {
                session::end_all(conn, id, own).await?;
            }
            Ok::<_, IdentityError>(changed)
        })
        .await
    });
    Ok(if changed.await? { ChangePassword::Changed } else { ChangePassword::InvalidCredentials })
}

/// Removes the account of whoever knows its password, and everything stored about them.
pub async fn delete_account(app: &App, person: &Person, password: &SecretString, client: &Client) -> Result<DeleteAccount, IdentityError> {
    let stored = match verified(app, person, password, client).await? {
        Verified::Right { stored, .. } => stored,
        Verified::Wrong => return Ok(DeleteAccount::InvalidCredentials),
        Verified::TooManyAttempts => return Ok(DeleteAccount::TooManyAttempts),
    };
    let (house, id) = (app.clone(), person.id());
    whole(async move {
        let conn = &mut house.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            User::lock(conn).await?;
            if User::is_last_administrator(conn, id).await? {
                return Ok(DeleteAccount::LastAdministrator);
            }
            let deleted = User::delete(conn, id, &stored).await?;
            Ok(if deleted { DeleteAccount::Deleted } else { DeleteAccount::InvalidCredentials })
        })
        .await
    })
    .await
}

/// Makes an account without signing anybody in, whether or not sign-ups are open. The first one is administrator.
pub async fn create(app: &App, email: &str, password: &SecretString, is_admin: bool) -> Result<Create, IdentityError> {
    let Some(email) = user::email(email) else { return Ok(Create::InvalidEmail) };
    if !password::is_acceptable(password, email) {
        return Ok(Create::WeakPassword);
    }
    let hash = password::hash(password).await?;
    let stored = store(app, NewUser { email, password_hash: &hash, is_admin, is_demo: false }).await?;
    Ok(stored.map_or(Create::EmailTaken, Create::Created))
}

/// Stores an account, unless the address has one.
pub(super) async fn store(app: &App, new: NewUser<'_>) -> Result<Option<User>, IdentityError> {
    let conn = &mut app.db.conn().await?;
    let stored = conn.transaction(async |conn: &mut Conn| {
        User::lock(conn).await?;
        User::insert(conn, &new, app.clock.now()).await
    });
    Ok(stored.await?)
}

/// Whether somebody who is signed in knows their password.
enum Verified {
    Right { email: String, stored: String },
    Wrong,
    TooManyAttempts,
}

async fn verified(app: &App, person: &Person, password: &SecretString, client: &Client) -> Result<Verified, IdentityError> {
    let known = User::credentials_of(&mut *app.db.conn().await?, person.id()).await?;
    let Some((user, stored)) = known else { return Ok(Verified::Wrong) };
    // Counted with the sign-ins: a stolen access token is no way around their bound.
    let Some(attempt) = attempts::begin(app, Some(&user.email), client).await? else { return Ok(Verified::TooManyAttempts) };
    if !password::verify(password, Some(stored.clone())).await?.matches {
        return Ok(Verified::Wrong);
    }
    attempts::succeeded(app, attempt).await?;
    Ok(Verified::Right { email: user.email, stored })
}

/// In a task of its own: a request that is cancelled halfway must not leave its transaction open.
pub(super) async fn whole<T: Send + 'static>(
    work: impl Future<Output = Result<T, IdentityError>> + Send + 'static,
) -> Result<T, IdentityError> {
    tokio::spawn(work).await?
}
