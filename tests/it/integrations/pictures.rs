//! The fetching of pictures: from whom, how much, and what stops it.

use std::time::Duration;

use url::Url;
use vinilogy::integrations::pictures::MOST_BYTES;
use vinilogy::integrations::{Error, Grant, Priority, Provider};

use crate::support::outside::{Outside, at};
use crate::support::picture::jpeg;
use crate::support::upstream::{Reply, Upstream, nobody};

const P: Priority = Priority::Person;

fn path(url: &Url, path: &str) -> String {
    url.join(path).unwrap().into()
}

/// What is wrong with a picture, or that nothing is.
fn problem<T>(fetched: Result<T, Error>) -> String {
    match fetched {
        Ok(_) => "nothing".to_owned(),
        Err(Error::Unfit { problem, .. }) => problem,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_picture_comes_as_it_is() {
    let outside = Outside::start().await;
    outside.upstream.reply("/a.jpg", [jpeg(30, 20)]);
    let fetched = outside.integrations.pictures.fetch(Provider::Commons, &path(&outside.upstream.url, "/a.jpg"), P).await.unwrap();
    assert_eq!((fetched.media_type.as_deref(), fetched.bytes.starts_with(&[0xff, 0xd8])), (Some("image/jpeg"), true));
    let seen = &outside.upstream.seen()[0];
    assert!(seen.headers["accept"].to_str().unwrap().starts_with("image/jpeg"));
    assert!(seen.headers["user-agent"].to_str().unwrap().contains("tests@example.org"), "Wikimedia wants to know who asks");
    assert!(seen.headers.get("authorization").is_none() && seen.headers.get("referer").is_none());
    assert_eq!(outside.budget.asked(), 1);
}

#[tokio::test]
async fn nobody_but_the_providers_is_asked() {
    let outside = Outside::start().await;
    let stranger = Upstream::start().await;
    stranger.reply("/a.jpg", [jpeg(30, 20)]);
    let by_name = stranger.url.as_str().replace("127.0.0.1", "localhost");
    for (url, expected) in [
        (path(&stranger.url, "/a.jpg"), "by http"),
        (format!("{by_name}a.jpg"), "by http"),
        (format!("{by_name}a.jpg").replace("http:", "https:"), "a port"),
        ("https://localhost/a.jpg".to_owned(), "lies on localhost"),
        ("https://example.org/a.jpg".to_owned(), "lies on example.org"),
        ("http://upload.wikimedia.org/a.jpg".to_owned(), "by http"),
        ("https://10.0.0.1/a.jpg".to_owned(), "lies on 10.0.0.1"),
    ] {
        let said = problem(outside.integrations.pictures.fetch(Provider::Commons, &url, P).await);
        assert!(said.contains(expected), "{url}: {said}");
    }
    assert!(stranger.seen().is_empty() && outside.upstream.seen().is_empty());
    assert_eq!(outside.budget.asked(), 0, "what is refused costs nothing");
}

#[tokio::test]
async fn redirects_are_followed_to_providers_only() {
    let outside = Outside::start().await;
    let stranger = Upstream::start().await;
    stranger.reply("/a.jpg", [jpeg(30, 20)]);
    let from = path(&outside.upstream.url, "/from");
    for (location, expected) in [
        (path(&stranger.url, "/a.jpg"), "by http"),
        (stranger.url.as_str().replace("127.0.0.1", "localhost"), "by http"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "lies on 169.254.169.254"),
        ("http://[::1]/a.jpg".to_owned(), "lies on [::1]"),
        ("https://example.org/a.jpg".to_owned(), "lies on example.org"),
        ("file:///etc/passwd".to_owned(), "by file"),
        ("/from".to_owned(), "again and again"),
    ] {
        outside.upstream.reply("/from", [Reply::moved(302, &location)]);
        let said = problem(outside.integrations.pictures.fetch(Provider::CoverArt, &from, P).await);
        assert!(said.contains(expected), "{location}: {said}");
    }
    assert!(stranger.seen().is_empty());

    let before = outside.budget.asked();
    outside.upstream.reply("/from", [Reply::moved(307, "/to")]);
    outside.upstream.reply("/to", [jpeg(30, 20)]);
    assert_eq!(problem(outside.integrations.pictures.fetch(Provider::CoverArt, &from, P).await), "nothing");
    assert_eq!(outside.budget.asked() - before, 2, "every hop asks for leave");
}

#[tokio::test]
async fn a_mirror_stands_in_for_the_archive() {
    let upstream = Upstream::start().await;
    let base = upstream.url.join("/caa").unwrap();
    upstream.reply("/caa/release/a/1-500.jpg", [jpeg(30, 20)]);
    let pictures = at(&upstream.url, &[("COVERART_URL", base.as_str())]).pictures;
    let cover = "https://coverartarchive.org/release/a/1-500.jpg";
    assert_eq!(problem(pictures.fetch(Provider::CoverArt, cover, P).await), "nothing");
}

#[tokio::test]
async fn ten_megabytes_and_not_one_more() {
    let outside = Outside::start().await;
    let url = path(&outside.upstream.url, "/a.jpg");
    let announced = Reply::bytes(200, vec![0; 11 * 1024 * 1024]);
    for reply in [Reply::long(64 * 1024 * 1024), announced] {
        outside.upstream.reply("/a.jpg", [reply]);
        let said = problem(outside.integrations.pictures.fetch(Provider::Commons, &url, P).await);
        assert_eq!(said, "it has more than 10 MB");
    }
    assert!(outside.upstream.sent() < 2 * MOST_BYTES, "{} bytes were taken", outside.upstream.sent());
    outside.upstream.reply("/a.jpg", [Reply::bytes(200, vec![0; MOST_BYTES])]);
    assert_eq!(problem(outside.integrations.pictures.fetch(Provider::Commons, &url, P).await), "nothing");
}

#[tokio::test]
async fn what_unpacks_to_more_is_stopped_too() {
    let outside = Outside::start().await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![0; 11 * 1024 * 1024]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 100_000);
    outside.upstream.reply("/a.jpg", [Reply::bytes(200, packed).header("content-encoding", "gzip")]);
    let url = path(&outside.upstream.url, "/a.jpg");
    assert_eq!(problem(outside.integrations.pictures.fetch(Provider::Commons, &url, P).await), "it has more than 10 MB");
}

#[tokio::test]
async fn nobody_waits_for_a_picture_for_minutes() {
    let outside = Outside::start().await;
    outside.upstream.reply("/a.jpg", [jpeg(30, 20)]);
    let url = path(&outside.upstream.url, "/a.jpg");
    let provider = Provider::Discogs;
    let after = Duration::from_secs(20);
    outside.budget.hand_out([Grant::After(after)]);
    assert_eq!(problem(outside.integrations.pictures.fetch(provider, &url, P).await), "nothing");
    outside.budget.hand_out([Grant::After(after), Grant::After(after)]);
    let limited = Error::RateLimited { provider, after };
    assert_eq!(outside.integrations.pictures.fetch(provider, &url, P).await.unwrap_err(), limited);
    assert_eq!(outside.upstream.seen().len(), 1);
}

#[tokio::test]
async fn a_status_says_whether_to_come_back() {
    let outside = Outside::start().await;
    let url = path(&outside.upstream.url, "/a.jpg");
    let provider = Provider::Commons;
    let minute = Duration::from_mins(1);
    for (reply, expected) in [
        (Reply::html(404), Error::NotFound(provider)),
        (Reply::html(403), Error::NotFound(provider)),
        (Reply::html(503), Error::Unavailable { provider, problem: "status 503".to_owned() }),
        (Reply::html(429), Error::RateLimited { provider, after: minute }),
        (Reply::html(429).header("retry-after", "7"), Error::RateLimited { provider, after: Duration::from_secs(7) }),
        (Reply::html(418), Error::Unfit { provider, problem: "its host answers with status 418".to_owned() }),
        (Reply::short("half"), Error::Unavailable { provider, problem: "the picture broke off".to_owned() }),
    ] {
        outside.upstream.reply("/a.jpg", [reply]);
        assert_eq!(outside.integrations.pictures.fetch(provider, &url, P).await.unwrap_err(), expected);
    }
    assert_eq!(outside.upstream.seen().len(), 7, "nothing is repeated here: the row says when to try again");
    assert!(!outside.budget.ends().contains(&false), "a picture never opens the breaker");
    assert_eq!(outside.budget.pauses(), [Duration::from_secs(7)]);

    let gone = nobody().await;
    let url = path(&gone, "/a.jpg");
    assert!(matches!(at(&gone, &[]).pictures.fetch(provider, &url, P).await, Err(Error::Unavailable { .. })));
}
