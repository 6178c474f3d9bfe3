//! Putting a set together: a few statements, whatever the number of albums, and the rest in memory.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::candidate::{self, Candidate};
use super::listening::{self, Heard};
use super::model::{self, Model};
use super::near::{self, Near};
use super::person::Person;
use super::rank::{self, FEWEST_NEXT, Placed, SHOWN, Scored, Word};
use super::set::Item;
use super::signals::{self, Points, Signal};
use super::weights::Weights;
use crate::app::App;
use crate::db::DbError;
use crate::identity::UserId;
use crate::prices::Rulebook;

/// Of so many artists the albums are looked at: those for whom most speaks.
const ARTISTS: usize = 80;
/// And so many of the albums that the person played most.
const PLAYED: usize = 300;
/// The prices of so many are asked: a price is worth too little to lift one that stands behind them into the set.
const PRICED: usize = 100;
/// The pool is widened by those near to so many of the nearest.
const WIDENED_BY: usize = 40;
/// And then by so many of the best known artists.
const FAMOUS: i64 = 100;

/// What is left out, to see what would be without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without {
    pub seed: Option<i64>,
    pub signal: Option<Signal>,
}

/// A set, before it is stored.
#[derive(Clone, Debug)]
pub struct Computed {
    pub albums: Vec<Placed>,
    pub inputs_hash: String,
    pub weights: Weights,
    pub model_version: Option<i64>,
    pub candidates: usize,
    pub dismissed_candidates: usize,
    pub changes: i64,
}

/// What is known of a person, and whom that makes near.
struct Known {
    person: Person,
    heard: Heard,
    near: BTreeMap<i64, Near>,
    word: Word,
    owned: BTreeMap<i64, i64>,
    seeds: BTreeSet<i64>,
    out: BTreeSet<i64>,
}

/// Everything that a set is made of.
#[derive(Serialize)]
struct Inputs<'a> {
    person: &'a Person,
    heard: &'a Heard,
    near: &'a BTreeMap<i64, Near>,
    albums: Vec<&'a Candidate>,
    model: Option<i64>,
}

/// What a person is to be recommended now; `None`: there is no such person.
pub async fn compute(
    app: &App,
    conn: &mut AsyncPgConnection,
    owner: i64,
    rules: &Rulebook,
    without: Without,
) -> QueryResult<Option<Computed>> {
    let now = app.clock.now();
    let model = model::current(app, conn).await?;
    let Some(mut person) = Person::find(conn, owner, now).await? else { return Ok(None) };
    person.seeds.retain(|seed| Some(*seed) != without.seed);
    if let Some(signal) = without.signal {
        person.weights.silence(signal);
    }
    let known = Known::find(conn, person, model.as_deref(), now).await?;
    let (albums, candidates, dismissed_candidates) = known.pool(conn).await?;
    let scored = rank::score(albums, &known.person.weights);
    let mut short: Vec<Candidate> = rank::shortlist(scored, &known.word, PRICED).into_iter().map(|one| one.album).collect();
    if known.person.weights.of(Signal::Price) > 0 {
        let ids: Vec<i64> = short.iter().map(|album| album.album_id).collect();
        let mut prices = candidate::prices(conn, &ids, &known.person, rules, now).await?;
        for album in &mut short {
            album.price = prices.remove(&album.album_id);
        }
    }
    let scored = rank::score(short, &known.person.weights);
    let model_version = model.map(|model| model.version);
    let inputs_hash = known.hash(&scored, model_version);
    let albums = rank::choose(scored, &known.word);
    let (changes, weights) = (known.person.changes, known.person.weights);
    Ok(Some(Computed { albums, inputs_hash, weights, model_version, candidates, dismissed_candidates, changes }))
}

/// What would lead a person's set without a seed or a signal; what is locked does not count, since it leads anyway.
pub async fn what_if(app: &App, owner: UserId, without: Without) -> Result<Option<Item>, DbError> {
    let conn = &mut app.db.conn().await?;
    let rules = Rulebook::of(conn, app.clock.now()).await?;
    let Some(computed) = compute(app, conn, owner.get(), &rules, without).await? else { return Ok(None) };
    let locked: BTreeSet<i64> =
        Person::find(conn, owner.get(), app.clock.now()).await?.into_iter().flat_map(|person| person.locked).collect();
    let lead = computed.albums.into_iter().map(|placed| placed.scored).find(|one| !locked.contains(&one.album.album_id));
    let item = |one: Scored| Item { position: 1, album_id: one.album.album_id, score: one.score, reasons: one.reasons, is_locked: false };
    Ok(lead.map(item))
}

impl Known {
    async fn find(conn: &mut AsyncPgConnection, person: Person, model: Option<&Model>, now: DateTime<Utc>) -> QueryResult<Self> {
        let heard = listening::of(conn, person.id, &person.source, now).await?;
        let tastes = near::tastes(&person, &heard);
        let near = near::find(conn, &tastes, &near::history(&tastes, &heard), model).await?;
        Ok(Self {
            near,
            heard,
            word: Word { locked: person.locked.iter().copied().collect(), faded: person.faded.iter().copied().collect() },
            owned: person.owned_artists.iter().copied().collect(),
            seeds: person.seeds.iter().copied().collect(),
            out: person.dismissed.iter().chain(&person.owned).copied().collect(),
            person,
        })
    }

