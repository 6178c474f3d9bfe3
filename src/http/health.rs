//! How the parts of the house are doing, for people, load balancers and orchestrators.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use serde::Serialize;
use tokio::time::timeout;

use super::Shutdown;

/// A little under the two seconds that an orchestrator waits.
const PATIENCE: Duration = Duration::from_millis(1800);

/// How a part, or the whole, is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// All is well.
    Ok,
    /// A part that the house can do without is not well.
    Degraded,
    /// A part that the house cannot do without is not well.
    Failing,
}

/// The answer of `/health`.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// The worst of the parts'.
    pub status: Status,
    /// Every part that was asked, in the order they were added.
    pub parts: Vec<Part>,
}

/// One part of the house.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub name: &'static str,
    /// How it is doing.
    pub status: Status,
    /// What is wrong, for whoever runs the house; never a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

type Probe = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The parts to ask; each is asked on its own, so that one that hangs does not hide the others.
#[derive(Clone, Default)]
pub struct HealthCheck {
    probes: Vec<(&'static str, Status, Probe)>,
    patience: Option<Duration>,
}

impl HealthCheck {
    /// Adds a part without which nothing works: when it fails, the whole answers 503.
    #[must_use]
    pub fn vital<F, W>(self, name: &'static str, probe: F) -> Self
    where
        F: Fn() -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.with(name, Status::Failing, probe)
    }

    /// Adds a part whose failure is told but survived.
    #[must_use]
    pub fn minor<F, W>(self, name: &'static str, probe: F) -> Self
    where
        F: Fn() -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.with(name, Status::Degraded, probe)
    }

    /// Waits this long for each part, instead of a little under two seconds.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Asks every part at once.
    pub async fn check(&self) -> Health {
        let patience = self.patience.unwrap_or(PATIENCE);
        let parts = join_all(self.probes.iter().map(|(name, worst, probe)| ask(name, *worst, probe(), patience))).await;
        let status = if parts.iter().any(|part| part.status == Status::Failing) {
            Status::Failing
        } else if parts.iter().any(|part| part.status == Status::Degraded) {
            Status::Degraded
        } else {
            Status::Ok
        };
        Health { status, parts }
    }

    fn with<F, W>(mut self, name: &'static str, worst: Status, probe: F) -> Self
    where
        F: Fn() -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.probes.push((name, worst, Arc::new(move || probe().boxed())));
        self
    }
}

/// `/health`, `/health/live` and `/health/ready`.
pub(super) fn routes(check: HealthCheck, shutdown: Shutdown) -> Router {
    Router::new()
        .route("/health", get(whole))
        .route("/health/live", get(|| async { no_store(StatusCode::OK, Json(serde_json::json!({ "status": "ok" }))) }))
        .route("/health/ready", get(ready))
        .with_state((check, shutdown))
}

async fn whole(State((check, _)): State<(HealthCheck, Shutdown)>) -> Response {
    told(check.check().await)
}

/// Not ready while stopping: what is under way is answered, nothing new should come.
async fn ready(State((check, shutdown)): State<(HealthCheck, Shutdown)>) -> Response {
    if shutdown.begun() {
        let stopping = Part { name: "server", status: Status::Failing, problem: Some("stopping".to_owned()) };
        return told(Health { status: Status::Failing, parts: vec![stopping] });
    }
    told(check.check().await)
}

async fn ask(name: &'static str, worst: Status, probe: BoxFuture<'static, Result<(), String>>, patience: Duration) -> Part {
    match timeout(patience, probe).await {
        Ok(Ok(())) => Part { name, status: Status::Ok, problem: None },
        Ok(Err(problem)) => Part { name, status: worst, problem: Some(problem) },
        Err(_) => Part { name, status: worst, problem: Some(format!("no answer within {patience:?}")) },
    }
}

fn told(health: Health) -> Response {
    let status = if health.status == Status::Failing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    no_store(status, Json(health))
}

fn no_store(status: StatusCode, body: impl IntoResponse) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}
