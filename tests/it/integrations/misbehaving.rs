//! A provider that is busy, broken, slow or strange: what the caller is told, and after how many tries.

use std::time::Duration;

use vinilogy::integrations::transport::TransportOptions;
use vinilogy::integrations::{Error, Integrations, Priority, Provider};

use crate::support::budget::{Heard, NoLimit};
use crate::support::outside::{Outside, providers, quick};
use crate::support::upstream::{self, Reply};

const P: Priority = Priority::Crawl;
const RELEASE: &str = r#"{"id": 7, "title": "Aerial"}"#;

fn unavailable(problem: &str) -> Error {
    Error::Unavailable { provider: Provider::Discogs, problem: problem.to_owned() }
}

fn limited(seconds: u64) -> Error {
    Error::RateLimited { provider: Provider::Discogs, after: Duration::from_secs(seconds) }
}

fn malformed(problem: &str) -> Error {
    Error::Malformed { provider: Provider::Discogs, problem: problem.to_owned() }
}

fn busy(seconds: &str) -> Reply {
    Reply::json(429, r#"{"message":"You are making requests too quickly."}"#).header("retry-after", seconds)
}

/// The replies to one `release(7)`, how it ends, and how many requests that took.
async fn check(what: &str, replies: Vec<Reply>, expected: Result<i64, Error>, requests: usize) -> Outside {
    let outside = Outside::start().await;
    outside.upstream.reply("/releases/7", replies);
    let is_fine = matches!(expected, Ok(_) | Err(Error::NotFound(_) | Error::Rejected { .. }));
    let found = outside.integrations.discogs.release(7, P).await.map(|release| release.discogs_id);
    assert_eq!(found, expected, "{what}");
    assert_eq!(outside.upstream.count("/releases/7"), requests, "{what}: requests");
    assert_eq!(outside.budget.asked(), requests, "{what}: every request asks the budget");
    assert_eq!(outside.budget.ends(), [is_fine], "{what}: the budget hears how it ended, once");
    assert_eq!(outside.naps().len(), requests - 1, "{what}: a wait before every repeat");
    outside
}

#[tokio::test]
async fn every_fault_has_its_end() {
    let fine = || Reply::json(200, RELEASE);
    let later = |reply: Reply| vec![reply, fine()];
    let broke_off = || malformed("the JSON breaks off or is none at line 1, column 10");
    let page = |status| unavailable(&format!("a page for people instead of data, status {status}"));
    let cases = [
        ("fine", vec![fine()], Ok(7), 1),
        ("busy, without a time", vec![Reply::json(429, "{}")], Err(limited(60)), 4),
        ("busy once, without a time", later(Reply::json(429, "{}")), Ok(7), 2),
        ("busy for a while", vec![busy("7")], Err(limited(7)), 4),
        ("busy for long", vec![busy("600")], Err(limited(600)), 1),
        ("down for long", vec![Reply::json(503, "{}").header("retry-after", "600")], Err(limited(600)), 1),
        ("down", vec![Reply::json(503, "{}")], Err(unavailable("status 503")), 4),
        ("down twice", vec![Reply::html(502), Reply::json(504, ""), fine()], Ok(7), 3),
        (
            "broken",
            vec![Reply::json(500, r#"{"message":"An internal server error occurred (code: 1)."}"#)],
            Err(unavailable("status 500")),
            4,
        ),
        ("a page of a proxy", vec![Reply::html(200)], Err(page(200)), 4),
        ("a page of a proxy, refusing", vec![Reply::html(403)], Err(page(403)), 4),
        ("a page of a proxy, once", later(Reply::html(200)), Ok(7), 2),
        ("cut short", vec![Reply::short(r#"{"id": 7, "#)], Err(unavailable("the answer broke off")), 4),
        ("cut short once", later(Reply::short(r#"{"id": 7, "#)), Ok(7), 2),
        ("half a body", vec![Reply::json(200, r#"{"id": 7, "#)], Err(broke_off()), 4),
        ("half a body once", later(Reply::json(200, r#"{"id": 7, "#)), Ok(7), 2),
        ("no body", later(Reply::json(200, "")), Ok(7), 2),
        ("another shape", vec![Reply::json(200, "[]")], Err(malformed("a release without id or title")), 1),
        ("gone", vec![Reply::json(404, r#"{"message":"Release not found."}"#)], Err(Error::NotFound(Provider::Discogs)), 1),
        ("nothing", vec![Reply::json(404, "")], Err(Error::NotFound(Provider::Discogs)), 1),
        ("a page that is not there", vec![Reply::html(404)], Err(page(404)), 4),
    ];
    for (what, replies, expected, requests) in cases {
        check(what, replies, expected, requests).await;
    }
}

#[tokio::test]
async fn nobody_is_listened_to_for_ever() {
    type Change = fn(&mut TransportOptions);
    let cases: [(&str, Reply, Change); 2] = [
        ("silence", Reply::stuck(), |options| options.idle = Duration::from_millis(50)),
        ("a slow drip", Reply::drip(), |options| options.whole = Duration::from_millis(100)),
    ];
    for (what, reply, change) in cases {
        let outside = Outside::with(change).await;
        outside.upstream.reply("/releases/7", [reply]);
        assert_eq!(outside.integrations.discogs.release(7, P).await, Err(unavailable("no answer in time")), "{what}");
        assert_eq!((outside.budget.asked(), outside.budget.ends()), (4, vec![false]), "{what}");
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_and_passed_on() {
    let outside = check("busy once", vec![busy("7"), Reply::json(200, RELEASE)], Ok(7), 2).await;
    let pause = Duration::from_secs(7);
    assert_eq!((outside.naps(), outside.budget.pauses()), (vec![pause], vec![pause]));

    let date =
        Reply::json(503, "{}").header("date", "Fri, 20 Nov 2026 10:00:00 GMT").header("retry-after", "Fri, 20 Nov 2026 10:00:09 GMT");
    let outside = check("down once", vec![date, Reply::json(200, RELEASE)], Ok(7), 2).await;
    assert_eq!(outside.naps(), [Duration::from_secs(9)]);

    let outside = check("busy once", vec![Reply::json(429, "{}"), Reply::json(200, RELEASE)], Ok(7), 2).await;
    assert_eq!(outside.naps(), outside.budget.pauses(), "without a time, everybody waits as long as we do");
}

#[tokio::test]
async fn repeats_wait_longer_and_longer() {
    let outside = check("down", vec![Reply::json(503, "{}")], Err(unavailable("status 503")), 4).await;
    let naps = outside.naps();
    assert!(naps[0] >= Duration::from_millis(500) && naps[0] <= Duration::from_secs(1), "{naps:?}");
    assert!(naps[2] >= Duration::from_secs(2) && naps[2] <= Duration::from_secs(4), "{naps:?}");
    assert!(outside.budget.heard().contains(&Heard::Failed(Provider::Discogs, unavailable("status 503"))));
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_on_the_way() {
    let limit = 8 * 1024 * 1024;
    let too_long = || Err(malformed(&format!("the answer is longer than {limit} bytes")));
    let outside = Outside::start().await;
    outside.upstream.reply("/releases/7", [Reply::long(100 * 1024 * 1024)]);
    assert_eq!(outside.integrations.discogs.release(7, P).await.map(|release| release.discogs_id), too_long());
    assert_eq!(outside.upstream.count("/releases/7"), 1, "nobody asks for that again");
    // What lies in the sockets' own buffers was sent too.
    assert!(outside.upstream.sent() < limit + 16 * 1024 * 1024, "{} bytes were read", outside.upstream.sent());

    let promised = Reply::long(100 * 1024 * 1024).header("content-length", "104857600");
    outside.upstream.reply("/releases/7", [promised]);
    assert_eq!(outside.integrations.discogs.release(7, P).await.map(|release| release.discogs_id), too_long());
}

#[tokio::test]
async fn a_small_parcel_with_a_hundred_megabytes_is_refused_too() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..100 {
        packed.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 1024 * 1024);
    let outside = Outside::start().await;
    outside.upstream.reply("/releases/7", [Reply::bytes(200, packed).header("content-encoding", "gzip")]);
    let found = outside.integrations.discogs.release(7, P).await;
    assert!(matches!(found, Err(Error::Malformed { .. })), "{found:?}");
}

#[tokio::test]
async fn packed_answers_are_unpacked() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(RELEASE.as_bytes()).unwrap();
    let outside = Outside::start().await;
    outside.upstream.reply("/releases/7", [Reply::bytes(200, packed.finish().unwrap()).header("content-encoding", "gzip")]);
    assert_eq!(outside.integrations.discogs.release(7, P).await.unwrap().title, "Aerial");
    assert!(outside.upstream.seen()[0].headers["accept-encoding"].to_str().unwrap().contains("gzip"));
}

#[tokio::test]
async fn nobody_answers() {
    for (url, problem) in [(upstream::nobody().await, "no connection"), (upstream::hangs_up().await, "the request failed")] {
        let (options, naps) = quick();
        let budget = std::sync::Arc::new(NoLimit::default());
        let integrations = Integrations::new(&providers(&url, &[]), budget.clone(), options);
        assert_eq!(integrations.discogs.release(7, P).await, Err(unavailable(problem)));
        assert_eq!((budget.asked(), naps.lock().unwrap().len(), budget.ends()), (4, 3, vec![false]));
    }
}
