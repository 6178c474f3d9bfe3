//! Everything of a shop at Bsale: offices, products, variants, price lists, stock and clients, a page at a time; then offers.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::currency;
use super::offers::{self, Offered};
use super::piece::{List, Sum, noted, of_partial, store_page};
use super::rows::{self, CLIENTS, LIST_PRICES, OFFICES, PRICE_LISTS, PRODUCTS, STOCK, Scope, Tally, VARIANTS};
use super::settle::settle;
use super::store::Shop;
use super::walk::Walk;
use crate::db::{Conn, make_months};
use crate::integrations::Error;
use crate::integrations::bsale::facts::{ListFacts, Rows};
use crate::integrations::bsale::{At, BsaleShop};
use crate::jobs::{Job, JobContext, JobError, Next};

/// Reads a shop at Bsale from its first to its last row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShopFullSync {
    shop: i64,
    #[serde(default)]
    step: Step,
    #[serde(default)]
    walk: Walk,
    #[serde(default)]
    tally: Tally,
    #[serde(default)]
    offered: Offered,
    #[serde(default)]
    partial: Vec<String>,
}

/// What is read next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    #[default]
    Offices,
    Products,
    Variants,
    PriceLists,
    /// Of these lists, the first one first.
    ListPrices(Vec<i64>),
    Stock,
    Clients,
    Settle,
    /// Of the variants behind this one.
    Offers(i64),
}

/// A price list, and what it is in.
#[derive(Serialize)]
struct PriceList {
    id: i64,
    name: Option<String>,
    coin: Option<String>,
    currency: Option<&'static str>,
    is_active: bool,
}

#[derive(QueryableByName)]
struct ListRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Odd {
    #[diesel(sql_type = Nullable<Text>)]
    names: Option<String>,
}

impl Job for ShopFullSync {
    const KIND: &'static str = "shop_full_sync";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.shop)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(shop) = Shop::row(&mut *ctx.app.db.conn().await?, self.shop).await? else {
            ctx.progress(&mut *ctx.app.db.conn().await?, self.tally.seen(), None, "the shop was removed").await?;
            return Ok(Next::Done);
        };
        noted(ctx, self.shop, self.piece(ctx, &shop).await).await
    }
}

impl ShopFullSync {
    pub fn of(shop: i64) -> Self {
        Self {
            shop,
            step: Step::default(),
            walk: Walk::default(),
            tally: Tally::default(),
            offered: Offered::default(),
            partial: Vec::new(),
        }
    }

    async fn piece(&self, ctx: &JobContext, shop: &Shop) -> Result<Next, JobError> {
        let at = At { offset: self.walk.offset, priority: ctx.priority };
        // A connection is only taken once the shop has answered.
        let bsale = || shop.bsale(&ctx.app);
        let all = |table, name| List { table, name, scope: Scope::Shop };
        match &self.step {
            Step::Offices => self.page(ctx, shop, all(&OFFICES, "offices"), &bsale()?.offices(at).await?).await,
            Step::Products => self.page(ctx, shop, all(&PRODUCTS, "products"), &bsale()?.products(at).await?).await,
            Step::Variants => self.page(ctx, shop, all(&VARIANTS, "variants"), &bsale()?.variants(at).await?).await,
            Step::PriceLists => {
                let bsale = bsale()?;
                let lists = coined(ctx, shop, &bsale, bsale.price_lists(at).await?).await?;
                self.page(ctx, shop, all(&PRICE_LISTS, "price lists"), &lists).await
            }
            Step::ListPrices(lists) => match lists.as_slice().first() {
                Some(list) => {
                    let name = format!("prices of list {list}");
                    let page = List { table: &LIST_PRICES, name: &name, scope: Scope::List(*list) };
                    self.page(ctx, shop, page, &bsale()?.list_prices(*list, at).await?).await
                }
                None => self.onward(ctx, Step::Stock).await,
            },
            Step::Stock => self.page(ctx, shop, all(&STOCK, "stock"), &bsale()?.stock(at).await?).await,
            Step::Clients => self.page(ctx, shop, all(&CLIENTS, "clients"), &bsale()?.clients(at).await?).await,
            Step::Settle => {
                let now = ctx.now();
                let conn = &mut ctx.app.db.conn().await?;
                make_months(conn, "price_lows", &[now]).await?;
                let next = Self { step: Step::Offers(0), ..self.clone() };
                let after = conn
                    .transaction(async |conn: &mut Conn| {
                        settle(conn, shop.id, now).await?;
                        ctx.continue_in(conn, &next).await
                    })
                    .await?;
                Ok(after)
            }
            Step::Offers(after) => self.offers(ctx, shop, *after).await,
        }
    }

