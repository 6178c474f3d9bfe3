//! The files in which people get what they played out of services: read a piece at a time, however long they are.

mod lastfm;
mod listenbrainz;
mod spotify;

use std::io::{self, Read};

use chrono::{DateTime, TimeDelta, Utc};

use crate::integrations::facts::PlayFacts;
use crate::profiles::ListeningSource;

/// So many plays are stored at once.
const BATCH: usize = 1000;
/// So many of the lines that nobody can read are named.
const NAMED: usize = 50;

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Says what would be right.
    #[error("{0}")]
    Shape(String),
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
}

/// What one line, or one entry, of a file is.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// `is_rough`: told to the minute only.
    Play {
        play: PlayFacts,
        is_rough: bool,
    },
    /// Something else than a play: a podcast, what was hardly begun, what plays just now.
    LeftOut,
    Bad(String),
}

/// Some plays of a file.
#[derive(Debug)]
pub struct Batch {
    pub plays: Vec<PlayFacts>,
    pub is_rough: bool,
}

/// A line that nobody can read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub line: u64,
    pub problem: String,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub plays: i64,
    pub left_out: i64,
    pub failed: i64,
    /// The first of those that failed.
    pub bad_lines: Vec<BadLine>,
    pub has_rough: bool,
}

/// Reads a service's file to its end, or until `take` says that it wants no more. It blocks.
pub fn read(
    service: ListeningSource,
    file: impl Read,
    now: DateTime<Utc>,
    take: &mut dyn FnMut(Batch) -> bool,
) -> Result<Reading, FileError> {
    let mut sorter = Sorter { now, take, reading: Reading::default(), batch: Batch { plays: Vec::new(), is_rough: false }, goes_on: true };
    let each = &mut |line, found| sorter.sort(line, found);
    match service {
        ListeningSource::Lastfm => lastfm::read(file, each)?,
        ListeningSource::Spotify => spotify::read(file, each)?,
        ListeningSource::Listenbrainz => listenbrainz::read(file, each)?,
        ListeningSource::Discogs => return Err(FileError::Shape("Discogs knows of no plays: its file is a collection".to_owned())),
    }
    sorter.flush();
    Ok(sorter.reading)
}

/// What is found one by one, put together.
struct Sorter<'a> {
    now: DateTime<Utc>,
    take: &'a mut dyn FnMut(Batch) -> bool,
    reading: Reading,
    batch: Batch,
    goes_on: bool,
}

impl Sorter<'_> {
    fn sort(&mut self, line: u64, found: Found) -> bool {
        match found {
            // Such a play would be the newest for ever.
            Found::Play { play, .. } if play.played_at > self.now + TimeDelta::days(1) => self.fail(line, "played in the future"),
            Found::Play { play, is_rough } => {
                if self.batch.plays.len() >= BATCH || self.batch.is_rough != is_rough {
                    self.flush();
                }
                self.reading.plays += 1;
                self.reading.has_rough |= is_rough;
                self.batch.is_rough = is_rough;
                self.batch.plays.push(play);
            }
            Found::LeftOut => self.reading.left_out += 1,
            Found::Bad(problem) => self.fail(line, &problem),
        }
        self.goes_on
    }

    fn fail(&mut self, line: u64, problem: &str) {
        self.reading.failed += 1;
        if self.reading.bad_lines.len() < NAMED {
            self.reading.bad_lines.push(BadLine { line, problem: problem.chars().take(200).collect() });
        }
    }

    fn flush(&mut self) {
        let plays = std::mem::take(&mut self.batch.plays);
        if !plays.is_empty() && self.goes_on {
            self.goes_on = (self.take)(Batch { plays, is_rough: self.batch.is_rough });
        }
    }
}

/// What a field says: trimmed, and without the one character that PostgreSQL does not keep.
fn said(text: &str) -> Option<String> {
    let text = text.replace('\0', "");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file holds: its plays as `second artist/album/track`, and the lines that failed.
    pub fn told(service: ListeningSource, text: &str) -> (Vec<String>, Reading) {
        let mut plays = Vec::new();
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let reading = read(service, text.as_bytes(), now, &mut |batch| {
            plays.extend(batch.plays.iter().map(|play| {
                let rough = if batch.is_rough { "~" } else { "" };
                let album = play.album.as_deref().unwrap_or("-");
                format!("{rough}{} {}/{album}/{}", play.played_at.timestamp(), play.artist, play.track)
            }));
            true
        });
        (plays, reading.expect("a file"))
    }

    #[test]
    fn batches_are_bounded_and_end_when_nobody_wants_more() {
        let line = |n: i64| format!("A,B,T{n},{:02} Aug 2021 21:{:02}\n", n % 28 + 1, n % 60);
        let text: String = (0..2500).map(line).collect();
        let mut sizes = Vec::new();
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let all = read(ListeningSource::Lastfm, text.as_bytes(), now, &mut |batch| {
            sizes.push(batch.plays.len());
            true
        });
        assert_eq!((sizes, all.expect("a file").plays), (vec![1000, 1000, 500], 2500));
        let stopped = read(ListeningSource::Lastfm, text.as_bytes(), now, &mut |_| false).expect("a file");
        assert_eq!(stopped.plays, 1001, "the one that would have begun the second batch was the last that was read");
        let early = DateTime::from_timestamp(1_500_000_000, 0).expect("a moment");
        let reading = read(ListeningSource::Lastfm, text.as_bytes(), early, &mut |_| true).expect("a file");
        assert_eq!((reading.plays, reading.failed, reading.bad_lines.len()), (0, 2500, NAMED));
        assert_eq!(reading.bad_lines[1], BadLine { line: 2, problem: "played in the future".into() });
        assert!(read(ListeningSource::Discogs, text.as_bytes(), now, &mut |_| true).is_err());
    }
}
