//! ALL vinyl pressings of an album: every page of every master's versions, or of a search where there is no
//! master. One page is one piece of work; the row says where to go on.

use std::cmp::Ordering;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};

use super::Problem;
use super::artist::some_or_none;
use crate::catalog::lookup::Freshness;
use crate::catalog::matching::{ACCEPT_SEARCH_HIT, search_confidence};
use crate::catalog::release::{List, Tally};
use crate::catalog::{Album, Artist, CatalogError, Release, absence};
use crate::db::Conn;
use crate::integrations::facts::{Page, ReleaseFacts, Skipped};
use crate::integrations::{Error, Provider};
use crate::jobs::{Job, JobContext, JobError, Next};

/// No album has so many pressings and no master: a search that finds more has found something else, and is refused on
/// its first page. A master's versions have no such limit.
const MOST_FOUND: u32 = 2_000;

/// Fetches every vinyl pressing of one album.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncAlbumReleases {
    pub album_id: i64,
}

impl Job for SyncAlbumReleases {
    const KIND: &'static str = "sync_album_releases";
    const COMES_IN_CROWDS: bool = true;

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.album_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        8
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let outcome = self.page(ctx).await;
        if let Err(error) = &outcome {
            let problem = Problem::of(error, ctx.now());
            let conn = &mut ctx.app.db.conn().await?;
            Album::set_releases_problem(conn, self.album_id, &problem.text, Some(problem.retry_at)).await?;
            if let JobError::GiveUp(cause) = error
                && let Some(Error::TooMany { .. }) = cause.downcast_ref()
            {
                // What was refused was asked for once.
                ctx.needs_more(conn, Provider::Discogs, 1).await?;
            }
        }
        outcome
    }
}

/// One page of one list, and where to go on.
struct Fetched {
    releases: Vec<ReleaseFacts>,
    list: List,
    /// As many rows as the whole list has, by the provider's count.
    total: u32,
    page: u32,
    next: Option<(i32, i32)>,
    skipped: Vec<Skipped>,
}

impl Fetched {
    /// As many pages as there are in all, a hundred rows each; even an empty list has one.
    fn pages(&self) -> u32 {
        self.total.div_ceil(100).max(1)
    }

    /// Notes what the page says beside its pressings, in the transaction that stores them.
    async fn note(&self, ctx: &JobContext, conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
        ctx.skip(conn, Provider::Discogs, &self.skipped).await?;
        if self.page == 1 {
            ctx.needs_more(conn, Provider::Discogs, self.pages()).await?;
        }
        Ok(())
    }
}

impl SyncAlbumReleases {
    async fn page(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let now = ctx.now();
        let (album, artist) = {
            let conn = &mut ctx.app.db.conn().await?;
            let Some(album) = Album::find(conn, self.album_id).await? else { return Ok(Next::Done) };
            if !ctx.is_anew() && album.releases_marks().freshness(now) == Freshness::Fresh {
                ctx.progress(conn, 1, Some(1), &format!("{}: pressings fetched before, unchanged", album.title)).await?;
                return Ok(Next::Done);
            }
            Album::begin_releases(conn, self.album_id, now).await?;
            let Some(album) = Album::find(conn, self.album_id).await? else { return Ok(Next::Done) };
            let Some(artist) = Artist::find(conn, album.artist_id).await? else { return Ok(Next::Done) };
            (album, artist)
        };
        let Some(fetched) = fetch(ctx, &album, &artist).await? else {
            return self.finish(ctx, &album, None).await;
        };
        match fetched.next {
            None => self.finish(ctx, &album, Some(&fetched)).await,
            Some(cursor) => {
                let conn = &mut ctx.app.db.conn().await?;
                let ended = if cursor.1 == 1 { expected(&fetched) } else { 0 };
                let next = conn
                    .transaction(async |conn: &mut Conn| {
                        let tally = Release::upsert_all(conn, album.id, &fetched.releases, fetched.list, now).await?;
                        Album::set_releases_cursor(conn, album.id, cursor, ended).await?;
                        report(ctx, conn, &album, &fetched, tally).await?;
                        fetched.note(ctx, conn).await?;
                        ctx.continue_in(conn, self).await
                    })
                    .await?;
                Ok(next)
            }
        }
    }