    /// The albums to choose from; how many there were, and how many more without dismissals: before the pool was widened,
    /// if it is for these that it had to be, else after it.
    async fn pool(&self, conn: &mut AsyncPgConnection) -> QueryResult<(Vec<Candidate>, usize, usize)> {
        let mut artists: BTreeMap<i64, Near> = self.near.clone();
        for artist in self.seeds.iter().chain(self.owned.keys()) {
            artists.entry(*artist).or_default();
        }
        let mut pool = BTreeMap::new();
        let first = self.strongest(&artists);
        let mut played: Vec<(i64, i64)> = self.heard.albums.iter().map(|(album, plays)| (*album, plays.ever)).collect();
        played.sort_by_key(|(album, plays)| (std::cmp::Reverse(*plays), *album));
        let single: Vec<i64> = played.iter().take(PLAYED).map(|(album, _)| *album).chain(self.word.locked.iter().copied()).collect();
        let mut dismissed = self.add(&mut pool, candidate::find(conn, &first, &single).await?, &artists);
        let (candidates, enough) = (self.choice(&pool), SHOWN + FEWEST_NEXT);
        let first_dismissed = dismissed;
        let mut seen: BTreeSet<i64> = first.into_iter().collect();
        for step in 0..2 {
            if self.choice(&pool) >= enough {
                break;
            }
            let more = if step == 0 {
                let further = near::further(conn, &self.near, WIDENED_BY).await?;
                let more = self.strongest(&further);
                artists.extend(further);
                more
            } else {
                near::famous(conn, FAMOUS).await?
            };
            let more: Vec<i64> = more.into_iter().filter(|artist| seen.insert(*artist)).collect();
            dismissed += self.add(&mut pool, candidate::find(conn, &more, &[]).await?, &artists);
        }
        let is_for_dismissals = candidates < enough && candidates + first_dismissed >= enough;
        let told = if is_for_dismissals { (candidates, first_dismissed) } else { (self.choice(&pool), dismissed) };
        Ok((pool.into_values().collect(), told.0, told.1))
    }

    /// The artists for whom most speaks.
    fn strongest(&self, artists: &BTreeMap<i64, Near>) -> Vec<i64> {
        let points = |artist: i64, near: &Near| -> Points {
            let album = Candidate { artist_id: artist, near: Some(near.clone()), ..Candidate::default() };
            signals::score(&signals::reasons(&self.filled(album, None), &self.person.weights))
        };
        let mut all: Vec<(Points, i64)> = artists.iter().map(|(artist, near)| (points(*artist, near), *artist)).collect();
        all.sort_by_key(|(points, artist)| (std::cmp::Reverse(*points), *artist));
        all.into_iter().take(ARTISTS).map(|(_, artist)| artist).collect()
    }

    /// Adds albums that may be recommended; says how many may not because they were dismissed.
    fn add(&self, pool: &mut BTreeMap<i64, Candidate>, albums: Vec<Candidate>, artists: &BTreeMap<i64, Near>) -> usize {
        let (out, open): (Vec<Candidate>, Vec<Candidate>) = albums.into_iter().partition(|album| self.out.contains(&album.album_id));
        for album in open {
            let near = artists.get(&album.artist_id);
            pool.insert(album.album_id, self.filled(album, near));
        }
        let dismissed = |album: &&Candidate| self.person.dismissed.binary_search(&album.album_id).is_ok();
        out.iter().filter(dismissed).count()
    }

    /// An album with what the person has to do with it.
    fn filled(&self, album: Candidate, near: Option<&Near>) -> Candidate {
        let plays = self.heard.albums.get(&album.album_id).copied().unwrap_or_default();
        Candidate {
            plays: plays.ever,
            last_year: plays.last_year,
            is_seed: self.seeds.contains(&album.artist_id),
            owned: self.owned.get(&album.artist_id).copied().unwrap_or_default(),
            near: near.cloned().or(album.near),
            ..album
        }
    }

    fn choice(&self, pool: &BTreeMap<i64, Candidate>) -> usize {
        let all: Vec<Scored> = pool.values().map(|album| Scored { album: album.clone(), score: 0, reasons: Vec::new() }).collect();
        rank::choice(&all, &self.word)
    }

    fn hash(&self, scored: &[Scored], model: Option<i64>) -> String {
        let albums = scored.iter().map(|one| &one.album).collect();
        let inputs = Inputs { person: &self.person, heard: &self.heard, near: &self.near, albums, model };
        // Nothing in it can fail to be written; were it so, the set would be told from no other.
        let written = serde_json::to_vec(&inputs).unwrap_or_default();
        hex::encode(Sha256::digest(&written))
    }
}
