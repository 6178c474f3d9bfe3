//! The root of reading.

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use futures::future::try_join_all;
use uuid::Uuid;

use super::error::Failure;
use super::id::{self, Kind};
use super::page::{self, Rows};
use super::scope::{Scope, scope};
use super::types::coverage::Coverage;
use super::types::job::{Job, JobRun, JobState};
use super::types::matching::{MatchDecision, MatchKind, MatchReview, MatchReviewState};
use super::types::recommendation::RecommenderReport;
use super::types::shop::{Shop, ShopClient, ShopVariant};
use super::types::upstream::Upstream;
use super::types::{Album, ApiToken, Artist, CollectionItem, Node, PriceQuote, RecommendationSet, Release, User, WantlistItem};
use crate::catalog::lookup::{self, AlbumBy, ArtistBy, ReleaseBy};
use crate::catalog::{Slice, load, same};
use crate::collections::{owned, wantlist};
use crate::schedule::desk;
use crate::{identity, ops, prices, recommender, shops};

/// More names than this no artist and no album has.
const LONGEST_NAME: usize = 500;

/// One way to name an artist.
#[derive(OneofObject)]
pub enum ArtistLookup {
    /// `artist:42`
    Id(ID),
    /// In any of its spellings.
    Name(String),
    /// The MusicBrainz id.
    Mbid(Uuid),
    /// The Discogs id.
    DiscogsId(i32),
    /// The Spotify id.
    SpotifyId(String),
}

/// One way to name an album.
#[derive(OneofObject)]
pub enum AlbumLookup {
    /// `album:7`
    Id(ID),
    /// The MusicBrainz release group's id.
    Mbid(Uuid),
    /// The Discogs master's id.
    DiscogsMasterId(i32),
    /// Artist and title.
    Title(AlbumTitle),
}

/// An album by its artist and title.
#[derive(InputObject)]
pub struct AlbumTitle {
    artist: String,
    title: String,
}

/// One way to name a pressing.
#[derive(OneofObject)]
pub enum ReleaseLookup {
    /// `release:9`
    Id(ID),
    /// The Discogs release's id.
    DiscogsId(i32),
    /// The MusicBrainz release's id.
    Mbid(Uuid),
    /// 8 to 14 digits; blanks and dashes are ignored.
    Barcode(String),
}

/// The root of reading.
pub struct Query;

