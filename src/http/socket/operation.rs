//! One operation of a WebSocket, as the events it gives rise to.

use std::panic::AssertUnwindSafe;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer};
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::super::graphql::{Caller, Desk, Executor, coded, inspect, is_refused};
use super::super::rescue;

/// What an operation has to say.
pub enum Event {
    /// A result.
    Next(Answer),
    /// It could not begin, or broke: there is no more to come.
    Failed(Answer),
    /// There is no more to come.
    Done,
}

/// An operation under way.
pub struct Operation {
    /// Whether it goes on until somebody ends it.
    pub endless: bool,
    pub events: BoxStream<'static, Event>,
}

impl Operation {
    /// Begins; a query or a mutation has the time limit of one sent over HTTP.
    pub fn begin<E: Executor>(desk: &Desk<E>, request: Request, caller: Caller) -> Self {
        let kind = match inspect(&request, desk.tokens) {
            Ok(kind) => kind,
            Err(error) => {
                let refused = Event::Failed(Answer::from_errors(vec![error]));
                return Self { endless: false, events: stream::once(async { refused }).boxed() };
            }
        };
        let endless = kind == Some(OperationType::Subscription);
        let id = caller.request_id.clone();
        let events = if endless {
            let answers = AssertUnwindSafe(desk.executor.execute_stream(request, caller)).catch_unwind();
            let events = answers.enumerate().map(move |(place, answer)| match answer {
                Ok(answer) if place == 0 => first(answer),
                Ok(answer) => Event::Next(answer),
                Err(panic) => Event::Failed(rescue::broken(panic.as_ref(), &id)),
            });
            events.chain(stream::once(async { Event::Done })).boxed()
        } else {
            let work = desk.executor.execute(request, caller);
            let limit = desk.request_timeout;
            let answer = stream::once(async move { first(rescue::run(work, limit, &id).await) });
            answer.chain(stream::once(async { Event::Done })).boxed()
        };
        Self { endless, events }
    }
}

/// Only the first answer can say that the operation never ran.
fn first(answer: Answer) -> Event {
    if is_refused(&answer) { Event::Failed(coded(answer)) } else { Event::Next(answer) }
}
