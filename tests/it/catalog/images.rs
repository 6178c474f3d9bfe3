//! The look-up of pictures: found and not found are both kept, a failure is not.

use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::database;
use crate::support::upstream::{Reply, Upstream};

const MBID: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";
const STAR: &str = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png";

/// A house with one artist and one of their albums, whom all providers know and nobody has a picture of.
async fn house() -> (TestApp, Upstream) {
    let outside = Upstream::start().await;
    let artist = json!({"artist": {"name": "Nirvana", "image": [{"#text": STAR, "size": "mega"}]}});
    outside.reply("/2.0/", [Reply::json(200, artist.to_string())]);
    outside.reply(&format!("/ws/2/artist/{MBID}"), [Reply::json(200, json!({"id": MBID, "name": "Nirvana"}).to_string())]);
    outside.reply("/artists/7", [pictured(&[])]);
    outside.reply("/masters/8", [pictured(&[])]);
    outside.reply(&format!("/release-group/{MBID}"), [Reply::html(404)]);
    let app = TestApp::at(&outside.url, &[]).await.working();
    let rows = format!(
        "insert into artists (name, normalized_name, mbid, discogs_id, source, info_synced_at, albums_synced_at)
         values ('Nirvana', 'nirvana', '{MBID}', 7, 'lookup', now(), now());
         insert into albums (artist_id, title, normalized_title, is_studio, source, mbid, discogs_master_id, discogs_master_ids)
         values (1, 'Bleach', 'bleach', true, 'lookup', '{MBID}', 8, '{{8}}')"
    );
    database::connect(&app.url).await.batch_execute(&rows).await.unwrap();
    (app, outside)
}

fn pictured(images: &[&str]) -> Reply {
    let images: Vec<_> = images.iter().map(|uri| json!({"type": "primary", "uri": uri})).collect();
    Reply::json(200, json!({"id": 1, "images": images, "uri": "https://www.discogs.com/page"}).to_string())
}

const ASK: &str =
    "{ artist(by: {id: \"artist:1\"}) { image { source sourceUrl attribution } albums { nodes { cover { source sourceUrl } } } } }";

/// Asks, and waits until all that was ordered has ended.
async fn ask(app: &TestApp) -> serde_json::Value {
    let answer = app.data(ASK).await;
    let ended = || async { app.number("select count(*) from job_runs where state in ('queued', 'running')").await == 0 };
    until(&app.app, "nothing is left to do", ended).await;
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discogs_has_what_nobody_else_has() {
    let (app, outside) = house().await;
    outside.reply("/artists/7", [pictured(&["https://i.discogs.com/a.jpeg"])]);
    outside.reply("/masters/8", [pictured(&["https://i.discogs.com/b.jpeg"])]);
    assert_eq!(ask(&app).await["artist"]["image"], json!(null), "it is looked for behind the answer");
    let answer = ask(&app).await;
    let page = "https://www.discogs.com/page";
    let image = json!({"source": "discogs", "sourceUrl": page, "attribution": "Data provided by Discogs."});
    assert_eq!(answer["artist"]["image"], image);
    assert_eq!(answer["artist"]["albums"]["nodes"][0]["cover"], json!({"source": "discogs", "sourceUrl": page}));
    let asked: Vec<String> = outside
        .seen()
        .into_iter()
        .map(|seen| seen.path)
        .filter(|path| !path.starts_with("/release-group") && !path.starts_with("/masters"))
        .collect();
    assert_eq!(asked, ["/2.0/".to_owned(), format!("/ws/2/artist/{MBID}"), "/artists/7".to_owned()], "in this order, each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_nobody_has_one_is_kept_too() {
    let (app, outside) = house().await;
    ask(&app).await;
    let asked = outside.seen().len();
    assert_eq!(asked, 5);
    assert_eq!(ask(&app).await["artist"]["image"], json!(null));
    assert_eq!(outside.seen().len(), asked, "nobody is asked again");
    app.app.clock.advance(chrono::TimeDelta::days(31));
    database::connect(&app.url)
        .await
        .batch_execute(
            "update artists set info_synced_at = now() + interval '31 days'; update artists set albums_synced_at = info_synced_at",
        )
        .await
        .unwrap();
    ask(&app).await;
    assert_eq!(outside.count("/artists/7"), 2, "a month later they are");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_somebody_failed_is_not_an_answer() {
    let (app, outside) = house().await;
    outside.reply("/masters/8", [Reply::html(503)]);
    let _ = app.data(ASK).await;
    let tried = || async { app.number("select count(*) from job_runs where key = 'find_cover:1' and error is not null").await == 1 };
    until(&app.app, "the cover's look-up has failed", tried).await;
    assert_eq!(app.number("select count(*) from albums where cover_checked_at is not null").await, 0);

    let looked =
        || async { app.number("select count(*) from job_runs where key = 'find_artist_image:1' and state = 'succeeded'").await == 1 };
    until(&app.app, "the artist's look-up has ended", looked).await;

    // But a picture that is found is found, whoever failed before.
    outside.reply("/2.0/", [Reply::json(200, r#"{"error": 11, "message": "offline"}"#)]);
    outside.reply("/artists/7", [pictured(&["https://i.discogs.com/a.jpeg"])]);
    database::connect(&app.url).await.batch_execute("update artists set image_checked_at = null").await.unwrap();
    let _ = app.data(ASK).await;
    let found = || async { app.number("select count(image_url) from artists").await == 1 };
    until(&app.app, "the artist's picture is found", found).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_musicbrainz_tells_besides_is_kept_and_used() {
    let (app, outside) = house().await;
    app.batch("update artists set discogs_id = null").await;
    let told = json!({
        "id": MBID, "name": "Nirvana", "aliases": [{"name": "ニルヴァーナ"}],
        "relations": [{"type": "discogs", "target-type": "url", "url": {"resource": "https://www.discogs.com/artist/7"}}],
    });
    outside.reply(&format!("/ws/2/artist/{MBID}"), [Reply::json(200, told.to_string())]);
    outside.reply("/artists/7", [pictured(&["https://i.discogs.com/a.jpeg"])]);
    ask(&app).await;
    assert_eq!(app.number("select discogs_id from artists").await, 7);
    assert_eq!(ask(&app).await["artist"]["image"]["source"], "discogs");
    let seen = outside.seen().len();
    let found = app.data("{ artist(by: {name: \"ニルヴァーナ\"}) { id } }").await;
    assert_eq!(found["artist"]["id"], "artist:1");
    assert_eq!(outside.seen().len(), seen, "the alias answers from the database");
}
