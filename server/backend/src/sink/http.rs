//! An address: NDJSON by POST, a batch a request.

use super::{EventSink, Record, lines};
use crate::{Error, Result};
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Uri, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use std::sync::{Arc, LazyLock};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

static TLS: LazyLock<Option<Arc<ClientConfig>>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().ok()?;
    Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
});

/// `http://…` or `https://…`, with a bearer token where it wants one. Every batch is a request on a connection of its own.
pub struct Http {
    address: Uri,
    token: Option<String>,
}

impl Http {
    /// # Errors
    /// In one line, when the address is none.
    pub fn new(address: &str, token: Option<String>) -> std::result::Result<Self, String> {
        let parsed: Uri = address.parse().map_err(|error| format!("{address} is no address: {error}"))?;
        match (parsed.scheme_str(), parsed.host()) {
            (Some("http" | "https"), Some(_)) => Ok(Self { address: parsed, token }),
            _ => Err(format!("{address} is no address like https://loader.example/muster")),
        }
    }

    async fn post(&self, body: Vec<u8>) -> Result<()> {
        let failed = |what: &str, error: &dyn std::fmt::Display| Error::Fault(format!("{}: {what}: {error}", self.address));
        let host = self.address.host().unwrap_or_default();
        let secure = self.address.scheme_str() == Some("https");
        let port = self.address.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(|error| failed("connecting", &error))?;
        let status = if secure {
            let config = TLS.clone().ok_or_else(|| failed("TLS", &"not available"))?;
            let name = ServerName::try_from(host.to_owned()).map_err(|error| failed("TLS", &error))?;
            let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|error| failed("TLS", &error))?;
            self.send(stream, body).await
        } else {
            self.send(stream, body).await
        };
        let status = status.map_err(|error| failed("sending", &error))?;
        if status.is_success() { Ok(()) } else { Err(failed("answered", &status)) }
    }

    async fn send(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        body: Vec<u8>,
    ) -> std::result::Result<hyper::StatusCode, Trouble> {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let path = self.address.path_and_query().map_or("/", |path| path.as_str());
        let host = self.address.authority().map_or("", |authority| authority.as_str().rsplit('@').next().unwrap_or_default());
        let mut request = Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/x-ndjson")
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::CONNECTION, "close");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::new(Bytes::from(body)))?;
        let asked = async {
            let answer = sender.send_request(request).await?;
            let status = answer.status();
            // Read to its end, so that the other side is not cut off in the middle of it.
            let _ = answer.into_body().collect().await;
            Ok(status)
        };
        let (answer, _) = futures::join!(asked, connection);
        answer
    }
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

impl EventSink for Http {
    fn take<'a>(&'a mut self, records: &'a [Record]) -> BoxFuture<'a, Result<usize>> {
        Box::pin(async move { self.post(lines(records)).await.map(|()| records.len()) })
    }
}
