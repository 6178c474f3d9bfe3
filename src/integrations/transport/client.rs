//! The one HTTP client: who we say we are, whom we trust, how long we listen.

use std::sync::{Arc, OnceLock};

use reqwest::{ClientBuilder, redirect, retry};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};

use url::{Host, Url};

use super::TransportOptions;
use crate::integrations::pictures::PublicOnly;

/// Which of the client's faces a request is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::integrations) enum Face {
    /// As the environment wants it, proxies included.
    Outside,
    /// Never through a proxy of the environment.
    Loopback,
    /// Only to public addresses, and never through a proxy: what one connects to could not be seen from here.
    Public,
}

impl Face {
    /// The face for a host that somebody has configured.
    pub fn to(url: &Url) -> Self {
        let is_loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if is_loopback { Self::Loopback } else { Self::Outside }
    }
}

/// The faces of one client.
///
/// Each is built when it is first needed: reading all of a system's certificates takes a while.
pub(super) struct Clients {
    agent: String,
    options: Arc<TransportOptions>,
    outside: OnceLock<reqwest::Client>,
    loopback: OnceLock<reqwest::Client>,
    public: OnceLock<reqwest::Client>,
}

impl Clients {
    pub fn new(contact: Option<&str>, options: Arc<TransportOptions>) -> Self {
        // Somebody else in the process may have installed a provider already; theirs will do.
        let _ = CryptoProvider::install_default(ring::default_provider());
        Self { agent: user_agent(contact), options, outside: OnceLock::new(), loopback: OnceLock::new(), public: OnceLock::new() }
    }

    pub fn get(&self, face: Face) -> &reqwest::Client {
        let builder = || builder(&self.agent, &self.options);
        match face {
            Face::Outside => self.outside.get_or_init(|| build(builder)),
            Face::Loopback => self.loopback.get_or_init(|| build(|| builder().no_proxy())),
            Face::Public => self.public.get_or_init(|| build(|| builder().no_proxy().dns_resolver(Arc::new(PublicOnly)))),
        }
    }
}

/// `Vinilogy/0.1.0 ( contact )`, as MusicBrainz wants it; header-safe whatever the contact is.
fn user_agent(contact: Option<&str>) -> String {
    let contact: String = contact.unwrap_or("self-hosted").chars().filter(|c| (' '..='~').contains(c) && !matches!(c, '(' | ')')).collect();
    format!("Vinilogy/{} ( {} )", env!("CARGO_PKG_VERSION"), contact.trim())
}

/// Redirects and repeats are followed by hand, because each of them needs leave from the budget.
fn builder(agent: &str, options: &TransportOptions) -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(agent)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(options.connect)
        .read_timeout(options.idle)
}

/// The system's roots, which a household may have added its own to; in a container without any, Mozilla's.
fn build(builder: impl Fn() -> ClientBuilder) -> reqwest::Client {
    builder().build().unwrap_or_else(|_| {
        tracing::info!("no certificates found on this system; using the built-in roots");
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let mut tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        builder().tls_backend_preconfigured(tls).build().expect("a client with built-in roots needs nothing from outside")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_app_version_and_contact() {
        let version = env!("CARGO_PKG_VERSION");
        for (contact, expected) in [
            (None, "self-hosted"),
            (Some("ana@example.org"), "ana@example.org"),
            (Some("https://example.org/ (home)"), "https://example.org/ home"),
            (Some("josé\r\n@example.org"), "jos@example.org"),
        ] {
            assert_eq!(user_agent(contact), format!("Vinilogy/{version} ( {expected} )"));
        }
    }

    #[tokio::test]
    async fn the_public_face_does_not_look_inwards() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://localhost:{}/a.jpg", server.local_addr().expect("an address").port());
        let clients = Clients::new(None, Arc::new(TransportOptions::default()));
        let error = clients.get(Face::Public).get(url).send().await.expect_err("refused");
        assert!(crate::integrations::pictures::was_private(&error), "{error:?}");
        let knock = tokio::time::timeout(std::time::Duration::from_millis(50), server.accept()).await;
        assert!(knock.is_err(), "nobody was connected to");
    }

    #[test]
    fn a_bare_container_falls_back_to_the_built_in_roots() {
        let _ = CryptoProvider::install_default(ring::default_provider());
        let tries = std::cell::Cell::new(0);
        build(|| {
            tries.set(tries.get() + 1);
            let builder = builder("test", &TransportOptions::default());
            // No TLS 1.4 exists: stands for a system without certificates, where building fails likewise.
            if tries.get() == 1 { builder.tls_backend_preconfigured("not a configuration") } else { builder }
        });
        assert_eq!(tries.get(), 2);
    }
}
