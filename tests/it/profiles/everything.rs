//! One person and three services at once: what is stored is what they hold, whatever happens while it is fetched.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde_json::{Value, json};

use super::spotify::{PLAYS, SERIES, items as listed, list, now, plays as recent};
use crate::collections::discogs::{ITEMS, OPEN, STORED, WANTED, copies, held, items as owned};
use crate::support::database;
use crate::support::door::{Door, sign_up, tokens};
use crate::support::history::{History, Played};
use crate::support::process::{Server, Surroundings, tell, until_within};
use crate::support::shelf::{CONSUMER, Copy, Shelf};
use crate::support::spotify::{Failure, Item, Spotify};

const THEN: i64 = 1_700_000_000;
const PATIENCE: Duration = Duration::from_mins(15);
const SCROBBLES: &str = "select extract(epoch from played_at)::bigint, artist.name, album.title, track.title from scrobbles
    join listened_tracks as track on track.id = listened_track_id join listened_artists as artist on artist.id = track.listened_artist_id
    join listened_albums as album on album.id = listened_album_id where source = 'lastfm'";
const LISTED: &str = "select playlist_id, place, kind, coalesce(track_id, title) from spotify_playlist_tracks order by 1, 2";
const TOPS: &str = "select time_range, string_agg(track_id, ',' order by place) from spotify_top_tracks group by 1 order by 1";

/// The person's three services.
struct Services {
    history: History,
    spotify: Spotify,
    shelf: Shelf,
}

impl Services {
    async fn start(many: i64, page: usize) -> Self {
        let play =
            |n: i64| Played(THEN - n * 200, format!("Artist {}", n % 900), format!("Album {}", n % 4500), format!("Track {}", n % 30_000));
        let history = History::start((0..many).map(play), page).await;
        let spotify = Spotify::start().await;
        {
            let mut inside = spotify.inside();
            inside.plays = recent(now(), 50);
            inside.top = (1..=20).collect();
            inside.playlists = (0..8).map(|n| list(n, "mara", (0..80).map(Item::Track).collect())).collect();
        }
        let shelf = Shelf::start(copies(70), [(1003, THEN), (2001, THEN + 60)], 10).await;
        Self { history, spotify, shelf }
    }

    /// What a house is told of them.
    fn house(&self, url: &SecretString) -> Surroundings {
        let (spotify, discogs) = (self.spotify.settings(true), self.shelf.url.to_string());
        let mut more: Vec<(&str, &str)> = spotify.iter().map(|(name, value)| (*name, value.as_str())).collect();
        more.extend(CONSUMER);
        more.extend([("DISCOGS_URL", discogs.as_str()), ("PUBLIC_URL", "http://127.0.0.1:8080"), ("LASTFM_PER_MINUTE", "300")]);
        Surroundings::new(url, &self.history.url, &more)
    }

    /// Every stored play, playlist, top list, copy and want equals what the services hold.
    async fn are_stored(&self, url: &SecretString) {
        let mut right: Vec<_> =
            self.history.plays().into_iter().map(|Played(at, artist, album, track)| (at, artist, album, track)).collect();
        let rows = database::connect(url).await.query(SCROBBLES, &[]).await.unwrap();
        let mut stored: Vec<_> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
        right.sort();
        stored.sort();
        assert_eq!(stored.len(), right.len());
        assert!(stored == right, "every scrobble is what Last.fm holds");
        let (played, series, tops) = {
            let inside = self.spotify.inside();
            let series: Vec<String> = inside.plays.iter().map(|(ms, n)| format!("({ms},track{n})")).collect();
            let ids = inside.top.iter().map(|n| format!("track{n}")).collect::<Vec<_>>().join(",");
            let tops = ["long_term", "medium_term", "short_term"].map(|range| format!("({range},\"{ids}\")"));
            (inside.played(), series, tops)
        };
        assert_eq!((lines(url, PLAYS).await, lines(url, SERIES).await), (played, series));
        assert_eq!((lines(url, LISTED).await, lines(url, TOPS).await), (listed(&self.spotify), tops.to_vec()));
        assert_eq!((lines(url, STORED).await, lines(url, ITEMS).await), (held(&self.shelf, true), owned(&self.shelf, true)));
        let wants: Vec<String> = self.shelf.set(|inside| inside.wants.iter().map(|(id, _)| format!("({id},discogs,)")).collect());
        assert_eq!(lines(url, WANTED).await, wants);
    }
}

