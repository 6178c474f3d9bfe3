//! Offers and best offers, for many pressings or albums at once.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::{Load, Shared, grouped, share};
use crate::app::{App, DbError};
use crate::catalog::Slice;
use crate::prices::{self, Best, BestBy, NoRate, Quote, Rulebook, Wish};

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

/// The day's rates and rules: read once for a request, by whoever needs them first.
#[derive(Clone)]
pub struct Rules(App, Arc<OnceCell<Rulebook>>);

impl Rules {
    pub fn new(app: &App) -> Self {
        Self(app.clone(), Arc::default())
    }

    pub async fn get(&self) -> Result<&Rulebook, DbError> {
        self.1.get_or_try_init(|| prices::rulebook(&self.0)).await
    }
}

/// The best offer of one pressing or album.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BestKey {
    pub by: BestBy,
    pub parent: i64,
    pub wish: Wish,
}

/// Best offers.
pub struct BestPrice(pub App, pub Rules);

impl Load for BestPrice {
    type Key = BestKey;
    type Value = Result<Best, NoRate>;

    async fn load(&self, keys: &[BestKey]) -> Result<HashMap<BestKey, Result<Best, NoRate>>, Shared> {
        let rules = self.1.get().await.map_err(share)?;
        let mut found = HashMap::new();
        for ((by, wish), ids) in grouped(keys, |key| ((key.by, key.wish.clone()), key.parent)) {
            let bests = prices::best(&self.0, by, &ids, &wish, rules).await.map_err(share)?;
            found.extend(bests.into_iter().map(|(parent, best)| (BestKey { by, parent, wish: wish.clone() }, best)));
        }
        Ok(found)
    }
}
