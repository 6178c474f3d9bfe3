//! Fetching what Spotify knows of a person: a piece for each step, whose failure leaves the others' work done.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::SecretString;

use super::progress::{Progress, Step, Walk};
use super::{catalogue, client, playlists, plays, refused, tokens, tops};
use crate::db::Conn;
use crate::integrations::facts::Skipped;
use crate::integrations::spotify::facts::ProfileFacts;
use crate::integrations::spotify::{As, Said, Spotify};
use crate::integrations::{Error, Provider};
use crate::jobs::{JobContext, JobError, Next};
use crate::profiles::LinkedAccount;
use crate::profiles::listening::{SyncListening, Tally};

/// So often a step is tried that fails for a reason that may pass.
const TRIES: i32 = 2;

/// One piece of a person's synchronisation.
pub(super) struct Piece<'a> {
    pub spotify: &'a Spotify,
    pub ctx: &'a JobContext,
    pub account: &'a LinkedAccount,
    pub sync: &'a SyncListening,
}

/// Why a step did not come to its end.
pub(super) enum Stop {
    /// The others cannot be done now either.
    Run(JobError),
    /// The others can.
    Step(Error),
}

impl<E: Into<JobError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Run(error.into())
    }
}

pub(super) type Done<T> = Result<T, Stop>;

/// Stores what came and orders what is next, both or neither, where the account is still the one that was asked about.
/// The work answers with what came of plays.
macro_rules! stored {
    ($piece:expr, $progress:expr, $plays:expr, $skipped:expr, |$conn:ident, $next:ident| $work:expr) => {{
        let (piece, begun, plays, skipped): (_, $crate::profiles::spotify::Progress, Tally, &[_]) = ($piece, $progress, $plays, $skipped);
        let conn = &mut piece.ctx.app.db.conn().await?;
        let done = conn
            .transaction(async |$conn: &mut Conn| {
                if !piece.account.hold($conn).await? {
                    return QueryResult::Ok(Next::Done);
                }
                let $next = &mut begun.clone();
                let told: Tally = $work;
                piece.rest($conn, $next.clone(), plays.and(told), skipped).await
            })
            .await?;
        Ok(done)
    }};
}
pub(super) use stored;

/// Does the step that is due. What fails for good is noted, and the next one follows.
pub async fn step(ctx: &JobContext, account: &LinkedAccount, sync: &SyncListening) -> Result<Next, JobError> {
    let piece = Piece { spotify: client(&ctx.app)?, ctx, account, sync };
    let progress = &piece.sync.spotify;
    let done = match &progress.step {
        Step::Profile => profile(&piece).await,
        Step::Played(walk) => plays::page(&piece, *walk).await,
        Step::Playlists => playlists::list(&piece).await,
        Step::Tracks(offset) => playlists::tracks(&piece, *offset).await,
        Step::TopTracks(at) => tops::tracks(&piece, *at).await,
        Step::TopArtists(at) => tops::artists(&piece, *at).await,
        Step::Artists => catalogue::artists(&piece).await,
        Step::Artist(left) => catalogue::artist(&piece, *left).await,
        Step::Features(left) => catalogue::features(&piece, *left).await,
        Step::Done => piece.go_on(progress.clone()).await,
    };
    match done {
        Ok(next) => Ok(next),
        Err(Stop::Run(error)) => Err(error),
        Err(Stop::Step(error)) => match piece.go_on(progress.clone().give_up(&error.to_string())).await {
            Ok(next) => Ok(next),
            Err(Stop::Run(error)) => Err(error),
            Err(Stop::Step(error)) => Err(error.into()),
        },
    }
}

