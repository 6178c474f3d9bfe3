//! Plays out of files. What a request brings is kept in parts and stored behind it, part by part; what a command is given
//! is stored as it is read.

use std::fs::File;
use std::io::Read;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::file::{self, Batch, FileError, Reading};
use super::names;
use super::store::{self, Origin, Tally};
use crate::app::App;
use crate::db::schema::{listening_imports, users};
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;
use crate::integrations::Priority;
use crate::integrations::facts::PlayFacts;
use crate::jobs::{self, Job, JobContext, JobError, Next, Order, Trigger};
use crate::profiles::ListeningSource;

/// So many batches are read ahead of what is stored.
const AHEAD: usize = 2;

/// Why an import did not come about.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<diesel::result::Error> for ImportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    pub reading: Reading,
    /// What stores its plays.
    pub run_id: i64,
    /// How many are new and how many were stored already; `None`: the run is not there yet.
    pub counts: Option<(i64, i64)>,
}

/// A file that is read in a thread of its own, which may wait.
struct Pump {
    batches: mpsc::Receiver<Batch>,
    reader: JoinHandle<Result<Reading, FileError>>,
}

impl Pump {
    fn start(service: ListeningSource, file: impl Read + Send + 'static, now: DateTime<Utc>) -> Self {
        let (give, batches) = mpsc::channel(AHEAD);
        let reader = tokio::task::spawn_blocking(move || file::read(service, file, now, &mut |batch| give.blocking_send(batch).is_ok()));
        Self { batches, reader }
    }

    /// What the whole file held, once its last batch has been taken.
    async fn end(self) -> Result<Reading, FileError> {
        drop(self.batches);
        self.reader.await.unwrap_or_else(|error| Err(FileError::Unreadable(std::io::Error::other(error))))
    }
}

/// Takes a file that a person brings. Its plays are stored behind whoever asks; what is soon done is waited for until
/// `deadline`. `is_dry`: nothing is stored, and what would be is counted.
pub async fn take(
    app: &App,
    owner: UserId,
    service: ListeningSource,
    file: File,
    is_dry: bool,
    deadline: Instant,
) -> Result<Imported, ImportError> {
    let (db, now) = (app.db.clone(), app.clock.now());
    let (reading, import_id, run_id) = whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| keep(conn, (owner.get(), service), Pump::start(service, file, now), is_dry, now).await)
            .await
    })
    .await?;
    jobs::wait(app, &[run_id], deadline).await?;
    let row = listening_imports::table.find(import_id).filter(listening_imports::finished_at.is_not_null());
    let counts = row.select((listening_imports::added, listening_imports::unchanged));
    let counts = counts.first(&mut *app.db.conn().await?).await.optional()?;
    Ok(Imported { reading, run_id, counts })
}

/// Keeps a file's plays, and orders that they are stored.
async fn keep(
    conn: &mut AsyncPgConnection,
    (user_id, service): (i64, ListeningSource),
    mut pump: Pump,
    is_dry: bool,
    now: DateTime<Utc>,
) -> Result<(Reading, i64, i64), ImportError> {
    if service == ListeningSource::Discogs {
        pump.end().await?;
        return Err(FileError::Shape("Discogs knows of no plays".to_owned()).into());
    }
    let import_id = begin(conn, (user_id, service), is_dry, now).await?;
    let mut part = 0;
    while let Some(Batch { plays, is_rough }) = pump.batches.recv().await {
        sql_query("insert into listening_import_parts (import_id, part, plays, is_rough) values ($1, $2, $3, $4)")
            .bind::<BigInt, _>(import_id)
            .bind::<Integer, _>(part)
            .bind::<Jsonb, _>(
                serde_json::to_value(plays).map_err(|error| DbError::Query(diesel::result::Error::SerializationError(error.into())))?,
            )
            .bind::<Bool, _>(is_rough)
            .execute(conn)
            .await?;
        part += 1;
    }
    let reading = pump.end().await?;
    note(conn, import_id, &reading).await?;
    let order = Order { priority: Priority::Crawl, trigger: Trigger::Manual, parent: None, now };
    let job = ImportListening { import_id };
    let run = jobs::enqueue(conn, &job, order).await?;
    Ok((reading, import_id, run.run_id))
}

