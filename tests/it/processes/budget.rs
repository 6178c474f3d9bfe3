//! The budget that all processes on one database share. Its clock is the database's own, so the tests move the
//! ledger into the past instead of the clock into the future.

use std::time::{Duration, Instant};

use futures::future::join_all;
use secrecy::SecretString;
use tokio_postgres::Client;
use vinilogy::app::SharedBudget;
use vinilogy::config::{Config, Vars};
use vinilogy::db::{Db, PoolSize};
use vinilogy::integrations::{Budget, Error, Grant, Priority, Provider};

use crate::support::database;

const DISCOGS: Provider = Provider::Discogs;

/// The budget of one process.
fn process(url: &SecretString, settings: &[(&str, &str)]) -> SharedBudget {
    let config = Config::read(&Vars::from_pairs(settings.iter().copied())).unwrap();
    SharedBudget::new(Db::new(url, None, PoolSize(8)).unwrap(), &config.providers)
}

/// Lets so much time pass, as far as the ledger can tell.
async fn pass(ledger: &Client, seconds: f64) {
    ledger
        .execute(
            "update upstreams set calls = array(select at - make_interval(secs => $1) from unnest(calls) as at order by at),
                 paused_until = paused_until - make_interval(secs => $1), paced_until = paced_until - make_interval(secs => $1), urgent_until = urgent_until - make_interval(secs => $1),
                 broken_until = broken_until - make_interval(secs => $1)",
            &[&seconds],
        )
        .await
        .unwrap();
}

fn seconds(wait: Duration, right: f64) -> bool {
    // The ledger's clock runs while the test asks.
    (right - 1.0..=right + 0.01).contains(&wait.as_secs_f64())
}

#[tokio::test]
async fn two_hundred_at_once_are_granted_exactly_what_there_is() {
    let url = database::fresh().await;
    let settings = [("DISCOGS_PER_MINUTE", "50")];
    let (one, two) = (process(&url, &settings), process(&url, &settings));
    let asks = (0..200).map(|at| if at % 2 == 0 { &one } else { &two }.ask(DISCOGS, Priority::Person, None));
    let grants: Vec<Grant> = join_all(asks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(grants.iter().filter(|grant| **grant == Grant::Now).count(), 50);
    assert!(grants.iter().all(|grant| matches!(grant, Grant::Now | Grant::After(_))), "{grants:?}");
}

#[tokio::test]
async fn no_minute_has_too_many_calls_and_none_is_wasted() {
    // MusicBrainz spaces its calls, Discogs counts them by the minute.
    for (provider, variable, limit) in [(DISCOGS, "DISCOGS_PER_MINUTE", 60), (Provider::Musicbrainz, "MUSICBRAINZ_PER_MINUTE", 120)] {
        let url = database::fresh().await;
        let ledger = database::connect(&url).await;
        let settings = [(variable, &*limit.to_string())];
        let processes = [process(&url, &settings), process(&url, &settings)];
        let minutes = 4.0;
        let (begun, mut passed, mut granted) = (Instant::now(), 0.0, Vec::new());
        while begun.elapsed().as_secs_f64() + passed < minutes * 60.0 {
            let mut wait = f64::INFINITY;
            for process in &processes {
                match process.ask(provider, Priority::Crawl, None).await.unwrap() {
                    Grant::Now => {
                        granted.push(begun.elapsed().as_secs_f64() + passed);
                        wait = 0.0;
                    }
                    Grant::Soon(after) => {
                        granted.push(begun.elapsed().as_secs_f64() + passed + after.as_secs_f64());
                        wait = 0.0;
                    }
                    Grant::After(after) => wait = wait.min(after.as_secs_f64()),
                    Grant::Broken(_) => panic!("nothing has failed"),
                }
            }
            if wait > 0.0 {
                pass(&ledger, wait).await;
                passed += wait;
            }
        }
        let most = granted.iter().map(|first| granted.iter().filter(|at| (*first..first + 60.0).contains(*at)).count()).max();
        assert!(most <= Some(limit), "{provider}: {most:?} in one minute, {limit} allowed");
        let share = f64::from(u32::try_from(granted.len()).unwrap()) / (f64::from(u32::try_from(limit).unwrap()) * minutes);
        assert!(share >= 0.98, "{provider}: only {:.1} % used while work waits", share * 100.0);
    }
}

/// Asks the function itself, over a ledger in which calls were made so many seconds ago.
async fn check(ledger: &Client, priority: Priority, limit: i32, spacing: f64, ages: &[f64], right: Option<f64>) {
    let pace = 60.5 / f64::from(limit);
    let ahead = ages.iter().fold(-100.0, |paced: f64, age| paced.max(-age) + pace);
    ledger
        .execute(
            "insert into upstreams (provider, limit_per_minute, calls, paced_until)
             values ('case', 1, array(select clock_timestamp() - make_interval(secs => age) from unnest($1::float8[]) as age),
                 clock_timestamp() + make_interval(secs => $2))
             on conflict (provider) do update set calls = excluded.calls, paced_until = excluded.paced_until, urgent_until = null",
            &[&ages, &ahead],
        )
        .await
        .unwrap();
    let row = ledger
        .query_one(
            "select verdict, wait_ms from upstream_ask('case', $1, make_interval(secs => $2), $3, null, false)",
            &[&limit, &spacing, &(priority as i32)],
        )
        .await
        .unwrap();
    let (verdict, wait) = (row.get::<_, String>(0), Duration::from_millis(row.get::<_, i64>(1).unsigned_abs()));
    let case = format!("{limit} a minute, {spacing} s apart, calls {ages:?} s ago: {verdict} {wait:?}, not {right:?}");
    match right {
        None => assert_eq!(verdict, "now", "{case}"),
        Some(right) => assert!(verdict == "after" && seconds(wait, right), "{case}"),
    }
}

#[tokio::test]
async fn the_ledger_says_how_long_to_wait() {
    let ledger = database::connect(&database::fresh().await).await;
    for (limit, spacing, ages, right) in [
        (3, 0.0, &[][..], None),
        (3, 0.0, &[30.0, 1.0], None),
        (3, 0.0, &[50.0, 30.0, 1.0], Some(10.5)),
        (3, 0.0, &[60.6, 30.0, 1.0], None),
        // The limit has been lowered.
        (2, 0.0, &[50.0, 40.0, 30.0], Some(20.5)),
        (60, 10.0, &[4.0], Some(6.0)),
        (60, 10.0, &[11.0], None),
        // Whichever is longer.
        (2, 10.0, &[55.0, 1.0], Some(9.0)),
        (2, 10.0, &[45.0, 9.0], Some(15.5)),
    ] {
        check(&ledger, Priority::Person, limit, spacing, ages, right).await;
    }
    // A crawl runs ahead of an even pace by a twentieth of the minute, and makes up what it is behind by no more.
    for (limit, ages, right) in [
        (60, &[][..], None),
        (60, &[2.0, 1.0], None),
        (60, &[0.3, 0.2, 0.1], Some(0.708)),
        (60, &[2.0, 1.0, 0.5], None),
        (60, &[3.1, 1.0, 0.5], None),
        (25, &[1.0], Some(0.815)),
        (3, &[30.0, 1.0], Some(19.166)),
    ] {
        check(&ledger, Priority::Crawl, limit, 0.0, ages, right).await;
    }
}

#[tokio::test]
async fn a_person_who_waits_goes_first() {
    let url = database::fresh().await;
    let ledger = database::connect(&url).await;
    let settings = [("DISCOGS_PER_MINUTE", "2")];
    let (one, two) = (process(&url, &settings), process(&url, &settings));
    for _ in 0..2 {
        assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
    }
    // However long the wait: both are told the same moment, and at that moment the person is first.
    assert!(matches!(one.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::After(wait)) if seconds(wait, 60.5)));
    assert!(matches!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::After(wait)) if seconds(wait, 60.5)));
    pass(&ledger, 60.49).await;
    while database::number(&url, "select count(*) from upstreams, unnest(calls) as at where at > clock_timestamp() - interval '60.5 s'")
        .await
        == 2
    {}
    assert!(matches!(one.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::After(wait)) if wait < Duration::from_millis(200)));
    assert_eq!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
    // Nobody more urgent waits any longer, and half a minute later half the minute's calls are the crawl's.
    pass(&ledger, 30.25).await;
    assert_eq!(one.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::Now));
    // A person who went away holds nobody up.
    assert!(matches!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::After(_))));
    pass(&ledger, 61.0).await;
    assert_eq!(one.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::Now));
}

