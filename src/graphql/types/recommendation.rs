//! What a person might buy next, and why.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::album::{self, Album};
use super::guide::{self, PressingKind};
use super::price::BestPrice;
use super::release::Release;
use super::scalars::{CountryCode, CurrencyCode};
use crate::catalog::Slice;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::page::{self, Rows};
use crate::graphql::scope::scope;
use crate::identity::UserId;
use crate::profiles;
use crate::recommender::signals::{self, Points};
use crate::recommender::words::{self, Language};
use crate::recommender::{self, Item, Without};

/// What a person is recommended. Whoever makes one has made sure that it is theirs.
pub struct RecommendationSet(pub recommender::Set);

/// What a person is recommended: good for a day, then computed anew behind it.
#[Object]
impl RecommendationSet {
    /// Readable and typed: `set:7`. A person has one, which changes.
    pub async fn id(&self) -> ID {
        Kind::RecommendationSet.id(self.0.owner.get())
    }

    /// When it was computed.
    async fn generated_at(&self) -> DateTime<Utc> {
        self.0.generated_at
    }

    /// From then on a new one is computed behind it.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    /// Locked items first, then by score; dismissed and owned albums never. Of one artist at most two, unless they are
    /// locked.
    #[expect(clippy::unused_async, reason = "the macro wants it so")]
    async fn items(
        &self,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<Recommendation>, Failure> {
        let (first, after) = page::forward(Kind::Album, first, after.as_deref())?;
        let all = &self.0.items;
        let begin = after.map_or(Some(0), |after| all.iter().position(|item| item.album_id == after).map(|at| at + 1));
        let rows: Vec<Item> =
            all.iter().skip(begin.unwrap_or_default()).take(usize::try_from(first).unwrap_or_default()).cloned().collect();
        let slice = Slice {
            has_previous: after.is_some(),
            has_next: begin.unwrap_or_default() + rows.len() < all.len(),
            is_lost: begin.is_none(),
            total: i64::try_from(all.len()).unwrap_or(i64::MAX),
            rows,
        };
        let owner = self.0.owner;
        page::connection(slice, Kind::Album, |item| item.album_id, |item| Recommendation { item, owner })
    }

    /// Which item would lead, those that are locked aside, had the person not chosen an artist, or did a signal say
    /// nothing. Nothing is changed by asking.
    async fn what_if(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An artist's id.")] without_seed: Option<ID>,
        without_signal: Option<Signal>,
    ) -> Result<Option<Recommendation>, Failure> {
        let seed = without_seed.map(|id| Kind::Artist.row(&id)).transpose()?;
        if seed.is_none() && without_signal.is_none() {
            return Err(Failure::bad_input("Give `withoutSeed`, `withoutSignal`, or both."));
        }
        let without = Without { seed, signal: without_signal.map(Into::into) };
        let lead = recommender::what_if(&scope(ctx).app, self.0.owner, without).await?;
        Ok(lead.map(|item| Recommendation { item, owner: self.0.owner }))
    }
}

/// An album that one might buy next, and why.
pub struct Recommendation {
    pub item: Item,
    pub owner: UserId,
}

/// An album that one might buy next, and why.
#[Object]
impl Recommendation {
    /// Its place in the set, from 1.
    async fn position(&self) -> i32 {
        self.item.position
    }

    /// The album.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        album::by_id(ctx, self.item.album_id).await
    }

    /// What speaks for it, in points.
    async fn score(&self) -> f64 {
        // As whoever adds up the reasons would reckon it, to the last binary digit.
        self.item.reasons.iter().map(|reason| points(reason.points)).sum()
    }