async fn begin(
    conn: &mut AsyncPgConnection,
    (user_id, service): (i64, ListeningSource),
    is_dry: bool,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    diesel::insert_into(listening_imports::table)
        .values((
            listening_imports::user_id.eq(user_id),
            listening_imports::service.eq(service.word()),
            listening_imports::is_dry.eq(is_dry),
            listening_imports::created_at.eq(now),
        ))
        .returning(listening_imports::id)
        .get_result(conn)
        .await
}

async fn note(conn: &mut AsyncPgConnection, import_id: i64, reading: &Reading) -> QueryResult<usize> {
    diesel::update(listening_imports::table.find(import_id))
        .set((
            listening_imports::is_rough.eq(reading.has_rough),
            listening_imports::plays.eq(reading.plays),
            listening_imports::left_out.eq(reading.left_out),
            listening_imports::failed.eq(reading.failed),
        ))
        .execute(conn)
        .await
}

/// What a command says of a file while it reads it: how many plays so far, and whether to go on.
pub type Tell<'a> = &'a mut (dyn FnMut(i64) -> bool + Send);

/// Stores a file's plays as it is read, whatever its size, for the person with this address; `None`: there is nobody.
pub async fn store_file(
    app: &App,
    email: &str,
    service: ListeningSource,
    file: impl Read + Send + 'static,
    tell: Tell<'_>,
) -> Result<Option<(Reading, Tally)>, ImportError> {
    let now = app.clock.now();
    let conn = &mut app.db.conn().await?;
    let person = users::table.filter(diesel::dsl::sql::<Bool>("lower(email) = ").bind::<Text, _>(email.to_lowercase()));
    let Some(user_id) = person.select(users::id).first::<i64>(conn).await.optional()? else { return Ok(None) };
    let mut pump = Pump::start(service, file, now);
    let (mut tally, mut import_id) = (Tally::default(), None);
    while let Some(Batch { plays, is_rough }) = pump.batches.recv().await {
        let import_id = match import_id {
            Some(id) => id,
            None => *import_id.insert(begin(conn, (user_id, service), false, now).await?),
        };
        store::months(conn, &plays).await?;
        let more = conn
            .transaction(async |conn: &mut Conn| {
                let more = store::plays(conn, (user_id, service.word()), &plays, Origin::File { is_rough }, now).await?;
                add(conn, import_id, more, is_rough).await?;
                QueryResult::Ok(more)
            })
            .await?;
        tally = tally.and(more);
        if !tell(tally.new + tally.unchanged) {
            break;
        }
    }
    let reading = pump.end().await?;
    if let Some(import_id) = import_id {
        note(conn, import_id, &reading).await?;
        finish(conn, import_id, now).await?;
    }
    Ok(Some((reading, tally)))
}

/// Looks whom all names that are due mean.
pub async fn match_names(app: &App) -> Result<(), DbError> {
    let conn = &mut app.db.conn().await?;
    let now = app.clock.now();
    while conn.transaction(async |conn: &mut Conn| names::match_some(conn, now).await).await? {}
    Ok(())
}

async fn add(conn: &mut AsyncPgConnection, import_id: i64, more: Tally, is_rough: bool) -> QueryResult<usize> {
    let sql = "update listening_imports set added = added + $2, unchanged = unchanged + $3, is_rough = is_rough or $4 where id = $1";
    sql_query(sql)
        .bind::<BigInt, _>(import_id)
        .bind::<BigInt, _>(more.new)
        .bind::<BigInt, _>(more.unchanged)
        .bind::<Bool, _>(is_rough)
        .execute(conn)
        .await
}

