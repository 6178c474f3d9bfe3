//! A synthetic catalogue of realistic shape, to measure and to try things on: nobody and nothing in it exists.
//!
//! The same number of artists, seed and day make the same rows. Everything goes in in one transaction: a filling
//! that is stopped or killed leaves the database as empty as it was. Offers are written by `prices`; people have
//! no room of their own yet, so that theirs are written here (`people`).

mod albums;
mod artists;
mod copy;
mod names;
mod people;
mod plan;
mod releases;
mod words;

use tokio_postgres::Client;

pub use self::copy::{Copy, Progress};
pub use self::plan::{Draw, Plan, long_tail};

use crate::app::App;
use crate::db::DbError;

/// The tables that are filled, in the order in which they refer to one another.
const TABLES: [&str; 16] = [
    "artists",
    "artist_aliases",
    "artist_similars",
    "albums",
    "releases",
    "prices",
    "album_offers",
    "price_lows",
    "exchange_rates",
    "users",
    "user_profiles",
    "user_seed_artists",
    "locked_recommendations",
    "listened_artists",
    "listened_albums",
    "listening_snapshots",
];

/// Those whose ids count up by themselves, and go on after the sample's.
const COUNTED: [&str; 8] =
    ["artists", "albums", "releases", "prices", "users", "listened_artists", "listened_albums", "listening_snapshots"];

/// Why there is no sample catalogue.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("the database is not empty: it has {0}. A sample catalogue goes into an empty one only; give another DATA_DIR or DATABASE_URL")]
    NotEmpty(String),
    #[error("the sample catalogue could not be stored")]
    Database(#[from] DbError),
}

impl From<tokio_postgres::Error> for SampleError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A filling under way. Dropping it takes everything back.
pub struct Filling<'a> {
    pub client: Client,
    pub progress: Progress<'a>,
}

/// How many rows each table got.
pub type Written = Vec<(&'static str, u64)>;

impl<'a> Filling<'a> {
    /// Opens the transaction. Refuses a database that holds anything; nobody else puts anything there meanwhile.
    pub async fn begin(app: &App, progress: Progress<'a>) -> Result<Self, SampleError> {
        let client = app.db.client().await?;
        client.batch_execute(&format!("begin; lock table {} in exclusive mode", TABLES.join(", "))).await?;
        let mut found = Vec::new();
        for table in TABLES {
            if client.query_one(&format!("select exists (select from {table})"), &[]).await?.get(0) {
                found.push(table);
            }
        }
        if found.is_empty() { Ok(Self { client, progress }) } else { Err(SampleError::NotEmpty(found.join(", "))) }
    }

    /// Artists, albums and their pressings.
    pub async fn catalogue(&self, plan: &Plan) -> Result<Written, SampleError> {
        let mut written = artists::store(self, plan).await?;
        written.push(albums::store(self, plan).await?);
        written.push(releases::store(self, plan).await?);
        Ok(written)
    }

    /// People, what they named, keep and listen to.
    pub async fn people(&self, plan: &Plan) -> Result<Written, SampleError> {
        people::store(self, plan).await
    }

    /// Makes it last.
    pub async fn finish(&self) -> Result<(), SampleError> {
        for table in COUNTED {
            // Ids that were given do not count up the table's own.
            self.client
                .batch_execute(&format!(
                    "select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table} having max(id) is not null"
                ))
                .await?;
        }
        Ok(self.client.batch_execute("commit").await?)
    }

    /// Tells the planner what there is now.
    pub async fn tidy(self) -> Result<(), SampleError> {
        // Also writes the pending entries of the indexes for searching, which the first search would else walk.
        for table in TABLES {
            (self.progress)(table, 0, 0);
            self.client.batch_execute(&format!("vacuum (analyze) {table}")).await?;
        }
        Ok(())
    }
}
