//! How often a password may be tried, over all processes: per account, and per client.
//!
//! An attempt is noted before the password is compared, and taken back when it was right. So a hundred at once are
//! a hundred, as if they had come one after another. An address without an account is counted like one with.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::account::whole;
use super::client::Client;
use super::error::IdentityError;
use super::token;
use crate::app::App;
use crate::db::Conn;
use crate::db::schema::attempts;

/// For so long a failure counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
const PER_ACCOUNT: i64 = 10;
const PER_CLIENT: i64 = 100;

/// One attempt that counts as failed until it is said to have succeeded.
pub struct Attempt {
    account: Option<String>,
    ids: Vec<i64>,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Notes an attempt on the account of that address, or of a client alone. `None`: there were too many, and this one
/// does not count.
pub async fn begin(app: &App, email: Option<&str>, client: &Client) -> Result<Option<Attempt>, IdentityError> {
    let account = email.map(|email| subject(app, "account", &email.trim().to_lowercase())).transpose()?;
    let client = subject(app, "client", &client.subject)?;
    let mut subjects: Vec<(String, i64)> = account.iter().map(|account| (account.clone(), PER_ACCOUNT)).collect();
    subjects.push((client, PER_CLIENT));
    // In one order, so that two who lock the same ones do not wait for each other.
    subjects.sort();
    let (app, now) = (app.clone(), app.clock.now());
    let ids = whole(async move {
        let conn = &mut app.db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| note(conn, &subjects, now).await).await?)
    })
    .await?;
    Ok(ids.map(|ids| Attempt { account, ids }))
}

/// The attempt was none in vain: the account begins anew, and the client has one less.
pub async fn succeeded(app: &App, attempt: Attempt) -> Result<(), IdentityError> {
    let rows = attempts::table.filter(attempts::id.eq_any(attempt.ids).or(attempts::subject.nullable().eq(attempt.account)));
    diesel::delete(rows).execute(&mut *app.db.conn().await?).await?;
    Ok(())
}

async fn note(conn: &mut AsyncPgConnection, subjects: &[(String, i64)], now: DateTime<Utc>) -> QueryResult<Option<Vec<i64>>> {
    let (names, since): (Vec<&str>, _) = (subjects.iter().map(|(name, _)| name.as_str()).collect(), now - WINDOW);
    for name in &names {
        sql_query("select pg_advisory_xact_lock(7104, hashtext($1))").bind::<Text, _>(name).execute(conn).await?;
    }
    // Nobody keeps what no longer counts; two who clean up together leave each other's rows alone.
    sql_query("delete from attempts where id in (select id from attempts where attempted_at <= $1 limit 1000 for update skip locked)")
        .bind::<Timestamptz, _>(since)
        .execute(conn)
        .await?;
    for (name, most) in subjects {
        let Count { count } = sql_query("select count(*) from attempts where subject = $1 and attempted_at > $2")
            .bind::<Text, _>(name)
            .bind::<Timestamptz, _>(since)
            .get_result(conn)
            .await?;
        if count >= *most {
            return Ok(None);
        }
    }
    let ids: Vec<Id> = sql_query("insert into attempts (subject, attempted_at) select name, $2 from unnest($1) as name returning id")
        .bind::<Array<Text>, _>(names)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(Some(ids.into_iter().map(|row| row.id).collect()))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Addresses of people and machines are not kept as such, not even for a quarter of an hour.
fn subject(app: &App, kind: &str, text: &str) -> Result<String, IdentityError> {
    let secret = app.config.identity.secret_key.as_ref().ok_or(IdentityError::NoSecret("SECRET_KEY"))?;
    Ok(token::text(&token::keyed(secret, kind, text)))
}
