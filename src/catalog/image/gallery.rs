//! Showing pictures: the stored one, else one that is fetched now, else the placeholder.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::check::check;
use super::kept::{self, Kept};
use super::resize::{self, End, WIDTHS, width_for};
use super::store::{Rack, Store};
use super::{placeholder, sha256, version};
use crate::app::App;
use crate::catalog::{Album, Artist, CatalogError, lookup};
use crate::db::DbError;
use crate::integrations::{Error, Priority, Provider};

/// So many pictures of one provider are fetched at once, over all requests of a process.
const FETCHES: usize = 8;
/// So many are unpacked at once: each may take some hundred megabytes.
static UNPACKING: Semaphore = Semaphore::const_new(2);
/// What is made of one picture changes with this; so do the tags.
const EDITION: &str = "1";

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const YEAR: Duration = Duration::from_hours(365 * 24);

/// Whose picture is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Artist(i64),
    Album(i64),
}

impl Subject {
    /// `artist-42` or `album-7`; as elsewhere in the API a colon will do.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(['-', ':'])?;
        let id = id.parse().ok().filter(|id| *id > 0 && text.len() < 30)?;
        match kind {
            "artist" => Some(Self::Artist(id)),
            "album" => Some(Self::Album(id)),
            _ => None,
        }
    }

    /// Where its picture is, below `PUBLIC_URL`; `url` is the picture's own address.
    pub fn path(self, url: &str, width: Option<u32>) -> String {
        let (kind, id) = match self {
            Self::Artist(id) => ("artist", id),
            Self::Album(id) => ("album", id),
        };
        let width = width.map(|width| format!("width={}&", width_for(Some(width)))).unwrap_or_default();
        format!("images/{kind}-{id}?{width}v={}", version(url))
    }
}

/// What is shown, and how long it may be kept.
#[derive(Clone, Debug)]
pub struct Shown {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    /// Changes when the bytes do.
    pub tag: String,
    pub lasts: Duration,
    /// Nothing else will ever be under this address.
    pub is_final: bool,
    pub credit: Option<Credit>,
}

/// Whose picture it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    pub provider: Provider,
    pub attribution: Option<String>,
    pub page_url: Option<String>,
}

/// Shows pictures. One per process; cheap to clone.
#[derive(Clone)]
pub struct Gallery(Arc<Room>);

struct Room {
    app: App,
    store: Arc<Store>,
    /// One for each provider: who waits for one that is slow must not keep the others' pictures waiting.
    fetches: HashMap<Provider, Arc<Semaphore>>,
    /// Who fetches or makes a picture holds its turn; the others find it stored then.
    turns: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

/// What is known about the picture of somebody or something.
struct Known {
    name: String,
    source: Option<Source>,
    is_due: bool,
}

#[derive(Clone)]
struct Source {
    url: String,
    credit: Credit,
}

/// A picture at hand.
struct Ready {
    bytes: Vec<u8>,
    end: End,
    hash: String,
    width: u32,
}

impl Gallery {
    /// Keeps its files in `folder`, which is made when there is something to keep.
    pub fn new(app: App, folder: PathBuf) -> Self {
        let store = Arc::new(Store::new(folder, app.config.images.cache, app.clock.clone()));
        let fetches = Provider::ALL.into_iter().map(|provider| (provider, Arc::new(Semaphore::new(FETCHES)))).collect();
        Self(Arc::new(Room { app, store, fetches, turns: Mutex::default() }))
    }

    /// The picture, no wider than `width` rounded up to one of [`WIDTHS`]; the placeholder where there is none.
    /// `asked_version` is what whoever asks believes the picture's version to be.
    pub async fn show(&self, subject: Subject, width: Option<u32>, asked_version: Option<&str>) -> Result<Shown, CatalogError> {
        let width = width_for(width);
        let Some(known) = self.0.known(subject).await? else { return Ok(placeholder("", width, MINUTE)) };
        let Some(source) = known.source else {
            if known.is_due {
                self.0.look_for(subject).await?;
            }
            return Ok(placeholder(&known.name, width, if known.is_due { MINUTE } else { HOUR }));
        };
        let Some(ready) = self.obtain(subject, &source, width).await? else { return Ok(placeholder(&known.name, width, MINUTE)) };
        let is_discogs = source.credit.provider == Provider::Discogs;
        let is_final = !is_discogs && asked_version == Some(version(&source.url).as_str());
        Ok(Shown {
            media_type: ready.end.media_type(),
            tag: format!("{}-{}-{EDITION}", &ready.hash[..16], ready.width),
            bytes: ready.bytes,
            lasts: if is_final { YEAR } else { HOUR },
            is_final,
            credit: Some(source.credit),
        })
    }

