//! Outside services: what is left of their budgets, and how they are.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;
use crate::integrations::Provider;

/// One outside service.
#[derive(Clone, Debug)]
pub struct Upstream {
    pub name: String,
    pub is_configured: bool,
    pub limit_per_minute: i32,
    pub used_last_minute: i32,
    pub is_healthy: bool,
    pub problem: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = BigInt)]
    used: i64,
    #[diesel(sql_type = Bool)]
    is_healthy: bool,
    #[diesel(sql_type = Nullable<Text>)]
    problem: Option<String>,
}

/// Every service, asked or not.
pub async fn upstreams(app: &App) -> Result<Vec<Upstream>, DbError> {
    let rows: Vec<Row> = sql_query(
        "select provider, (select count(*) from unnest(calls) as at where at > now() - interval '1 minute') as used,
             coalesce(broken_until <= now(), true) as is_healthy, problem from upstreams",
    )
    .load(&mut *app.db.conn().await?)
    .await?;
    let rows: HashMap<String, Row> = rows.into_iter().map(|row| (row.provider.clone(), row)).collect();
    let config = &app.config.providers;
    let one = |provider: Provider| {
        let row = rows.get(provider.key());
        Upstream {
            name: provider.key().to_owned(),
            is_configured: match provider {
                Provider::Lastfm => config.lastfm.api_key.is_some(),
                Provider::Spotify => config.spotify.client_id.is_some(),
                Provider::Ebay => config.ebay.keys.is_some(),
                _ => true,
            },
            limit_per_minute: i32::try_from(provider.per_minute(config)).unwrap_or(i32::MAX),
            used_last_minute: row.map_or(0, |row| i32::try_from(row.used).unwrap_or(i32::MAX)),
            is_healthy: row.is_none_or(|row| row.is_healthy),
            problem: row.and_then(|row| row.problem.clone()),
        }
    };
    Ok(Provider::ALL.into_iter().map(one).collect())
}