async fn lines(url: &SecretString, sql: &str) -> Vec<String> {
    let rows = database::connect(url).await.query(&format!("select t::text from ({sql}) as t"), &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn settled(url: &SecretString) {
    let database = database::connect(url).await;
    let open = || async { database.query_one(OPEN, &[]).await.unwrap().get::<_, i64>(0) };
    until_within(PATIENCE, "every run ends", || async { open().await == 0 }).await;
}

/// Asks the server as the person does, and is answered without errors.
async fn ask(server: &Server, token: &str, query: &str) -> Value {
    let mut answer = Door::at(server.url.clone()).ask(token, query).await;
    assert!(answer.body.get("errors").is_none(), "{query}\n{:#}", answer.body);
    answer.body["data"].take()
}

/// Sends the person to the service; where it lets them consent, and where they end up with what it gives them.
async fn consents(server: &Server, token: &str, service: &str, give: impl FnOnce(&str) -> String) {
    let query = format!("mutation {{ linkAccount(input: {{service: {service}}}) {{ status authorizeUrl }} }}");
    let sent = ask(server, token, &query).await["linkAccount"].clone();
    assert_eq!(sent["status"], "AUTHORIZE");
    let (name, given) = (service.to_lowercase(), give(sent["authorizeUrl"].as_str().unwrap()));
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let back = browser.get(server.url.join(&format!("/auth/{name}/callback?{given}")).unwrap()).send().await.unwrap();
    assert_eq!(back.headers()["location"], format!("http://127.0.0.1:8080/account?linked={name}"));
}

async fn consents_at_spotify(server: &Server, token: &str, spotify: &Spotify) {
    let give = |url: &str| {
        let (code, state) = spotify.consent(url);
        format!("code={code}&state={state}")
    };
    consents(server, token, "SPOTIFY", give).await;
}

async fn sync_all(server: &Server, token: &str, url: &SecretString) {
    settled(url).await;
    for service in ["LASTFM", "SPOTIFY", "DISCOGS"] {
        let sync = format!("mutation {{ syncListening(input: {{service: {service}}}) {{ run {{ id }} }} }}");
        assert!(ask(server, token, &sync).await["syncListening"]["run"]["id"].is_string());
    }
    settled(url).await;
}

/// `VINILOGY_TEST_HISTORY=350000 cargo test --test it profiles::everything -- --nocapture` is the full size.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_three_services_hold_is_what_is_stored() {
    let many: i64 = std::env::var("VINILOGY_TEST_HISTORY").ok().and_then(|text| text.parse().ok()).unwrap_or(8_000);
    let (page, kills) = if many > 100_000 { (1000, 4) } else { (200, 2) };
    let services = Services::start(many, page).await;
    let Services { history, spotify, shelf } = &services;
    let url = database::fresh().await;
    let house = services.house(&url);
    let begun = Instant::now();
    let mut server = house.serve(&[]).await;
    let token = tokens(&Door::at(server.url.clone()).data(&sign_up("mara@example.org")).await).access;

    // While it is read, it grows; and the services have their bad moments.
    history.set_live(2);
    history
        .fail([(500, json!({"error": 8, "message": "Operation failed"})), (429, json!({"error": 29, "message": "Rate limit exceeded"}))]);
    spotify.fail("/v1/me/top/tracks", [Failure::of(502, json!({})), Failure::after(1)]);
    let mut bought = 0;
    shelf.set_changing(move |inside| {
        bought += 1;
        if bought <= 12 {
            inside.copies.push(Copy(1000 + bought, 5000 + bought, 1, THEN + 90_000 + bought));
        }
    });
    let linked = ask(&server, &token, "mutation { linkAccount(input: {service: LASTFM, username: \"mara\"}) { status } }").await;
    assert_eq!(linked["linkAccount"]["status"], "LINKED");
    consents_at_spotify(&server, &token, spotify).await;
    consents(&server, &token, "DISCOGS", |_| "oauth_token=requestTOKEN&oauth_verifier=theVERIFIER".to_owned()).await;
    shelf.fail([429]);

    let pages = usize::try_from(many).unwrap() / page;
    for kill in 1..=kills {
        let due = pages * kill / (kills + 1);
        until_within(PATIENCE, "some more pages are asked for", || async { history.asked().len() >= due }).await;
        server.process.kill().await;
        // What was given before the kill is worth nothing after it.
        spotify.expire();
        server = house.serve(&[]).await;
    }
    settled(&url).await;
    let took = begun.elapsed();
    let (asked, copies) = (history.asked().len(), shelf.set(|inside| inside.copies.len()));
    // What has come since a list was begun comes with the next run of it.
    history.set_live(0);
    sync_all(&server, &token, &url).await;
    services.are_stored(&url).await;
    let arrived = history.plays().iter().filter(|play| play.0 > THEN).count();
    tell(&format!("{many} plays and {arrived} that arrived meanwhile, {copies} copies, {kills} kills, {asked} pages of plays: {took:.1?}"));
    assert!(arrived >= pages, "it grew while it was read");

    let query = "{ viewer { listening { total } collection { totalCount } accounts { service username problem } } }";
    let told = ask(&server, &token, query).await["viewer"].clone();
    assert_eq!(told["listening"]["total"], history.plays().len());
    assert_eq!(told["collection"]["totalCount"], owned(shelf, true).len());
    let account = |service: &str, name: &str| json!({"service": service, "username": name, "problem": null});
    let mut accounts = told["accounts"].as_array().unwrap().clone();
    accounts.sort_by_key(|account| account["service"].to_string());
    assert_eq!(accounts, [account("DISCOGS", "Vera"), account("LASTFM", "Mara"), account("SPOTIFY", "mara")]);

    // Consent is withdrawn at one of them: it says so, keeps what it has told, and hinders nobody.
    spotify.revoke();
    spotify.inside().plays.insert(0, (now(), 77));
    shelf.set(|inside| inside.wants.push((2002, THEN + 90)));
    sync_all(&server, &token, &url).await;
    let problems = ask(&server, &token, "{ viewer { accounts { service problem } } }").await["viewer"]["accounts"].clone();
    let problems: Vec<&Value> = problems.as_array().unwrap().iter().filter(|account| !account["problem"].is_null()).collect();
    assert!(problems.len() == 1 && problems[0]["service"] == "SPOTIFY", "{problems:?}");
    assert!(problems[0]["problem"].as_str().unwrap().contains("link"), "{problems:?}");
    assert_eq!(lines(&url, PLAYS).await.len(), 50);
    assert_eq!(lines(&url, WANTED).await.len(), 3);

    consents_at_spotify(&server, &token, spotify).await;
    settled(&url).await;
    // One more play than Spotify tells of: all of them are here.
    services.are_stored(&url).await;
}
