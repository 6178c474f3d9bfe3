//! What is ours to know stays out of addresses, errors and logs; who we are does not.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use vinilogy::integrations::discogs::Discogs;
use vinilogy::integrations::lastfm::ArtistRef;
use vinilogy::integrations::{Error, Integrations, Priority};

use crate::support::outside::{DISCOGS_TOKEN, LASTFM_KEY, Outside, at};
use crate::support::upstream::{self, Reply, Upstream};

const P: Priority = Priority::Crawl;
const MBID: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn everybody_hears_who_asks() {
    let outside = Outside::start().await;
    let all = outside.integrations.clone();
    let _ = all.lastfm.as_ref().unwrap().artist_info(ArtistRef::Name("A"), P).await;
    let _ = all.musicbrainz.artist(MBID.parse().unwrap(), P).await;
    let _ = all.coverart.front(MBID.parse().unwrap(), P).await;
    let _ = all.commons.image("A.jpg", 500, P).await;
    let _ = all.discogs.artist(1, P).await;
    let seen = outside.upstream.seen();
    let paths: std::collections::BTreeSet<&str> = seen.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!(paths.len(), 5);
    let agent = format!("Vinilogy/{} ( tests@example.org )", env!("CARGO_PKG_VERSION"));
    assert!(seen.iter().all(|seen| seen.headers["user-agent"] == agent.as_str()));
}

#[tokio::test]
async fn discogs_credentials_go_into_the_header_only() {
    let upstream = Upstream::start().await;
    upstream.reply("/artists/1", [Reply::json(200, r#"{"id": 1, "name": "A"}"#)]);
    let discogs = |more: &[(&str, &str)]| -> Discogs { at(&upstream.url, more).discogs };
    let pair = [("DISCOGS_TOKEN", ""), ("DISCOGS_CONSUMER_KEY", "kkk"), ("DISCOGS_CONSUMER_SECRET", "sss")];
    let token = format!("Discogs token={DISCOGS_TOKEN}");
    let cases = [
        (discogs(&[]), Some(token.as_str())),
        (discogs(&pair), Some("Discogs key=kkk, secret=sss")),
        (discogs(&[("DISCOGS_TOKEN", "")]), None),
    ];
    for (discogs, expected) in cases {
        discogs.artist(1, P).await.unwrap();
        let seen = upstream.seen().pop().unwrap();
        assert_eq!(seen.headers.get("authorization").map(|value| value.to_str().unwrap()), expected);
        assert!(seen.query.is_empty(), "{:?}", seen.query);
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_searched() {
    let upstream = Upstream::start().await;
    let more = [("DISCOGS_TOKEN", ""), ("LASTFM_API_KEY", "")];
    let integrations = at(&upstream.url, &more);
    assert!(integrations.lastfm.is_none());
    let error = integrations.discogs.search_releases("A", "B", 1, P).await.expect_err("no token");
    assert_eq!(error.to_string(), "Discogs is off: DISCOGS_TOKEN is not set");
    assert_eq!(integrations.discogs.search_barcode("1", 1, P).await, Err(error));
    assert!(upstream.seen().is_empty());
}

/// Every way a call can fail, with a provider that repeats our secrets to our face.
async fn failures(integrations: &Integrations) -> Vec<Error> {
    let lastfm = integrations.lastfm.clone().unwrap();
    vec![
        lastfm.artist_info(ArtistRef::Name("A"), P).await.map(|_| ()).expect_err("it fails"),
        lastfm.similar(ArtistRef::Name("A"), 5, P).await.map(|_| ()).expect_err("it fails"),
        integrations.discogs.search_releases("A", "B", 1, P).await.map(|_| ()).expect_err("it fails"),
    ]
}

/// Runs the named test of this file in a process of its own. Elsewhere another test's thread may be the first to
/// reach a line of the log, and `tracing` then remembers for all threads that nobody listens there.
fn alone(test: &str) {
    let module = module_path!().split_once("::").expect("a module of a crate").1;
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let run = command.args(["--exact", &format!("{module}::{test}"), "--ignored", "--nocapture"]).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn secrets_are_in_no_error_and_no_log() {
    alone("no_error_and_no_log_has_secrets");
}

#[tokio::test]
#[ignore = "run alone by secrets_are_in_no_error_and_no_log"]
async fn no_error_and_no_log_has_secrets() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(log.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    // Each is repeated by the provider that knows it.
    let echo = r#"{"error": 10, "message": "Invalid key SECRET at http://x/?api_key=SECRET"}"#;
    let mut errors = Vec::new();
    for reply in [
        Reply::json(403, echo),
        Reply::json(500, echo),
        Reply::html(200),
        Reply::json(200, "{"),
        Reply::json(200, "3"),
        Reply::short("{"),
        Reply::moved(302, "http://127.0.0.1:1/elsewhere"),
        Reply::json(404, ""),
    ] {
        let outside = Outside::start().await;
        outside.upstream.reply("/2.0/", [reply.clone().filled("SECRET", LASTFM_KEY)]);
        outside.upstream.reply("/database/search", [reply.filled("SECRET", DISCOGS_TOKEN)]);
        errors.extend(failures(&outside.integrations).await);
        let asked = outside.upstream.seen();
        assert!(asked.iter().any(|seen| seen.query.get("api_key").is_some_and(|key| key == LASTFM_KEY)), "it was sent");
    }
    for url in [upstream::nobody().await, upstream::hangs_up().await] {
        errors.extend(failures(&at(&url, &[])).await);
    }
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("endpoint=\"artist.getInfo\""), "the log says what was asked");
    assert_eq!(errors.len(), 30);
    for said in errors.iter().map(|error| format!("{error} {error:?}")).chain([log]) {
        for secret in [LASTFM_KEY, DISCOGS_TOKEN] {
            let found = said.find(secret).map(|at| &said[at.saturating_sub(200)..at]);
            assert_eq!(found, None, "a secret was said");
        }
    }
    for error in errors {
        assert!(!error.to_string().contains("://"), "an address was said: {error}");
    }
}
