//! A person's tokens at Spotify: sealed wherever they lie.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::identity::UserId;
use crate::identity::seal::{self, SealError};
use crate::integrations::spotify::Tokens;

/// What the tokens are sealed for.
const PURPOSE: &str = "spotify tokens";

/// The tokens that a person has given us.
#[derive(Clone, Serialize, Deserialize)]
pub struct Held {
    access: String,
    refresh: String,
    until: DateTime<Utc>,
}

impl Held {
    /// What the exchange of a code gave; without a refresh token it would be over within the hour.
    pub fn first(tokens: Tokens, now: DateTime<Utc>) -> Option<Self> {
        let refresh = tokens.refresh.as_ref()?.expose_secret().to_owned();
        Some(Self { access: tokens.access.expose_secret().to_owned(), refresh, until: now + TimeDelta::seconds(tokens.lives) })
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
}
