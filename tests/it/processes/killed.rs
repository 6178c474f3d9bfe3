//! `kill -9` at ten random moments of a crawl, of the server, a worker, a command or the database: nothing is
//! lost and nothing is there twice, shown by comparison with a crawl that nobody disturbed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::SecretString;
use tokio::task::JoinSet;
use tokio_postgres::NoTls;
use vinilogy::db::embedded::{Embedded, EmbeddedOptions};

use crate::support::database;
use crate::support::process::{PATIENCE, Process, Server, Surroundings, tell, until};
use crate::support::world::{Act, World};

const SEED: &str = "VINILOGY_TEST_SEED";
const COMMANDS: [&[&str]; 3] = [&["seed-artists", "--csv", "artists.csv"], &["enrich-albums"], &["sync-releases"]];
/// How many kills fall into each command.
const KILLS: [usize; 3] = [2, 2, 6];

/// Everything that a crawl stores, without ids and times.
const STORED: [&str; 5] = [
    "select name, mbid, discogs_id, normalized_name, sort_name, source, popularity_score, info_synced_at is not null,
         albums_synced_at is not null, albums_next_offset, albums_problem from artists order by 1, 2",
    "select a.name, s.normalized_name, s.name, s.source from artist_aliases as s join artists as a on a.id = artist_id order by 1, 2",
    "select a.name, b.name, score, s.source from artist_similars as s join artists as a on a.id = artist_id
         join artists as b on b.id = similar_artist_id order by 1, 2",
    "select a.name, title, l.mbid, discogs_master_id, discogs_master_ids, first_release_year, is_studio, primary_type, l.source,
         releases_synced_at is not null, releases_sync_started_at, releases_list, releases_next_page, releases_problem
         from albums as l join artists as a on a.id = artist_id order by 1, 2",
    "select l.title, r.discogs_id, r.title, country, year, format, is_vinyl, is_official, label, catalog_number, barcodes, discogs_have,
         discogs_want, r.source, listed_at is not null, withdrawn_at from releases as r join albums as l on l.id = album_id order by 2",
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Victim {
    Server,
    Worker,
    Command,
    Database,
}

#[derive(Clone, Copy, Debug)]
struct Kill {
    /// At this of the command's calls.
    at: usize,
    victim: Victim,
    /// While answers are on their way, or whatever happens just then.
    is_held: bool,
}

async fn world() -> World {
    let act = |number: u32| Act {
        // Strangers whom several acts resemble, and nobody looks up.
        similar: (0..4).map(|at| format!("Stranger {}", (number + at) % 6)).collect(),
        lastfm_knows_mbid: !number.is_multiple_of(3),
        ..Act::usual(number, &format!("Act {number}"), 4, 250)
    };
    World::start((1..=12).map(act).collect()).await
}

fn surroundings(url: &SecretString, world: &World) -> Surroundings {
    let house = Surroundings::new(url, &world.url, &[]);
    let names: Vec<String> = (1..=12).map(|number| format!("Act {number}")).collect();
    std::fs::write(house.folder().join("artists.csv"), format!("name\n{}\n", names.join("\n"))).unwrap();
    house
}

/// The crawl that nobody disturbs: what it stores, and how many calls each command makes.
async fn undisturbed() -> (Vec<Vec<String>>, Vec<usize>) {
    let (world, url) = (world().await, database::fresh().await);
    let house = surroundings(&url, &world);
    let mut spans = Vec::new();
    for command in COMMANDS {
        let before = world.total();
        assert!(house.start(command).ended().await.success());
        spans.push(world.total() - before);
    }
    // Nobody stood in anybody's way either, although all name the same strangers at once.
    assert_eq!(database::number(&url, "select count(*) from job_runs where attempt > 1 or state <> 'succeeded'").await, 0);
    // Last.fm twice and MusicBrainz for each third; a page of albums; three pages of pressings each.
    assert_eq!(spans, [12 * 2 + 4, 12, 12 * 4 * 3]);
    (stored(&url).await, spans)
}

async fn stored(url: &SecretString) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sql in STORED {
        all.push(database::lines(url, sql).await);
    }
    all
}

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Ten kills, each kind of victim at least twice.
fn plan(chance: &mut Chance, spans: &[usize]) -> Vec<Vec<Kill>> {
    use Victim::{Command, Database, Server, Worker};
    let mut victims = vec![Server, Server, Worker, Worker, Worker, Command, Command, Database, Database, Database];
    let mut plan = Vec::new();
    for (kills, span) in KILLS.into_iter().zip(spans) {
        let mut moments: Vec<usize> = (0..kills).map(|_| 1 + chance.below(span - 2)).collect();
        moments.sort_unstable();
        let kill = |at| Kill { at, victim: victims.swap_remove(chance.below(victims.len())), is_held: chance.below(2) == 0 };
        plan.push(moments.into_iter().map(kill).collect());
    }
    plan
}

/// The house under fire.
struct House {
    database: Embedded,
    url: Arc<SecretString>,
    world: World,
    surroundings: Surroundings,
    server: Server,
    worker: Process,
    /// What the killed were at, and how long until it was at work again.
    recoveries: JoinSet<(Victim, usize, Duration)>,
}

impl House {
    async fn crawl(&mut self, arguments: &[&str], kills: &[Kill]) {
        let before = self.world.total();
        let mut command = self.surroundings.start(arguments);
        for kill in kills {
            until("the crawl goes on", || async { self.world.total() >= before + kill.at }).await;
            let held = if kill.is_held { Some(self.world.hold().await) } else { None };
            self.kill(kill.victim, &mut command, arguments).await;
            drop(held);
        }
        let ended = command.ended().await;
        assert!(ended.success(), "{arguments:?} ends in order: {ended}\n{}", command.log());
    }

