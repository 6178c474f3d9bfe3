//! The budget has the first word: before every request, and about how long to wait.

use std::time::Duration;

use vinilogy::integrations::{Error, Grant, Priority, Provider};

use crate::support::budget::Heard;
use crate::support::outside::Outside;
use crate::support::upstream::Reply;

#[tokio::test]
async fn not_yet_is_waited_for() {
    let outside = Outside::start().await;
    outside.upstream.reply("/masters/1", [Reply::json(200, r#"{"id": 1, "title": "T"}"#)]);
    let waits = [Duration::from_millis(900), Duration::from_millis(100)];
    outside.budget.hand_out(waits.map(Grant::After));
    outside.integrations.discogs.master(1, Priority::Person).await.unwrap();
    assert_eq!(outside.naps(), waits);
    let asked = Heard::Asked(Provider::Discogs, Priority::Person);
    assert_eq!(outside.budget.heard(), [asked.clone(), asked.clone(), asked, Heard::Succeeded(Provider::Discogs)]);
}

#[tokio::test]
async fn patience_ends() {
    let outside = Outside::start().await;
    outside.budget.hand_out([Grant::After(Duration::from_mins(4)), Grant::After(Duration::from_mins(2))]);
    let after = Duration::from_mins(2);
    let expected = Err(Error::RateLimited { provider: Provider::Discogs, after });
    assert_eq!(outside.integrations.discogs.master(1, Priority::Clock).await, expected);
    assert_eq!(outside.naps(), [Duration::from_mins(4)]);
    assert!(outside.upstream.seen().is_empty(), "nothing was sent");
    assert!(outside.budget.ends().is_empty(), "the provider did nothing wrong");
}

#[tokio::test]
async fn a_broken_provider_is_left_alone() {
    let outside = Outside::start().await;
    outside.budget.hand_out([Grant::Broken(Duration::from_secs(42))]);
    let error = outside.integrations.discogs.master(1, Priority::Person).await.expect_err("it is broken");
    assert_eq!(error.to_string(), "Discogs is unavailable: it failed repeatedly and is left alone for 42 s");
    assert!(outside.upstream.seen().is_empty() && outside.naps().is_empty() && outside.budget.ends().is_empty());
}

#[tokio::test]
async fn a_provider_that_breaks_between_repeats_is_left_alone_too() {
    let outside = Outside::start().await;
    outside.upstream.reply("/masters/1", [Reply::json(503, "{}")]);
    outside.budget.hand_out([Grant::Now, Grant::Broken(Duration::from_secs(42))]);
    let error = outside.integrations.discogs.master(1, Priority::Person).await.expect_err("it is broken");
    assert!(matches!(error, Error::Unavailable { .. }), "{error}");
    assert_eq!(outside.upstream.seen().len(), 1);
}

#[tokio::test]
async fn nothing_remaining_pauses_everybody() {
    for (limit, pause) in [("60", Duration::from_secs(1)), ("25", Duration::from_millis(2400))] {
        let outside = Outside::start().await;
        let reply = Reply::json(200, r#"{"id": 1, "title": "T"}"#);
        let reply = reply.header("x-discogs-ratelimit", limit).header("x-discogs-ratelimit-remaining", "0");
        outside.upstream.reply("/masters/1", [reply]);
        outside.integrations.discogs.master(1, Priority::Clock).await.unwrap();
        assert_eq!(outside.budget.pauses(), [pause]);
    }
}

#[tokio::test]
async fn every_request_is_counted() {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let counted = metrics::set_default_local_recorder(&recorder);
    let outside = Outside::start().await;
    let fine = Reply::json(200, r#"{"id": 1, "title": "T"}"#);
    outside.upstream.reply("/masters/1", [Reply::moved(302, "/masters/2"), Reply::json(404, "")]);
    outside.upstream.reply("/masters/2", [Reply::json(503, ""), fine.clone()]);
    outside.upstream.reply("/masters/3", [Reply::json(429, ""), fine]);
    for (master, is_found) in [(1, false), (2, true), (3, true)] {
        assert_eq!(outside.integrations.discogs.master(master, Priority::Clock).await.is_ok(), is_found);
    }
    drop(counted);
    let text = recorder.handle().render();
    for (outcome, count) in [("redirected", 1), ("unavailable", 1), ("not_found", 1), ("rate_limited", 1), ("ok", 2)] {
        let line = format!(r#"vinilogy_upstream_requests_total{{provider="discogs",endpoint="masters",outcome="{outcome}"}} {count}"#);
        assert!(text.contains(&line), "{line} is not in:\n{text}");
    }
    assert_eq!(outside.upstream.seen().len(), 6);
}

#[tokio::test]
async fn musicbrainz_counts_all_its_users_together() {
    let outside = Outside::start().await;
    let path = "/ws/2/artist/5b11f4ce-a62d-471e-81fc-a69a8278c7da";
    let reply = Reply::json(200, r#"{"id": "5b11f4ce-a62d-471e-81fc-a69a8278c7da", "name": "Nirvana"}"#);
    outside.upstream.reply(path, [reply.header("x-ratelimit-limit", "1200").header("x-ratelimit-remaining", "0")]);
    let mbid = "5b11f4ce-a62d-471e-81fc-a69a8278c7da".parse().unwrap();
    outside.integrations.musicbrainz.artist(mbid, Priority::Clock).await.unwrap();
    assert!(outside.budget.pauses().is_empty());

    let busy = Reply::json(503, r#"{"error":"Your requests are exceeding the allowable rate limit. Please see http://x"}"#);
    outside.upstream.reply(path, [busy]);
    let error = outside.integrations.musicbrainz.artist(mbid, Priority::Clock).await.expect_err("too fast");
    assert!(matches!(error, Error::RateLimited { .. }), "{error}");
    assert_eq!(outside.budget.pauses().len(), 3, "everybody slows down before every repeat");
}
