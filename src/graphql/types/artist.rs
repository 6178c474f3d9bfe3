//! Artists.

use async_graphql::connection::{Connection, ConnectionNameType, Edge, EdgeNameType};
use async_graphql::{Context, Enum, ID, Object, OutputType, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::album::Album;
use super::image::Image;
use super::sync_status::SyncStatus;
use crate::catalog::image::Subject;
use crate::catalog::{self, list, lookup};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::loaders::{AlbumsKey, SimilarsKey};
use crate::graphql::page::{self, Rows, TotalCount};
use crate::graphql::scope::scope;

/// An artist or a group.
#[derive(Clone)]
pub struct Artist(pub catalog::Artist);

/// The order of an artist's albums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AlbumOrder {
    /// The earliest first; unknown years last.
    Year,
    /// The latest first; unknown years last.
    YearDesc,
    /// By title.
    Title,
    /// The most collected and rated first.
    Popularity,
}

/// What the edge to a similar artist says.
#[derive(SimpleObject)]
pub struct Similarity {
    /// How similar, from 0 to 1, as the provider says.
    score: f64,
}

/// Names the connection after what it holds, not after its nodes.
pub struct SimilarName;

impl ConnectionNameType for SimilarName {
    fn type_name<T: OutputType>() -> String {
        "SimilarArtistConnection".to_owned()
    }
}

impl EdgeNameType for SimilarName {
    fn type_name<T: OutputType>() -> String {
        "SimilarArtistEdge".to_owned()
    }
}

type Similars = Connection<String, Artist, TotalCount, Similarity, SimilarName, SimilarName>;

/// An artist or a group.
#[Object]
impl Artist {
    /// Readable and typed: `artist:42`.
    pub async fn id(&self) -> ID {
        Kind::Artist.id(self.0.id)
    }

    /// The name, as the provider that knows the artist best spells it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What tells the artist from namesakes, in MusicBrainz' words.
    async fn disambiguation(&self) -> Option<&str> {
        self.0.disambiguation.as_deref()
    }

    /// The MusicBrainz id.
    async fn mbid(&self) -> Option<Uuid> {
        self.0.mbid
    }

    /// The Discogs id.
    async fn discogs_id(&self) -> Option<i32> {
        self.0.discogs_id.and_then(|id| id.try_into().ok())
    }

    /// The Spotify id.
    async fn spotify_id(&self) -> Option<&str> {
        self.0.spotify_id.as_deref()
    }

    /// Never Last.fm's star placeholder. Null when no source has a picture, and while nobody has looked for one
    /// yet: asking has it looked for.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>, Failure> {
        let scope = scope(ctx);
        if self.0.is_image_due(scope.app.clock.now()) {
            scope.images_miss.load_one(self.0.id).await?;
        }
        let artist = &self.0;
        let (Some(address), Some(from)) = (artist.image_url.clone(), artist.image_source.clone()) else { return Ok(None) };
        let (credit, page) = (artist.image_attribution.clone(), artist.image_page_url.clone());
        Ok(Some(Image { of: Subject::Artist(artist.id), address, from, credit, page }))
    }

    /// How the artist first came into the catalogue: `lookup`, `similar`, `seed`, `lastfm_tag`, `manual`, `dump`, `demo`.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Last.fm listeners; 0 while unknown.
    async fn popularity(&self) -> f64 {
        self.0.popularity_score
    }

    /// Similar artists, the nearest first. One known only by name is completed when somebody asks for it.
    async fn similar_artists(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Similars, Failure> {
        let window = page::window(Kind::Artist, first, after.as_deref(), None, None)?;
        let key = SimilarsKey { artist_id: self.0.id, window };
        let slice = page::found(scope(ctx).similars_by_artist.load_one(key).await?.unwrap_or_default())?;
        let mut connection = Connection::with_additional_fields(slice.has_previous, slice.has_next, TotalCount::new(slice.total));
        connection.edges.extend(
            slice
                .rows
                .into_iter()
                .map(|(artist, score)| Edge::with_additional_fields(Kind::Artist.id(artist.id).0, Self(artist), Similarity { score })),
        );
        Ok(connection)
    }

    /// The artist's albums. On a miss, MusicBrainz is asked for all of the artist's studio albums.
    #[expect(clippy::too_many_arguments, reason = "the contract's arguments")]
    async fn albums(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(default_with = "Some(true)", desc = "Leaves out live albums, compilations, soundtracks and the like.")]
        studio_only: Option<bool>,
        #[graphql(default_with = "Some(AlbumOrder::Year)")] order_by: Option<AlbumOrder>,
    ) -> Result<Rows<Album>, Failure> {
        let scope = scope(ctx);
        let _fetching = scope.underway.begin(albums_key(self.0.id));
        let window = page::window(Kind::Album, first, after.as_deref(), last, before.as_deref())?;
        let now = scope.app.clock.now();
        if !matches!(self.0.albums_marks().freshness(now), lookup::Freshness::Fresh | lookup::Freshness::Failed) {
            scope.albums_miss.load_one(self.0.id).await?;
        }
        let order = match order_by.unwrap_or(AlbumOrder::Year) {
            AlbumOrder::Year => list::AlbumOrder::Year,
            AlbumOrder::YearDesc => list::AlbumOrder::YearDesc,
            AlbumOrder::Title => list::AlbumOrder::Title,
            AlbumOrder::Popularity => list::AlbumOrder::Popularity,
        };
        let key = AlbumsKey { artist_id: self.0.id, window, studio_only: studio_only.unwrap_or(true), order };
        let slice = scope.albums_by_artist.load_one(key).await?.unwrap_or_default();
        page::connection(slice, Kind::Album, |album| album.id, Album)
    }

    /// Whether the stored albums are all of them.
    async fn albums_sync(&self, ctx: &Context<'_>) -> Result<SyncStatus, Failure> {
        let scope = scope(ctx);
        scope.underway.settled(&albums_key(self.0.id)).await;
        let sync = scope.albums_sync.load_one(self.0.id).await?;
        sync.map(Into::into).ok_or_else(|| Failure::new(crate::graphql::error::Code::NotFound, "The artist is gone."))
    }

    /// When something about the artist last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

fn albums_key(artist_id: i64) -> String {
    format!("albums:{artist_id}")
}
