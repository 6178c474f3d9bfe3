//! What can go wrong in the catalogue.

use crate::app::App;
use crate::db::DbError;
use crate::integrations;
use crate::jobs::{Ended, JobRun};

/// Why the catalogue could not answer or store.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("the database did not answer")]
    Database(#[from] DbError),
    /// Asked for, not stored, and the provider that would know did not answer.
    #[error("{subject} is not stored, and {problem}")]
    NotAnswered { subject: String, problem: String },
    /// Asked for, not stored, and still being fetched when the time was up.
    #[error("{subject} is not stored yet and is being looked up; ask again in a few seconds")]
    StillLooking { subject: String },
    #[error("a provider did not answer")]
    Provider(#[from] integrations::Error),
}

impl CatalogError {
    /// What is said of a run that was waited for; `None`: it has succeeded, or there was none.
    pub async fn of_run(app: &App, subject: &str, run: i64, ended: Option<&Ended>) -> Result<Option<Self>, DbError> {
        let subject = subject.to_owned();
        Ok(match ended {
            Some(Ended::Succeeded) | None => None,
            Some(Ended::Unfinished) => Some(Self::StillLooking { subject }),
            Some(Ended::Failed) => {
                let run = JobRun::find(&mut *app.db.conn().await?, run).await?;
                let problem = run.and_then(|run| run.error).unwrap_or_else(|| "the look-up was cancelled".to_owned());
                Some(Self::NotAnswered { subject, problem })
            }
        })
    }
}

impl From<diesel::result::Error> for CatalogError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What a job does about it.
impl From<CatalogError> for crate::jobs::JobError {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Provider(error) => error.into(),
            error => Self::Retry(error.into()),
        }
    }
}

impl From<integrations::Error> for crate::jobs::JobError {
    fn from(error: integrations::Error) -> Self {
        match error {
            integrations::Error::RateLimited { after, .. } => Self::RetryAfter { after, cause: error.into() },
            error if error.is_passing() => Self::Retry(error.into()),
            error => Self::GiveUp(error.into()),
        }
    }
}
