//! Subscriptions over WebSocket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use vinilogy::http::SocketLimits;

use super::conversation::Conversation;
use super::toy::{Toy, Wish};

async fn limited(sockets: SocketLimits) -> Toy {
    Toy::with(Wish { sockets, ..Wish::default() }).await
}

#[tokio::test]
async fn a_subscription_tells_everything_and_ends() {
    let toy = Toy::start().await;
    let mut client = Conversation::begin(&toy).await;
    client.subscribe("a", "subscription { count(to: 2) }").await;
    for n in [1, 2] {
        assert_eq!(client.hear().await, json!({ "id": "a", "type": "next", "payload": { "data": { "count": n } } }));
    }
    assert_eq!(client.hear().await, json!({ "id": "a", "type": "complete" }));
    // Its id is free again, and a query or a mutation is welcome too.
    client.subscribe("a", "mutation { bump }").await;
    assert_eq!(client.hear().await["payload"]["data"]["bump"], 1);
    assert_eq!(client.hear().await["type"], "complete");
    client.say(json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "a": 1 } }));
}

#[tokio::test]
async fn a_client_may_end_what_it_began() {
    let toy = Toy::start().await;
    let mut client = Conversation::begin(&toy).await;
    client.subscribe("a", "subscription { forever }").await;
    client.say(json!({ "id": "a", "type": "complete" })).await;
    toy.stage.left.notified().await;
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.hear().await["payload"]["data"]["hello"], "hello ");
}

#[tokio::test]
async fn what_cannot_run_is_an_error_of_its_operation_only() {
    let toy = Toy::start().await;
    let mut client = Conversation::begin(&toy).await;
    for query in ["subscription { nothing }", "subscription {", "{ nothing }"] {
        client.subscribe("a", query).await;
        let error = client.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("a")));
        assert_eq!(error["payload"][0]["extensions"]["code"], "BAD_USER_INPUT", "{error}");
    }
    for query in ["subscription { boom }", "{ boom }"] {
        client.subscribe("b", query).await;
        let error = client.hear().await;
        assert_eq!(error["payload"][0]["extensions"]["code"], "INTERNAL", "{error}");
        assert!(error["payload"][0]["extensions"]["requestId"].is_string() && !error.to_string().contains("secret"), "{error}");
    }
    client.subscribe("c", &"{a".repeat(3_000)).await;
    assert_eq!(client.hear().await["payload"][0]["extensions"]["code"], "QUERY_TOO_COSTLY");
    client.subscribe("c", "{ hello }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn breaking_the_protocol_closes_with_its_code() {
    let toy = Toy::start().await;
    let subscribe = json!({ "id": "a", "type": "subscribe", "payload": { "query": "subscription { forever }" } });
    let init = json!({ "type": "connection_init" });
    for (messages, code) in [
        (vec![subscribe.clone()], 4401),
        (vec![init.clone(), init.clone()], 4429),
        (vec![init.clone(), subscribe.clone(), subscribe.clone()], 4409),
        (vec![json!({ "type": "connection_init", "payload": { "Authorization": "Bearer false" } })], 4403),
        (vec![json!({ "type": "start" })], 4400),
        (vec![json!([])], 4400),
        (vec![json!("x".repeat(1000))], 4400),
        (vec![json!({ "type": "connection_ack" })], 4400),
        (vec![init.clone(), json!({ "id": "a", "type": "subscribe" })], 4400),
        (vec![init.clone(), json!({ "id": "", "type": "subscribe", "payload": { "query": "{ hello }" } })], 4400),
        (vec![init.clone(), json!({ "id": "a", "type": "subscribe", "payload": { "query": 3 } })], 4400),
        (vec![json!({ "type": "ping", "payload": { "x": "x".repeat(300_000) } })], 1009),
        (vec![json!({ "type": "ping", "payload": { "x": "x".repeat(2_000_000) } })], 1009),
    ] {
        let mut client = Conversation::fresh(&toy).await;
        for message in messages {
            client.say(message).await;
        }
        assert_eq!(client.closed().await, code);
    }
    let mut client = Conversation::fresh(&toy).await;
    client.0.send(Message::binary(init.to_string().into_bytes())).await.unwrap();
    assert_eq!(client.closed().await, 4400);
}

#[tokio::test]
async fn only_the_one_subprotocol_is_spoken() {
    let toy = Toy::start().await;
    assert_eq!(Conversation::open(&toy, None).await.err(), Some(400));
    assert_eq!(Conversation::open(&toy, Some("graphql-ws")).await.err(), Some(400));
    assert!(Conversation::open(&toy, Some("graphql-ws, graphql-transport-ws")).await.is_ok());
}

#[tokio::test]
async fn one_that_never_introduces_itself_is_shown_out() {
    let toy = limited(SocketLimits { init_within: Duration::from_millis(30), ..SocketLimits::default() }).await;
    assert_eq!(Conversation::fresh(&toy).await.closed().await, 4408);
}

#[tokio::test]
async fn operations_under_way_are_counted() {
    let toy = limited(SocketLimits { operations: 2, ..SocketLimits::default() }).await;
    let mut client = Conversation::begin(&toy).await;
    for id in ["a", "b", "c"] {
        client.subscribe(id, "subscription { forever }").await;
    }
    let error = client.hear().await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("c")));
    assert_eq!(error["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    client.say(json!({ "id": "a", "type": "complete" })).await;
    client.subscribe("c", "{ hello }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn a_silent_client_is_asked_and_stays_as_long_as_it_answers() {
    let toy = limited(SocketLimits { keep_alive: Duration::from_millis(50), ..SocketLimits::default() }).await;
    let mut client = Conversation::begin(&toy).await;
    // Reading answers the pings: still there after several.
    for _ in 0..4 {
        assert!(matches!(client.0.next().await, Some(Ok(Message::Ping(_)))));
    }
    client.subscribe("a", "{ hello }").await;
    let heard: Value = client.hear().await;
    assert_eq!(heard["type"], "next");
}

#[tokio::test]
async fn one_that_does_not_answer_is_left_with_all_it_began() {
    let toy = limited(SocketLimits { keep_alive: Duration::from_millis(30), ..SocketLimits::default() }).await;
    let mut client = Conversation::begin(&toy).await;
    client.subscribe("a", "subscription { forever }").await;
    // Nobody reads, so nobody answers the pings.
    toy.stage.left.notified().await;
}

#[tokio::test]
async fn one_that_hangs_up_leaves_nothing_behind() {
    let toy = Toy::start().await;
    let mut client = Conversation::begin(&toy).await;
    client.subscribe("a", "subscription { forever }").await;
    client.subscribe("b", "{ hello }").await;
    client.hear().await;
    drop(client);
    toy.stage.left.notified().await;
}
