//! What is personal is one's own: nobody else reads it, it leaves as a whole, and it is removed as a whole.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::graphql::stage::stocked;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::database;
use crate::support::door::{Door, sign_up, tokens};
use crate::support::personal::{counts, fill, tables};

/// Two people, each with a row in every personal table; Ana is administrator.
async fn two() -> (TestApp, Door, String, String) {
    let app = stocked(1, 1, 1).await;
    let door = Door::of(&app).await;
    let ana = tokens(&door.data(&sign_up("ana@example.org")).await).access;
    let ben = tokens(&door.data(&sign_up("ben@example.org")).await).access;
    let client = database::connect(&app.url).await;
    for user in [1, 2] {
        fill(&client, user).await;
        for (table, count) in counts(&client, user).await {
            assert!(count > 0, "`{table}` has no row about the person: add one to support/personal.rs");
        }
    }
    (app, door, ana, ben)
}

#[tokio::test]
async fn another_persons_things_read_as_null() {
    let (_app, door, ana, ben) = two().await;
    let own =
        door.ask(&ben, "{ viewer { id email isAdmin apiTokens { id } wantlist { nodes { id } } collection { nodes { id } } } }").await.body
            ["data"]["viewer"]
            .clone();
    assert_eq!((&own["id"], &own["email"], &own["isAdmin"]), (&json!("user:2"), &json!("ben@example.org"), &json!(false)));
    let token = own["apiTokens"][0]["id"].as_str().unwrap().to_owned();
    let wanted = own["wantlist"]["nodes"][0]["id"].as_str().unwrap().to_owned();
    let owned = own["collection"]["nodes"][0]["id"].as_str().unwrap().to_owned();
    for id in ["user:2", &token, &wanted, &owned] {
        let by_id = format!(
            "{{ node(id: {id:?}) {{ id ... on User {{ email }} ... on ApiToken {{ name }} ... on WantlistItem {{ addedAt }} ... on CollectionItem {{ copies }} }} nodes(ids: [{id:?}, \"user:99\"]) {{ id }} }}"
        );
        let mine = door.ask(&ben, &by_id).await.body["data"].clone();
        assert_eq!((&mine["node"]["id"], &mine["nodes"]), (&json!(id), &json!([{"id": id}, null])), "{mine:#}");
        let nothing = json!({"node": null, "nodes": [null, null]});
        assert_eq!(door.ask(&ana, &by_id).await.body["data"], nothing, "not even an administrator reads {id}");
        assert_eq!(door.send(&by_id, &[]).await.body["data"], nothing, "nobody reads {id}");
    }
    assert_eq!(door.send("{ viewer { id } }", &[]).await.body["data"], json!({"viewer": null}));
}

/// Every mutation that is somebody's own, tried by nobody.
#[tokio::test]
async fn nobody_changes_anything() {
    let (app, door, _, _) = two().await;
    for mutation in [
        "updateProfile(input: {language: \"en\"}) { profile { language } }",
        "linkAccount(input: {service: LASTFM, username: \"x\"}) { status }",
        "linkAccount(input: {service: DISCOGS, token: \"x\"}) { status }",
        "unlinkAccount(input: {service: LASTFM}) { status }",
        "syncListening(input: {}) { run { id } }",
        "createApiToken(input: {name: \"x\", scope: READ}) { secret }",
        "revokeApiToken(input: {id: \"token:1\"}) { status }",
        "exportMyData(input: {}) { url }",
        "changePassword(input: {current: \"x\", new: \"a further password\"}) { status }",
        "deleteAccount(input: {password: \"x\"}) { status }",
        "addSeedArtist(input: {artistId: \"artist:1\"}) { status }",
        "addSeedArtist(input: {name: \"Somebody\"}) { status }",
        "removeSeedArtist(input: {artistId: \"artist:1\"}) { status }",
        "lockAlbum(input: {albumId: \"album:1\"}) { status }",
        "unlockAlbum(input: {albumId: \"album:1\"}) { status }",
        "dismissAlbum(input: {albumId: \"album:1\"}) { status }",
        "restoreAlbum(input: {albumId: \"album:1\"}) { status }",
        "clearDismissals(input: {}) { cleared }",
        "addToWantlist(input: {albumId: \"album:1\"}) { status }",
        "removeFromWantlist(input: {itemId: \"wantlist:1\"}) { status }",
    ] {
        let answer = door.send(&format!("mutation {{ {mutation} }}"), &[]).await;
        assert_eq!((answer.code(), &answer.body["data"]), ("UNAUTHENTICATED", &Value::Null), "{mutation}");
    }
    assert_eq!(app.number("select count(*) from api_tokens").await, 2);
    assert_eq!(app.number("select count(*) from job_runs").await, 0, "nothing was looked up for nobody");
}

