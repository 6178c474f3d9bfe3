//! Where the process listens, what it calls itself and how it talks.

use std::net::SocketAddr;
use std::str::FromStr;

use url::Url;

use super::vars::{Problem, Vars};

/// `text` for people, `json` for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The HTTP side.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `LISTEN_ADDR`
    pub listen: SocketAddr,
    /// `PUBLIC_URL`
    pub public_url: Url,
    /// Nobody set it: it is where the house listens.
    pub(super) is_public_url_own: bool,
    /// `INTROSPECTION`: off also hides GraphiQL and field suggestions.
    pub introspection: bool,
    /// `LOG_FORMAT`
    pub log_format: LogFormat,
    /// `RUST_LOG`
    pub log_filter: String,
}

impl ServerConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let listen = vars.parse(
            "LISTEN_ADDR",
            SocketAddr::from(([127, 0, 0, 1], 8080)),
            "an address and port such as 127.0.0.1:8080",
            problems,
            |text| SocketAddr::from_str(text).ok(),
        );
        Self {
            listen,
            is_public_url_own: vars.get("PUBLIC_URL").is_none(),
            public_url: vars.url("PUBLIC_URL", &format!("http://{listen}"), problems),
            introspection: vars.parse("INTROSPECTION", true, "on or off", problems, on_or_off),
            log_format: vars.parse("LOG_FORMAT", LogFormat::Text, "text or json", problems, |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            }),
            log_filter: vars.parse(
                "RUST_LOG",
                "info,graphile_worker=error,tokio_postgres=warn".to_owned(),
                "a filter such as info or vinilogy=debug",
                problems,
                |text| tracing_subscriber::EnvFilter::from_str(text).ok().map(|_| text.to_owned()),
            ),
        }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LISTEN_ADDR", self.listen.to_string()),
            ("PUBLIC_URL", self.public_url.to_string()),
            ("INTROSPECTION", if self.introspection { "on" } else { "off" }.to_owned()),
            ("LOG_FORMAT", if self.log_format == LogFormat::Json { "json" } else { "text" }.to_owned()),
            ("RUST_LOG", self.log_filter.clone()),
        ]
    }
}

/// The address that a browser on this machine would use.
pub(super) fn local(listen: SocketAddr) -> Url {
    Url::parse(&format!("http://{listen}")).unwrap_or_else(|_| unreachable!("a socket address is a host and a port"))
}

fn on_or_off(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "1" => Some(true),
        "off" | "false" | "0" => Some(false),
        _ => None,
    }
}
