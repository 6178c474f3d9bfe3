//! What a provider is known not to have, so that it is not asked again for a while.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::schema::provider_absences as table;
use crate::integrations::Provider;

/// For so long "has none" is believed.
pub const BELIEVED: TimeDelta = TimeDelta::days(7);

/// Remembers that the provider answered, and has nothing.
pub async fn remember(conn: &mut AsyncPgConnection, provider: Provider, subject: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::insert_into(table::table)
        .values((
            table::provider.eq(provider.key()),
            table::subject.eq(subject),
            table::recorded_at.eq(now),
            table::expires_at.eq(now + BELIEVED),
        ))
        .on_conflict((table::provider, table::subject))
        .do_update()
        .set((table::recorded_at.eq(now), table::expires_at.eq(now + BELIEVED)))
        .execute(conn)
        .await
}

/// Whether any provider is known to have nothing of that name. A subject is recorded only once every provider
/// that would know has said so.
pub async fn is_known(conn: &mut AsyncPgConnection, subject: &str, now: DateTime<Utc>) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(table::table.filter(table::subject.eq(subject)).filter(table::expires_at.gt(now))))
        .get_result(conn)
        .await
}
