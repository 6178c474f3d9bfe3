//! Months made ahead, and dropped when they have been kept for long enough, while somebody reads.

use chrono::{DateTime, TimeDelta};
use url::Url;
use vinilogy::ops;

use crate::support::app::{TestApp, until};
use crate::support::database;

async fn purge(app: &TestApp) -> String {
    let run = ops::order_purge(&app.app).await.unwrap();
    let ended = format!("select count(*) from job_runs where id = {run} and state = 'succeeded'");
    until(&app.app, "the purge ends", || async { app.number(&ended).await == 1 }).await;
    app.lines(&format!("select message from job_runs where id = {run}")).await.pop().unwrap()
}

const MONTHS: &str = "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'diary'::regclass order by 1";

#[tokio::test]
async fn months_are_made_ahead_and_dropped_in_time() {
    let app = TestApp::at(&Url::parse("http://127.0.0.1:9").unwrap(), &[]).await.working();
    app.batch(
        "create table diary (at timestamptz not null, said text not null) partition by range (at);
         insert into time_series (name, keep_days) values ('diary', 90);
         select make_months('diary', array[timestamptz '1999-05-05', '2026-07-31', '2026-08-01', '2026-09-15', '2026-11-20']);
         select make_months('scrobbles', array[timestamptz '2010-05-05']);
         insert into diary values ('1999-05-05', 'old'), ('2026-07-31', 'july'), ('2026-08-01', 'august'), ('2026-11-20', 'now');",
    )
    .await;
    // The end of July was 91 days before this, and that of August 60.
    let then = DateTime::parse_from_rfc3339("2026-10-30T12:00:00Z").unwrap().to_utc();
    app.app.clock.advance(then - app.app.clock.now());
    let said = purge(&app).await;
    assert!(said.contains("2 dropped"), "{said}");
    assert_eq!(app.lines(MONTHS).await, ["(diary_2026_08)", "(diary_2026_09)", "(diary_2026_10)", "(diary_2026_11)"]);
    assert_eq!(app.lines("select said from diary order by at").await, ["(august)", "(now)"]);
    let kept = "select count(*) from pg_class where relname in ('scrobbles_2010_05', 'scrobbles_2026_10', 'scrobbles_2026_11')";
    assert_eq!(app.number(kept).await, 3, "what somebody played is kept for good");

    let again = purge(&app).await;
    assert!(again.contains("0 made ahead, 0 dropped"), "{again}");
    app.app.clock.advance(TimeDelta::days(29));
    let series = app.number("select count(*) from time_series").await;
    let said = purge(&app).await;
    assert!(said.contains(&format!("{series} made ahead, 0 dropped")), "December of all, and August has two days left: {said}");
    app.app.clock.advance(TimeDelta::days(2));
    assert!(purge(&app).await.contains("0 made ahead, 1 dropped"));
    assert_eq!(app.number("select count(*) from pg_class where relname = 'diary_2026_08'").await, 0);
}

#[tokio::test]
async fn who_reads_is_waited_for_and_nobody_waits_behind_us() {
    let app = TestApp::at(&Url::parse("http://127.0.0.1:9").unwrap(), &[]).await.working();
    app.batch(
        "create table diary (at timestamptz not null, said text not null) partition by range (at);
         insert into time_series (name, keep_days) values ('diary', 90);
         select make_months('diary', array[timestamptz '2020-01-01']); insert into diary values ('2020-01-01', 'old');",
    )
    .await;
    let reader = database::connect(&app.url).await;
    reader.batch_execute("begin; select count(*) from diary").await.unwrap();
    ops::order_purge(&app.app).await.unwrap();
    let waits = "select count(*) from job_runs where job = 'purge_expired' and retry_at is not null";
    until(&app.app, "the purge steps back", || async { app.number(waits).await == 1 }).await;
    // Somebody else reads meanwhile, and does not wait.
    assert_eq!(app.number("select count(*) from diary").await, 1);
    reader.batch_execute("commit").await.unwrap();
    app.batch("update graphile_worker._private_jobs set run_at = now()").await;
    let done = "select count(*) from job_runs where job = 'purge_expired' and state = 'succeeded'";
    until(&app.app, "the purge ends", || async { app.number(done).await == 1 }).await;
    assert_eq!(app.number("select count(*) from pg_class where relname = 'diary_2020_01'").await, 0);
}
