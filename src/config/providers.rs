//! Whom we may ask, with which credentials and how often.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::hidden;
use super::notices::NoticesConfig;
use super::vars::{Problem, Vars};

/// Every outside service.
#[derive(Clone, Debug)]
pub struct ProvidersConfig {
    /// `CONTACT`: mail or address that goes into the User-Agent.
    pub contact: Option<String>,
    pub lastfm: LastfmConfig,
    pub musicbrainz: PlainConfig,
    pub coverart: PlainConfig,
    pub commons: PlainConfig,
    pub discogs: DiscogsConfig,
    /// `ECB_URL`: exchange rates.
    pub ecb: PlainConfig,
    /// `MINDICADOR_URL`: the Chilean peso's rate.
    pub mindicador: PlainConfig,
    pub bsale: BsaleConfig,
    pub storefronts: StorefrontsConfig,
    pub listenbrainz: ListenbrainzConfig,
    pub spotify: SpotifyConfig,
    pub ebay: EbayConfig,
    pub notices: NoticesConfig,
}

/// Last.fm is off without its key.
#[derive(Clone, Debug)]
pub struct LastfmConfig {
    /// `LASTFM_API_KEY`
    pub api_key: Option<SecretString>,
    /// `LASTFM_URL`
    pub url: Url,
    /// `LASTFM_PER_MINUTE`
    pub per_minute: u32,
}

/// ListenBrainz answers without a token too.
#[derive(Clone, Debug)]
pub struct ListenbrainzConfig {
    /// `LISTENBRAINZ_TOKEN`
    pub token: Option<SecretString>,
    /// `LISTENBRAINZ_URL`
    pub url: Url,
    /// `LISTENBRAINZ_PER_MINUTE`
    pub per_minute: u32,
}

/// Spotify is off without the id of an application; persons consent to that application.
#[derive(Clone, Debug)]
pub struct SpotifyConfig {
    /// `SPOTIFY_CLIENT_ID`: no secret, it stands in addresses.
    pub client_id: Option<String>,
    /// `SPOTIFY_CLIENT_SECRET`: without it PKCE alone proves who asks.
    pub client_secret: Option<SecretString>,
    /// `SPOTIFY_URL`
    pub url: Url,
    /// `SPOTIFY_ACCOUNTS_URL`: where persons consent, and tokens come from.
    pub accounts_url: Url,
    /// `SPOTIFY_PER_MINUTE`: 90; Spotify does not say how many it allows, and counts by the half minute.
    pub per_minute: u32,
}

/// eBay is off without the keys of an application.
#[derive(Clone, Debug)]
pub struct EbayConfig {
    /// `EBAY_CLIENT_ID` and `EBAY_CLIENT_SECRET`
    pub keys: Option<(String, SecretString)>,
    /// `EBAY_URL`
    pub url: Url,
    /// `EBAY_PER_MINUTE`: 3, because an application has 5,000 calls a day.
    pub per_minute: u32,
}

/// Shops at Bsale. Without a token there are those that administrators add.
#[derive(Clone, Debug)]
pub struct BsaleConfig {
    /// `BSALE_ACCESS_TOKEN`: of the shop that this house is for.
    pub token: Option<SecretString>,
    /// `BSALE_SHOP_NAME`: what it is called beside its offers.
    pub shop_name: String,
    /// `BSALE_URL`
    pub url: Url,
    /// `BSALE_PER_MINUTE`: of every shop; Bsale says of none how many it allows.
    pub per_minute: u32,
}

/// Shops that are read as anybody reads them.
#[derive(Clone, Debug)]
pub struct StorefrontsConfig {
    /// `STOREFRONT_PER_MINUTE`: of every shop.
    pub per_minute: u32,
    /// `STOREFRONT_ORIGINS`: shops that may be added although they are in one's own network, or in the clear.
    pub origins: Vec<Url>,
}

/// A service that needs no credentials.
#[derive(Clone, Debug)]
pub struct PlainConfig {
    pub url: Url,
    pub per_minute: u32,
}

/// Discogs answers without credentials too, but slower and without search.
#[derive(Clone, Debug)]
pub struct DiscogsConfig {
    /// `DISCOGS_TOKEN`
    pub token: Option<SecretString>,
    /// `DISCOGS_CONSUMER_KEY` and `DISCOGS_CONSUMER_SECRET`
    pub consumer: Option<(SecretString, SecretString)>,
    /// `DISCOGS_URL`
    pub url: Url,
    /// `DISCOGS_PER_MINUTE`: 60, or 25 without credentials.
    pub per_minute: u32,
    /// Whether `DISCOGS_PER_MINUTE` was set: then headers may pause us, never speed us up.
    pub per_minute_is_set: bool,
}

