//! Sets: twenty sensible albums, nothing that is owned or dismissed, what is locked first, and a day's life.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::stage::{albums, id, items, line, play, seed, set};
use crate::graphql::stage::{code, demo, stocked};
use crate::support::app::{TestApp, until};

async fn say(app: &TestApp, who: &vinilogy::identity::Requester, mutation: &str) -> Value {
    app.data_as(who, &format!("mutation {{ said: {mutation} }}")).await["said"].take()
}

#[tokio::test]
async fn three_seeds_and_no_history_make_twenty_sensible_albums() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Autechre", "Aphex Twin"]).await;
    let set = set(&app, &ana).await;
    for item in items(&set) {
        println!("{}", line(item));
    }
    assert_eq!(set["items"]["totalCount"], 20);
    let mut by_artist: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items(&set) {
        *by_artist.entry(item["album"]["artist"]["name"].as_str().unwrap()).or_default() += 1;
        let sum: f64 = item["reasons"].as_array().unwrap().iter().map(|reason| reason["points"].as_f64().unwrap()).sum();
        assert!((sum - item["score"].as_f64().unwrap()).abs() < 1e-9, "{item:#}");
        assert!(!item["explanation"].as_str().unwrap().is_empty());
    }
    assert!(by_artist.values().all(|count| *count <= 2), "{by_artist:?}");
    for seed in ["Boards of Canada", "Autechre", "Aphex Twin"] {
        assert!(by_artist.contains_key(seed), "{by_artist:?}");
    }
    let scores: Vec<f64> = items(&set).iter().map(|item| item["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
    let near = items(&set).iter().filter(|item| item["explanation"].as_str().unwrap().contains("Cerca de")).count();
    assert!(near >= 2, "some are near to the seeds, and say so");
}

#[tokio::test]
async fn nobody_sees_anothers() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Autechre"]).await;
    let own = set(&app, &ana).await;
    let whose = format!("set:{}", id(&ana));
    assert_eq!(own["id"], whose);
    let node = &format!("{{ node(id: {whose:?}) {{ id }} }}");
    assert_eq!(app.data_as(&ana, node).await["node"]["id"], whose);
    let ben = app.person("ben@example.org").await;
    assert_eq!(app.data_as(&ben, node).await["node"], Value::Null);
    assert_eq!(app.data(node).await["node"], Value::Null);
    assert_eq!(app.data(super::stage::SET).await["viewer"], Value::Null);
    assert_ne!(albums(&set(&app, &ben).await), albums(&own), "everybody has a set of their own");
    for mutation in ["refreshRecommendations(input: {}) { set { id } }", "setSignalWeight(input: {signal: PRICE}) { weights { signal } }"] {
        assert_eq!(code(&app.ask(&format!("mutation {{ {mutation} }}")).await), "UNAUTHENTICATED", "{mutation}");
    }
    assert_eq!(code(&app.ask_as(ben, "{ recommenderReport { version } }").await), "FORBIDDEN");
    assert_eq!(code(&app.ask_as(ben, "mutation { learnTaste(input: {}) { run { id } } }").await), "FORBIDDEN");
}

#[tokio::test]
async fn what_is_locked_comes_first_and_what_is_owned_or_dismissed_never() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Autechre"]).await;
    let first = albums(&set(&app, &ana).await);
    // The last of the set, and one that is not in it.
    let outside = app.number("select id from albums where id <> all (select album_id from recommendation_items) order by id limit 1").await;
    for album in [first[19].clone(), format!("album:{outside}")] {
        assert_eq!(say(&app, &ana, &format!("lockAlbum(input: {{albumId: {album:?}}}) {{ status }}")).await["status"], "LOCKED");
    }
    let after = set(&app, &ana).await;
    let mut locked = albums(&after)[..2].to_vec();
    locked.sort();
    let mut right = vec![first[19].clone(), format!("album:{outside}")];
    right.sort();
    assert_eq!(locked, right);
    assert_eq!(items(&after).iter().map(|item| item["isLocked"] == true).collect::<Vec<_>>(), [vec![true; 2], vec![false; 18]].concat());
    let refreshed = app.data_as(&ana, "mutation { refreshRecommendations(input: {}) { set { items { nodes { album { id } } } } } }").await;
    assert_eq!(refreshed["refreshRecommendations"]["set"]["items"]["nodes"][0]["album"]["id"].as_str(), Some(albums(&after)[0].as_str()));

    // Any pressing of an album that is owned.
    let owned = first[0].strip_prefix("album:").unwrap();
    app.batch(&format!(
        "insert into collection_items (user_id, release_id, source) select {}, max(id), 'csv' from releases where album_id = {owned}",
        id(&ana)
    ))
    .await;
    let after = set(&app, &ana).await;
    assert!(!albums(&after).contains(&first[0]));
    assert_eq!(after["items"]["totalCount"], 20);
    let says_so = |item: &&Value| item["reasons"].as_array().unwrap().iter().any(|reason| reason["signal"] == "COLLECTION");
    assert!(items(&after).iter().any(|item| says_so(&item)), "whose records one owns speaks for their others");
}

