//! Having shops read.

use chrono::{NaiveDate, TimeDelta};
use diesel_async::AsyncConnection;

use super::store::{self, Kind, Shop};
use super::{ShopDailySync, ShopFeedSync, ShopFullSync};
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Order, Trigger};

/// A shop and the run that reads it.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub shop_id: i64,
    pub run_id: i64,
    /// `false`: it was ordered already.
    pub is_new: bool,
}

/// Has one shop read whole, or all of them.
pub async fn full(app: &App, shop: Option<i64>, order: Order) -> Result<Vec<Ordered>, DbError> {
    let shops = wanted(app, shop).await?;
    let conn = &mut app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| {
        let mut ordered = Vec::with_capacity(shops.len());
        for shop in shops {
            let run = match shop.kind() {
                Kind::Bsale => jobs::enqueue(conn, &ShopFullSync::of(shop.id), order).await?,
                Kind::Shopify | Kind::Woocommerce => jobs::enqueue(conn, &ShopFeedSync::of(shop.id), order).await?,
            };
            ordered.push(told(&shop, run));
        }
        Ok(ordered)
    })
    .await
}

/// Has a day's sales of one shop read, or of all that tell theirs. Without a day it is the last that has ended.
pub async fn daily(app: &App, shop: Option<i64>, day: Option<NaiveDate>, order: Order) -> Result<Vec<Ordered>, DbError> {
    let day = day.unwrap_or_else(|| last_day(app));
    let shops = wanted(app, shop).await?;
    let conn = &mut app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| {
        let mut ordered = Vec::with_capacity(shops.len());
        for shop in shops.into_iter().filter(|shop| shop.kind() == Kind::Bsale) {
            let run = jobs::enqueue(conn, &ShopDailySync::of(shop.id, day), order).await?;
            ordered.push(told(&shop, run));
        }
        Ok(ordered)
    })
    .await
}

/// The last day that is over wherever Bsale is sold: Mexico's days end last, six hours behind UTC.
fn last_day(app: &App) -> NaiveDate {
    (app.clock.now() - TimeDelta::hours(6) - TimeDelta::days(1)).date_naive()
}

async fn wanted(app: &App, shop: Option<i64>) -> Result<Vec<Shop>, DbError> {
    let mut shops = store::list(app).await?;
    shops.retain(|one| shop.is_none_or(|id| one.id == id));
    Ok(shops)
}

/// For somebody who wants it now. Whoever looks at something goes first all the same: this may take an hour.
pub fn by_hand(app: &App) -> Order {
    Order { priority: Priority::Crawl, trigger: Trigger::Manual, parent: None, now: app.clock.now() }
}

fn told(shop: &Shop, run: Enqueued) -> Ordered {
    Ordered { shop_id: shop.id, run_id: run.run_id, is_new: run.is_new }
}
