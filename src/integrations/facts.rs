//! What a provider told us, in our own words. Absent means "not said", never "erased".

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An artist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtistFacts {
    pub name: String,
    pub sort_name: Option<String>,
    pub disambiguation: Option<String>,
    pub mbid: Option<Uuid>,
    pub discogs_id: Option<i64>,
    /// Last.fm listeners.
    pub listeners: Option<i64>,
    /// Other spellings that the provider itself gives.
    pub aliases: Vec<String>,
    /// A picture, never Last.fm's star.
    pub image_url: Option<String>,
    /// MusicBrainz `image` relation: a Wikimedia Commons page.
    pub commons_page: Option<String>,
    /// A search's own confidence, 0 to 100; 100 for a look-up.
    pub search_score: u32,
}

/// One of an artist's similar artists.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarFacts {
    pub name: String,
    pub mbid: Option<Uuid>,
    /// 0 to 1.
    pub score: f64,
}

/// An album: a MusicBrainz release group or a Discogs master.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlbumFacts {
    pub title: String,
    pub mbid: Option<Uuid>,
    /// Credited artists in order; the first is the album's artist.
    pub artists: Vec<CreditFacts>,
    /// Live Discogs masters, in the order given; a group may have two.
    pub discogs_master_ids: Vec<i64>,
    pub first_release_year: Option<i32>,
    pub primary_type: Option<String>,
    pub secondary_types: Vec<String>,
    pub track_count: Option<i32>,
}

impl AlbumFacts {
    /// Primary type Album and no secondary type.
    pub fn is_studio(&self) -> bool {
        self.primary_type.as_deref() == Some("Album") && self.secondary_types.is_empty()
    }
}

/// Who an album or a release is credited to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreditFacts {
    pub name: String,
    pub mbid: Option<Uuid>,
    pub discogs_id: Option<i64>,
}

/// One pressing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReleaseFacts {
    pub discogs_id: i64,
    pub title: String,
    /// Credited artists; empty where the answer does not say (versions).
    pub artists: Vec<CreditFacts>,
    pub discogs_master_id: Option<i64>,
    pub country: Option<String>,
    pub year: Option<i32>,
    /// Discogs' words after the major format: `LP, Album, Reissue`, `2xLP, Album`, `7"`.
    pub format: Option<String>,
    pub is_vinyl: bool,
    pub is_official: bool,
    pub label: Option<String>,
    /// `None` also where Discogs writes `none`.
    pub catalog_number: Option<String>,
    /// `None`: the answer does not carry barcodes; `Some(vec![])`: it does, and there are none. Digits only.
    pub barcodes: Option<Vec<String>>,
    pub rating: Option<f64>,
    pub rating_count: Option<i32>,
    pub have: Option<i32>,
    pub want: Option<i32>,
    pub track_count: Option<i32>,
    /// Discogs says `Deleted`, or `Draft`.
    pub is_withdrawn: bool,
}

/// A record of a list that could not be read; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What kind of record, and its id or its place: `release group 1b02…`, `version 3 of page 2`.
    pub record: String,
    pub problem: String,
}

/// A page of a longer list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// What the page holds besides, and nobody can read.
    pub skipped: Vec<Skipped>,
    /// How many there are in all, as the provider says.
    pub total: u32,
    /// Where the next page starts (page number or offset, as the call takes it); `None` after the last.
    pub next: Option<u32>,
}

/// A picture and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageFacts {
    /// Always https, but for hosts given in `*_URL`, which are as written.
    pub url: String,
    /// Author and licence, in plain words, where the provider gives them.
    pub attribution: Option<String>,
    /// The page to link back to.
    pub page_url: Option<String>,
}

/// That somebody played a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayFacts {
    pub played_at: DateTime<Utc>,
    pub artist: String,
    pub artist_mbid: Option<Uuid>,
    pub album: Option<String>,
    /// A release's or a release group's.
    pub album_mbid: Option<Uuid>,
    pub track: String,
    pub track_mbid: Option<Uuid>,
}

/// A play as ListenBrainz tells it, and what it takes it for, which is sometimes something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenFacts {
    /// As it was sent, without ids.
    pub play: PlayFacts,
    pub mapping: Option<MappingFacts>,
}

/// The recording that a play is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFacts {
    pub track: Option<String>,
    pub track_mbid: Option<Uuid>,
    /// The recording's artists: their names as credited there.
    pub artists: Vec<(String, Uuid)>,
}

/// An album that somebody played often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopAlbumFacts {
    pub artist: String,
    pub artist_mbid: Option<Uuid>,
    pub title: String,
    pub mbid: Option<Uuid>,
    pub plays: i64,
}

/// What a euro was worth on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateFacts {
    pub currency: String,
    /// The day that it was published for.
    pub day: NaiveDate,
    /// Units of the currency for one euro, as published.
    pub rate: Decimal,
}

/// What a market place says of all offers for a release together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketFacts {
    pub for_sale: i32,
    /// The lowest price, without shipping, and its currency; absent where nothing is for sale.
    pub lowest: Option<(Decimal, String)>,
}

/// One thing for sale at a fixed price, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingFacts {
    pub id: String,
    pub title: String,
    pub price: (Decimal, String),
    /// What it costs to send it, in the price's currency; absent where that is unknown, which is not free.
    pub shipping: Option<Decimal>,
    pub seller: Option<String>,
    pub ships_from: Option<String>,
    pub is_new: bool,
    pub url: Option<String>,
    pub ends_at: Option<DateTime<Utc>>,
}

/// A copy of a record that somebody owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyFacts {
    pub discogs_id: i64,
    /// Which copy of that release.
    pub instance: i64,
    pub folder_id: Option<i64>,
    pub added_at: Option<DateTime<Utc>>,
}

/// A release that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantFacts {
    pub discogs_id: i64,
    pub added_at: Option<DateTime<Utc>>,
}
