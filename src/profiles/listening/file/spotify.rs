//! Spotify's extended streaming history: a list of everything that was streamed, and for how long.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use super::{FileError, Found, said};
use crate::integrations::facts::PlayFacts;

/// What was streamed for less is no play, at Spotify and at Last.fm.
const SHORTEST_MS: i64 = 30_000;

const RIGHT: &str =
    "this is no streaming history of Spotify: it is a list, [{\"ts\": …, \"ms_played\": …, \"master_metadata_track_name\": …}, …]";

/// An entry; the shorter history (`StreamingHistory_music_0.json`) calls the same things otherwise.
#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "endTime")]
    ts: Option<String>,
    #[serde(alias = "msPlayed")]
    ms_played: Option<i64>,
    #[serde(alias = "trackName")]
    master_metadata_track_name: Option<String>,
    #[serde(alias = "artistName")]
    master_metadata_album_artist_name: Option<String>,
    master_metadata_album_album_name: Option<String>,
}

/// Reads; `each` says whether to go on.
pub fn read(file: impl Read, each: &mut dyn FnMut(u64, Found) -> bool) -> Result<(), FileError> {
    let line = Cell::new(1);
    let mut is_first = true;
    let entries = Entries {
        each: &mut |value| {
            is_first = false;
            each(line.get(), found(value))
        },
    };
    let read = serde_json::Deserializer::from_reader(Counted { from: BufReader::new(file), line: &line }).deserialize_seq(entries);
    match read {
        Ok(()) => Ok(()),
        Err(error) if error.is_io() => Err(FileError::Unreadable(error.into())),
        Err(_) if is_first => Err(FileError::Shape(RIGHT.to_owned())),
        // What came before the break is as good as any.
        Err(error) => {
            each(line.get(), Found::Bad(format!("the list breaks off here: {error}")));
            Ok(())
        }
    }
}

/// Counts lines as they are read, which is a byte at a time.
struct Counted<'a, R> {
    from: R,
    line: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(into)?;
        let ends = into.iter().take(length).filter(|byte| **byte == b'\n').count();
        self.line.set(self.line.get() + u64::try_from(ends).unwrap_or_default());
        Ok(length)
    }
}

struct Entries<'a> {
    each: &'a mut dyn FnMut(Value) -> bool,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of what was streamed")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(entry) = entries.next_element::<Value>()? {
            if !(self.each)(entry) {
                while entries.next_element::<IgnoredAny>()?.is_some() {}
            }
        }
        Ok(())
    }
}

fn found(value: Value) -> Found {
    let entry: Entry = match serde_json::from_value(value) {
        Ok(entry) => entry,
        Err(error) => return Found::Bad(format!("no entry of a streaming history: {error}")),
    };
    let name = |text: Option<String>| text.as_deref().and_then(said);
    // Podcasts and books have names of their own, and no track's.
    let Some(track) = name(entry.master_metadata_track_name) else { return Found::LeftOut };
    let Some(artist) = name(entry.master_metadata_album_artist_name) else { return Found::Bad("no artist".to_owned()) };
    if entry.ms_played.is_some_and(|played| played < SHORTEST_MS) {
        return Found::LeftOut;
    }
    let ts = entry.ts.unwrap_or_default();
    let Some((played_at, is_rough)) = moment(&ts) else {
        return Found::Bad(format!("\"{ts}\" is no moment such as 2021-08-16T21:33:05Z"));
    };
    let album = name(entry.master_metadata_album_album_name);
    Found::Play { play: PlayFacts { played_at, artist, artist_mbid: None, album, album_mbid: None, track, track_mbid: None }, is_rough }
}

/// When the play ended, to the second, as Spotify's API has it too (there to the thousandth); the shorter history tells
/// the minute.
fn moment(text: &str) -> Option<(DateTime<Utc>, bool)> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some((DateTime::from_timestamp(moment.timestamp(), 0)?, false));
    }
    Some((NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?.and_utc(), true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::told;
    use super::*;
    use crate::profiles::ListeningSource::Spotify;

    fn entry(ts: &str, ms: i64) -> Value {
        json!({"ts": ts, "ms_played": ms, "master_metadata_track_name": "T", "master_metadata_album_artist_name": "A",
            "master_metadata_album_album_name": "B", "spotify_track_uri": "spotify:track:x", "episode_name": null})
    }

    #[test]
    fn what_was_hardly_begun_and_what_is_no_music_is_left_out() {
        let podcast = json!({"ts": "2021-08-16T21:33:05Z", "ms_played": 900_000, "master_metadata_track_name": null, "episode_name": "E"});
        let list = json!([
            entry("2021-08-16T21:33:05Z", 30_000),
            entry("2021-08-16T21:33:06Z", 29_999),
            podcast,
            entry("yesterday", 40_000),
            {"ts": 5},
            {"endTime": "2021-08-16 21:33", "artistName": "A", "trackName": "T", "msPlayed": 60_000},
        ]);
        let (plays, reading) = told(Spotify, &serde_json::to_string_pretty(&list).expect("JSON"));
        assert_eq!(plays, ["1629149585 A/B/T", "~1629149580 A/-/T"]);
        assert_eq!((reading.left_out, reading.failed), (2, 2));
        let lines: Vec<u64> = reading.bad_lines.iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [34, 37], "{:?}", reading.bad_lines);
    }

    #[test]
    fn a_list_that_breaks_off_is_read_up_to_there() {
        let whole =
            serde_json::to_string(&json!([entry("2021-08-16T21:33:05Z", 30_000), entry("2021-08-16T21:34:05Z", 30_000)])).expect("JSON");
        let (plays, reading) = told(Spotify, &whole[..whole.len() - 20]);
        assert_eq!((plays.len(), reading.failed), (1, 1));
        assert!(reading.bad_lines[0].problem.starts_with("the list breaks off here"), "{:?}", reading.bad_lines);
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        for text in ["{}", "", "artist,track", "["] {
            let error = super::super::read(Spotify, text.as_bytes(), now, &mut |_| true).expect_err(text);
            assert!(error.to_string().contains("no streaming history"), "{text}: {error}");
        }
        assert_eq!(told(Spotify, "[]").1, super::super::Reading::default());
    }
}