    /// Its points add up to `score`, exactly.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<ScoreReason>, Failure> {
        let (language, now) = (self.language(ctx).await?, scope(ctx).app.clock.now());
        let said = |reason: &signals::Reason| ScoreReason {
            signal: reason.signal.into(),
            points: points(reason.points),
            max_points: points(reason.max),
            text: words::reason(reason, language, now),
        };
        Ok(self.item.reasons.iter().map(said).collect())
    }

    /// The strongest reasons, in the language of the person's profile.
    async fn explanation(&self, ctx: &Context<'_>) -> Result<String, Failure> {
        Ok(words::explanation(&self.item.reasons, self.language(ctx).await?, scope(ctx).app.clock.now()))
    }

    /// The pressing to buy: the cheapest that is delivered to where the person lives, or the one that their profile prefers.
    async fn best_release(&self, ctx: &Context<'_>) -> Result<Option<Release>, Failure> {
        let profile = self.profile(ctx).await?;
        guide::preferred(ctx, self.item.album_id, kind(&profile), CountryCode(profile.country), CurrencyCode(profile.currency)).await
    }

    /// What that pressing costs, delivered; null where no offer is stored.
    async fn best_price(&self, ctx: &Context<'_>) -> Result<Option<BestPrice>, Failure> {
        let profile = self.profile(ctx).await?;
        let (kind, country, currency) = (kind(&profile), CountryCode(profile.country), CurrencyCode(profile.currency));
        guide::of_preferred(ctx, self.item.album_id, kind, country, currency).await
    }

    /// Whether the person keeps it.
    async fn is_locked(&self) -> bool {
        self.item.is_locked
    }
}

impl Recommendation {
    async fn profile(&self, ctx: &Context<'_>) -> Result<profiles::Profile, Failure> {
        let profile = scope(ctx).profile_by_person.load_one(self.owner).await?;
        profile.ok_or_else(|| Failure::new(crate::graphql::error::Code::NotFound, "The profile is gone."))
    }

    async fn language(&self, ctx: &Context<'_>) -> Result<Language, Failure> {
        Ok(Language::parse(&self.profile(ctx).await?.language))
    }
}

fn kind(profile: &profiles::Profile) -> PressingKind {
    profile.preferred_pressing().into()
}

/// Hundredths as points.
pub fn points(hundredths: Points) -> f64 {
    f64::from(hundredths) / 100.0
}

/// One thing that speaks for an album.
#[derive(SimpleObject)]
pub struct ScoreReason {
    /// What speaks for it.
    pub signal: Signal,
    /// How much.
    pub points: f64,
    /// How much it could be.
    pub max_points: f64,
    /// In words.
    pub text: String,
}

/// What may speak for an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "signals::Signal")]
pub enum Signal {
    /// How often the person played it.
    Listening,
    /// The person chose the artist.
    Seed,
    /// The artist is near to those whom the person chose, plays or owns.
    Similar,
    /// The person owns records of the artist.
    Collection,
    /// What collectors say of its pressings.
    Rating,
    /// What it comes to, delivered.
    Price,
}

/// How much a signal may say.
#[derive(SimpleObject)]
pub struct SignalWeight {
    /// Which one.
    pub signal: Signal,
    /// How many points at most.
    pub max_points: f64,
}

/// How well the taste model tells what people come to play.
#[derive(SimpleObject)]
pub struct RecommenderReport {
    /// Of the model; each that is learnt has a greater one.
    version: i32,
    /// When it was learnt.
    learnt_at: DateTime<Utc>,
    /// From how many people.
    people: i32,
    /// Of how many artists anything was learnt.
    artists: i32,
    /// What was played since then had to be told from what was played before. Null while no plays are stored.
    split_at: Option<DateTime<Utc>>,
    /// Of how many people that was measured.
    measured_people: i32,
    /// The model's figures.
    model: RecommenderFigures,
    /// Those of recommending to everybody what most people play.
    popularity: RecommenderFigures,
}

/// The usual figures, means over all people.
#[derive(SimpleObject)]
pub struct RecommenderFigures {
    /// Of the artists that people came to play, how many were among the twenty recommended.
    recall: f64,
    /// The same, the more the higher up they were.
    ndcg: f64,
    /// How many of all artists were recommended to anybody.
    coverage: f64,
    /// How unknown what is recommended is, in bits: 1 where half of the people play it, 10 where one in a thousand does.
    novelty: f64,
}

impl From<recommender::Measured> for RecommenderFigures {
    fn from(recommender::Measured { recall, ndcg, coverage, novelty }: recommender::Measured) -> Self {
        Self { recall, ndcg, coverage, novelty }
    }
}

impl From<recommender::Learnt> for RecommenderReport {
    fn from(learnt: recommender::Learnt) -> Self {
        Self {
            version: i32::try_from(learnt.version).unwrap_or(i32::MAX),
            learnt_at: learnt.learnt_at,
            people: learnt.people,
            artists: learnt.artists,
            split_at: learnt.report.split_at,
            measured_people: i32::try_from(learnt.report.people).unwrap_or(i32::MAX),
            model: learnt.report.model.into(),
            popularity: learnt.report.popularity.into(),
        }
    }
}
