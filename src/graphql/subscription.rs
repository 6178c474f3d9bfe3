//! The root of what goes on telling.

use async_graphql::{Context, ID, Subscription};
use futures::{Stream, StreamExt};

use super::error::{Code, Failure};
use super::id::Kind;
use super::scope::scope;
use super::types::job::JobRun;
use super::types::{RecommendationSet, WantlistItem};
use crate::{alerts, ops, recommender};

/// The root of what goes on telling.
pub struct Subscription;

/// The root of what goes on telling.
#[Subscription]
impl Subscription {
    /// A run as it stands now and after every change, up to its end. Anybody may follow a run that fills the
    /// catalogue, by the id that a sync status or `refreshArtist` gave.
    async fn job_run(&self, ctx: &Context<'_>, id: ID) -> Result<impl Stream<Item = async_graphql::Result<JobRun>> + use<>, Failure> {
        let scope = scope(ctx);
        let row = Kind::JobRun.row(&id)?;
        let run = ops::find_run(&scope.app, row).await?;
        let is_public = run.is_some_and(|run| matches!(run.trigger(), ops::Trigger::CacheMiss | ops::Trigger::Manual));
        if !is_public && scope.require_administrator().is_err() {
            return Err(Failure::new(Code::NotFound, format!("There is no run {} that you may follow.", id.as_str())));
        }
        let runs = ops::follow_run(scope.app.clone(), row);
        Ok(runs.map(|run| run.map(JobRun).map_err(|error| Failure::from(error).into())))
    }

    /// What is wanted and has just become cheap enough: at or under its maximum price, or a tenth under what it used to cost.
    #[expect(clippy::unused_async, reason = "the macro wants it so")]
    async fn price_alerts(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = async_graphql::Result<WantlistItem>> + use<>, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let items = alerts::follow(scope.app.clone(), owner);
        Ok(items.map(move |item| item.map(|row| WantlistItem { row, owner }).map_err(|error| Failure::from(error).into())))
    }

    /// The person's recommendations as they stand now, and again whenever they have become others.
    #[expect(clippy::unused_async, reason = "the macro wants it so")]
    async fn recommendations(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = async_graphql::Result<RecommendationSet>> + use<>, Failure> {
        let scope = scope(ctx);
        let sets = recommender::follow(scope.app.clone(), scope.require_person()?.id());
        Ok(sets.map(|set| set.map(RecommendationSet).map_err(|error| Failure::from(error).into())))
    }
}
