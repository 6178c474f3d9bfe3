//! Work that is begun is ended.

use super::DbError;

/// Does `work` in a task of its own: a request that is cancelled halfway must not leave its transaction open.
pub async fn whole<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    tokio::spawn(work).await.unwrap_or_else(|error| Err(DbError::Connection(Box::new(error)).into()))
}
