//! ListenBrainz' listens: one in a line, as JSON, as its API has them.

use std::io::{BufRead, BufReader, Read};

use super::{FileError, Found};
use crate::integrations::listenbrainz::listen;
use crate::profiles::listening::source::trusted;

/// No listen is as long as this many bytes.
const LONGEST: u64 = 1024 * 1024;

const RIGHT: &str =
    "this is no file of ListenBrainz' listens: each of its lines is a listen, {\"listened_at\": …, \"track_metadata\": {…}}";

/// Reads; `each` says whether to go on.
pub fn read(file: impl Read, each: &mut dyn FnMut(u64, Found) -> bool) -> Result<(), FileError> {
    let mut reader = BufReader::new(file);
    let (mut line, mut bytes, mut is_first) = (0, Vec::new(), true);
    loop {
        bytes.clear();
        line += 1;
        if reader.by_ref().take(LONGEST).read_until(b'\n', &mut bytes).map_err(FileError::Unreadable)? == 0 {
            return Ok(());
        }
        let is_whole = bytes.len() < usize::try_from(LONGEST).unwrap_or(usize::MAX) || bytes.ends_with(b"\n");
        if !is_whole {
            reader.skip_until(b'\n').map_err(FileError::Unreadable)?;
        }
        match found(&bytes, is_whole) {
            None => {}
            Some(Found::Bad(_)) if is_first => return Err(FileError::Shape(RIGHT.to_owned())),
            Some(found) => {
                is_first = false;
                if !each(line, found) {
                    return Ok(());
                }
            }
        }
    }
}

/// `None`: an empty line.
fn found(bytes: &[u8], is_whole: bool) -> Option<Found> {
    if !is_whole {
        return Some(Found::Bad(format!("longer than {LONGEST} bytes")));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Some(Found::Bad("no text in UTF-8".to_owned())) };
    let text = text.trim_start_matches('\u{feff}').trim();
    (!text.is_empty()).then(|| match listen(text) {
        Ok(told) => Found::Play { play: trusted(told), is_rough: false },
        Err(problem) => Found::Bad(problem),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::told;
    use crate::profiles::ListeningSource::Listenbrainz;

    #[test]
    fn each_line_is_a_listen() {
        let line = |at: i64| {
            format!(r#"{{"listened_at": {at}, "track_metadata": {{"artist_name": "A", "track_name": "T", "release_name": "B"}}}}"#)
        };
        let text = format!("\u{feff}{}\n\n{}\r\n{{\"listened_at\": 9}}\nnonsense\n{}", line(5), line(6), line(7));
        let (plays, reading) = told(Listenbrainz, &text);
        assert_eq!(plays, ["5 A/B/T", "6 A/B/T", "7 A/B/T"]);
        let bad: Vec<u64> = reading.bad_lines.iter().map(|bad| bad.line).collect();
        assert_eq!(bad, [4, 5]);
        let long = format!("{}\n\"{}\"\n{}\n", line(5), "x".repeat(3 * 1024 * 1024), line(6));
        let (plays, reading) = told(Listenbrainz, &long);
        assert_eq!((plays.len(), reading.bad_lines[0].line), (2, 2));
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let other = super::super::read(Listenbrainz, "artist,track\n".as_bytes(), now, &mut |_| true);
        assert!(other.expect_err("no listens").to_string().contains("each of its lines is a listen"));
    }
}