/// Every change of what is personal, tried by somebody who has nothing on what Ana has.
#[tokio::test]
async fn somebody_else_changes_nothing_of_it() {
    let (app, door, _, _) = two().await;
    let eve = tokens(&door.data(&sign_up("eve@example.org")).await).access;
    let client = database::connect(&app.url).await;
    let before = (counts(&client, 1).await, counts(&client, 2).await);
    for (mutation, status) in [
        ("removeSeedArtist(input: {artistId: \"artist:1\"}) { status }", "NOT_FOUND"),
        ("unlockAlbum(input: {albumId: \"album:1\"}) { status }", "NOT_LOCKED"),
        ("restoreAlbum(input: {albumId: \"album:1\"}) { status }", "NOT_DISMISSED"),
        ("removeFromWantlist(input: {itemId: \"wantlist:1\"}) { status }", "NOT_FOUND"),
        ("clearDismissals(input: {}) { status: cleared }", "0"),
    ] {
        let answer = door.ask(&eve, &format!("mutation {{ said: {mutation} }}")).await;
        assert_eq!(answer.body["data"]["said"]["status"].to_string().trim_matches('"'), status, "{mutation}");
    }
    let lists = "{ viewer { seeds { totalCount } locked { totalCount } dismissed { totalCount } wantlist { totalCount } collection { totalCount } } }";
    let none = json!({"totalCount": 0});
    let own = door.ask(&eve, lists).await.body["data"]["viewer"].clone();
    assert_eq!(own, json!({"seeds": none, "locked": none, "dismissed": none, "wantlist": none, "collection": none}));
    assert_eq!(door.send(lists, &[]).await.body["data"], json!({"viewer": null}));
    assert_eq!((counts(&client, 1).await, counts(&client, 2).await), before);
}

#[tokio::test]
async fn whoever_leaves_leaves_nothing_behind() {
    let (app, door, _, ben) = two().await;
    let client = database::connect(&app.url).await;
    let before = counts(&client, 1).await;
    let leave = format!("mutation {{ deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }} }}");
    assert_eq!(door.ask(&ben, &leave).await.body["data"]["deleteAccount"]["status"], "DELETED");
    for (table, count) in counts(&client, 2).await {
        assert_eq!(count, 0, "`{table}` still has something about them");
    }
    assert_eq!(counts(&client, 1).await, before, "nobody else lost anything");
    assert_eq!(app.number("select count(*) from artists").await, 1);
    // A table may be about people without saying so to the database. Those whom a shop sells to have no account here.
    let unbound = "select format('%s.%s', table_name, column_name)::text from information_schema.columns as c
        where table_schema = 'public' and column_name in ('user_id', 'email') and table_name not in ('users', 'store_clients')
        and exists (select from pg_class where relname = table_name and relkind in ('r', 'p'))
        and not exists (select from pg_constraint where contype = 'f' and confrelid = 'users'::regclass
            and conrelid = format('%I', table_name)::regclass and confdeltype = 'c')";
    let unbound: Vec<String> = client.query(unbound, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(unbound, Vec::<String>::new(), "these would outlive their person");
    // What an administrator decided about the catalogue stays, without their name.
    let kept = "select conname::text from pg_constraint where contype = 'f' and confrelid = 'users'::regclass and confdeltype <> 'c'
        and not (confdeltype = 'n' and conrelid in ('match_decisions'::regclass, 'match_reviews'::regclass))";
    assert_eq!(client.query(kept, &[]).await.unwrap().len(), 0, "every reference to a person goes with them");
}

#[tokio::test]
async fn everything_stored_about_a_person_is_in_the_file_and_nothing_secret() {
    let (app, door, _, ben) = two().await;
    let order = "mutation { exportMyData(input: {}) { url } }";
    let url = async || door.ask(&ben, order).await.body["data"]["exportMyData"]["url"].as_str().unwrap().to_owned();
    let link = url().await;
    assert!(link.starts_with("http://127.0.0.1:8080/exports/"), "{link}");
    let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
    assert_eq!(door.head(path).await, 204, "to look whether it is there does not use it up");
    let answer = door.get(path).await;
    assert_eq!(answer.status(), 200);
    for (header, value) in [("content-type", "application/json; charset=utf-8"), ("cache-control", "no-store")] {
        assert_eq!(answer.headers()[header], value);
    }
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let text = answer.text().await.unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();

    let client = database::connect(&app.url).await;
    let mut names = BTreeSet::new();
    for (table, column) in tables(&client).await {
        let stored: i64 = client.query_one(&format!("select count(*) from {table} where {column} = 2"), &[]).await.unwrap().get(0);
        // The link itself is gone by now, but was not when the file was made; its row is removed first.
        let rows = file[&table].as_array().unwrap_or_else(|| panic!("`{table}` is missing from {text}"));
        assert_eq!(i64::try_from(rows.len()).unwrap(), stored, "{table}");
        assert!(rows.iter().all(|row| row[&column] == 2), "`{table}` holds somebody else's: {rows:?}");
        names.insert(table);
    }
    println!("{} tables in the file: {names:?}", names.len());
    assert_eq!(file["users"][0]["email"], "ben@example.org");
    assert_eq!(file["wantlist_items"][0]["album_id"], 1);
    for secret in ["argon2", "password_hash", "hash of 2", "export of", "ana@example.org"] {
        assert!(!text.contains(secret), "{secret} is in the file");
    }
    let hashes: Vec<String> = client.query("select hash from refresh_tokens", &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(hashes.iter().all(|hash| !text.contains(hash.as_str())));

    assert_eq!(door.get(path).await.status(), 404, "once");
    let late = url().await;
    app.app.clock.advance(TimeDelta::minutes(61));
    let answer = door.get(late.strip_prefix("http://127.0.0.1:8080").unwrap()).await;
    assert_eq!(answer.status(), 404, "within the hour");
    assert_eq!(answer.json::<Value>().await.unwrap()["errors"][0]["extensions"]["code"], "NOT_FOUND");
    assert_eq!(door.get("/exports/nonsense").await.status(), 404);
}
