//! Tokens for programs: what each scope may do, and what none of them may.

use serde_json::{Value, json};

use crate::graphql::stage::empty;
use crate::support::app::{PASSWORD, TestApp, until};
use crate::support::door::{Door, sign_up, tokens};

const VIEWER: &str = "{ viewer { email } }";
const PROFILE: &str = r#"mutation { updateProfile(input: {language: "en"}) { profile { language } } }"#;

async fn made(door: &Door, session: &str, name: &str, scope: &str) -> (String, String) {
    let query = format!(
        "mutation {{ createApiToken(input: {{name: {name:?}, scope: {scope}}}) {{ secret token {{ id name scope createdAt lastUsedAt }} }} }}"
    );
    let answer = door.ask(session, &query).await;
    let made = &answer.body["data"]["createApiToken"];
    assert_eq!((&made["token"]["name"], &made["token"]["scope"]), (&json!(name), &json!(scope)), "{answer:?}");
    (made["token"]["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

async fn house() -> (TestApp, Door, String, String) {
    let app = empty().await;
    let door = Door::of(&app).await;
    let admin = tokens(&door.data(&sign_up("admin@example.org")).await).access;
    let ben = tokens(&door.data(&sign_up("ben@example.org")).await).access;
    (app, door, admin, ben)
}

#[tokio::test]
async fn a_token_is_shown_once_stored_as_a_hash_and_listed() {
    let (app, door, _, ben) = house().await;
    let (id, secret) = made(&door, &ben, "script", "READ").await;
    assert!(secret.starts_with("vin_") && secret.len() == 47, "{secret}");
    let stored = app.lines("select * from api_tokens").await.join(" ");
    assert!(!stored.contains(&secret[4..]), "{stored}");
    let list = "{ viewer { apiTokens { id name scope lastUsedAt } } }";
    let listed = |last: Value| json!([{"id": id, "name": "script", "scope": "READ", "lastUsedAt": last}]);
    assert_eq!(door.ask(&ben, list).await.body["data"]["viewer"]["apiTokens"], listed(Value::Null));
    assert_eq!(door.ask(&secret, VIEWER).await.body["data"]["viewer"]["email"], "ben@example.org");
    until(&app.app, "its use is noted", || async { app.number("select count(last_used_at) from api_tokens").await == 1 }).await;
    let first = app.lines("select last_used_at from api_tokens").await;
    door.ask(&secret, VIEWER).await;
    assert_eq!(app.lines("select last_used_at from api_tokens").await, first, "at most once a minute");
    app.app.clock.advance(chrono::TimeDelta::minutes(1));
    door.ask(&secret, VIEWER).await;
    until(&app.app, "its next use is noted", || async { app.lines("select last_used_at from api_tokens").await != first }).await;
    for wrong in ["{name: \"\", scope: READ}", "{name: \"  \", scope: READ}", &format!("{{name: \"{}\", scope: READ}}", "x".repeat(101))] {
        let answer = door.ask(&ben, &format!("mutation {{ createApiToken(input: {wrong}) {{ secret }} }}")).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{wrong}");
    }
}

#[tokio::test]
async fn reading_changes_nothing_and_writing_does_not_administer() {
    let (app, door, admin, ben) = house().await;
    let ((_, read), (_, write)) = (made(&door, &ben, "r", "READ").await, made(&door, &ben, "w", "WRITE").await);
    let ((_, admins_write), (_, admins)) = (made(&door, &admin, "w", "WRITE").await, made(&door, &admin, "a", "ADMIN").await);
    let answer = door.ask(&ben, "mutation { createApiToken(input: {name: \"a\", scope: ADMIN}) { secret } }").await;
    assert_eq!(answer.code(), "FORBIDDEN", "only an administrator makes one");

    for query in [PROFILE, &format!("query A {{ viewer {{ id }} }} {}", PROFILE.replace("mutation", "mutation B"))] {
        let body = json!({"query": query, "operationName": query.contains("mutation B").then_some("B")});
        let client = crate::support::app::client();
        let request =
            client.post(door.url.join("/graphql").unwrap()).bearer_auth(&read).header("accept", "application/graphql-response+json");
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.json::<Value>().await.unwrap()["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    assert_eq!(app.number("select count(*) from user_profiles").await, 0, "nothing has happened");
    assert_eq!(door.ask(&write, PROFILE).await.body["data"]["updateProfile"]["profile"]["language"], "en");

    let upstreams = "{ upstreams { name } }";
    for token in [&ben, &read, &write, &admins_write] {
        assert_eq!(door.ask(token, upstreams).await.code(), "FORBIDDEN");
    }
    assert_eq!(door.send(upstreams, &[]).await.code(), "UNAUTHENTICATED");
    for token in [&admin, &admins] {
        assert!(door.ask(token, upstreams).await.body["data"]["upstreams"].is_array());
    }
    crate::support::database::connect(&app.url).await.batch_execute("update users set is_admin = false").await.unwrap();
    assert_eq!(door.ask(&admins, upstreams).await.code(), "FORBIDDEN", "who administers no longer, does so with no token");
}

#[tokio::test]
async fn no_token_decides_about_the_account_itself() {
    let (app, door, admin, _) = house().await;
    let (id, token) = made(&door, &admin, "a", "ADMIN").await;
    for mutation in [
        format!("changePassword(input: {{current: {PASSWORD:?}, new: \"a further password\"}}) {{ status }}"),
        format!("deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }}"),
        "exportMyData(input: {}) { url }".to_owned(),
        "createApiToken(input: {name: \"b\", scope: READ}) { secret }".to_owned(),
        format!("revokeApiToken(input: {{id: {id:?}}}) {{ status }}"),
        "signOut(input: {everywhere: true}) { status }".to_owned(),
    ] {
        let answer = door.ask(&token, &format!("mutation {{ {mutation} }}")).await;
        assert_eq!(answer.code(), "FORBIDDEN", "{mutation}: {answer:?}");
    }
    assert_eq!(app.number("select count(*) from users").await, 2);
    assert_eq!(door.ask(&token, VIEWER).await.body["data"]["viewer"]["email"], "admin@example.org");
}

#[tokio::test]
async fn a_token_is_taken_back_by_its_person_and_nobody_else() {
    let (app, door, admin, ben) = house().await;
    let (id, secret) = made(&door, &ben, "script", "WRITE").await;
    let revoke = format!("mutation {{ revokeApiToken(input: {{id: {id:?}}}) {{ status }} }}");
    assert_eq!(door.ask(&admin, &revoke).await.body["data"]["revokeApiToken"]["status"], "NOT_FOUND");
    assert_eq!(door.send(&revoke, &[]).await.code(), "UNAUTHENTICATED");
    assert_eq!(door.ask(&secret, VIEWER).await.status, 200);
    assert_eq!(door.ask(&ben, &revoke).await.body["data"]["revokeApiToken"]["status"], "REVOKED");
    assert_eq!(door.ask(&ben, &revoke).await.body["data"]["revokeApiToken"]["status"], "NOT_FOUND");
    let answer = door.ask(&secret, VIEWER).await;
    assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"));
    let wrong = "mutation { revokeApiToken(input: {id: \"user:1\"}) { status } }";
    assert_eq!(door.ask(&ben, wrong).await.code(), "BAD_USER_INPUT");
    let many = "insert into api_tokens (user_id, name, scope, hash, created_at) select 2, 'n', 'read', 'h' || n, now() from generate_series(1, 100) as n";
    crate::support::database::connect(&app.url).await.batch_execute(many).await.unwrap();
    assert_eq!(
        door.ask(&ben, "mutation { createApiToken(input: {name: \"one more\", scope: READ}) { secret } }").await.code(),
        "FORBIDDEN"
    );
}
