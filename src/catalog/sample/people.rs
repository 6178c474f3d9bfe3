//! People who do not exist, and whom nobody can sign in as: what they named, keep and listen to.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use rand::RngExt;
use rand::seq::index;
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use super::artists::{id_of, known};
use super::names::one_of;
use super::{Copy, Draw, Filling, Plan, SampleError, Written};
use crate::catalog::naming::normal;

/// Where people live and what they pay with.
const HOMES: [(&str, &str, &str); 8] = [
    ("ES", "EUR", "es"),
    ("ES", "EUR", "es"),
    ("MX", "MXN", "es"),
    ("CL", "CLP", "es"),
    ("GB", "GBP", "en"),
    ("US", "USD", "en"),
    ("DE", "EUR", "en"),
    ("JP", "JPY", "en"),
];

/// The letters of unpadded base64.
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<Written, SampleError> {
    let people = (plan.artists.len() / 10).max(1);
    let rng = &mut plan.draw(Draw::People);
    let first_album = first_albums(plan);
    let client = &filling.client;
    let open = |table, columns, total: usize| Copy::into(client, table, columns, total as u64, filling.progress);

    let mut copy = open("users", "id, email, password_hash, last_active_at, created_at, updated_at", people).await?;
    for at in 0..people {
        let moment = plan.moment(rng);
        // Most were here lately, some never came back.
        let last_active_at = rng.random_bool(0.85).then(|| moment - TimeDelta::days(i64::from(rng.random_range(0..60_u32).pow(2) / 10)));
        let email = format!("person{}@sample.invalid", at + 1);
        copy.row(&[&id_of(at), &email, &unknown_password(rng), &last_active_at, &moment, &moment]).await?;
    }
    let mut written = vec![("users", copy.finish().await?)];

    let columns = "user_id, country, currency, language, primary_source, last_sync_at, created_at, updated_at";
    let mut copy = open("user_profiles", columns, people).await?;
    for at in 0..people {
        let (country, currency, language) = HOMES[rng.random_range(0..HOMES.len())];
        let source = one_of(rng, &["lastfm", "lastfm", "lastfm", "listenbrainz", "spotify", "discogs"]);
        let moment = plan.moment(rng);
        copy.row(&[&id_of(at), &country, &currency, &language, &source, &Some(moment), &moment, &moment]).await?;
    }
    written.push(("user_profiles", copy.finish().await?));

    let mut copy = open("user_seed_artists", "user_id, artist_id, source, added_at", people * 11).await?;
    for at in 0..people {
        let count = rng.random_range(3..=20_usize).min(plan.artists.len());
        for artist in index::sample(rng, plan.artists.len(), count) {
            copy.row(&[&id_of(at), &id_of(artist), &one_of(rng, &["manual", "lastfm_top"]), &plan.moment(rng)]).await?;
        }
    }
    written.push(("user_seed_artists", copy.finish().await?));

    let mut copy = open("locked_recommendations", "user_id, album_id, locked_at", people * 3).await?;
    for at in 0..people {
        let count = rng.random_range(0..=6_usize).min(plan.albums.len());
        for album in index::sample(rng, plan.albums.len(), count) {
            copy.row(&[&id_of(at), &id_of(album), &plan.moment(rng)]).await?;
        }
    }
    written.push(("locked_recommendations", copy.finish().await?));

    written.extend(names(filling, plan).await?);

    let mut copy = open("listening_snapshots", "id, user_id, source, period, payload_hash, payload, taken_at, seen_at", people * 2).await?;
    let mut id = 0_i64;
    for at in 0..people {
        let periods: &[&str] = if rng.random_bool(0.3) { &["overall", "six_months", "one_month"] } else { &["overall"] };
        // One in five has listened for years.
        let most = if rng.random_bool(0.2) { 1000 } else { rng.random_range(10..200) };
        for period in periods {
            id += 1;
            let payload = top_albums(rng, plan, &first_album, most);
            let moment = plan.moment(rng);
            let hash = format!("{:032x}", rng.random::<u128>());
            copy.row(&[&id, &id_of(at), &"lastfm", period, &hash, &payload, &moment, &moment]).await?;
        }
    }
    written.push(("listening_snapshots", copy.finish().await?));
    Ok(written)
}

/// The names of all artists and albums as services of listening write them, and whom of the catalogue they mean.
async fn names(filling: &Filling<'_>, plan: &Plan) -> Result<Written, SampleError> {
    let client = &filling.client;
    let columns = "id, name, normalized_name, artist_id, next_try_at";
    let mut copy = Copy::into(client, "listened_artists", columns, plan.artists.len() as u64, filling.progress).await?;
    let mut ids: HashMap<&str, i64> = HashMap::new();
    for (at, artist) in plan.artists.iter().enumerate() {
        if !ids.contains_key(artist.name.as_str()) {
            ids.insert(&artist.name, id_of(at));
            copy.row(&[&id_of(at), &artist.name, &artist.normal, &Some(id_of(at)), &plan.day]).await?;
        }
    }
    let mut written = vec![("listened_artists", copy.finish().await?)];
    let columns = "id, listened_artist_id, title, normalized_title, album_id, next_try_at";
    let mut copy = Copy::into(client, "listened_albums", columns, plan.albums.len() as u64, filling.progress).await?;
    let mut seen = HashSet::new();
    for (at, album) in plan.albums.iter().enumerate() {
        let Some(artist) = ids.get(plan.artists[album.artist as usize].name.as_str()) else { continue };
        if seen.insert((*artist, album.title.as_str())) {
            copy.row(&[&id_of(at), artist, &album.title, &normal(&album.title), &Some(id_of(at)), &plan.day]).await?;
        }
    }
    written.push(("listened_albums", copy.finish().await?));
    Ok(written)
}

/// Where each artist's albums begin among all of them.
fn first_albums(plan: &Plan) -> Vec<usize> {
    let mut next = 0;
    plan.artists
        .iter()
        .map(|artist| {
            let first = next;
            next += artist.albums as usize;
            first
        })
        .collect()
}

/// What somebody listened to most; a few artists more than all others.
fn top_albums(rng: &mut Pcg64Mcg, plan: &Plan, first_album: &[usize], most: usize) -> Value {
    let mut plays = f64::from(rng.random_range(100..4000));
    let mut rows = Vec::with_capacity(most);
    let mut seen = HashSet::new();
    for _ in 0..most {
        let artist = known(rng, plan.artists.len());
        let count = plan.artists[artist].albums as usize;
        if count == 0 {
            continue;
        }
        let album = first_album[artist] + rng.random_range(0..count);
        if seen.insert(album) {
            rows.push(json!({"artist": plan.artists[artist].name, "album": plan.albums[album].title, "plays": plays.round()}));
            plays = (plays * rng.random_range(0.93..1.0)).max(1.0);
        }
    }
    Value::Array(rows)
}

/// A well-formed hash of a password that nobody knows: both halves are drawn.
fn unknown_password(rng: &mut Pcg64Mcg) -> String {
    // The last letter of each half carries bits beyond its bytes, which must be nought.
    let half = |rng: &mut Pcg64Mcg, letters: usize| {
        let mut text: String = (1..letters).map(|_| char::from(one_of(rng, BASE64))).collect();
        text.push('A');
        text
    };
    let (salt, hash) = (half(rng, 22), half(rng, 43));
    format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${hash}")
}
