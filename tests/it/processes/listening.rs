//! A long history that goes on growing while it is read, by processes that are killed: every play is stored, and once.

use std::time::{Duration, Instant};

use secrecy::SecretString;

use crate::support::database;
use crate::support::history::{History, Played};
use crate::support::process::{Surroundings, tell, until_within};

const THEN: i64 = 1_700_000_000;

async fn stored(url: &SecretString) -> Vec<(i64, String, String, String)> {
    let sql = "select extract(epoch from played_at)::bigint, artist.name, album.title, track.title from scrobbles
        join listened_tracks as track on track.id = listened_track_id join listened_artists as artist on artist.id = track.listened_artist_id
        join listened_albums as album on album.id = listened_album_id";
    let rows = database::connect(url).await.query(sql, &[]).await.unwrap();
    let mut plays: Vec<_> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    plays.sort();
    plays
}

/// `VINILOGY_TEST_HISTORY=350000 cargo test --test it processes::listening -- --nocapture` is the full size.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_history_survives_kills_while_it_grows() {
    let many: i64 = std::env::var("VINILOGY_TEST_HISTORY").ok().and_then(|text| text.parse().ok()).unwrap_or(12_000);
    // A process that is killed is missed after 20 s.
    let (page, kills) = if many > 100_000 { (1000, 4) } else { (200, 1) };
    // Every seventh second is shared by three plays.
    let at = |n: i64| THEN - (n - if n % 7 < 3 { n % 7 } else { 0 }) * 200;
    let mut plays: Vec<Played> = (0..many)
        .map(|n| Played(at(n), format!("Artist {}", n % 900), format!("Album {}", n % 4500), format!("Track {}", n % 30_000)))
        .collect();
    plays.sort_by_key(|play| std::cmp::Reverse(play.0));
    let history = History::start(plays, page).await;
    let url = database::fresh().await;
    let sql = "insert into users (email, password_hash) values ('ana@example.org', 'x');
        insert into linked_accounts (user_id, service, username, linked_at) values (1, 'lastfm', 'Mara', now());";
    database::connect(&url).await.batch_execute(sql).await.unwrap();
    let house = Surroundings::new(&url, &history.url, &[]);
    history.set_live(2);
    let pages = usize::try_from(many).unwrap() / page;
    let (begun, patience) = (Instant::now(), Duration::from_mins(15));
    for kill in 1..=kills {
        let mut process = house.start(&["sync-listening"]);
        let due = pages * kill / (kills + 1);
        until_within(patience, "some more pages are asked for", || async { history.asked().len() >= due }).await;
        process.kill().await;
    }
    assert!(house.start(&["sync-listening"]).ended_within(patience).await.success());
    let (took, asked) = (begun.elapsed(), history.asked().len());
    // What has arrived meanwhile is newer than where the walk began: it comes with the next.
    history.set_live(0);
    assert!(house.start(&["sync-listening"]).ended_within(patience).await.success());
    let mut right: Vec<_> = history.plays().into_iter().map(|Played(at, artist, album, track)| (at, artist, album, track)).collect();
    right.sort();
    let arrived = right.iter().filter(|play| play.0 > THEN).count();
    tell(&format!("{many} plays and {arrived} that arrived meanwhile, {kills} kills, {asked} pages asked for: {took:.1?}"));
    let kept = stored(&url).await;
    assert_eq!(kept.len(), right.len());
    assert!(kept == right, "every stored play is what the service holds");
    assert!(arrived >= pages && asked < pages * 11 / 10 + 4 * kills, "a kill costs a page or so, not a walk: {asked} of {pages}");
}
