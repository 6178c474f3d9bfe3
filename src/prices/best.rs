//! The best offer of a pressing, and of an album over all its pressings.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::landed::Landed;
use super::rates::NoRate;
use super::rulebook::Rulebook;
use super::{Quote, quote};

/// What the best offer is sought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BestBy {
    Release,
    Album,
}

/// Where an offer is to come to, and what its price is compared in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wish {
    /// `None`: anywhere; then nothing is added to what the seller says.
    pub ship_to: Option<String>,
    pub currency: String,
}

/// The best offer of one parent.
#[derive(Clone, Debug)]
pub struct Best {
    pub quote: Quote,
    pub landed: Landed,
    /// The currencies of offers that could not be compared, because they have no rate of late.
    pub not_compared: BTreeSet<String>,
}

#[derive(QueryableByName)]
struct Offer {
    #[diesel(sql_type = BigInt)]
    parent: i64,
    #[diesel(embed)]
    quote: Quote,
}

impl Best {
    /// The offer that lands for least for each of these, of those that may be shown and can be delivered: compared in
    /// one currency. An offer that does not say where it ships counts as deliverable. Of an album's offers only those are
    /// looked at that lead their lane (`album_offers`). Where there are offers but none can be compared
    /// it says why.
    pub async fn of(
        conn: &mut AsyncPgConnection,
        by: BestBy,
        parents: &[i64],
        wish: &Wish,
        rules: &Rulebook,
        now: DateTime<Utc>,
    ) -> QueryResult<HashMap<i64, Result<Self, NoRate>>> {
        let (parent, join) = match by {
            BestBy::Release => ("p.release_id", ""),
            BestBy::Album => ("o.album_id", "join album_offers as o on o.price_id = p.id and o.is_leading"),
        };
        let sql = format!(
            "select {parent} as parent, {} from prices as p {join} join releases as r on r.id = p.release_id
             where {parent} = any($1) and p.confidence >= 0.7 and (p.display_until is null or p.display_until > $2)
                 and ($3::text is null or p.country is null or p.country = $3)
             order by p.id",
            quote::COLUMNS
        );
        let offers: Vec<Offer> = sql_query(sql)
            .bind::<Array<BigInt>, _>(parents)
            .bind::<Timestamptz, _>(now)
            .bind::<Nullable<Text>, _>(wish.ship_to.as_deref())
            .load(conn)
            .await?;
        let mut by_parent: HashMap<i64, Vec<Quote>> = HashMap::new();
        for Offer { parent, quote } in offers {
            by_parent.entry(parent).or_default().push(quote);
        }
        Ok(by_parent.into_iter().filter_map(|(parent, quotes)| Some((parent, Self::among(quotes, wish, rules)?))).collect())
    }

    /// The best of these; of two that land for the same the one that has been there for longer.
    fn among(quotes: Vec<Quote>, wish: &Wish, rules: &Rulebook) -> Option<Result<Self, NoRate>> {
        let mut best: Option<(Landed, Quote)> = None;
        let (mut not_compared, mut why) = (BTreeSet::new(), None);
        for quote in quotes {
            match Landed::of(&quote, wish.ship_to.as_deref(), &wish.currency, rules) {
                Ok(landed) if best.as_ref().is_none_or(|(least, _)| landed.total.amount < least.total.amount) => {
                    best = Some((landed, quote));
                }
                Ok(_) => {}
                Err(error) => {
                    not_compared.insert(quote.currency.clone());
                    why = Some(error);
                }
            }
        }
        match (best, why) {
            (Some((landed, quote)), _) => Some(Ok(Self { quote, landed, not_compared })),
            (None, Some(why)) => Some(Err(why)),
            (None, None) => None,
        }
    }
}
