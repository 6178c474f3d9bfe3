//! Offers and best offers, for many pressings or albums at once.

use std::collections::HashMap;

use super::{Load, Shared, grouped, share};
use crate::app::App;
use crate::catalog::Slice;
use crate::prices::{self, Best, BestBy, Quote};

/// The first offers for one pressing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuotesKey {
    pub release_id: i64,
    pub ship_to: Option<String>,
    pub first: i64,
    pub after: Option<i64>,
}

/// Offers for pressings.
pub struct QuotesByRelease(pub App);

impl Load for QuotesByRelease {
    type Key = QuotesKey;
    type Value = Slice<Quote>;

    async fn load(&self, keys: &[QuotesKey]) -> Result<HashMap<QuotesKey, Slice<Quote>>, Shared> {
        let mut found = HashMap::new();
        for ((ship_to, first, after), ids) in grouped(keys, |key| ((key.ship_to.clone(), key.first, key.after), key.release_id)) {
            let slices = prices::quotes(&self.0, &ids, ship_to.as_deref(), (first, after)).await.map_err(share)?;
            let key = |release_id| QuotesKey { release_id, ship_to: ship_to.clone(), first, after };
            found.extend(slices.into_iter().map(|(release_id, slice)| (key(release_id), slice)));
        }
        Ok(found)
    }
}

/// The best offer of one pressing or album.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BestKey {
    pub by: BestBy,
    pub parent: i64,
    pub ship_to: Option<String>,
    pub currency: String,
}

/// Best offers.
pub struct BestPrice(pub App);

impl Load for BestPrice {
    type Key = BestKey;
    type Value = Best;

    async fn load(&self, keys: &[BestKey]) -> Result<HashMap<BestKey, Best>, Shared> {
        let mut found = HashMap::new();
        for ((by, ship_to, currency), ids) in grouped(keys, |key| ((key.by, key.ship_to.clone(), key.currency.clone()), key.parent)) {
            let bests = prices::best(&self.0, by, &ids, ship_to.as_deref(), &currency).await.map_err(share)?;
            let key = |parent| BestKey { by, parent, ship_to: ship_to.clone(), currency: currency.clone() };
            found.extend(bests.into_iter().map(|(parent, best)| (key(parent), best)));
        }
        Ok(found)
    }
}
