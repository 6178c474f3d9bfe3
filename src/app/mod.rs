//! The house's furniture: built once, borrowed everywhere.
//!
//! Imports config, db, integrations, clock. Never here: a rule; this room only holds things together.

mod budget;
mod kept;

use std::ops::Deref;
use std::sync::Arc;

pub use self::budget::SharedBudget;
pub use self::kept::Kept;
use crate::clock::Clock;
use crate::config::Config;
/// All that the rooms above the domain may know of the database: that it failed.
pub use crate::db::DbError;
use crate::db::{Db, Listener};
use crate::integrations::{Integrations, TransportOptions};

/// Everything a request or a job borrows. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Furniture>);

/// What [`App`] derefs to.
pub struct Furniture {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub integrations: Integrations,
    /// Hears every change of every job run.
    pub runs: Listener,
    /// Hears of prices that have changed, and of alerts.
    pub alerts: Listener,
    /// Hears whose recommendations have become others.
    pub recommendations: Listener,
    /// What rooms keep in memory.
    pub kept: Kept,
}

impl App {
    /// Connects to the database, which must have been migrated, and prepares the providers' clients.
    pub async fn new(config: Config, db: Db, clock: Clock, options: TransportOptions) -> Result<Self, DbError> {
        let runs = Listener::start(db.direct_url(), "job_runs").await?;
        let alerts = Listener::start(db.direct_url(), "alerts").await?;
        let recommendations = Listener::start(db.direct_url(), "recommendations").await?;
        let budget = Arc::new(SharedBudget::new(db.clone(), &config.providers));
        let integrations = Integrations::new(&config.providers, budget, options);
        Ok(Self(Arc::new(Furniture { config, db, clock, integrations, runs, alerts, recommendations, kept: Kept::default() })))
    }
}

/// Says that it is one, and nothing of what it holds.
impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl Deref for App {
    type Target = Furniture;

    fn deref(&self) -> &Furniture {
        &self.0
    }
}
