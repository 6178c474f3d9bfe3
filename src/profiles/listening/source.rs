//! Whom a synchronisation asks: each service in its own way, and told alike.

use chrono::{DateTime, TimeDelta, Utc};

use super::store;
use crate::app::App;
use crate::catalog::matching;
use crate::integrations::facts::{ListenFacts, Page, PlayFacts, Skipped, TopAlbumFacts};
use crate::integrations::lastfm::{Lastfm, Plays};
use crate::integrations::listenbrainz::{self, Listenbrainz, Listens};
use crate::integrations::{Error, Priority, Provider};
use crate::profiles::{LinkedAccount, ListeningSource};

/// What is asked for what was played most in, as snapshots call it.
pub const PERIODS: [&str; 3] = ["overall", "12month", "6month"];
const SECOND: TimeDelta = TimeDelta::seconds(1);

/// A service whose plays are fetched from the newest back.
pub enum Source<'a> {
    Lastfm(&'a Lastfm),
    Listenbrainz(&'a Listenbrainz),
}

/// A page of plays.
pub struct Leaf {
    pub plays: Vec<PlayFacts>,
    pub skipped: Vec<Skipped>,
    /// How many there are in all, where the service says so.
    pub total: Option<u32>,
    /// Where the next page ends, and which of those that end there; `None` after the last.
    pub next: Option<(DateTime<Utc>, i32)>,
}

impl<'a> Source<'a> {
    /// `None`: this house cannot ask that service, or not so.
    pub fn of(app: &'a App, service: ListeningSource) -> Option<Self> {
        match service {
            ListeningSource::Lastfm => app.integrations.lastfm.as_ref().map(Self::Lastfm),
            ListeningSource::Listenbrainz => Some(Self::Listenbrainz(&app.integrations.listenbrainz)),
            ListeningSource::Spotify | ListeningSource::Discogs => None,
        }
    }

    /// Why there is none.
    pub fn missing() -> Error {
        Error::NotConfigured { provider: Provider::Lastfm, variable: "LASTFM_API_KEY" }
    }

    pub fn provider(&self) -> Provider {
        match self {
            Self::Lastfm(_) => Provider::Lastfm,
            Self::Listenbrainz(_) => Provider::Listenbrainz,
        }
    }

    /// How an account writes its name.
    pub async fn user(&self, name: &str, priority: Priority) -> Result<String, Error> {
        match self {
            Self::Lastfm(lastfm) => lastfm.user(name, priority).await,
            Self::Listenbrainz(listenbrainz) => listenbrainz.user(name, priority).await,
        }
    }

    /// What was played most in one of the periods; `None`: the service does not know yet.
    pub async fn top_albums(
        &self,
        user: &str,
        period: &str,
        count: u32,
        priority: Priority,
    ) -> Result<Option<(Vec<TopAlbumFacts>, Vec<Skipped>)>, Error> {
        match self {
            Self::Lastfm(lastfm) => lastfm.top_albums(user, period, count, priority).await.map(Some),
            Self::Listenbrainz(listenbrainz) => {
                let range = match period {
                    "12month" => "year",
                    "6month" => "half_yearly",
                    _ => "all_time",
                };
                listenbrainz.top_albums(user, range, count, priority).await
            }
        }
    }

    /// A page of plays up to where the walk has come. What was played in the future is left out.
    pub async fn plays(&self, account: &LinkedAccount, to: DateTime<Utc>, now: DateTime<Utc>, priority: Priority) -> Result<Leaf, Error> {
        match self {
            Self::Lastfm(lastfm) => {
                let page = u32::try_from(account.walk_page).unwrap_or(1);
                let asked = Plays { user: &account.username, from: account.walk_from, to, page };
                let Page { items, mut skipped, total, next } = lastfm.plays(asked, priority).await?;
                let (plays, odd) = store::sound(items, now);
                skipped.extend(odd);
                let next = next.map(|page| after(&plays, to, page));
                Ok(Leaf { plays, skipped, total: Some(total), next })
            }
            Self::Listenbrainz(listenbrainz) => {
                let Listens { items, mut skipped, oldest, first_of_all } = listenbrainz.listens(&account.username, to, priority).await?;
                let is_full = items.len() + skipped.len() >= listenbrainz::MOST;
                let next = older(oldest, to, account.walk_from, first_of_all);
                if is_full && oldest.is_some_and(|oldest| oldest + SECOND >= to) {
                    let record = format!("listens of {}", to.timestamp() - 1);
                    skipped
                        .push(Skipped { record, problem: "one second holds more of them than a page, and there is no second page".into() });
                }
                let (plays, odd) = store::sound(items.into_iter().map(trusted).collect(), now);
                skipped.extend(odd);
                Ok(Leaf { plays, skipped, total: None, next: next.map(|to| (to, 1)) })
            }
        }
    }
}

/// Where a walk by Last.fm's pages goes on: a second after the oldest play of the page, since that second may hold more.
/// Where it would stand still, because one second fills a page, with the next page of the same.
fn after(plays: &[PlayFacts], to: DateTime<Utc>, page: u32) -> (DateTime<Utc>, i32) {
    let oldest = plays.iter().map(|play| play.played_at + SECOND).min();
    match oldest.filter(|oldest| *oldest < to) {
        Some(oldest) => (oldest, 1),
        None => (to, i32::try_from(page).unwrap_or(i32::MAX)),
    }
}

/// Where a walk without page numbers goes on, `to` and what is returned being the first second that is not asked for: the
/// oldest second of the page is asked for once more, since it may hold more; a page of nothing else is left behind.
fn older(
    oldest: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
    from: Option<DateTime<Utc>>,
    first_of_all: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let oldest = oldest?.min(to - SECOND);
    if from.is_some_and(|from| oldest < from) {
        return None;
    }
    if oldest + SECOND < to {
        return Some(oldest + SECOND);
    }
    first_of_all.is_none_or(|first| first < oldest).then_some(oldest)
}

/// A play with those ids of its mapping that are to be trusted: a mapping may be wrong, so the names have to agree with
/// what was sent. It has no name of the album, whose ids are therefore left out.
pub fn trusted(told: ListenFacts) -> PlayFacts {
    let ListenFacts { mut play, mapping } = told;
    let Some(mapping) = mapping else { return play };
    let [(artist, mbid)] = mapping.artists.as_slice() else { return play };
    if matching::artists(play.artist.as_str().into(), artist.as_str().into()).is_certain() {
        play.artist_mbid = Some(*mbid);
        let is_same = |track: String| matching::albums(play.track.as_str().into(), track.as_str().into(), Some(artist)).is_certain();
        play.track_mbid = mapping.track_mbid.filter(|_| mapping.track.is_some_and(is_same));
    }
    play
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::integrations::facts::MappingFacts;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("a moment")
    }

    fn play(second: i64, artist: &str, track: &str) -> PlayFacts {
        PlayFacts {
            played_at: at(second),
            artist: artist.into(),
            artist_mbid: None,
            album: None,
            album_mbid: None,
            track: track.into(),
            track_mbid: None,
        }
    }

    #[test]
    fn the_walk_goes_on_and_never_stands_still() {
        for (seconds, to, right) in
            [(vec![9, 8, 7], 9, (8, 1)), (vec![9, 9, 8], 9, (9, 2)), (vec![9, 9, 9], 9, (9, 2)), (vec![], 9, (9, 2)), (vec![5], 6, (6, 2))]
        {
            let plays: Vec<PlayFacts> = seconds.iter().map(|second| play(*second, "A", "T")).collect();
            assert_eq!(after(&plays, at(to), 2), (at(right.0), right.1), "{seconds:?} up to {to}");
        }
        for (oldest, to, from, first, right) in [
            (Some(7), 10, None, Some(1), Some(8)),
            (Some(7), 10, Some(7), Some(1), Some(8)),
            (Some(7), 10, Some(8), Some(1), None),
            // The first of all may share its second with others.
            (Some(7), 10, None, Some(7), Some(8)),
            (Some(7), 8, None, Some(7), None),
            (Some(7), 8, None, Some(1), Some(7)),
            (Some(7), 8, None, None, Some(7)),
            (None, 8, None, Some(1), None),
            // It answers what nobody asked for.
            (Some(20), 8, None, Some(1), Some(7)),
        ] {
            let found = older(oldest.map(at), at(to), from.map(at), first.map(at));
            assert_eq!(found, right.map(at), "{oldest:?} up to {to} from {from:?}, first {first:?}");
        }
    }

    #[test]
    fn a_mapping_counts_as_far_as_its_names_agree() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let names = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), one)).collect::<Vec<_>>();
        for (artist, track, artists, recording, right) in [
            ("Björk", "Jóga", names(&["Bjork"]), Some("Joga"), (true, true)),
            ("The Beatles", "Help!", names(&["Beatles"]), Some("Help!"), (true, true)),
            ("Björk", "Jóga", names(&["Björk"]), Some("Hunter"), (true, false)),
            ("Björk", "Jóga", names(&["Björk"]), None, (true, false)),
            ("Björk", "Jóga", names(&["Bush"]), Some("Jóga"), (false, false)),
            ("Simon & Garfunkel", "America", names(&["Simon", "Garfunkel"]), Some("America"), (false, false)),
            ("Björk", "Jóga", vec![], Some("Jóga"), (false, false)),
        ] {
            let mapping = MappingFacts { track: recording.map(Into::into), track_mbid: Some(other), artists };
            let told = trusted(ListenFacts { play: play(1, artist, track), mapping: Some(mapping) });
            assert_eq!((told.artist_mbid.is_some(), told.track_mbid.is_some()), right, "{artist}: {track}, taken for {recording:?}");
        }
    }
}
