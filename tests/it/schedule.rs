//! The clock: every due time has its run, and one alone, whoever is up and whatever the clock does.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc, Weekday};
use serde_json::{Value, json};
use vinilogy::schedule;

use crate::support::app::{TestApp, until};
use crate::support::upstream::Upstream;

/// Every line on its usual time.
const USUAL: &[(&str, &str)] = &[];
const DUE: &str = "select job || ' ' || to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as due from job_runs
    where trigger = 'cron' and due_at is not null order by due_at, job";

/// Whether a job is due at this full minute, told without a cron line.
fn is_due(job: &str, at: DateTime<Utc>) -> bool {
    let time = (at.hour(), at.minute());
    match job {
        "refresh_active_artists" => at.weekday() == Weekday::Mon && time == (3, 15),
        "refresh_catalogue" => at.day() == 1 && time == (4, 0),
        "sync_releases" => time == (4, 30),
        "compute_prices" => time == (5, 0),
        "refresh_best_prices" => at.weekday() == Weekday::Sun && time == (6, 30),
        "refresh_exchange_rates" => time == (15, 30),
        "sync_listening" => at.minute() == 5,
        "sync_collections" => time == (2, 45),
        "learn_taste" => time == (4, 20),
        "recompute_recommendations" => at.minute() == 35,
        "shop_full_sync" => at.weekday() == Weekday::Sun && time == (1, 0),
        "shop_daily_sync" => time == (1, 30),
        "purge_expired" => time == (0, 10),
        job => panic!("nobody knows {job}"),
    }
}

const JOBS: [&str; 13] = [
    "refresh_active_artists",
    "refresh_catalogue",
    "sync_releases",
    "compute_prices",
    "refresh_best_prices",
    "refresh_exchange_rates",
    "sync_listening",
    "sync_collections",
    "learn_taste",
    "recompute_recommendations",
    "shop_full_sync",
    "shop_daily_sync",
    "purge_expired",
];

/// What is due after one moment, up to another.
fn due(jobs: &[&str], after: DateTime<Utc>, to: DateTime<Utc>) -> Vec<String> {
    let mut minute = after.duration_trunc(TimeDelta::minutes(1)).unwrap() + TimeDelta::minutes(1);
    let mut due = Vec::new();
    while minute <= to {
        let mut now: Vec<_> = jobs.iter().filter(|job| is_due(job, minute)).collect();
        now.sort();
        due.extend(now.into_iter().map(|job| format!("{job} {}", minute.format("%F %T"))));
        minute += TimeDelta::minutes(1);
    }
    due
}

async fn house(more: &[(&str, &str)]) -> TestApp {
    let upstream = Upstream::start().await;
    let app = TestApp::at(&upstream.url, more).await;
    schedule::register(&app.app).await.unwrap();
    app
}

/// As often as there is something left to do.
async fn look(app: &TestApp, up_since: DateTime<Utc>) {
    while schedule::look(&app.app, up_since).await.unwrap() > 0 {}
}

async fn made(app: &TestApp) -> Vec<String> {
    app.lines(DUE).await.iter().map(|line| line.trim_matches(['(', ')', '"']).to_owned()).collect()
}

#[tokio::test]
async fn a_month_of_the_clock_has_every_run_at_its_due_time() {
    let app = house(USUAL).await;
    let start = app.app.clock.now();
    look(&app, start).await;
    assert_eq!(made(&app).await, [""; 0], "what was never seen before starts at its next due time");
    // At odd moments, between which several due times may lie.
    for step in 0..90 {
        app.app.clock.advance(TimeDelta::minutes(8 * 60 + step % 7));
        look(&app, start).await;
    }
    let right = due(&JOBS, start, app.app.clock.now());
    assert!(right.len() > 1500, "{}", right.len());
    assert_eq!(made(&app).await, right);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &right {
        *counts.entry(line.split(' ').next().unwrap()).or_default() += 1;
    }
    println!("a month of the clock, {} runs: {counts:?}", right.len());
}

