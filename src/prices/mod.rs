//! What it costs: offers for pressings, the best of them, and money that is never a float.
//!
//! Imports catalog and the ground. Never here: an offer shown past its display time.

mod best;
pub mod demo;
mod money;
mod quote;
pub mod sample;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use self::best::{Best, BestBy};
pub use self::money::{Money, MoneyError};
pub use self::quote::{NewQuote, PricePoint, Quote};

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

/// The best offer of each of these pressings or albums.
pub async fn best(app: &App, by: BestBy, parents: &[i64], ship_to: Option<&str>, currency: &str) -> Result<HashMap<i64, Best>, DbError> {
    Ok(Best::of(&mut *app.db.conn().await?, by, parents, ship_to, currency, app.clock.now()).await?)
}

/// Single offers that may be shown now.
pub async fn by_ids(app: &App, ids: &[i64]) -> Result<Vec<Quote>, DbError> {
    Ok(Quote::by_ids(&mut *app.db.conn().await?, ids, app.clock.now()).await?)
}

/// The lowest stored offer of every day and provider.
pub async fn history(app: &App, release_id: i64, since: Option<NaiveDate>, currency: Option<&str>) -> Result<Vec<PricePoint>, DbError> {
    Ok(Quote::history(&mut *app.db.conn().await?, release_id, since, currency, app.clock.now()).await?)
}