    async fn kill(&mut self, victim: Victim, command: &mut Process, arguments: &[&str]) {
        let pid = match victim {
            Victim::Database => {
                let lost = at_work(&self.url, None).await.unwrap();
                self.watch(victim, lost);
                let server = self.database.server_pid().expect("it runs");
                kill(Pid::from_raw(i32::try_from(server).unwrap()), Signal::SIGKILL).unwrap();
                until("another server has been started", || async { self.database.server_pid().is_some_and(|pid| pid != server) }).await;
                assert!(self.database.until_answering(PATIENCE).await);
                return;
            }
            Victim::Server => self.server.process.pid(),
            Victim::Worker => self.worker.pid(),
            Victim::Command => command.pid(),
        };
        match victim {
            Victim::Server => self.server.process.kill().await,
            Victim::Worker => self.worker.kill().await,
            // One that has just ended need not be killed.
            _ if !command.is_running() => return,
            _ => command.kill().await,
        }
        let lost = at_work(&self.url, pid).await.unwrap();
        self.watch(victim, lost);
        match victim {
            Victim::Server => self.server = self.surroundings.serve(&[]).await,
            Victim::Worker => self.worker = self.surroundings.start(&["worker"]),
            _ => *command = self.surroundings.start(arguments),
        }
    }

    /// Measures how long it takes until every job that was at work has ended or is at work somewhere else.
    fn watch(&mut self, victim: Victim, lost: Vec<(i64, String)>) {
        let (url, killed) = (Arc::clone(&self.url), Instant::now());
        self.recoveries.spawn(async move {
            until("the killed one's jobs run again", || async { still_lost(&url, &lost).await == Some(0) }).await;
            (victim, lost.len(), killed.elapsed())
        });
    }
}

/// A connection, unless the database is just dead.
async fn connect(url: &SecretString) -> Option<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(secrecy::ExposeSecret::expose_secret(url), NoTls).await.ok()?;
    tokio::spawn(connection);
    Some(client)
}

/// The jobs that a process, or any, holds, and the worker that holds each.
async fn at_work(url: &SecretString, pid: Option<u32>) -> Option<Vec<(i64, String)>> {
    let sql = "select jobs.id, locked_by from graphile_worker._private_jobs as jobs
         join graphile_worker._private_workers as workers on workers.id = locked_by
         where attempts < max_attempts and ($1::text is null or metadata ->> 'pid' = $1)";
    let rows = connect(url).await?.query(sql, &[&pid.map(|pid| pid.to_string())]).await.ok()?;
    Some(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// How many of these jobs neither have ended nor are at work somewhere else.
async fn still_lost(url: &SecretString, lost: &[(i64, String)]) -> Option<i64> {
    let (ids, workers): (Vec<i64>, Vec<&str>) = lost.iter().map(|(id, worker)| (*id, worker.as_str())).unzip();
    let sql = "select count(*) from unnest($1::bigint[], $2::text[]) as lost (id, worker)
         join graphile_worker._private_jobs as jobs using (id)
         where (locked_by is null or locked_by = worker) and attempts < max_attempts";
    connect(url).await?.query_one(sql, &[&ids, &workers]).await.ok().map(|row| row.get(0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_lose_nothing_and_duplicate_nothing() {
    let seed = std::env::var(SEED).ok().and_then(|text| text.parse().ok()).unwrap_or_else(rand::random);
    let (right, spans) = undisturbed().await;
    let plan = plan(&mut Chance(seed), &spans);
    tell(&format!("{SEED}={seed}: {plan:?} of {spans:?} calls"));

    let folder = tempfile::tempdir().unwrap();
    // The database user must be able to enter when the tests run as root.
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
    let database = Embedded::start_in(folder.path(), EmbeddedOptions::default()).await.unwrap();
    let (url, world) = (SecretString::from(database.url()), world().await);
    let surroundings = surroundings(&url, &world);
    let server = surroundings.serve(&[]).await;
    let worker = surroundings.start(&["worker"]);
    let url = Arc::new(url);
    let mut house = House { database, url, world, surroundings, server, worker, recoveries: JoinSet::new() };
    let begun = Instant::now();
    for (command, kills) in COMMANDS.into_iter().zip(&plan) {
        house.crawl(command, kills).await;
    }
    while let Some(recovery) = house.recoveries.join_next().await {
        let (victim, jobs, after) = recovery.unwrap();
        tell(&format!("{victim:?}: {jobs} jobs running again after {after:.1?}"));
        assert!(after < Duration::from_mins(1), "{victim:?}: {jobs} jobs were running again after {after:?}");
    }
    tell(&format!("crawled in {:.1?} with {} calls, {} undisturbed", begun.elapsed(), house.world.total(), spans.iter().sum::<usize>()));

    let url = &house.url;
    for (now, before) in stored(url).await.iter().zip(&right) {
        let lost = || before.iter().filter(|row| !now.contains(row)).take(3).collect::<Vec<_>>();
        let strange = || now.iter().filter(|row| !before.contains(row)).take(3).collect::<Vec<_>>();
        assert!(now == before, "{} rows, not {}; lost {:#?}; strange {:#?}", now.len(), before.len(), lost(), strange());
    }
    assert_eq!(right.iter().map(Vec::len).collect::<Vec<_>>()[3..], [48, 12_000]);
    assert_eq!(
        database::lines(url, "select state, count(*) from job_runs where state <> 'succeeded' group by 1").await,
        Vec::<String>::new()
    );
    let left = "select count(*) from graphile_worker._private_jobs where attempts < max_attempts or locked_at is not null";
    assert_eq!(database::number(url, left).await, 0, "the queue is empty");
    assert!(house.server.process.is_running() && house.worker.is_running(), "who was not killed lives");
    house.database.stop().await;
}
