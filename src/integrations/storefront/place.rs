//! Which addresses of shops may be asked: those of the public, unless whoever runs the house says otherwise.

use url::{Host, Url};

/// Ends of names that only mean something in one's own network.
const PRIVATE: [&str; 10] = ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"];

/// An address that may be asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub url: Url,
    /// Its origin is one of `STOREFRONT_ORIGINS`, and taken as written.
    pub is_given: bool,
}

impl Place {
    /// Reads an address that a person gave. Where its name leads to is looked at when it is asked.
    pub fn of(text: &str, given: &[Url]) -> Result<Self, String> {
        let wrong = |why: &str| Err(format!("it {why}: give the address of the shop's page, such as https://shop.example"));
        let Ok(mut url) = Url::parse(text.trim()) else { return wrong("is no address") };
        if !url.username().is_empty() || url.password().is_some() {
            return wrong("has a name or a password in it");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return wrong("goes on behind its path");
        }
        // One spelling for one shop.
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        if given.iter().any(|given| given.origin() == url.origin()) {
            return Ok(Self { url, is_given: true });
        }
        if url.scheme() != "https" {
            return wrong("is not by https");
        }
        if url.port().is_some() {
            return wrong("names a port");
        }
        let Some(Host::Domain(name)) = url.host() else { return wrong("names no host, but a number") };
        let name = name.trim_end_matches('.');
        match name.rsplit_once('.') {
            Some((_, end)) if !PRIVATE.contains(&end) => Ok(Self { url, is_given: false }),
            _ => wrong("names a host that only one's own network knows"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_names_by_https_are_asked_unless_they_were_given() {
        let given = [Url::parse("http://127.0.0.1:9000").expect("an origin")];
        for (text, expected) in [
            ("https://shop.example", Ok("https://shop.example/")),
            (" https://Shop.Example/es/ ", Ok("https://shop.example/es")),
            ("http://127.0.0.1:9000", Ok("http://127.0.0.1:9000/")),
            ("http://127.0.0.1:9001", Err("is not by https")),
            ("https://127.0.0.1:9000", Err("names a port")),
            ("https://127.0.0.1", Err("names no host, but a number")),
            ("https://0x7f.1", Err("names no host, but a number")),
            ("https://2130706433", Err("names no host, but a number")),
            ("https://[::1]", Err("names no host, but a number")),
            ("https://169.254.169.254/latest", Err("names no host, but a number")),
            ("https://localhost", Err("names a host that only")),
            ("https://db.internal", Err("names a host that only")),
            ("https://printer.local.", Err("names a host that only")),
            ("https://intranet", Err("names a host that only")),
            ("http://shop.example", Err("is not by https")),
            ("ftp://shop.example", Err("is not by https")),
            ("https://shop.example:8443", Err("names a port")),
            ("https://me:you@shop.example", Err("has a name or a password")),
            ("https://127.0.0.1:9000@shop.example", Err("has a name or a password")),
            ("https://shop.example/?a=1", Err("goes on behind its path")),
            ("shop.example", Err("is no address")),
        ] {
            let said = Place::of(text, &given);
            match expected {
                Ok(url) => assert_eq!(said.as_ref().map(|place| place.url.as_str()), Ok(url), "{text}"),
                Err(why) => assert!(said.as_ref().is_err_and(|said| said.contains(why)), "{text}: {said:?}"),
            }
        }
    }
}
