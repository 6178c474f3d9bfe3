//! What a person plays, keeps and likes at Spotify: all of it, in both of Spotify's shapes, and nothing twice.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vinilogy::identity::Requester;
use vinilogy::profiles::ListeningSource;
use vinilogy::profiles::consent::{self, Outcome, Return};

use crate::support::app::{TestApp, until};
use crate::support::door::Door;
use crate::support::spotify::{Item, Playlist, Spotify};

pub const PLAYS: &str = "select extract(epoch from played_at)::bigint, artist.name, album.title, track.title from scrobbles
    join listened_tracks as track on track.id = listened_track_id join listened_artists as artist on artist.id = track.listened_artist_id
    left join listened_albums as album on album.id = listened_album_id where source = 'spotify' order by 1 desc, 4";
pub const SERIES: &str = "select (extract(epoch from played_at) * 1000)::bigint, track_id from spotify_recently_played order by 1 desc, 2";
const ITEMS: &str = "select playlist_id, place, kind, coalesce(track_id, title) from spotify_playlist_tracks order by 1, 2";

/// Waits until nothing is under way.
pub async fn settled(app: &TestApp) {
    let open = "select count(*) from job_runs where state in ('queued', 'running')";
    until(&app.app, "every run ends", || async { app.number(open).await == 0 }).await;
}

pub async fn message(app: &TestApp) -> String {
    let row = "select coalesce(message, '') as m from job_runs where job = 'sync_listening' order by id desc limit 1";
    app.lines(row).await.pop().unwrap()
}

/// A house over this Spotify, with somebody whose account there is linked.
pub async fn linked(spotify: &Spotify, more: &[(&str, &str)]) -> (TestApp, Requester) {
    let settings = spotify.settings(true);
    let mut settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    settings.extend(more);
    let app = TestApp::at(&spotify.url, &settings).await.working();
    let ana = app.person("ana@example.org").await;
    link(&app, spotify, &ana).await;
    (app, ana)
}

pub async fn link(app: &TestApp, spotify: &Spotify, who: &Requester) {
    let sent = app.data_as(who, "mutation { linkAccount(input: {service: SPOTIFY}) { authorizeUrl } }").await;
    let (code, state) = spotify.consent(sent["linkAccount"]["authorizeUrl"].as_str().unwrap());
    let back = Return { state: state.into(), code: Some(code.into()), mark: None, session: None };
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    assert_eq!(consent::complete(&app.app, ListeningSource::Spotify, back, deadline).await.unwrap(), Outcome::Linked);
}

pub async fn sync(app: &TestApp, who: &Requester) -> String {
    settled(app).await;
    app.data_as(who, "mutation { syncListening(input: {}) { run { id } } }").await;
    settled(app).await;
    message(app).await
}

/// So many plays of the last hours, the newest first.
pub fn plays(app_now: i64, count: u32) -> Vec<(i64, u32)> {
    (0..count).map(|n| (app_now - i64::from(n) * 200_123 - 60_000, count - n)).collect()
}

pub fn now() -> i64 {
    vinilogy::clock::Clock::default().now().timestamp_millis()
}

pub fn list(n: usize, owner: &'static str, items: Vec<Item>) -> Playlist {
    Playlist { id: format!("p{n}"), owner, snapshot: 1, items }
}

fn series(spotify: &Spotify) -> Vec<String> {
    spotify.inside().plays.iter().map(|(ms, n)| format!("({ms},track{n})")).collect()
}

/// What the first twenty playlists hold, as the database is to say it.
pub fn items(spotify: &Spotify) -> Vec<String> {
    let inside = spotify.inside();
    let mut lines = Vec::new();
    let mut lists: Vec<&Playlist> = inside.playlists.iter().take(20).filter(|list| inside.is_old || list.owner == inside.me).collect();
    lists.sort_by(|one, other| one.id.cmp(&other.id));
    for list in lists {
        for (place, item) in list.items.iter().enumerate().take(100) {
            lines.extend(match item {
                Item::Track(n) => Some(format!("({},{place},track,track{n})", list.id)),
                Item::Local(name) => Some(format!("({},{place},local,{name})", list.id)),
                Item::Episode(n) => Some(format!("({},{place},episode,\"Episode {n}\")", list.id)),
                Item::Null => None,
            });
        }
    }
    lines
}

