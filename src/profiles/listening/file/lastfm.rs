//! Last.fm's plays as CSV, in the shapes of the exporters that people use: `artist,album,track,16 Aug 2021 21:33` without
//! a header, and columns with names (`uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid`).

use std::io::Read;

use chrono::{DateTime, NaiveDateTime, Utc};
use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::{FileError, Found, said};
use crate::integrations::facts::PlayFacts;

const RIGHT: &str = "this is no CSV of Last.fm's plays: its lines are `artist,album,track,16 Aug 2021 21:33`, or its first line names the \
    columns, `artist` and `track` among them, and `uts`, `utc_time` or `date`";

/// Where what stands in a line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Columns {
    artist: usize,
    artist_mbid: Option<usize>,
    album: Option<usize>,
    album_mbid: Option<usize>,
    track: usize,
    track_mbid: Option<usize>,
    moments: Vec<usize>,
}

impl Columns {
    /// Without a header.
    fn usual() -> Self {
        Self { artist: 0, album: Some(1), track: 2, moments: vec![3], ..Self::default() }
    }

    fn named(header: &ByteRecord) -> Option<Self> {
        let names: Vec<String> = header.iter().map(|name| name_of(&String::from_utf8_lossy(name))).collect();
        let place = |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
        let moments: Vec<usize> = ["uts", "timestamp", "utctime", "date", "time"].iter().filter_map(|name| place(&[name])).collect();
        if moments.is_empty() {
            return None;
        }
        Some(Self {
            artist: place(&["artist", "artistname"])?,
            artist_mbid: place(&["artistmbid"]),
            album: place(&["album", "albumname", "albumtitle"]),
            album_mbid: place(&["albummbid"]),
            track: place(&["track", "trackname", "name", "song"])?,
            track_mbid: place(&["trackmbid"]),
            moments,
        })
    }
}

/// `utc_time`, `UTC time` and `utcTime` are one name.
fn name_of(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Reads; `each` says whether to go on.
pub fn read(file: impl Read, each: &mut dyn FnMut(u64, Found) -> bool) -> Result<(), FileError> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut record = ByteRecord::new();
    let mut columns = None;
    while reader.read_byte_record(&mut record).map_err(broken)? {
        let line = record.position().map_or(0, csv::Position::line);
        let columns = match &columns {
            Some(columns) => columns,
            None if moment(&text(&record, 3).unwrap_or_default()).is_some() => columns.insert(Columns::usual()),
            None => {
                columns = Some(Columns::named(&record).ok_or_else(|| FileError::Shape(RIGHT.to_owned()))?);
                continue;
            }
        };
        if !each(line, found(&record, columns)) {
            break;
        }
    }
    Ok(())
}

fn broken(error: csv::Error) -> FileError {
    match error.into_kind() {
        ErrorKind::Io(error) => FileError::Unreadable(error),
        kind => FileError::Shape(format!("{RIGHT} ({kind:?})")),
    }
}

fn text(record: &ByteRecord, place: usize) -> Option<String> {
    said(std::str::from_utf8(record.get(place)?).ok()?)
}

fn found(record: &ByteRecord, columns: &Columns) -> Found {
    if record.iter().any(|field| std::str::from_utf8(field).is_err()) {
        return Found::Bad("no text in UTF-8".to_owned());
    }
    let Some(artist) = text(record, columns.artist) else { return Found::Bad("no artist".to_owned()) };
    let Some(track) = text(record, columns.track) else { return Found::Bad("no track".to_owned()) };
    let moments: Vec<String> = columns.moments.iter().filter_map(|place| text(record, *place)).collect();
    if moments.is_empty() {
        // Exporters write what plays just now with the rest.
        return Found::LeftOut;
    }
    let Some((played_at, is_rough)) = moments.iter().find_map(|text| moment(text)) else {
        return Found::Bad(format!("\"{}\" is no moment such as 16 Aug 2021 21:33", moments[0]));
    };
    let mbid = |place: Option<usize>| text(record, place?)?.parse().ok();
    let play = PlayFacts {
        played_at,
        artist,
        artist_mbid: mbid(columns.artist_mbid),
        album: columns.album.and_then(|place| text(record, place)),
        album_mbid: mbid(columns.album_mbid),
        track,
        track_mbid: mbid(columns.track_mbid),
    };
    Found::Play { play, is_rough }
}

