//! Asking for an artist anew.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;

use crate::catalog::lookup;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::JobRun;
use crate::ops;

/// An artist that was looked up less than so long ago is as new as it gets.
const TOO_SOON: TimeDelta = TimeDelta::minutes(10);

/// Which artist to look up anew.
#[derive(InputObject)]
pub struct RefreshArtistInput {
    artist_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RefreshArtistPayload {
    /// What became of it.
    status: RefreshArtistStatus,
    /// The run that looks the artist up, to be followed with the subscription `jobRun`.
    run: Option<JobRun>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RefreshArtistStatus {
    Queued,
    /// Somebody else asked first; `run` is theirs.
    AlreadyQueued,
    UnknownArtist,
    /// The artist was looked up within the last ten minutes.
    TooSoon,
}

/// What is changed about artists.
#[derive(Default)]
pub struct ArtistMutation;

#[Object]
impl ArtistMutation {
    /// Looks an artist and its albums up anew, whatever their age.
    async fn refresh_artist(&self, ctx: &Context<'_>, input: RefreshArtistInput) -> Result<RefreshArtistPayload, Failure> {
        let scope = scope(ctx);
        let id = Kind::Artist.row(&input.artist_id)?;
        let only = |status| RefreshArtistPayload { status, run: None };
        let Some(artist) = scope.artist_by_id.load_one(id).await? else { return Ok(only(RefreshArtistStatus::UnknownArtist)) };
        if artist.info_synced_at.is_some_and(|at| at + TOO_SOON > scope.app.clock.now()) {
            return Ok(only(RefreshArtistStatus::TooSoon));
        }
        let Some(enqueued) = lookup::refresh_artist(&scope.app, id).await? else { return Ok(only(RefreshArtistStatus::UnknownArtist)) };
        let status = if enqueued.is_new { RefreshArtistStatus::Queued } else { RefreshArtistStatus::AlreadyQueued };
        Ok(RefreshArtistPayload { status, run: ops::find_run(&scope.app, enqueued.run_id).await?.map(JobRun) })
    }
}
