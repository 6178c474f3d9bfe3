//! What one request carries with it: its deadline, its loaders, who is asking, and which look-ups are under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::error::{Code, Failure};
use super::loaders::{self, Batch};
use super::visitor::Visitor;
use crate::app::App;
use crate::identity::{Person, Via};

/// One request. Loaders live as long as it does: no request sees what another loaded.
pub struct Scope {
    pub app: App,
    pub visitor: Visitor,
    /// All fields of the request together may wait for cache misses until then.
    pub deadline: Instant,
    pub underway: Underway,
    pub albums_by_artist: Batch<loaders::AlbumsByArtist>,
    pub releases_by_album: Batch<loaders::ReleasesByAlbum>,
    pub similars_by_artist: Batch<loaders::SimilarsByArtist>,
    pub artist_by_id: Batch<loaders::ArtistById>,
    pub album_by_id: Batch<loaders::AlbumById>,
    pub release_by_id: Batch<loaders::ReleaseById>,
    pub albums_sync: Batch<loaders::AlbumsSync>,
    pub releases_sync: Batch<loaders::ReleasesSync>,
    pub albums_miss: Batch<loaders::AlbumsMiss>,
    pub releases_miss: Batch<loaders::ReleasesMiss>,
    pub images_miss: Batch<loaders::ImagesMiss>,
    pub covers_miss: Batch<loaders::CoversMiss>,
    pub rating_by_album: Batch<loaders::RatingByAlbum>,
    pub quotes_by_release: Batch<loaders::QuotesByRelease>,
    pub rules: loaders::Rules,
    pub best_price: Batch<loaders::BestPrice>,
    pub profile_by_person: Batch<loaders::ProfileByPerson>,
}

impl Scope {
    pub fn new(app: &App, visitor: Visitor) -> Self {
        let deadline = Instant::now() + app.config.limits.lookup_wait;
        let rules = loaders::Rules::new(app);
        Self {
            app: app.clone(),
            visitor,
            deadline,
            underway: Underway::default(),
            albums_by_artist: Batch::new(loaders::AlbumsByArtist(app.clone())),
            releases_by_album: Batch::new(loaders::ReleasesByAlbum(app.clone())),
            similars_by_artist: Batch::new(loaders::SimilarsByArtist(app.clone())),
            artist_by_id: Batch::new(loaders::ArtistById(app.clone())),
            album_by_id: Batch::new(loaders::AlbumById(app.clone())),
            release_by_id: Batch::new(loaders::ReleaseById(app.clone())),
            albums_sync: Batch::new(loaders::AlbumsSync(app.clone())),
            releases_sync: Batch::new(loaders::ReleasesSync(app.clone())),
            albums_miss: Batch::new(loaders::AlbumsMiss(app.clone(), deadline)),
            releases_miss: Batch::new(loaders::ReleasesMiss(app.clone(), deadline)),
            images_miss: Batch::new(loaders::ImagesMiss(app.clone())),
            covers_miss: Batch::new(loaders::CoversMiss(app.clone())),
            rating_by_album: Batch::new(loaders::RatingByAlbum(app.clone())),
            quotes_by_release: Batch::new(loaders::QuotesByRelease(app.clone())),
            best_price: Batch::new(loaders::BestPrice(app.clone(), rules.clone())),
            rules,
            profile_by_person: Batch::new(loaders::ProfileByPerson(app.clone())),
        }
    }

    /// Which person is asking, where that is known.
    pub fn person(&self) -> Option<i64> {
        self.visitor.requester.person().map(|person| person.id().get())
    }

    /// Only administrators go on.
    pub fn require_administrator(&self) -> Result<(), Failure> {
        match self.visitor.requester.person() {
            Some(person) if person.is_administrator() => Ok(()),
            Some(person) if person.is_admin() => {
                Err(Failure::new(Code::Forbidden, "This is for administrators, and takes a session or a token of scope ADMIN."))
            }
            Some(_) => Err(Failure::new(Code::Forbidden, "This is for administrators.")),
            None => Err(Failure::new(Code::Unauthenticated, "This is for administrators: sign in first.")),
        }
    }

    /// Only who signed in, or sent a token, goes on: their id is what queries about what is personal want.
    pub fn require_person(&self) -> Result<&Person, Failure> {
        let person = self.visitor.requester.person();
        person.ok_or_else(|| Failure::new(Code::Unauthenticated, "This is personal: sign in first."))
    }

    /// Only who signed in goes on: what decides about the account itself is not for programs with a token.
    pub fn require_session(&self) -> Result<&Person, Failure> {
        let person = self.require_person()?;
        match person.via() {
            Via::Session(_) => Ok(person),
            Via::ApiToken(_) => Err(Failure::new(Code::Forbidden, "This takes a session: an API token is not enough.")),
        }
    }
}

/// The request's scope. Whoever builds a request puts one in.
pub fn scope<'a>(ctx: &Context<'a>) -> &'a Scope {
    ctx.data_unchecked::<Arc<Scope>>()
}

/// Which lists are being fetched for this request, so that a sync status can be read after the list beside it.
#[derive(Default)]
pub struct Underway {
    open: Mutex<HashMap<String, usize>>,
    closed: Notify,
}

/// One list being fetched; dropping it says that it has been.
pub struct Fetching<'a> {
    underway: &'a Underway,
    key: String,
}

impl Underway {
    /// The first thing that a list's resolver does, before it waits for anything.
    pub fn begin(&self, key: String) -> Fetching<'_> {
        *self.lock().entry(key.clone()).or_default() += 1;
        Fetching { underway: self, key }
    }

    /// Waits until no list of that key is being fetched.
    pub async fn settled(&self, key: &str) {
        // Fields of one object are started together: after one turn the list beside this one has begun.
        tokio::task::yield_now().await;
        loop {
            let closed = self.closed.notified();
            if !self.lock().contains_key(key) {
                return;
            }
            closed.await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        let mut open = self.underway.lock();
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
        drop(open);
        self.underway.closed.notify_waiters();
    }
}