fn fill(spotify: &Spotify) {
    let mut inside = spotify.inside();
    inside.plays = plays(now(), 30);
    inside.top = (1..=25).collect();
    let odd = vec![Item::Track(1), Item::Null, Item::Local("Demo"), Item::Episode(4), Item::Track(2), Item::Track(1)];
    inside.playlists = vec![list(0, "mara", odd), list(1, "mara", (0..130).map(Item::Track).collect()), list(2, "mara", Vec::new())];
    inside.playlists.push(list(3, "somebody", vec![Item::Track(5)]));
    inside.playlists.extend((4..24).map(|n| list(n, "mara", vec![Item::Track(u32::try_from(n).unwrap())])));
}

#[tokio::test]
async fn everything_is_stored_as_it_is_there_in_either_shape_and_nothing_twice() {
    for is_old in [false, true] {
        let spotify = Spotify::start().await;
        spotify.inside().is_old = is_old;
        fill(&spotify);
        let (app, ana) = linked(&spotify, &[]).await;
        settled(&app).await;
        let said = message(&app).await;
        assert_eq!(app.lines(PLAYS).await, spotify.inside().played(), "{said}");
        assert_eq!(app.lines(SERIES).await, series(&spotify));
        assert_eq!(app.lines(ITEMS).await, items(&spotify), "{said}");
        assert!(said.contains("plays: 30 new, 0 updated, 0 failed") && said.contains("the first 20 of 25 playlists"), "{said}");
        // Three ranges of twenty tracks and twenty artists.
        assert!(said.contains("top lists: 120 new"), "{said}");
        let tops = "select time_range, string_agg(track_id, ',' order by place) from spotify_top_tracks group by 1 order by 1";
        let ids: Vec<String> = (1..=20).map(|n| format!("track{n}")).collect();
        let right: Vec<String> = ["long_term", "medium_term", "short_term"].map(|range| format!("({range},\"{}\")", ids.join(","))).into();
        assert_eq!(app.lines(tops).await, right);
        assert_eq!(app.number("select count(*) from spotify_top_artists").await, 60);
        assert_eq!(
            app.number(
                "select count(*) from spotify_artists where spotify_id like 'artist%' and genres <> '{}' and detailed_at is not null"
            )
            .await,
            7
        );
        let features = app.number("select count(*) from spotify_audio_features where tempo = 120.5 and key = 7").await;
        let gone = "Spotify no longer gives audio features to this application";
        if is_old {
            assert!(features == 100 && !said.contains(gone), "{features}: {said}");
            assert_eq!(
                app.number("select followers from spotify_artists where spotify_id = 'artist3'").await,
                1234,
                "a float is a number too"
            );
        } else {
            assert!(features == 0 && said.contains(gone) && said.contains("1 playlists are closed to this application"), "{said}");
        }
        for series in ["scrobbles", "spotify_recently_played", "spotify_top_tracks", "spotify_top_artists"] {
            assert_eq!(app.number(&format!("select count(*) from only {series}")).await, 0, "{series} is in months");
        }
        let keep = "select count(*) from time_series where name = 'spotify_recently_played' and keep_days = 90";
        assert_eq!(app.number(keep).await, 1);
        let account = app.data_as(&ana, "{ viewer { accounts { problem lastSyncAt } } }").await["viewer"]["accounts"][0].clone();
        assert!(account["problem"].is_null() && account["lastSyncAt"].is_string(), "{account}");

        // The same once more: nothing is new, and what has not changed is not asked for.
        let before = spotify.count("/v1/playlists/");
        let said = sync(&app, &ana).await;
        assert!(said.contains("plays: 0 new, 0 updated, 0 failed") && said.contains("playlists: 0 new, 0 updated"), "{said}");
        assert!(said.contains("top lists: 0 new, 0 updated, 0 failed, 120 unchanged"), "{said}");
        assert_eq!(spotify.count("/v1/playlists/"), before);
        assert_eq!(spotify.count("/v1/audio-features"), 1, "what was told, or refused, is not asked for again");
        assert_eq!(app.lines(ITEMS).await, items(&spotify));

        // What changes there changes here.
        {
            let mut inside = spotify.inside();
            inside.playlists[0].items = vec![Item::Track(9), Item::Track(2)];
            inside.playlists[0].snapshot = 2;
            inside.playlists.remove(1);
            inside.top = vec![3, 2];
        }
        let said = sync(&app, &ana).await;
        assert_eq!(app.lines(ITEMS).await, items(&spotify), "{said}");
        assert_eq!(app.number("select count(*) from spotify_top_tracks").await, 6, "the day's lists are replaced");
    }
}

