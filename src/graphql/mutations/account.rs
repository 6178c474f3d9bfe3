//! What a person decides about their account: the password, the file of everything stored, the end.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::{ExposeSecret, SecretString};

use crate::graphql::cookie;
use crate::graphql::error::{Code, Failure};
use crate::graphql::scope::{Scope, scope};
use crate::graphql::types::scalars::UrlText;
use crate::identity::{Person, account, export};

/// The present password, and the next.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    #[graphql(secret)]
    current: String,
    #[graphql(secret)]
    new: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// What became of it.
    status: ChangePasswordStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangePasswordStatus {
    /// All other sessions are over; API tokens stay.
    Changed,
    InvalidCredentials,
    /// As for `signUp`.
    WeakPassword,
    /// As for `signIn`, and counted together with it.
    TooManyAttempts,
}

/// To be sure that it is the person themselves.
#[derive(InputObject)]
pub struct DeleteAccountInput {
    #[graphql(secret)]
    password: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct DeleteAccountPayload {
    /// What became of it.
    status: DeleteAccountStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeleteAccountStatus {
    /// Nothing about the person is stored any more, and none of their tokens works.
    Deleted,
    InvalidCredentials,
    /// Somebody would be left, and nobody to administer the house.
    LastAdministrator,
    /// As for `signIn`, and counted together with it.
    TooManyAttempts,
}

/// Nothing has to be said.
#[derive(InputObject)]
pub struct ExportMyDataInput {
    client_mutation_id: Option<String>,
}

/// A JSON file of everything stored about the person, to be fetched once, within the hour.
#[derive(SimpleObject)]
pub struct ExportMyDataPayload {
    /// Where it is fetched, with no other proof: keep it to yourself.
    url: UrlText,
}

/// What is changed about accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes the password, and ends all other sessions. Takes a session, not an API token.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<ChangePasswordPayload, Failure> {
        let scope = scope(ctx);
        let person = own_account(scope)?;
        let (current, new) = (SecretString::from(input.current), SecretString::from(input.new));
        let changed = account::change_password(&scope.app, person, &current, &new, &scope.visitor.client).await?;
        let status = match changed {
            account::ChangePassword::Changed => ChangePasswordStatus::Changed,
            account::ChangePassword::InvalidCredentials => ChangePasswordStatus::InvalidCredentials,
            account::ChangePassword::WeakPassword => ChangePasswordStatus::WeakPassword,
            account::ChangePassword::TooManyAttempts => ChangePasswordStatus::TooManyAttempts,
        };
        Ok(ChangePasswordPayload { status })
    }

    /// Removes the account and everything stored about the person, for good. Takes a session, not an API token.
    async fn delete_account(&self, ctx: &Context<'_>, input: DeleteAccountInput) -> Result<DeleteAccountPayload, Failure> {
        let scope = scope(ctx);
        let person = own_account(scope)?;
        let deleted = account::delete_account(&scope.app, person, &SecretString::from(input.password), &scope.visitor.client).await?;
        let status = match deleted {
            account::DeleteAccount::Deleted => DeleteAccountStatus::Deleted,
            account::DeleteAccount::InvalidCredentials => DeleteAccountStatus::InvalidCredentials,
            account::DeleteAccount::LastAdministrator => DeleteAccountStatus::LastAdministrator,
            account::DeleteAccount::TooManyAttempts => DeleteAccountStatus::TooManyAttempts,
        };
        if status == DeleteAccountStatus::Deleted && scope.visitor.cookie.is_wanted() {
            cookie::clear(ctx);
        }
        Ok(DeleteAccountPayload { status })
    }

    /// Prepares a JSON file of everything stored about the person. Takes a session, not an API token.
    #[expect(unused_variables, reason = "every mutation has an input")]
    async fn export_my_data(&self, ctx: &Context<'_>, input: ExportMyDataInput) -> Result<ExportMyDataPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_session()?;
        let token = export::order(&scope.app, person.id()).await?;
        let house = scope.app.config.server.public_url.as_str();
        Ok(ExportMyDataPayload { url: UrlText(format!("{}/exports/{}", house.trim_end_matches('/'), token.expose_secret())) })
    }
}

/// The demo's login belongs to everybody, and stays as it is.
fn own_account(scope: &Scope) -> Result<&Person, Failure> {
    let person = scope.require_session()?;
    if person.is_demo() {
        return Err(Failure::new(Code::Forbidden, "The demo's account stays as it is: sign up for one of your own."));
    }
    Ok(person)
}