impl DiscogsConfig {
    /// Whether requests carry credentials, which search needs.
    pub fn is_authenticated(&self) -> bool {
        self.token.is_some() || self.consumer.is_some()
    }
}

impl ProvidersConfig {
    /// Whether any credential is set; without one the demo catalogue may be loaded.
    pub fn any_key(&self) -> bool {
        self.lastfm.api_key.is_some() || self.discogs.is_authenticated() || self.spotify.client_id.is_some() || self.ebay.keys.is_some()
    }

    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        Self {
            contact: vars.parse("CONTACT", None, "a mail address or a link, without line breaks", problems, |text| {
                (!text.contains(|c: char| c.is_control())).then(|| Some(text.to_owned()))
            }),
            lastfm: LastfmConfig {
                api_key: vars.secret("LASTFM_API_KEY", problems),
                url: vars.url("LASTFM_URL", "https://ws.audioscrobbler.com", problems),
                per_minute: vars.number("LASTFM_PER_MINUTE", 300, 1, problems),
            },
            musicbrainz: plain(vars, problems, "MUSICBRAINZ", "https://musicbrainz.org", 60),
            coverart: plain(vars, problems, "COVERART", "https://coverartarchive.org", 120),
            commons: plain(vars, problems, "COMMONS", "https://commons.wikimedia.org", 120),
            discogs: discogs(vars, problems),
            ecb: plain(vars, problems, "ECB", "https://www.ecb.europa.eu", 10),
            mindicador: plain(vars, problems, "MINDICADOR", "https://mindicador.cl", 10),
            bsale: BsaleConfig {
                token: vars.secret("BSALE_ACCESS_TOKEN", problems),
                shop_name: vars.get("BSALE_SHOP_NAME").unwrap_or("Bsale").to_owned(),
                url: vars.url("BSALE_URL", "https://api.bsale.io/v1", problems),
                per_minute: vars.number("BSALE_PER_MINUTE", 120, 1, problems),
            },
            storefronts: StorefrontsConfig {
                per_minute: vars.number("STOREFRONT_PER_MINUTE", 20, 1, problems),
                origins: vars.parse(
                    "STOREFRONT_ORIGINS",
                    Vec::new(),
                    "origins such as http://shop.lan:8080, with commas between",
                    problems,
                    origins,
                ),
            },
            listenbrainz: ListenbrainzConfig {
                token: vars.secret("LISTENBRAINZ_TOKEN", problems),
                url: vars.url("LISTENBRAINZ_URL", "https://api.listenbrainz.org", problems),
                per_minute: vars.number("LISTENBRAINZ_PER_MINUTE", 180, 1, problems),
            },
            spotify: SpotifyConfig {
                client_id: vars.secret("SPOTIFY_CLIENT_ID", problems).map(|id| id.expose_secret().to_owned()),
                client_secret: vars.secret("SPOTIFY_CLIENT_SECRET", problems),
                url: vars.url("SPOTIFY_URL", "https://api.spotify.com", problems),
                accounts_url: vars.url("SPOTIFY_ACCOUNTS_URL", "https://accounts.spotify.com", problems),
                per_minute: vars.number("SPOTIFY_PER_MINUTE", 90, 1, problems),
            },
            notices: NoticesConfig::read(vars, problems),
            ebay: EbayConfig {
                keys: pair(vars, problems, "EBAY_CLIENT_ID", "EBAY_CLIENT_SECRET")
                    .map(|(id, secret)| (id.expose_secret().to_owned(), secret)),
                url: vars.url("EBAY_URL", "https://api.ebay.com", problems),
                per_minute: vars.number("EBAY_PER_MINUTE", 3, 1, problems),
            },
        }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        let consumer = self.discogs.consumer.as_ref();
        let mut lines = vec![
            ("CONTACT", self.contact.clone().unwrap_or_else(|| "(not set)".to_owned())),
            ("LASTFM_API_KEY", hidden(self.lastfm.api_key.as_ref())),
            ("LASTFM_URL", self.lastfm.url.to_string()),
            ("LASTFM_PER_MINUTE", self.lastfm.per_minute.to_string()),
            ("MUSICBRAINZ_URL", self.musicbrainz.url.to_string()),
            ("MUSICBRAINZ_PER_MINUTE", self.musicbrainz.per_minute.to_string()),
            ("COVERART_URL", self.coverart.url.to_string()),
            ("COVERART_PER_MINUTE", self.coverart.per_minute.to_string()),
            ("COMMONS_URL", self.commons.url.to_string()),
            ("COMMONS_PER_MINUTE", self.commons.per_minute.to_string()),
            ("DISCOGS_TOKEN", hidden(self.discogs.token.as_ref())),
            ("DISCOGS_CONSUMER_KEY", hidden(consumer.map(|pair| &pair.0))),
            ("DISCOGS_CONSUMER_SECRET", hidden(consumer.map(|pair| &pair.1))),
            ("DISCOGS_URL", self.discogs.url.to_string()),
            ("DISCOGS_PER_MINUTE", self.discogs.per_minute.to_string()),
            ("ECB_URL", self.ecb.url.to_string()),
            ("ECB_PER_MINUTE", self.ecb.per_minute.to_string()),
            ("MINDICADOR_URL", self.mindicador.url.to_string()),
            ("MINDICADOR_PER_MINUTE", self.mindicador.per_minute.to_string()),
            ("BSALE_ACCESS_TOKEN", hidden(self.bsale.token.as_ref())),
            ("BSALE_SHOP_NAME", self.bsale.shop_name.clone()),
            ("BSALE_URL", self.bsale.url.to_string()),
            ("BSALE_PER_MINUTE", self.bsale.per_minute.to_string()),
            ("STOREFRONT_PER_MINUTE", self.storefronts.per_minute.to_string()),
            (
                "STOREFRONT_ORIGINS",
                self.storefronts.origins.iter().map(|url| url.origin().ascii_serialization()).collect::<Vec<_>>().join(", "),
            ),
            ("LISTENBRAINZ_TOKEN", hidden(self.listenbrainz.token.as_ref())),
            ("LISTENBRAINZ_URL", self.listenbrainz.url.to_string()),
            ("LISTENBRAINZ_PER_MINUTE", self.listenbrainz.per_minute.to_string()),
            ("SPOTIFY_CLIENT_ID", self.spotify.client_id.clone().unwrap_or_else(|| "(not set)".to_owned())),
            ("SPOTIFY_CLIENT_SECRET", hidden(self.spotify.client_secret.as_ref())),
            ("SPOTIFY_URL", self.spotify.url.to_string()),
            ("SPOTIFY_ACCOUNTS_URL", self.spotify.accounts_url.to_string()),
            ("SPOTIFY_PER_MINUTE", self.spotify.per_minute.to_string()),
            ("EBAY_CLIENT_ID", self.ebay.keys.as_ref().map_or_else(|| "(not set)".to_owned(), |(id, _)| id.clone())),
            ("EBAY_CLIENT_SECRET", hidden(self.ebay.keys.as_ref().map(|(_, secret)| secret))),
            ("EBAY_URL", self.ebay.url.to_string()),
            ("EBAY_PER_MINUTE", self.ebay.per_minute.to_string()),
        ];
        lines.extend(self.notices.describe());
        lines
    }
}

