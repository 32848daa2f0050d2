//! The accept loop: deadlines for slow clients and a cap on connections, which `axum::serve` does not have.

use super::peer::Connection;
use axum::{Router, body::Body, extract::Request};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// A request's headers are in by then; also how long an idle connection is kept.
const HEADER_DEADLINE: Duration = Duration::from_secs(20);
/// The longest pause within a body.
const BODY_DEADLINE: Duration = Duration::from_secs(20);
/// How long running requests get when the server stops.
const DRAIN: Duration = Duration::from_secs(10);
const MAX_CONNECTIONS: usize = 8192;

/// Serves until `stop`, then lets running requests finish.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let app = app.layer(RequestBodyTimeoutLayer::new(BODY_DEADLINE));
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: wait for some to come back instead of spinning.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(with_peer(app.clone(), peer));
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_DEADLINE);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEADER_DEADLINE).keep_alive_timeout(HEADER_DEADLINE);
        let connection = graceful.watch(builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned());
        tokio::spawn(async move {
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

fn with_peer(
    app: impl tower::Service<Request<Body>, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send> + Clone + Send + 'static,
    peer: SocketAddr,
) -> impl tower::Service<Request<hyper::body::Incoming>, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send> + Clone
{
    app.map_request(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Connection(peer));
        request
    })
}
