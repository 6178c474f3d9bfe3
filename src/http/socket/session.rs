//! The conversation of one WebSocket, in one task: what the client says, what its operations say, and the clock.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures::stream::BoxStream;
use tokio::time::{Instant, interval_at, sleep, sleep_until, timeout};
use tokio_stream::{StreamExt, StreamMap};

use super::super::graphql::{Caller, Desk, Executor, Written, from_value};
use super::super::refusal::{Code, error};
use super::super::request_id::RequestId;
use super::operation::{Event, Operation};
use super::wire::{Closing, FromClient, ToClient};

/// How a conversation ends: with a reason that the client is told, or because it is gone.
type Ending = Option<Closing>;
type Step = ControlFlow<Ending>;

/// One client and its operations.
pub struct Session<E> {
    desk: Desk<E>,
    caller: Caller,
    acknowledged: bool,
    heard: bool,
    operations: StreamMap<String, BoxStream<'static, Event>>,
    endless: HashSet<String>,
    /// When to ask anew who this is; never where it is nobody.
    ask_again: Option<Instant>,
}

impl<E: Executor> Session<E> {
    /// A conversation that has not begun.
    pub fn new(desk: Desk<E>, caller: Caller) -> Self {
        Self { desk, caller, acknowledged: false, heard: true, operations: StreamMap::new(), endless: HashSet::new(), ask_again: None }
    }

    /// Speaks until either side has had enough.
    pub async fn run(mut self, mut socket: WebSocket) {
        let ending = self.converse(&mut socket).await;
        self.operations.clear();
        let Some(closing) = ending else {
            // Reading on is what sends the answer to the client's close frame.
            let _ = timeout(self.desk.sockets.send_within, async { while socket.recv().await.is_some_and(|heard| heard.is_ok()) {} }).await;
            return;
        };
        tracing::debug!(request_id = self.caller.request_id.0, ?closing, "socket closed");
        // The client's own close frame is waited for, so that ours is not lost in a reset.
        let farewell = async {
            socket.send(Message::Close(Some(closing.frame()))).await.ok()?;
            while socket.recv().await?.is_ok() {}
            Some(())
        };
        let _ = timeout(self.desk.sockets.send_within, farewell).await;
    }

    async fn converse(&mut self, socket: &mut WebSocket) -> Ending {
        let shutdown = self.desk.shutdown.clone();
        let init = sleep(self.desk.sockets.init_within);
        tokio::pin!(init);
        let every = self.desk.sockets.keep_alive;
        let mut ping = interval_at(Instant::now() + every, every);
        let mut stopping = false;
        loop {
            let step = tokio::select! {
                () = shutdown.wait(), if !stopping => {
                    stopping = true;
                    self.drop_endless();
                    Step::Continue(())
                }
                () = &mut init, if !self.acknowledged => Step::Break(Some(Closing::init_timeout())),
                _ = ping.tick() => self.ping(socket).await,
                () = sleep_until(self.ask_again.unwrap_or_else(Instant::now)), if self.ask_again.is_some() => self.ask_again().await,
                Some((id, event)) = self.operations.next(), if !self.operations.is_empty() => self.tell(socket, &id, event).await,
                message = socket.recv() => self.hear(socket, message, stopping).await,
            };
            if let Step::Break(ending) = step {
                return ending;
            }
            // Queries and mutations under way may end; then there is nothing left to stay for.
            if stopping && self.operations.is_empty() {
                return Some(Closing::going_away());
            }
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Option<Result<Message, axum::Error>>, stopping: bool) -> Step {
        self.heard = true;
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Step::Continue(()),
            Some(Ok(Message::Binary(_))) => return Step::Break(Some(Closing::invalid("Invalid message: not a text"))),
            // More than four times the bound is one of the errors; nothing else would read our reason.
            Some(Err(_)) => return Step::Break(Some(Closing::too_big(self.desk.sockets.message_bytes))),
            Some(Ok(Message::Close(_))) | None => return Step::Break(None),
        };
        if text.len() > self.desk.sockets.message_bytes {
            return Step::Break(Some(Closing::too_big(self.desk.sockets.message_bytes)));
        }
        match serde_json::from_str(&text) {
            Ok(FromClient::ConnectionInit { payload }) => self.init(socket, payload).await,
            Ok(FromClient::Ping { payload }) => self.send(socket, &ToClient::Pong { payload }).await,
            Ok(FromClient::Pong {}) => Step::Continue(()),
            Ok(FromClient::Subscribe { id, payload }) => self.subscribe(socket, id, payload, stopping).await,
            Ok(FromClient::Complete { id }) => {
                self.forget(&id);
                Step::Continue(())
            }
            Err(problem) => Step::Break(Some(Closing::invalid(format!("Invalid message: {problem}")))),
        }
    }

