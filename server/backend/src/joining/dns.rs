//! Asking the domain name system for TXT records.

use hickory_resolver::{
    TokioResolver,
    config::{NameServerConfig, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
    proto::rr::RData,
};
use std::{net::SocketAddr, time::Duration};

/// A server that says nothing for this long is not waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who looks TXT records up.
pub trait Txt {
    /// The texts at `name`; none is no error.
    ///
    /// # Errors
    /// A sentence, when nobody could be asked.
    fn texts(&self, name: &str) -> impl Future<Output = Result<Vec<String>, String>> + Send;
}

/// The system's name servers, or the one that is named.
pub struct Dns(TokioResolver);

impl Dns {
    /// # Errors
    /// A sentence, when the system's own settings can't be read.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, String> {
        let unreadable = |error: hickory_resolver::net::NetError| format!("The name servers of this machine can’t be read: {error}");
        let mut builder = match server {
            None => TokioResolver::builder_tokio().map_err(unreadable)?,
            Some(address) => {
                let mut server = NameServerConfig::udp_and_tcp(address.ip());
                for connection in &mut server.connections {
                    connection.port = address.port();
                }
                TokioResolver::builder_with_config(ResolverConfig::from_name_servers(vec![server]), TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 2;
        // Whoever has just made the record must not wait for a remembered "none".
        options.cache_size = 0;
        options.use_hosts_file = hickory_resolver::config::ResolveHosts::Never;
        Ok(Self(builder.build().map_err(unreadable)?))
    }
}

impl Txt for Dns {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        // The dot keeps the machine's own search domains out.
        match self.0.txt_lookup(format!("{name}.")).await {
            Ok(lookup) => Ok(lookup
                .answers()
                .iter()
                .filter_map(|record| match &record.data {
                    RData::TXT(text) => Some(text.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect::<String>()),
                    _ => None,
                })
                .collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(error.to_string()),
        }
    }
}