/// A moment, and whether it is told to the minute only.
fn moment(text: &str) -> Option<(DateTime<Utc>, bool)> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some((DateTime::from_timestamp(seconds, 0)?, false));
    }
    let read = |format: &str| NaiveDateTime::parse_from_str(text, format).ok().map(|moment| moment.and_utc());
    let exact = DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc()).or_else(|| read("%Y-%m-%d %H:%M:%S"));
    let exact = exact.and_then(|moment| DateTime::from_timestamp(moment.timestamp(), 0));
    let rough = || ["%d %b %Y %H:%M", "%d %b %Y, %H:%M", "%Y-%m-%d %H:%M"].into_iter().find_map(read);
    exact.map(|moment| (moment, false)).or_else(|| rough().map(|moment| (moment, true)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::told;
    use super::*;
    use crate::profiles::ListeningSource::Lastfm;

    #[test]
    fn lines_without_a_header_tell_the_minute() {
        let (plays, reading) = told(
            Lastfm,
            "Boards of Canada,Geogaddi,1969,16 Aug 2021 21:33\n\"Simon, Paul\",,\"The \"\"Boxer\"\"\",\"01 Jan 2020, 00:05\"\r\n",
        );
        assert_eq!(plays, ["~1629149580 Boards of Canada/Geogaddi/1969", "~1577837100 Simon, Paul/-/The \"Boxer\""]);
        assert!(reading.has_rough && reading.failed == 0);
    }

    #[test]
    fn columns_with_names_may_stand_anywhere() {
        let mbid = "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6";
        let (plays, reading) = told(
            Lastfm,
            &format!(
                "\u{feff}uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n\
                 1629149593,\"16 Aug 2021, 21:33\",A,{mbid},B,,T,junk\n,,A,,B,,Playing now,\n"
            ),
        );
        assert_eq!((plays, reading.left_out, reading.has_rough), (vec!["1629149593 A/B/T".to_owned()], 1, false));
        let (plays, _) = told(Lastfm, "Track,Album,Artist,UTC time\nT,B,A,2021-08-16 21:33:13\nT,B,A,2021-08-16T21:33:14.9Z\n");
        assert_eq!(plays, ["1629149593 A/B/T", "1629149594 A/B/T"]);
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_is_read() {
        let (plays, reading) = told(
            Lastfm,
            "A,B,T,16 Aug 2021 21:33\n,B,T,16 Aug 2021 21:34\nA,B,,16 Aug 2021 21:34\nA,B,T,yesterday\nA\nA,B,T,\nA,B,U,16 Aug 2021 21:35\n",
        );
        assert_eq!((plays.len(), reading.left_out), (2, 1));
        let bad: Vec<(u64, &str)> = reading.bad_lines.iter().map(|bad| (bad.line, bad.problem.as_str())).collect();
        assert_eq!(bad, [(2, "no artist"), (3, "no track"), (4, "\"yesterday\" is no moment such as 16 Aug 2021 21:33"), (5, "no track")]);
    }

    #[test]
    fn another_file_is_told_to_be_one() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        for text in ["name,genre\na,b\n", "{\"a\": 1}", "a;b;c;d\n", "artist,track\nA,T\n"] {
            let error = super::super::read(Lastfm, text.as_bytes(), now, &mut |_| true).expect_err(text);
            assert!(error.to_string().contains("no CSV of Last.fm"), "{text}: {error}");
        }
    }
}
