//! Stopping cuts nobody off.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::conversation::Conversation;
use super::toy::{Toy, Wish};

#[tokio::test]
async fn a_request_under_way_is_answered() {
    let toy = Arc::new(Toy::start().await);
    let idle = TcpStream::connect(toy.address).await.unwrap();
    let request = tokio::spawn({
        let toy = toy.clone();
        async move { toy.query("{ wait }").await.json::<Value>().await.unwrap() }
    });
    toy.stage.begun.notified().await;
    toy.shutdown.begin();
    // The word has come to the server when its port refuses; the client of the toy would reuse a connection.
    while TcpStream::connect(toy.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!request.is_finished() && !toy.server.is_finished());
    toy.gate.0.add_permits(1);
    assert_eq!(request.await.unwrap(), json!({ "data": { "wait": true } }));
    drop(idle);
    Arc::into_inner(toy).unwrap().server.await.unwrap();
}

#[tokio::test]
async fn idle_connections_do_not_hold_it_up() {
    let toy = Toy::start().await;
    let never_used = TcpStream::connect(toy.address).await.unwrap();
    let mut kept = TcpStream::connect(toy.address).await.unwrap();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nhost: toy\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    kept.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    toy.shutdown.begin();
    toy.server.await.unwrap();
    let mut rest = Vec::new();
    kept.read_to_end(&mut rest).await.unwrap();
    drop(never_used);
}

#[tokio::test]
async fn sockets_are_told_to_go() {
    let toy = Toy::start().await;
    let mut client = Conversation::begin(&toy).await;
    client.subscribe("endless", "subscription { forever }").await;
    client.subscribe("short", "{ wait }").await;
    toy.stage.begun.notified().await;
    toy.shutdown.begin();
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await["type"], "pong");
    toy.gate.0.add_permits(1);
    assert_eq!(client.hear().await["payload"]["data"]["wait"], true, "what is short may end");
    assert_eq!(client.hear().await["type"], "complete");
    assert_eq!(client.closed().await, 1001);
    drop(client);
    toy.server.await.unwrap();
}

#[tokio::test]
async fn nobody_holds_it_up_for_ever() {
    let toy = Toy::with(Wish { request_timeout: Duration::from_millis(100), ..Wish::default() }).await;
    let mut stuck = TcpStream::connect(toy.address).await.unwrap();
    stuck.write_all(b"POST /graphql HTTP/1.1\r\nhost: toy\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n").await.unwrap();
    // Answered on another connection, so the first one's bytes have been read by then or never matter.
    toy.get("/health/live").await;
    toy.shutdown.begin();
    toy.server.await.unwrap();
}
