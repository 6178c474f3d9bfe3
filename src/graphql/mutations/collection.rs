//! Files of what a person owns or wants.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use crate::collections::import::{self, ImportError};
use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::Release;
use crate::graphql::types::upload::Upload;

/// A file, and whether it is only to be looked at.
#[derive(InputObject)]
pub struct ImportCollectionInput {
    /// The CSV file of a collection or of a wantlist, as Discogs exports them; its header says which.
    csv: Upload,
    /// Says what would become of every row, and changes nothing.
    #[graphql(default_with = "Some(false)")]
    dry_run: Option<bool>,
}

/// What became of the file.
#[derive(SimpleObject)]
pub struct ImportCollectionPayload {
    /// How many rows are new.
    added: i32,
    /// How many copies are in another folder than before, or have another date.
    updated: i32,
    /// How many rows were imported before.
    unchanged: i32,
    /// How many rows cannot be read.
    failed: i32,
    /// Every row, in the file's order.
    rows: Vec<ImportedRow>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "import::Verdict")]
pub enum ImportVerdict {
    Added,
    /// It was imported before.
    Unchanged,
    /// That copy is in another folder than before, or has another date.
    Updated,
    /// It cannot be read.
    Failed,
}

/// One row of a file.
pub struct ImportedRow(import::ImportedRow);

/// One row of a file.
#[Object]
impl ImportedRow {
    /// Where it begins in the file; the header is line 1.
    async fn line(&self) -> i32 {
        i32::try_from(self.0.line).unwrap_or(i32::MAX)
    }

    /// What becomes of it.
    async fn verdict(&self) -> ImportVerdict {
        self.0.verdict.into()
    }

    /// Why it cannot be read.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// The pressing; null while it is not stored, or the row cannot be read. It is being fetched then.
    async fn release(&self, ctx: &Context<'_>) -> Result<Option<Release>, Failure> {
        let Some(id) = self.0.release_id else { return Ok(None) };
        Ok(scope(ctx).release_by_id.load_one(id).await?.map(Release))
    }
}

/// What is changed about collections.
#[derive(Default)]
pub struct CollectionMutation;

#[Object]
impl CollectionMutation {
    /// Imports the CSV file of a collection or of a wantlist. What was imported before stays; what is in a file twice is
    /// owned twice. Pressings that are not stored are fetched behind whoever imports.
    async fn import_collection(&self, ctx: &Context<'_>, input: ImportCollectionInput) -> Result<ImportCollectionPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let rows = import::import(&scope.app, owner, input.csv.file(ctx)?, input.dry_run.unwrap_or(false)).await?;
        let count = |verdict| i32::try_from(rows.iter().filter(|row| row.verdict == verdict).count()).unwrap_or(i32::MAX);
        Ok(ImportCollectionPayload {
            added: count(import::Verdict::Added),
            updated: count(import::Verdict::Updated),
            unchanged: count(import::Verdict::Unchanged),
            failed: count(import::Verdict::Failed),
            rows: rows.into_iter().map(ImportedRow).collect(),
        })
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::File(problem) => Self::bad_input(format!("`csv` will not do: {problem}.")),
            ImportError::Database(error) => error.into(),
            ImportError::Unread(_) => Self::internal(&error),
        }
    }
}
