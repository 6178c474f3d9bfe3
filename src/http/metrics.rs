//! What Prometheus reads: how many requests, how long they took, by route and status.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use futures::future::BoxFuture;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "vinilogy_http_requests_total";
const DURATION: &str = "vinilogy_http_request_duration_seconds";
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 20.0];

/// How often buffered samples are folded into their buckets when nobody reads them.
const UPKEEP: Duration = Duration::from_secs(5);

/// So long are figures waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process's one recorder, installed by whoever asks first.
pub fn handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(install).clone()
}

/// Figures that are measured for whoever reads them.
#[derive(Clone)]
pub struct Figures(Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>);

/// None.
impl Default for Figures {
    fn default() -> Self {
        Self::new(|| std::future::ready(()).boxed())
    }
}

impl Figures {
    pub fn new(measure: impl Fn() -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(measure))
    }
}

/// Everything recorded so far, as Prometheus reads it. Who measures for too long is not waited for: the rest is worth
/// reading, above all when the database is slow.
pub(super) async fn answer(handle: PrometheusHandle, figures: Figures) -> Response {
    let _ = tokio::time::timeout(PATIENCE, tokio::spawn((figures.0)())).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}

/// Counts and times a request under its route, never under its path: paths have no end.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or_else(|| "/*".to_owned(), |path| path.as_str().to_owned());
    let method = known(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!(REQUESTS, "method" => method, "path" => path.clone(), "status" => status.clone()).increment(1);
    metrics::histogram!(DURATION, "method" => method, "path" => path, "status" => status).record(started.elapsed().as_secs_f64());
    response
}

/// Keeps the samples from piling up between two readings.
pub(super) async fn upkeep() {
    let handle = handle();
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}

fn install() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    let builder = match builder.set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS) {
        Ok(builder) => builder,
        // Only an empty list of buckets is refused.
        Err(error) => unreachable!("the buckets are constant: {error}"),
    };
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics: another recorder was there first; /metrics stays empty");
    }
    metrics::describe_counter!(REQUESTS, "Requests answered, by route, method and status.");
    metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "How long the answers took, by route, method and status.");
    handle
}

/// A client may invent methods; a label must not grow with them.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}