#[tokio::test]
async fn a_dismissed_album_is_replaced_at_once_and_the_pool_is_widened_when_little_is_left() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada"]).await;
    let mut gone = Vec::new();
    let mut shown = albums(&set(&app, &ana).await);
    for turn in 0..60 {
        let album = shown[turn % shown.len()].clone();
        let said = say(
            &app,
            &ana,
            &format!("dismissAlbum(input: {{albumId: {album:?}}}) {{ status suggestClearing replacement {{ position album {{ id }} score reasons {{ points }} }} }}"),
        )
        .await;
        assert_eq!(said["status"], "DISMISSED");
        let next = said["replacement"]["album"]["id"].as_str().unwrap_or_else(|| panic!("{turn}: {said:#}")).to_owned();
        assert!(!shown.contains(&next), "{turn}");
        gone.push(album);
        let now = set(&app, &ana).await;
        shown = albums(&now);
        assert_eq!(shown.len(), 20, "{turn}");
        assert!(shown.contains(&next) && gone.iter().all(|gone| !shown.contains(gone)), "{turn}: {next} {shown:?}");
        let position = usize::try_from(said["replacement"]["position"].as_i64().unwrap()).unwrap();
        assert_eq!(shown[position - 1], next, "{turn}");
    }
    let artists = app.number("select count(distinct artist_id) from recommendation_items join albums on albums.id = album_id").await;
    assert!(artists > 10, "{artists}: far from whom was chosen");
    let other = say(&app, &ana, "dismissAlbum(input: {albumId: \"album:1\"}) { status replacement { position } }").await;
    let is_in = gone.contains(&"album:1".to_owned()) || shown.contains(&"album:1".to_owned());
    assert!(is_in || other["replacement"] == Value::Null, "what was not shown needs no replacement");
}

