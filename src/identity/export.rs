//! Everything stored about a person, as one JSON file: ordered here, fetched once.
//!
//! What is personal is found, not listed: every table with a column that refers to `users`. So a table that is
//! added later is in the file from its first day, and goes with the account.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};

use super::account::whole;
use super::error::IdentityError;
use super::requester::UserId;
use super::token;
use crate::app::App;
use crate::db::Conn;
use crate::db::schema::personal_exports;

/// For so long a link works.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Columns with such a word in their name hold secrets, or what is made of them, and stay here.
const SECRET: &str = "(hash|secret|password|sealed|token)";

/// Every table about people, with the column that says whom.
const TABLES: &str = "
    select c.conrelid::regclass::text as name, format('%I', a.attname) as owner
    from pg_constraint as c join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'users'::regclass and c.conparentid = 0
    union select 'users', 'id' order by name";

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    owner: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = Text)]
    rows: String,
}

/// Orders the file: the last part of the link to it, which works once, within the hour.
pub async fn order(app: &App, owner: UserId) -> Result<SecretString, IdentityError> {
    let (token, now) = (token::random(), app.clock.now());
    let conn = &mut app.db.conn().await?;
    // Links that nobody used in time, anybody's.
    diesel::delete(personal_exports::table.filter(personal_exports::expires_at.le(now))).execute(conn).await?;
    diesel::insert_into(personal_exports::table)
        .values((
            personal_exports::hash.eq(token::hash(token.expose_secret())),
            personal_exports::user_id.eq(owner.get()),
            personal_exports::created_at.eq(now),
            personal_exports::expires_at.eq(now + LIFETIME),
        ))
        .execute(conn)
        .await?;
    Ok(token)
}

/// The file that was ordered, this once. `None`: there is no such link, or no longer.
pub async fn fetch(app: &App, token: &SecretString) -> Result<Option<String>, IdentityError> {
    let (app, hash) = (app.clone(), token::hash(token.expose_secret()));
    whole(async move {
        let conn = &mut app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let now = app.clock.now();
            let found: Option<(i64, chrono::DateTime<chrono::Utc>)> = diesel::delete(personal_exports::table.find(&hash))
                .returning((personal_exports::user_id, personal_exports::expires_at))
                .get_result(conn)
                .await
                .optional()?;
            match found {
                Some((owner, expires_at)) if expires_at > now => Ok(Some(everything(conn, owner, &now.to_rfc3339()).await?)),
                _ => Ok::<_, IdentityError>(None),
            }
        })
        .await
    })
    .await
}

/// One object: a table's name, and its rows that are about this person.
async fn everything(conn: &mut AsyncPgConnection, owner: i64, at: &str) -> QueryResult<String> {
    let tables: Vec<Table> = sql_query(TABLES).load(conn).await?;
    let mut file = format!("{{\"exportedAt\":\"{at}\"");
    for table in tables {
        // Names that PostgreSQL itself has quoted; the person is a parameter.
        let rows = format!(
            "select coalesce(json_agg(row), '[]')::text as rows from (
                 select (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where key !~ $2) as row
                 from {} as t where t.{} = $1) as r",
            table.name, table.owner
        );
        let Rows { rows } = sql_query(rows).bind::<BigInt, _>(owner).bind::<Text, _>(SECRET).get_result(conn).await?;
        file.push_str(",\n\"");
        file.push_str(&table.name.replace('"', ""));
        file.push_str("\":");
        file.push_str(&rows);
    }
    file.push_str("}\n");
    Ok(file)
}
