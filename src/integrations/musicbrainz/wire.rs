//! MusicBrainz' JSON, and what it means.

use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use crate::integrations::facts::{AlbumFacts, ArtistFacts, CreditFacts, Page};
use crate::integrations::{lenient, link};

#[derive(Deserialize)]
pub(super) struct SearchBody {
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<lenient::Row<Artist>>,
}

#[derive(Deserialize)]
pub(super) struct BrowseBody {
    #[serde(rename = "release-group-count", deserialize_with = "lenient::number")]
    count: Option<i64>,
    #[serde(rename = "release-groups", deserialize_with = "lenient::list")]
    groups: Vec<lenient::Row<ReleaseGroup>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Artist {
    #[serde(deserialize_with = "lenient::uuid")]
    id: Option<Uuid>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sort_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    disambiguation: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    score: Option<i64>,
    #[serde(deserialize_with = "lenient::list")]
    aliases: Vec<Alias>,
    #[serde(deserialize_with = "lenient::list")]
    relations: Vec<Relation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alias {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ReleaseGroup {
    #[serde(deserialize_with = "lenient::uuid")]
    id: Option<Uuid>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    first_release_date: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    primary_type: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    secondary_types: Vec<String>,
    #[serde(deserialize_with = "lenient::list")]
    artist_credit: Vec<Credit>,
    #[serde(deserialize_with = "lenient::list")]
    relations: Vec<Relation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Credit {
    #[serde(deserialize_with = "lenient::object")]
    artist: Artist,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Relation {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::truth")]
    ended: bool,
    #[serde(deserialize_with = "lenient::object")]
    url: RelationUrl,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RelationUrl {
    #[serde(deserialize_with = "lenient::text")]
    resource: Option<String>,
}

impl SearchBody {
    pub fn facts(self) -> Vec<ArtistFacts> {
        lenient::told(self.artists, "artist", "the hits", Artist::facts).0
    }
}

impl BrowseBody {
    /// A short page need not be the last one; an empty one in the middle would have us ask for ever, and is `None`.
    pub fn page(self, offset: u32) -> Option<Page<AlbumFacts>> {
        let total = u32::try_from(self.count?).ok()?;
        let seen = offset.saturating_add(u32::try_from(self.groups.len()).ok()?);
        let is_last = seen >= total;
        if self.groups.is_empty() && !is_last {
            return None;
        }
        let (items, skipped) = lenient::told(self.groups, "release group", &format!("the page from {offset}"), ReleaseGroup::facts);
        Some(Page { items, skipped, total, next: (!is_last).then_some(seen) })
    }
}

impl Artist {
    /// A look-up's artist; a search brings its own score.
    pub fn facts(self) -> Option<ArtistFacts> {
        let mbid = self.id?;
        let name = self.name?;
        let mut aliases: Vec<String> = Vec::new();
        for alias in self.aliases.into_iter().filter_map(|alias| alias.name) {
            if alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        Some(ArtistFacts {
            discogs_id: live(&self.relations, "discogs").find_map(|url| link::number_after(url, "artist")),
            commons_page: live(&self.relations, "image").find(|url| is_commons(url)).map(str::to_owned),
            sort_name: self.sort_name,
            disambiguation: self.disambiguation,
            mbid: Some(mbid),
            aliases,
            search_score: self.score.map_or(100, |score| u32::try_from(score.clamp(0, 100)).unwrap_or_default()),
            name,
            ..ArtistFacts::default()
        })
    }
}

impl ReleaseGroup {
    pub fn facts(self) -> Option<AlbumFacts> {
        let mut masters: Vec<i64> = Vec::new();
        for master in live(&self.relations, "discogs").filter_map(|url| link::number_after(url, "master")) {
            if !masters.contains(&master) {
                masters.push(master);
            }
        }
        Some(AlbumFacts {
            mbid: Some(self.id?),
            title: self.title?,
            artists: self.artist_credit.into_iter().filter_map(Credit::facts).collect(),
            discogs_master_ids: masters,
            first_release_year: self.first_release_date.as_deref().and_then(year),
            primary_type: self.primary_type,
            secondary_types: self.secondary_types,
            track_count: None,
        })
    }
}

impl Credit {
    /// The artist's own name; the credit may spell it otherwise.
    fn facts(self) -> Option<CreditFacts> {
        Some(CreditFacts { name: self.artist.name.or(self.name)?, mbid: self.artist.id, discogs_id: None })
    }
}

/// The addresses of a kind that still lead somewhere.
fn live<'a>(relations: &'a [Relation], kind: &str) -> impl Iterator<Item = &'a str> {
    let kind = kind.to_owned();
    relations
        .iter()
        .filter(move |relation| !relation.ended && relation.kind.as_deref() == Some(kind.as_str()))
        .filter_map(|relation| relation.url.resource.as_deref())
}

fn is_commons(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.host_str() == Some("commons.wikimedia.org"))
}

/// The year of a date of any precision.
fn year(date: &str) -> Option<i32> {
    date.split('-').next()?.parse().ok().filter(|year| *year > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";

    #[test]
    fn masters_are_live_and_in_order() {
        let relation = |kind: &str, url: &str, ended: bool| json!({"type": kind, "ended": ended, "url": {"resource": url}});
        let relations = json!([
            relation("discogs", "https://www.discogs.com/master/1", true),
            relation("discogs", "https://www.discogs.com/de/master/3-Some-Thing", false),
            relation("wikidata", "https://www.discogs.com/master/4", false),
            relation("discogs", "http://www.discogs.com/master/2", false),
            relation("discogs", "https://www.discogs.com/master/3", false),
        ]);
        for (relations, expected) in [(relations, vec![3, 2]), (json!([]), vec![]), (json!(null), vec![])] {
            let group: ReleaseGroup = serde_json::from_value(json!({"id": ID, "title": "T", "relations": relations})).expect("lenient");
            assert_eq!(group.facts().expect("an album").discogs_master_ids, expected);
        }
    }

    #[test]
    fn dates_have_every_precision() {
        for (date, expected) in [("1985-09-16", Some(1985)), ("1985-09", Some(1985)), ("1985", Some(1985)), ("", None), ("????-05", None)] {
            let group: ReleaseGroup = serde_json::from_value(json!({"id": ID, "title": "T", "first-release-date": date})).expect("lenient");
            assert_eq!(group.facts().expect("an album").first_release_year, expected, "{date}");
        }
    }

    #[test]
    fn scores_were_text_once() {
        for (score, expected) in [(json!(88), 88), (json!("88"), 88), (json!(null), 100), (json!(900), 100)] {
            let artist: Artist = serde_json::from_value(json!({"id": ID, "name": "N", "score": score})).expect("lenient");
            assert_eq!(artist.facts().expect("an artist").search_score, expected);
        }
    }

    #[test]
    fn studio_albums_have_no_secondary_type() {
        for (primary, secondary, expected) in
            [("Album", json!([]), true), ("Album", json!(null), true), ("Album", json!(["Live"]), false), ("EP", json!([]), false)]
        {
            let json = json!({"id": ID, "title": "T", "primary-type": primary, "secondary-types": secondary});
            let group: ReleaseGroup = serde_json::from_value(json).expect("lenient");
            assert_eq!(group.facts().expect("an album").is_studio(), expected, "{primary} {secondary}");
        }
    }
}
