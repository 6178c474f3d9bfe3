//! What somebody listens to: their account, every play, and the albums that they played most.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{Lastfm, MOST};
use crate::integrations::facts::{Page, PlayFacts, Skipped, TopAlbumFacts};
use crate::integrations::{Priority, Result, lenient};

/// Which of somebody's plays.
#[derive(Clone, Copy, Debug)]
pub struct Plays<'a> {
    pub user: &'a str,
    /// Those before this second are left out.
    pub from: Option<DateTime<Utc>>,
    /// Those after this second are left out.
    pub to: DateTime<Utc>,
    /// From 1.
    pub page: u32,
}

impl Lastfm {
    /// How an account writes its name.
    pub async fn user(&self, name: &str, priority: Priority) -> Result<String> {
        let make = |body: UserBody| body.user.name;
        self.ask("user.getInfo", &[("user", name)], priority, make).await
    }

    /// Somebody's plays in a stretch of time, the newest first, at most a thousand. What plays just now is no play yet.
    pub async fn plays(&self, plays: Plays<'_>, priority: Priority) -> Result<Page<PlayFacts>> {
        let (page, limit, to) = (plays.page.max(1), MOST.to_string(), plays.to.timestamp().to_string());
        let (number, from) = (page.to_string(), plays.from.map(|from| from.timestamp().to_string()));
        let mut query = vec![("user", plays.user), ("limit", limit.as_str()), ("page", number.as_str()), ("to", to.as_str())];
        query.extend(from.as_deref().map(|from| ("from", from)));
        let make = |body: PlaysBody| Some(body.facts(page));
        self.ask("user.getRecentTracks", &query, priority, make).await
    }

    /// The albums that somebody played most in a period (`overall`, `12month`, `6month`, …), with those that nobody
    /// can read.
    pub async fn top_albums(&self, user: &str, period: &str, limit: u32, priority: Priority) -> Result<(Vec<TopAlbumFacts>, Vec<Skipped>)> {
        let limit = limit.clamp(1, MOST).to_string();
        let query = [("user", user), ("period", period), ("limit", limit.as_str()), ("page", "1")];
        let make = |body: TopAlbumsBody| Some(body.facts(period));
        self.ask("user.getTopAlbums", &query, priority, make).await
    }
}

#[derive(Deserialize)]
struct UserBody {
    user: User,
}

