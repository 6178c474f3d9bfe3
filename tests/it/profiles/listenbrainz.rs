//! ListenBrainz: every listen once, though its pages have no numbers and its seconds may be shared.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use super::listening::{STORED, THEN, lines, played, settled};
use crate::support::app::TestApp;
use crate::support::history::Played;
use crate::support::listens::Listens;

async fn linked(listens: &Listens) -> (TestApp, Requester) {
    let app = TestApp::at(&listens.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    let link = "mutation { linkAccount(input: {service: LISTENBRAINZ, username: \"mara\"}) { status account { service username } } }";
    let linked = app.data_as(&ana, link).await["linkAccount"].clone();
    assert_eq!(linked, json!({"status": "LINKED", "account": {"service": "LISTENBRAINZ", "username": "Mara"}}));
    settled(&app).await;
    (app, ana)
}

async fn sync(app: &TestApp, who: &Requester) -> String {
    app.data_as(who, "mutation { syncListening(input: {service: LISTENBRAINZ}) { run { id } } }").await;
    settled(app).await;
    app.lines("select message as m from job_runs where job = 'sync_listening' order by id desc limit 1").await.pop().unwrap()
}

#[tokio::test]
async fn every_listen_is_stored_once_while_others_arrive() {
    let before = played(95);
    let listens = Listens::start(before.clone(), 10).await;
    listens.set_arriving(2);
    let (app, ana) = linked(&listens).await;
    listens.set_arriving(0);
    assert_eq!(app.lines(STORED).await, lines(&before), "seconds are shared across the edges of pages");
    let pages = listens.asked().len();
    assert!((10..22).contains(&pages), "{pages} pages");

    app.app.clock.advance(TimeDelta::hours(1));
    let message = sync(&app, &ana).await;
    let arrived = pages * 2;
    assert!(message.contains(&format!("plays: {arrived} new, 0 updated, 0 failed")), "{message}");
    assert_eq!(app.lines(STORED).await, lines(&listens.plays()));
    let again = listens.asked().len();
    assert!(again - pages < 12, "it ends where everything is stored: {}", again - pages);
    let message = sync(&app, &ana).await;
    assert!(message.contains("plays: 0 new, 0 updated, 0 failed"), "{message}");
    assert_eq!(app.number("select count(*) from scrobbles where source = 'listenbrainz'").await, i64::try_from(95 + arrived).unwrap());
    let nobody = "mutation { linkAccount(input: {service: LISTENBRAINZ, username: \"nobody\"}) { status } }";
    assert_eq!(app.data_as(&ana, nobody).await["linkAccount"]["status"], "UNKNOWN_USER");
}

#[tokio::test]
async fn a_second_that_holds_more_than_a_page_is_left_behind_and_told() {
    let odd = |n: i64| Played(if n < 1005 { THEN } else { THEN - n }, "A".into(), "B".into(), format!("T{n:04}"));
    let listens = Listens::start((0..1015).map(odd), 1000).await;
    let (app, _) = linked(&listens).await;
    assert_eq!(app.number("select count(*) from scrobbles").await, 1010, "a page of that second, and all that is older");
    let told = app.lines("select record, problem from job_run_skips").await;
    assert!(told.len() == 1 && told[0].contains("one second holds more of them than a page"), "{told:?}");
}

#[tokio::test]
async fn failures_pass_and_what_is_not_computed_yet_is_none() {
    let listens = Listens::start(played(5), 10).await;
    listens.fail([(503, json!({"code": 503, "error": "busy"})), (429, json!({"code": 429, "error": "slow down"}))]);
    let (app, ana) = linked(&listens).await;
    assert_eq!(app.number("select count(*) from scrobbles").await, 5);
    assert_eq!(app.number("select count(*) from listening_snapshots").await, 0, "204 is no list");
    let account = "{ viewer { accounts { problem lastSyncAt } listening { total topAlbums { totalCount } } } }";
    let told = app.data_as(&ana, account).await["viewer"].clone();
    assert_eq!((&told["accounts"][0]["problem"], &told["listening"]["total"]), (&Value::Null, &json!(5)), "{told}");
    assert_eq!(told["listening"]["topAlbums"]["totalCount"], 5, "as plays say");

    listens.set_top("all_time", &[("A", "One", 9), ("B", "Two", 8)]);
    listens.set_top("year", &[("A", "One", 3)]);
    sync(&app, &ana).await;
    let periods = "select period, payload_hash <> '' as hashed from listening_snapshots order by id";
    assert_eq!(app.lines(periods).await, ["(overall,t)", "(12month,t)"]);
    sync(&app, &ana).await;
    assert_eq!(app.number("select count(*) from listening_snapshots").await, 2, "nothing has changed");
    listens.set_top("year", &[("A", "One", 4)]);
    sync(&app, &ana).await;
    assert_eq!(app.lines("select period from listening_snapshots order by id").await, ["(overall)", "(12month)", "(12month)"]);
    assert_eq!(app.data_as(&ana, account).await["viewer"]["listening"]["topAlbums"]["totalCount"], 2, "as the service says");
}
