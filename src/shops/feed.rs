//! What a storefront sells, a page at a time, slowly; then offers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::currency::is_money;
use super::offers::{self, Offered};
use super::piece::{List, Sum, end_list, noted, of_partial};
use super::rows::{self, GOODS, KINDS, KINDS_WITH_BARCODES, Meeting, Scope, Tally};
use super::store::{Kind, Shop};
use super::walk::{Came, Onward, Walk, Worth};
use crate::db::{Conn, make_months};
use crate::integrations::Error;
use crate::integrations::facts::Skipped;
use crate::integrations::storefront::{GoodsFacts, Items, KindFacts, Storefront};
use crate::jobs::{Job, JobContext, JobError, Next};

/// A run reads so many products by themselves at most; the next goes on.
const ALONE: i64 = 100;
/// No shop has more pages than this; one that goes on for ever is not read for ever.
const LAST_PAGE: u32 = 1000;

/// Reads a storefront from its first to its last page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShopFeedSync {
    shop: i64,
    #[serde(default)]
    step: Step,
    #[serde(default)]
    walk: Walk,
    #[serde(default)]
    currency: Option<String>,
    /// Whether the shop lets programs read its products by themselves.
    #[serde(default)]
    may_read_alone: bool,
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
    /// What the shop asks of programs.
    #[default]
    Robots,
    /// A page, from 1.
    Page(u32),
    /// Products by themselves, so many more.
    Alone(i64),
    /// Of the variants behind this one.
    Offers(i64),
}

#[derive(QueryableByName)]
struct Product {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    handle: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Job for ShopFeedSync {
    const KIND: &'static str = "shop_feed_sync";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.shop)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(shop) = Shop::row(&mut *ctx.app.db.conn().await?, self.shop).await? else {
            ctx.progress(&mut *ctx.app.db.conn().await?, self.tally.seen(), None, "the shop was removed").await?;
            return Ok(Next::Done);
        };
        let piece = async {
            match &self.step {
                Step::Robots => self.robots(ctx, &shop).await,
                Step::Page(page) => self.page(ctx, &shop, *page).await,
                Step::Alone(left) => self.alone(ctx, &shop, *left).await,
                Step::Offers(after) => self.offers(ctx, &shop, *after).await,
            }
        };
        noted(ctx, self.shop, piece.await).await
    }
}

impl ShopFeedSync {
    pub fn of(shop: i64) -> Self {
        Self {
            shop,
            step: Step::default(),
            walk: Walk::default(),
            currency: None,
            may_read_alone: false,
            tally: Tally::default(),
            offered: Offered::default(),
            partial: Vec::new(),
        }
    }

    /// Asks what programs may read, and what prices are in.
    async fn robots(&self, ctx: &JobContext, shop: &Shop) -> Result<Next, JobError> {
        let front = shop.storefront(&ctx.app)?;
        let robots = front.robots(ctx.priority).await?;
        let refused = |problem: &str| Error::Rejected { provider: shop.provider(), problem: problem.to_owned() };
        if !robots.allows(front.list_path()) {
            return Err(refused("its robots.txt asks programs to leave its products alone").into());
        }
        // WooCommerce says with every price what it is in.
        let currency = match (&shop.currency, shop.kind()) {
            (Some(given), _) => Some(given.clone()),
            (None, Kind::Shopify) if robots.allows("/cart.js") => Some(front.currency(ctx.priority).await?),
            (None, Kind::Shopify) => return Err(refused("it does not let programs see its currency: add it again with one").into()),
            (None, _) => None,
        };
        let next = Self { step: Step::Page(1), currency, may_read_alone: robots.allows("/products/x.js"), ..self.clone() };
        Ok(ctx.continue_in(&mut *ctx.app.db.conn().await?, &next).await?)
    }

