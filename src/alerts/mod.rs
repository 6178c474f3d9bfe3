//! Telling people that something they want has become cheap enough.
//!
//! Triggers note what has changed about wanted albums (`price_news`); `watch` hears of it and orders `find`, which looks at
//! these albums alone, stores alerts, and orders a `send` for each way out, in one transaction. Imports what is below.
//! Never here: what an offer comes to.

mod find;
mod notice;
mod send;
mod settings;
mod watch;

use async_stream::stream;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

pub use self::find::FindAlerts;
pub use self::send::SendAlert;
pub use self::settings::{Change, Settings, SettingsError, change, settings};
pub use self::watch::watch;
use crate::app::App;
use crate::collections::{WantlistItem, wantlist};
use crate::db::schema::alerts;
use crate::db::{DbError, Heard};
use crate::identity::UserId;

/// An alert, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = alerts)]
pub struct Alert {
    pub wantlist_item_id: i64,
    pub price_id: i64,
    /// `ceiling` or `bargain`.
    pub reason: String,
    pub found_at: DateTime<Utc>,
}

/// So many are listed.
const LISTED: i64 = 100;

/// A person's last alerts, the newest first.
pub async fn list(app: &App, owner: UserId) -> Result<Vec<Alert>, DbError> {
    let rows = alerts::table.filter(alerts::user_id.eq(owner.get())).order((alerts::found_at.desc(), alerts::id.desc()));
    Ok(rows.limit(LISTED).select(Alert::as_select()).load(&mut *app.db.conn().await?).await?)
}

/// What that person is alerted to from now on, whichever process finds it.
pub fn follow(app: App, owner: UserId) -> impl Stream<Item = Result<WantlistItem, DbError>> + Send {
    let mut heard = app.alerts.hear();
    stream! {
        loop {
            let item = match heard.recv().await {
                Ok(Heard::Notice(payload)) => about(&payload, owner),
                // What was said meanwhile is on the list.
                Ok(Heard::Resumed) | Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return,
            };
            let Some(item) = item else { continue };
            match wantlist::find(&app, owner, item).await {
                Ok(Some(item)) => yield Ok(item),
                Ok(None) => {}
                Err(error) => yield Err(error),
            }
        }
    }
}

/// The item that a notification is about, if it is this person's.
fn about(payload: &str, owner: UserId) -> Option<i64> {
    let (user, item) = payload.split_once(' ')?;
    (user.parse() == Ok(owner.get())).then(|| item.parse().ok())?
}
