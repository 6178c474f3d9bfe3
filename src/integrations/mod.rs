//! What we may ask of the outside, and how the answers are told to the rest of the house.
//!
//! One folder per provider: `mod` holds the calls, `wire` their JSON, which never leaves the folder; what
//! leaves is [`facts`]. One [`transport`] spaces, bounds and repeats the calls; one [`Error`] names what can
//! go wrong. Imports `config` and `clock` only. Never here: a row, a table, a decision about what to keep.

pub mod bsale;
mod budget;
pub mod commons;
pub mod coverart;
pub mod discogs;
pub mod ebay;
pub mod ecb;
mod error;
pub mod facts;
pub mod lastfm;
mod lenient;
mod link;
pub mod listenbrainz;
pub mod mindicador;
pub mod musicbrainz;
pub mod notices;
pub mod pictures;
pub mod spotify;
pub mod storefront;
pub mod transport;

use std::sync::Arc;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};

pub use self::budget::{Budget, Errand, Grant, Priority, Provider};
pub use self::error::{Error, Result};
pub use self::lastfm::ArtistRef;
use self::transport::Transport;
pub use self::transport::TransportOptions;
use crate::config::ProvidersConfig;

/// Every provider that is on; cheap to clone.
#[derive(Clone)]
pub struct Integrations {
    /// Off without its key.
    pub lastfm: Option<lastfm::Lastfm>,
    pub musicbrainz: musicbrainz::Musicbrainz,
    pub discogs: discogs::Discogs,
    pub listenbrainz: listenbrainz::Listenbrainz,
    pub coverart: coverart::CoverArt,
    pub commons: commons::Commons,
    /// Off without the keys of an application.
    pub ebay: Option<ebay::Ebay>,
    /// Off without the id of an application.
    pub spotify: Option<spotify::Spotify>,
    pub ecb: ecb::Ecb,
    pub mindicador: mindicador::Mindicador,
    /// Mail, ntfy, webhooks.
    pub notices: notices::Notices,
    pub bsale: bsale::Bsale,
    pub storefronts: storefront::Storefronts,
    /// The pictures themselves, wherever the others say that they are.
    pub pictures: pictures::Pictures,
}

impl Integrations {
    /// Builds the one HTTP client and every provider's door; nothing is asked yet.
    pub fn new(config: &ProvidersConfig, budget: Arc<dyn Budget>, options: TransportOptions) -> Self {
        let transport = Transport::new(config.contact.as_deref(), budget, options);
        Self {
            lastfm: lastfm::Lastfm::new(&transport, &config.lastfm),
            musicbrainz: musicbrainz::Musicbrainz::new(&transport, &config.musicbrainz),
            discogs: discogs::Discogs::new(&transport, &config.discogs),
            listenbrainz: listenbrainz::Listenbrainz::new(&transport, &config.listenbrainz),
            coverart: coverart::CoverArt::new(&transport, &config.coverart),
            commons: commons::Commons::new(&transport, &config.commons),
            spotify: spotify::Spotify::new(&transport, &config.spotify),
            ebay: ebay::Ebay::new(&transport, &config.ebay),
            ecb: ecb::Ecb::new(&transport, &config.ecb),
            mindicador: mindicador::Mindicador::new(&transport, &config.mindicador),
            notices: notices::Notices::new(&transport, &config.notices),
            bsale: bsale::Bsale::new(&transport, &config.bsale),
            storefronts: storefront::Storefronts::new(&transport, &config.storefronts),
            pictures: pictures::Pictures::new(&transport, config),
        }
    }
}

/// Headers that ask for one kind of answer.
fn accepting(kind: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(kind))])
}