#[tokio::test]
async fn clearing_is_suggested_when_dismissals_leave_too_little() {
    // Forty albums of forty artists, who are all there is.
    let app = stocked(40, 1, 1).await;
    let ana = app.person("ana@example.org").await;
    assert_eq!(set(&app, &ana).await["items"]["totalCount"], 20);
    let mut suggested = Vec::new();
    for _ in 0..25 {
        let first = albums(&set(&app, &ana).await)[0].clone();
        let said =
            say(&app, &ana, &format!("dismissAlbum(input: {{albumId: {first:?}}}) {{ suggestClearing replacement {{ position }} }}")).await;
        suggested.push(said["suggestClearing"] == true);
    }
    println!("{suggested:?}");
    assert!(!suggested[0] && suggested[24], "{suggested:?}");
    assert_eq!(set(&app, &ana).await["items"]["totalCount"], 15, "there is nothing else");
    app.data_as(&ana, "mutation { clearDismissals(input: {}) { cleared } }").await;
    assert_eq!(set(&app, &ana).await["items"]["totalCount"], 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_set_is_returned_and_replaced_behind() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Autechre"]).await;
    let first = set(&app, &ana).await;
    assert_eq!(app.number("select count(*) from job_runs where job = 'recompute_recommendations'").await, 0);
    app.app.clock.advance(TimeDelta::hours(25));
    let again = [set(&app, &ana).await, set(&app, &ana).await];
    assert!(again.iter().all(|again| again["generatedAt"] == first["generatedAt"]), "nobody waits");
    assert_eq!(app.number("select count(*) from job_runs where job = 'recompute_recommendations'").await, 1, "and one run is enough");
    let app = app.working();
    until(&app.app, "the run to end", async || app.number("select count(*) from job_runs where state = 'succeeded'").await == 1).await;
    let fresh = set(&app, &ana).await;
    assert_ne!(fresh["generatedAt"], first["generatedAt"]);
    assert_eq!(albums(&fresh), albums(&first), "nothing else has changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sets_about_to_expire_are_made_anew_those_of_who_was_here_first() {
    let app = demo().await;
    let mut people = Vec::new();
    for name in ["ana", "ben", "eva"] {
        people.push(app.person(&format!("{name}@example.org")).await);
    }
    seed(&app, &people[1], &["Autechre"]).await;
    for who in &people {
        set(&app, who).await;
    }
    let active = "now() + interval '23 hours' else now() - interval '20 days' end";
    app.batch(&format!("update users set last_active_at = case when id = {} then {active}", id(&people[1]))).await;
    let generated = async |user: i64| {
        app.number(&format!("select extract(epoch from generated_at)::bigint from recommendation_sets where user_id = {user}")).await
    };
    let before = generated(id(&people[0])).await;
    app.app.clock.advance(TimeDelta::hours(10));
    let order = async || {
        vinilogy::recommender::order_due(&app.app, vinilogy::integrations::Priority::Clock, vinilogy::jobs::Trigger::Cron).await.unwrap()
    };
    let mut app2 = TestApp::over(app.url.clone(), &crate::support::upstream::nobody().await, &[]).await.working();
    let ended = async || app.number("select count(*) from job_runs where job = 'refresh_recommendations' and state = 'succeeded'").await;
    order().await;
    until(&app.app, "the first", async || ended().await == 1).await;
    assert_eq!(generated(id(&people[0])).await, before, "fourteen hours are left");
    app2.rest().await;
    app.app.clock.advance(TimeDelta::hours(13));
    let late = TestApp::over(app.url.clone(), &crate::support::upstream::nobody().await, &[]).await;
    late.app.clock.advance(TimeDelta::hours(23));
    order().await;
    let _late = late.working();
    until(&app.app, "the second", async || ended().await == 2).await;
    for user in people.iter().map(id) {
        assert!(generated(user).await > before + 22 * 3600, "{user}");
    }
    assert_eq!(app.number("select done::bigint from job_runs where job = 'refresh_recommendations' order by id desc limit 1").await, 3);
}

#[tokio::test]
async fn what_is_shown_five_times_without_a_reaction_fades_and_comes_back() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Autechre", "Aphex Twin"]).await;
    let first = albums(&set(&app, &ana).await);
    say(&app, &ana, &format!("lockAlbum(input: {{albumId: {:?}}}) {{ status }}", first[0])).await;
    say(&app, &ana, &format!("addToWantlist(input: {{albumId: {:?}}}) {{ status }}", first[1])).await;
    let refresh = "mutation { refreshRecommendations(input: {}) { set { id } } }";
    for _ in 0..9 {
        app.data_as(&ana, refresh).await;
        set(&app, &ana).await;
    }
    assert_eq!(app.number("select max(times)::bigint from recommendation_showings").await, 1, "often on one day is once");
    // What the lock made room for was not there on the first day.
    let mut always = first[2..].to_vec();
    for day in 2..=5 {
        app.app.clock.advance(TimeDelta::hours(24));
        app.data_as(&ana, refresh).await;
        let now = albums(&set(&app, &ana).await);
        assert!(now.contains(&first[2]), "day {day}");
        always.retain(|album| now.contains(album));
    }
    app.app.clock.advance(TimeDelta::hours(24));
    app.data_as(&ana, refresh).await;
    let after = albums(&set(&app, &ana).await);
    assert_eq!(after.len(), 20);
    assert!(after.contains(&first[0]) && after.contains(&first[1]), "who locks or wants has reacted");
    assert!(always.len() > 10 && always.iter().all(|faded| !after.contains(faded)), "{after:?}");
    app.app.clock.advance(TimeDelta::days(31));
    app.data_as(&ana, refresh).await;
    assert!(albums(&set(&app, &ana).await).contains(&first[2]), "after a month it may come back");
}

#[tokio::test]
async fn what_is_played_counts_as_the_plan_says() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    play(&app, &ana, 3, 127).await;
    play(&app, &ana, 9, 1).await;
    app.data_as(&ana, "mutation { updateProfile(input: {language: \"en\"}) { profile { language } } }").await;
    let set = set(&app, &ana).await;
    let item = |album: &str| items(&set).iter().find(|item| item["album"]["id"] == album).unwrap_or_else(|| panic!("{set:#}")).clone();
    let listening = item("album:3")["reasons"].as_array().unwrap().iter().find(|reason| reason["signal"] == "LISTENING").unwrap().clone();
    assert_eq!(
        listening,
        json!({"signal": "LISTENING", "points": 12.7, "maxPoints": 50.0, "text": "You've played this 127 times in the last year"})
    );
}

#[tokio::test]
async fn the_same_inputs_make_the_same_set_to_the_byte() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Autechre", "Aphex Twin"]).await;
    for album in 1..30 {
        play(&app, &ana, album, album * 7 % 40).await;
    }
    let rows = "select position, is_shown, album_id, score, reasons from recommendation_items order by position";
    let told = "select inputs_hash, weights, model_version, candidates from recommendation_sets";
    let refresh = "mutation { refreshRecommendations(input: {}) { set { id } } }";
    app.data_as(&ana, refresh).await;
    let (first, hash) = (app.lines(rows).await, app.lines(told).await);
    assert!(first.len() > 30, "{first:?}");
    let other = TestApp::over(app.url.clone(), &crate::support::upstream::nobody().await, &[]).await;
    for app in [&app, &other, &app] {
        app.batch("delete from recommendation_items; delete from recommendation_sets").await;
        app.data_as(&ana, refresh).await;
        assert_eq!(app.lines(rows).await, first);
        assert_eq!(app.lines(told).await, hash);
    }
    play(&app, &ana, 31, 300).await;
    app.data_as(&ana, refresh).await;
    assert_ne!(app.lines(told).await, hash, "other inputs have another hash");
}
