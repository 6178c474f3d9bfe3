//! Files of what a person owns or wants, as Discogs writes them: read row by row, compared with what was imported before,
//! stored in sets.
//!
//! `file` reads, `compare` says what is new of it. Nobody outside is asked: pressings that are not stored are fetched
//! behind whoever imports.

mod compare;
mod file;

use std::collections::HashMap;
use std::io::{self, Read};

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

pub use self::compare::Verdict;
pub use self::file::FileError;
use super::fetch::FetchCollected;
use super::held::{self, Copy, Source};
use crate::app::App;
use crate::db::schema::{collection_copies, releases, wanted_releases};
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;
use crate::integrations::Priority;
use crate::jobs;

/// What became of one row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Where it begins in the file; the header is line 1.
    pub line: u64,
    pub verdict: Verdict,
    /// Why it could not be read.
    pub problem: Option<String>,
    pub discogs_id: Option<i64>,
    /// The pressing, where it is stored already.
    pub release_id: Option<i64>,
}

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("the file could not be read here")]
    Unread(#[source] io::Error),
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Imports a file of a collection or a wantlist, whichever its header says; with `is_dry` it only says what would become
/// of its rows.
pub async fn import(app: &App, owner: UserId, mut file: impl Read + Send + 'static, is_dry: bool) -> Result<Vec<ImportedRow>, ImportError> {
    // A file of many megabytes takes a processor for a moment.
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(ImportError::Unread)?;
        Ok::<_, ImportError>(file::read(&bytes)?)
    });
    let file = read.await.map_err(|error| ImportError::Unread(error.into()))??;
    let (db, now) = (app.db.clone(), app.clock.now());
    let rows = whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // Of two files at once one is first.
            owner.take_turn(conn).await?;
            let place = (owner.get(), Source::Csv);
            let verdicts = match file.kind {
                file::Kind::Collection => {
                    let (verdicts, copies) = compare::copies(&file.rows, &stored_copies(conn, owner).await?);
                    if !is_dry {
                        held::store_copies(conn, place, &copies, None, now).await?;
                    }
                    verdicts
                }
                file::Kind::Wantlist => {
                    let (verdicts, wants) = compare::wants(&file.rows, &stored_wants(conn, owner).await?);
                    if !is_dry {
                        held::store_wants(conn, place, &wants, None, now).await?;
                    }
                    verdicts
                }
            };
            let known = known(conn, file.rows.iter().filter_map(file::Row::discogs_id).collect()).await?;
            let row = |(row, verdict): (file::Row, Verdict)| {
                let discogs_id = row.discogs_id();
                let release_id = discogs_id.and_then(|id| known.get(&id).copied());
                ImportedRow { line: row.line, verdict, problem: row.told.err(), discogs_id, release_id }
            };
            Ok::<_, DbError>(file.rows.into_iter().zip(verdicts).map(row).collect::<Vec<_>>())
        })
        .await
    })
    .await?;
    if !is_dry && rows.iter().any(|row| row.discogs_id.is_some() && row.release_id.is_none()) {
        jobs::order_one(app, FetchCollected::of(owner.get()), Priority::Crawl).await?;
    }
    Ok(rows)
}

async fn stored_copies(conn: &mut AsyncPgConnection, owner: UserId) -> QueryResult<Vec<Copy>> {
    use collection_copies as copies;
    let own = copies::table.filter(copies::user_id.eq(owner.get()).and(copies::source.eq(Source::Csv.word())));
    let rows: Vec<(i64, i64, String, chrono::DateTime<chrono::Utc>)> = own
        .order((copies::discogs_id, copies::instance))
        .select((copies::discogs_id, copies::instance, copies::folder, copies::added_at))
        .load(conn)
        .await?;
    let copy = |(discogs_id, instance, folder, added_at)| Copy { discogs_id, instance, folder, added_at: Some(added_at) };
    Ok(rows.into_iter().map(copy).collect())
}

async fn stored_wants(conn: &mut AsyncPgConnection, owner: UserId) -> QueryResult<Vec<i64>> {
    use wanted_releases as wants;
    let own = wants::table.filter(wants::user_id.eq(owner.get()).and(wants::source.eq(Source::Csv.word())));
    own.select(wants::discogs_id).load(conn).await
}

/// The pressings of these Discogs ids that are stored.
async fn known(conn: &mut AsyncPgConnection, discogs_ids: Vec<i64>) -> QueryResult<HashMap<i64, i64>> {
    let rows = releases::table.filter(releases::discogs_id.eq_any(discogs_ids));
    let rows: Vec<(i64, i64)> = rows.select((releases::discogs_id.assume_not_null(), releases::id)).load(conn).await?;
    Ok(rows.into_iter().collect())
}