#[tokio::test]
async fn a_call_that_is_gone_is_tried_again_after_thirty_days() {
    let spotify = Spotify::start().await;
    fill(&spotify);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    let counts = || (spotify.count("/v1/audio-features"), spotify.inside().asked.iter().filter(|(path, _)| path == "/v1/artists").count());
    let first = counts();
    assert!(sync(&app, &ana).await.contains("no longer gives audio features"));
    assert_eq!(counts(), first);
    app.app.clock.advance(TimeDelta::days(31));
    spotify.inside().is_old = true;
    let said = sync(&app, &ana).await;
    assert!(!said.contains("no longer gives"), "{said}");
    assert!(counts().0 > first.0 && app.number("select count(*) from spotify_audio_features").await > 0, "{said}");
}

#[tokio::test]
async fn hourly_runs_leave_no_gap_and_what_spotify_does_not_tell_is_said() {
    let spotify = Spotify::start().await;
    let then = now() - 20 * 3_600_000;
    spotify.inside().plays = plays(then, 60);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    assert!(message(&app).await.contains("Spotify tells of the last 50 plays only"), "{}", message(&app).await);
    assert_eq!(app.number("select count(*) from spotify_recently_played").await, 50);

    // Forty an hour: some of them tell of it late.
    for hour in 1..=3_u32 {
        let fresh: Vec<(i64, u32)> =
            (0..40).map(|n| (then + i64::from(hour) * 3_600_000 - i64::from(n) * 60_001, hour * 1000 + n)).collect();
        {
            let mut inside = spotify.inside();
            inside.plays.splice(0..0, fresh);
            inside.plays.insert(45, (then + 7, 9000 + hour));
            inside.plays.sort_by(|one, other| other.cmp(one));
        }
        let said = sync(&app, &ana).await;
        assert!(!said.contains("may be missing"), "{said}");
        let newest = spotify.inside().plays.iter().take(50).map(|(ms, n)| format!("({ms},track{n})")).collect::<Vec<_>>();
        assert_eq!(app.lines(SERIES).await[..50], newest);
    }
    let stored = app.number("select count(*) from spotify_recently_played").await;
    assert_eq!(app.number("select count(*) from scrobbles").await, stored);

    // More than fifty in between: that is said.
    let fresh: Vec<(i64, u32)> = (0..70).map(|n| (then + 8 * 3_600_000 - i64::from(n) * 60_001, 5000 + n)).collect();
    spotify.inside().plays.splice(0..0, fresh);
    let said = sync(&app, &ana).await;
    assert!(said.contains("plays: 50 new") && said.contains("may be missing"), "{said}");
    let asked = spotify.inside().asked.clone();
    let both = |query: &std::collections::HashMap<String, String>| query.contains_key("after") && query.contains_key("before");
    assert!(asked.iter().all(|(_, query)| !both(query)), "Spotify takes one of them");
    assert!(asked.iter().any(|(path, query)| path.ends_with("recently-played") && query.contains_key("after")));
}

