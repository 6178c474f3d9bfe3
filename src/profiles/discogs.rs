//! A person's account at Discogs: linked by its name, by a token of theirs, or with their consent. What it owns and wants is
//! the business of `collections`.

use secrecy::SecretString;
use tokio::time::Instant;

use super::ListeningSource;
use super::account::{Link, LinkedAccount, callback};
use super::consent::{self, Exchanged, Given, Via};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::collections::discogs;
use crate::identity::UserId;
use crate::jobs::{JobContext, JobError};

const SERVICE: ListeningSource = ListeningSource::Discogs;

/// Links it. With neither a name nor a token the person is sent to Discogs, where there is a consumer key.
pub(super) async fn link(
    app: &App,
    owner: UserId,
    (username, token): (Option<&str>, Option<&SecretString>),
    via: Via,
    deadline: Instant,
) -> Result<Link, CatalogError> {
    let became = match (username, token) {
        (username, Some(token)) => discogs::by_token(app, owner, token, username, deadline).await?,
        (Some(username), None) => discogs::by_name(app, owner, username, deadline).await?,
        (None, None) if app.integrations.discogs.takes_consents() => {
            let sent = discogs::consent::ask(app, owner, &callback(app, SERVICE), deadline).await?;
            let Some(discogs::consent::Sent { token, secret, url }) = sent else { return Ok(Link::NotConfigured) };
            consent::begin(app, owner, SERVICE, (&token, &secret), via).await?;
            return Ok(Link::Authorize(url));
        }
        (None, None) => discogs::Link::NotConfigured,
    };
    Ok(match became {
        discogs::Link::Linked => {
            let account = LinkedAccount::find(&mut *app.db.conn().await?, owner.get(), SERVICE).await?;
            account.map_or(Link::UnknownUser, Link::Linked)
        }
        discogs::Link::UnknownUser => Link::UnknownUser,
        discogs::Link::NotConfigured => Link::NotConfigured,
    })
}

/// Has the verifier that a person came back with become a token.
pub(super) async fn exchange(ctx: &JobContext, given: Given) -> Result<Exchanged, JobError> {
    let (token, secret, verifier) = (given.state.into(), given.secret.into(), given.code.into());
    discogs::consent::exchange(ctx, &token, &secret, &verifier).await.map(Exchanged::Tokens)
}

/// Links the account that the token is of.
pub(super) async fn finish(ctx: &JobContext, owner: UserId, text: &SecretString) -> Result<Exchanged, JobError> {
    discogs::consent::link(ctx, owner, text).await.map(|()| Exchanged::Linked)
}
