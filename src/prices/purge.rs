//! Removing what may no longer be shown. It is in no answer from the moment on that it may not be; this takes it out of
//! the table too.

use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;

/// Offers of one transaction: whoever stores one of them waits no longer than for these.
const PIECE: usize = 1000;

/// Removes every offer past its display time; how many there were.
pub async fn purge(app: &App) -> Result<usize, DbError> {
    let mut removed = 0;
    loop {
        let conn = &mut app.db.conn().await?;
        // What somebody is storing anew at this moment stays.
        let piece = sql_query(format!(
            "delete from prices where id in (
                 select id from prices where display_until <= $1 order by id limit {PIECE} for update skip locked)"
        ))
        .bind::<Timestamptz, _>(app.clock.now())
        .execute(conn)
        .await?;
        removed += piece;
        if piece < PIECE {
            return Ok(removed);
        }
    }
}
