//! A person's tokens at Spotify: sealed wherever they lie, and renewed by one worker at a time.
//!
//! Spotify may give another refresh token each time, and the one before is dead then. So who renews has the row's leave
//! for a minute (`refreshing_until`), without holding a connection meanwhile, and what comes is stored only where the row
//! still has what was sent.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{SERVICE, client, refused};
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::linked_accounts as accounts;
use crate::identity::seal::{self, SealError};
use crate::identity::{self, UserId};
use crate::integrations::spotify::{Grant, Tokens};
use crate::integrations::{Error, Provider};
use crate::jobs::{JobContext, JobError};

/// What the tokens are sealed for.
const PURPOSE: &str = "spotify tokens";
/// A token that is over so soon is over.
const MARGIN: TimeDelta = TimeDelta::seconds(30);
/// For so long others leave the renewing to whoever has begun.
const LEAVE: TimeDelta = TimeDelta::seconds(60);
/// And look again after this long.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

const WITHDRAWN: &str = "your consent was withdrawn, or has run out: link the account again";

/// The tokens that a person has given us.
#[derive(Clone, Serialize, Deserialize)]
pub struct Held {
    access: String,
    refresh: String,
    until: DateTime<Utc>,
}

impl Held {
    /// What the exchange of a code gave; without a refresh token it would be over within the hour.
    pub fn first(tokens: &Tokens, now: DateTime<Utc>) -> Option<Self> {
        let refresh = tokens.refresh.as_ref()?.expose_secret().to_owned();
        Some(Self { access: tokens.access.expose_secret().to_owned(), refresh, until: now + TimeDelta::seconds(tokens.lives) })
    }

    /// With what a renewal gave; where that has no refresh token the old one goes on.
    fn renewed(self, tokens: &Tokens, now: DateTime<Utc>) -> Self {
        let refresh = tokens.refresh.as_ref().map_or(self.refresh, |token| token.expose_secret().to_owned());
        Self { access: tokens.access.expose_secret().to_owned(), refresh, until: now + TimeDelta::seconds(tokens.lives) }
    }

    /// As text that somebody is to seal.
    pub fn text(&self) -> SecretString {
        serde_json::to_string(self).unwrap_or_default().into()
    }

    pub fn access_token(&self) -> SecretString {
        self.access.as_str().into()
    }

    pub fn seal(&self, app: &App, owner: UserId) -> Result<String, SealError> {
        seal::seal(&app.config.identity, PURPOSE, owner, &self.text())
    }

    fn open(app: &App, owner: UserId, sealed: &str) -> Result<Self, SealError> {
        let text = seal::open(&app.config.identity, PURPOSE, owner, sealed)?;
        serde_json::from_str(text.expose_secret()).map_err(|_| SealError::Damaged)
    }
}

/// An access token of a person's account that is not over, and not the one that was just refused.
pub async fn access(ctx: &JobContext, user_id: i64, refused_one: Option<&SecretString>) -> Result<SecretString, JobError> {
    let app = &ctx.app;
    let Some((owner, sealed)) = stored(app, user_id).await? else { return Err(refused(WITHDRAWN)) };
    let held = Held::open(app, owner, &sealed)
        .map_err(|error| refused(&format!("the stored consent cannot be read ({error}): link the account again")))?;
    let is_refused = refused_one.is_some_and(|token| token.expose_secret() == held.access);
    if held.until - MARGIN > ctx.now() && !is_refused {
        return Ok(held.access_token());
    }
    if !leave(ctx, user_id, &sealed).await? {
        let problem = "its tokens are just being renewed".to_owned();
        return Err(JobError::RetryAfter { after: LOOK_AGAIN, cause: Error::Unavailable { provider: Provider::Spotify, problem }.into() });
    }
    let renewed = client(app)?.refresh(&held.refresh.as_str().into(), ctx.priority).await;
    let (fresh, answer) = match renewed {
        Ok(Grant::Tokens(tokens)) => {
            let held = held.renewed(&tokens, ctx.now());
            let fresh = held.seal(app, owner).map_err(|error| JobError::GiveUp(error.into()))?;
            (Some(fresh), Ok(held.access_token()))
        }
        // It stays dead: nobody is asked with it again.
        Ok(Grant::Withdrawn) => (None, Err(refused(WITHDRAWN))),
        Err(error) => (Some(sealed.clone()), Err(error.into())),
    };
    let row = accounts::table.find((user_id, SERVICE.word())).filter(accounts::sealed_token.eq(&sealed));
    diesel::update(row)
        .set((accounts::sealed_token.eq(fresh), accounts::refreshing_until.eq(None::<DateTime<Utc>>)))
        .execute(&mut *app.db.conn().await?)
        .await?;
    answer
}

async fn stored(app: &App, user_id: i64) -> Result<Option<(UserId, String)>, JobError> {
    let sealed: Option<Option<String>> = accounts::table
        .find((user_id, SERVICE.word()))
        .select(accounts::sealed_token)
        .first(&mut *app.db.conn().await?)
        .await
        .optional()?;
    let owner = identity::find_row(app, user_id).await.map_err(|error| JobError::Retry(error.into()))?;
    Ok(owner.map(|user| user.user_id()).zip(sealed.flatten()))
}

/// Takes the leave to renew what is stored; `false`: somebody else has it, or has renewed.
async fn leave(ctx: &JobContext, user_id: i64, sealed: &str) -> Result<bool, DbError> {
    let now = ctx.now();
    let row = accounts::table
        .find((user_id, SERVICE.word()))
        .filter(accounts::sealed_token.eq(sealed))
        .filter(accounts::refreshing_until.is_null().or(accounts::refreshing_until.le(now)));
    let taken = diesel::update(row).set(accounts::refreshing_until.eq(now + LEAVE)).execute(&mut *ctx.app.db.conn().await?).await?;
    Ok(taken == 1)
}
