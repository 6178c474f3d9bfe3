//! Tokens that a person made for programs.

use async_graphql::{Enum, ID, Object};
use chrono::{DateTime, Utc};

use crate::graphql::id::Kind;
use crate::identity;

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "identity::TokenScope")]
pub enum TokenScope {
    /// Queries and subscriptions.
    Read,
    /// Mutations too, except those that decide about the account itself.
    Write,
    /// What is for administrators too; only they can make one.
    Admin,
}

/// A token of the person who is asking.
pub struct ApiToken(pub identity::ApiToken);

/// A token that a person made for a program: sent as `Authorization: Bearer vin_…`.
#[Object]
impl ApiToken {
    /// Readable and typed: `token:3`.
    pub async fn id(&self) -> ID {
        Kind::ApiToken.id(self.0.id)
    }

    /// What its person called it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may do.
    async fn scope(&self) -> TokenScope {
        self.0.scope().into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was used last, to the minute.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at
    }
}
