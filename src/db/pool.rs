//! The pool: every connection is short, every wait is bounded.

use std::time::Duration;

use deadpool::managed::{Hook, HookError, HookResult};
use diesel::{ConnectionError, ConnectionResult, IntoSql};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::FutureExt;
use graphile_worker_postgres_tls::Connector;
use secrecy::{ExposeSecret, SecretString};

/// A connection on loan from the pool.
pub type Conn = Object<AsyncPgConnection>;

/// How many connections one process may hold.
#[derive(Clone, Copy, Debug)]
pub struct PoolSize(pub usize);

/// How long somebody waits for a connection to be free. When a thousand come at once the last of them wait long,
/// and so do the jobs that all of them wait for; a request's own time limit ends it anyway.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that was lent no longer ago than this is lent again unasked.
const BELIEVED: Duration = Duration::from_secs(1);

impl Default for PoolSize {
    fn default() -> Self {
        Self(16)
    }
}

/// The database, as everybody borrows it. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    url: SecretString,
    direct_url: SecretString,
}

/// Why the database did not answer. The cause is for the log, never for a person.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("no database connection was free or could be made in time")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("a database query failed")]
    Query(#[from] diesel::result::Error),
    #[error("a database connection failed")]
    Postgres(#[from] tokio_postgres::Error),
    #[error("the database's TLS settings are wrong")]
    Tls(#[source] graphile_worker_postgres_tls::Error),
}

impl Db {
    /// Prepares the pool; nothing is connected yet. `direct_url` is the server itself where `url` is a pooler.
    pub fn new(url: &SecretString, direct_url: Option<&SecretString>, size: PoolSize) -> Result<Self, DbError> {
        let tls = connector()?;
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |url| establish(url.to_owned(), tls.clone()).boxed());
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url.expose_secret(), config);
        let pool = Pool::builder(manager)
            .max_size(size.0)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(Duration::from_secs(10)))
            .recycle_timeout(Some(Duration::from_secs(5)))
            .pre_recycle(Hook::async_fn(|conn: &mut AsyncPgConnection, metrics| verify(conn, metrics.last_used()).boxed()))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| DbError::Connection(Box::new(error)))?;
        Ok(Self { pool, url: url.clone(), direct_url: direct_url.unwrap_or(url).clone() })
    }

    /// Borrows a connection. Give it back before calling a provider.
    pub async fn conn(&self) -> Result<Conn, DbError> {
        self.pool.get().await.map_err(|error| DbError::Connection(Box::new(error)))
    }

    /// A plain connection to the server itself, outside the pool: for `COPY`. It ends when the client is dropped.
    pub async fn client(&self) -> Result<tokio_postgres::Client, DbError> {
        let config: tokio_postgres::Config = self.direct_url.expose_secret().parse()?;
        let (client, connection) = config.connect(connector()?).await?;
        // What ends it badly is also the answer to whatever was asked.
        tokio::spawn(async { connection.await.inspect_err(|error| tracing::debug!(%error, "a connection ended badly")) });
        Ok(client)
    }

    /// The address, for those who keep a connection of their own.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// The address of the server itself: for LISTEN, jobs and migrations.
    pub fn direct_url(&self) -> &SecretString {
        &self.direct_url
    }

    /// Connections in use and free, for the metrics.
    pub fn status(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.available)
    }
}

/// A dead connection is found when it is borrowed, not by the person who borrowed it. One that was in use a moment
/// ago is believed: to ask it every time costs as much as many a query.
async fn verify(conn: &mut AsyncPgConnection, idle: Duration) -> HookResult<diesel_async::pooled_connection::PoolError> {
    if idle < BELIEVED {
        return Ok(());
    }
    let answered = diesel::select(1_i32.into_sql::<diesel::sql_types::Integer>()).get_result::<i32>(conn).await;
    answered.map(drop).map_err(|error| HookError::Backend(diesel_async::pooled_connection::PoolError::QueryError(error)))
}

/// Public trust roots, and those of `PGSSLROOTCERT`; whether TLS is used is the address's `sslmode`.
pub(super) fn connector() -> Result<Connector, DbError> {
    let root = std::env::var_os("PGSSLROOTCERT");
    graphile_worker_postgres_tls::connector(root.as_deref().map(std::path::Path::new)).map_err(DbError::Tls)
}

async fn establish(url: String, tls: Connector) -> ConnectionResult<AsyncPgConnection> {
    let config: tokio_postgres::Config = url.parse().map_err(bad_connection)?;
    let (client, connection) = config.connect(tls).await.map_err(bad_connection)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn bad_connection(error: tokio_postgres::Error) -> ConnectionError {
    ConnectionError::BadConnection(error.to_string())
}
