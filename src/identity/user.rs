//! People with an account: the row and its queries.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::error::IdentityError;
use super::requester::UserId;
use crate::app::App;
use crate::db::schema::users;

/// `last_active_at` is as exact as this: whoever asks ten times a second writes once.
const ACTIVITY: TimeDelta = TimeDelta::minutes(5);

diesel::define_sql_function! {
    /// As the unique index on addresses spells them.
    fn lower(text: Text) -> Text;
}

/// A person, as stored; without the password's hash, which only [`User::credentials`] reads.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub email: String,
    pub is_admin: bool,
    pub is_demo: bool,
    pub last_active_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Somebody to be.
pub(super) struct NewUser<'a> {
    pub email: &'a str,
    pub password_hash: &'a str,
    /// The first account is administrator whatever this says.
    pub is_admin: bool,
    pub is_demo: bool,
}

/// The person of that id; `None`: there is none any more.
pub async fn find(app: &App, id: UserId) -> Result<Option<User>, IdentityError> {
    find_row(app, id.get()).await
}

/// The person of a row that names one: for jobs and commands, behind which nobody is asking.
pub async fn find_row(app: &App, id: i64) -> Result<Option<User>, IdentityError> {
    Ok(User::find(&mut *app.db.conn().await?, id).await?)
}

impl User {
    /// Whom this row is about.
    pub fn user_id(&self) -> UserId {
        UserId::new(self.id)
    }

    pub(super) async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        users::table.find(id).select(Self::as_select()).first(conn).await.optional()
    }

    /// The person of that address, and the hash of their password.
    pub(super) async fn credentials(conn: &mut AsyncPgConnection, email: &str) -> QueryResult<Option<(Self, String)>> {
        users::table
            .filter(lower(users::email).eq(lower(email)))
            .select((Self::as_select(), users::password_hash))
            .first(conn)
            .await
            .optional()
    }

    /// The person of that id, and the hash of their password.
    pub(super) async fn credentials_of(conn: &mut AsyncPgConnection, id: UserId) -> QueryResult<Option<(Self, String)>> {
        users::table.find(id.get()).select((Self::as_select(), users::password_hash)).first(conn).await.optional()
    }

    /// Whether the password is still the one that was compared; and it stays so to the end of the transaction.
    pub(super) async fn holds(conn: &mut AsyncPgConnection, id: i64, password_hash: &str) -> QueryResult<bool> {
        let found: Option<i64> = users::table
            .filter(users::id.eq(id))
            .filter(users::password_hash.eq(password_hash))
            .select(users::id)
            .for_share()
            .first(conn)
            .await
            .optional()?;
        Ok(found.is_some())
    }

    /// Whoever ends all sessions of a person follows another who does, to the end of the transaction.
    pub(super) async fn hold(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<()> {
        users::table.find(id).select(users::id).for_no_key_update().first::<i64>(conn).await.optional().map(|_| ())
    }

    /// Stores another hash in the place of that one; `false` when it is not there any more.
    pub(super) async fn rehash(conn: &mut AsyncPgConnection, id: i64, old: &str, new: &str, now: DateTime<Utc>) -> QueryResult<bool> {
        let changed = diesel::update(users::table.filter(users::id.eq(id)).filter(users::password_hash.eq(old)))
            .set((users::password_hash.eq(new), users::updated_at.eq(now)))
            .execute(conn)
            .await?;
        Ok(changed == 1)
    }

    /// Whoever makes an account or removes one follows another: of two who come first at once, one is first, and
    /// of two last administrators one stays. Held to the end of the transaction.
    pub(super) async fn lock(conn: &mut AsyncPgConnection) -> QueryResult<usize> {
        sql_query("select pg_advisory_xact_lock(hashtext('vinilogy accounts'))").execute(conn).await
    }

    /// Stores a new account, unless the address has one. Begin with [`User::lock`].
    pub(super) async fn insert(conn: &mut AsyncPgConnection, new: &NewUser<'_>, now: DateTime<Utc>) -> QueryResult<Option<Self>> {
        sql_query(
            "insert into users (email, password_hash, is_admin, is_demo, last_active_at, created_at, updated_at)
             values ($1, $2, not $4 and ($3 or not exists (select from users where not is_demo)), $4, $5, $5, $5)
             on conflict ((lower(email))) do nothing
             returning id, email, is_admin, is_demo, last_active_at, created_at",
        )
        .bind::<Text, _>(new.email)
        .bind::<Text, _>(new.password_hash)
        .bind::<Bool, _>(new.is_admin)
        .bind::<Bool, _>(new.is_demo)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await
        .optional()
    }

    /// Whether somebody would be left, and nobody to administer. Begin with [`User::lock`].
    pub(super) async fn is_last_administrator(conn: &mut AsyncPgConnection, id: UserId) -> QueryResult<bool> {
        let others = users::table.filter(users::id.ne(id.get())).filter(users::is_demo.eq(false));
        let own = users::table.filter(users::id.eq(id.get())).filter(users::is_admin.eq(true));
        diesel::select(
            diesel::dsl::exists(own)
                .and(diesel::dsl::exists(others))
                .and(diesel::dsl::not(diesel::dsl::exists(others.filter(users::is_admin.eq(true))))),
        )
        .get_result(conn)
        .await
    }

    /// Removes an account; everything personal goes with it.
    pub(super) async fn delete(conn: &mut AsyncPgConnection, id: UserId, password_hash: &str) -> QueryResult<bool> {
        let rows = users::table.filter(users::id.eq(id.get())).filter(users::password_hash.eq(password_hash));
        Ok(diesel::delete(rows).execute(conn).await? == 1)
    }

    /// Whether it is time to note that somebody was here.
    pub(super) fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        last.is_none_or(|last| last + ACTIVITY <= now)
    }

    /// Notes that somebody was here, once for all processes that notice it together.
    pub(super) async fn note_activity(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
        sql_query("update users set last_active_at = $2 where id = $1 and (last_active_at is null or last_active_at <= $3)")
            .bind::<BigInt, _>(id)
            .bind::<Nullable<Timestamptz>, _>(now)
            .bind::<Timestamptz, _>(now - ACTIVITY)
            .execute(conn)
            .await
    }
}

/// An address as it is stored: without blanks around it, if it is one that mail could be sent to.
pub(super) fn email(text: &str) -> Option<&str> {
    /// RFC 5321's longest path.
    const LONGEST: usize = 254;
    let options = email_address::Options::default().with_required_tld().without_display_text().without_domain_literal();
    let text = text.trim();
    let is_one = text.len() <= LONGEST && email_address::EmailAddress::parse_with_options(text, options).is_ok();
    (is_one && !text.chars().any(|letter| letter.is_control() || letter.is_whitespace())).then_some(text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_one_that_mail_could_be_sent_to() {
        for (text, stored) in [
            ("ana@example.org", Some("ana@example.org")),
            ("  Ana.Gómez+vinyl@Example.org ", Some("Ana.Gómez+vinyl@Example.org")),
            ("", None),
            ("ana", None),
            ("@example.org", None),
            ("ana@", None),
            ("ana@localhost", None),
            ("ana@exa mple.org", None),
            ("ana@example.org\nbcc: ben@example.org", None),
            ("Ana <ana@example.org>", None),
            ("ana@[127.0.0.1]", None),
        ] {
            assert_eq!(super::email(text), stored, "{text:?}");
        }
        assert_eq!(super::email(&format!("{}@example.org", "a".repeat(300))), None);
    }
}
