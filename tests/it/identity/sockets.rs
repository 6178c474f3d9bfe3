//! Who is at the other end of a WebSocket, and for how long.

use std::time::Duration;

use chrono::TimeDelta;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use vinilogy::http::SocketLimits;

use crate::graphql::stage::empty;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::door::{Door, Tokens, sign_up, tokens};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(door: &Door, payload: Option<Value>) -> Self {
        let url = door.url.join("/graphql").unwrap().to_string().replace("http://", "ws://");
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let mut socket = Self(connect_async(request).await.unwrap().0);
        let init =
            payload.map_or_else(|| json!({"type": "connection_init"}), |payload| json!({"type": "connection_init", "payload": payload}));
        socket.say(&init).await;
        socket
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn ask(&mut self, query: &str) -> Value {
        self.say(&json!({"id": "a", "type": "subscribe", "payload": {"query": query}})).await;
        self.hear().await.expect("an answer")
    }

    /// The next message, or the code that the socket was closed with.
    async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            match tokio::time::timeout(Duration::from_secs(20), self.0.next()).await.expect("something comes") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

async fn house() -> (TestApp, Door, Tokens) {
    let app = empty().await;
    let limits = SocketLimits { trust: Duration::from_millis(20), ..SocketLimits::default() };
    let door = Door::at(app.serve_with(limits).await);
    let ana = tokens(&door.data(&sign_up("ana@example.org")).await);
    (app, door, ana)
}

fn bearer(token: &str) -> Value {
    json!({"Authorization": format!("Bearer {token}")})
}

const VIEWER: &str = "{ viewer { email } }";

#[tokio::test]
async fn the_payload_says_who_it_is() {
    let (_app, door, ana) = house().await;
    let mut socket = Socket::open(&door, Some(bearer(&ana.access))).await;
    assert_eq!(socket.hear().await.unwrap()["type"], "connection_ack");
    assert_eq!(socket.ask(VIEWER).await["payload"]["data"]["viewer"]["email"], "ana@example.org");
    let mut nobody = Socket::open(&door, None).await;
    assert_eq!(nobody.hear().await.unwrap()["type"], "connection_ack");
    assert_eq!(nobody.ask(VIEWER).await["payload"]["data"]["viewer"], Value::Null);
    let session =
        format!("mutation {{ signIn(input: {{email: \"ana@example.org\", password: {PASSWORD:?}}}) {{ session {{ refreshToken }} }} }}");
    assert_eq!(nobody.hear().await.unwrap()["type"], "complete");
    let answer = nobody.ask(&session).await;
    assert!(!answer["payload"]["data"]["signIn"]["session"]["refreshToken"].as_str().unwrap().is_empty(), "no cookie could carry it");
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_not_let_in() {
    let (app, door, ana) = house().await;
    let bent = format!("{}x", ana.access);
    for payload in [bearer(&bent), bearer(""), bearer("vin_none"), json!({"Authorization": 7})] {
        assert_eq!(Socket::open(&door, Some(payload.clone())).await.hear().await, Err(4403), "{payload:?}");
    }
    app.app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(Socket::open(&door, Some(bearer(&ana.access))).await.hear().await, Err(4403));
}

#[tokio::test]
async fn a_socket_ends_with_the_token_the_session_and_the_account() {
    let (app, door, ana) = house().await;
    let run = "insert into job_runs (job, key, payload, trigger, priority, queued_at, state) values ('sync_shop', 'k', '{}', 'cron', 5, now(), 'queued')";
    crate::support::database::connect(&app.url).await.batch_execute(run).await.unwrap();
    let out = "mutation { signOut(input: {}) { status } }";
    let leave = format!("mutation {{ deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }} }}");
    let sign_in = crate::support::door::sign_in("ana@example.org", PASSWORD);
    let (signed_out, removed) = (ana, tokens(&door.data(&sign_in).await));
    let (mut one, mut other) =
        (Socket::open(&door, Some(bearer(&signed_out.access))).await, Socket::open(&door, Some(bearer(&removed.access))).await);
    for socket in [&mut one, &mut other] {
        assert_eq!(socket.hear().await.unwrap()["type"], "connection_ack");
        socket
            .say(&json!({"id": "a", "type": "subscribe", "payload": {"query": "subscription { jobRun(id: \"run:1\") { state } }"}}))
            .await;
        assert_eq!(socket.hear().await.unwrap()["payload"]["data"]["jobRun"]["state"], "QUEUED", "and it goes on");
    }
    assert_eq!(door.ask(&signed_out.access, out).await.body["data"]["signOut"]["status"], "SIGNED_OUT");
    assert_eq!(one.hear().await, Err(4401));
    other.say(&json!({"id": "b", "type": "subscribe", "payload": {"query": VIEWER}})).await;
    assert_eq!(other.hear().await.unwrap()["payload"]["data"]["viewer"]["email"], "ana@example.org", "another session is not concerned");
    assert_eq!(other.hear().await.unwrap()["type"], "complete");
    assert_eq!(door.ask(&removed.access, &leave).await.body["data"]["deleteAccount"]["status"], "DELETED");
    assert_eq!(other.hear().await, Err(4401));

    let ben = tokens(&door.data(&sign_up("ben@example.org")).await);
    let mut late = Socket::open(&door, Some(bearer(&ben.access))).await;
    assert_eq!(late.hear().await.unwrap()["type"], "connection_ack");
    app.app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(late.hear().await, Err(4401));
}
