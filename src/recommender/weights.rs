//! How much each signal may say: the house's weights, and what a person wants otherwise.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::signals::{Points, Signal};
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::user_recommendation_signals as own;
use crate::identity::UserId;

/// What each signal may say at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights(BTreeMap<Signal, Points>);

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    signal: String,
    #[diesel(sql_type = Integer)]
    max_points: Points,
}

impl Weights {
    pub fn of(&self, signal: Signal) -> Points {
        self.0.get(&signal).copied().unwrap_or_default()
    }

    /// Has one signal say nothing.
    pub(super) fn silence(&mut self, signal: Signal) {
        self.0.insert(signal, 0);
    }

    pub(super) async fn find(conn: &mut AsyncPgConnection, owner: i64) -> QueryResult<Self> {
        let rows: Vec<Row> = sql_query(
            "select usual.signal, coalesce(own.max_points, usual.max_points) as max_points
             from recommendation_signals as usual
                 left join user_recommendation_signals as own on own.signal = usual.signal and own.user_id = $1",
        )
        .bind::<BigInt, _>(owner)
        .load(conn)
        .await?;
        Ok(Self(rows.into_iter().filter_map(|row| Some((Signal::parse(&row.signal)?, row.max_points))).collect()))
    }
}

/// A person's weights.
pub async fn find(app: &App, owner: UserId) -> Result<Weights, DbError> {
    Ok(Weights::find(&mut *app.db.conn().await?, owner.get()).await?)
}

/// Has a signal say so much at most for a person; `None`: as for everybody.
pub async fn set(app: &App, owner: UserId, signal: Signal, max: Option<Points>) -> Result<Weights, DbError> {
    let conn = &mut app.db.conn().await?;
    if let Some(max) = max {
        diesel::insert_into(own::table)
            .values((own::user_id.eq(owner.get()), own::signal.eq(signal.word()), own::max_points.eq(max)))
            .on_conflict((own::user_id, own::signal))
            .do_update()
            .set(own::max_points.eq(max))
            .execute(conn)
            .await?;
    } else {
        diesel::delete(own::table.find((owner.get(), signal.word()))).execute(conn).await?;
    }
    Ok(Weights::find(conn, owner.get()).await?)
}
