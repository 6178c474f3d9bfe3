//! Whom it makes near what a person chose, plays and owns: by what services call similar, and by the taste model.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Double, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::listening::Heard;
use super::model::{Known, Model};
use super::person::Person;
use super::signals::{How, Liked};

/// More artists that somebody plays say nothing new.
const MOST_PLAYED: usize = 150;
/// So many similar artists of each are looked at.
const SIMILARS: i32 = 20;
/// So many of those that the model finds.
const FOUND: usize = 100;
/// Three that call somebody near say all; the second says less than the first.
const SHARES: [f64; 3] = [0.6, 0.25, 0.15];
/// An artist whom the person plays most is as near as this, without anybody's word.
const OWN: f64 = 0.8;
/// The model's word beside that of services, once it has learnt from many people.
const LEARNT: f64 = 0.6;
/// Of so many people it has half of it.
const FEW_PEOPLE: f64 = 50.0;
/// How near somebody is who is near to somebody near.
const SECOND: f64 = 0.3;

/// How near an artist is, from 0 to 1, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Near {
    pub strength: f64,
    pub because: Vec<Liked>,
    /// The person plays them.
    pub is_own: bool,
}

/// An artist whom a person likes, how much from 0 to 1, and how that is known.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Taste {
    pub artist_id: i64,
    pub weight: f64,
    pub how: How,
}

