//! Ids that lead to a row since they were merged into its own: ids of ours, MBIDs, `discogs:…` and `spotify:…`.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::same::Kind;
use crate::db::schema::former_ids;

/// The row that a merged id leads to.
pub(super) async fn row_of(conn: &mut AsyncPgConnection, kind: Kind, former: &str) -> QueryResult<Option<i64>> {
    former_ids::table.find((kind.word(), former)).select(former_ids::row_id).first(conn).await.optional()
}

/// Remembers that an id was merged into the row's own.
pub(super) async fn lead(conn: &mut AsyncPgConnection, kind: Kind, former: &str, row: i64) -> QueryResult<usize> {
    diesel::insert_into(former_ids::table)
        .values((former_ids::kind.eq(kind.word()), former_ids::former_id.eq(former), former_ids::row_id.eq(row)))
        .on_conflict((former_ids::kind, former_ids::former_id))
        .do_update()
        .set(former_ids::row_id.eq(row))
        .execute(conn)
        .await
}
