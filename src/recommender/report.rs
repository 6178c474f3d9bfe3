//! How well listening tells what comes next: what is learnt from its first part, measured by the rest, beside what
//! everybody plays.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::model::{Known, Model};
use super::taste::Settings;
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::taste_models;

/// So many are recommended to everybody.
const TOP: usize = 20;
/// Of somebody who played fewer before the split nothing can be told.
const FEWEST_BEFORE: usize = 3;

/// What was measured, when the model was learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was played since then was to be told.
    pub split_at: Option<DateTime<Utc>>,
    /// Of how many people.
    pub people: u32,
    pub model: Measured,
    pub popularity: Measured,
}

/// The usual figures, means over all people, from 0 to 1 but for novelty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Of the artists that people came to play, how many were among the twenty.
    pub recall: f64,
    /// The same, the more the higher up they were.
    pub ndcg: f64,
    /// How many of all artists were recommended to anybody.
    pub coverage: f64,
    /// How unknown what is recommended is, in bits: 1 where half of the people play it, 10 where one in a thousand does.
    pub novelty: f64,
}

/// A model as it was learnt, and what was measured of it.
#[derive(Clone, Debug)]
pub struct Learnt {
    pub version: i64,
    pub learnt_at: DateTime<Utc>,
    pub people: i32,
    pub artists: i32,
    pub report: Report,
}

/// One person's artists before the split, and those that came to them after it.
#[derive(Clone, Debug, Default)]
pub struct Split {
    pub before: Vec<Known>,
    pub after: Vec<i64>,
}

/// The report of the newest model.
pub async fn latest(app: &App) -> Result<Option<Learnt>, DbError> {
    let row: Option<(i64, DateTime<Utc>, i32, i32, serde_json::Value)> = taste_models::table
        .order(taste_models::version.desc())
        .select((taste_models::version, taste_models::learnt_at, taste_models::people, taste_models::artists, taste_models::report))
        .first(&mut *app.db.conn().await?)
        .await
        .optional()?;
    Ok(row.map(|(version, learnt_at, people, artists, report)| Learnt {
        version,
        learnt_at,
        people,
        artists,
        report: serde_json::from_value(report).unwrap_or_default(),
    }))
}

/// Learns from what was before the split, and measures how much of what was after it that tells.
pub fn measure(split_at: DateTime<Utc>, people: Vec<Split>) -> Report {
    let histories: Vec<Vec<Known>> = people.iter().map(|split| split.before.clone()).collect();
    let mut listeners: BTreeMap<i64, u32> = BTreeMap::new();
    for known in histories.iter().flatten() {
        *listeners.entry(known.artist_id).or_default() += 1;
    }
    let model = Model::learn(&histories, Settings::default());
    let mut popular: Vec<(u32, i64)> = listeners.iter().map(|(artist, count)| (*count, *artist)).collect();
    popular.sort_by_key(|(count, artist)| (std::cmp::Reverse(*count), *artist));
    let tested: Vec<Split> = people.into_iter().filter(|split| split.before.len() >= FEWEST_BEFORE && !split.after.is_empty()).collect();
    let most_popular = |split: &Split| -> Vec<i64> {
        let known: BTreeSet<i64> = split.before.iter().map(|known| known.artist_id).collect();
        popular.iter().map(|(_, artist)| *artist).filter(|artist| !known.contains(artist)).take(TOP).collect()
    };
    let scale = Scale { listeners: &listeners, people: count(histories.len()) };
    Report {
        split_at: Some(split_at),
        people: u32::try_from(tested.len()).unwrap_or(u32::MAX),
        model: scale.measured(&tested, |split| model.best(&split.before, TOP)),
        popularity: scale.measured(&tested, most_popular),
    }
}

struct Scale<'a> {
    listeners: &'a BTreeMap<i64, u32>,
    people: f64,
}

impl Scale<'_> {
    fn measured(&self, tested: &[Split], best: impl Fn(&Split) -> Vec<i64>) -> Measured {
        let mut sum = Measured::default();
        let mut covered = BTreeSet::new();
        for split in tested {
            let best = best(split);
            let after: BTreeSet<i64> = split.after.iter().copied().collect();
            let gain = |rank: usize| 1.0 / (count(rank) + 2.0).log2();
            let hits: Vec<usize> = best.iter().enumerate().filter(|(_, artist)| after.contains(artist)).map(|(rank, _)| rank).collect();
            let findable = after.len().min(TOP);
            sum.recall += count(hits.len()) / count(findable);
            sum.ndcg += hits.iter().map(|rank| gain(*rank)).sum::<f64>() / (0..findable).map(gain).sum::<f64>();
            let bits = |artist: &i64| (self.people / f64::from(self.listeners.get(artist).copied().unwrap_or(1))).log2();
            sum.novelty += best.iter().map(bits).sum::<f64>() / count(best.len().max(1));
            covered.extend(best);
        }
        let people = count(tested.len().max(1));
        Measured {
            recall: sum.recall / people,
            ndcg: sum.ndcg / people,
            coverage: count(covered.len()) / count(self.listeners.len().max(1)),
            novelty: sum.novelty / people,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and artists")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_circle_plays_is_told_better_than_by_fame() {
        // Four circles of artists; everybody played six of their circle's ten before, and the others after.
        let split = |person: i64| {
            let artist = |turn: i64| (person % 4) * 10 + (person / 4 + turn) % 10;
            let before = (0..6).map(|turn| Known { artist_id: artist(turn), plays: 10.0 }).collect();
            Split { before, after: (6..10).map(artist).collect() }
        };
        let report = measure(DateTime::UNIX_EPOCH, (0..80).map(split).collect());
        assert_eq!(report.people, 80);
        assert!(report.model.recall > 0.95, "{report:?}");
        assert!(report.model.ndcg > report.popularity.ndcg, "{report:?}");
        assert!((report.model.coverage - 1.0).abs() < 1e-9, "{report:?}");
        assert_eq!(measure(DateTime::UNIX_EPOCH, Vec::new()).people, 0);
    }
}
