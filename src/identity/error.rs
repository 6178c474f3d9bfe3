//! What can go wrong with accounts, apart from what a person may expect to happen.

use crate::db::DbError;

/// Why a use case of the accounts came to nothing. What people can expect is an outcome, not an error.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("the database did not answer")]
    Database(#[from] DbError),
    #[error("too many people are signing in at this moment; try again in a few seconds")]
    Busy,
    #[error("{0} is not set, and was not made")]
    NoSecret(&'static str),
    #[error("a password could not be hashed")]
    Hash(#[from] argon2::password_hash::Error),
    #[error("a token could not be signed")]
    Sign(#[from] jsonwebtoken::errors::Error),
    #[error("work broke off")]
    Broken(#[from] tokio::task::JoinError),
}

impl From<diesel::result::Error> for IdentityError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}