async fn finish(conn: &mut AsyncPgConnection, import_id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(listening_imports::table.find(import_id)).set(listening_imports::finished_at.eq(now)).execute(conn).await
}

/// Stores what a person's file has told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportListening {
    pub import_id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = listening_imports)]
struct Import {
    user_id: i64,
    service: String,
    is_dry: bool,
    plays: i64,
    left_out: i64,
    failed: i64,
    added: i64,
    unchanged: i64,
}

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = Integer, column_name = part)]
    number: i32,
    #[diesel(sql_type = Jsonb)]
    plays: serde_json::Value,
    #[diesel(sql_type = Bool)]
    is_rough: bool,
}

impl Job for ImportListening {
    const KIND: &'static str = "import_listening";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.import_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        2
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let conn = &mut ctx.app.db.conn().await?;
        let find = listening_imports::table.find(self.import_id).select(Import::as_select());
        // Who has left wants nothing stored.
        let Some(import) = find.first(conn).await.optional()? else { return Ok(Next::Done) };
        let sql = "select part, plays, is_rough from listening_import_parts where import_id = $1 order by part limit 1";
        let part: Option<Part> = sql_query(sql).bind::<BigInt, _>(self.import_id).get_result(conn).await.optional()?;
        match part {
            Some(part) => self.part(ctx, conn, &import, part).await,
            None if import.is_dry => {
                self.end(ctx, conn, &import).await?;
                Ok(Next::Done)
            }
            None => self.names(ctx, conn, &import).await,
        }
    }
}

impl ImportListening {
    async fn part(&self, ctx: &JobContext, conn: &mut Conn, import: &Import, part: Part) -> Result<Next, JobError> {
        let Part { number, plays, is_rough } = part;
        let plays: Vec<PlayFacts> = serde_json::from_value(plays).map_err(|error| JobError::GiveUp(error.into()))?;
        if !import.is_dry {
            store::months(conn, &plays).await?;
        }
        let next = conn
            .transaction(async |conn: &mut Conn| {
                let sql = "delete from listening_import_parts where import_id = $1 and part = $2";
                let taken = sql_query(sql).bind::<BigInt, _>(self.import_id).bind::<Integer, _>(number).execute(conn).await?;
                if taken == 1 {
                    let place = (import.user_id, import.service.as_str());
                    let more = if import.is_dry {
                        store::would_be(conn, place, &plays, is_rough).await?
                    } else {
                        store::plays(conn, place, &plays, Origin::File { is_rough }, ctx.now()).await?
                    };
                    add(conn, self.import_id, more, is_rough).await?;
                    let done = import.added + import.unchanged + more.new + more.unchanged;
                    let message = format!("{done} of {} plays", import.plays);
                    ctx.progress(conn, jobs::count(done), Some(jobs::count(import.plays)), &message).await?;
                }
                ctx.continue_in(conn, self).await
            })
            .await?;
        Ok(next)
    }

    async fn names(&self, ctx: &JobContext, conn: &mut Conn, import: &Import) -> Result<Next, JobError> {
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if names::match_some(conn, ctx.now()).await? {
                    return ctx.continue_in(conn, self).await;
                }
                self.end(ctx, conn, import).await?;
                Ok(Next::Done)
            })
            .await?;
        Ok(next)
    }

    async fn end(&self, ctx: &JobContext, conn: &mut AsyncPgConnection, import: &Import) -> QueryResult<()> {
        let Import { user_id, service, is_dry, plays, left_out, failed, added, unchanged } = import;
        finish(conn, self.import_id, ctx.now()).await?;
        let told = format!("{left_out} left out, {failed} failed");
        let message = if *is_dry {
            format!("plays: {added} would be new, {unchanged} are stored already, {told}")
        } else {
            let unmatched = store::unmatched(conn, (*user_id, service)).await?;
            format!("plays: {added} new, {unchanged} stored already, {told}; {unmatched} names unmatched")
        };
        ctx.progress(conn, jobs::count(*plays), Some(jobs::count(*plays)), &message).await
    }
}
