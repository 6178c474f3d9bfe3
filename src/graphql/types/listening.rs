//! What the signed-in person listens to.

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, Enum, Object, OutputType};
use chrono::{DateTime, Utc};

use super::profile::ListeningSource;
use super::{Album, Artist};
use crate::graphql::error::Failure;
use crate::graphql::page::{self, Rows, TotalCount};
use crate::graphql::scope::scope;
use crate::identity::UserId;
use crate::profiles;
use crate::profiles::listening::{self, PlayCursor};

/// The time up to now that a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "listening::Period")]
pub enum Period {
    Overall,
    TwelveMonths,
    SixMonths,
    ThreeMonths,
    OneMonth,
    SevenDays,
}

/// An account at a service that knows what the person listens to.
pub struct LinkedAccount(pub profiles::LinkedAccount);

/// An account at a service that knows what the person listens to.
#[Object]
impl LinkedAccount {
    /// Where the account is.
    async fn service(&self) -> ListeningSource {
        self.0.service().into()
    }

    /// What it is called there.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// When everything that was new there had been fetched last.
    async fn last_sync_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_sync_at
    }

    /// Why the last synchronisation did not come to its end.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }
}

/// What a person listens to. Whoever makes one has made sure that they are asking.
pub struct Listening(pub UserId);

/// What a person listens to, as stored.
#[Object]
impl Listening {
    /// The albums played most, at most a hundred.
    async fn top_albums(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(Period::Overall)")] period: Option<Period>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<TopAlbum>, Failure> {
        let period = period.unwrap_or(Period::Overall).into();
        ranked(listening::top_albums(&scope(ctx).app, self.0, period).await?, first, after.as_deref(), TopAlbum)
    }

    /// The artists played most, at most a hundred.
    async fn top_artists(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(Period::Overall)")] period: Option<Period>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<TopArtist>, Failure> {
        let period = period.unwrap_or(Period::Overall).into();
        ranked(listening::top_artists(&scope(ctx).app, self.0, period).await?, first, after.as_deref(), TopArtist)
    }

    /// Every play, the newest first.
    async fn scrobbles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those before are left out.")] since: Option<DateTime<Utc>>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<Scrobble>, Failure> {
        let (first, after) = (length(first)?, after.map(|after| play(&after)).transpose()?);
        let plays = listening::scrobbles(&scope(ctx).app, self.0, since, after, first).await?;
        let mut rows = Connection::with_additional_fields(after.is_some(), plays.has_next, TotalCount::new(plays.total));
        rows.edges.extend(plays.rows.into_iter().map(|play| {
            let cursor = format!("play:{}:{}", play.played_at.timestamp(), play.track_id);
            Edge::new(cursor, Scrobble(play))
        }));
        Ok(rows)
    }

    /// How many plays are stored.
    async fn total(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those before are left out.")] since: Option<DateTime<Utc>>,
    ) -> Result<i32, Failure> {
        let total = listening::total(&scope(ctx).app, self.0, since).await?;
        Ok(i32::try_from(total).unwrap_or(i32::MAX))
    }

    /// Names of the plays that nobody in the catalogue is known to have, the most played first. Each is looked for again
    /// after a day, then after twice as long each time, up to thirty.
    async fn unmatched(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
    ) -> Result<Vec<UnmatchedName>, Failure> {
        let names = listening::unmatched(&scope(ctx).app, self.0, length(first)?).await?;
        Ok(names.into_iter().map(UnmatchedName).collect())
    }
}

/// An album that the person played often.
pub struct TopAlbum(listening::TopAlbum);

/// An album that the person played often.
#[Object]
impl TopAlbum {
    /// Whose it is, as the service writes it.
    async fn artist_name(&self) -> &str {
        &self.0.artist
    }

    /// Its title, as the service writes it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// How often it was played: tracks, not albums.
    async fn plays(&self) -> i32 {
        i32::try_from(self.0.plays).unwrap_or(i32::MAX)
    }

    /// What it is in the catalogue, where that is known.
    async fn album(&self, ctx: &Context<'_>) -> Result<Option<Album>, Failure> {
        album(ctx, self.0.album_id).await
    }
}

/// An artist whom the person played often.
pub struct TopArtist(listening::TopArtist);

/// An artist whom the person played often.
#[Object]
impl TopArtist {
    /// The name, as the service writes it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How often tracks of theirs were played.
    async fn plays(&self) -> i32 {
        i32::try_from(self.0.plays).unwrap_or(i32::MAX)
    }

