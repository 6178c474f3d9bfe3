//! Discogs' JSON of single things: a release, a master, an artist.

use serde::Deserialize;

use super::format::{self, Format};
use super::{wire, words};
use crate::integrations::facts::{AlbumFacts, ArtistFacts, CreditFacts, ReleaseFacts};
use crate::integrations::lenient;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Release {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    year: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    released: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    country: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    master_id: Option<i64>,
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<Credit>,
    #[serde(deserialize_with = "lenient::list")]
    labels: Vec<Label>,
    #[serde(deserialize_with = "lenient::list")]
    formats: Vec<Format>,
    #[serde(deserialize_with = "lenient::list")]
    identifiers: Vec<Identifier>,
    #[serde(deserialize_with = "lenient::list")]
    tracklist: Vec<Track>,
    #[serde(deserialize_with = "lenient::object")]
    community: Community,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Master {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    year: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<Credit>,
    #[serde(deserialize_with = "lenient::list")]
    tracklist: Vec<Track>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Artist {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    namevariations: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Credit {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Label {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    catno: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identifier {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    value: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Track {
    #[serde(rename = "type_", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    sub_tracks: Vec<Track>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Community {
    #[serde(deserialize_with = "lenient::number")]
    have: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    want: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    rating: Rating,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rating {
    #[serde(deserialize_with = "lenient::number")]
    count: Option<i64>,
    #[serde(deserialize_with = "lenient::fraction")]
    average: Option<f64>,
}

impl Release {
    pub fn facts(self) -> Option<ReleaseFacts> {
        let mut barcodes: Vec<String> = Vec::new();
        let printed = self.identifiers.iter().filter(|identifier| identifier.kind.as_deref() == Some("Barcode"));
        for barcode in printed.filter_map(|identifier| words::digits(identifier.value.as_deref()?)) {
            if !barcodes.contains(&barcode) {
                barcodes.push(barcode);
            }
        }
        // An average of nobody's ratings is 0.0.
        let rating = self.community.rating;
        let rated = rating.count.is_some_and(|count| count > 0);
        Some(ReleaseFacts {
            discogs_id: self.id?,
            title: self.title?,
            artists: credits(self.artists),
            discogs_master_id: self.master_id.filter(|id| *id > 0),
            country: self.country,
            year: self.released.as_deref().and_then(words::year).or_else(|| self.year.as_deref().and_then(words::year)),
            format: format::line(&self.formats),
            is_vinyl: format::is_vinyl(&self.formats),
            is_official: format::is_official(&self.formats),
            label: words::joined(self.labels.iter().filter_map(|label| label.name.as_deref())),
            catalog_number: words::joined(self.labels.iter().filter_map(|label| label.catno.as_deref())),
            barcodes: Some(barcodes),
            rating: rating.average.filter(|_| rated),
            rating_count: wire::count(rating.count).filter(|_| rated),
            have: wire::count(self.community.have),
            want: wire::count(self.community.want),
            track_count: track_count(&self.tracklist),
            is_withdrawn: wire::is_withdrawn(self.status.as_deref()),
        })
    }
}

impl Master {
    pub fn facts(self) -> Option<AlbumFacts> {
        Some(AlbumFacts {
            discogs_master_ids: vec![self.id?],
            title: self.title?,
            artists: credits(self.artists),
            first_release_year: self.year.as_deref().and_then(words::year),
            track_count: track_count(&self.tracklist),
            ..AlbumFacts::default()
        })
    }
}

impl Artist {
    /// Discogs' aliases are other artists of the same person; only its name variations are spellings.
    pub fn facts(self) -> Option<ArtistFacts> {
        let name = words::plain_name(&self.name?);
        let mut aliases: Vec<String> = Vec::new();
        for alias in self.namevariations.iter().map(|alias| words::plain_name(alias)) {
            if alias != name && !alias.is_empty() && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        Some(ArtistFacts { discogs_id: Some(self.id?), name, aliases, search_score: 100, ..ArtistFacts::default() })
    }
}

fn credits(artists: Vec<Credit>) -> Vec<CreditFacts> {
    let credit = |artist: Credit| {
        Some(CreditFacts { name: words::plain_name(&artist.name?), mbid: None, discogs_id: artist.id.filter(|id| *id > 0) })
    };
    artists.into_iter().filter_map(credit).collect()
}

/// Headings are no tracks; an index stands for the tracks below it.
fn track_count(tracks: &[Track]) -> Option<i32> {
    let count: usize = tracks
        .iter()
        .map(|track| match track.kind.as_deref() {
            Some("heading") => 0,
            Some("index") => track.sub_tracks.len().max(1),
            _ => 1,
        })
        .sum();
    i32::try_from(count).ok().filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_release_may_lack_nearly_everything() {
        let release: Release = serde_json::from_value(json!({"id": 1, "title": "T"})).expect("lenient");
        let facts = release.facts().expect("a release");
        let expected =
            ReleaseFacts { discogs_id: 1, title: "T".to_owned(), is_official: true, barcodes: Some(vec![]), ..ReleaseFacts::default() };
        assert_eq!(facts, expected);
    }

    #[test]
    fn a_release_keeps_its_barcodes_and_ratings() {
        let release: Release = serde_json::from_value(json!({
            "id": 1, "title": "T", "year": 0, "released": "", "master_id": 0, "status": "Deleted",
            "labels": [{"name": "EMI", "catno": "none"}, {"name": "EMI", "catno": "KAB1"}],
            "identifiers": [{"type": "Barcode", "value": "7 2438-55229-2 5"}, {"type": "Barcode", "value": "724385522925"},
                {"type": "Matrix / Runout", "value": "12345678"}, {"type": "Barcode", "value": "none"}],
            "community": {"rating": {"count": "0", "average": 0.0}, "have": "12"},
            "tracklist": [{"type_": "heading"}, {"type_": "track"}, {"type_": "index", "sub_tracks": [{}, {}]}, {}]
        }))
        .expect("lenient");
        let facts = release.facts().expect("a release");
        assert_eq!(facts.barcodes, Some(vec!["724385522925".to_owned()]));
        assert_eq!((facts.rating, facts.rating_count, facts.have, facts.track_count), (None, None, Some(12), Some(4)));
        assert_eq!((facts.year, facts.discogs_master_id), (None, None));
        assert_eq!((facts.label.as_deref(), facts.catalog_number.as_deref()), (Some("EMI"), Some("KAB1")));
        assert!(facts.is_withdrawn);
    }

    #[test]
    fn aliases_are_spellings_only() {
        let json = json!({"id": 2, "name": "Nirvana (2)", "namevariations": ["Nirvana", "NIRVANA*", ""], "aliases": [{"name": "Other"}]});
        let facts = serde_json::from_value::<Artist>(json).expect("lenient").facts().expect("an artist");
        assert_eq!((facts.name.as_str(), facts.aliases), ("Nirvana (2)", vec!["Nirvana".to_owned(), "NIRVANA".to_owned()]));
    }
}
