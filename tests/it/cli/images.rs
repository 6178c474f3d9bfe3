//! `debug-images`: each step of the look-up of a picture, in the order asked, with what was answered.

use secrecy::SecretString;

use super::run::{run, works};
use crate::support::database;
use crate::support::picture::jpeg;
use crate::support::shared;
use crate::support::upstream::{Reply, Upstream};
use crate::support::world::World;

/// The picture that Last.fm gives everybody.
const STAR: &str = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png";
const NIRVANA: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";
/// A release group of MusicBrainz.
const GROUP: &str = "e95361ed-0bf7-4824-8b11-6978f05de1f3";

fn lastfm(picture: &str) -> Reply {
    let image = serde_json::json!([{"#text": picture, "size": "small"}, {"#text": picture, "size": "mega"}]);
    let artist =
        serde_json::json!({"name": "Nirvana", "mbid": NIRVANA, "image": image, "stats": {"listeners": "5000000", "playcount": "9"}});
    Reply::json(200, serde_json::json!({"artist": artist}).to_string())
}

/// A recorded answer that leads to pictures at the outside instead of the host that it names.
fn recorded(file: &str, host: &str, outside: &Upstream) -> Option<Reply> {
    Some(shared::reply(file)?.filled(host, outside.url.as_str().trim_end_matches('/')))
}

/// A database with Nirvana, whom Discogs knows too, and one album.
async fn nirvana() -> SecretString {
    let url = database::fresh().await;
    let known = format!(
        "insert into artists (name, normalized_name, mbid, discogs_id, source, info_synced_at, albums_synced_at)
         values ('Nirvana', 'nirvana', '{NIRVANA}', 3840, 'lookup', now(), now());
         insert into albums (artist_id, title, normalized_title, is_studio, source, mbid, discogs_master_id, discogs_master_ids)
         values (1, 'OK Computer', 'ok computer', true, 'lookup', '{GROUP}', 21491, '{{21491}}')"
    );
    database::connect(&url).await.batch_execute(&known).await.unwrap();
    url
}

/// The numbered lines.
fn steps(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.starts_with("  ") && line.contains(" → ")).map(str::trim).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_lastfm_has_the_star_commons_has_a_picture() {
    let outside = Upstream::start().await;
    outside.reply("/2.0/", [lastfm(STAR)]);
    let Some(artist) = shared::reply("fixtures/musicbrainz/artist_nirvana_url_rels.exchange.json") else { return };
    outside.reply(&format!("/ws/2/artist/{NIRVANA}"), [artist]);
    let file = "fixtures/wikimedia/imageinfo_nirvana_1992.exchange.json";
    outside.reply("/w/api.php", recorded(file, "https://upload.wikimedia.org", &outside));
    outside.reply("/wikipedia/commons/1/19/Nirvana_around_1992.jpg", [jpeg(367, 346)]);
    let url = nirvana().await;
    let said = works(&["debug-images", "nirvana"], &url, &outside.url).await;
    println!("{said}");
    assert!(said.lines().any(|line| line == format!("Nirvana ({NIRVANA})")), "{said}");
    let steps = steps(&said);
    for (step, parts) in steps.iter().zip([
        ["1. Last.fm: artist.getInfo of Nirvana", "200 application/json; nothing: only the star that every artist has"],
        [
            "2. MusicBrainz: image relation of artist",
            "200 application/json; nothing: a relation to https://commons.wikimedia.org/wiki/File:",
        ],
        ["3. Wikimedia Commons: imageinfo of", "200 application/json; found http"],
        ["4. the picture: http", "Nirvana_around_1992.jpg → 200 image/jpeg; fit to be shown: image/jpeg, 367 × 346 pixels"],
    ]) {
        assert!(parts.iter().all(|part| step.contains(part)), "{step}, not {parts:?}");
    }
    assert_eq!(steps.len(), 4, "Discogs is not asked once there is a picture: {said}");
    let end = format!(
        "→ {}wikipedia/commons/1/19/Nirvana_around_1992.jpg from Wikimedia Commons (P.B. Rage from USA, CC BY-SA 2.0)",
        outside.url
    );
    assert!(said.contains(&end), "{said}");
    assert!(said.contains("  https://commons.wikimedia.org/wiki/File:Nirvana_around_1992.jpg"), "{said}");
    assert_eq!(database::number(&url, "select count(*) from pictures").await, 0, "what it shows is not stored");

    let picture = "i/u/300x300/aaaabbbbccccddddeeeeffff00001111.png";
    outside.reply("/2.0/", [lastfm(outside.url.join(picture).unwrap().as_str())]);
    outside.reply(&format!("/{picture}"), [Reply::html(404)]);
    let said = works(&["debug-images", "Nirvana"], &url, &outside.url).await;
    assert!(said.contains("aaaabbbbccccddddeeeeffff00001111.png from Last.fm"), "{said}");
    assert!(said.contains("→ 404 text/html; charset=UTF-8; failed: ") && said.contains("→ the placeholder"), "{said}");
    assert!(!said.contains("Commons"), "one that is worth keeping is enough: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discogs_is_asked_last() {
    let outside = Upstream::start().await;
    outside.reply("/2.0/", [lastfm(STAR)]);
    outside.reply(&format!("/ws/2/artist/{NIRVANA}"), [Reply::json(200, format!(r#"{{"id": "{NIRVANA}", "name": "Nirvana"}}"#))]);
    let Some(artist) = recorded("fixtures/discogs/recorded/artist_3840_radiohead.exchange.json", "https://img.discogs.com", &outside)
    else {
        return;
    };
    outside.reply("/artists/3840", [artist]);
    let url = nirvana().await;
    let said = works(&["debug-images", "nirvana"], &url, &outside.url).await;
    println!("{said}");
    let steps = steps(&said);
    assert!(steps[1].ends_with("200 application/json; nothing: no image relation"), "{said}");
    assert!(steps[2].starts_with("3. Discogs: pictures of artist 3840 → 200 application/json; found http"), "{said}");
    assert!(steps[3].contains("→ 501 application/json; failed: Discogs is unavailable: status 501"), "{said}");
    assert!(said.contains(" from Discogs (Data provided by Discogs.)\n  https://www.discogs.com/artist/3840-Radiohead"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn covers_have_steps_too() {
    let outside = Upstream::start().await;
    let Some(absent) = shared::reply("fixtures/coverartarchive/release_404_html.exchange.json") else { return };
    outside.reply(&format!("/release-group/{GROUP}"), [absent]);
    let file = "fixtures/discogs/recorded/master_21491_ok_computer.exchange.json";
    outside.reply("/masters/21491", recorded(file, "https://img.discogs.com", &outside));
    let url = nirvana().await;
    let said = works(&["debug-images", "nirvana", "--album", "ok computer"], &url, &outside.url).await;
    println!("{said}");
    let steps = steps(&said);
    assert!(steps[0].starts_with("1. Cover Art Archive: front cover of release group"), "{said}");
    assert!(steps[0].contains("→ 404 ") && steps[0].ends_with("nothing: no front cover"), "{said}");
    assert!(steps[1].starts_with("2. Discogs: pictures of master 21491 → 200 application/json; found http"), "{said}");
    assert_eq!(steps.len(), 3);

    let said = run(&["debug-images", "nirvana", "--album", "Bleach"], &url, &outside.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("no album \"Bleach\" by Nirvana is stored"), "{said:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_has_no_picture() {
    let world = World::start(vec![]).await;
    let url = database::fresh().await;
    let said = run(&["debug-images", "Nobody At All"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("no provider knows an artist named \"Nobody At All\""), "{said:#?}");
}
