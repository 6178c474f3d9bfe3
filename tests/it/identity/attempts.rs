//! How often a password may be tried.

use chrono::TimeDelta;
use serde_json::Value;
use vinilogy::graphql::Visitor;
use vinilogy::identity::{Client, Requester};

use crate::graphql::stage::empty;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::door::{Door, sign_in, status};
use crate::support::upstream::nobody;

/// Somebody at that address.
fn at(address: &str) -> Visitor {
    Visitor { client: Client::at(address.parse().unwrap(), false), ..Visitor::from(Requester::Anonymous) }
}

async fn tries(app: &TestApp, from: &str, email: &str, password: &str) -> String {
    let answer = app.ask_as(at(from), &sign_in(email, password)).await;
    assert!(answer.get("errors").is_none(), "too many is never an error: {answer:#}");
    status(&answer["data"]).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_tried_ten_times_and_a_hundred_aliases_are_a_hundred() {
    let app = empty().await;
    app.person("ana@example.org").await;
    app.person("ben@example.org").await;
    let one = |n: usize| format!("a{n:02}: signIn(input: {{email: \"ana@example.org\", password: \"wrong password {n}\"}}) {{ status }}");
    let all: Vec<String> = (0..100).map(one).collect();
    let answer = app.ask_as(at("192.0.2.1"), &format!("mutation {{ {} }}", all.join(" "))).await;
    let became: Vec<&str> = answer["data"].as_object().unwrap().values().map(|each| each["status"].as_str().unwrap()).collect();
    assert_eq!(became.iter().filter(|status| **status == "INVALID_CREDENTIALS").count(), 10, "{became:?}");
    assert!(became[10..].iter().all(|status| *status == "TOO_MANY_ATTEMPTS"), "{became:?}");
    // From elsewhere too, in any spelling, and with the right password.
    assert_eq!(tries(&app, "192.0.2.2", " ANA@example.org", PASSWORD).await, "TOO_MANY_ATTEMPTS");
    assert_eq!(tries(&app, "192.0.2.1", "ben@example.org", PASSWORD).await, "SIGNED_IN", "another account is not concerned");
    app.app.clock.advance(TimeDelta::minutes(15));
    assert_eq!(tries(&app, "192.0.2.1", "ana@example.org", PASSWORD).await, "SIGNED_IN");
    assert_eq!(app.number("select count(*) from attempts").await, 0, "nothing is kept that no longer counts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_are_a_hundred() {
    let app = empty().await;
    app.person("ana@example.org").await;
    let all = (0..30).map(|n| {
        let app = &app;
        async move { tries(app, &format!("192.0.2.{n}"), "ana@example.org", "a wrong password").await }
    });
    let became = futures::future::join_all(all).await;
    assert_eq!(became.iter().filter(|status| *status == "INVALID_CREDENTIALS").count(), 10, "{became:?}");
}

#[tokio::test]
async fn an_address_without_an_account_is_counted_like_one_with() {
    let app = empty().await;
    for _ in 0..10 {
        assert_eq!(tries(&app, "192.0.2.1", "nobody@example.org", "a wrong password").await, "INVALID_CREDENTIALS");
    }
    assert_eq!(tries(&app, "192.0.2.1", "nobody@example.org", "a wrong password").await, "TOO_MANY_ATTEMPTS");
    let kept = app.lines("select * from attempts").await.join(" ");
    assert!(!kept.contains("nobody") && !kept.contains("192.0.2"), "{kept}");
}

#[tokio::test]
async fn the_right_password_begins_the_account_anew() {
    let app = empty().await;
    app.person("ana@example.org").await;
    for _ in 0..3 {
        for _ in 0..9 {
            assert_eq!(tries(&app, "192.0.2.1", "ana@example.org", "a wrong password").await, "INVALID_CREDENTIALS");
        }
        assert_eq!(tries(&app, "192.0.2.1", "ana@example.org", PASSWORD).await, "SIGNED_IN");
    }
    assert_eq!(app.number("select count(*) from attempts").await, 27, "the client has failed as often as it has");
}

#[tokio::test]
async fn a_client_fails_a_hundred_times_whatever_the_accounts() {
    let app = empty().await;
    app.person("ana@example.org").await;
    // Asking who has an account here fails as well, and hashes nothing.
    for n in 0..50 {
        let mutation = format!(
            "mutation {{ a: signUp(input: {{email: \"ana@example.org\", password: {PASSWORD:?}}}) {{ status }}
                        b: signUp(input: {{email: \"ANA@example.org\", password: {PASSWORD:?}}}) {{ status }} }}"
        );
        let answer = app.ask_as(at(&format!("2001:db8:1:2::{n:x}")), &mutation).await;
        assert_eq!((&answer["data"]["a"]["status"], &answer["data"]["b"]["status"]), (&"EMAIL_TAKEN".into(), &"EMAIL_TAKEN".into()));
    }
    assert_eq!(tries(&app, "2001:db8:1:2:ffff::", "ana@example.org", PASSWORD).await, "TOO_MANY_ATTEMPTS", "a network is one client");
    let sign_up = crate::support::door::sign_up("ben@example.org");
    assert_eq!(status(&app.ask_as(at("2001:db8:1:2::5"), &sign_up).await["data"]), "TOO_MANY_ATTEMPTS");
    assert_eq!(tries(&app, "2001:db8:1:3::1", "ana@example.org", PASSWORD).await, "SIGNED_IN", "its neighbours are not concerned");
}

#[tokio::test]
async fn a_stolen_session_is_no_way_around_the_bound() {
    let app = empty().await;
    let ana = app.person("ana@example.org").await;
    let change = r#"mutation { changePassword(input: {current: "a wrong password", new: "a further password"}) { status } }"#;
    let leave = r#"mutation { deleteAccount(input: {password: "a wrong password"}) { status } }"#;
    let of = |answer: &Value| status(&answer["data"]).to_owned();
    for _ in 0..5 {
        assert_eq!(of(&app.ask_as(ana, change).await), "INVALID_CREDENTIALS");
        assert_eq!(of(&app.ask_as(ana, leave).await), "INVALID_CREDENTIALS");
    }
    assert_eq!(of(&app.ask_as(ana, change).await), "TOO_MANY_ATTEMPTS");
    assert_eq!(of(&app.ask_as(ana, &leave.replace("a wrong password", PASSWORD)).await), "TOO_MANY_ATTEMPTS");
    assert_eq!(tries(&app, "192.0.2.1", "ana@example.org", PASSWORD).await, "TOO_MANY_ATTEMPTS");
}

#[tokio::test]
async fn a_list_of_forwarders_is_believed_of_trusted_proxies_only() {
    let outside = nobody().await;
    let app = TestApp::at(&outside, &[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let deaf = TestApp::over(app.url.clone(), &outside, &[]).await;
    let (trusting, deaf) = (Door::of(&app).await, Door::of(&deaf).await);
    let subjects = async || app.number("select count(distinct subject) from attempts").await;
    let query = sign_in("nobody@example.org", "a wrong password");
    for (door, from, subjects_after) in [
        (&trusting, "192.0.2.1", 2),
        (&trusting, "192.0.2.2", 3),
        (&trusting, "192.0.2.9, 192.0.2.2", 3),
        (&deaf, "192.0.2.3", 4),
        (&deaf, "192.0.2.4", 4),
    ] {
        door.send(&query, &[("x-forwarded-for", from)]).await;
        assert_eq!(subjects().await, subjects_after, "{from}");
    }
}
