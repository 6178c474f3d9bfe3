//! The messages of `graphql-transport-ws` and the codes it closes with.

use axum::extract::ws::CloseFrame;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::graphql::Written;

/// The one subprotocol spoken.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// What a client may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromClient {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Value>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Value,
    },
    Complete {
        id: String,
    },
}

/// What we say.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToClient<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    Next {
        id: &'a str,
        payload: Written<'a>,
    },
    Error {
        id: &'a str,
        payload: &'a [async_graphql::ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// Why a socket is closed, as a code and a reason.
#[derive(Clone, Debug)]
pub struct Closing {
    code: u16,
    reason: String,
}

impl Closing {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The process stops; a client should connect again.
    pub fn going_away() -> Self {
        Self::new(1001, "Going away")
    }

    /// A message larger than allowed.
    pub fn too_big(most: usize) -> Self {
        Self::new(1009, format!("Message too big: at most {most} bytes"))
    }

    /// A message that is none of the protocol's.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::new(4400, reason)
    }

    /// `subscribe` before `connection_ack`, or a token that no longer holds.
    pub fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// `connection_init` was refused.
    pub fn forbidden() -> Self {
        Self::new(4403, "Forbidden")
    }

    /// No `connection_init` in time.
    pub fn init_timeout() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// An id that is in use.
    pub fn already_exists(id: &str) -> Self {
        Self::new(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second `connection_init`.
    pub fn too_many_inits() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// The frame; a reason longer than a control frame carries is cut.
    pub fn frame(mut self) -> CloseFrame {
        let end = (0..=self.reason.len().min(LONGEST_REASON)).rev().find(|&end| self.reason.is_char_boundary(end));
        self.reason.truncate(end.unwrap_or_default());
        CloseFrame { code: self.code, reason: self.reason.into() }
    }
}

const LONGEST_REASON: usize = 123;
