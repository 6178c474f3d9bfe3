//! Where somebody comes from: what attempts are counted by.

use std::net::IpAddr;

/// The client of a request, as far as it can be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// One client, as attempts are counted: an address, or a network of version 6, of which one person has all.
    pub subject: String,
    /// It is this machine, and nobody's proxy.
    pub is_local: bool,
}

impl Client {
    /// The client at that address; `is_forwarded` when somebody says that it speaks for others.
    pub fn at(address: IpAddr, is_forwarded: bool) -> Self {
        let address = address.to_canonical();
        let subject = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self { subject, is_local: address.is_loopback() && !is_forwarded }
    }

    /// Nobody knows: counted together, and never local.
    pub fn unknown() -> Self {
        Self { subject: "unknown".to_owned(), is_local: false }
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    #[test]
    fn one_client_is_one_address_or_one_network() {
        for (address, subject, is_local) in [
            ("192.0.2.7", "192.0.2.7", false),
            ("::ffff:192.0.2.7", "192.0.2.7", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("::1", "0:0:0:0::/64", true),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", false),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64", false),
        ] {
            let client = Client::at(address.parse().expect("an address"), false);
            assert_eq!((client.subject.as_str(), client.is_local), (subject, is_local), "{address}");
        }
        assert!(!Client::at("127.0.0.1".parse().expect("an address"), true).is_local, "a proxy on this machine is not this machine");
    }
}