#[derive(Deserialize)]
struct User {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct PlaysBody {
    #[serde(deserialize_with = "lenient::object")]
    recenttracks: Tracks,
}

#[derive(Deserialize)]
struct TopAlbumsBody {
    #[serde(deserialize_with = "lenient::object")]
    topalbums: Albums,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tracks {
    #[serde(deserialize_with = "lenient::list")]
    track: Vec<lenient::Row<Track>>,
    #[serde(rename = "@attr", deserialize_with = "lenient::object")]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Albums {
    #[serde(deserialize_with = "lenient::list")]
    album: Vec<lenient::Row<Album>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    #[serde(deserialize_with = "lenient::number")]
    total: Option<i64>,
    #[serde(rename = "perPage", deserialize_with = "lenient::number")]
    per_page: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Track {
    #[serde(deserialize_with = "lenient::object")]
    artist: Named,
    #[serde(deserialize_with = "lenient::object")]
    album: Named,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::uuid")]
    mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::object")]
    date: Moment,
    #[serde(rename = "@attr", deserialize_with = "lenient::object")]
    attributes: NowPlaying,
}

/// An artist or an album: `#text`, or `name` in an extended list.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(rename = "#text", deserialize_with = "lenient::text")]
    text: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::uuid")]
    mbid: Option<Uuid>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Moment {
    #[serde(deserialize_with = "lenient::number")]
    uts: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NowPlaying {
    #[serde(deserialize_with = "lenient::truth")]
    nowplaying: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Album {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::uuid")]
    mbid: Option<Uuid>,
    #[serde(deserialize_with = "lenient::number")]
    playcount: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    artist: Named,
}

impl PlaysBody {
    fn facts(self, page: u32) -> Page<PlayFacts> {
        let Tracks { track, attributes } = self.recenttracks;
        // It comes on every page, on top of what was asked for.
        let rows: Vec<_> = track.into_iter().filter(|row| !row.is(|track| track.attributes.nowplaying)).collect();
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let total = attributes.total.unwrap_or(i64::MAX);
        let before = i64::from(page - 1).saturating_mul(attributes.per_page.unwrap_or(count).max(1));
        let is_last = count == 0 || before.saturating_add(count) >= total;
        let (items, skipped) = lenient::told(rows, "play", &format!("page {page}"), |track: Track| {
            Some(PlayFacts {
                played_at: DateTime::from_timestamp(track.date.uts?, 0)?,
                artist_mbid: track.artist.mbid,
                artist: track.artist.name.or(track.artist.text)?,
                album_mbid: track.album.mbid,
                album: track.album.text.or(track.album.name),
                track: track.name?,
                track_mbid: track.mbid,
            })
        });
        let total = u32::try_from(attributes.total.unwrap_or(count).max(0)).unwrap_or(u32::MAX);
        Page { items, skipped, total, next: (!is_last).then(|| page.saturating_add(1)) }
    }
}

impl TopAlbumsBody {
    fn facts(self, period: &str) -> (Vec<TopAlbumFacts>, Vec<Skipped>) {
        lenient::told(self.topalbums.album, "top album", period, |album: Album| {
            Some(TopAlbumFacts {
                artist_mbid: album.artist.mbid,
                artist: album.artist.name.or(album.artist.text)?,
                title: album.name?,
                mbid: album.mbid,
                plays: album.playcount.unwrap_or(0).max(0),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn page(tracks: &Value, attributes: &Value, page: u32) -> Page<PlayFacts> {
        let json = json!({"recenttracks": {"track": tracks, "@attr": attributes}});
        serde_json::from_value::<PlaysBody>(json).expect("lenient").facts(page)
    }

    fn play(uts: i64) -> Value {
        json!({"artist": {"#text": "A", "mbid": ""}, "album": {"#text": "", "mbid": ""}, "name": "T", "mbid": "", "date": {"uts": uts.to_string()}})
    }

    #[test]
    fn what_plays_just_now_is_no_play() {
        let now = json!({"artist": {"#text": "A"}, "name": "T", "@attr": {"nowplaying": "true"}});
        for (tracks, plays, skipped) in [
            (json!([now, play(7)]), 1, 0),
            (now.clone(), 0, 0),
            (play(7), 1, 0),
            (json!([play(7), {"artist": {"#text": "A"}, "name": "T"}, {"name": "T", "date": {"uts": "9"}}]), 1, 2),
            (json!(""), 0, 0),
        ] {
            let page = page(&tracks, &json!({}), 1);
            assert_eq!((page.items.len(), page.skipped.len()), (plays, skipped), "{tracks}");
        }
    }

    #[test]
    fn the_last_page_is_known() {
        let plays = |count: i64| Value::Array((0..count).map(play).collect());
        for (count, attributes, number, next) in [
            (2, json!({"total": "5", "perPage": "2"}), 1, Some(2)),
            (1, json!({"total": "5", "perPage": "2"}), 3, None),
            (2, json!({"total": "2", "perPage": "1000"}), 1, None),
            // It gave fewer than it was asked for.
            (2, json!({"total": 5, "perPage": 2}), 2, Some(3)),
            (2, json!({}), 1, Some(2)),
            (0, json!({"total": "5", "perPage": "2"}), 1, None),
        ] {
            assert_eq!(page(&plays(count), &attributes, number).next, next, "{count} of {attributes} on page {number}");
        }
    }

    #[test]
    fn both_kinds_of_lists_are_read() {
        let extended = json!({"artist": {"name": "A", "mbid": "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6"}, "album": {"#text": "B"}, "name": "T", "date": {"uts": 9}});
        let found = page(&extended, &json!({}), 1).items.pop().expect("a play");
        assert_eq!((found.artist.as_str(), found.album.as_deref(), found.artist_mbid.is_some()), ("A", Some("B"), true));
        let top = json!({"topalbums": {"album": {"name": "B", "playcount": "35", "mbid": "", "artist": {"name": "A"}}}});
        let (albums, _) = serde_json::from_value::<TopAlbumsBody>(top).expect("lenient").facts("overall");
        assert_eq!(albums, [TopAlbumFacts { artist: "A".into(), artist_mbid: None, title: "B".into(), mbid: None, plays: 35 }]);
    }
}
