//! A Spotify that fails, refuses, renews and takes back; and a house that is killed in between.

use chrono::TimeDelta;
use serde_json::json;

use super::spotify::{PLAYS, SERIES, link, linked, list, message, now, plays, settled, sync};
use crate::support::app::{TestApp, until};
use crate::support::process::{Surroundings, until as until_process};
use crate::support::spotify::{Failure, Item, Spotify};

const ACCOUNT: &str = "{ viewer { accounts { username problem lastSyncAt } } }";

async fn problem(app: &TestApp, who: &vinilogy::identity::Requester) -> String {
    app.data_as(who, ACCOUNT).await["viewer"]["accounts"][0]["problem"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn tokens_are_renewed_whether_they_rotate_or_stay() {
    for rotates in [true, false] {
        let spotify = Spotify::start().await;
        spotify.inside().rotates = rotates;
        spotify.inside().plays = plays(now(), 5);
        let (app, ana) = linked(&spotify, &[]).await;
        settled(&app).await;
        let renewals = || spotify.count("/accounts/api/token") - 1;
        assert_eq!(renewals(), 0, "the first token holds for an hour");
        for round in 1..=3 {
            // Over before its time, or by the clock.
            if round == 2 {
                app.app.clock.advance(TimeDelta::hours(2));
            } else {
                spotify.expire();
            }
            let said = sync(&app, &ana).await;
            assert!(said.contains("plays: 0 new") && problem(&app, &ana).await.is_empty(), "{said}");
            assert_eq!(renewals(), round, "once for all steps");
        }
        assert_eq!(app.number("select count(*) from linked_accounts where refreshing_until is null and sealed_token is not null").await, 1);
    }
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_plainly_and_nothing_is_lost() {
    let spotify = Spotify::start().await;
    spotify.inside().plays = plays(now(), 5);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    spotify.revoke();
    sync(&app, &ana).await;
    let told = problem(&app, &ana).await;
    assert_eq!(told, "Spotify refused: your consent was withdrawn, or has run out: link the account again");
    assert_eq!(app.number("select count(*) from scrobbles").await, 5, "what is stored stays");
    let asked = spotify.inside().asked.len();
    sync(&app, &ana).await;
    assert_eq!((problem(&app, &ana).await, spotify.inside().asked.len()), (told, asked), "nobody is asked with a dead token again");
    link(&app, &spotify, &ana).await;
    settled(&app).await;
    assert_eq!(problem(&app, &ana).await, "");
    assert_eq!(app.lines(PLAYS).await, spotify.inside().played());
}

#[tokio::test]
async fn two_who_renew_at_once_lose_nothing() {
    let spotify = Spotify::start().await;
    spotify.inside().plays = plays(now(), 5);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    spotify.expire();
    // Somebody else is at it: the run waits for them, and asks nothing with a token that may be dead.
    app.batch("update linked_accounts set refreshing_until = now() + '1 hour'").await;
    let renewals = spotify.count("/accounts/api/token");
    app.data_as(&ana, "mutation { syncListening(input: {}) { run { id } } }").await;
    let waits = "select count(*) from job_runs where job = 'sync_listening' and retry_at is not null";
    until(&app.app, "the run waits", || async { app.number(waits).await == 1 }).await;
    assert_eq!(spotify.count("/accounts/api/token"), renewals);
    // They never came back: after their time is up somebody else may.
    app.batch("update linked_accounts set refreshing_until = now() - interval '1 second'").await;
    settled(&app).await;
    assert_eq!((problem(&app, &ana).await.as_str(), spotify.count("/accounts/api/token")), ("", renewals + 1));
    assert!(message(&app).await.contains("plays: 0 new"));
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_others_work_and_is_told() {
    let spotify = Spotify::start().await;
    {
        let mut inside = spotify.inside();
        inside.plays = plays(now(), 5);
        inside.top = vec![1, 2];
        inside.playlists = vec![list(0, "mara", vec![Item::Track(1)]), list(1, "mara", vec![Item::Track(2)])];
    }
    let no = |times| std::iter::repeat_n(Failure::of(403, json!("User not registered in the Developer Dashboard")), times);
    spotify.fail("/v1/me/player/recently-played", no(1));
    spotify.fail("/v1/me/top/artists", no(3));
    // Down for good: after its repeats and a second attempt the next playlist follows.
    spotify.fail("/v1/playlists/p0/items", std::iter::repeat_n(Failure::of(500, json!({})), 8));
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    let said = message(&app).await;
    for part in
        ["plays: Spotify refused", "top artists: Spotify refused", "playlist p0: Spotify is unavailable: status 500", "top lists: 6 new"]
    {
        assert!(said.contains(part), "{part} is missing from {said}");
    }
    assert_eq!(app.lines("select playlist_id from spotify_playlist_tracks").await, ["(p1)"]);
    let told = problem(&app, &ana).await;
    assert!(told.contains("plays: Spotify refused") && told.contains("playlist p0"), "{told}");
    assert_eq!(app.number("select count(*) from job_runs where job = 'sync_listening' and state = 'succeeded'").await, 1);
    let said = sync(&app, &ana).await;
    assert!(said.contains("plays: 5 new"), "{said}");
    assert_eq!((app.lines(PLAYS).await, problem(&app, &ana).await.as_str()), (spotify.inside().played(), ""));
    assert_eq!(app.number("select count(*) from spotify_playlist_tracks").await, 2);
}

#[tokio::test]
async fn a_short_pause_is_waited_out_and_a_long_one_ends_the_asking() {
    let spotify = Spotify::start().await;
    spotify.inside().plays = plays(now(), 5);
    spotify.fail("/v1/me/player/recently-played", [Failure::after(1)]);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    assert_eq!((app.lines(PLAYS).await, problem(&app, &ana).await.as_str()), (spotify.inside().played(), ""));

    spotify.fail("/v1/me/player/recently-played", [Failure::after(50_000)]);
    app.data_as(&ana, "mutation { syncListening(input: {}) { run { id } } }").await;
    let waits = "select count(*) from job_runs where job = 'sync_listening' and retry_at > now() + '13 hours'";
    until(&app.app, "the run waits", || async { app.number(waits).await == 1 }).await;
    let asked = spotify.inside().asked.len();
    assert_eq!(problem(&app, &ana).await, "Spotify asks us to wait 50000 s");
    // Nobody of the house asks Spotify anything meanwhile.
    assert_eq!(app.number("select count(*) from upstreams where provider = 'spotify' and paused_until > now() + '13 hours'").await, 1);
    let ben = app.person("ben@example.org").await;
    app.data_as(&ben, "mutation { linkAccount(input: {service: SPOTIFY}) { status } }").await;
    assert_eq!(spotify.inside().asked.len(), asked);
}

#[tokio::test]
async fn the_budget_is_kept() {
    let spotify = Spotify::start().await;
    spotify.inside().plays = plays(now(), 5);
    let (app, _) = linked(&spotify, &[("SPOTIFY_PER_MINUTE", "5")]).await;
    let five = "select count(*) from upstreams where provider = 'spotify' and cardinality(calls) = 5";
    until(&app.app, "the minute's calls are granted", || async { app.number(five).await == 1 }).await;
    // The last may still be on its way. Tokens count too.
    until(&app.app, "they are made", || async { spotify.inside().asked.len() == 5 }).await;
    let upstream = app.number("select limit_per_minute::bigint from upstreams where provider = 'spotify'").await;
    assert_eq!(upstream, 5);
}

#[tokio::test]
async fn a_house_without_an_application_says_so() {
    let spotify = Spotify::start().await;
    let app = TestApp::at(&spotify.url, &[("SPOTIFY_CLIENT_SECRET", "alone"), ("SPOTIFY_URL", spotify.url.as_str())]).await;
    let ana = app.person("ana@example.org").await;
    let link = app.data_as(&ana, "mutation { linkAccount(input: {service: SPOTIFY}) { status authorizeUrl } }").await;
    assert_eq!(link["linkAccount"], json!({"status": "NOT_CONFIGURED", "authorizeUrl": null}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_command_goes_on_where_it_was() {
    let spotify = Spotify::start().await;
    let mut app = linked(&spotify, &[]).await.0;
    settled(&app).await;
    app.rest().await;
    {
        let mut inside = spotify.inside();
        inside.plays = plays(now(), 50);
        inside.top = (1..9).collect();
        inside.playlists = (0..10).map(|n| list(n, "mara", (0..80).map(Item::Track).collect())).collect();
    }
    let settings = spotify.settings(true);
    let more: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let house = Surroundings::new(&app.url, &spotify.url, &more);
    let mut first = house.start(&["sync-listening", "--user", "ana@example.org"]);
    until_process("some playlists are stored", || async { spotify.count("/v1/playlists/") >= 4 }).await;
    let held = spotify.hold().await;
    first.kill().await;
    drop(held);
    let said = house.start(&["sync-listening"]).succeeds().await;
    assert!(said.contains("accounts: 1 fetched, 0 failed, 0 open"), "{said}");
    assert_eq!(app.lines(PLAYS).await, spotify.inside().played());
    let series: Vec<String> = spotify.inside().plays.iter().map(|(ms, n)| format!("({ms},track{n})")).collect();
    assert_eq!(app.lines(SERIES).await, series);
    assert_eq!(app.number("select count(*) from spotify_playlist_tracks").await, 800);
    assert!(spotify.count("/v1/playlists/") <= 22, "only what was on its way was asked for again: {}", spotify.count("/v1/playlists/"));
}
