//! Which addresses a picture may be fetched from: only those that are open to everybody anyway.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to public addresses only. The connection is made to what was checked here, so that a name
/// which answers differently the second time gains nothing.
pub(in crate::integrations) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(Box::new(io::Error::new(io::ErrorKind::PermissionDenied, PRIVATE)) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// What the resolver's refusal says, deep inside the client's error.
const PRIVATE: &str = "the name leads to a private address";

/// Whether a failed request failed because of [`PublicOnly`].
pub(in crate::integrations) fn was_private(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.to_string() == PRIVATE {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Not loopback, private, link-local, shared (CGNAT), multicast, reserved, nor one of these inside another.
pub(in crate::integrations) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let inner = |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match address.segments() {
        // Networks without IPv4 of their own write everybody's IPv4 address this way.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        // Documentation, tunnels and other uses that lead elsewhere than they seem to.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All that is handed out to the public lies in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_to_everybody_is_public() {
        for (text, expected) in [
            ("151.101.1.1", true),
            ("208.80.154.240", true),
            ("100.63.255.255", true),
            ("172.32.0.1", true),
            ("2620:0:861:ed1a::2:b", true),
            ("2a02:ec80:300:ed1a::2:b", true),
            ("64:ff9b::d050:9af0", true),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("203.0.113.7", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:151.101.1.1", false),
            ("::7f00:1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b:1::1", false),
            ("fe80::1", false),
            ("fc00::1", false),
            ("fdab::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2001::7f00:1", false),
            ("2002:7f00:1::", false),
        ] {
            assert_eq!(is_public(text.parse().expect("an address")), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_leads_nowhere() {
        let refused = PublicOnly.resolve("localhost".parse().expect("a name")).await.err().expect("refused");
        assert_eq!(refused.to_string(), PRIVATE);
    }
}