async fn profile(piece: &Piece<'_>) -> Done<Next> {
    let ProfileFacts { id, name, country, product, followers } = piece.ask(|who| piece.spotify.me(who)).await?;
    if id != piece.account.username {
        return Err(refused("the account is another one than was linked: link it again").into());
    }
    let (user_id, now) = (piece.sync.user_id, piece.ctx.now());
    let next = piece.sync.spotify.clone().at(Step::Played(Walk::default()));
    stored!(piece, next, Tally::default(), &[], |conn, _next| {
        sql_query(
            "insert into spotify_profiles (user_id, spotify_id, display_name, country, product, followers, fetched_at)
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (user_id) do update set spotify_id = excluded.spotify_id,
                     display_name = excluded.display_name, country = excluded.country, product = excluded.product,
                     followers = excluded.followers, fetched_at = excluded.fetched_at",
        )
        .bind::<BigInt, _>(user_id)
        .bind::<Text, _>(&id)
        .bind::<Nullable<Text>, _>(&name)
        .bind::<Nullable<Text>, _>(&country)
        .bind::<Nullable<Text>, _>(&product)
        .bind::<Nullable<BigInt>, _>(followers)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
        Tally::default()
    })
}

impl Piece<'_> {
    /// Asks Spotify in the person's name; once more with another token where it takes this one for over.
    pub async fn ask<T, F>(&self, call: impl Fn(As) -> F + Send) -> Done<T>
    where
        F: Future<Output = Result<Said<T>, Error>> + Send,
    {
        let mut over: Option<SecretString> = None;
        for _ in 0..2 {
            let token = tokens::access(self.ctx, self.sync.user_id, over.as_ref()).await?;
            match call(As { token: token.clone(), priority: self.ctx.priority }).await {
                Ok(Said::Told(told)) => return Ok(told),
                Ok(Said::Expired) => over = Some(token),
                Err(error @ Error::RateLimited { .. }) => return Err(Stop::Run(error.into())),
                Err(error) if error.is_passing() && self.ctx.attempt < TRIES => return Err(Stop::Run(error.into())),
                Err(error @ Error::NotConfigured { .. }) => return Err(Stop::Run(error.into())),
                Err(error) => return Err(Stop::Step(error)),
            }
        }
        Err(refused("it does not take the tokens that it gives: link the account again").into())
    }

    /// Orders what is next, where there was nothing to store.
    pub async fn go_on(&self, next: Progress) -> Done<Next> {
        stored!(self, next, Tally::default(), &[], |_conn, _next| Tally::default())
    }

    /// Orders what is next, in the transaction that stores what came; `plays` is what came of them.
    pub async fn rest(&self, conn: &mut AsyncPgConnection, next: Progress, plays: Tally, skipped: &[Skipped]) -> QueryResult<Next> {
        self.ctx.skip(conn, Provider::Spotify, skipped).await?;
        if !next.is_done() {
            self.ctx.needs_more(conn, Provider::Spotify, 1).await?;
        }
        self.ctx.continue_in(conn, &self.sync.with_spotify(next, plays)).await
    }

    /// Whether Spotify has said lately that this application may not make that call.
    pub async fn is_withdrawn(&self, call: &str) -> Done<bool> {
        use crate::db::schema::spotify_withdrawn::dsl;
        let since = self.ctx.now() - TimeDelta::days(30);
        let row = dsl::spotify_withdrawn.find(call).filter(dsl::refused_at.gt(since));
        Ok(diesel::select(diesel::dsl::exists(row)).get_result(&mut *self.ctx.app.db.conn().await?).await?)
    }
}

/// Notes that this application may not make that call (any more).
pub(super) async fn withdraw(conn: &mut AsyncPgConnection, call: &str, ctx: &JobContext) -> QueryResult<usize> {
    sql_query(
        "insert into spotify_withdrawn (call, refused_at) values ($1, $2)
         on conflict (call) do update set refused_at = excluded.refused_at",
    )
    .bind::<Text, _>(call)
    .bind::<Timestamptz, _>(ctx.now())
    .execute(conn)
    .await
}

/// Removes what came from an account at Spotify. What everybody shares of it (tracks, artists) stays.
pub async fn forget(conn: &mut AsyncPgConnection, user_id: i64) -> QueryResult<()> {
    for table in ["spotify_profiles", "spotify_playlists", "spotify_recently_played", "spotify_top_tracks", "spotify_top_artists"] {
        sql_query(format!("delete from {table} where user_id = $1")).bind::<BigInt, _>(user_id).execute(conn).await?;
    }
    Ok(())
}
