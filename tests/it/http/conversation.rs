//! One client of `graphql-transport-ws`.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::toy::Toy;

pub struct Conversation(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Conversation {
    /// Opens a WebSocket that offers `protocol`; the status when it is refused.
    pub async fn open(toy: &Toy, protocol: Option<&str>) -> Result<Self, u16> {
        let mut request = format!("ws://{}/graphql", toy.address).into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, response)) => {
                assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
                Ok(Self(socket))
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A WebSocket that is not acknowledged yet.
    pub async fn fresh(toy: &Toy) -> Self {
        Self::open(toy, Some("graphql-transport-ws")).await.unwrap()
    }

    /// A WebSocket that may subscribe.
    pub async fn begin(toy: &Toy) -> Self {
        let mut conversation = Self::fresh(toy).await;
        conversation.say(json!({ "type": "connection_init" })).await;
        assert_eq!(conversation.hear().await, json!({ "type": "connection_ack" }));
        conversation
    }

    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The code that the server closes with.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}
