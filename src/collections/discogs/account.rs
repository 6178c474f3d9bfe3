//! The account's row, and in whose name Discogs is asked for it.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::collections::held::List;
use crate::db::schema::{account_consents, collection_items, linked_accounts};
use crate::db::{Conn, DbError, whole};
use crate::identity::seal::{self, SealError};
use crate::identity::{self, IdentityError, UserId};
use crate::integrations::discogs::collector::As;

/// As the database spells Discogs.
pub(super) const SERVICE: &str = "discogs";
/// What a sealed token is for.
const PURPOSE: &str = "discogs token";

/// A Discogs account, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = linked_accounts)]
pub(super) struct Account {
    pub user_id: i64,
    pub username: String,
    sealed_token: Option<String>,
}

/// What Discogs gave to be asked in a person's name.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Given {
    Token(String),
    Consent(String, String),
}

/// Why nobody can be asked in a person's name.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsealed {
    #[error(transparent)]
    Database(#[from] IdentityError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Account {
    pub async fn find(conn: &mut AsyncPgConnection, user_id: i64) -> QueryResult<Option<Self>> {
        linked_accounts::table.find((user_id, SERVICE)).select(Self::as_select()).first(conn).await.optional()
    }

    /// Whether the account is still the one that was asked about; it stays so to the end of the transaction.
    pub async fn hold(&self, conn: &mut AsyncPgConnection) -> QueryResult<bool> {
        let found: Option<Self> = linked_accounts::table
            .find((self.user_id, SERVICE))
            .select(Self::as_select())
            .for_no_key_update()
            .first(conn)
            .await
            .optional()?;
        Ok(found.is_some_and(|found| found.username == self.username))
    }

    /// Notes why a synchronisation did not come to its end.
    pub async fn set_problem(&self, conn: &mut AsyncPgConnection, problem: &str) -> QueryResult<usize> {
        let row = linked_accounts::table.find((self.user_id, SERVICE)).filter(linked_accounts::username.eq(&self.username));
        diesel::update(row).set(linked_accounts::problem.eq(problem)).execute(conn).await
    }

    /// Whether Discogs is asked in the person's own name.
    pub fn is_own(&self) -> bool {
        self.sealed_token.is_some()
    }

    /// In whose name Discogs is asked.
    pub async fn name(&self, app: &App) -> Result<As, Unsealed> {
        match &self.sealed_token {
            None => Ok(As::House),
            Some(sealed) => open(app, self.user_id, sealed).await,
        }
    }
}

/// What Discogs gave to be asked in a person's name, as text; `None`: nothing was given.
pub(super) fn text(name: &As) -> Option<SecretString> {
    let given = match name {
        As::House | As::Nobody => return None,
        As::Member(token) => Given::Token(token.expose_secret().to_owned()),
        As::Consented { token, secret } => Given::Consent(token.expose_secret().to_owned(), secret.expose_secret().to_owned()),
    };
    serde_json::to_string(&given).ok().map(SecretString::from)
}

/// Reads such a text.
pub(super) fn read(text: &SecretString) -> Result<As, SealError> {
    Ok(match serde_json::from_str(text.expose_secret()).map_err(|_| SealError::Damaged)? {
        Given::Token(token) => As::Member(token.into()),
        Given::Consent(token, secret) => As::Consented { token: token.into(), secret: secret.into() },
    })
}

/// Seals it.
pub(super) fn sealed(app: &App, owner: UserId, name: &As) -> Result<Option<String>, SealError> {
    text(name).map(|text| seal::seal(&app.config.identity, PURPOSE, owner, &text)).transpose()
}

/// Opens what was sealed for that person.
pub(super) async fn open(app: &App, user_id: i64, sealed: &str) -> Result<As, Unsealed> {
    // Whoever has left has no tokens either.
    let owner = identity::find_row(app, user_id).await?.ok_or(SealError::Damaged)?.user_id();
    Ok(read(&seal::open(&app.config.identity, PURPOSE, owner, sealed)?)?)
}

/// Ends the link; what came from Discogs goes with it, but for what the person put on their lists themselves. `false`:
/// there was none.
pub async fn unlink(app: &App, owner: UserId) -> Result<bool, DbError> {
    let (db, now) = (app.db.clone(), app.clock.now());
    whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let ended = diesel::delete(linked_accounts::table.find((owner.get(), SERVICE))).execute(conn).await? == 1;
            if ended {
                forget(conn, owner.get(), now).await?;
            }
            Ok(ended)
        })
        .await
    })
    .await
}

/// Removes what came from an account that is not linked any more. Whoever calls holds the account's row, or has deleted it.
pub(super) async fn forget(conn: &mut AsyncPgConnection, user_id: i64, now: chrono::DateTime<chrono::Utc>) -> QueryResult<()> {
    List::Copies.remove_unmet(conn, user_id, None, now).await?;
    List::Wants.remove_unmet(conn, user_id, None, now).await?;
    let items = collection_items::table.filter(collection_items::user_id.eq(user_id));
    diesel::delete(items.filter(collection_items::source.eq(SERVICE))).execute(conn).await?;
    let consents = account_consents::table.filter(account_consents::user_id.eq(user_id));
    diesel::delete(consents.filter(account_consents::service.eq(SERVICE))).execute(conn).await?;
    Ok(())
}
