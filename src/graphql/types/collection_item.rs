//! What a person owns.

use async_graphql::connection::{Connection, ConnectionNameType, EdgeNameType, EmptyFields};
use async_graphql::{Context, ID, Object, OutputType};
use chrono::{DateTime, Utc};

use super::release::Release;
use crate::collections;
use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::page::Awaited;
use crate::graphql::scope::scope;

/// A pressing that a person owns, in one folder. Whoever makes one has made sure that it is theirs.
pub struct CollectionItem(pub collections::CollectionItem);

/// Names the connection after the list, not after its nodes.
pub struct CollectionName;

impl ConnectionNameType for CollectionName {
    fn type_name<T: OutputType>() -> String {
        "CollectionConnection".to_owned()
    }
}

impl EdgeNameType for CollectionName {
    fn type_name<T: OutputType>() -> String {
        "CollectionEdge".to_owned()
    }
}

/// A page of a collection.
pub type Collection = Connection<String, CollectionItem, Awaited, EmptyFields, CollectionName, CollectionName>;

/// A pressing that a person owns, in one folder.
#[Object]
impl CollectionItem {
    /// Readable and typed: `owned:7`.
    pub async fn id(&self) -> ID {
        Kind::CollectionItem.id(self.0.id)
    }

    /// The pressing.
    async fn release(&self, ctx: &Context<'_>) -> Result<Release, Failure> {
        let release = scope(ctx).release_by_id.load_one(self.0.release_id).await?;
        release.map(Release).ok_or_else(|| Failure::new(Code::NotFound, "The pressing is gone."))
    }

    /// How many of it the person owns.
    async fn copies(&self) -> i32 {
        self.0.copies
    }

    /// The folder that it is kept in; null where nobody says.
    async fn folder(&self) -> Option<&str> {
        Some(self.0.folder.as_str()).filter(|folder| !folder.is_empty())
    }

    /// When the first of them was added.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }

    /// Whose list it is on: `discogs`, `csv`.
    async fn source(&self) -> &str {
        &self.0.source
    }
}