#[tokio::test]
async fn what_fell_due_while_nobody_was_up_is_made_up_for_once() {
    let app = house(USUAL).await;
    look(&app, app.app.clock.now()).await;
    let before = app.app.clock.now();
    app.app.clock.advance(TimeDelta::days(45));
    let back = app.app.clock.now();
    look(&app, back).await;
    let missed = due(&JOBS, before, back);
    let mut last: Vec<String> = JOBS.iter().map(|job| missed.iter().rfind(|line| line.starts_with(job)).unwrap().clone()).collect();
    last.sort_by_key(|line| line.split_once(' ').map(|(job, at)| (at.to_owned(), job.to_owned())));
    assert_eq!(made(&app).await, last);
    // From then on nothing is left out. A process that starts every day runs the weekly jobs too.
    let mut right = last;
    for _ in 0..8 {
        let from = app.app.clock.now();
        app.app.clock.advance(TimeDelta::hours(23));
        schedule::register(&app.app).await.unwrap();
        look(&app, from).await;
        right.extend(due(&JOBS, from, app.app.clock.now()));
    }
    assert_eq!(made(&app).await, right);
    for weekly in ["refresh_active_artists", "refresh_best_prices", "shop_full_sync"] {
        assert!(right[JOBS.len()..].iter().any(|line| line.starts_with(weekly)), "{weekly}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_look_at_once_one_makes_the_run() {
    let app = house(&[("SCHEDULE_SYNC_LISTENING", "*/10 * * * * *")]).await;
    let start = app.app.clock.now();
    look(&app, start).await;
    let other = TestApp::over(app.url.clone(), &"http://127.0.0.1:9".parse().unwrap(), &[]).await;
    for _ in 0..20 {
        app.app.clock.advance(TimeDelta::seconds(37));
        other.app.clock.advance(TimeDelta::milliseconds(37_050));
        let looks = (0..8).map(|n| schedule::look(if n % 2 == 0 { &app.app } else { &other.app }, start));
        futures::future::try_join_all(looks).await.unwrap();
    }
    look(&app, start).await;
    look(&other, start).await;
    let counted = "select count(*) from job_runs where job = 'sync_listening' and due_at is not null";
    let seconds = "select extract(epoch from max(due_at) - min(due_at))::bigint from job_runs where job = 'sync_listening'";
    let (runs, span) = (app.number(counted).await, app.number(seconds).await);
    assert!(runs >= 73, "{runs}");
    assert_eq!(span, (runs - 1) * 10, "every ten seconds, none left out");
    assert_eq!(app.number("select count(distinct due_at) from job_runs where job = 'sync_listening'").await, runs);
}

#[tokio::test]
async fn a_clock_that_is_set_back_runs_nothing_twice_and_goes_on() {
    let app = house(USUAL).await;
    let start = app.app.clock.now();
    look(&app, start).await;
    app.app.clock.advance(TimeDelta::days(3));
    look(&app, start).await;
    let before = made(&app).await;
    assert_eq!(before, due(&JOBS, start, app.app.clock.now()));
    app.app.clock.advance(TimeDelta::hours(-30));
    look(&app, start).await;
    app.app.clock.advance(TimeDelta::hours(12));
    look(&app, start).await;
    assert_eq!(made(&app).await, before, "all of it has run");
    // A clock that was years ahead for a moment leaves nobody waiting for years.
    app.app.clock.advance(TimeDelta::hours(30));
    look(&app, start).await;
    assert_eq!(made(&app).await, due(&JOBS, start, app.app.clock.now()));
}

#[tokio::test]
async fn a_job_waits_for_its_predecessor_and_ends_after_what_it_ordered() {
    let app = house(&[("SCHEDULE_PURGE_EXPIRED", "0 0 * * * *")]).await.working();
    let busy = "insert into job_runs (job, kind, key, payload, state, trigger, priority, queued_at)
        values ('purge_expired', 'tick', 'tick:before', '{}', 'running', 'cron', 20, now())";
    app.batch(busy).await;
    let start = app.app.clock.now();
    look(&app, start).await;
    app.app.clock.advance(TimeDelta::hours(2));
    look(&app, start).await;
    let waiting = "select count(*) from job_runs where due_at is not null and job = 'purge_expired' and state = 'queued'
        and message like '%is not at its end yet'";
    until(&app.app, "both wait", || async { app.number(waiting).await == 2 }).await;
    let ordered =
        "select count(*) from job_runs as child join job_runs as parent on parent.id = child.parent_id where parent.job = 'purge_expired'";
    assert_eq!(app.number(ordered).await, 0);
    app.batch("update job_runs set state = 'succeeded' where key = 'tick:before'").await;
    let ended = "select count(*) from job_runs where due_at is not null and job = 'purge_expired' and state = 'succeeded'";
    until(&app.app, "both end, one after the other", || async { app.number(ended).await == 2 }).await;
    let order = "select bool_and(first.finished_at <= second.started_at)::int::bigint from job_runs as first join job_runs as second
        on first.due_at < second.due_at and first.job = second.job and first.kind = second.kind
        where first.job = 'purge_expired' and first.due_at is not null";
    assert_eq!(app.number(order).await, 1, "they did not overlap");
    let children = "select count(*) from job_runs as child join job_runs as parent on parent.id = child.parent_id
        where parent.job = 'purge_expired' and parent.finished_at >= child.finished_at and parent.message like '%1 of 1 runs have ended%'";
    assert_eq!(app.number(children).await, 2);
}

const LIST: &str = "{ jobs { name schedule nextRunAt enabled lastRun { id state trigger dueAt message } } }";

fn run(job: &str) -> String {
    format!("mutation {{ runJob(input: {{job: {job:?}}}) {{ status run {{ id job state trigger dueAt }} }} }}")
}

#[tokio::test]
async fn administrators_see_the_jobs_run_them_and_pause_them() {
    let mut app = house(&[("SCHEDULE_COMPUTE_PRICES", "off")]).await;
    let admin = app.administrator().await;
    let ben = app.person("ben@example.org").await;
    let jobs = app.data_as(&admin, LIST).await["jobs"].clone();
    let names: Vec<&str> = jobs.as_array().unwrap().iter().map(|job| job["name"].as_str().unwrap()).collect();
    assert_eq!(names, JOBS);
    let job = |jobs: &Value, name: &str| jobs.as_array().unwrap().iter().find(|job| job["name"] == name).unwrap().clone();
    let off = job(&jobs, "compute_prices");
    assert_eq!((&off["enabled"], &off["schedule"], &off["nextRunAt"]), (&json!(false), &Value::Null, &Value::Null));
    let hourly = job(&jobs, "sync_listening");
    assert_eq!((&hourly["enabled"], &hourly["schedule"], &hourly["lastRun"]), (&json!(true), &json!("0 5 * * * *"), &Value::Null));
    for (query, is_list) in [(LIST.to_owned(), true), (run("sync_listening"), false)] {
        assert_eq!(app.ask(&query).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{is_list}");
        assert_eq!(app.ask_as(ben, &query).await["errors"][0]["extensions"]["code"], "FORBIDDEN", "{is_list}");
    }

    let first = app.data_as(&admin, &run("sync_listening")).await["runJob"].clone();
    assert_eq!(
        (&first["status"], &first["run"]["job"], &first["run"]["trigger"]),
        (&json!("QUEUED"), &json!("sync_listening"), &json!("MANUAL"))
    );
    let second = app.data_as(&admin, &run("sync_listening")).await["runJob"].clone();
    assert_eq!((&second["status"], &second["run"]["id"]), (&json!("ALREADY_QUEUED"), &first["run"]["id"]));
    assert_eq!(app.data_as(&admin, &run("dishes")).await["runJob"], json!({"status": "UNKNOWN_JOB", "run": null}));
    let wrong = "mutation { runJob(input: {job: \"sync_releases\", arguments: \"[1]\"}) { status } }";
    let wrong = app.ask_as(admin, wrong).await["errors"][0].clone();
    assert_eq!(wrong["extensions"]["code"], "BAD_USER_INPUT");
    assert!(wrong["message"].as_str().unwrap().contains("`arguments`"), "{wrong}");

    // Paused, it falls due for nobody; resumed, it begins with its next time.
    let change = |what: &str| format!("mutation {{ {what}Job(input: {{job: \"sync_listening\"}}) {{ status }} }}");
    assert_eq!(app.data_as(&admin, &change("pause")).await["pauseJob"]["status"], "PAUSED");
    assert_eq!(job(&app.data_as(&admin, LIST).await["jobs"], "sync_listening")["enabled"], false);
    let start = app.app.clock.now();
    app.app.clock.advance(TimeDelta::hours(5));
    look(&app, start).await;
    assert_eq!(app.data_as(&admin, &change("resume")).await["resumeJob"]["status"], "RESUMED");
    let resumed = app.app.clock.now();
    let hours = "select count(*) from job_runs where job = 'sync_listening' and due_at is not null";
    assert_eq!(app.number(hours).await, 0);
    let next =
        job(&app.data_as(&admin, LIST).await["jobs"], "sync_listening")["nextRunAt"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert!(next > resumed && next <= resumed + TimeDelta::hours(1), "{next}");

    // Somebody works: what was ordered ends, and is the last run of the list.
    app = app.working();
    let ended = "select count(*) from job_runs where id = 1 and state = 'succeeded'";
    until(&app.app, "the run ends", || async { app.number(ended).await == 1 }).await;
    let last = job(&app.data_as(&admin, LIST).await["jobs"], "sync_listening")["lastRun"].clone();
    assert_eq!((&last["id"], &last["state"], &last["message"]), (&json!("run:1"), &json!("SUCCEEDED"), &json!("nothing was to be done")));
}

#[tokio::test]
async fn runs_are_cancelled_with_what_they_gave_rise_to_and_tried_again() {
    let app = house(USUAL).await;
    let admin = app.administrator().await;
    app.data_as(&admin, &run("sync_releases")).await;
    app.batch(
        "insert into job_runs (job, key, payload, trigger, priority, queued_at, parent_id)
         values ('fetch_artist', 'fetch_artist:artist:1', '{}', 'continuation', 10, now(), 1)",
    )
    .await;
    let change = |what: &str, id: u32| format!("mutation {{ {what}Run(input: {{id: \"run:{id}\"}}) {{ status run {{ id state }} }} }}");
    let cancelled = "mutation { cancelRun(input: {id: \"run:1\"}) { status cancelled run { state } } }";
    let answer = app.data_as(&admin, cancelled).await["cancelRun"].clone();
    assert_eq!(answer, json!({"status": "CANCELLED", "cancelled": 2, "run": {"state": "CANCELLED"}}));
    assert_eq!(app.number("select count(*) from graphile_worker._private_jobs").await, 0, "nobody works at it");
    assert_eq!(app.data_as(&admin, &change("cancel", 1)).await["cancelRun"]["status"], "ALREADY_ENDED");
    assert_eq!(app.data_as(&admin, &change("cancel", 99)).await["cancelRun"], json!({"status": "NOT_FOUND", "run": null}));

    assert_eq!(
        app.data_as(&admin, &change("retry", 1)).await["retryRun"],
        json!({"status": "QUEUED", "run": {"id": "run:1", "state": "QUEUED"}})
    );
    assert_eq!(app.data_as(&admin, &change("retry", 1)).await["retryRun"]["status"], "NOT_FAILED");
    let app = app.working();
    let ended = "select count(*) from job_runs where id = 1 and state = 'succeeded'";
    until(&app.app, "it is done after all", || async { app.number(ended).await == 1 }).await;
    app.batch(
        "update job_runs set state = 'failed' where id = 1; insert into job_runs (job, kind, key, payload, trigger, priority, queued_at)
        values ('sync_releases', 'tick', 'tick:sync_releases', '{}', 'manual', 10, now())",
    )
    .await;
    let other = app.number("select max(id) from job_runs").await;
    let answer = app.data_as(&admin, &change("retry", 1)).await["retryRun"].clone();
    assert_eq!(answer, json!({"status": "ALREADY_QUEUED", "run": {"id": format!("run:{other}"), "state": "QUEUED"}}));
    let ben = app.person("ben@example.org").await;
    for what in ["cancel", "retry"] {
        assert_eq!(app.ask(&change(what, 1)).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(app.ask_as(ben, &change(what, 1)).await["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}

#[tokio::test]
async fn old_runs_are_forgotten_and_failed_ones_later() {
    let app = house(USUAL).await;
    app.batch(
        "insert into job_runs (job, key, payload, state, trigger, priority, queued_at, finished_at)
         select 'fetch_artist', 'key' || n, '{}', case when n % 2 = 0 then 'succeeded' else 'failed' end, 'manual', 10,
             now() - n * interval '1 day', now() - n * interval '1 day' from generate_series(1, 120) as n",
    )
    .await;
    let admin = app.administrator().await;
    app.data_as(&admin, &run("purge_expired")).await;
    let app = app.working();
    let ended = "select count(*) from job_runs where job = 'purge_expired' and kind = 'tick' and state = 'succeeded'";
    until(&app.app, "it is purged", || async { app.number(ended).await == 1 }).await;
    let left =
        "select state, count(*), max(now() - finished_at) < case state when 'failed' then interval '91 days' else interval '31 days' end
        from job_runs where job = 'fetch_artist' group by 1 order by 1";
    assert_eq!(app.lines(left).await, ["(failed,45,t)", "(succeeded,14,t)"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_job_comes_to_its_end_in_an_empty_house() {
    let app = house(USUAL).await.working();
    let admin = app.administrator().await;
    // Rates have sources that are asked until they answer; nobody here does.
    for job in JOBS.into_iter().filter(|job| *job != "refresh_exchange_rates") {
        assert_eq!(app.data_as(&admin, &run(job)).await["runJob"]["status"], "QUEUED", "{job}");
    }
    let open = "select count(*) from job_runs where kind = 'tick' and state in ('queued', 'running')";
    until(&app.app, "every job ends", || async { app.number(open).await == 0 }).await;
    let failed = "select job, error from job_runs where kind = 'tick' and state <> 'succeeded'";
    assert_eq!(app.lines(failed).await, [""; 0]);
}
