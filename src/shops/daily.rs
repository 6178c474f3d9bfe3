//! A day's sales of a shop at Bsale, with everything that was sold.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::piece::{List, Sum, came, noted, of_partial, store_page};
use super::rows::{self, DOCUMENTS, LINES, Scope, Tally};
use super::store::Shop;
use super::walk::{Onward, Walk, Worth};
use crate::db::Conn;
use crate::integrations::bsale::facts::{DocumentFacts, LineFacts};
use crate::integrations::bsale::{At, BsaleShop};
use crate::integrations::facts::Skipped;
use crate::jobs::{Job, JobContext, JobError, Next};

/// Reads the sales of a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShopDailySync {
    shop: i64,
    day: NaiveDate,
    #[serde(default)]
    walk: Walk,
    #[serde(default)]
    tally: Tally,
    #[serde(default)]
    lines: Tally,
    #[serde(default)]
    partial: Vec<String>,
}

/// The lines of a page of sales.
#[derive(Default)]
struct Lines {
    items: Vec<LineFacts>,
    skipped: Vec<Skipped>,
    /// The sales of which these are all lines.
    whole: Vec<i64>,
}

impl Job for ShopDailySync {
    const KIND: &'static str = "shop_daily_sync";

    fn key(&self) -> String {
        format!("{}:{}:{}", Self::KIND, self.shop, self.day)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(shop) = Shop::row(&mut *ctx.app.db.conn().await?, self.shop).await? else {
            ctx.progress(&mut *ctx.app.db.conn().await?, self.tally.seen(), None, "the shop was removed").await?;
            return Ok(Next::Done);
        };
        noted(ctx, self.shop, self.piece(ctx, &shop).await).await
    }
}

impl ShopDailySync {
    pub fn of(shop: i64, day: NaiveDate) -> Self {
        Self { shop, day, walk: Walk::default(), tally: Tally::default(), lines: Tally::default(), partial: Vec::new() }
    }

    async fn piece(&self, ctx: &JobContext, shop: &Shop) -> Result<Next, JobError> {
        let bsale = shop.bsale(&ctx.app)?;
        let mut page = bsale.documents(self.day, At { offset: self.walk.offset, priority: ctx.priority }).await?;
        let lines = lines(ctx, &bsale, &mut page.items).await?;
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        let name = format!("documents of {}", self.day);
        let list = List { table: &DOCUMENTS, name: &name, scope: Scope::Day(self.day) };
        let after = conn
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                let sum = Sum { tally: &mut next.tally, partial: &mut next.partial };
                let walk = store_page(conn, ctx, shop, list, &self.walk, &page, sum).await?;
                let stored = LINES.store(conn, shop.id, &lines.items, None, now).await?;
                next.lines.add(if self.walk.number > 1 { Tally { unchanged: 0, ..stored } } else { stored });
                next.lines.failed += i64::try_from(lines.skipped.len()).unwrap_or(i64::MAX);
                next.lines.gone += without(conn, shop.id, &lines, now).await?;
                ctx.skip(conn, shop.provider(), &lines.skipped).await?;
                let said = format!("{}: documents of {}: {}; lines: {}", shop.name, self.day, next.tally, next.lines);
                if let Some(walk) = walk {
                    next.walk = walk;
                    ctx.progress(conn, next.tally.seen(), page.count.and_then(|count| i32::try_from(count).ok()), &said).await?;
                    return ctx.continue_in(conn, &next).await;
                }
                Shop::note_sync(conn, shop.id, true, now).await?;
                rows::forget(conn, ctx.run_id).await?;
                let seen = next.tally.seen();
                ctx.progress(conn, seen, Some(seen), &format!("{said}{}", of_partial(&next.partial))).await?;
                Ok::<_, diesel::result::Error>(Next::Done)
            })
            .await?;
        Ok(after)
    }
}

/// The lines of these sales: those that came along where these are all, else asked for by themselves, to the last.
async fn lines(ctx: &JobContext, bsale: &BsaleShop, documents: &mut [DocumentFacts]) -> Result<Lines, JobError> {
    let mut all = Lines::default();
    for document in documents {
        if document.has_all_lines {
            all.whole.push(document.id);
            all.items.append(&mut document.lines);
            continue;
        }
        let mut walk = Walk::default();
        let (mut met, mut own) = (HashSet::new(), Vec::new());
        loop {
            let page = bsale.lines(document.id, At { offset: walk.offset, priority: ctx.priority }).await?;
            met.extend(page.items.iter().map(|line| line.id));
            let told = came(&page);
            own.extend(page.items);
            all.skipped.extend(page.skipped);
            match walk.onward(told) {
                Onward::Page(next) => walk = next,
                Onward::End { came, walk } => {
                    let met = i64::try_from(met.len()).unwrap_or(i64::MAX);
                    if walk.worth(met, came) == Worth::Whole {
                        all.whole.push(document.id);
                    }
                    break;
                }
            }
        }
        all.items.append(&mut own);
    }
    Ok(all)
}

/// Marks lines as gone that their sales do not have any more.
async fn without(conn: &mut AsyncPgConnection, store: i64, lines: &Lines, now: DateTime<Utc>) -> QueryResult<i64> {
    let (documents, ids): (Vec<i64>, Vec<i64>) = lines.items.iter().map(|line| (line.document_id, line.id)).unzip();
    let gone = sql_query(
        "update store_document_lines set gone_at = $5, updated_at = $5
         where store_id = $1 and document_id = any($2) and gone_at is null
             and (document_id, id) not in (select * from unnest($3::bigint[], $4::bigint[]))",
    )
    .bind::<BigInt, _>(store)
    .bind::<Array<BigInt>, _>(&lines.whole)
    .bind::<Array<BigInt>, _>(&documents)
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}
