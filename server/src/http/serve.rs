//! The accept loop: deadlines for slow clients and a cap on connections, which `axum::serve` does not have.
//!
//! HTTP/1.1 alone: a proxy in front speaks HTTP/2 with browsers, and a connection whose version has yet to be found out would have no deadline.

use super::{
    patience::{Patient, Prompt},
    peer::Connection,
};
use axum::{Router, body::Body, extract::Request};
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt;

/// A request's headers are in by then; also how long a connection that says nothing is kept.
const HEADER_DEADLINE: Duration = Duration::from_secs(20);
/// How long running requests get when the server stops.
const DRAIN: Duration = Duration::from_secs(10);
const MAX_CONNECTIONS: usize = 8192;

/// Serves until `stop`, then lets running requests finish.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    serve_within(MAX_CONNECTIONS, HEADER_DEADLINE, listener, app, stop).await;
}

/// Nothing here waits without also waiting for `stop`: a server with all its places taken stops as well.
async fn serve_within(connections: usize, headers: Duration, listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let service = TowerToHyperService::new(with_peer(app.clone(), peer));
        let mut builder = Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(headers);
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(Patient::new(stream)), service));
        tokio::spawn(async move {
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

/// The next connection, once there is a place for it. `None`: there was none to be had; try again.
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    let Ok((stream, peer)) = listener.accept().await else {
        // Out of file descriptors, most likely: wait for some to come back instead of spinning.
        tokio::time::sleep(Duration::from_millis(50)).await;
        return None;
    };
    let _ = stream.set_nodelay(true);
    Some((stream, peer, place))
}

/// Lets this process have as many connections as the system allows it: shells and service managers often start with 1,024.
pub fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::debug!(%error, "the limit on open files stays");
        }
    }
}

fn with_peer(
    app: Router,
    peer: SocketAddr,
) -> impl tower::Service<Request<hyper::body::Incoming>, Response = axum::response::Response, Error = Infallible, Future: Send> + Clone {
    app.map_request(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(|body| Body::new(Prompt::new(body)));
        request.extensions_mut().insert(Connection(peer));
        request
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::oneshot,
        time::timeout,
    };

    async fn started(connections: usize) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let app = Router::new().route("/", get(async || "ok").post(async |body: axum::body::Bytes| body.len().to_string()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(serve_within(connections, Duration::from_secs(1), listener, app, async move { _ = stopped.await }));
        (address, stop, server)
    }

    async fn ask(address: SocketAddr, request: &str) -> (TcpStream, String) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut start = [0; 12];
        let read = stream.read(&mut start).await.unwrap_or_default();
        (stream, String::from_utf8_lossy(&start[..read]).into_owned())
    }

    #[tokio::test]
    async fn who_says_nothing_is_let_go() {
        let (address, _stop, _server) = started(10).await;
        for said in ["", "PRI", "PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\nhost"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let closed = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
            assert!(closed.is_ok(), "{said:?} is held");
            assert!(!answer.starts_with(b"HTTP/1.1 2"), "{said:?}");
        }
        assert_eq!(ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.1, "HTTP/1.1 200");
    }

    #[tokio::test]
    async fn a_full_server_stops_when_told() {
        let (address, stop, server) = started(2).await;
        let first = ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let second = ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert_eq!((first.1.as_str(), second.1.as_str()), ("HTTP/1.1 200", "HTTP/1.1 200"));
        let mut third = TcpStream::connect(address).await.unwrap();
        third.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert!(timeout(Duration::from_millis(100), third.read_u8()).await.is_err(), "there is no place for a third");
        stop.send(()).unwrap();
        timeout(Duration::from_secs(5), server).await.expect("in time").unwrap();
    }
}
