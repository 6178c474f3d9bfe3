//! Amazon's place among the providers. `docs/amazon.md` says what it would need; until it is there it is off.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::NewQuote;
use super::provider::{PriceProvider, Sought, Terms};
use crate::app::App;
use crate::integrations::{Error, Priority};

/// As far as they are known: nobody has compared them with the licence.
static TERMS: Terms = Terms { provider: "amazon", shown_for: Some(chrono::TimeDelta::hours(1)), attribution: None, keeps_history: false };

/// Amazon's Creators API, which nobody can ask from here.
pub struct Amazon;

impl PriceProvider for Amazon {
    fn terms(&self) -> &'static Terms {
        &TERMS
    }

    fn is_off(&self, _: &App) -> Option<String> {
        Some(
            "not configured: its Creators API needs an Associates account that already sells, and is not built in (docs/amazon.md)"
                .to_owned(),
        )
    }

    fn can_tell(&self, _: &Sought) -> bool {
        false
    }

    fn offers<'a>(&'a self, _: &'a App, _: &'a Sought, _: Priority) -> BoxFuture<'a, Result<Vec<NewQuote>, Error>> {
        async { Ok(Vec::new()) }.boxed()
    }
}
