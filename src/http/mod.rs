//! The front door: the router, GraphQL over HTTP and over WebSocket, health, metrics and the page's files.
//!
//! Turns bytes into requests and answers into bytes, names every request, bounds what it may send and how
//! long it may take, and stops without cutting anybody off. `auth` says who is at the door. Imports `graphql`, the
//! domain rooms, `app` and `config`. Never here: a rule about records, a query, diesel; `/images`, `/auth` and `/etl` call one domain
//! function each.

pub mod auth;
pub mod consents;
pub mod etl;
pub mod exports;
pub mod graphql;
pub mod health;
pub mod images;
pub mod metrics;
pub mod page;
pub mod refusal;
pub mod request_id;
pub mod rescue;
pub mod server;
pub mod shutdown;
pub mod socket;

use std::time::Duration;

use axum::routing::get;
use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;

pub use self::graphql::{Caller, Executor};
pub use self::health::HealthCheck;
pub use self::metrics::Figures;
pub use self::page::Page;
pub use self::refusal::{Code, Refusal};
pub use self::request_id::RequestId;
pub use self::server::serve;
pub use self::shutdown::Shutdown;
pub use self::socket::SocketLimits;

/// What every other answer than a GraphQL one gets on top of the request's own time limit.
const MARGIN: Duration = Duration::from_secs(5);

/// Everything the router is made of.
pub struct Parts<E> {
    /// Runs the operations.
    pub executor: E,
    /// How the parts of the house are doing.
    pub health: HealthCheck,
    /// Bytes of one request body.
    pub body_bytes: usize,
    /// Bytes of the files that one request of somebody may bring.
    pub upload_bytes: usize,
    /// Tokens of one document.
    pub tokens: usize,
    /// How long one operation may take.
    pub request_timeout: Duration,
    /// The bounds of one WebSocket.
    pub sockets: SocketLimits,
    /// Whether GraphiQL is served.
    pub introspection: bool,
    /// Brings those metrics up to date that are not counted as things happen; awaited when somebody reads them.
    pub figures: Figures,
    /// The page's files.
    pub page: Page,
    /// Told when the process is to stop.
    pub shutdown: Shutdown,
    /// Routes that other files of the house bring: `/images`, `/auth`, `/etl`.
    pub more: Router,
}

/// The whole of what the process answers over HTTP.
pub fn router<E: Executor>(parts: Parts<E>) -> Router {
    let Parts {
        executor,
        health,
        body_bytes,
        upload_bytes,
        tokens,
        request_timeout,
        sockets,
        introspection,
        figures,
        page,
        shutdown,
        more,
    } = parts;
    let metrics = metrics::handle();
    let longest = request_timeout + MARGIN;
    let desk = graphql::Desk { executor, body_bytes, upload_bytes, tokens, request_timeout, sockets, shutdown: shutdown.clone() };
    Router::new()
        .route("/graphql", graphql::routes(desk))
        .merge(health::routes(health, shutdown))
        .route("/metrics", get(move || metrics::answer(metrics.clone(), figures.clone())))
        .merge(more)
        .merge(page::routes(page, introspection))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(move |request, next| rescue::bound(longest + graphql::longer(&request), request, next)))
        .layer(middleware::from_fn(page::harden))
        .layer(middleware::from_fn(metrics::count))
        .layer(middleware::from_fn(request_id::assign))
}
