//! Why a shop was not added.

use crate::db::DbError;
use crate::identity::seal::SealError;

/// What is wrong with a shop.
#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    /// Whoever adds it can put it right.
    #[error("{0}")]
    Input(String),
    #[error("the token could not be sealed")]
    Seal(#[from] SealError),
    #[error("the database failed")]
    Database(#[from] DbError),
}

impl From<diesel::result::Error> for ShopError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}
