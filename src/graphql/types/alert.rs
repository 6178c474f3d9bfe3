//! What a person was told of prices, and how they want to be told.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::price::PriceQuote;
use super::wantlist_item::WantlistItem;
use crate::alerts;
use crate::collections::wantlist;
use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::identity::UserId;
use crate::prices;

/// Why somebody is told of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AlertReason {
    /// The best offer, delivered, is at or under the maximum price.
    MaxPrice,
    /// The price is at least a tenth under the median of the last thirty days.
    Bargain,
}

/// Something on the wantlist that became cheap enough.
pub struct PriceAlert {
    pub row: alerts::Alert,
    pub owner: UserId,
}

/// Something on the wantlist that became cheap enough. Nobody is told of an offer twice, nor of an item within 24 hours.
#[Object]
impl PriceAlert {
    /// What is wanted.
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<WantlistItem>, Failure> {
        let row = wantlist::find(&scope(ctx).app, self.owner, self.row.wantlist_item_id).await?;
        Ok(row.map(|row| WantlistItem { row, owner: self.owner }))
    }

    /// Why.
    async fn reason(&self) -> AlertReason {
        if self.row.reason == "bargain" { AlertReason::Bargain } else { AlertReason::MaxPrice }
    }

    /// When it was found.
    async fn found_at(&self) -> DateTime<Utc> {
        self.row.found_at
    }

    /// The offer as it stands now; null where it is gone, or may not be shown any more.
    async fn quote(&self, ctx: &Context<'_>) -> Result<Option<PriceQuote>, Failure> {
        Ok(prices::by_ids(&scope(ctx).app, &[self.row.price_id]).await?.pop().map(PriceQuote))
    }
}

/// By which ways a person is told of alerts, beside the list and the subscription.
#[derive(SimpleObject)]
pub struct AlertSettings {
    /// By mail, to the address that they sign in with.
    mail: bool,
    /// The topic at the house's ntfy server.
    ntfy_topic: Option<String>,
    /// Where signed messages are posted to.
    webhook_url: Option<String>,
}

impl From<alerts::Settings> for AlertSettings {
    fn from(row: alerts::Settings) -> Self {
        Self { mail: row.by_mail, ntfy_topic: row.ntfy_topic, webhook_url: row.webhook_url }
    }
}