fn plain(vars: &Vars, problems: &mut Vec<Problem>, prefix: &str, url: &str, per_minute: u32) -> PlainConfig {
    PlainConfig {
        url: vars.url(&format!("{prefix}_URL"), url, problems),
        per_minute: vars.number(&format!("{prefix}_PER_MINUTE"), per_minute, 1, problems),
    }
}

/// Origins with commas between; a path would promise more than is compared.
fn origins(text: &str) -> Option<Vec<Url>> {
    let one = |text: &str| {
        Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none())
    };
    text.split(',').map(one).collect()
}

fn discogs(vars: &Vars, problems: &mut Vec<Problem>) -> DiscogsConfig {
    let token = vars.secret("DISCOGS_TOKEN", problems);
    let consumer = pair(vars, problems, "DISCOGS_CONSUMER_KEY", "DISCOGS_CONSUMER_SECRET");
    let usual = if token.is_some() || consumer.is_some() { 60 } else { 25 };
    DiscogsConfig {
        token,
        consumer,
        url: vars.url("DISCOGS_URL", "https://api.discogs.com", problems),
        per_minute: vars.number("DISCOGS_PER_MINUTE", usual, 1, problems),
        per_minute_is_set: vars.get("DISCOGS_PER_MINUTE").is_some(),
    }
}

/// Two secrets of which one is nothing without the other.
fn pair(vars: &Vars, problems: &mut Vec<Problem>, one: &str, other: &str) -> Option<(SecretString, SecretString)> {
    match (vars.secret(one, problems), vars.secret(other, problems)) {
        (Some(key), Some(secret)) => Some((key, secret)),
        (None, None) => None,
        (Some(_), None) => {
            problems.push(Problem::new(other, format!("is missing: {one} is set")));
            None
        }
        (None, Some(_)) => {
            problems.push(Problem::new(one, format!("is missing: {other} is set")));
            None
        }
    }
}
