//! What somebody gets who signs in.

use async_graphql::{Context, SimpleObject};
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::user::User;
use crate::graphql::cookie;
use crate::graphql::scope::scope;
use crate::identity::NewSession;

/// A short-lived access token (JWT, sent as `Authorization: Bearer`) and a single-use refresh token.
#[derive(SimpleObject)]
pub struct Session {
    /// Good for 15 minutes, and no longer than the session.
    access_token: String,
    /// When the access token is over.
    expires_at: DateTime<Utc>,
    /// For `refreshSession`, once, within 60 days. Empty when it is in the cookie: then no script can read it.
    refresh_token: String,
    /// Who signed in.
    user: User,
}

impl Session {
    /// Hands a session over: the refresh token in the cookie where the client wants that, else in the answer.
    pub fn hand_over(ctx: &Context<'_>, session: NewSession) -> Self {
        let is_kept = scope(ctx).visitor.cookie.is_wanted();
        if is_kept {
            cookie::set(ctx, &session);
        }
        Self {
            access_token: session.access_token.expose_secret().to_owned(),
            expires_at: session.expires_at,
            refresh_token: if is_kept { String::new() } else { session.refresh_token.expose_secret().to_owned() },
            user: User(session.user),
        }
    }
}
