//! What a person said: where they live, whom they chose, what they keep, own and do not want to see.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::weights::Weights;

/// An album that was shown in so many sets without a reaction fades.
const FADES_AFTER: i32 = 5;
/// And comes back after that.
pub const FADED_FOR: TimeDelta = TimeDelta::days(30);
/// More seeds are not looked at, nor more artists of whom somebody owns records.
const MOST_ARTISTS: i64 = 300;
/// More locked albums are not shown.
const MOST_LOCKED: i64 = 100;

/// What a person said.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub id: i64,
    pub country: String,
    pub currency: String,
    /// The service that they say they listen by.
    pub source: String,
    pub seeds: Vec<i64>,
    /// The last locked first.
    pub locked: Vec<i64>,
    pub dismissed: Vec<i64>,
    pub owned: Vec<i64>,
    /// Shown often enough to fade.
    pub faded: Vec<i64>,
    /// Artists with the number of their records that the person owns.
    pub owned_artists: Vec<(i64, i64)>,
    pub weights: Weights,
    /// How many changes there had been.
    #[serde(skip)]
    pub changes: i64,
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = BigInt)]
    changes: i64,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Array<BigInt>)]
    seeds: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    locked: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    dismissed: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    faded: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    owned: Vec<i64>,
}

#[derive(QueryableByName)]
struct Owned {
    #[diesel(sql_type = BigInt)]
    artist_id: i64,
    #[diesel(sql_type = BigInt)]
    albums: i64,
}

impl Person {
    /// Everything, as it is now; `None`: there is no such person. From here on changes are counted.
    pub async fn find(conn: &mut AsyncPgConnection, owner: i64, now: DateTime<Utc>) -> QueryResult<Option<Self>> {
        let said: Option<Said> = sql_query(
            "with counting as (insert into recommendation_sets (user_id) select id from users where id = $1 on conflict do nothing)
             select coalesce((select changes from recommendation_sets where user_id = $1), 0) as changes,
                 coalesce(country, 'ES') as country, coalesce(currency, 'EUR') as currency, coalesce(primary_source, 'lastfm') as source,
                 array(select artist_id from user_seed_artists where user_id = $1 order by added_at desc, artist_id limit $3) as seeds,
                 array(select album_id from locked_recommendations where user_id = $1 order by locked_at desc, album_id desc limit $4) as locked,
                 array(select album_id from dismissed_recommendations where user_id = $1 order by 1) as dismissed,
                 array(select album_id from recommendation_showings as shown
                     where user_id = $1 and times >= $5 and last_at > $2 and not exists (
                         select from wantlist_items as wanted where wanted.user_id = $1 and wanted.album_id = shown.album_id) order by 1) as faded,
                 array(select album_id from owned_albums where user_id = $1 order by 1) as owned
             from users left join user_profiles on user_id = users.id where users.id = $1",
        )
        .bind::<BigInt, _>(owner)
        .bind::<Timestamptz, _>(now - FADED_FOR)
        .bind::<BigInt, _>(MOST_ARTISTS)
        .bind::<BigInt, _>(MOST_LOCKED)
        .bind::<diesel::sql_types::Integer, _>(FADES_AFTER)
        .get_result(conn)
        .await
        .optional()?;
        let Some(said) = said else { return Ok(None) };
        let owned_artists: Vec<Owned> = if said.owned.is_empty() {
            Vec::new()
        } else {
            sql_query(
                "select artist_id, count(*) as albums from albums where id = any($1) group by 1 order by albums desc, artist_id limit $2",
            )
            .bind::<Array<BigInt>, _>(&said.owned)
            .bind::<BigInt, _>(MOST_ARTISTS)
            .load(conn)
            .await?
        };
        let weights = Weights::find(conn, owner).await?;
        Ok(Some(Self {
            id: owner,
            country: said.country,
            currency: said.currency,
            source: said.source,
            seeds: said.seeds,
            locked: said.locked,
            dismissed: said.dismissed,
            owned: said.owned,
            faded: said.faded,
            owned_artists: owned_artists.into_iter().map(|owned| (owned.artist_id, owned.albums)).collect(),
            weights,
            changes: said.changes,
        }))
    }
}
