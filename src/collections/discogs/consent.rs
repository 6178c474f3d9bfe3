//! A member's consent, after OAuth 1.0a: before they are sent to Discogs it gives a token to be sent with, and when they
//! are back another one for good. The round trip itself is `profiles`'.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use url::Url;

use super::account::{self, SERVICE};
use super::link::{WAITS, refused, store};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::db::schema::account_consents;
use crate::db::{Conn, DbError};
use crate::identity::{self, UserId};
use crate::integrations::Priority;
use crate::integrations::discogs::collector::{As, Shown};
use crate::jobs::{self, Job, JobContext, JobError, Next};

/// Where a person goes to consent.
pub struct Sent {
    /// Discogs sends it back with the person.
    pub token: SecretString,
    /// What the exchange needs besides.
    pub secret: SecretString,
    pub url: Url,
}

/// Asks Discogs for a token to send somebody with, who is sent back to `callback`. `None`: Discogs does not take the
/// consumer key.
pub async fn ask(app: &App, owner: UserId, callback: &str, deadline: Instant) -> Result<Option<Sent>, CatalogError> {
    let waiting = identity::token_hash(&format!("{:032x}", rand::random::<u128>()));
    let job = AskConsent { user_id: owner.get(), callback: callback.to_owned(), waiting: waiting.clone() };
    let run = jobs::order_one(app, job, Priority::Person).await?;
    let ended = jobs::wait(app, &[run], deadline).await?;
    let row = account_consents::table.find(&waiting);
    let sealed: Option<String> =
        diesel::delete(row).returning(account_consents::sealed_secret).get_result(&mut *app.db.conn().await?).await.optional()?;
    let Some(sealed) = sealed else {
        return CatalogError::of_run(app, "the account", run, ended.get(&run)).await?.map_or(Ok(None), Err);
    };
    let As::Consented { token, secret } = account::open(app, owner.get(), &sealed).await.map_err(unread)? else { return Ok(None) };
    Ok(Some(Sent { url: app.integrations.discogs.authorize_url(&token), token, secret }))
}

/// Gets such a token. It waits, sealed, in a row that goes with its person, for whoever asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskConsent {
    pub user_id: i64,
    callback: String,
    waiting: String,
}

impl Job for AskConsent {
    const KIND: &'static str = "ask_consent";

    fn key(&self) -> String {
        format!("{}:{}:{}", Self::KIND, self.user_id, self.waiting)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let told = ctx.app.integrations.discogs.request_token(&self.callback, ctx.priority).await?;
        let user = identity::find_row(&ctx.app, self.user_id).await.map_err(|error| JobError::Retry(error.into()))?;
        let conn = &mut ctx.app.db.conn().await?;
        let (Shown::Here((token, secret)), Some(user)) = (told, user) else {
            ctx.progress(conn, 1, Some(1), "Discogs gives no token").await?;
            return Ok(Next::Done);
        };
        let name = As::Consented { token, secret };
        let sealed = account::sealed(&ctx.app, user.user_id(), &name).map_err(|error| JobError::GiveUp(error.into()))?;
        let values = (
            account_consents::state_hash.eq(&self.waiting),
            account_consents::user_id.eq(self.user_id),
            account_consents::service.eq(SERVICE),
            account_consents::sealed_secret.eq(sealed.unwrap_or_default()),
            account_consents::created_at.eq(ctx.now()),
            account_consents::expires_at.eq(ctx.now() + WAITS),
        );
        diesel::insert_into(account_consents::table).values(values).on_conflict_do_nothing().execute(conn).await?;
        Ok(Next::Done)
    }
}

/// Has the verifier that somebody came back with become a token of theirs; told as text, to be kept sealed.
pub async fn exchange(
    ctx: &JobContext,
    token: &SecretString,
    secret: &SecretString,
    verifier: &SecretString,
) -> Result<SecretString, JobError> {
    match ctx.app.integrations.discogs.access_token((token, secret), verifier, ctx.priority).await? {
        Shown::Here(name) => account::text(&name).ok_or_else(|| refused("it gave no token")),
        _ => Err(refused("it does not know this consent (any more): link the account again")),
    }
}

/// Links the account that such a token is of.
pub async fn link(ctx: &JobContext, owner: UserId, text: &SecretString) -> Result<(), JobError> {
    let name = account::read(text).map_err(|error| JobError::GiveUp(error.into()))?;
    let who = ctx.app.integrations.discogs.collector(&name).identity(ctx.priority).await?;
    let Shown::Here(username) = who else { return Err(refused("it does not take the token that it gave: link the account again")) };
    let sealed = account::sealed(&ctx.app, owner, &name).map_err(|error| JobError::GiveUp(error.into()))?;
    let conn = &mut ctx.app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| store(ctx, conn, owner.get(), &username, sealed.as_deref()).await).await?;
    Ok(())
}

fn unread(error: account::Unsealed) -> CatalogError {
    CatalogError::Database(DbError::Connection(Box::new(error)))
}
