//! Discogs' JSON of lists: pages, versions and search results.

use serde::Deserialize;

use super::format::{self, Format};
use super::words;
use crate::integrations::facts::{CreditFacts, Page, ReleaseFacts, Skipped};
use crate::integrations::lenient;

#[derive(Deserialize)]
pub(super) struct VersionsBody {
    pagination: Pagination,
    #[serde(deserialize_with = "lenient::list")]
    versions: Vec<lenient::Row<Version>>,
}

/// A page of versions, and how many pages there are.
pub(super) struct Versions {
    pub rows: Page<ReleaseFacts>,
    pub pages: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct SearchBody {
    pagination: Pagination,
    #[serde(deserialize_with = "lenient::list")]
    results: Vec<lenient::Row<SearchResult>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Pagination {
    #[serde(deserialize_with = "lenient::number")]
    items: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    pages: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    urls: Urls,
}

/// Only whether there is a next page: with credentials in the query these addresses would repeat them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Urls {
    #[serde(deserialize_with = "lenient::text")]
    next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Version {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    label: Vec<String>,
    #[serde(deserialize_with = "lenient::texts")]
    catno: Vec<String>,
    #[serde(deserialize_with = "lenient::text")]
    country: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    released: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    major_formats: Vec<String>,
    #[serde(deserialize_with = "lenient::text")]
    format: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    stats: Stats,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stats {
    #[serde(deserialize_with = "lenient::object")]
    community: Collected,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Collected {
    #[serde(deserialize_with = "lenient::number")]
    in_wantlist: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    in_collection: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SearchResult {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    master_id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    year: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    country: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    format: Vec<String>,
    #[serde(deserialize_with = "lenient::list")]
    formats: Vec<Format>,
    #[serde(deserialize_with = "lenient::texts")]
    label: Vec<String>,
    #[serde(deserialize_with = "lenient::text")]
    catno: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    barcode: Vec<String>,
    #[serde(deserialize_with = "lenient::object")]
    community: Community,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Community {
    #[serde(deserialize_with = "lenient::number")]
    have: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    want: Option<i64>,
}

impl Pagination {
    fn total(&self) -> u32 {
        u32::try_from(self.items.unwrap_or(0).max(0)).unwrap_or(u32::MAX)
    }

    /// The items as a page; `None` when it is empty although more should follow.
    pub fn page<T>(&self, page: u32, is_empty: bool, (items, skipped): (Vec<T>, Vec<Skipped>)) -> Option<Page<T>> {
        let more = self.pages.map_or(self.urls.next.is_some(), |pages| i64::from(page) < pages);
        (!is_empty || !more).then(|| Page { items, skipped, total: self.total(), next: more.then(|| page.saturating_add(1)) })
    }
}

impl VersionsBody {
    /// How many versions Discogs claims there are.
    pub fn items(&self) -> Option<i64> {
        self.pagination.items
    }

    pub fn page(self, master: i64, page: u32) -> Option<Versions> {
        let is_empty = self.versions.is_empty();
        let place = format!("page {page} of master {master}");
        let told = lenient::told(self.versions, "version", &place, |version| version.facts(master));
        Some(Versions { rows: self.pagination.page(page, is_empty, told)?, pages: self.pagination.pages })
    }
}

impl SearchBody {
    pub fn page(self, page: u32) -> Option<Page<ReleaseFacts>> {
        let is_empty = self.results.is_empty();
        let (items, skipped) = lenient::told(self.results, "search result", &format!("page {page}"), SearchResult::facts);
        // Masters and artists are no mistake: they are left out.
        self.pagination.page(page, is_empty, (items.into_iter().flatten().collect(), skipped))
    }
}

impl Version {
    fn facts(self, master: i64) -> Option<ReleaseFacts> {
        Some(ReleaseFacts {
            discogs_id: self.id.filter(|id| *id > 0)?,
            title: self.title?,
            discogs_master_id: Some(master),
            country: self.country,
            year: self.released.as_deref().and_then(words::year),
            // The list was asked for vinyl alone: a row of it that does not say otherwise is.
            is_vinyl: self.major_formats.is_empty() || self.major_formats.iter().any(|format| format == "Vinyl"),
            is_official: !words::is_unofficial(self.format.iter().flat_map(|format| format.split(','))),
            format: self.format,
            label: words::line(&self.label),
            catalog_number: words::line(&self.catno),
            have: count(self.stats.community.in_collection),
            want: count(self.stats.community.in_wantlist),
            is_withdrawn: is_withdrawn(self.status.as_deref()),
            ..ReleaseFacts::default()
        })
    }
}

impl SearchResult {
    /// Nothing, but no mistake either: no release.
    fn facts(self) -> Option<Vec<ReleaseFacts>> {
        if self.kind.as_deref().is_some_and(|kind| kind != "release") {
            return Some(Vec::new());
        }
        // `Kate Bush - Hounds Of Love`: names with a dash of their own are rare, and matching looks again.
        let whole = self.title?;
        let (artist, title) = whole.split_once(" - ").map_or((None, whole.as_str()), |(artist, title)| (Some(artist), title));
        let mut barcodes: Vec<String> = Vec::new();
        for barcode in self.barcode.iter().filter_map(|text| words::likely_barcode(text)) {
            if !barcodes.contains(&barcode) {
                barcodes.push(barcode);
            }
        }
        let flat = || self.format.iter().map(String::as_str);
        let is_known = !self.formats.is_empty();
        Some(vec![ReleaseFacts {
            discogs_id: self.id.filter(|id| *id > 0)?,
            title: title.trim().to_owned(),
            artists: artist.map(|name| CreditFacts { name: words::plain_name(name), ..CreditFacts::default() }).into_iter().collect(),
            discogs_master_id: self.master_id.filter(|id| *id > 0),
            country: self.country,
            year: self.year.as_deref().and_then(words::year),
            // Older answers have only the flat list, which starts with the major format.
            is_vinyl: if is_known { format::is_vinyl(&self.formats) } else { flat().any(|word| word == "Vinyl") },
            is_official: !words::is_unofficial(flat()) && format::is_official(&self.formats),
            format: if is_known { format::line(&self.formats) } else { words::joined(flat().skip(1)) },
            // The list goes on with companies, which are no labels.
            label: words::joined(self.label.first().map(String::as_str)),
            catalog_number: words::line(self.catno.as_slice()),
            // A search that shows none has not said that there is none.
            barcodes: Some(barcodes).filter(|codes| !codes.is_empty()),
            have: count(self.community.have),
            want: count(self.community.want),
            ..ReleaseFacts::default()
        }])
    }
}

/// Deleted or not yet accepted.
pub(super) fn is_withdrawn(status: Option<&str>) -> bool {
    matches!(status, Some("Deleted" | "Draft"))
}

pub(super) fn count(number: Option<i64>) -> Option<i32> {
    number.filter(|number| *number >= 0).map(|number| i32::try_from(number).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn version(more: &Value) -> ReleaseFacts {
        let mut json = json!({"id": 1, "title": "T"});
        json.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        serde_json::from_value::<Version>(json).expect("lenient").facts(9).expect("a release")
    }

    #[test]
    fn a_version_is_vinyl_unless_it_says_otherwise() {
        for (json, expected) in [
            (json!({"major_formats": ["Vinyl"]}), true),
            (json!({"major_formats": ["CD", "Vinyl"]}), true),
            (json!({"major_formats": "Vinyl"}), true),
            (json!({"major_formats": ["CD"]}), false),
            (json!({"format": "LP, Album"}), true),
        ] {
            assert_eq!(version(&json).is_vinyl, expected, "{json}");
        }
    }

    #[test]
    fn a_version_says_what_it_is() {
        let facts = version(&json!({
            "label": "Bonton, Bonton", "catno": "none", "country": "", "released": "1998-12-00",
            "format": "LP, Album, Unofficial Release", "status": "Draft", "stats": {"community": {"in_wantlist": "40", "in_collection": 517}}
        }));
        assert_eq!((facts.label.as_deref(), facts.catalog_number, facts.country), (Some("Bonton, Bonton"), None, None));
        assert_eq!((facts.year, facts.want, facts.have, facts.barcodes), (Some(1998), Some(40), Some(517), None));
        assert!(!facts.is_official && facts.is_withdrawn);
        assert_eq!(facts.discogs_master_id, Some(9));
    }

    #[test]
    fn pages_end() {
        for (json, page, empty, expected) in [
            (json!({"page": 1, "pages": 3, "items": 243}), 1, false, Some(Some(2))),
            (json!({"page": 3, "pages": 3, "items": 243}), 3, false, Some(None)),
            (json!({"pages": 1, "items": 0}), 1, true, Some(None)),
            (json!({"items": 150, "urls": {"next": "x"}}), 1, false, Some(Some(2))),
            (json!({"items": 150, "urls": {}}), 2, false, Some(None)),
            (json!({"pages": 3, "items": 243}), 2, true, None),
        ] {
            let pagination: Pagination = serde_json::from_value(json.clone()).expect("lenient");
            let items = if empty { vec![] } else { vec![()] };
            assert_eq!(pagination.page(page, empty, (items, vec![])).map(|page| page.next), expected, "{json} page {page}");
        }
    }
}