#[tokio::test]
async fn five_failures_open_the_breaker_and_after_the_break_one_may_try() {
    let url = database::fresh().await;
    let ledger = database::connect(&url).await;
    let (one, two) = (process(&url, &[]), process(&url, &[]));
    let error = Error::Unavailable { provider: DISCOGS, problem: "no connection".to_owned() };
    for _ in 0..5 {
        assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
        one.failed(DISCOGS, &error).await;
    }
    assert!(matches!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Broken(left)) if seconds(left, 60.0)));
    for is_back in [false, true] {
        pass(&ledger, 60.0).await;
        assert_eq!(two.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::Now));
        assert!(matches!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Broken(_))), "only one tries");
        if is_back {
            two.succeeded(DISCOGS).await;
        } else {
            two.failed(DISCOGS, &error).await;
            assert!(matches!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Broken(left)) if seconds(left, 60.0)));
        }
    }
    assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
    one.failed(DISCOGS, &error).await;
    assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now), "it begins to count anew");
}

#[tokio::test]
async fn a_pause_is_obeyed_by_everybody_and_never_shortened() {
    let url = database::fresh().await;
    let ledger = database::connect(&url).await;
    let (one, two) = (process(&url, &[]), process(&url, &[]));
    assert_eq!(one.ask(DISCOGS, Priority::Crawl, None).await, Ok(Grant::Now));
    one.pause(DISCOGS, Duration::from_secs(20)).await;
    one.pause(DISCOGS, Duration::from_secs(10)).await;
    assert!(matches!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::After(wait)) if seconds(wait, 20.0)));
    assert_eq!(two.ask(Provider::Lastfm, Priority::Person, None).await, Ok(Grant::Now), "nobody else is paused");
    pass(&ledger, 20.0).await;
    assert_eq!(two.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
}

#[tokio::test]
async fn nothing_remaining_is_a_pause_unless_it_is_our_own_doing() {
    let url = database::fresh().await;
    let ledger = database::connect(&url).await;
    let one = process(&url, &[("DISCOGS_PER_MINUTE", "60")]);
    for _ in 0..30 {
        assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
    }
    // Half of the minute is ours: somebody else at this address has had the rest.
    one.spent(DISCOGS, Duration::from_secs(1)).await;
    assert!(matches!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::After(wait)) if seconds(wait, 1.0)));
    pass(&ledger, 1.0).await;
    for _ in 30..58 {
        assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now));
    }
    one.spent(DISCOGS, Duration::from_secs(1)).await;
    assert_eq!(one.ask(DISCOGS, Priority::Person, None).await, Ok(Grant::Now), "nearly all of it is ours");
}
