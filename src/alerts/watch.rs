//! Hearing that prices have changed, and ordering somebody to look.

use std::time::Duration;

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::FindAlerts;
use crate::app::App;
use crate::db::schema::price_news;
use crate::db::{Conn, DbError, Heard};
use crate::integrations::Priority;
use crate::jobs::{self, Order, Trigger};

/// A run that takes longer is left to itself; what it does not see is looked at after the next change.
const PATIENCE: Duration = Duration::from_mins(10);
/// After an error.
const PAUSE: Duration = Duration::from_millis(500);

/// Orders a look for alerts whenever there is news, until `stop`: what is there at the beginning, and what comes.
pub async fn watch(app: App, stop: CancellationToken) {
    let mut heard = app.alerts.hear();
    let work = async {
        loop {
            while let Err(error) = look(&app).await {
                tracing::warn!(%error, "alerts could not be looked for; trying again");
                tokio::time::sleep(PAUSE).await;
            }
            loop {
                match heard.recv().await {
                    Ok(Heard::Notice(payload)) if &*payload != "news" => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
        }
    };
    tokio::select! { () = stop.cancelled() => {}, () = work => {} }
}

/// Has somebody look while there is news. A run that was at work already may have looked too early: it is waited for, and
/// what it has not seen is ordered anew.
async fn look(app: &App) -> Result<(), DbError> {
    loop {
        let now = app.clock.now();
        let run = {
            let conn = &mut app.db.conn().await?;
            let due = price_news::table.filter(price_news::due_at.le(now));
            if !diesel::select(exists(due)).get_result::<bool>(conn).await? {
                return Ok(());
            }
            let order = Order { priority: Priority::Clock, trigger: Trigger::Cron, parent: None, now };
            conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &FindAlerts::default(), order).await).await?
        };
        let ended = jobs::wait(app, &[run.run_id], Instant::now() + PATIENCE).await?;
        if ended.get(&run.run_id) != Some(&jobs::Ended::Succeeded) {
            return Ok(());
        }
    }
}
