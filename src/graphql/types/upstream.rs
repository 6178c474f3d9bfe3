//! Outside services.

use async_graphql::SimpleObject;

use crate::ops;

/// One outside service and what is left of the request budget that all processes share.
#[derive(SimpleObject)]
pub struct Upstream {
    /// The service: `lastfm`, `musicbrainz`, `discogs` …
    name: String,
    /// Whether its credentials are set, where it needs any.
    configured: bool,
    /// How many requests all processes together may make in a minute.
    limit_per_minute: i32,
    /// How many they made.
    used_last_minute: i32,
    /// `false` while nobody calls it, after repeated failure.
    healthy: bool,
    /// What went wrong last.
    problem: Option<String>,
}

impl From<ops::Upstream> for Upstream {
    fn from(upstream: ops::Upstream) -> Self {
        Self {
            name: upstream.name,
            configured: upstream.is_configured,
            limit_per_minute: upstream.limit_per_minute,
            used_last_minute: upstream.used_last_minute,
            healthy: upstream.is_healthy,
            problem: upstream.problem,
        }
    }
}
