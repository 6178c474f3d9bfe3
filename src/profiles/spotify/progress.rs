//! How far a synchronisation with Spotify has come, and what it has to say of itself.

use serde::{Deserialize, Serialize};

use crate::profiles::listening::Tally;

/// What is done next. Each is a piece of its own: what fails is told, and the others go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    #[default]
    Profile,
    Played(Walk),
    Playlists,
    /// The first of those that are due, from this place on.
    Tracks(u32),
    /// Of this of the ranges.
    TopTracks(usize),
    TopArtists(usize),
    /// Many artists at once.
    Artists,
    /// One by one; so many more in this run.
    Artist(u32),
    /// How tracks sound; so many more calls in this run.
    Features(u32),
    Done,
}

/// Where the walk through the last plays is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// Older ones than this, in milliseconds; absent: it begins.
    pub before: Option<i64>,
    /// The newest play that it has met.
    pub newest: Option<i64>,
}

/// A playlist whose tracks have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Due {
    pub id: String,
    pub snapshot: Option<String>,
    pub by_old_call: bool,
    /// The other call has been tried.
    pub is_turned: bool,
}

/// What the pieces of one run hand on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub(super) step: Step,
    pub(super) due: Vec<Due>,
    pub(super) playlists: Tally,
    pub(super) tracks: Tally,
    pub(super) tops: Tally,
    pub(super) artists: Tally,
    pub(super) features: i64,
    /// What there is to know besides.
    pub(super) notes: Vec<String>,
    /// What failed, and why.
    pub(super) problems: Vec<String>,
}

impl Progress {
    /// Whether Spotify has nothing more to be asked.
    pub fn is_done(&self) -> bool {
        self.step == Step::Done
    }

    /// Why not everything came, as the person may read it.
    pub fn problem(&self) -> Option<String> {
        (!self.problems.is_empty()).then(|| self.problems.join("; "))
    }

    /// What came, after what is told of plays; empty where nothing was done.
    pub fn told(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        let line = |what: &str, tally: Tally| {
            let Tally { new, updated, unchanged, failed } = tally;
            format!("; {what}: {new} new, {updated} updated, {failed} failed, {unchanged} unchanged")
        };
        let mut text = line("playlists", self.playlists)
            + &line("tracks in playlists", self.tracks)
            + &line("top lists", self.tops)
            + &line("artists", self.artists);
        for said in self.notes.iter().chain(&self.problems) {
            text.push_str("; ");
            text.push_str(said);
        }
        text
    }

    /// Notes something, once.
    pub(super) fn note(&mut self, said: String) {
        if !self.notes.contains(&said) {
            self.notes.push(said);
        }
    }

    /// What comes where a step cannot be done.
    pub(super) fn give_up(mut self, problem: &str) -> Self {
        let (what, next) = match &self.step {
            Step::Profile => ("profile", Step::Played(Walk::default())),
            Step::Played(_) => ("plays", Step::Playlists),
            Step::Playlists => ("playlists", Step::TopTracks(0)),
            Step::Tracks(_) => {
                let what = if self.due.is_empty() { String::new() } else { self.due.remove(0).id };
                self.problems.push(format!("playlist {what}: {problem}"));
                self.step = self.after_playlist();
                return self;
            }
            Step::TopTracks(at) => ("top tracks", Step::TopTracks(at + 1)),
            Step::TopArtists(at) => ("top artists", Step::TopArtists(at + 1)),
            Step::Artists | Step::Artist(_) => ("artists", Step::Features(super::catalogue::FEATURE_CALLS)),
            Step::Features(_) | Step::Done => ("audio features", Step::Done),
        };
        let said = format!("{what}: {problem}");
        if !self.problems.contains(&said) {
            self.problems.push(said);
        }
        self.step = next;
        self
    }

    /// The next playlist, or what comes after them.
    pub(super) fn after_playlist(&self) -> Step {
        if self.due.is_empty() { Step::TopTracks(0) } else { Step::Tracks(0) }
    }

    pub(super) fn at(self, step: Step) -> Self {
        Self { step, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_that_fails_leaves_the_others_to_be_done() {
        let due = |id: &str| Due { id: id.into(), snapshot: None, by_old_call: false, is_turned: false };
        let mut progress = Progress { due: vec![due("a"), due("b")], ..Progress::default() };
        let mut steps = 0;
        while !progress.is_done() {
            // Past the last range comes the next kind, as the steps themselves find.
            let step = match progress.step.clone() {
                Step::TopTracks(3) => Step::TopArtists(0),
                Step::TopArtists(3) => Step::Artists,
                Step::Playlists => Step::Tracks(0),
                step => step,
            };
            progress = progress.at(step).give_up("no");
            steps += 1;
            assert!(steps < 30, "{progress:?}");
        }
        for what in ["profile: no", "plays: no", "playlist a: no", "playlist b: no", "top tracks: no", "top artists: no", "artists: no"] {
            assert!(progress.problems.iter().any(|said| said == what), "{what} is missing from {:?}", progress.problems);
        }
        assert_eq!(Progress::default().told(), "", "of other services nothing is said");
    }
}
