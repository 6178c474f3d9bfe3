//! Having recommendations computed, and saying what weighs how much.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::JobRun;
use crate::graphql::types::recommendation::{self, RecommendationSet, Signal, SignalWeight};
use crate::ops;
use crate::recommender::signals::{self, Points};
use crate::recommender::{self, weights};

/// More no signal may say.
const MOST: f64 = 100.0;

/// Nothing has to be said.
#[derive(InputObject)]
pub struct RefreshRecommendationsInput {
    client_mutation_id: Option<String>,
}

/// The new set.
#[derive(SimpleObject)]
pub struct RefreshRecommendationsPayload {
    /// The new set.
    set: RecommendationSet,
}

/// What a signal may say.
#[derive(InputObject)]
pub struct SetSignalWeightInput {
    signal: Signal,
    /// How many points at most, from 0 to 100; null, or none: as for everybody.
    max_points: Option<f64>,
}

/// What every signal may say now.
#[derive(SimpleObject)]
pub struct SetSignalWeightPayload {
    /// What every signal may say now.
    weights: Vec<SignalWeight>,
}

/// Nothing has to be said.
#[derive(InputObject)]
pub struct LearnTasteInput {
    client_mutation_id: Option<String>,
}

/// The run that learns.
#[derive(SimpleObject)]
pub struct LearnTastePayload {
    /// The run that learns.
    run: Option<JobRun>,
}

/// What is changed about recommendations.
#[derive(Default)]
pub struct RecommendationMutation;

#[Object]
impl RecommendationMutation {
    /// Computes the person's recommendations anew, and answers with them.
    async fn refresh_recommendations(
        &self,
        ctx: &Context<'_>,
        input: RefreshRecommendationsInput,
    ) -> Result<RefreshRecommendationsPayload, Failure> {
        let _ = input.client_mutation_id;
        let scope = scope(ctx);
        let set = recommender::refresh(&scope.app, scope.require_person()?.id()).await?;
        Ok(RefreshRecommendationsPayload { set: RecommendationSet(set) })
    }

    /// Has a signal say more or less for the person who asks.
    async fn set_signal_weight(&self, ctx: &Context<'_>, input: SetSignalWeightInput) -> Result<SetSignalWeightPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let max = input.max_points.map(hundredths).transpose()?;
        let weights = weights::set(&scope.app, person.id(), input.signal.into(), max).await?;
        Ok(SetSignalWeightPayload { weights: listed(&weights) })
    }

    /// Administrators: learns the taste model anew from everybody's stored listening, behind the answer.
    async fn learn_taste(&self, ctx: &Context<'_>, input: LearnTasteInput) -> Result<LearnTastePayload, Failure> {
        let _ = input.client_mutation_id;
        let scope = scope(ctx);
        scope.require_administrator()?;
        let run = recommender::learn_now(&scope.app).await?;
        Ok(LearnTastePayload { run: ops::find_run(&scope.app, run).await?.map(JobRun) })
    }
}

/// Every signal with what it may say.
pub fn listed(weights: &weights::Weights) -> Vec<SignalWeight> {
    let weight = |signal: signals::Signal| SignalWeight { signal: signal.into(), max_points: recommendation::points(weights.of(signal)) };
    signals::Signal::ALL.into_iter().map(weight).collect()
}

fn hundredths(points: f64) -> Result<Points, Failure> {
    if !(0.0..=MOST).contains(&points) {
        return Err(Failure::bad_input(format!("`maxPoints: {points}` is out of bounds: give 0 to {MOST}.")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most ten thousand")]
    Ok((points * 100.0).round() as Points)
}
