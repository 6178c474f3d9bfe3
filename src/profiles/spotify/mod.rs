//! A person's account at Spotify: linked with their consent, asked in their name.
//!
//! `sync` goes through the steps and keeps what fails in one from the others; `progress` is what they hand on. `plays`,
//! `playlists`, `tops` and `catalogue` each fetch and store their own, `rows` what all persons share. `tokens` are sealed
//! and renewed.

mod catalogue;
mod playlists;
mod plays;
mod progress;
mod rows;
mod sync;
mod tokens;
mod tops;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::catalogue::name_artists;
pub use self::progress::Progress;
pub use self::sync::{forget, step};
pub(super) use self::tokens::Held;
use super::consent::{self, Exchanged, Given, Via};
use super::listening::SyncListening;
use super::{ListeningSource, account};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::db::Conn;
use crate::db::schema::{linked_accounts, users};
use crate::identity::{self, UserId};
use crate::integrations::spotify::{As, Grant, Said, Spotify};
use crate::integrations::{Error, Priority, Provider};
use crate::jobs::{self, JobContext, JobError, Order};

const SERVICE: ListeningSource = ListeningSource::Spotify;

/// What is kept while a person consents.
#[derive(Serialize, Deserialize)]
struct Sent {
    verifier: String,
    /// The same is to be said once more; `PUBLIC_URL` may change meanwhile.
    redirect_uri: String,
}

/// Sends a person to Spotify: the address at which they consent.
pub(super) async fn begin(app: &App, owner: UserId, via: Via) -> Result<Url, CatalogError> {
    let spotify = client(app)?;
    let (state, verifier) = (identity::random_token(), identity::random_token());
    let challenge = identity::token_hash(verifier.expose_secret());
    // Its application must have registered it.
    let redirect_uri = account::callback(app, SERVICE);
    let url = spotify.authorize_url(&state, &challenge, &redirect_uri);
    let sent = Sent { verifier: verifier.expose_secret().to_owned(), redirect_uri };
    let secret = SecretString::from(serde_json::to_string(&sent).unwrap_or_default());
    consent::begin(app, owner, SERVICE, (&state, &secret), via).await?;
    Ok(url)
}

/// Has the code that a person came back with become tokens.
pub(super) async fn exchange(ctx: &JobContext, given: Given) -> Result<Exchanged, JobError> {
    let spotify = client(&ctx.app).map_err(JobError::from)?;
    let sent: Sent = serde_json::from_str(&given.secret).map_err(|error| JobError::GiveUp(error.into()))?;
    let (code, verifier) = (SecretString::from(given.code), SecretString::from(sent.verifier));
    match spotify.exchange(&code, &verifier, &sent.redirect_uri, ctx.priority).await? {
        Grant::Tokens(tokens) => match Held::first(&tokens, ctx.now()) {
            Some(held) => Ok(Exchanged::Tokens(held.text())),
            None => Err(refused("it gave no refresh token")),
        },
        Grant::Withdrawn => Err(refused("it does not know this consent (any more): link the account again")),
    }
}

/// Links the account that these tokens are of. What was linked before, if it is another one, is forgotten.
pub(super) async fn link(ctx: &JobContext, owner: UserId, held: Held) -> Result<Exchanged, JobError> {
    let spotify = client(&ctx.app).map_err(JobError::from)?;
    let profile = match spotify.me(As { token: held.access_token(), priority: ctx.priority }).await? {
        Said::Told(profile) => profile,
        Said::Expired => return Err(refused("it does not take the token that it gave: link the account again")),
    };
    let sealed = held.seal(&ctx.app, owner).map_err(|error| JobError::GiveUp(error.into()))?;
    let (user_id, now) = (owner.get(), ctx.now());
    let conn = &mut ctx.app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| {
        // The person may have left meanwhile.
        let is_there = diesel::select(diesel::dsl::exists(users::table.find(user_id)));
        if !is_there.get_result::<bool>(conn).await? {
            return QueryResult::Ok(());
        }
        let link = linked_accounts::table.find((user_id, SERVICE.word()));
        if diesel::delete(link.filter(linked_accounts::username.ne(&profile.id))).execute(conn).await? > 0 {
            account::forget(conn, user_id, SERVICE.word()).await?;
        }
        diesel::insert_into(linked_accounts::table)
            .values((
                linked_accounts::user_id.eq(user_id),
                linked_accounts::service.eq(SERVICE.word()),
                linked_accounts::username.eq(&profile.id),
                linked_accounts::linked_at.eq(now),
                linked_accounts::sealed_token.eq(&sealed),
            ))
            .on_conflict((linked_accounts::user_id, linked_accounts::service))
            .do_update()
            .set((
                linked_accounts::sealed_token.eq(&sealed),
                linked_accounts::refreshing_until.eq(None::<chrono::DateTime<chrono::Utc>>),
                linked_accounts::problem.eq(None::<String>),
            ))
            .execute(conn)
            .await?;
        let order = Order { priority: Priority::Crawl, ..ctx.child() };
        jobs::enqueue(conn, &SyncListening::of(user_id, SERVICE), order).await?;
        ctx.progress(conn, 1, Some(1), "the account is linked").await
    })
    .await?;
    Ok(Exchanged::Linked)
}

pub(super) fn client(app: &App) -> Result<&Spotify, Error> {
    app.integrations.spotify.as_ref().ok_or(Error::NotConfigured { provider: Provider::Spotify, variable: "SPOTIFY_CLIENT_ID" })
}

pub(super) fn refused(problem: &str) -> JobError {
    JobError::GiveUp(Error::Rejected { provider: Provider::Spotify, problem: problem.to_owned() }.into())
}