/// The root of reading.
#[Object]
impl Query {
    /// Anything by its id; null when there is nothing.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>, Failure> {
        node(scope(ctx), &id).await
    }

    /// Several things by their ids, in the order asked for; null in the place of what is not there. At most 100.
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>, Failure> {
        if ids.len() > 100 {
            return Err(Failure::bad_input(format!("`ids` names {} things: at most 100 at once.", ids.len())));
        }
        try_join_all(ids.iter().map(|id| node(scope(ctx), id))).await
    }

    /// The signed-in person; null when nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<User>, Failure> {
        let scope = scope(ctx);
        let Some(person) = scope.visitor.requester.person() else { return Ok(None) };
        Ok(identity::find(&scope.app, person.id()).await?.map(User))
    }

    /// Stored, or fetched on a miss: the first look at an unknown artist asks Last.fm, stores the answer and returns it.
    async fn artist(&self, ctx: &Context<'_>, by: ArtistLookup) -> Result<Option<Artist>, Failure> {
        let scope = scope(ctx);
        let by = match by {
            ArtistLookup::Id(id) => ArtistBy::Id(Kind::Artist.row(&id)?),
            ArtistLookup::Name(name) => ArtistBy::Name(name_of("name", name)?),
            ArtistLookup::Mbid(mbid) => ArtistBy::Mbid(mbid),
            ArtistLookup::DiscogsId(id) => ArtistBy::DiscogsId(positive("discogsId", id)?),
            ArtistLookup::SpotifyId(id) => ArtistBy::SpotifyId(id),
        };
        Ok(lookup::artist(&scope.app, &by, scope.deadline).await?.map(Artist))
    }

    /// Stored, or fetched on a miss.
    async fn album(&self, ctx: &Context<'_>, by: AlbumLookup) -> Result<Option<Album>, Failure> {
        let scope = scope(ctx);
        let by = match by {
            AlbumLookup::Id(id) => AlbumBy::Id(Kind::Album.row(&id)?),
            AlbumLookup::Mbid(mbid) => AlbumBy::Mbid(mbid),
            AlbumLookup::DiscogsMasterId(id) => AlbumBy::Master(positive("discogsMasterId", id)?),
            AlbumLookup::Title(AlbumTitle { artist, title }) => {
                AlbumBy::Title { artist: name_of("artist", artist)?, title: name_of("title", title)? }
            }
        };
        Ok(lookup::album(&scope.app, &by, scope.deadline).await?.map(Album))
    }

    /// Stored, or fetched on a miss. A pressing that is looked at gets its rating and barcodes soon after.
    async fn release(&self, ctx: &Context<'_>, by: ReleaseLookup) -> Result<Option<Release>, Failure> {
        let scope = scope(ctx);
        let by = match by {
            ReleaseLookup::Id(id) => ReleaseBy::Id(Kind::Release.row(&id)?),
            ReleaseLookup::DiscogsId(id) => ReleaseBy::DiscogsId(positive("discogsId", id)?),
            ReleaseLookup::Mbid(mbid) => ReleaseBy::Mbid(mbid),
            ReleaseLookup::Barcode(code) => ReleaseBy::Barcode(barcode(&code)?),
        };
        Ok(lookup::release(&scope.app, &by, scope.deadline).await?.map(Release))
    }

    /// Typeahead over what is stored; never asks a provider. Tolerates typos, accents and missing articles. Without
    /// a search, all artists, the best known first.
    async fn artists(
        &self,
        ctx: &Context<'_>,
        search: Option<String>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Rows<Artist>, Failure> {
        let window = page::window(Kind::Artist, first, after.as_deref(), last, before.as_deref())?;
        let slice = load::search_artists(&scope(ctx).app, search_of(search.as_deref())?, &window).await?;
        page::connection(slice, Kind::Artist, |artist| artist.id, Artist)
    }

    /// Typeahead over what is stored; never asks a provider. Without a search, all albums, the newest in the
    /// catalogue first.
    async fn albums(
        &self,
        ctx: &Context<'_>,
        search: Option<String>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Rows<Album>, Failure> {
        let window = page::window(Kind::Album, first, after.as_deref(), last, before.as_deref())?;
        let slice = load::search_albums(&scope(ctx).app, search_of(search.as_deref())?, &window).await?;
        page::connection(slice, Kind::Album, |album| album.id, Album)
    }

    /// How complete the catalogue is, in the product's own success figures.
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Coverage, Failure> {
        Ok(load::coverage(&scope(ctx).app).await?.into())
    }

    /// Administrators: every run of every job, the newest first.
    #[expect(clippy::too_many_arguments, reason = "the contract's arguments")]
    async fn job_runs(
        &self,
        ctx: &Context<'_>,
        job: Option<String>,
        state: Option<JobState>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Rows<JobRun>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let window = page::window(Kind::JobRun, first, after.as_deref(), last, before.as_deref())?;
        let limit = window.first.or(window.last).unwrap_or_default();
        let from_end = window.last.is_some();
        let state = state.map(|state| state.word().to_owned());
        let window = ops::RunWindow { job, state, after: window.after, before: window.before, limit, from_end };
        let page = ops::list_runs(&scope.app, &window).await?;
        let slice = Slice {
            rows: page.runs,
            total: page.total,
            has_previous: if from_end { page.has_more } else { window.after.is_some() },
            has_next: if from_end { window.before.is_some() } else { page.has_more },
            is_lost: false,
        };
        page::connection(slice, Kind::JobRun, |run| run.id, JobRun)
    }

    /// Administrators: pairs of artists or albums that may be one, the likeliest first.
    #[expect(clippy::too_many_arguments, reason = "a filtered connection's arguments")]
    async fn match_reviews(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(MatchReviewState::Open)", desc = "Those that nobody has decided, if not given; null: all.")]
        state: Option<MatchReviewState>,
        kind: Option<MatchKind>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Rows<MatchReview>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let window = page::window(Kind::Review, first, after.as_deref(), last, before.as_deref())?;
        let slice = same::list_reviews(&scope.app, state.map(Into::into), kind.map(Into::into), &window).await?;
        page::connection(slice, Kind::Review, |review| review.id, MatchReview)
    }

    /// Administrators: the log of merges and splits, the latest first.
    async fn match_decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Rows<MatchDecision>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let window = page::window(Kind::Decision, first, after.as_deref(), last, before.as_deref())?;
        let slice = same::list_decisions(&scope.app, &window).await?;
        page::connection(slice, Kind::Decision, |decision| decision.id, MatchDecision)
    }

    /// Administrators only: the jobs of the clock, with their next due times and last runs.
    async fn jobs(&self, ctx: &Context<'_>) -> Result<Vec<Job>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        Ok(desk::list(&scope.app).await?.into_iter().map(Job).collect())
    }

    /// Administrators: the shops whose stock and prices are read.
    async fn shops(&self, ctx: &Context<'_>) -> Result<Vec<Shop>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        Ok(shops::list(&scope.app).await?.into_iter().map(Shop).collect())
    }

    /// Administrators: what a shop sells, in the order of its ids; those of which nobody knows the pressing, with the reason, if
    /// `matched` is not given.
    async fn shop_variants(
        &self,
        ctx: &Context<'_>,
        shop_id: ID,
        #[graphql(default)] matched: bool,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<ShopVariant>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let page = page::forward(Kind::ShopVariant, first, after.as_deref())?;
        let slice = shops::variants(&scope.app, Kind::Shop.row(&shop_id)?, matched, page).await?;
        page::connection(slice, Kind::ShopVariant, |row| row.id, ShopVariant)
    }

    /// Administrators: those whom a shop sells to, in the order of its ids. Personal data.
    async fn shop_clients(
        &self,
        ctx: &Context<'_>,
        shop_id: ID,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<ShopClient>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let page = page::forward(Kind::ShopClient, first, after.as_deref())?;
        let slice = shops::clients(&scope.app, Kind::Shop.row(&shop_id)?, page).await?;
        page::connection(slice, Kind::ShopClient, |row| row.id, ShopClient)
    }

    /// Administrators: how well the newest taste model tells what people come to play. Null while none has been learnt.
    async fn recommender_report(&self, ctx: &Context<'_>) -> Result<Option<RecommenderReport>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        Ok(recommender::latest_report(&scope.app).await?.map(Into::into))
    }

    /// Administrators only: the outside services and what is left of their budgets.
    async fn upstreams(&self, ctx: &Context<'_>) -> Result<Vec<Upstream>, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        Ok(ops::upstreams(&scope.app).await?.into_iter().map(Upstream::from).collect())
    }
}

