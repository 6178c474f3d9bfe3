//! `/images/{id}`: fetched once, made fit, kept, and the placeholder where there is none.

use std::path::Path;

use chrono::TimeDelta;
use image::ImageFormat;
use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK};
use reqwest::{Method, Response};
use tempfile::TempDir;
use url::Url;

use crate::support::app::{TestApp, client, until};
use crate::support::database;
use crate::support::picture::{bomb, bytes, jpeg, shape};
use crate::support::upstream::{Reply, Upstream};

const FOREVER: &str = "public, max-age=31536000, immutable";
const A_WHILE: &str = "public, max-age=3600";
const BRIEFLY: &str = "public, max-age=60";
const SVG: &str = "image/svg+xml";

/// A house with an artist whose picture lies at the outside, served over HTTP.
struct Hall {
    app: TestApp,
    upstream: Upstream,
    url: Url,
    folder: TempDir,
    client: reqwest::Client,
}

impl Hall {
    /// The artist Kate Bush with the id 1 and a picture from that provider at `/a.jpg`, and an album without one.
    async fn open(provider: &str) -> Self {
        Self::patient(provider, "30s").await
    }

    /// As `open`, where nobody waits for longer than `wait`.
    async fn patient(provider: &str, wait: &str) -> Self {
        let upstream = Upstream::start().await;
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::at(&upstream.url, &[("DATA_DIR", folder.path().to_str().unwrap()), ("LOOKUP_WAIT", wait)]).await;
        let picture = upstream.url.join("/a.jpg").unwrap();
        let rows = format!(
            "insert into artists (name, normalized_name, source, info_synced_at, albums_synced_at, image_url, image_source,
                 image_attribution, image_page_url, image_checked_at)
             values ('Kate Bush', 'kate bush', 'lookup', now(), now(), '{picture}', '{provider}', 'Zoë, CC BY 4.0', 'https://example.org/page', now());
             insert into albums (artist_id, title, normalized_title, is_studio, source, cover_checked_at)
             values (1, '<Aerial> & \"more\"', 'aerial', true, 'lookup', now())"
        );
        database::connect(&app.url).await.batch_execute(&rows).await.unwrap();
        let url = app.serve().await;
        Self { app, upstream, url, folder, client: client() }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(self.url.join(path).unwrap()).send().await.unwrap()
    }

    /// The path that GraphQL gives.
    async fn path(&self, width: u32) -> String {
        let query = format!("{{ artist(by: {{id: \"artist:1\"}}) {{ image {{ url(width: {width}) source attribution sourceUrl }} }} }}");
        let image = &self.app.data(&query).await["artist"]["image"];
        assert_eq!((&image["attribution"], &image["sourceUrl"]), (&"Zoë, CC BY 4.0".into(), &"https://example.org/page".into()));
        let url = image["url"].as_str().unwrap();
        url.strip_prefix("http://127.0.0.1:8080").unwrap_or_else(|| panic!("not below PUBLIC_URL: {url}")).to_owned()
    }

    fn calls(&self) -> usize {
        self.upstream.count("/a.jpg")
    }
}

fn header(response: &Response, name: impl reqwest::header::AsHeaderName) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn size(response: Response) -> (u32, u32, ImageFormat) {
    assert_eq!(response.status(), 200);
    shape(&response.bytes().await.unwrap())
}

