//! Whether the parts that everybody needs answer.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;

/// Whether the database answers.
pub async fn database(app: &App) -> Result<(), DbError> {
    sql_query("select 1").execute(&mut *app.db.conn().await?).await?;
    Ok(())
}

/// Whether some process works the queue: one whose heartbeat is younger than a minute.
pub async fn worker(app: &App) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        alive: bool,
    }
    let answer: Answer = sql_query(
        "select exists (select from graphile_worker._private_workers where last_heartbeat_at > now() - interval '1 minute') as alive",
    )
    .get_result(&mut *app.db.conn().await?)
    .await?;
    Ok(answer.alive)
}