async fn node(scope: &Scope, id: &ID) -> Result<Option<Node>, Failure> {
    let (kind, row) = id::any(id)?;
    Ok(match kind {
        Kind::Artist => match scope.artist_by_id.load_one(row).await? {
            Some(row) => Some(Node::Artist(Artist(row))),
            // An id that was merged into another's leads there.
            None => lookup::stored_artist(&scope.app, &ArtistBy::Id(row)).await?.map(|row| Node::Artist(Artist(row))),
        },
        Kind::Album => match scope.album_by_id.load_one(row).await? {
            Some(row) => Some(Node::Album(Album(row))),
            None => lookup::album(&scope.app, &AlbumBy::Id(row), scope.deadline).await?.map(|row| Node::Album(Album(row))),
        },
        Kind::Release => scope.release_by_id.load_one(row).await?.map(|row| Node::Release(Release(row))),
        Kind::Price => prices::by_ids(&scope.app, &[row]).await?.pop().map(|row| Node::PriceQuote(PriceQuote(row))),
        Kind::JobRun => match scope.require_administrator() {
            Ok(()) => ops::find_run(&scope.app, row).await?.map(|row| Node::JobRun(JobRun(row))),
            // What is not yours reads as null.
            Err(_) => None,
        },
        Kind::Review if scope.require_administrator().is_ok() => {
            same::find_review(&scope.app, row).await?.map(|row| Node::MatchReview(MatchReview(row)))
        }
        Kind::Decision if scope.require_administrator().is_ok() => {
            same::find_decision(&scope.app, row).await?.map(|row| Node::MatchDecision(MatchDecision(row)))
        }
        Kind::Shop if scope.require_administrator().is_ok() => shops::find(&scope.app, row).await?.map(|row| Node::Shop(Shop(row))),
        // Numbered by each shop for itself: an id alone names nothing.
        Kind::Review | Kind::Decision | Kind::Shop | Kind::ShopVariant | Kind::ShopClient => None,
        Kind::User => match scope.visitor.requester.person() {
            Some(person) if person.id().get() == row => identity::find(&scope.app, person.id()).await?.map(|row| Node::User(User(row))),
            _ => None,
        },
        Kind::ApiToken => match scope.visitor.requester.person() {
            Some(person) => identity::api_token::find(&scope.app, person.id(), row).await?.map(|row| Node::ApiToken(ApiToken(row))),
            None => None,
        },
        Kind::WantlistItem => match scope.visitor.requester.person() {
            Some(person) => {
                let row = wantlist::find(&scope.app, person.id(), row).await?;
                row.map(|row| Node::WantlistItem(WantlistItem { row, owner: person.id() }))
            }
            None => None,
        },
        // Nobody sees another's.
        Kind::RecommendationSet => match scope.visitor.requester.person() {
            Some(person) if person.id().get() == row => {
                Some(Node::RecommendationSet(RecommendationSet(recommender::read(&scope.app, person.id()).await?)))
            }
            _ => None,
        },
        Kind::CollectionItem => match scope.visitor.requester.person() {
            Some(person) => owned::find(&scope.app, person.id(), row).await?.map(|row| Node::CollectionItem(CollectionItem(row))),
            None => None,
        },
    })
}