    /// Stores the last page, if there is one, and withdraws what no page held.
    async fn finish(&self, ctx: &JobContext, album: &Album, last: Option<&Fetched>) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            if let Some(fetched) = last {
                let tally = Release::upsert_all(conn, album.id, &fetched.releases, fetched.list, now).await?;
                report(ctx, conn, album, fetched, tally).await?;
                fetched.note(ctx, conn).await?;
            } else {
                ctx.progress(conn, 0, Some(0), &format!("{}: Discogs has no vinyl pressing", album.title)).await?;
            }
            // Only a master's list is a list: a search that finds less has said nothing about the rest.
            if let (Some(started), Some(Fetched { list: List::Master(_), .. })) = (album.releases_sync_started_at, last) {
                let expected = i64::from(album.releases_expected) + i64::from(last.map_or(0, expected));
                Release::withdraw_unlisted(conn, album.id, (started, expected), now).await?;
            }
            let has_none = last.is_none_or(|fetched| fetched.total == 0 && album.releases_expected == 0);
            Album::finish_releases(conn, album.id, now, has_none.then(|| now + absence::BELIEVED)).await
        })
        .await?;
        Ok(Next::Done)
    }
}

/// The page that the row's cursor names; `None` when every list turns out to be empty.
async fn fetch(ctx: &JobContext, album: &Album, artist: &Artist) -> Result<Option<Fetched>, CatalogError> {
    let discogs = &ctx.app.integrations.discogs;
    let masters = &album.discogs_master_ids;
    let mut list = usize::try_from(album.releases_list).unwrap_or(0);
    let mut page = u32::try_from(album.releases_next_page).unwrap_or(1).max(1);
    while let Some(master) = masters.get(list) {
        // A master that Discogs has deleted has no versions; the next list is asked instead.
        if let Some(mut answer) = some_or_none(discogs.versions(*master, page, ctx.priority).await)? {
            answer.items.retain(|version| version.is_vinyl);
            let next = after(&answer, list, masters.len());
            let Page { items: releases, skipped, total, .. } = answer;
            return Ok(Some(Fetched { releases, list: List::Master(*master), total, page, next, skipped }));
        }
        ctx.needs_more(&mut *ctx.app.db.conn().await?, Provider::Discogs, u32::from(ctx.attempt <= 1)).await?;
        (list, page) = (list + 1, 1);
    }
    if album.releases_expected > 0 || (list > album.discogs_master_ids.len()) {
        // A master of this fetch had its list; that another has been deleted takes nothing from it.
        return Ok(None);
    }
    let Some(mut answer) = some_or_none(discogs.search_releases(&artist.name, &album.title, page, ctx.priority).await)? else {
        return Ok(None);
    };
    if answer.total > MOST_FOUND {
        return Err(Error::TooMany { provider: Provider::Discogs, found: answer.total, most: MOST_FOUND }.into());
    }
    let next = answer.next.map(|next| (position(list), i32::try_from(next).unwrap_or(i32::MAX)));
    answer.items.retain(|hit| hit.is_vinyl && search_confidence(&written(hit), &artist.name, &album.title) > ACCEPT_SEARCH_HIT);
    let Page { items: releases, skipped, total, .. } = answer;
    Ok(Some(Fetched { releases, list: List::Search, total, page, next, skipped }))
}

/// The next page of this list, or the first of the next master, or nothing.
fn after(answer: &Page<ReleaseFacts>, list: usize, lists: usize) -> Option<(i32, i32)> {
    match (answer.next, (list + 1).cmp(&lists)) {
        (Some(next), _) => Some((position(list), i32::try_from(next).unwrap_or(i32::MAX))),
        (None, Ordering::Less) => Some((position(list + 1), 1)),
        (None, _) => None,
    }
}

/// How many rows the whole list has.
fn expected(fetched: &Fetched) -> i32 {
    i32::try_from(fetched.total).unwrap_or(i32::MAX)
}

fn position(list: usize) -> i32 {
    i32::try_from(list).unwrap_or(i32::MAX)
}

/// As the search wrote it: `Artist - Title`, which the client has cut at the first dash.
fn written(hit: &ReleaseFacts) -> String {
    hit.artists.iter().map(|artist| artist.name.as_str()).chain([hit.title.as_str()]).collect::<Vec<_>>().join(" - ")
}

async fn report(ctx: &JobContext, conn: &mut AsyncPgConnection, album: &Album, fetched: &Fetched, tally: Tally) -> diesel::QueryResult<()> {
    metrics::counter!("vinilogy_releases_synced_total", "outcome" => "new").increment(tally.new.unsigned_abs());
    metrics::counter!("vinilogy_releases_synced_total", "outcome" => "updated").increment(tally.updated.unsigned_abs());
    metrics::counter!("vinilogy_releases_synced_total", "outcome" => "unchanged").increment(tally.unchanged.unsigned_abs());
    let pages = fetched.pages();
    let message = format!(
        "{}: page {} of {pages}, {} new, {} updated, {} unchanged",
        album.title, fetched.page, tally.new, tally.updated, tally.unchanged
    );
    ctx.progress(conn, i32::try_from(fetched.page).unwrap_or(i32::MAX), i32::try_from(pages).ok(), &message).await
}