#[tokio::test]
async fn names_are_matched_and_ids_are_given_where_there_is_no_doubt() {
    let spotify = Spotify::start().await;
    spotify.inside().plays = vec![(now() - 1000, 1), (now() - 300_000, 2), (now() - 600_000, 10)];
    let settings = spotify.settings(true);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let app = TestApp::at(&spotify.url, &settings).await;
    // Artist 1 with the album that was played; artist 2 with another album; artist 3 known by Spotify's id under another name.
    app.batch(
        "insert into artists (name, normalized_name, spotify_id, source) values
             ('Artist 1', 'artist 1', null, 'manual'), ('Artist 2', 'artist 2', null, 'manual'), ('Quite Another', 'quite another', 'artist3', 'manual');
         insert into albums (artist_id, title, normalized_title, is_studio, source)
             values (1, 'Album 1', 'album 1', true, 'manual'), (2, 'Else', 'else', true, 'manual')",
    )
    .await;
    vinilogy::catalog::same::fill_keys(&app.app).await.unwrap();
    let app = app.working();
    let ana = app.person("ana@example.org").await;
    link(&app, &spotify, &ana).await;
    settled(&app).await;
    assert!(message(&app).await.contains("2 names unmatched"), "albums of two artists: {}", message(&app).await);
    assert_eq!(
        app.lines("select name, spotify_id from artists order by id").await,
        ["(\"Artist 1\",artist1)", "(\"Artist 2\",)", "(\"Quite Another\",artist3)"]
    );
    let query = "{ viewer { listening { total scrobbles { nodes { track artistName artist { id } album { id } } } } } }";
    app.data_as(&ana, "mutation { updateProfile(input: {primarySource: SPOTIFY}) { profile { primarySource } } }").await;
    let told = app.data_as(&ana, query).await["viewer"]["listening"].clone();
    let artists: Vec<&Value> = told["scrobbles"]["nodes"].as_array().unwrap().iter().map(|node| &node["artist"]["id"]).collect();
    assert_eq!(artists, ["artist:1", "artist:2", "artist:3"], "{told:#}");
    assert_eq!(told["scrobbles"]["nodes"][0]["album"]["id"], "album:1");
}

#[tokio::test]
async fn nobody_else_sees_it_the_export_has_it_and_unlinking_or_leaving_forgets_it() {
    let spotify = Spotify::start().await;
    fill(&spotify);
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    let export = app.data_as(&ana, "mutation { exportMyData(input: {}) { url } }").await;
    let link = url::Url::parse(export["exportMyData"]["url"].as_str().unwrap()).unwrap();
    let file = Door::of(&app).await.get(link.path()).await.text().await.unwrap();
    let told: Value = serde_json::from_str(&file).unwrap();
    for (table, rows) in [("spotify_profiles", 1), ("spotify_playlists", 20), ("spotify_recently_played", 30), ("spotify_top_tracks", 60)] {
        assert_eq!(told[table].as_array().unwrap().len(), rows, "{table}");
    }
    assert_eq!(told["linked_accounts"][0]["username"], "mara");
    for secret in ["sealed_token", "that-nobody-may-see"] {
        assert!(!file.contains(secret), "{secret}");
    }
    let ben = app.person("ben@example.org").await;
    let unlink = "mutation { unlinkAccount(input: {service: SPOTIFY}) { status } }";
    assert_eq!(app.data_as(&ben, unlink).await["unlinkAccount"]["status"], "NOT_LINKED");
    assert_eq!(app.number("select count(*) from spotify_recently_played").await, 30);
    app.data_as(&ana, "mutation { linkAccount(input: {service: SPOTIFY}) { status } }").await;
    assert_eq!(app.data_as(&ana, unlink).await["unlinkAccount"]["status"], "UNLINKED");
    for table in [
        "linked_accounts",
        "account_consents",
        "scrobbles",
        "spotify_profiles",
        "spotify_playlists",
        "spotify_playlist_tracks",
        "spotify_recently_played",
        "spotify_top_tracks",
        "spotify_top_artists",
    ] {
        assert_eq!(app.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_new_account_has_nothing_and_that_is_fine() {
    let spotify = Spotify::start().await;
    let (app, ana) = linked(&spotify, &[]).await;
    settled(&app).await;
    let said = message(&app).await;
    assert!(said.contains("plays: 0 new") && !said.contains("may be missing") && !said.contains("no longer"), "{said}");
    // Another account in its place: what came from the first is gone.
    spotify.inside().plays = plays(now(), 3);
    sync(&app, &ana).await;
    assert_eq!(app.number("select count(*) from scrobbles").await, 3);
    spotify.inside().me = "somebody else";
    spotify.inside().plays.clear();
    link(&app, &spotify, &ana).await;
    settled(&app).await;
    assert_eq!(app.number("select count(*) from scrobbles").await, 0);
    assert_eq!(
        app.data_as(&ana, "{ viewer { accounts { username } } }").await["viewer"]["accounts"],
        json!([{"username": "somebody else"}])
    );
}
