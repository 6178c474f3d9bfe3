//! Tokens for programs.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use secrecy::ExposeSecret;

use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::api_token::{ApiToken, TokenScope};
use crate::identity::api_token;

/// In characters.
const LONGEST_NAME: usize = 100;

/// The token wanted.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What it is for: 1 to 100 characters.
    name: String,
    scope: TokenScope,
}

/// The new token.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// The new token.
    token: ApiToken,
    /// What the program sends as `Authorization: Bearer`. Shown this once.
    secret: String,
}

/// Which token to take back.
#[derive(InputObject)]
pub struct RevokeApiTokenInput {
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RevokeApiTokenPayload {
    /// What became of it.
    status: RevokeApiTokenStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RevokeApiTokenStatus {
    /// It works no longer.
    Revoked,
    /// No token of this person's has that id.
    NotFound,
}

/// What is changed about tokens for programs.
#[derive(Default)]
pub struct ApiTokenMutation;

#[Object]
impl ApiTokenMutation {
    /// Makes a token for a program. Takes a session, not an API token; scope ADMIN, an administrator.
    async fn create_api_token(&self, ctx: &Context<'_>, input: CreateApiTokenInput) -> Result<CreateApiTokenPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_session()?;
        let name = input.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Failure::bad_input(format!("`name` must have 1 to {LONGEST_NAME} characters.")));
        }
        if input.scope == TokenScope::Admin {
            scope.require_administrator()?;
        }
        match api_token::create(&scope.app, person.id(), name, input.scope.into()).await? {
            Some((token, secret)) => Ok(CreateApiTokenPayload { token: ApiToken(token), secret: secret.expose_secret().to_owned() }),
            None => Err(Failure::new(Code::Forbidden, format!("You have {} tokens: revoke one first.", api_token::MOST))),
        }
    }

    /// Takes a token back: it works no longer. Takes a session, not an API token.
    async fn revoke_api_token(&self, ctx: &Context<'_>, input: RevokeApiTokenInput) -> Result<RevokeApiTokenPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_session()?;
        let revoked = api_token::revoke(&scope.app, person.id(), Kind::ApiToken.row(&input.id)?).await?;
        Ok(RevokeApiTokenPayload { status: if revoked { RevokeApiTokenStatus::Revoked } else { RevokeApiTokenStatus::NotFound } })
    }
}
