//! Accepts connections, and stops without cutting anybody off.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use tower::util::BoxCloneService;

use super::{Shutdown, metrics};

/// How long a client may take over its request line and headers, and how long a connection may idle.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);

/// Serves until the word is given, then lets what is under way end, for at most `grace`.
///
/// axum's own server has no time limit for headers, so that a client could hold a connection by never
/// finishing them; this one speaks HTTP/1.1 with hyper and its timer.
pub async fn serve(mut listener: TcpListener, router: Router, shutdown: Shutdown, grace: Duration) {
    let connections = TaskTracker::new();
    // Whatever is left when the grace is over.
    let cut = CancellationToken::new();
    let upkeep = tokio::spawn(metrics::upkeep());
    loop {
        let (stream, peer) = tokio::select! {
            () = shutdown.wait() => break,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let connection = connection(stream, peer, router.clone());
        connections.spawn(attend(connection, peer, shutdown.clone(), cut.clone()));
    }
    // From here on the port refuses, so that a load balancer goes elsewhere at once.
    drop(listener);
    connections.close();
    tracing::info!(connections = connections.len(), "stopping: requests under way may end");
    let all = async {
        connections.wait().await;
        // A connection that became a WebSocket is gone, its socket is not.
        shutdown.sockets_gone().await;
    };
    if tokio::time::timeout(grace, all).await.is_err() {
        tracing::warn!(?grace, "stopping: the grace period is over");
        cut.cancel();
    }
    upkeep.abort();
}

/// Sees one connection to its end.
async fn attend(connection: Connection, peer: SocketAddr, shutdown: Shutdown, cut: CancellationToken) {
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = shutdown.wait() => {
            // Closes an idle connection now and a busy one after its answer.
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection => ended,
                () = cut.cancelled() => return tracing::warn!(%peer, "connection cut: it outlived the grace period"),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "connection ended badly");
    }
}

fn connection(stream: TcpStream, peer: SocketAddr, router: Router) -> Connection {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "small answers may wait");
    }
    let router = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let service = TowerToHyperService::new(BoxCloneService::new(router));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
}

type Connection = http1::UpgradeableConnection<TokioIo<TcpStream>, TowerToHyperService<Service>>;
type Service = BoxCloneService<Request<Incoming>, Response, Infallible>;
