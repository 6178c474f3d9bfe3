//! Where a person lives and pays, and what they speak and listen by.

use async_graphql::{Enum, Object};
use chrono::{DateTime, Utc};

use super::guide::PressingKind;
use super::scalars::{CountryCode, CurrencyCode};
use crate::profiles;

/// A service that knows what a person listens to, or owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "profiles::ListeningSource")]
pub enum ListeningSource {
    Lastfm,
    Spotify,
    Listenbrainz,
    Discogs,
}

/// A person's profile.
pub struct Profile(pub profiles::Profile);

/// Where a person lives and pays, and what they speak and listen by.
#[Object]
impl Profile {
    /// Where records are delivered to.
    async fn country(&self) -> CountryCode {
        CountryCode(self.0.country.clone())
    }

    /// What prices are compared in.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency.clone())
    }

    /// `es` or `en`.
    async fn language(&self) -> &str {
        &self.0.language
    }

    /// The service that says what they listen to.
    async fn primary_source(&self) -> ListeningSource {
        self.0.primary_source().into()
    }

    /// The pressing of a recommended album that they want to see.
    async fn preferred_pressing(&self) -> PressingKind {
        self.0.preferred_pressing().into()
    }

    /// When their listening was fetched last.
    async fn last_sync_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_sync_at
    }
}
