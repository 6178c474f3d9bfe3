//! `debug-images`: each step of the look-up of a picture, with its verdict.

use super::run::{run, works};
use crate::support::database;
use crate::support::shared;
use crate::support::upstream::{Reply, Upstream};
use crate::support::world::World;

/// The picture that Last.fm gives everybody.
const STAR: &str = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png";
const NIRVANA: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";

fn lastfm(picture: &str) -> Reply {
    let image = serde_json::json!([{"#text": picture, "size": "small"}, {"#text": picture, "size": "mega"}]);
    let artist =
        serde_json::json!({"name": "Nirvana", "mbid": NIRVANA, "image": image, "stats": {"listeners": "5000000", "playcount": "9"}});
    Reply::json(200, serde_json::json!({"artist": artist}).to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_lastfm_has_the_star_commons_has_a_picture() {
    let outside = Upstream::start().await;
    outside.reply("/2.0/", [lastfm(STAR)]);
    let Some(artist) = shared::reply("fixtures/musicbrainz/artist_nirvana_url_rels.exchange.json") else { return };
    outside.reply(&format!("/ws/2/artist/{NIRVANA}"), [artist]);
    outside.reply("/w/api.php", shared::reply("fixtures/wikimedia/imageinfo_nirvana_1992.exchange.json"));
    let url = database::fresh().await;
    let known = format!(
        "insert into artists (name, normalized_name, mbid, source, info_synced_at, albums_synced_at)
         values ('Nirvana', 'nirvana', '{NIRVANA}', 'lookup', now(), now())"
    );
    database::connect(&url).await.batch_execute(&known).await.unwrap();
    let said = works(&["debug-images", "nirvana"], &url, &outside.url).await;
    println!("{said}");
    let mut lines = said.lines().skip_while(|line| line.starts_with("artist: "));
    assert_eq!(lines.next(), Some(format!("Nirvana ({NIRVANA})").as_str()));
    for part in ["lastfm", "musicbrainz", "wikimedia"] {
        let line = lines.next().unwrap().to_lowercase();
        assert!(line.replace("last.fm", "lastfm").contains(part) || line.contains("commons"), "{part}: {line}");
    }
    assert!(said.contains("only the star that every artist has"), "{said}");
    assert!(said.contains("→ https://upload.wikimedia.org/wikipedia/commons/1/19/Nirvana_around_1992.jpg from"), "{said}");
    assert!(said.contains("CC BY-SA 2.0"), "{said}");

    outside.reply("/2.0/", [lastfm("https://lastfm.freetls.fastly.net/i/u/300x300/aaaabbbbccccddddeeeeffff00001111.png")]);
    let said = works(&["debug-images", "Nirvana"], &url, &outside.url).await;
    assert!(said.contains("aaaabbbbccccddddeeeeffff00001111.png from"), "{said}");
    assert!(!said.contains("Commons"), "one that is worth keeping is enough: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_has_no_picture() {
    let world = World::start(vec![]).await;
    let url = database::fresh().await;
    let said = run(&["debug-images", "Nobody At All"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("no provider knows an artist named \"Nobody At All\""), "{said:#?}");
}
