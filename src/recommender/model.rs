//! The taste model as it is stored, and as a process keeps it: read once for each version.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::report::Report;
use super::taste::{Histories, Play, Settings, Taste};
use crate::app::App;
use crate::db::schema::taste_models;

/// The number of the format; another is not read, and the next run of `learn_taste` writes this one.
const FORMAT: u8 = 1;
/// A model is no larger: 20,000 artists of 24 traits are 2 MB, 4,096 with 200 neighbours each are 6 MB.
pub const MOST_BYTES: usize = 16 << 20;
/// Models are kept so long that sets which were made with the last one can be made again.
const KEPT: i64 = 2;

/// A model by the catalogue's own ids.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    #[serde(skip)]
    pub version: i64,
    /// How many people it was learnt from.
    pub people: u32,
    /// The artists, in order: their places are what the taste calls them.
    artists: Vec<i64>,
    taste: Taste,
}

/// How often somebody plays an artist of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    pub artist_id: i64,
    pub plays: f32,
}

/// The model that this process has read.
#[derive(Default)]
struct Shelf(Mutex<Option<Arc<Model>>>);

impl Model {
    /// Learns from what people play.
    pub fn learn(people: &[Vec<Known>], settings: Settings) -> Self {
        let mut artists: Vec<i64> = people.iter().flatten().map(|known| known.artist_id).collect();
        artists.sort_unstable();
        artists.dedup();
        let histories = people.iter().map(|history| placed(&artists, history)).collect();
        let taste = Taste::learn(&Histories::of(histories), settings);
        Self { version: 0, people: u32::try_from(people.len()).unwrap_or(u32::MAX), artists, taste }
    }

    /// The best artists for somebody who plays these, the best first, without them.
    pub fn best(&self, history: &[Known], most: usize) -> Vec<i64> {
        let near = self.taste.best(&placed(&self.artists, history), most);
        near.iter().map(|near| self.artists[near.artist as usize]).collect()
    }

    /// Whether it knows anything of somebody's artists.
    pub fn knows_any(&self, history: &[Known]) -> bool {
        placed(&self.artists, history).iter().any(|play| self.taste.knows(play.artist))
    }

    /// Of somebody's artists those for which this one is near.
    pub fn because_of(&self, history: &[Known], artist: i64, most: usize) -> Vec<i64> {
        let Some(place) = place(&self.artists, artist) else { return Vec::new() };
        let because = self.taste.because_of(&placed(&self.artists, history), place, most);
        because.iter().map(|artist| self.artists[*artist as usize]).collect()
    }

    /// Of how many artists anything was learnt.
    pub fn len(&self) -> usize {
        self.taste.len()
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_extend(self, vec![FORMAT])
    }

    fn from_bytes(bytes: &[u8], version: i64) -> Option<Self> {
        let (format, model) = bytes.split_first()?;
        let model: Self = postcard::from_bytes(model).ok().filter(|_| *format == FORMAT)?;
        Some(Self { version, ..model })
    }

    /// Stores a model, and forgets those that nobody needs any more.
    pub async fn store(conn: &mut AsyncPgConnection, model: (&Self, &[u8]), report: &Report, now: DateTime<Utc>) -> QueryResult<i64> {
        let (learnt, bytes) = model;
        let version: i64 = diesel::insert_into(taste_models::table)
            .values((
                taste_models::learnt_at.eq(now),
                taste_models::people.eq(i32::try_from(learnt.people).unwrap_or(i32::MAX)),
                taste_models::artists.eq(i32::try_from(learnt.len()).unwrap_or(i32::MAX)),
                taste_models::model.eq(bytes),
                taste_models::report.eq(serde_json::to_value(report).unwrap_or_default()),
            ))
            .returning(taste_models::version)
            .get_result(conn)
            .await?;
        diesel::delete(taste_models::table.filter(taste_models::version.le(version - KEPT))).execute(conn).await?;
        Ok(version)
    }
}

/// The newest model; `None`: nothing has been learnt, or not by this version of the program.
pub async fn current(app: &App, conn: &mut AsyncPgConnection) -> QueryResult<Option<Arc<Model>>> {
    let newest: Option<i64> = taste_models::table.select(diesel::dsl::max(taste_models::version)).get_result(conn).await?;
    let Some(version) = newest else { return Ok(None) };
    let shelf = app.kept.of::<Shelf>();
    // Who comes while it is read waits for it instead of reading it too.
    let mut kept = shelf.0.lock().await;
    if kept.as_ref().is_none_or(|model| model.version < version) {
        let bytes: Option<Vec<u8>> = taste_models::table.find(version).select(taste_models::model).first(conn).await.optional()?;
        let Some(bytes) = bytes else { return Ok(kept.clone()) };
        let read = tokio::task::spawn_blocking(move || Model::from_bytes(&bytes, version)).await.ok().flatten();
        if read.is_none() {
            tracing::warn!(version, "the taste model is of another format; learn_taste makes a new one");
        }
        *kept = read.map(Arc::new);
    }
    Ok(kept.clone())
}

fn place(artists: &[i64], artist: i64) -> Option<u32> {
    artists.binary_search(&artist).ok().and_then(|place| u32::try_from(place).ok())
}

fn placed(artists: &[i64], history: &[Known]) -> Vec<Play> {
    history.iter().filter_map(|known| Some(Play { artist: place(artists, known.artist_id)?, plays: known.plays })).collect()
}
