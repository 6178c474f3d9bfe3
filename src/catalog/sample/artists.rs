//! Artists, some other spellings, and who is similar to whom.

use chrono::{DateTime, Utc};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use uuid::Uuid;

use super::super::naming::normal;
use super::names;
use super::plan::SIMILARS;
use super::words::LANGUAGES;
use super::{Copy, Draw, Filling, Plan, SampleError, Written};

const ARTISTS: &str = "id, mbid, discogs_id, spotify_id, name, normalized_name, sort_name, source, popularity_score, image_checked_at, \
                       info_synced_at, albums_synced_at, created_at, updated_at";

pub(super) async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<Written, SampleError> {
    let total = plan.artists.len() as u64;
    let rng = &mut plan.draw(Draw::Artists);
    let mut copy = Copy::into(&filling.client, "artists", ARTISTS, total, filling.progress).await?;
    for (id, artist) in (1_i64..).zip(&plan.artists) {
        let moment = plan.moment(rng);
        let discogs_id = rng.random_bool(0.85).then(|| id * 9 + rng.random_range(0..9));
        let spotify_id = rng.random_bool(0.6).then(|| format!("{:022}", rng.random::<u64>()));
        let source = names::one_of(rng, &["lastfm_tag", "similar", "similar", "seed", "lookup", "dump"]);
        copy.row(&[
            &id,
            &mbid(rng, 0.92),
            &discogs_id,
            &spotify_id,
            &artist.name,
            &artist.normal,
            &artist.name,
            &source,
            &Plan::popularity(artist.rank),
            &moment,
            &moment,
            &moment,
            &moment,
            &moment,
        ])
        .await?;
    }
    let artists = copy.finish().await?;
    let aliases = store_aliases(filling, plan, rng).await?;
    let similars = store_similars(filling, plan).await?;
    Ok(vec![("artists", artists), ("artist_aliases", aliases), ("artist_similars", similars)])
}

/// An id like MusicBrainz', for so many of them.
pub(super) fn mbid(rng: &mut Pcg64Mcg, share: f64) -> Option<Uuid> {
    rng.random_bool(share).then(|| uuid::Builder::from_random_bytes(rng.random()).into_uuid())
}

async fn store_aliases(filling: &Filling<'_>, plan: &Plan, rng: &mut Pcg64Mcg) -> Result<u64, SampleError> {
    let columns = "artist_id, normalized_name, name, source, created_at";
    let mut copy = Copy::into(&filling.client, "artist_aliases", columns, 0, filling.progress).await?;
    for (id, artist) in (1_i64..).zip(&plan.artists) {
        let count = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3][rng.random_range(0..10)];
        let mut known = vec![artist.normal.clone()];
        for _ in 0..count {
            let alias = names::words(rng, &LANGUAGES[artist.language], 2);
            let form = normal(&alias);
            if !known.contains(&form) {
                copy.row(&[&id, &form, &alias, &"lastfm", &plan.moment(rng)]).await?;
                known.push(form);
            }
        }
    }
    copy.finish().await
}

async fn store_similars(filling: &Filling<'_>, plan: &Plan) -> Result<u64, SampleError> {
    let rng = &mut plan.draw(Draw::Similars);
    let count = plan.artists.len();
    // Fewer than that nobody can be similar to.
    let each = SIMILARS.min(count - 1);
    let by_rank = by_rank(plan);
    let columns = "artist_id, similar_artist_id, score, source, created_at, updated_at";
    let mut copy = Copy::into(&filling.client, "artist_similars", columns, (count * each) as u64, filling.progress).await?;
    let mut near: Vec<usize> = Vec::with_capacity(each);
    for at in 0..count {
        near.clear();
        let mut reach = 3 * each;
        while near.len() < each {
            // Half are of the same scene, half those whom everybody knows.
            let other = if rng.random_bool(0.5) {
                (at + count + rng.random_range(0..=2 * reach.min(count)) - reach.min(count)) % count
            } else {
                by_rank[known(rng, count)]
            };
            reach += 1;
            if other != at && !near.contains(&other) {
                near.push(other);
            }
        }
        let mut score: f64 = 1.0;
        for other in &near {
            score *= rng.random_range(0.86..0.999);
            let moment: DateTime<Utc> = plan.moment(rng);
            copy.row(&[&id_of(at), &id_of(*other), &score, &"lastfm", &moment, &moment]).await?;
        }
    }
    copy.finish().await
}

/// Places of artists, the best known first.
fn by_rank(plan: &Plan) -> Vec<usize> {
    let mut places: Vec<usize> = (0..plan.artists.len()).collect();
    places.sort_by_key(|at| plan.artists[*at].rank);
    places
}

/// A rank, counted from nought, the oftener the better known: the least of three dice.
pub(super) fn known(rng: &mut Pcg64Mcg, count: usize) -> usize {
    (0..3).map(|_| rng.random_range(0..count)).min().unwrap_or_default()
}

/// The id of what has this place in the plan.
pub(super) fn id_of(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX - 1) + 1
}
