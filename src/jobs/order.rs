//! Ordering runs for a person.

use diesel_async::AsyncConnection;
use sha2::{Digest, Sha256};

use super::{Enqueued, Job, Order, Trigger, enqueue_all};
use crate::app::App;
use crate::db::{Conn, DbError, whole};
use crate::integrations::Priority;

/// Orders what somebody has asked for.
pub async fn order<J: Job>(app: &App, jobs: Vec<J>, priority: Priority) -> Result<Vec<Enqueued>, DbError> {
    let (db, order) = (app.db.clone(), Order { priority, trigger: Trigger::Manual, parent: None, now: app.clock.now() });
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| enqueue_all(conn, &jobs, order).await).await?)
    })
    .await
}

/// The same for one job, whose run it answers with.
pub async fn order_one<J: Job>(app: &App, job: J, priority: Priority) -> Result<i64, DbError> {
    let runs = order(app, vec![job], priority).await?;
    Ok(runs.first().map(|run| run.run_id).unwrap_or_default())
}

/// What a key says of something that does not belong into the history of runs, because it is personal.
pub fn hashed(personal: &str) -> String {
    let number = Sha256::digest(personal).iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:016x}")
}

/// A count, as progress tells it.
pub fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
