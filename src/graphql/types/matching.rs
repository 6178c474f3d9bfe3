//! Pairs that may be one thing, and what was decided of pairs.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Album, Artist};
use crate::catalog::same;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;

/// What is one or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MatchKind {
    Artist,
    Album,
}

impl From<MatchKind> for same::Kind {
    fn from(kind: MatchKind) -> Self {
        match kind {
            MatchKind::Artist => Self::Artist,
            MatchKind::Album => Self::Album,
        }
    }
}

impl From<same::Kind> for MatchKind {
    fn from(kind: same::Kind) -> Self {
        match kind {
            same::Kind::Artist => Self::Artist,
            same::Kind::Album => Self::Album,
        }
    }
}

/// Where a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MatchReviewState {
    /// Nobody has decided.
    Open,
    /// The two are one.
    Merged,
    /// The two are two.
    Apart,
    /// One of the two is no longer there.
    Gone,
}

impl From<MatchReviewState> for same::ReviewState {
    fn from(state: MatchReviewState) -> Self {
        match state {
            MatchReviewState::Open => Self::Open,
            MatchReviewState::Merged => Self::Merged,
            MatchReviewState::Apart => Self::Apart,
            MatchReviewState::Gone => Self::Gone,
        }
    }
}

/// A pair of artists or albums that may be one, which nobody but a person can tell.
#[derive(Clone)]
pub struct MatchReview(pub same::Review);

/// A pair of artists or albums that may be one, which nobody but a person can tell.
#[Object]
impl MatchReview {
    /// Readable and typed: `review:3`.
    pub async fn id(&self) -> ID {
        Kind::Review.id(self.0.id)
    }

    /// Artists, or albums.
    async fn kind(&self) -> MatchKind {
        same::Kind::of(&self.0.kind).into()
    }

    /// Where it stands.
    async fn state(&self) -> MatchReviewState {
        match same::ReviewState::of(&self.0.state) {
            same::ReviewState::Open => MatchReviewState::Open,
            same::ReviewState::Merged => MatchReviewState::Merged,
            same::ReviewState::Apart => MatchReviewState::Apart,
            same::ReviewState::Gone => MatchReviewState::Gone,
        }
    }

    /// How likely the two are one, from 0.35 (hardly) to 0.85 (from there on nobody is asked).
    async fn score(&self) -> f64 {
        self.0.score
    }

    /// What makes them alike: `slip`, `script`, `initials` …
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The side that was stored first.
    async fn one(&self) -> MatchSide {
        self.side(self.0.one_id, "one")
    }

    /// The other side.
    async fn other(&self) -> MatchSide {
        self.side(self.0.other_id, "other")
    }

    /// What both have: album titles of artists, barcodes of albums.
    async fn shared(&self) -> Vec<String> {
        let shared = self.0.evidence["shared"].as_array().map(Vec::as_slice).unwrap_or_default();
        shared.iter().filter_map(|one| one["barcode"].as_str().map(str::to_owned).or_else(|| titled(one))).collect()
    }

    /// When the pair was noticed.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }
}

impl MatchReview {
    fn side(&self, row: i64, key: &str) -> MatchSide {
        MatchSide { kind: same::Kind::of(&self.0.kind), row, told: self.0.evidence[key].clone() }
    }
}

/// One side of a pair, with what was known of it when the pair was last looked at.
pub struct MatchSide {
    kind: same::Kind,
    row: i64,
    told: Value,
}

/// One side of a pair, with what was known of it when the pair was last looked at.
#[Object]
impl MatchSide {
    /// The artist, for pairs of artists; null when it is gone.
    async fn artist(&self, ctx: &Context<'_>) -> Result<Option<Artist>, Failure> {
        match self.kind {
            same::Kind::Artist => Ok(scope(ctx).artist_by_id.load_one(self.row).await?.map(Artist)),
            same::Kind::Album => Ok(None),
        }
    }

    /// The album, for pairs of albums; null when it is gone.
    async fn album(&self, ctx: &Context<'_>) -> Result<Option<Album>, Failure> {
        match self.kind {
            same::Kind::Album => Ok(scope(ctx).album_by_id.load_one(self.row).await?.map(Album)),
            same::Kind::Artist => Ok(None),
        }
    }

    /// The name or title.
    async fn name(&self) -> &str {
        self.told["name"].as_str().unwrap_or_default()
    }

    /// What speaks for or against, as names and values: ids, listeners, aliases, albums, years, pressings.
    async fn evidence(&self) -> Vec<Evidence> {
        let Some(told) = self.told.as_object() else { return Vec::new() };
        told.iter()
            .filter(|(name, value)| *name != "name" && !value.is_null())
            .map(|(name, value)| Evidence { name: name.clone(), values: words(value) })
            .filter(|evidence| !evidence.values.is_empty())
            .collect()
    }
}

/// One thing that is known of a side.
#[derive(SimpleObject)]
pub struct Evidence {
    /// `mbid`, `discogsId`, `listeners`, `aliases`, `albums`, `year`, `pressings` …
    name: String,
    /// Its value, or values.
    values: Vec<String>,
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().flat_map(words).collect(),
        Value::Object(_) => titled(value).into_iter().collect(),
        other => vec![other.to_string()],
    }
}

/// `Hounds of Love (1985)`
fn titled(album: &Value) -> Option<String> {
    let title = album["title"].as_str()?;
    Some(album["year"].as_i64().map_or_else(|| title.to_owned(), |year| format!("{title} ({year})")))
}

/// A merge or a split, as logged.
#[derive(Clone)]
pub struct MatchDecision(pub same::Decision);

/// Why two are one, or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MatchReason {
    /// An administrator decided.
    Person,
    /// A provider's id said it.
    Id,
    /// What else is known of the two said it, such as albums in common.
    Context,
}

/// A merge or a split, as logged.
#[Object]
impl MatchDecision {
    /// Readable and typed: `decision:3`.
    pub async fn id(&self) -> ID {
        Kind::Decision.id(self.0.id)
    }

    /// Artists, or albums.
    async fn kind(&self) -> MatchKind {
        same::Kind::of(&self.0.kind).into()
    }

    /// Whether the two were found to be one.
    async fn is_same(&self) -> bool {
        self.0.verdict == "same"
    }

    /// Why.
    async fn reason(&self) -> MatchReason {
        match self.0.reason.as_str() {
            "id" => MatchReason::Id,
            "context" => MatchReason::Context,
            _ => MatchReason::Person,
        }
    }

    /// The id that leads to the other since the merge.
    async fn former_id(&self) -> ID {
        self.kind_of_rows().id(self.0.from_id)
    }

    /// The id that stayed.
    async fn kept_id(&self) -> ID {
        self.kind_of_rows().id(self.0.into_id)
    }

    /// What the one was called.
    async fn former_name(&self) -> &str {
        &self.0.from_name
    }

    /// What the other was called.
    async fn kept_name(&self) -> &str {
        &self.0.into_name
    }

    /// When.
    async fn decided_at(&self) -> DateTime<Utc> {
        self.0.decided_at
    }

    /// When it was taken back.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.undone_at
    }
}

impl MatchDecision {
    fn kind_of_rows(&self) -> Kind {
        match same::Kind::of(&self.0.kind) {
            same::Kind::Artist => Kind::Artist,
            same::Kind::Album => Kind::Album,
        }
    }
}