/// A name that somebody gave, without blanks around it.
pub fn name_of(argument: &str, text: String) -> Result<String, Failure> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Failure::bad_input(format!("`{argument}` is empty: give a name.")));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Failure::bad_input(format!("`{argument}` is longer than {LONGEST_NAME} characters.")));
    }
    if name.contains('\0') {
        return Err(Failure::bad_input(format!("`{argument}` holds a NUL character.")));
    }
    Ok(if name.len() == text.len() { text } else { name.to_owned() })
}

fn search_of(text: Option<&str>) -> Result<Option<&str>, Failure> {
    match text {
        Some(text) if text.chars().count() > LONGEST_NAME => {
            Err(Failure::bad_input(format!("`search` is longer than {LONGEST_NAME} characters.")))
        }
        Some(text) if text.contains('\0') => Err(Failure::bad_input("`search` holds a NUL character.")),
        text => Ok(text),
    }
}

fn positive(argument: &str, id: i32) -> Result<i64, Failure> {
    if id > 0 { Ok(i64::from(id)) } else { Err(Failure::bad_input(format!("`{argument}: {id}` is not an id: ids are positive."))) }
}

fn barcode(text: &str) -> Result<String, Failure> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    if (8..=14).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Failure::bad_input(format!("`barcode: \"{text}\"` is not a barcode: it has 8 to 14 digits.")))
    }
}
