//! The row about a picture's file: where it came from, what it is, and when to try again where it did not come.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::check::Shape;
use super::sha256;
use crate::db::schema::pictures;
use crate::integrations::{Error, Provider};

/// Discogs wants nothing of its own shown that is older.
const DISCOGS_LASTS: TimeDelta = TimeDelta::hours(6);
/// What will not get better by itself is tried again after this long.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(1);

/// A picture that was fetched, or tried.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = pictures)]
pub(super) struct Kept {
    pub provider: String,
    pub fetched_at: Option<DateTime<Utc>>,
    pub width: Option<i32>,
    pub hash: Option<String>,
    pub failures: i32,
    pub retry_at: Option<DateTime<Utc>>,
}

impl Kept {
    pub async fn find(conn: &mut AsyncPgConnection, url: &str) -> QueryResult<Option<Self>> {
        pictures::table.filter(pictures::url_hash.eq(sha256(url.as_bytes()))).select(Self::as_select()).first(conn).await.optional()
    }

    /// The content's hash and width, if the picture was fetched and may still be shown.
    pub fn content(&self, now: DateTime<Utc>) -> Option<(&str, u32)> {
        let fetched_at = self.fetched_at?;
        let is_over = self.provider == Provider::Discogs.key() && fetched_at + DISCOGS_LASTS <= now;
        let width = self.width.and_then(|width| width.try_into().ok())?;
        self.hash.as_deref().filter(|_| !is_over).map(|hash| (hash, width))
    }

    /// Notes that the picture has come.
    pub async fn note_fetched(
        conn: &mut AsyncPgConnection,
        provider: Provider,
        url: &str,
        (shape, bytes, hash): (Shape, usize, &str),
        now: DateTime<Utc>,
    ) -> QueryResult<usize> {
        let row = || {
            (
                pictures::url_hash.eq(sha256(url.as_bytes())),
                pictures::url.eq(url),
                pictures::provider.eq(provider.key()),
                pictures::fetched_at.eq(now),
                pictures::media_type.eq(shape.kind.media_type()),
                pictures::bytes.eq(i64::try_from(bytes).unwrap_or(i64::MAX)),
                pictures::width.eq(i32::try_from(shape.width).unwrap_or(i32::MAX)),
                pictures::height.eq(i32::try_from(shape.height).unwrap_or(i32::MAX)),
                pictures::hash.eq(hash),
                pictures::problem.eq(None::<String>),
                pictures::failures.eq(0),
                pictures::retry_at.eq(None::<DateTime<Utc>>),
                pictures::updated_at.eq(now),
            )
        };
        diesel::insert_into(pictures::table).values(row()).on_conflict(pictures::url_hash).do_update().set(row()).execute(conn).await
    }

    /// Notes why it has not come; what was fetched before is kept.
    pub async fn note_problem(
        conn: &mut AsyncPgConnection,
        provider: Provider,
        url: &str,
        (problem, retry_at): (&str, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> QueryResult<usize> {
        let row = (pictures::problem.eq(problem), pictures::retry_at.eq(retry_at), pictures::updated_at.eq(now));
        diesel::insert_into(pictures::table)
            .values((
                pictures::url_hash.eq(sha256(url.as_bytes())),
                pictures::url.eq(url),
                pictures::provider.eq(provider.key()),
                pictures::failures.eq(1),
                row,
            ))
            .on_conflict(pictures::url_hash)
            .do_update()
            .set((row, pictures::failures.eq(pictures::failures + 1)))
            .execute(conn)
            .await
    }
}

/// How long to leave a picture alone that has failed so often before.
pub(super) fn pause(error: &Error, failures: i32) -> TimeDelta {
    let growing = TimeDelta::minutes(4_i64.pow(failures.clamp(0, 6).unsigned_abs()));
    match error {
        Error::RateLimited { after, .. } => TimeDelta::from_std(*after).unwrap_or(LONGEST_PAUSE).max(growing),
        error if error.is_passing() => growing,
        _ => LONGEST_PAUSE,
    }
    .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_fails_is_left_alone_for_longer_and_longer() {
        let provider = Provider::Commons;
        let down = Error::Unavailable { provider, problem: String::new() };
        let busy = |seconds| Error::RateLimited { provider, after: Duration::from_secs(seconds) };
        for (error, failures, minutes) in [
            (down.clone(), 0, 1),
            (down.clone(), 1, 4),
            (down.clone(), 3, 64),
            (down, 60, 24 * 60),
            (busy(600), 0, 10),
            (busy(1), 0, 1),
            (busy(1_000_000), 0, 24 * 60),
            (Error::NotFound(provider), 0, 24 * 60),
            (Error::Unfit { provider, problem: String::new() }, 0, 24 * 60),
        ] {
            assert_eq!(pause(&error, failures).num_minutes(), minutes, "{error} after {failures}");
        }
    }

    #[test]
    fn discogs_pictures_are_over_after_six_hours() {
        let then = DateTime::UNIX_EPOCH;
        for (provider, hours, expected) in [("discogs", 5, true), ("discogs", 6, false), ("commons", 10_000, true)] {
            let kept = Kept {
                provider: provider.to_owned(),
                fetched_at: Some(then),
                width: Some(500),
                hash: Some("h".to_owned()),
                failures: 0,
                retry_at: None,
            };
            assert_eq!(kept.content(then + TimeDelta::hours(hours)).is_some(), expected, "{provider} after {hours} h");
        }
    }
}
