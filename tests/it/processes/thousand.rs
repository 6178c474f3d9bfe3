//! A thousand people miss the same thing at the same moment, at two processes.

use std::collections::HashMap;
use std::time::Instant;

use futures::future::join_all;
use serde_json::{Value, json};
use url::Url;

use crate::support::app::{TestApp, client};
use crate::support::database;
use crate::support::process::{Surroundings, tell, until};
use crate::support::world::{Act, World};

const PEOPLE: usize = 1000;

fn whole(name: &str) -> Value {
    let query = format!(
        "{{ artist(by: {{name: {name:?}}}) {{ id name albumsSync {{ state }} albums(first: 50) {{ totalCount nodes {{
            id title releasesSync {{ state }} releases(first: 3) {{ totalCount nodes {{ discogsId }} }} }} }} }} }}"
    );
    json!({ "query": query })
}

/// How many look-ups both servers have begun because something was missing.
async fn misses(client: &reqwest::Client, servers: [&Url; 2]) -> usize {
    let mut sum = 0;
    for server in servers {
        let text = client.get(server.join("/metrics").unwrap()).send().await.unwrap().text().await.unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("vinilogy_lookups_total{outcome=\"missing\"} "));
        sum += line.map_or(0, |number| number.parse::<usize>().unwrap());
    }
    sum
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn are_one_look_up() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 3, 250), Act::usual(2, "Protection", 3, 250)]).await;
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &world.url, &[("LOOKUP_WAIT", "60s")]);
    let (one, two) = tokio::join!(house.serve(&[]), house.serve(&[]));
    let client = client();
    // Once nobody is answered before all have asked; once everybody comes as fast as they can.
    for (name, is_held) in [("Blue Lines", true), ("Protection", false)] {
        let asked: HashMap<String, usize> = world.calls();
        let begun = Instant::now();
        let held = if is_held { Some(world.hold().await) } else { None };
        let body = whole(name);
        let people = (0..PEOPLE).map(|at| {
            let to = if at % 2 == 0 { &one.url } else { &two.url }.join("/graphql").unwrap();
            let request = client.post(to).json(&body);
            tokio::spawn(async move { request.send().await.unwrap().json::<Value>().await.unwrap() })
        });
        let answers = join_all(people.collect::<Vec<_>>());
        let release = async {
            if let Some(held) = held {
                until("a thousand wait", || async { misses(&client, [&one.url, &two.url]).await >= PEOPLE }).await;
                drop(held);
            }
        };
        let (answers, ()) = tokio::join!(answers, release);
        let answers: Vec<Value> = answers.into_iter().map(Result::unwrap).collect();
        tell(&format!("{name}: {PEOPLE} answers after {:.1?}", begun.elapsed()));
        assert!(answers[0].get("errors").is_none(), "{:#}", answers[0]);
        let artist = &answers[0]["data"]["artist"];
        assert_eq!(
            (&artist["name"], &artist["albumsSync"]["state"], &artist["albums"]["totalCount"]),
            (&json!(name), &json!("FRESH"), &json!(3))
        );
        for album in artist["albums"]["nodes"].as_array().unwrap() {
            assert_eq!((&album["releasesSync"]["state"], &album["releases"]["totalCount"]), (&json!("FRESH"), &json!(250)));
        }
        let different: Vec<&Value> = answers.iter().filter(|answer| **answer != answers[0]).collect();
        assert!(different.is_empty(), "{} are answered something else: {:#}", different.len(), different[0]);
        let calls: HashMap<String, usize> = world.calls().into_iter().filter(|(key, _)| !asked.contains_key(key)).collect();
        assert!(calls.values().all(|count| *count == 1), "{name}: {calls:#?}");
        // Last.fm's page and similar artists, one page of albums, three pages of pressings each.
        assert_eq!(calls.len(), 2 + 1 + 3 * 3, "{calls:#?}");
        assert!(asked.iter().all(|(key, count)| world.calls()[key] == *count), "nobody is asked about the other artist again");
    }
    assert_eq!(database::number(&url, "select count(*) from artists").await, 2);
    assert_eq!(database::number(&url, "select count(*) from albums").await, 6);
    assert_eq!(database::number(&url, "select count(distinct (artist_id, title)) from albums").await, 6);
    assert_eq!(database::number(&url, "select count(*) from releases").await, 1500);
    assert_eq!(database::number(&url, "select count(*) from job_runs where state <> 'succeeded'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_miss_somebody_unknown_ask_once_too() {
    let world = World::start(Vec::new()).await;
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &world.url, &[]);
    let (one, two) = tokio::join!(house.serve(&[]), house.serve(&[]));
    let (client, body) = (client(), json!({ "query": "{ artist(by: {name: \"Nobody At All\"}) { id } }" }));
    let people = (0..PEOPLE).map(|at| {
        let request = client.post(if at % 2 == 0 { &one.url } else { &two.url }.join("/graphql").unwrap()).json(&body);
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    });
    let answers = join_all(people).await;
    assert!(answers.iter().all(|answer| answer.get("errors").is_none() && answer["data"] == json!({ "artist": null })), "{:#}", answers[0]);
    assert!(world.total() > 0 && world.calls().values().all(|count| *count == 1), "{:#?}", world.calls());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_look_up_artists_that_name_each_other_wait_for_nobody() {
    let names: Vec<String> = (0..16).map(|at| format!("Act {at}")).collect();
    // Each names all the others, and begins with another one.
    let similar = |at: usize| (1..names.len()).map(|step| names[(at + step) % names.len()].clone()).collect();
    let acts = (0..names.len()).map(|at| Act { similar: similar(at), ..Act::usual(u32::try_from(at).unwrap() + 1, &names[at], 0, 0) });
    let world = World::start(acts.collect()).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let held = world.hold().await;
    let queries: Vec<String> = names.iter().map(|name| format!("{{ artist(by: {{name: {name:?}}}) {{ popularity }} }}")).collect();
    let answers = join_all(queries.iter().map(|query| app.data(query)));
    let release = async {
        until("all are asked about", || async { world.total() == names.len() }).await;
        drop(held);
    };
    let (answers, ()) = tokio::join!(answers, release);
    assert!(answers.iter().all(|answer| answer["artist"]["popularity"] == 1234.0), "{answers:#?}");
    assert_eq!(app.number("select count(*) from job_runs where attempt > 1 or state <> 'succeeded'").await, 0);
    assert_eq!(app.number("select count(*) from artists").await, 16);
    assert_eq!(app.number("select count(*) from artist_similars").await, 16 * 15);
}
