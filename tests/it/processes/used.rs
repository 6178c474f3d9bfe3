//! How much of a budget is used while work waits, and that it is never exceeded: two real processes against a server
//! that notes when it was asked. The minute is a real one: the ledger and the server begin with a minute behind them in
//! which every call was made.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::support::database;
use crate::support::process::{Surroundings, tell};
use crate::support::world::{Act, World};

/// A minute's calls: as many as Last.fm allows, so that a quarter of a minute shows something.
const LIMIT: usize = 300;
const MINUTE: Duration = Duration::from_mins(1);

/// So often is a share measured that is too small: on a machine that is busy with other tests it may be theirs.
/// That a budget is never exceeded has to hold every time.
const ROUNDS: u32 = 4;

/// One of these tests at a time: they measure what the others would take.
static TURN: Mutex<()> = Mutex::const_new(());

/// Makes the ledger remember a minute of calls at an even pace, and says when they were.
async fn fill(url: &SecretString, provider: &str) -> Vec<Instant> {
    let now = Instant::now();
    database::connect(url)
        .await
        .execute(
            "insert into upstreams (provider, limit_per_minute, calls, paced_until)
             select $1, $2::integer, array_agg(clock_timestamp() - n * interval '60.5 s' / $2 order by n desc), clock_timestamp()
             from generate_series(1, $2) as n
             on conflict (provider) do update set calls = excluded.calls, paced_until = excluded.paced_until",
            &[&provider, &i32::try_from(LIMIT).unwrap()],
        )
        .await
        .unwrap();
    let pace = Duration::from_millis(60_500) / u32::try_from(LIMIT).unwrap();
    (1..=LIMIT).rev().map(|n| now.checked_sub(pace * u32::try_from(n).unwrap()).unwrap()).collect()
}

/// The most calls in any minute, and the share of the budget that was used while work waited.
fn measured(before: &[Instant], arrivals: &[Instant]) -> (usize, f64) {
    let all: Vec<Instant> = before.iter().chain(arrivals).copied().collect();
    let most = all.iter().map(|first| all.iter().filter(|at| **at >= *first && **at < *first + MINUTE).count()).max().unwrap();
    // At first what the start of the command has cost is made up; in the end there is no longer enough that waits.
    let steady = &arrivals[arrivals.len() / 4..arrivals.len() * 9 / 10];
    let busy = steady.last().unwrap().duration_since(steady[0]);
    let made = f64::from(u32::try_from(steady.len() - 1).unwrap());
    (most, made / busy.as_secs_f64() * MINUTE.as_secs_f64() / f64::from(u32::try_from(LIMIT).unwrap()))
}

/// Measures until the share is right.
async fn check<F: Future<Output = (Vec<Instant>, Vec<Instant>)>>(provider: &str, crawl: impl Fn() -> F) {
    let _turn = TURN.lock().await;
    for round in 1..=ROUNDS {
        let (before, arrivals) = crawl().await;
        let (most, share) = measured(&before, &arrivals);
        let (calls, used) = (arrivals.len(), share * 100.0);
        tell(&format!("{provider}: {calls} calls of two processes, at most {most} of {LIMIT} in a minute, {used:.2} % used"));
        assert!(most <= LIMIT, "{provider}: {most} calls in one minute, {LIMIT} allowed");
        if share >= 0.98 {
            return;
        }
        assert!(round < ROUNDS, "{provider}: only {used:.2} % used while work waits");
    }
}

/// A house of two processes over a database and a world.
async fn house(budgets: &[(&str, &str)], acts: Vec<Act>) -> (World, SecretString, Surroundings) {
    let (world, url) = (World::start(acts).await, database::fresh().await);
    let house = Surroundings::new(&url, &world.url, budgets);
    (world, url, house)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discogs_budget_is_used_and_kept_to_while_pressings_wait() {
    check("Discogs", || async {
        let (world, url, house) = house(&[("DISCOGS_PER_MINUTE", "300")], vec![Act::usual(1, "Blue Lines", 80, 3)]).await;
        house.start(&["enrich-albums", "--artist", "Blue Lines"]).succeeds().await;
        let _worker = house.start(&["worker"]);
        world.set_latency(Duration::from_millis(300), Duration::from_secs(1));
        let before = fill(&url, "discogs").await;
        world.set_discogs_limit(LIMIT, &before);
        let said = house.start(&["sync-releases"]).succeeds().await;
        assert!(said.contains("upstream requests: Discogs 80 of at most 80\n"), "{said}");
        let arrivals = world.arrivals("discogs").split_off(before.len());
        (before, arrivals)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lastfm_budget_is_used_and_kept_to_while_artists_wait() {
    // MusicBrainz has to be asked for the id of each third, once a second: Last.fm does not wait for it.
    let act = |number: u32| Act { lastfm_knows_mbid: !number.is_multiple_of(3), ..Act::usual(number, &format!("Act {number:03}"), 0, 0) };
    check("Last.fm", || async {
        let (world, url, house) =
            house(&[("LASTFM_PER_MINUTE", "300"), ("MUSICBRAINZ_PER_MINUTE", "60")], (0..42).map(act).collect()).await;
        write_names(&house, 42);
        house.start(&["migrate"]).succeeds().await;
        let _worker = house.start(&["worker"]);
        world.set_latency(Duration::from_millis(300), Duration::from_secs(1));
        let before = fill(&url, "lastfm").await;
        let said = house.start(&["seed-artists", "--csv", "artists.csv"]).succeeds().await;
        assert!(said.contains("upstream requests: Last.fm 84 of at most 84, MusicBrainz 14 of at most 14\n"), "{said}");
        (before, world.arrivals("lastfm"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn musicbrainz_budget_is_used_and_kept_to_while_albums_wait() {
    check("MusicBrainz", || async {
        let act = |number: u32| Act::usual(number, &format!("Act {number:03}"), 1, 1);
        let (world, url, house) = house(&[("MUSICBRAINZ_PER_MINUTE", "300")], (0..80).map(act).collect()).await;
        write_names(&house, 80);
        house.start(&["seed-artists", "--csv", "artists.csv"]).succeeds().await;
        let _worker = house.start(&["worker"]);
        world.set_latency(Duration::from_millis(100), Duration::from_millis(500));
        let before = fill(&url, "musicbrainz").await;
        let said = house.start(&["enrich-albums"]).succeeds().await;
        assert!(said.contains("upstream requests: MusicBrainz 80 of at most 80\n"), "{said}");
        (before, world.arrivals("musicbrainz"))
    })
    .await;
}

fn write_names(house: &Surroundings, names: u32) {
    let names: Vec<String> = (0..names).map(|number| format!("Act {number:03}")).collect();
    std::fs::write(house.folder().join("artists.csv"), format!("name\n{}\n", names.join("\n"))).unwrap();
}