    /// Waits as long as any look-up may take; what is under way by then goes on.
    async fn obtain(&self, subject: Subject, source: &Source, width: u32) -> Result<Option<Ready>, CatalogError> {
        if let Some(ready) = self.0.at_hand(source, width).await? {
            count("stored");
            return Ok(Some(ready));
        }
        let wait = async {
            let place = Arc::clone(&self.0.fetches[&source.credit.provider])
                .acquire_owned()
                .await
                .map_err(|error| DbError::Connection(Box::new(error)))?;
            let (room, source) = (Arc::clone(&self.0), source.clone());
            // A task of its own: it must not end with whoever asked first.
            let task = tokio::spawn(async move {
                let _place = place;
                room.make(subject, &source, width).await
            });
            task.await.unwrap_or_else(|error| Err(DbError::Connection(Box::new(error)).into()))
        };
        tokio::time::timeout(self.0.app.config.limits.lookup_wait, wait).await.unwrap_or_else(|_| {
            count("waiting");
            Ok(None)
        })
    }
}

impl Room {
    async fn known(&self, subject: Subject) -> Result<Option<Known>, CatalogError> {
        let conn = &mut self.app.db.conn().await?;
        let now = self.app.clock.now();
        let source = |url: Option<String>, from: Option<String>, attribution, page_url| {
            let provider = Provider::ALL.into_iter().find(|provider| Some(provider.key()) == from.as_deref())?;
            Some(Source { url: url?, credit: Credit { provider, attribution, page_url } })
        };
        Ok(match subject {
            Subject::Artist(id) => Artist::find(conn, id).await?.map(|artist| Known {
                is_due: artist.is_image_due(now),
                name: artist.name,
                source: source(artist.image_url, artist.image_source, artist.image_attribution, artist.image_page_url),
            }),
            Subject::Album(id) => Album::find(conn, id).await?.map(|album| Known {
                is_due: album.is_cover_due(now),
                name: album.title,
                source: source(album.cover_url, album.cover_source, album.cover_attribution, album.cover_page_url),
            }),
        })
    }

    /// The picture as it lies there, if it does.
    async fn at_hand(&self, source: &Source, width: u32) -> Result<Option<Ready>, CatalogError> {
        let kept = Kept::find(&mut *self.app.db.conn().await?, &source.url).await?;
        let Some((hash, full)) = kept.as_ref().and_then(|kept| kept.content(self.app.clock.now())) else { return Ok(None) };
        let (store, rack, hash, width) = (Arc::clone(&self.store), rack(source), hash.to_owned(), narrower(width, full));
        let found = blocking(move || {
            let (bytes, end) = store.resized(rack, &hash, width)?;
            Some(Ready { bytes, end, hash, width })
        });
        Ok(found.await?)
    }

    /// Fetches the picture unless it is there, and makes it fit. One at a time for each picture.
    async fn make(&self, subject: Subject, source: &Source, width: u32) -> Result<Option<Ready>, CatalogError> {
        let turn = self.turn(&source.url);
        let _held = turn.lock().await;
        if let Some(ready) = self.at_hand(source, width).await? {
            count("stored");
            return Ok(Some(ready));
        }
        let now = self.app.clock.now();
        let kept = Kept::find(&mut *self.app.db.conn().await?, &source.url).await?;
        if let Some((hash, full)) = kept.as_ref().and_then(|kept| kept.content(now)) {
            let (store, rack, hash) = (Arc::clone(&self.store), rack(source), hash.to_owned());
            let (name, original) = blocking(move || (hash.clone(), store.original(rack, &hash))).await?;
            if let Some(original) = original
                && let Ok(ready) = self.fit(source, name, original, narrower(width, full)).await?
            {
                count("resized");
                return Ok(Some(ready));
            }
        }
        if kept.as_ref().and_then(|kept| kept.retry_at).is_some_and(|at| at > now) {
            count("failed");
            return Ok(None);
        }
        match self.fetch(source, width).await? {
            Ok(ready) => {
                count("fetched");
                Ok(Some(ready))
            }
            Err(error) => {
                tracing::info!(%error, ?subject, "a picture did not come");
                count("failed");
                let retry_at = now + kept::pause(&error, kept.map_or(0, |kept| kept.failures));
                let conn = &mut self.app.db.conn().await?;
                Kept::note_problem(conn, source.credit.provider, &source.url, (&error.to_string(), retry_at), now).await?;
                if matches!(error, Error::NotFound(_)) {
                    // Where it was it is no longer: perhaps it is elsewhere.
                    self.look_for(subject).await?;
                }
                Ok(None)
            }
        }
    }

