//! Offers that an administrator types in. Everybody sees them: the best price of an album is kept once for all, and a price of
//! one's own would need lanes of one's own.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::provider::Terms;
use super::{NewQuote, Quote, store};
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::{prices, releases};

/// Shown until somebody takes it away.
static TERMS: Terms = Terms { provider: "manual", shown_for: None, attribution: None, keeps_history: true };

/// What became of an offer.
#[derive(Clone, Debug)]
pub enum Added {
    New(Quote),
    /// There was one of that seller, state and address: it is this one now.
    Updated(Quote),
    UnknownRelease,
}

/// Stores an offer.
pub async fn add(app: &App, quote: NewQuote) -> Result<Added, DbError> {
    let conn = &mut app.db.conn().await?;
    let known = diesel::select(diesel::dsl::exists(releases::table.find(quote.release_id)));
    if !known.get_result::<bool>(conn).await? {
        return Ok(Added::UnknownRelease);
    }
    let stored = store(conn, &TERMS, std::slice::from_ref(&quote)).await?;
    let rows = prices::table.filter(prices::provider.eq(TERMS.provider)).filter(prices::release_id.eq(quote.release_id));
    let row = rows.filter(prices::reference.eq(quote.reference)).filter(prices::country.is_not_distinct_from(quote.country));
    let id: i64 = row.select(prices::id).first(conn).await?;
    let found = Quote::by_ids(conn, &[id], app.clock.now()).await?.pop().ok_or(diesel::result::Error::NotFound)?;
    Ok(if stored.new > 0 { Added::New(found) } else { Added::Updated(found) })
}

/// Takes a typed-in offer away; `false` where there is none by that id.
pub async fn remove(app: &App, id: i64) -> Result<bool, DbError> {
    let row = prices::table.find(id).filter(prices::provider.eq(TERMS.provider));
    Ok(diesel::delete(row).execute(&mut *app.db.conn().await?).await? > 0)
}
