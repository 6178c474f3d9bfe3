//! The Cover Art Archive: an album's front cover, as an address; the picture itself stays with its owner.

mod wire;

use uuid::Uuid;

use super::facts::ImageFacts;
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Error, Priority, Provider, Result};
use crate::config::PlainConfig;

/// The Cover Art Archive's calls; they need no key.
#[derive(Clone)]
pub struct CoverArt {
    caller: Caller,
}

impl CoverArt {
    pub(super) fn new(transport: &Transport, config: &PlainConfig) -> Self {
        let address = Address {
            base: config.url.clone(),
            home: "coverartarchive.org",
            // The index itself lies with the Internet Archive.
            elsewhere: &["archive.org"],
            headers: super::accepting("application/json"),
            secrets: Vec::new(),
        };
        Self { caller: Caller::new(transport, Provider::CoverArt, address) }
    }

    /// The front cover of a release group; `None` when it has pictures but no front.
    pub async fn front(&self, release_group: Uuid, priority: Priority) -> Result<Option<ImageFacts>> {
        let path = ["release-group", &release_group.to_string()];
        let ask = Ask { endpoint: "release-group", path: &path, query: &[], priority };
        let body: wire::IndexBody = self.caller.get(&ask, read).await?;
        Ok(body.front(self.caller.base()))
    }
}

/// Here a "no" is a page for people, unlike anywhere else.
fn read(answer: &Answer) -> Result<wire::IndexBody, Failure> {
    match answer.status.as_u16() {
        404 | 410 => Err(Failure::Settled(Error::NotFound(Provider::CoverArt))),
        400 => Err(answer.rejected("status 400")),
        _ => answer.read(),
    }
}