    async fn init(&mut self, socket: &mut WebSocket, payload: Option<serde_json::Value>) -> Step {
        if self.acknowledged {
            return Step::Break(Some(Closing::too_many_inits()));
        }
        self.caller.init = payload;
        match timeout(self.desk.sockets.init_within, self.desk.executor.admit(self.caller.clone())).await {
            Ok(Ok(stay)) => {
                self.acknowledged = true;
                self.stay(stay);
                self.send(socket, &ToClient::ConnectionAck).await
            }
            Ok(Err(_)) => Step::Break(Some(Closing::forbidden())),
            Err(_) => Step::Break(Some(Closing::init_timeout())),
        }
    }

    /// A token runs out, a session is ended, an account removed: what goes on telling must not outlive them.
    async fn ask_again(&mut self) -> Step {
        match timeout(self.desk.sockets.send_within, self.desk.executor.admit(self.caller.clone())).await {
            Ok(Ok(stay)) => {
                self.stay(stay);
                Step::Continue(())
            }
            Ok(Err(_)) | Err(_) => Step::Break(Some(Closing::unauthorized())),
        }
    }

    fn stay(&mut self, stay: Option<Duration>) {
        self.ask_again = stay.map(|stay| Instant::now() + stay.min(self.desk.sockets.trust));
    }

    async fn subscribe(&mut self, socket: &mut WebSocket, id: String, payload: serde_json::Value, stopping: bool) -> Step {
        if !self.acknowledged {
            return Step::Break(Some(Closing::unauthorized()));
        }
        if id.is_empty() {
            return Step::Break(Some(Closing::invalid("Invalid message: `id` is empty")));
        }
        if self.operations.contains_key(&id) {
            return Step::Break(Some(Closing::already_exists(&id)));
        }
        let request = match from_value(payload) {
            Ok(request) => request,
            Err(refusal) => return Step::Break(Some(Closing::invalid(format!("Invalid message: {}", refusal.message())))),
        };
        let caller = Caller { request_id: RequestId::fresh(), ..self.caller.clone() };
        let most = self.desk.sockets.operations;
        let refused = if stopping {
            Some(error(Code::Unavailable, "The server is stopping.", Some(&caller.request_id)))
        } else if self.operations.len() >= most {
            let message = format!("At most {most} operations may be under way on one WebSocket.");
            Some(error(Code::RateLimited, message, Some(&caller.request_id)))
        } else {
            None
        };
        if let Some(refused) = refused {
            return self.send(socket, &ToClient::Error { id: &id, payload: &[refused] }).await;
        }
        tracing::debug!(request_id = caller.request_id.0, socket = self.caller.request_id.0, "operation begins");
        let operation = Operation::begin(&self.desk, request, caller);
        if operation.endless {
            self.endless.insert(id.clone());
        }
        self.operations.insert(id, operation.events);
        Step::Continue(())
    }

    async fn tell(&mut self, socket: &mut WebSocket, id: &str, event: Event) -> Step {
        match event {
            Event::Next(answer) => self.send(socket, &ToClient::Next { id, payload: Written::new(&answer, false) }).await,
            Event::Failed(answer) => {
                self.forget(id);
                self.send(socket, &ToClient::Error { id, payload: &answer.errors }).await
            }
            Event::Done => {
                self.forget(id);
                self.send(socket, &ToClient::Complete { id }).await
            }
        }
    }

    async fn ping(&mut self, socket: &mut WebSocket) -> Step {
        if !std::mem::take(&mut self.heard) {
            return Step::Break(None);
        }
        self.push(socket, Message::Ping(axum::body::Bytes::new())).await
    }

    async fn send(&mut self, socket: &mut WebSocket, message: &ToClient<'_>) -> Step {
        match serde_json::to_string(message) {
            Ok(text) => self.push(socket, Message::text(text)).await,
            Err(error) => {
                tracing::error!(%error, "a message could not be written");
                Step::Break(None)
            }
        }
    }

    /// A client that does not read must not hold its operations for ever.
    async fn push(&mut self, socket: &mut WebSocket, message: Message) -> Step {
        match timeout(self.desk.sockets.send_within, socket.send(message)).await {
            Ok(Ok(())) => Step::Continue(()),
            Ok(Err(_)) | Err(_) => Step::Break(None),
        }
    }

    fn forget(&mut self, id: &str) {
        self.operations.remove(id);
        self.endless.remove(id);
    }

    fn drop_endless(&mut self) {
        for id in self.endless.drain() {
            self.operations.remove(&id);
        }
    }
}
