//! Subscriptions over WebSocket: the handshake here, the conversation in `session`, its words in `wire`.

mod operation;
mod session;
mod wire;

use std::time::Duration;

use axum::extract::{FromRequestParts, WebSocketUpgrade};
use axum::http::{StatusCode, header, request};
use axum::response::{IntoResponse, Response};

use self::session::Session;
use super::graphql::{Caller, Desk, Executor};
use super::refusal::{Code, Refusal};

/// The bounds of one WebSocket.
#[derive(Clone, Debug)]
pub struct SocketLimits {
    /// How long a client may take to send `connection_init`.
    pub init_within: Duration,
    /// How often a client is asked whether it is still there; one that says nothing until the next time is gone.
    pub keep_alive: Duration,
    /// How long a client may take to read a message.
    pub send_within: Duration,
    /// Bytes of one message.
    pub message_bytes: usize,
    /// Operations under way at once.
    pub operations: usize,
    /// How long somebody stays whose token may have been taken back meanwhile.
    pub trust: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            init_within: Duration::from_secs(10),
            keep_alive: Duration::from_secs(20),
            send_within: Duration::from_secs(10),
            message_bytes: 256 * 1024,
            operations: 20,
            trust: Duration::from_secs(30),
        }
    }
}

/// Answers the handshake and leaves the conversation to a task of its own.
pub(super) async fn open<E: Executor>(desk: Desk<E>, parts: &mut request::Parts, caller: Caller) -> Response {
    if desk.shutdown.begun() {
        return Refusal::new(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, "The server is stopping.").into_response();
    }
    let offered = parts.headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !offered.flat_map(|value| value.split(',')).any(|protocol| protocol.trim() == wire::PROTOCOL) {
        let message = format!("The WebSocket must offer the subprotocol `{}`.", wire::PROTOCOL);
        return Refusal::bad_request(message).into_response();
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return Refusal::new(rejection.status(), Code::BadUserInput, rejection.body_text()).into_response(),
    };
    // Up to four times the bound is read, so that the client can be told why it is turned away.
    let most = desk.sockets.message_bytes.saturating_mul(4);
    // Held from before the connection is handed over, or the server could leave in between.
    let held = desk.shutdown.hold();
    let session = Session::new(desk, caller);
    upgrade.max_message_size(most).max_frame_size(most).protocols([wire::PROTOCOL]).on_upgrade(async move |socket| {
        session.run(socket).await;
        drop(held);
    })
}