async fn is_placeholder(response: Response) -> String {
    assert_eq!((response.status().as_u16(), header(&response, CONTENT_TYPE)), (200, SVG.to_owned()));
    assert!(header(&response, CONTENT_SECURITY_POLICY).contains("default-src 'none'"));
    response.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_fetched_once_and_kept() {
    let hall = Hall::open("commons").await;
    hall.upstream.reply("/a.jpg", [jpeg(800, 600)]);
    let path = hall.path(290).await;
    assert!(path.starts_with("/images/artist-1?width=300&v="), "{path}");
    let response = hall.get(&path).await;
    assert_eq!((header(&response, CONTENT_TYPE), header(&response, CACHE_CONTROL)), ("image/jpeg".to_owned(), FOREVER.to_owned()));
    assert_eq!(
        (header(&response, "x-source"), header(&response, "x-attribution")),
        ("commons".to_owned(), "Zo%C3%AB, CC BY 4.0".to_owned())
    );
    assert_eq!(header(&response, LINK), "<https://example.org/page>; rel=\"describedby\"");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let tag = header(&response, ETAG);
    assert!(tag.starts_with('"'), "a strong one: {tag}");
    assert_eq!(size(response).await, (300, 225, ImageFormat::Jpeg));

    let known = hall.client.get(hall.url.join(&path).unwrap()).header(IF_NONE_MATCH, &tag).send().await.unwrap();
    assert_eq!((known.status().as_u16(), header(&known, ETAG), header(&known, CACHE_CONTROL)), (304, tag.clone(), FOREVER.to_owned()));
    assert!(known.bytes().await.unwrap().is_empty());
    let other = hall.client.get(hall.url.join(&path).unwrap()).header(IF_NONE_MATCH, "\"other\"").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let head = hall.client.request(Method::HEAD, hall.url.join(&path).unwrap()).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, ETAG), header(&head, CONTENT_TYPE)), (200, tag.clone(), "image/jpeg".to_owned()));

    for (path, expected, kept) in [
        ("/images/artist-1", (800, 600), A_WHILE),
        ("/images/artist-1?v=old", (800, 600), A_WHILE),
        ("/images/artist:1?width=9999", (800, 600), A_WHILE),
        ("/images/artist-1?width=1", (64, 48), A_WHILE),
    ] {
        let response = hall.get(path).await;
        assert_eq!(header(&response, CACHE_CONTROL), kept, "{path}");
        assert_ne!(header(&response, ETAG), tag, "{path}");
        let (width, height, _) = size(response).await;
        assert_eq!((width, height), expected, "{path}");
    }
    assert_eq!(hall.calls(), 1);
    let row = "select provider, media_type, width, height, problem, bytes > 100 and fetched_at is not null as is_told from pictures";
    assert_eq!(hall.app.lines(row).await, ["(commons,image/jpeg,800,600,,t)"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_at_once_are_one_call() {
    let hall = Hall::open("commons").await;
    hall.upstream.reply("/a.jpg", [jpeg(400, 400)]);
    let widths = [150, 300].into_iter().cycle().take(50);
    let paths: Vec<String> = widths.map(|width| format!("/images/artist-1?width={width}")).collect();
    let answers = futures::future::join_all(paths.iter().map(|path| hall.get(path))).await;
    for (answer, width) in answers.into_iter().zip([150, 300].into_iter().cycle()) {
        assert_eq!(size(answer).await, (width, width, ImageFormat::Jpeg));
    }
    assert_eq!(hall.calls(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_is_shown_while_its_source_is_down() {
    let hall = Hall::open("commons").await;
    hall.upstream.reply("/a.jpg", [Reply::html(503)]);
    let response = hall.get("/images/artist-1?width=150").await;
    assert_eq!(header(&response, CACHE_CONTROL), BRIEFLY);
    assert!(is_placeholder(response).await.contains(">KB</text>"));
    is_placeholder(hall.get("/images/artist-1?width=150").await).await;
    assert_eq!(hall.calls(), 1, "it is left alone for a minute");
    assert_eq!(hall.app.lines("select problem, failures from pictures").await, ["(\"Wikimedia Commons is unavailable: status 503\",1)"]);

    hall.upstream.reply("/a.jpg", [jpeg(400, 300)]);
    hall.app.app.clock.advance(TimeDelta::seconds(61));
    assert_eq!(size(hall.get("/images/artist-1?width=150").await).await, (150, 113, ImageFormat::Jpeg));
    assert_eq!(hall.app.lines("select problem, failures, retry_at from pictures").await, ["(,0,)"]);

    hall.upstream.reply("/a.jpg", [Reply::html(503)]);
    assert_eq!(size(hall.get("/images/artist-1?width=150").await).await.0, 150);
    assert_eq!(size(hall.get("/images/artist-1?width=300").await).await.0, 300, "made from what is stored");
    assert_eq!(hall.calls(), 2);

    // A lost folder only means fetching again.
    std::fs::remove_dir_all(hall.folder.path().join("images")).unwrap();
    is_placeholder(hall.get("/images/artist-1?width=150").await).await;
    hall.upstream.reply("/a.jpg", [jpeg(400, 300)]);
    hall.app.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(size(hall.get("/images/artist-1?width=150").await).await.0, 150);
    assert_eq!(hall.calls(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_never_shown() {
    let hall = Hall::open("lastfm").await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (body, expected) in [
        (b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "a page, not a picture"),
        (svg.to_vec(), "a drawing that may run scripts"),
        (b"GIF89a<script>alert(1)</script>".to_vec(), "pixels, more than 50 million"),
        (bomb(10_000, 6_000), "10000 × 6000 pixels, more than 50 million"),
        (bytes(300, 300, ImageFormat::Png)[..500].to_vec(), "it is broken"),
        (b"{}".to_vec(), "not a picture of a kind that we show"),
        (Vec::new(), "it is empty"),
    ] {
        hall.upstream.reply("/a.jpg", [Reply::bytes(200, body).header("content-type", "image/jpeg")]);
        is_placeholder(hall.get("/images/artist-1").await).await;
        let problem = hall.app.lines("select problem from pictures where retry_at > now() + interval '23 hours'").await.concat();
        assert!(problem.contains(expected), "{problem}, not {expected}");
        hall.app.app.clock.advance(TimeDelta::days(2));
    }
    hall.upstream.reply("/a.jpg", [Reply::bytes(200, bytes(90, 90, ImageFormat::Gif)).header("content-type", "text/html")]);
    let response = hall.get("/images/artist-1").await;
    assert_eq!(header(&response, CONTENT_TYPE), "image/jpeg");
    assert_eq!(size(response).await, (90, 90, ImageFormat::Jpeg));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_none_there_is_a_sleeve() {
    let hall = Hall::open("commons").await;
    let response = hall.get("/images/album-1?width=300").await;
    assert_eq!(header(&response, CACHE_CONTROL), A_WHILE);
    let tag = header(&response, ETAG);
    let drawn = is_placeholder(response).await;
    assert!(drawn.contains("<title>&lt;Aerial&gt; &amp; &quot;more&quot;</title>") && drawn.contains("width=\"300\""), "{drawn}");
    let known = hall.client.get(hall.url.join("/images/album-1?width=300").unwrap()).header(IF_NONE_MATCH, tag).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let unknown = hall.get("/images/album-999").await;
    assert_eq!(header(&unknown, CACHE_CONTROL), BRIEFLY);
    is_placeholder(unknown).await;
    assert!(hall.upstream.seen().is_empty());

    for path in ["/images/kate", "/images/release-1", "/images/artist-x", "/images/artist-0", "/images/artist--1", "/images/artist-1.jpg"] {
        let response = hall.get(path).await;
        assert_eq!(response.status(), 400, "{path}");
        assert!(response.text().await.unwrap().contains("artist-42 or album-7"), "{path}");
    }
    for path in ["/images/artist-1?width=0", "/images/artist-1?width=wide"] {
        let response = hall.get(path).await;
        assert_eq!(response.status(), 400, "{path}");
        assert!(response.text().await.unwrap().contains("whole number of pixels"), "{path}");
    }
    let post = hall.client.post(hall.url.join("/images/artist-1").unwrap()).send().await.unwrap();
    assert_eq!((post.status().as_u16(), header(&post, "allow")), (405, "GET, HEAD".to_owned()));
    let wrong = hall.app.ask("{ artist(by: {id: \"artist:1\"}) { image { url(width: 0) } } }").await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_nobody_has_looked_for_is_ordered() {
    let hall = Hall::open("commons").await;
    database::connect(&hall.app.url).await.batch_execute("update albums set cover_checked_at = null").await.unwrap();
    let response = hall.get("/images/album-1").await;
    assert_eq!(header(&response, CACHE_CONTROL), BRIEFLY);
    is_placeholder(response).await;
    assert_eq!(hall.app.lines("select job, priority from job_runs").await, ["(find_cover,20)"]);

    // One that has gone from where it was is looked for anew.
    hall.upstream.reply("/a.jpg", [Reply::html(404)]);
    is_placeholder(hall.get("/images/artist-1").await).await;
    assert_eq!(hall.app.number("select count(*) from job_runs where key = 'find_artist_image:1'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_discogs_shows_is_not_kept_for_longer_than_it_allows() {
    let hall = Hall::open("discogs").await;
    hall.upstream.reply("/a.jpg", [jpeg(400, 400)]);
    let path = hall.path(150).await;
    let response = hall.get(&path).await;
    assert_eq!(header(&response, CACHE_CONTROL), A_WHILE, "never for ever");
    assert_eq!(size(response).await.0, 150);
    hall.app.app.clock.advance(TimeDelta::hours(5));
    assert_eq!(size(hall.get(&path).await).await.0, 150);
    assert_eq!(hall.calls(), 1);
    hall.app.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(size(hall.get(&path).await).await.0, 150);
    assert_eq!(hall.calls(), 2);
    hall.app.app.clock.advance(TimeDelta::hours(7));
    hall.upstream.reply("/a.jpg", [Reply::html(503)]);
    is_placeholder(hall.get(&path).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_wait_finds_it_later() {
    let hall = Hall::patient("commons", "200ms").await;
    // Held back by somebody else's pause, longer than anybody waits.
    let pause = "insert into upstreams (provider, limit_per_minute, paused_until) values ('commons', 100, clock_timestamp() + interval '2 seconds')";
    database::connect(&hall.app.url).await.batch_execute(pause).await.unwrap();
    hall.upstream.reply("/a.jpg", [jpeg(400, 400)]);
    let response = hall.get("/images/artist-1?width=150").await;
    assert_eq!(header(&response, CACHE_CONTROL), BRIEFLY);
    is_placeholder(response).await;
    assert_eq!(hall.calls(), 0);
    until(&hall.app.app, "the picture comes after all", || async { hall.app.number("select count(hash) from pictures").await == 1 }).await;
    let found = || async { header(&hall.get("/images/artist-1?width=150").await, CONTENT_TYPE) == "image/jpeg" };
    until(&hall.app.app, "it is shown", found).await;
    assert_eq!(hall.calls(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_cannot_be_written_is_said_and_survived() {
    let hall = Hall::open("commons").await;
    std::fs::write(hall.folder.path().join("images"), "in the way").unwrap();
    hall.upstream.reply("/a.jpg", [jpeg(400, 400)]);
    is_placeholder(hall.get("/images/artist-1").await).await;
    assert_eq!(
        hall.app.lines("select problem from pictures").await,
        ["(\"Wikimedia Commons is unavailable: its picture cannot be stored\")"]
    );
    assert!(Path::new(hall.folder.path()).join("images").is_file());
    is_placeholder(hall.get("/images/artist-1").await).await;
    assert_eq!(hall.calls(), 1, "nobody is asked again and again for what cannot be kept");
}
