//! Last.fm's JSON, and what it means.

use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use crate::integrations::facts::{ArtistFacts, Page, SimilarFacts};
use crate::integrations::{lenient, link};

/// Every size of every artist's picture has been this grey star since 2019.
const STAR: &str = "2a96cbd8b46e442fc41c2b86b821562f";

/// What stands in a body when something is wrong, whatever the status.
#[derive(Deserialize)]
pub(super) struct Complaint {
    #[serde(default, deserialize_with = "lenient::number")]
    pub error: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct InfoBody {
    artist: Artist,
}

#[derive(Deserialize)]
pub(super) struct SimilarBody {
    #[serde(deserialize_with = "lenient::object")]
    similarartists: Artists,
}

#[derive(Deserialize)]
pub(super) struct SearchBody {
    #[serde(deserialize_with = "lenient::object")]
    results: Results,
}

#[derive(Deserialize)]
pub(super) struct TopBody {
    #[serde(deserialize_with = "lenient::object")]
    topartists: Artists,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Results {
    #[serde(rename = "opensearch:totalResults", deserialize_with = "lenient::number")]
    total: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    artistmatches: Artists,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artists {
    #[serde(deserialize_with = "lenient::list")]
    artist: Vec<lenient::Row<Artist>>,
    #[serde(rename = "@attr", deserialize_with = "lenient::object")]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    #[serde(deserialize_with = "lenient::number")]
    total: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artist {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::uuid")]
    mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::number")]
    listeners: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    stats: Stats,
    #[serde(rename = "match", deserialize_with = "lenient::fraction")]
    likeness: Option<f64>,
    #[serde(deserialize_with = "lenient::list")]
    image: Vec<Image>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stats {
    #[serde(deserialize_with = "lenient::number")]
    listeners: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Image {
    #[serde(rename = "#text", deserialize_with = "lenient::text")]
    url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    size: Option<String>,
}

impl InfoBody {
    pub fn facts(self, base: &Url) -> Option<ArtistFacts> {
        self.artist.facts(base, 100)
    }
}

impl SimilarBody {
    pub fn facts(self) -> Vec<SimilarFacts> {
        let facts = |artist: Artist| {
            let score = artist.likeness.unwrap_or_default().clamp(0.0, 1.0);
            Some(SimilarFacts { name: artist.name?, mbid: artist.mbid, score })
        };
        // Last.fm's lists know no ids; who has no name is not missed.
        lenient::told(self.similarartists.artist, "similar artist", "the list", facts).0
    }
}

impl SearchBody {
    /// Last.fm orders what it finds but does not say how sure it is.
    pub fn facts(self, base: &Url, page: u32, limit: u32) -> Page<ArtistFacts> {
        paged(self.results.artistmatches.artist, self.results.total, page, limit, |artist| artist.facts(base, 0))
    }
}

impl TopBody {
    pub fn facts(self, base: &Url, page: u32, limit: u32) -> Page<ArtistFacts> {
        let Artists { artist, attributes } = self.topartists;
        paged(artist, attributes.total, page, limit, |artist| artist.facts(base, 100))
    }
}

impl Artist {
    fn facts(self, base: &Url, search_score: u32) -> Option<ArtistFacts> {
        Some(ArtistFacts {
            image_url: picture(&self.image, base),
            name: self.name?,
            mbid: self.mbid,
            listeners: self.stats.listeners.or(self.listeners),
            search_score,
            ..ArtistFacts::default()
        })
    }
}

/// The largest picture that is one.
fn picture(images: &[Image], base: &Url) -> Option<String> {
    let rank = |image: &Image| match image.size.as_deref() {
        Some("mega") => 5,
        Some("extralarge") => 4,
        Some("large") => 3,
        Some("medium") => 2,
        Some("small") => 1,
        _ => 0,
    };
    let real = images.iter().filter(|image| image.url.as_ref().is_some_and(|url| !url.contains(STAR)));
    link::secure(real.max_by_key(|image| rank(image))?.url.as_deref()?, base)
}

fn paged<T>(items: Vec<lenient::Row<Artist>>, total: Option<i64>, page: u32, limit: u32, facts: impl Fn(Artist) -> Option<T>) -> Page<T> {
    let total = u32::try_from(total.unwrap_or(0).max(0)).unwrap_or(u32::MAX);
    // An unknown tag has a total of zero; a page beyond the end is empty whatever the total.
    let is_last = items.is_empty() || u64::from(page) * u64::from(limit) >= u64::from(total);
    let (items, skipped) = lenient::told(items, "artist", &format!("page {page}"), facts);
    Page { items, skipped, total, next: (!is_last).then(|| page.saturating_add(1)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base() -> Url {
        Url::parse("https://ws.audioscrobbler.com").expect("a base")
    }

    #[test]
    fn the_star_is_no_picture() {
        let star = format!("https://lastfm.freetls.fastly.net/i/u/300x300/{STAR}.png");
        for (images, expected) in [
            (json!([{"#text": star, "size": "mega"}]), None),
            (json!([{"#text": "", "size": "mega"}]), None),
            (json!({"#text": "http://x.org/a.png", "size": "small"}), Some("https://x.org/a.png")),
            (
                json!([{"#text": "https://x.org/s.png", "size": "small"}, {"#text": "https://x.org/l.png", "size": "large"}]),
                Some("https://x.org/l.png"),
            ),
            (json!([{"#text": "https://x.org/s.png", "size": "small"}, {"#text": star, "size": "mega"}]), Some("https://x.org/s.png")),
            (json!(""), None),
        ] {
            let body: InfoBody = serde_json::from_value(json!({"artist": {"name": "A", "image": images}})).expect("lenient");
            assert_eq!(body.facts(&base()).expect("an artist").image_url.as_deref(), expected, "{images}");
        }
    }

    #[test]
    fn lists_come_in_every_shape() {
        for (json, expected) in [
            (json!({"similarartists": {"artist": {"name": "One", "match": "1"}}}), vec![("One", 1.0)]),
            (json!({"similarartists": {"artist": [{"name": "One", "match": 0.5}, {"name": "", "match": "1"}]}}), vec![("One", 0.5)]),
            (json!({"similarartists": {"artist": [], "@attr": {"artist": "A"}}}), vec![]),
            (json!({"similarartists": ""}), vec![]),
        ] {
            let body: SimilarBody = serde_json::from_value(json.clone()).expect("lenient");
            let facts = body.facts();
            let found: Vec<(&str, f64)> = facts.iter().map(|similar| (similar.name.as_str(), similar.score)).collect();
            assert_eq!(found, expected, "{json}");
        }
    }

    #[test]
    fn pages_end() {
        for (count, total, page, next) in [(2, "5", 1, Some(2)), (1, "5", 3, None), (0, "5", 2, None), (0, "0", 1, None)] {
            let artists: Vec<_> = (0..count).map(|n| json!({"name": format!("A{n}")})).collect();
            let json = json!({"topartists": {"artist": artists, "@attr": {"total": total}}});
            let body: TopBody = serde_json::from_value(json).expect("lenient");
            assert_eq!(body.facts(&base(), page, 2).next, next, "{count} of {total} on page {page}");
        }
    }
}
