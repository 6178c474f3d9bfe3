//! A budget that lets everybody through, unless told otherwise, and remembers what it heard.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use futures::future::BoxFuture;
use vinilogy::integrations::{Budget, Errand, Error, Grant, Priority, Provider, Result};

/// What the budget heard from the transport.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Asked(Provider, Priority),
    Paused(Provider, Duration),
    Succeeded(Provider),
    Failed(Provider, Error),
}

/// No limit, but for the grants it was given to hand out first.
#[derive(Default)]
pub struct NoLimit {
    grants: Mutex<VecDeque<Grant>>,
    heard: Mutex<Vec<Heard>>,
}

impl NoLimit {
    /// The next answers to `ask`, before everything is granted again.
    pub fn hand_out(&self, grants: impl IntoIterator<Item = Grant>) {
        self.grants.lock().unwrap().extend(grants);
    }

    /// Everything heard so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// How often the transport asked for leave.
    pub fn asked(&self) -> usize {
        self.heard().iter().filter(|heard| matches!(heard, Heard::Asked(..))).count()
    }

    /// The pauses it was told.
    pub fn pauses(&self) -> Vec<Duration> {
        self.heard().into_iter().filter_map(|heard| if let Heard::Paused(_, pause) = heard { Some(pause) } else { None }).collect()
    }

    /// How calls ended: `true` is good order.
    pub fn ends(&self) -> Vec<bool> {
        let end = |heard| match heard {
            Heard::Succeeded(_) => Some(true),
            Heard::Failed(..) => Some(false),
            _ => None,
        };
        self.heard().into_iter().filter_map(end).collect()
    }

    fn hear(&self, heard: Heard) -> BoxFuture<'_, ()> {
        self.heard.lock().unwrap().push(heard);
        Box::pin(async {})
    }
}

impl Budget for NoLimit {
    fn ask(&self, provider: Provider, priority: Priority, _errand: Option<Errand>) -> BoxFuture<'_, Result<Grant>> {
        self.heard.lock().unwrap().push(Heard::Asked(provider, priority));
        let grant = self.grants.lock().unwrap().pop_front().unwrap_or(Grant::Now);
        Box::pin(async move { Ok(grant) })
    }

    fn pause(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()> {
        self.hear(Heard::Paused(provider, pause))
    }

    fn spent(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()> {
        self.hear(Heard::Paused(provider, pause))
    }

    fn succeeded(&self, provider: Provider) -> BoxFuture<'_, ()> {
        self.hear(Heard::Succeeded(provider))
    }

    fn failed<'a>(&'a self, provider: Provider, error: &'a Error) -> BoxFuture<'a, ()> {
        self.hear(Heard::Failed(provider, error.clone()))
    }
}