    /// Who it is in the catalogue, where that is known.
    async fn artist(&self, ctx: &Context<'_>) -> Result<Option<Artist>, Failure> {
        artist(ctx, self.0.artist_id).await
    }
}

/// One play of one track.
pub struct Scrobble(listening::Play);

/// One play of one track.
#[Object]
impl Scrobble {
    /// When it began.
    async fn played_at(&self) -> DateTime<Utc> {
        self.0.played_at
    }

    /// The track, as the service writes it.
    async fn track(&self) -> &str {
        &self.0.track
    }

    /// Whose it is, as the service writes it.
    async fn artist_name(&self) -> &str {
        &self.0.artist
    }

    /// What it was played from, as the service writes it.
    async fn album_title(&self) -> Option<&str> {
        self.0.album.as_deref()
    }

    /// Who that is in the catalogue, where that is known.
    async fn artist(&self, ctx: &Context<'_>) -> Result<Option<Artist>, Failure> {
        artist(ctx, self.0.artist_id).await
    }

    /// What that is in the catalogue, where that is known.
    async fn album(&self, ctx: &Context<'_>) -> Result<Option<Album>, Failure> {
        album(ctx, self.0.album_id).await
    }
}

/// A name that nobody in the catalogue is known to have.
pub struct UnmatchedName(listening::Unmatched);

/// A name that nobody in the catalogue is known to have.
#[Object]
impl UnmatchedName {
    /// Whose name it is, or whose album.
    async fn artist_name(&self) -> &str {
        &self.0.artist
    }

    /// The album of a known artist; null: the artist is not known.
    async fn album_title(&self) -> Option<&str> {
        self.0.album.as_deref()
    }

    /// How often it was played.
    async fn plays(&self) -> i32 {
        i32::try_from(self.0.plays).unwrap_or(i32::MAX)
    }

    /// When a synchronisation looks for it again, at the earliest.
    async fn next_try_at(&self) -> DateTime<Utc> {
        self.0.next_try_at
    }
}

async fn artist(ctx: &Context<'_>, id: Option<i64>) -> Result<Option<Artist>, Failure> {
    let Some(id) = id else { return Ok(None) };
    Ok(scope(ctx).artist_by_id.load_one(id).await?.map(Artist))
}

async fn album(ctx: &Context<'_>, id: Option<i64>) -> Result<Option<Album>, Failure> {
    let Some(id) = id else { return Ok(None) };
    Ok(scope(ctx).album_by_id.load_one(id).await?.map(Album))
}

/// The length of a page.
fn length(first: Option<i32>) -> Result<i32, Failure> {
    let first = first.unwrap_or(page::DEFAULT);
    if (0..=page::MOST).contains(&first) { Ok(first) } else { Err(page::out_of_bounds("first", i64::from(first))) }
}

fn no_cursor(cursor: &str) -> Failure {
    Failure::bad_input(format!("`after: \"{cursor}\"` is not a cursor of this list: take one from its edges."))
}

/// The play that a cursor names.
fn play(cursor: &str) -> Result<PlayCursor, Failure> {
    let read = || {
        let (second, track) = cursor.strip_prefix("play:")?.split_once(':')?;
        let played_at = DateTime::from_timestamp(second.parse().ok()?, 0)?;
        Some(PlayCursor { played_at, track_id: track.parse().ok()? })
    };
    read().ok_or_else(|| no_cursor(cursor))
}

/// A page of a short list, whose cursors are places.
fn ranked<R, T: OutputType>(all: Vec<R>, first: Option<i32>, after: Option<&str>, node: impl Fn(R) -> T) -> Result<Rows<T>, Failure> {
    let first = usize::try_from(length(first)?).unwrap_or_default();
    let place = |cursor: &str| cursor.strip_prefix("place:")?.parse::<usize>().ok();
    let begin = after.map(|cursor| place(cursor).ok_or_else(|| no_cursor(cursor))).transpose()?.unwrap_or_default();
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let mut rows = Connection::with_additional_fields(begin > 0, begin.saturating_add(first) < all.len(), TotalCount::new(total));
    let page = all.into_iter().enumerate().skip(begin).take(first);
    rows.edges.extend(page.map(|(at, row)| Edge::new(format!("place:{}", at + 1), node(row))));
    Ok(rows)
}