    async fn fetch(&self, source: &Source, width: u32) -> Result<Result<Ready, Error>, CatalogError> {
        let provider = source.credit.provider;
        let fetched = match self.app.integrations.pictures.fetch(provider, &source.url, Priority::Person).await {
            Ok(fetched) => fetched,
            Err(error) => return Ok(Err(error)),
        };
        let unfit = |problem| Error::Unfit { provider, problem };
        let shape = match check(&fetched.bytes) {
            Ok(shape) => shape,
            Err(problem) => return Ok(Err(unfit(problem))),
        };
        let (store, rack, bytes) = (Arc::clone(&self.store), rack(source), fetched.bytes);
        let (bytes, hash, kept) = blocking(move || {
            let hash = sha256(&bytes);
            let kept = store.keep_original(rack, &hash, &bytes);
            (bytes, hash, kept)
        })
        .await?;
        if let Err(error) = kept {
            return Ok(Err(unstored(provider, &error)));
        }
        let size = bytes.len();
        let ready = match self.fit(source, hash, bytes, narrower(width, shape.width)).await? {
            Ok(ready) => ready,
            Err(error) => return Ok(Err(error)),
        };
        let conn = &mut self.app.db.conn().await?;
        Kept::note_fetched(conn, provider, &source.url, (shape, size, &ready.hash), self.app.clock.now()).await?;
        Ok(Ok(ready))
    }

    /// Makes a picture fit and keeps what came of it.
    async fn fit(&self, source: &Source, hash: String, original: Vec<u8>, width: u32) -> Result<Result<Ready, Error>, CatalogError> {
        let _place = UNPACKING.acquire().await.map_err(|error| DbError::Connection(Box::new(error)))?;
        let (store, rack, provider) = (Arc::clone(&self.store), rack(source), source.credit.provider);
        let made = blocking(move || {
            let made = resize::resize(&original, width).map_err(|problem| Error::Unfit { provider, problem })?;
            store.keep_resized(rack, &hash, (width, made.end), &made.bytes).map_err(|error| unstored(provider, &error))?;
            Ok(Ready { bytes: made.bytes, end: made.end, hash, width })
        });
        Ok(made.await?)
    }

    fn turn(&self, url: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(url).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        turns.insert(url.to_owned(), Arc::downgrade(&turn));
        turn
    }

    /// Has the picture looked for, behind whoever asked.
    async fn look_for(&self, subject: Subject) -> Result<(), CatalogError> {
        match subject {
            Subject::Artist(id) => lookup::images_of(&self.app, &[id]).await,
            Subject::Album(id) => lookup::covers_of(&self.app, &[id]).await,
        }
    }
}

fn placeholder(name: &str, width: u32, lasts: Duration) -> Shown {
    count("placeholder");
    let drawn = placeholder::draw(name, width);
    let tag = format!("{}-{EDITION}", &sha256(drawn.as_bytes())[..16]);
    Shown { bytes: drawn.into_bytes(), media_type: "image/svg+xml", tag, lasts, is_final: false, credit: None }
}

/// A picture of `full` width is the same at every width above; it is made once.
fn narrower(width: u32, full: u32) -> u32 {
    WIDTHS.into_iter().find(|step| *step >= full).map_or(width, |step| step.min(width))
}

fn rack(source: &Source) -> Rack {
    if source.credit.provider == Provider::Discogs { Rack::Brief } else { Rack::Lasting }
}

fn unstored(provider: Provider, error: &std::io::Error) -> Error {
    tracing::error!(%error, "a picture cannot be stored");
    Error::Unavailable { provider, problem: "its picture cannot be stored".to_owned() }
}

fn count(outcome: &'static str) {
    metrics::counter!("vinilogy_pictures_total", "outcome" => outcome).increment(1);
}

/// Reads, writes or computes where nobody else is kept waiting.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DbError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| DbError::Connection(Box::new(error)))
}
