//! Bringing the database up to date, by one process at a time.

use diesel::connection::SimpleConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::{ExposeSecret, SecretString};

use super::pool::{DbError, connector};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number will do, as long as no other program on the same database takes it.
const LOCK: i64 = 0x5649_4e49_4c4f_4759;

/// Why the database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("the database could not be reached for migration")]
    Database(#[from] DbError),
    #[error("the job queue's own tables could not be prepared")]
    Queue(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("a migration failed; the database is as it was before it")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the migration was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl MigrateError {
    /// Whether the database went away, rather than refused.
    pub fn is_lost_connection(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            let text = error.to_string();
            // What PostgreSQL, its driver and diesel say of it; none of them keeps a code for all of these.
            // The queue's own pool, which comes after a connection of ours that worked, says less than the others.
            let said = [
                "terminating connection",
                "connection closed",
                "closed the connection",
                "starting up",
                "shutting down",
                "communicating with the server",
                "creating a new object",
            ];
            if said.iter().any(|words| text.contains(words)) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

/// Runs every migration that has not run yet, ours and the job queue's; returns the names of ours.
/// Processes that start together wait for each other.
pub async fn migrate(url: &SecretString) -> Result<Vec<String>, MigrateError> {
    let conn = connect(url).await?;
    let queue = graphile_worker::Database::from(
        graphile_worker::tokio_postgres::TokioPostgresDatabase::from_url(url.expose_secret(), 2)
            .map_err(|error| MigrateError::Queue(Box::new(error)))?,
    );
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        locked(&mut conn)?;
        runtime
            .block_on(graphile_worker_migrations::migrate(queue, "graphile_worker"))
            .map_err(|error| MigrateError::Queue(Box::new(error)))?;
        let ran = conn.run_pending_migrations(MIGRATIONS).map_err(MigrateError::Migration)?;
        Ok(ran.iter().map(ToString::to_string).collect())
    })
    .await?
}

/// Takes every migration of ours back, the newest first. Tests prove with it that `down.sql` is true.
pub async fn revert_all(url: &SecretString) -> Result<(), MigrateError> {
    let conn = connect(url).await?;
    tokio::task::spawn_blocking(move || {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        locked(&mut conn)?;
        conn.revert_all_migrations(MIGRATIONS).map_err(MigrateError::Migration)?;
        Ok(())
    })
    .await?
}

fn locked(conn: &mut AsyncConnectionWrapper<AsyncPgConnection>) -> Result<(), MigrateError> {
    // The lock belongs to the session and goes with it, even if the process dies.
    SimpleConnection::batch_execute(conn, &format!("set lock_timeout = 0; select pg_advisory_lock({LOCK})"))
        .map_err(|error| MigrateError::Database(error.into()))
}

async fn connect(url: &SecretString) -> Result<AsyncPgConnection, MigrateError> {
    let config: tokio_postgres::Config = url.expose_secret().parse().map_err(DbError::Postgres)?;
    let (client, connection) = config.connect(connector()?).await.map_err(DbError::Postgres)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection)
        .await
        .map_err(|error| DbError::Connection(Box::new(error)))?;
    conn.batch_execute("set client_min_messages = warning").await.map_err(DbError::Query)?;
    Ok(conn)
}
