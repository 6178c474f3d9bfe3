//! By which ways a person wants to be told.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use secrecy::SecretString;

use crate::app::App;
use crate::db::DbError;
use crate::db::schema::alert_settings as table;
use crate::identity::seal::{self, SealError};
use crate::identity::{UserId, random_token};

/// What their webhook's secret is sealed for.
const PURPOSE: &str = "webhook secret";

/// A person's ways, as stored; without a row all of them are off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct Settings {
    pub by_mail: bool,
    pub ntfy_topic: Option<String>,
    pub webhook_url: Option<String>,
    sealed_webhook_secret: Option<String>,
}

/// What is to be different; the outer `None`: it stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub by_mail: Option<bool>,
    pub ntfy_topic: Option<Option<String>>,
    pub webhook_url: Option<Option<String>>,
}

/// Why settings will not do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("`mail`: this house sends no mail; whoever runs it sets SMTP_URL")]
    NoMail,
    #[error("`ntfyTopic`: this house has no ntfy server; whoever runs it sets NTFY_URL")]
    NoNtfy,
    #[error("`ntfyTopic` will not do: give 1 to 64 letters, digits, - and _")]
    Topic,
    #[error("`webhookUrl` will not do: {0}")]
    Webhook(String),
    #[error("the webhook's secret could not be sealed")]
    Seal(#[from] SealError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A person's ways.
pub async fn settings(app: &App, owner: UserId) -> Result<Settings, DbError> {
    let row = table::table.find(owner.get()).select(Settings::as_select()).first(&mut *app.db.conn().await?).await.optional()?;
    Ok(row.unwrap_or_default())
}

/// Changes them. A new address of a webhook gets a new secret, which is told now and never again.
pub async fn change(app: &App, owner: UserId, change: Change) -> Result<(Settings, Option<SecretString>), SettingsError> {
    let notices = &app.integrations.notices;
    let mut new = settings(app, owner).await?;
    if let Some(by_mail) = change.by_mail {
        if by_mail && !notices.has_mail() {
            return Err(SettingsError::NoMail);
        }
        new.by_mail = by_mail;
    }
    if let Some(topic) = change.ntfy_topic {
        if topic.is_some() && !notices.has_ntfy() {
            return Err(SettingsError::NoNtfy);
        }
        let is_one = |topic: &String| {
            (1..=64).contains(&topic.len()) && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if topic.as_ref().is_some_and(|topic| !is_one(topic)) {
            return Err(SettingsError::Topic);
        }
        new.ntfy_topic = topic;
    }
    let mut told = None;
    if let Some(address) = change.webhook_url {
        let address = address.map(|text| notices.check_webhook(&text)).transpose().map_err(SettingsError::Webhook)?.map(String::from);
        if address.is_none() {
            new.sealed_webhook_secret = None;
        } else if address != new.webhook_url {
            let secret = random_token();
            new.sealed_webhook_secret = Some(seal::seal(&app.config.identity, PURPOSE, owner, &secret)?);
            told = Some(secret);
        }
        new.webhook_url = address;
    }
    let row = (
        table::user_id.eq(owner.get()),
        table::by_mail.eq(new.by_mail),
        table::ntfy_topic.eq(&new.ntfy_topic),
        table::webhook_url.eq(&new.webhook_url),
        table::sealed_webhook_secret.eq(&new.sealed_webhook_secret),
        table::updated_at.eq(app.clock.now()),
    );
    let changed = (
        table::by_mail.eq(excluded(table::by_mail)),
        table::ntfy_topic.eq(excluded(table::ntfy_topic)),
        table::webhook_url.eq(excluded(table::webhook_url)),
        table::sealed_webhook_secret.eq(excluded(table::sealed_webhook_secret)),
        table::updated_at.eq(excluded(table::updated_at)),
    );
    let conn = &mut app.db.conn().await?;
    let stored = diesel::insert_into(table::table).values(row).on_conflict(table::user_id).do_update().set(changed).execute(conn).await;
    stored.map_err(DbError::from)?;
    Ok((new, told))
}

/// The secret that a person's webhook is signed with.
pub(super) fn open_secret(app: &App, owner: UserId, sealed: &str) -> Result<SecretString, SealError> {
    seal::open(&app.config.identity, PURPOSE, owner, sealed)
}
