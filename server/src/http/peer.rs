//! Where a request came from: the connection's address, or what a configured number of proxies say of it.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use std::net::SocketAddr;

/// How many proxies in front are believed.
#[derive(Clone, Copy, Debug)]
pub struct TrustedProxies(pub usize);

/// The other end of the connection, put there by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Connection(pub SocketAddr);

/// The client's address, as text, in every request's extensions.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

/// Puts [`ClientAddress`] into the request.
pub async fn remember(State(TrustedProxies(proxies)): State<TrustedProxies>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Connection>().map(|Connection(address)| address.ip().to_string()).unwrap_or_default();
    let address = forwarded(request.headers(), proxies).unwrap_or(peer);
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

/// The address that the outermost trusted proxy saw: counted from the right, because the left is the client's own word.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<String> {
    let hops: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    let hop = hops.len().checked_sub(proxies).filter(|_| proxies > 0)?;
    hops.get(hop)?.trim().parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_proxies_are_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 10.0.0.1, 10.0.0.2".parse().unwrap());
        for (proxies, address) in [(0, None), (1, Some("10.0.0.2")), (2, Some("10.0.0.1")), (3, Some("6.6.6.6")), (4, None)] {
            assert_eq!(forwarded(&headers, proxies).as_deref(), address, "{proxies}");
        }
    }
}