    async fn page(&self, ctx: &JobContext, shop: &Shop, page: u32) -> Result<Next, JobError> {
        let front = shop.storefront(&ctx.app)?;
        let items = front.page(page, ctx.priority).await?;
        let is_last = items.is_last || page >= LAST_PAGE;
        let is_cut = items.is_cut || !items.is_last && is_last;
        if page == 1 && items.is_last && self.holds(ctx).await? {
            let problem = "it lists nothing any more; what is stored is kept until it may be shown no longer".to_owned();
            return Err(Error::Rejected { provider: shop.provider(), problem }.into());
        }
        let Page { goods, kinds, skipped, came } = self.told(ctx, &front, items).await?;
        let now = ctx.now();
        let table = if shop.kind() == Kind::Shopify { &KINDS } else { &KINDS_WITH_BARCODES };
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                let meeting = |list| Meeting { run_id: ctx.run_id, list, walk: self.walk.number };
                for stored in [
                    GOODS.store(conn, shop.id, &goods, Some(meeting("products")), now).await?,
                    table.store(conn, shop.id, &kinds, Some(meeting("variants")), now).await?,
                ] {
                    next.tally.add(if self.walk.number > 1 { Tally { unchanged: 0, ..stored } } else { stored });
                }
                next.tally.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
                ctx.skip(conn, shop.provider(), &skipped).await?;
                let onward = match self.walk.onward(came) {
                    Onward::Page(walk) if !is_last => Some(walk),
                    Onward::Page(walk) | Onward::End { walk, .. } => {
                        let met = meeting("products").met(conn).await?;
                        let worth = if is_cut { Worth::Partial } else { walk.worth(met, None) };
                        let mut again = None;
                        for (table, name) in [(&GOODS, "products"), (table, "variants")] {
                            let list = List { table, name, scope: Scope::Shop };
                            let sum = Sum { tally: &mut next.tally, partial: &mut next.partial };
                            again = end_list(conn, ctx, shop, list, worth.clone(), meeting(name), sum).await?;
                        }
                        again
                    }
                };
                next.step = match &onward {
                    Some(walk) if walk.number > self.walk.number => Step::Page(1),
                    Some(_) => Step::Page(page + 1),
                    None if shop.kind() == Kind::Shopify && self.may_read_alone => Step::Alone(ALONE),
                    None => Step::Offers(0),
                };
                next.walk = onward.unwrap_or_default();
                ctx.progress(conn, next.tally.seen(), None, &format!("{}: page {page}; {}", shop.name, next.tally)).await?;
                ctx.continue_in(conn, &next).await
            })
            .await?;
        Ok(after)
    }

    /// The rows of a page, with those that the shop tells elsewhere.
    async fn told(&self, ctx: &JobContext, front: &Storefront, items: Items) -> Result<Page, JobError> {
        let rows = i64::try_from(items.items.len() + items.skipped.len()).unwrap_or(i64::MAX);
        let mut page = Page {
            goods: Vec::new(),
            kinds: Vec::new(),
            skipped: items.skipped,
            came: Came { rows, unread: 0, count: None, has_next: true, most: i64::MAX },
        };
        for item in items.items {
            page.kinds.extend(item.variants);
            if item.has_variations {
                match front.variations(item.product.id, ctx.priority).await {
                    Ok(told) => {
                        page.kinds.extend(told.items.into_iter().flat_map(|one| one.variants));
                        page.skipped.extend(told.skipped);
                    }
                    // Its variations stay as they are; the rest of the page is stored.
                    Err(error @ (Error::NotFound(_) | Error::Rejected { .. } | Error::Malformed { .. })) => page
                        .skipped
                        .push(Skipped { record: format!("variations of product {}", item.product.id), problem: error.to_string() }),
                    Err(error) => return Err(error.into()),
                }
            }
            page.goods.push(item.product);
        }
        for kind in &mut page.kinds {
            kind.currency = kind.currency.take().or_else(|| self.currency.clone()).filter(|code| is_money(code));
        }
        // A product whose variations could not be read was met all the same; what was not read is not gone.
        page.came.unread = i64::try_from(page.skipped.len()).unwrap_or(i64::MAX);
        page.came.rows = i64::try_from(page.goods.len()).unwrap_or(i64::MAX) + page.came.unread;
        Ok(page)
    }

    async fn holds(&self, ctx: &JobContext) -> Result<bool, JobError> {
        let count: Count = sql_query("select count(*) as count from store_products where store_id = $1 and gone_at is null")
            .bind::<BigInt, _>(self.shop)
            .get_result(&mut *ctx.app.db.conn().await?)
            .await
            .map_err(JobError::from)?;
        Ok(count.count > 0)
    }

    /// Reads a record by itself, because the list leaves barcodes out, and its number is none either.
    async fn alone(&self, ctx: &JobContext, shop: &Shop, left: i64) -> Result<Next, JobError> {
        let product: Option<Product> = if left > 0 {
            sql_query(
                "select p.id, p.handle from store_products as p
                 where p.store_id = $1 and p.gone_at is null and p.handle is not null and p.barcodes_asked_at is null
                     and p.name || ' ' || coalesce(p.kind, '') ~* '(vinyl|vinilo|\\mlp\\M)'
                     and exists (select from store_variants as v where v.store_id = p.store_id and v.product_id = p.id and v.gone_at is null
                         and v.barcode is null and coalesce(v.code, '') !~ '^[0-9]{12,14}$')
                 order by p.id limit 1",
            )
            .bind::<BigInt, _>(self.shop)
            .get_result(&mut *ctx.app.db.conn().await?)
            .await
            .optional()
            .map_err(JobError::from)?
        } else {
            None
        };
        let Some(Product { id, handle }) = product else {
            let next = Self { step: Step::Offers(0), ..self.clone() };
            return Ok(ctx.continue_in(&mut *ctx.app.db.conn().await?, &next).await?);
        };
        let told = match shop.storefront(&ctx.app)?.product(&handle, ctx.priority).await {
            Ok(told) => told,
            Err(Error::NotFound(_) | Error::Rejected { .. } | Error::Malformed { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let now = ctx.now();
        let next = Self { step: Step::Alone(left - 1), ..self.clone() };
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                note_barcodes(conn, self.shop, id, &told, now).await?;
                ctx.continue_in(conn, &next).await
            })
            .await?;
        Ok(after)
    }

    async fn offers(&self, ctx: &JobContext, shop: &Shop, after: i64) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        make_months(conn, "price_lows", &[now]).await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                let last = offers::settle(conn, shop, after, &mut next.offered, now).await?;
                let said = format!("{}: {}; {}", shop.name, self.tally, next.offered);
                let seen = self.tally.seen();
                if let Some(last) = last {
                    next.step = Step::Offers(last);
                    ctx.progress(conn, seen, None, &said).await?;
                    return ctx.continue_in(conn, &next).await;
                }
                Shop::note_sync(conn, shop.id, false, now).await?;
                rows::forget(conn, ctx.run_id).await?;
                ctx.progress(conn, seen, Some(seen), &format!("{said}{}", of_partial(&self.partial))).await?;
                Ok::<_, diesel::result::Error>(Next::Done)
            })
            .await?;
        Ok(after)
    }
}

/// A page, ready to be stored.
struct Page {
    goods: Vec<GoodsFacts>,
    kinds: Vec<KindFacts>,
    skipped: Vec<Skipped>,
    came: Came,
}

/// Keeps the barcodes of a product's variants, and that they were asked for.
async fn note_barcodes(conn: &mut AsyncPgConnection, store: i64, product: i64, told: &[KindFacts], now: DateTime<Utc>) -> QueryResult<()> {
    let json = serde_json::to_string(told).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    sql_query(
        "update store_variants as v set barcode = coalesce(t.barcode, v.barcode), amount = coalesce(t.amount, v.amount), updated_at = $4
         from json_to_recordset($3::json) as t (id bigint, barcode text, amount numeric(14, 4))
         where v.store_id = $1 and v.product_id = $2 and v.id = t.id
             and (v.barcode, v.amount) is distinct from (coalesce(t.barcode, v.barcode), coalesce(t.amount, v.amount))",
    )
    .bind::<BigInt, _>(store)
    .bind::<BigInt, _>(product)
    .bind::<Text, _>(&json)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    sql_query("update store_products set barcodes_asked_at = $3 where store_id = $1 and id = $2")
        .bind::<BigInt, _>(store)
        .bind::<BigInt, _>(product)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}
