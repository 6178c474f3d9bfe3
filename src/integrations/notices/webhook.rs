//! A person's own address: signed, over https, and never into anybody's private network.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use url::{Host, Url};

use super::{NoticeError, Notices, PATIENCE, parse, sent};
use crate::integrations::pictures::is_public;
use crate::integrations::transport::Face;

impl Notices {
    /// The address of a webhook, if one may lead there; else what is wrong with it. What its name leads to is checked
    /// again with every connection.
    pub fn check_webhook(&self, text: &str) -> Result<Url, String> {
        let url = parse(text).ok_or_else(|| "it is no address: give one such as https://example.org/hook".to_owned())?;
        if self.is_listed(&url) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err("it has to begin with https://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it has a name or a password in it, which would be stored in the clear".to_owned());
        }
        let is_private = match url.host() {
            Some(Host::Ipv4(ip)) => !is_public(ip.into()),
            Some(Host::Ipv6(ip)) => !is_public(ip.into()),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost") || !name.contains('.'),
            None => true,
        };
        if is_private {
            return Err("it leads to a private address; whoever runs the house can allow it with WEBHOOK_HOSTS".to_owned());
        }
        Ok(url)
    }

    /// Posts JSON, signed with the person's secret: `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hex>`.
    pub async fn webhook(&self, address: &str, secret: &SecretString, at: i64, body: &serde_json::Value) -> Result<(), NoticeError> {
        let url =
            self.check_webhook(address).map_err(|problem| NoticeError::Refused(format!("the webhook's address will not do: {problem}")))?;
        let face = if self.is_listed(&url) { Face::to(&url) } else { Face::Public };
        let body = body.to_string();
        let signature = format!("t={at},v1={}", signature(secret, at, &body));
        let request = self.transport.client(face).post(url).timeout(PATIENCE);
        sent("webhook", request.header("content-type", "application/json").header("x-vinilogy-signature", signature).body(body)).await
    }

    fn is_listed(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().to_lowercase();
        let name = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        matches!(url.scheme(), "http" | "https") && self.config.webhook_hosts.contains(&name)
    }
}

fn signature(secret: &SecretString, at: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        unreachable!("HMAC takes keys of any length")
    };
    mac.update(format!("{at}.{body}").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
