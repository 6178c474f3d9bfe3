//! The login that everybody knows.

use vinilogy::graphql::Visitor;
use vinilogy::identity::{Client, DEMO_EMAIL, DEMO_PASSWORD, Requester};

use crate::graphql::stage::demo;
use crate::support::app::PASSWORD;
use crate::support::door::{Door, refresh, sign_in, sign_up, status, tokens};

#[tokio::test]
async fn it_is_never_administrator_never_the_first_and_stays_as_it_is() {
    let app = demo().await;
    assert_eq!(app.number("select count(*) from users where is_demo and not is_admin").await, 1);
    let door = Door::of(&app).await;
    let answer = door.data(&sign_in(DEMO_EMAIL, DEMO_PASSWORD)).await;
    assert_eq!((status(&answer), &answer["signIn"]["session"]["user"]["isAdmin"]), ("SIGNED_IN", &false.into()));
    let session = tokens(&answer).access;
    for mutation in [
        format!("changePassword(input: {{current: {DEMO_PASSWORD:?}, new: \"a further password\"}}) {{ status }}"),
        format!("deleteAccount(input: {{password: {DEMO_PASSWORD:?}}}) {{ status }}"),
    ] {
        assert_eq!(door.ask(&session, &format!("mutation {{ {mutation} }}")).await.code(), "FORBIDDEN");
    }
    let first = door.data(&sign_up("ana@example.org")).await;
    assert_eq!(first["signUp"]["session"]["user"]["isAdmin"], true, "the demo's does not count as the first");
    let ana = tokens(&first).access;
    let leave = format!("mutation {{ deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }} }}");
    assert_eq!(door.ask(&ana, &leave).await.body["data"]["deleteAccount"]["status"], "DELETED", "nor as somebody who is left");
}

#[tokio::test]
async fn it_works_on_this_machine_only() {
    let app = demo().await;
    let door = Door::of(&app).await;
    let session = tokens(&door.data(&sign_in(DEMO_EMAIL, DEMO_PASSWORD)).await);
    let made = door.ask(&session.access, "mutation { createApiToken(input: {name: \"x\", scope: READ}) { secret } }").await;
    let secret = made.body["data"]["createApiToken"]["secret"].as_str().unwrap().to_owned();
    let viewer = "{ viewer { email } }";
    for token in [&session.access, &secret] {
        assert_eq!(door.ask(token, viewer).await.body["data"]["viewer"]["email"], DEMO_EMAIL);
        // Somebody behind a proxy on this machine.
        let bearer = format!("Bearer {token}");
        assert_eq!(door.send(viewer, &[("authorization", &bearer), ("x-forwarded-for", "192.0.2.1")]).await.status, 401);
    }
    let from = |address: &str| Visitor { client: Client::at(address.parse().unwrap(), false), ..Visitor::from(Requester::Anonymous) };
    let became = async |address: &str, query: &str| status(&app.ask_as(from(address), query).await["data"]).to_owned();
    assert_eq!(became("192.0.2.1", &sign_in(DEMO_EMAIL, DEMO_PASSWORD)).await, "INVALID_CREDENTIALS");
    assert_eq!(became("192.0.2.1", &refresh(&session.refresh)).await, "INVALID");
    assert_eq!(became("::1", &refresh(&session.refresh)).await, "REFRESHED");
}
