//! Albums that might be recommended, and what is known of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Double, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Serialize;

use super::near::Near;
use super::person::Person;
use super::signals::price::{CURRENCY, FAIR, GOOD};
use crate::prices::{Best, BestBy, Rulebook, Wish};

/// An album that might be recommended.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Candidate {
    pub album_id: i64,
    pub artist_id: i64,
    pub artist: String,
    pub plays: i64,
    pub last_year: i64,
    pub is_seed: bool,
    pub near: Option<Near>,
    /// How many records of the artist the person owns.
    pub owned: i64,
    /// The average in hundredths, and of how many votes.
    pub rating: Option<(i32, i64)>,
    pub price: Option<Price>,
    pub fame: f64,
}

/// What an album comes to at the person's door, and below what that is good and fair.
#[derive(Clone, Debug, Serialize)]
pub struct Price {
    pub amount: Decimal,
    pub good: Decimal,
    pub fair: Decimal,
    pub currency: String,
    pub country: String,
    pub until: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    artist_id: i64,
    #[diesel(sql_type = Text)]
    artist: String,
    #[diesel(sql_type = Double)]
    fame: f64,
    #[diesel(sql_type = Nullable<Double>)]
    rating: Option<f64>,
    #[diesel(sql_type = BigInt)]
    votes: i64,
}

/// The studio albums of these artists that came out on vinyl, as far as that is known, and these albums, whatever they are.
pub async fn find(conn: &mut AsyncPgConnection, artists: &[i64], albums: &[i64]) -> QueryResult<Vec<Candidate>> {
    let rows: Vec<Row> = sql_query(
        "with wanted as (
             select id from albums where artist_id = any($1) and is_studio union select unnest($2::bigint[]))
         select album.id, album.artist_id, artist.name as artist, artist.popularity_score as fame, pressed.rating,
             coalesce(pressed.votes, 0) as votes
         from wanted join albums as album using (id) join artists as artist on artist.id = album.artist_id
             cross join lateral (
                 select count(*) as pressings, sum(discogs_votes) as votes,
                     sum(discogs_rating * discogs_votes) / nullif(sum(discogs_votes) filter (where discogs_rating is not null), 0) as rating
                 from releases where album_id = album.id and is_vinyl and withdrawn_at is null) as pressed
         where pressings > 0 or album.releases_synced_at is null or album.id = any($2)
         order by album.id",
    )
    .bind::<Array<BigInt>, _>(artists)
    .bind::<Array<BigInt>, _>(albums)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

impl From<Row> for Candidate {
    fn from(row: Row) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "from 1 to 5")]
        let average = row.rating.map(|rating| (rating * 100.0).round() as i32);
        let rating = average.map(|average| (average, row.votes));
        Self { album_id: row.id, artist_id: row.artist_id, artist: row.artist, fame: row.fame, rating, ..Self::default() }
    }
}

/// What these albums come to at the person's door. Where there is no rate of their currency, nothing is said.
pub async fn prices(
    conn: &mut AsyncPgConnection,
    albums: &[i64],
    person: &Person,
    rules: &Rulebook,
    now: DateTime<Utc>,
) -> QueryResult<HashMap<i64, Price>> {
    let bound = |amount| rules.rates.convert(amount, CURRENCY, &person.currency);
    let (Ok(good), Ok(fair)) = (bound(GOOD), bound(FAIR)) else { return Ok(HashMap::new()) };
    let wish = Wish { ship_to: Some(person.country.clone()), currency: person.currency.clone() };
    let best = Best::of(conn, BestBy::Album, albums, &wish, rules, now).await?;
    let price = |best: Best| Price {
        amount: best.landed.total.amount,
        good,
        fair,
        currency: person.currency.clone(),
        country: person.country.clone(),
        until: best.quote.display_until,
    };
    Ok(best.into_iter().filter_map(|(album, best)| Some((album, price(best.ok()?)))).collect())
}
