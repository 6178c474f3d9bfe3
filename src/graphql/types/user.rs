//! The signed-in person.

use async_graphql::{Context, ID, Object};

use super::api_token::ApiToken;
use super::listening::{LinkedAccount, Listening};
use super::profile::Profile;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::identity::{self, api_token};
use crate::profiles::{account, profile};

/// A person, as they see themselves. Whoever makes one has made sure that it is theirs.
pub struct User(pub identity::User);

/// A person, as they see themselves: nobody sees another.
#[Object]
impl User {
    /// Readable and typed: `user:7`.
    pub async fn id(&self) -> ID {
        Kind::User.id(self.0.id)
    }

    /// The address that they sign in with.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Whether they administer the house.
    async fn is_admin(&self) -> bool {
        self.0.is_admin
    }

    /// Where they live and pay, and what they speak and listen by.
    async fn profile(&self, ctx: &Context<'_>) -> Result<Profile, Failure> {
        Ok(Profile(profile::find(&scope(ctx).app, self.0.user_id()).await?))
    }

    /// Their accounts at services that know what they listen to.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<LinkedAccount>, Failure> {
        Ok(account::list(&scope(ctx).app, self.0.user_id()).await?.into_iter().map(LinkedAccount).collect())
    }

    /// What they listen to, as the linked account says that they listen by (`profile.primarySource`), or the only one.
    async fn listening(&self) -> Listening {
        Listening(self.0.user_id())
    }

    /// The tokens that they made for programs, the newest first; at most a hundred.
    async fn api_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>, Failure> {
        Ok(api_token::list(&scope(ctx).app, self.0.user_id()).await?.into_iter().map(ApiToken).collect())
    }
}