    /// Stores a page, and goes on where it says.
    async fn page<T: Serialize + Sync>(&self, ctx: &JobContext, shop: &Shop, list: List<'_>, rows: &Rows<T>) -> Result<Next, JobError> {
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                let sum = Sum { tally: &mut next.tally, partial: &mut next.partial };
                if let Some(walk) = store_page(conn, ctx, shop, list, &self.walk, rows, sum).await? {
                    next.walk = walk;
                } else {
                    (next.walk, next.step) = (Walk::default(), self.following(conn).await?);
                }
                let so_far = self.walk.offset + i64::try_from(rows.came).unwrap_or_default();
                let of = rows.count.map(|count| format!(" of {count}")).unwrap_or_default();
                let message = format!("{}: {} {so_far}{of}; {}", shop.name, list.name, next.tally);
                ctx.progress(conn, next.tally.seen(), None, &message).await?;
                ctx.continue_in(conn, &next).await
            })
            .await?;
        Ok(after)
    }

    /// What is read when this has been.
    async fn following(&self, conn: &mut AsyncPgConnection) -> QueryResult<Step> {
        Ok(match &self.step {
            Step::Offices => Step::Products,
            Step::Products => Step::Variants,
            Step::Variants => Step::PriceLists,
            Step::PriceLists => {
                let sql = "select id from store_price_lists where store_id = $1 and gone_at is null and is_active order by id";
                let lists: Vec<ListRow> = sql_query(sql).bind::<BigInt, _>(self.shop).load(conn).await?;
                Step::ListPrices(lists.into_iter().map(|list| list.id).collect())
            }
            Step::ListPrices(lists) if lists.len() > 1 => Step::ListPrices(lists[1..].to_vec()),
            Step::ListPrices(_) => Step::Stock,
            Step::Stock => Step::Clients,
            _ => Step::Settle,
        })
    }

    async fn onward(&self, ctx: &JobContext, step: Step) -> Result<Next, JobError> {
        let next = Self { step, walk: Walk::default(), ..self.clone() };
        Ok(ctx.continue_in(&mut *ctx.app.db.conn().await?, &next).await?)
    }

    async fn offers(&self, ctx: &JobContext, shop: &Shop, after: i64) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        make_months(conn, "price_lows", &[now]).await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                let message = |offered: &Offered, more: &str| format!("{}: {}; {offered}{more}", shop.name, self.tally);
                if let Some(last) = offers::settle(conn, shop, after, &mut next.offered, now).await? {
                    next.step = Step::Offers(last);
                    ctx.progress(conn, self.tally.seen(), None, &message(&next.offered, "")).await?;
                    return ctx.continue_in(conn, &next).await;
                }
                let odd: Odd = sql_query(
                    "select string_agg(coalesce(name, 'list ' || id) || coalesce(' in ' || coin, ''), ', ' order by id) as names
                     from store_price_lists where store_id = $1 and gone_at is null and is_active and currency is null",
                )
                .bind::<BigInt, _>(shop.id)
                .get_result(conn)
                .await?;
                let odd = odd.names.map(|names| format!("; in nothing that people pay with, and so left out: {names}")).unwrap_or_default();
                let more = format!("{odd}{}", of_partial(&self.partial));
                Shop::note_sync(conn, shop.id, false, now).await?;
                rows::forget(conn, ctx.run_id).await?;
                let seen = self.tally.seen();
                ctx.progress(conn, seen, Some(seen), &message(&next.offered, &more)).await?;
                Ok::<_, diesel::result::Error>(Next::Done)
            })
            .await?;
        Ok(after)
    }
}

/// The lists with what each is in, which stands elsewhere.
async fn coined(ctx: &JobContext, shop: &Shop, bsale: &BsaleShop, lists: Rows<ListFacts>) -> Result<Rows<PriceList>, JobError> {
    let mut items = Vec::with_capacity(lists.items.len());
    for ListFacts { id, name, is_active, coin_id } in lists.items {
        let coin = match coin_id {
            None => None,
            Some(coin) => match bsale.coin(coin, ctx.priority).await {
                Ok(coin) => Some(coin),
                Err(Error::NotFound(_)) => None,
                Err(error) => return Err(error.into()),
            },
        };
        let currency = coin.as_ref().and_then(|coin| currency::of(coin, &shop.country));
        items.push(PriceList { id, name, coin: coin.and_then(|coin| coin.name.or(coin.symbol)), currency, is_active });
    }
    Ok(Rows { items, skipped: lists.skipped, came: lists.came, count: lists.count, has_next: lists.has_next })
}