#[expect(clippy::struct_field_names, reason = "as the columns are called")]
#[derive(QueryableByName)]
struct Similar {
    #[diesel(sql_type = BigInt)]
    artist_id: i64,
    #[diesel(sql_type = BigInt)]
    similar_artist_id: i64,
    #[diesel(sql_type = Double)]
    score: f64,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Whom a person likes: chosen before owned before played, each once.
pub fn tastes(person: &Person, heard: &Heard) -> Vec<Taste> {
    let mut seen = BTreeSet::new();
    let mut tastes = Vec::new();
    let mut played: Vec<(i64, i64)> =
        heard.artists.iter().map(|(artist, plays)| (*artist, *plays)).filter(|(_, plays)| *plays > 0).collect();
    played.sort_by_key(|(artist, plays)| (std::cmp::Reverse(*plays), *artist));
    played.truncate(MOST_PLAYED);
    let chosen = person.seeds.iter().map(|artist| (*artist, 1.0, How::Chosen));
    let played = (0_u32..).zip(played).map(|(rank, (artist, _))| (artist, 1.0 / (1.0 + f64::from(rank) / 10.0).sqrt(), How::Played));
    let owned = person.owned_artists.iter().map(|(artist, _)| (*artist, 0.7, How::Owned));
    for (artist_id, weight, how) in chosen.chain(played).chain(owned) {
        if seen.insert(artist_id) {
            tastes.push(Taste { artist_id, weight, how });
        }
    }
    tastes
}

/// A person's artists as the model wants them: who was chosen counts like whoever is played most.
pub fn history(tastes: &[Taste], heard: &Heard) -> Vec<Known> {
    let most = heard.artists.values().copied().max().unwrap_or(1).max(1);
    tastes
        .iter()
        .map(|taste| {
            let plays = if taste.how == How::Chosen { most } else { heard.artists.get(&taste.artist_id).copied().unwrap_or(1) };
            Known { artist_id: taste.artist_id, plays: plays_of(plays) }
        })
        .collect()
}

/// Who is near, by artist.
pub async fn find(
    conn: &mut AsyncPgConnection,
    tastes: &[Taste],
    history: &[Known],
    model: Option<&Model>,
) -> QueryResult<BTreeMap<i64, Near>> {
    let by_id: BTreeMap<i64, Taste> = tastes.iter().map(|taste| (taste.artist_id, *taste)).collect();
    let mut said: BTreeMap<i64, Vec<(f64, i64)>> = BTreeMap::new();
    for similar in similars(conn, &by_id.keys().copied().collect::<Vec<_>>(), SIMILARS).await? {
        let weight = by_id.get(&similar.artist_id).map_or(0.0, |taste| taste.weight);
        said.entry(similar.similar_artist_id).or_default().push((weight * similar.score, similar.artist_id));
    }
    let model = model.filter(|model| model.knows_any(history));
    let learnt = model.map_or(0.0, |model| LEARNT * f64::from(model.people) / (f64::from(model.people) + FEW_PEOPLE));
    let mut found: BTreeMap<i64, (f64, Vec<i64>)> = BTreeMap::new();
    for (artist, mut by) in said {
        by.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let strength: f64 = by.iter().zip(SHARES).map(|((said, _), share)| said * share).sum();
        found.insert(artist, ((1.0 - learnt) * strength, by.iter().take(2).map(|(_, artist)| *artist).collect()));
    }
    if let Some(model) = model {
        for (rank, artist) in (0_u32..).zip(model.best(history, FOUND)) {
            let near = found.entry(artist).or_default();
            near.0 += learnt * (1.0 - f64::from(rank) / 100.0);
            if near.1.is_empty() {
                near.1 = model.because_of(history, artist, 2);
            }
        }
    }
    for taste in tastes.iter().filter(|taste| taste.how == How::Played) {
        let near = found.entry(taste.artist_id).or_default();
        near.0 = near.0.max(OWN * taste.weight);
    }
    let names = names(conn, &found.values().flat_map(|(_, because)| because).copied().collect::<BTreeSet<_>>()).await?;
    let liked = |artist: &i64| Some(Liked { name: names.get(artist)?.clone(), how: by_id.get(artist)?.how });
    let near = |artist: i64, strength: f64, because: &[i64]| Near {
        strength,
        because: because.iter().filter_map(liked).collect(),
        is_own: by_id.get(&artist).is_some_and(|taste| taste.how == How::Played),
    };
    Ok(found.iter().map(|(artist, (strength, because))| (*artist, near(*artist, *strength, because))).collect())
}

/// Who is near to those who are near, and is not yet among them.
pub async fn further(conn: &mut AsyncPgConnection, near: &BTreeMap<i64, Near>, most: usize) -> QueryResult<BTreeMap<i64, Near>> {
    let mut first: Vec<(i64, &Near)> = near.iter().map(|(artist, near)| (*artist, near)).collect();
    first.sort_by(|one, other| other.1.strength.total_cmp(&one.1.strength).then(one.0.cmp(&other.0)));
    first.truncate(most);
    let ids: Vec<i64> = first.iter().map(|(artist, _)| *artist).collect();
    let mut found: BTreeMap<i64, Near> = BTreeMap::new();
    for similar in similars(conn, &ids, SIMILARS / 2).await? {
        let Some(by) = near.get(&similar.artist_id).filter(|_| !near.contains_key(&similar.similar_artist_id)) else { continue };
        let strength = SECOND * by.strength * similar.score;
        let known = found.entry(similar.similar_artist_id).or_default();
        if strength > known.strength {
            *known = Near { strength, because: by.because.clone(), is_own: false };
        }
    }
    Ok(found)
}

/// The best known artists of the catalogue.
pub async fn famous(conn: &mut AsyncPgConnection, most: i64) -> QueryResult<Vec<i64>> {
    use crate::db::schema::artists::dsl;
    dsl::artists.order((dsl::popularity_score.desc(), dsl::id)).limit(most).select(dsl::id).load(conn).await
}

async fn similars(conn: &mut AsyncPgConnection, artists: &[i64], most: i32) -> QueryResult<Vec<Similar>> {
    if artists.is_empty() {
        return Ok(Vec::new());
    }
    sql_query(
        "select liked.id as artist_id, near.similar_artist_id, near.score
         from unnest($1::bigint[]) as liked (id) cross join lateral (
             select similar_artist_id, score from artist_similars where artist_id = liked.id
             order by score desc, similar_artist_id limit $2) as near
         order by 1, 3 desc, 2",
    )
    .bind::<Array<BigInt>, _>(artists)
    .bind::<Integer, _>(most)
    .load(conn)
    .await
}

async fn names(conn: &mut AsyncPgConnection, artists: &BTreeSet<i64>) -> QueryResult<BTreeMap<i64, String>> {
    let ids: Vec<i64> = artists.iter().copied().collect();
    let rows: Vec<Name> = sql_query("select id, name from artists where id = any($1)").bind::<Array<BigInt>, _>(ids).load(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

#[expect(clippy::cast_precision_loss, reason = "only the order counts")]
fn plays_of(plays: i64) -> f32 {
    plays as f32
}
