//! Every request is counted here, and shown to whoever watches.

use std::cell::RefCell;

use reqwest::StatusCode;

use super::super::Provider;

/// One HTTP request and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub provider: Provider,
    /// `None`: no answer came.
    pub status: Option<u16>,
    pub media_type: Option<String>,
}

tokio::task_local! {
    static SEEN: RefCell<Vec<Exchange>>;
}

/// Does some work and tells which requests were made for it, in order. What runs in another task is not seen.
pub async fn witnessed<T>(work: impl Future<Output = T>) -> (T, Vec<Exchange>) {
    SEEN.scope(RefCell::default(), async {
        let done = work.await;
        (done, SEEN.with(RefCell::take))
    })
    .await
}

/// Counts one request and says so; the query stays out of it, because Last.fm wants its key there.
pub(in crate::integrations) fn note(
    provider: Provider,
    endpoint: &'static str,
    status: Option<StatusCode>,
    media_type: Option<&str>,
    outcome: &'static str,
) {
    metrics::counter!("vinilogy_upstream_requests_total", "provider" => provider.key(), "endpoint" => endpoint, "outcome" => outcome)
        .increment(1);
    let status = status.map(|status| status.as_u16());
    tracing::debug!(provider = provider.key(), endpoint, status, outcome, "asked");
    let exchange = Exchange { provider, status, media_type: media_type.map(ToOwned::to_owned) };
    // Usually nobody watches.
    let _ = SEEN.try_with(|seen| seen.borrow_mut().push(exchange));
}
