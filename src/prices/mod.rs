//! What it costs: offers for pressings, what they land for, the best of them, and money that is never a float.
//!
//! Imports catalog and the ground. Never here: an offer shown past its display time.

mod amazon;
pub mod basket;
mod best;
pub mod compute;
pub mod demo;
mod discogs;
mod ebay;
mod history;
mod landed;
mod listing;
pub mod manual;
mod money;
pub mod offers_file;
pub mod provider;
mod purge;
mod quote;
mod rates;
pub mod refresh;
mod rulebook;
pub mod sample;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use self::best::{Best, BestBy, Wish};
pub use self::history::PricePoint;
pub use self::landed::{Landed, Part, PartKind};
pub use self::money::{Money, MoneyError, is_currency};
pub use self::purge::purge;
pub use self::quote::Quote;
pub use self::rates::{Conversion, NoRate};
pub use self::rulebook::Rulebook;
pub use self::store::{NewQuote, Stored, store, store_in, withdraw_named};

use crate::app::App;
use crate::catalog::Slice;
use crate::db::DbError;

/// The first offers for each of these pressings that may be shown now.
pub async fn quotes(
    app: &App,
    release_ids: &[i64],
    ship_to: Option<&str>,
    page: (i64, Option<i64>),
) -> Result<HashMap<i64, Slice<Quote>>, DbError> {
    Ok(Quote::by_releases(&mut *app.db.conn().await?, release_ids, ship_to, page, app.clock.now()).await?)
}

/// Looks at every offer anew for who leads where. Triggers keep that true all the time: this is for the day on which
/// somebody has switched them off.
pub async fn lead_offers(app: &App) -> Result<(), DbError> {
    use diesel_async::RunQueryDsl;
    diesel::sql_query("select lead_all_offers()").execute(&mut *app.db.conn().await?).await?;
    Ok(())
}

/// The rates and rules of today.
pub async fn rulebook(app: &App) -> Result<Rulebook, DbError> {
    Ok(Rulebook::of(&mut *app.db.conn().await?, app.clock.now()).await?)
}

/// The best offer of each of these pressings or albums.
pub async fn best(
    app: &App,
    by: BestBy,
    parents: &[i64],
    wish: &Wish,
    rules: &Rulebook,
) -> Result<HashMap<i64, Result<Best, NoRate>>, DbError> {
    Ok(Best::of(&mut *app.db.conn().await?, by, parents, wish, rules, app.clock.now()).await?)
}

/// Single offers that may be shown now.
pub async fn by_ids(app: &App, ids: &[i64]) -> Result<Vec<Quote>, DbError> {
    Ok(Quote::by_ids(&mut *app.db.conn().await?, ids, app.clock.now()).await?)
}

/// The lowest offer of every day and provider.
pub async fn history(app: &App, release_id: i64, since: Option<NaiveDate>, currency: Option<&str>) -> Result<Vec<PricePoint>, DbError> {
    Ok(PricePoint::list(&mut *app.db.conn().await?, release_id, since, currency).await?)
}

/// The offers of these albums, with the album, that are far under what they used to cost.
pub async fn bargains(app: &App, albums: &[i64]) -> Result<Vec<(i64, Quote)>, DbError> {
    Ok(history::bargains(&mut *app.db.conn().await?, albums, app.clock.now()).await?)
}
