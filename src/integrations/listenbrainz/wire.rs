//! ListenBrainz' JSON.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::Listens;
use crate::integrations::facts::{ListenFacts, MappingFacts, PlayFacts, Skipped, TopAlbumFacts};
use crate::integrations::lenient;

/// One listen, as the API has it and as a line of a file that ListenBrainz exports; else what is wrong with it.
pub fn listen(json: &str) -> Result<ListenFacts, String> {
    let listen: Listen = serde_json::from_str(json).map_err(|error| format!("no listen: {error}"))?;
    listen.facts().ok_or_else(|| "no moment, artist or track".to_owned())
}

#[derive(Deserialize)]
pub(super) struct ListensBody {
    #[serde(deserialize_with = "lenient::object")]
    payload: ListensPayload,
}

#[derive(Deserialize)]
pub(super) struct TopBody {
    #[serde(deserialize_with = "lenient::object")]
    payload: TopPayload,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListensPayload {
    #[serde(deserialize_with = "lenient::text")]
    user_id: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    oldest_listen_ts: Option<i64>,
    #[serde(deserialize_with = "lenient::list")]
    listens: Vec<lenient::Row<Listen>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TopPayload {
    #[serde(deserialize_with = "lenient::list")]
    release_groups: Vec<lenient::Row<Group>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Listen {
    #[serde(deserialize_with = "lenient::number")]
    listened_at: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    track_metadata: Track,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Track {
    #[serde(rename = "artist_name", deserialize_with = "lenient::text")]
    artist: Option<String>,
    #[serde(rename = "track_name", deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(rename = "release_name", deserialize_with = "lenient::text")]
    release: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    mbid_mapping: Option<Mapping>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mapping {
    #[serde(deserialize_with = "lenient::uuid")]
    recording_mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::text")]
    recording_name: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<Credit>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Credit {
    #[serde(deserialize_with = "lenient::uuid")]
    artist_mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::text")]
    artist_credit_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Group {
    #[serde(deserialize_with = "lenient::text")]
    artist_name: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    artist_mbids: Vec<String>,
    #[serde(deserialize_with = "lenient::text")]
    release_group_name: Option<String>,
    #[serde(deserialize_with = "lenient::uuid")]
    release_group_mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::number")]
    listen_count: Option<i64>,
}

fn moment(second: Option<i64>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(second?, 0)
}

impl Listen {
    fn facts(self) -> Option<ListenFacts> {
        let Track { artist, title, release, mbid_mapping } = self.track_metadata;
        let play = PlayFacts {
            played_at: moment(self.listened_at)?,
            artist: artist?,
            artist_mbid: None,
            album: release,
            album_mbid: None,
            track: title?,
            track_mbid: None,
        };
        let mapping = mbid_mapping.map(|mapping| MappingFacts {
            track: mapping.recording_name,
            track_mbid: mapping.recording_mbid,
            artists: mapping.artists.into_iter().filter_map(|credit| Some((credit.artist_credit_name?, credit.artist_mbid?))).collect(),
        });
        Some(ListenFacts { play, mapping })
    }
}

impl ListensBody {
    pub fn user(self) -> Option<String> {
        self.payload.user_id
    }

    /// `None`: there are plays, and none says when it was.
    pub fn facts(self, page: &str) -> Option<Listens> {
        let ListensPayload { listens, oldest_listen_ts, .. } = self.payload;
        let count = listens.len();
        let mut oldest: Option<i64> = None;
        for row in &listens {
            row.is(|listen| {
                oldest = [oldest, listen.listened_at].into_iter().flatten().min();
                true
            });
        }
        let (items, skipped) = lenient::told(listens, "listen", &format!("the page before {page}"), Listen::facts);
        let oldest = moment(oldest);
        (count == 0 || oldest.is_some()).then(|| Listens { items, skipped, oldest, first_of_all: moment(oldest_listen_ts) })
    }
}

impl TopBody {
    pub fn facts(self, range: &str) -> (Vec<TopAlbumFacts>, Vec<Skipped>) {
        lenient::told(self.payload.release_groups, "top album", range, |group: Group| {
            // Of several artists none is the one whom the name means.
            let artist_mbid = match group.artist_mbids.as_slice() {
                [mbid] => mbid.parse().ok(),
                _ => None,
            };
            Some(TopAlbumFacts {
                artist_mbid,
                artist: group.artist_name?,
                title: group.release_group_name?,
                mbid: group.release_group_mbid,
                plays: group.listen_count.unwrap_or(0).max(0),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn page(listens: &Value, oldest: &Value) -> Option<Listens> {
        let json = json!({"payload": {"user_id": "a", "oldest_listen_ts": oldest, "listens": listens}});
        serde_json::from_value::<ListensBody>(json).expect("lenient").facts("9")
    }

    fn at(second: i64) -> Value {
        json!({"listened_at": second, "track_metadata": {"artist_name": "A", "track_name": "T", "release_name": ""}})
    }

    #[test]
    fn a_page_knows_its_oldest_listen_even_if_nobody_can_read_it() {
        let bare = json!({"listened_at": "3", "track_metadata": {"artist_name": "A"}});
        for (listens, oldest, right) in [
            (json!([at(9), at(7)]), json!(1), Some((2, 0, Some(7)))),
            (json!([at(9), bare]), json!(1), Some((1, 1, Some(3)))),
            (json!([bare]), json!(1), Some((0, 1, Some(3)))),
            (json!([]), json!(0), Some((0, 0, None))),
            (json!([{"track_metadata": {"artist_name": "A", "track_name": "T"}}]), json!(1), None),
        ] {
            let read = page(&listens, &oldest);
            let told = read.map(|page| (page.items.len(), page.skipped.len(), page.oldest.map(|oldest| oldest.timestamp())));
            assert_eq!(told, right, "{listens}");
        }
    }

    #[test]
    fn a_mapping_is_told_beside_the_play_and_no_id_of_a_player_is_taken() {
        let mbid = "55c03773-59ea-4d4e-9057-87c2ecab005d";
        let told = |mapping: Value| {
            let json = json!({"listened_at": 9, "track_metadata": {"artist_name": "A", "track_name": "T",
                "additional_info": {"artist_mbids": [mbid], "release_mbid": ""}, "mbid_mapping": mapping}});
            listen(&json.to_string()).expect("a listen")
        };
        assert_eq!((told(Value::Null).mapping, told(Value::Null).play.artist_mbid), (None, None));
        let artists = json!([{"artist_credit_name": "A", "artist_mbid": mbid}, {"artist_credit_name": "B", "artist_mbid": ""}]);
        let mapping = told(json!({"recording_mbid": "x", "recording_name": "T", "artists": artists})).mapping.expect("a mapping");
        assert_eq!((mapping.track.as_deref(), mapping.track_mbid, mapping.artists.len()), (Some("T"), None, 1));
        for (line, right) in [("{", "no listen"), ("{}", "no moment"), ("[]", "no moment"), ("7", "no listen")] {
            assert!(listen(line).unwrap_err().starts_with(right), "{line}");
        }
    }

    #[test]
    fn top_albums_of_several_artists_have_the_id_of_none() {
        let group = |mbids: Value| json!({"release_group_name": "B", "artist_name": "A", "artist_mbids": mbids, "listen_count": 5});
        let one = "55c03773-59ea-4d4e-9057-87c2ecab005d";
        let json = json!({"payload": {"release_groups": [group(json!([one])), group(json!([one, one])), group(json!(null)), {"listen_count": 3}]}});
        let (albums, skipped) = serde_json::from_value::<TopBody>(json).expect("lenient").facts("year");
        assert_eq!(skipped.len(), 1);
        let ids: Vec<bool> = albums.iter().map(|album| album.artist_mbid.is_some()).collect();
        assert_eq!((ids, albums[0].plays), (vec![true, false, false], 5));
    }
}
