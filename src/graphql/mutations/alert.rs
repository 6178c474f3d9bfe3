//! How a person wants to be told of prices.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};
use secrecy::ExposeSecret;

use crate::alerts::{self, SettingsError};
use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::alert::AlertSettings;

/// What is to be different; what is not given stays.
#[derive(InputObject)]
pub struct UpdateAlertSettingsInput {
    /// Whether mails go to the address that the person signs in with.
    mail: Option<bool>,
    /// A topic at the house's ntfy server: whoever knows it can read it. Null turns it off.
    ntfy_topic: MaybeUndefined<String>,
    /// Where alerts are posted to: https, and no private address. Null turns it off.
    webhook_url: MaybeUndefined<String>,
}

/// How it stands now.
#[derive(SimpleObject)]
pub struct UpdateAlertSettingsPayload {
    /// How it stands now.
    settings: AlertSettings,
    /// What messages to a new address are signed with; told once. The header `X-Vinilogy-Signature` is
    /// `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>", in hex>`.
    webhook_secret: Option<String>,
}

/// What is changed about alerts.
#[derive(Default)]
pub struct AlertMutation;

#[Object]
impl AlertMutation {
    /// Says by which ways one wants to be told of alerts.
    async fn update_alert_settings(
        &self,
        ctx: &Context<'_>,
        input: UpdateAlertSettingsInput,
    ) -> Result<UpdateAlertSettingsPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let said = |value: MaybeUndefined<String>| match value {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => Some(Some(text)),
        };
        let change = alerts::Change { by_mail: input.mail, ntfy_topic: said(input.ntfy_topic), webhook_url: said(input.webhook_url) };
        let (settings, secret) = alerts::change(&scope.app, owner, change).await.map_err(|error| match error {
            SettingsError::Db(error) => error.into(),
            SettingsError::Seal(error) => Failure::internal(&error),
            wrong => Failure::bad_input(format!("{wrong}.")),
        })?;
        Ok(UpdateAlertSettingsPayload { settings: settings.into(), webhook_secret: secret.map(|secret| secret.expose_secret().to_owned()) })
    }
}
