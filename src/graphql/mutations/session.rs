//! Signing up, in and out, and staying signed in.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::{ExposeSecret, SecretString};

use crate::graphql::cookie;
use crate::graphql::error::Failure;
use crate::graphql::scope::{Scope, scope};
use crate::graphql::types::session::Session;
use crate::graphql::visitor::SessionCookie;
use crate::identity::Person;
use crate::identity::account::{self, SignIn, SignUp};
use crate::identity::session::{self, Refreshed};

/// Who wants an account.
#[derive(InputObject)]
pub struct SignUpInput {
    email: String,
    /// At least 10 characters, at most 1,000 bytes, and none that everybody would try first.
    #[graphql(secret)]
    password: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SignUpPayload {
    /// What became of it.
    status: SignUpStatus,
    /// The new person is signed in.
    session: Option<Session>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SignUpStatus {
    SignedUp,
    EmailTaken,
    /// Too short, too long, the address itself, or one of those that everybody would try first.
    WeakPassword,
    InvalidEmail,
    /// Accounts are made by whoever runs the house, with `create-user`.
    Closed,
    /// This client has failed too often in the last 15 minutes.
    TooManyAttempts,
}

/// Who wants to sign in.
#[derive(InputObject)]
pub struct SignInInput {
    email: String,
    #[graphql(secret)]
    password: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// What became of it.
    status: SignInStatus,
    /// The session, when it was the right password.
    session: Option<Session>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SignInStatus {
    SignedIn,
    /// No such account, or another password: which of them is not said.
    InvalidCredentials,
    /// 10 failures for this address, or 100 of this client, in the last 15 minutes.
    TooManyAttempts,
}

/// Which session to prolong.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// Empty: the one in the cookie, if the request has the header `X-Vinilogy-Session: cookie`.
    #[graphql(secret)]
    refresh_token: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// What became of it.
    status: RefreshSessionStatus,
    /// The same session with new tokens.
    session: Option<Session>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RefreshSessionStatus {
    Refreshed,
    /// No token of ours, or its session was ended.
    Invalid,
    /// It was used more than 30 seconds ago: somebody has a copy, and the whole session is over.
    Reused,
    Expired,
}

/// Which session to end.
#[derive(InputObject)]
pub struct SignOutInput {
    /// Absent: the one in the cookie, if the request has the header `X-Vinilogy-Session: cookie`; else the session of
    /// the access token.
    #[graphql(secret)]
    refresh_token: Option<String>,
    /// All sessions of the person.
    #[graphql(default_with = "Some(false)")]
    everywhere: Option<bool>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// What became of it.
    status: SignOutStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SignOutStatus {
    SignedOut,
    /// Nothing named a session that is there.
    Invalid,
}

/// What is changed about sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Makes an account, and signs in. The first one administers the house.
    async fn sign_up(&self, ctx: &Context<'_>, input: SignUpInput) -> Result<SignUpPayload, Failure> {
        let scope = scope(ctx);
        let only = |status| SignUpPayload { status, session: None };
        let password = SecretString::from(input.password);
        Ok(match account::sign_up(&scope.app, &input.email, &password, &scope.visitor.client).await? {
            SignUp::SignedUp(session) => SignUpPayload { status: SignUpStatus::SignedUp, session: Some(Session::hand_over(ctx, session)) },
            SignUp::EmailTaken => only(SignUpStatus::EmailTaken),
            SignUp::WeakPassword => only(SignUpStatus::WeakPassword),
            SignUp::InvalidEmail => only(SignUpStatus::InvalidEmail),
            SignUp::Closed => only(SignUpStatus::Closed),
            SignUp::TooManyAttempts => only(SignUpStatus::TooManyAttempts),
        })
    }

    /// Begins a session.
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload, Failure> {
        let scope = scope(ctx);
        let only = |status| SignInPayload { status, session: None };
        let password = SecretString::from(input.password);
        Ok(match account::sign_in(&scope.app, &input.email, &password, &scope.visitor.client).await? {
            SignIn::SignedIn(session) => SignInPayload { status: SignInStatus::SignedIn, session: Some(Session::hand_over(ctx, session)) },
            SignIn::InvalidCredentials => only(SignInStatus::InvalidCredentials),
            SignIn::TooManyAttempts => only(SignInStatus::TooManyAttempts),
        })
    }

    /// Prolongs a session: a new access token and a new refresh token for a refresh token that was not used yet. Send
    /// no access token along that is over.
    async fn refresh_session(&self, ctx: &Context<'_>, input: RefreshSessionInput) -> Result<RefreshSessionPayload, Failure> {
        let scope = scope(ctx);
        let only = |status| RefreshSessionPayload { status, session: None };
        let Token::One(token) = token(scope, Some(input.refresh_token)) else { return Ok(only(RefreshSessionStatus::Invalid)) };
        let asking = scope.visitor.requester.person().map(Person::id);
        Ok(match session::refresh(&scope.app, &token, asking, &scope.visitor.client).await? {
            Refreshed::Refreshed(session) => {
                RefreshSessionPayload { status: RefreshSessionStatus::Refreshed, session: Some(Session::hand_over(ctx, session)) }
            }
            Refreshed::Invalid => only(RefreshSessionStatus::Invalid),
            Refreshed::Reused => only(RefreshSessionStatus::Reused),
            Refreshed::Expired => only(RefreshSessionStatus::Expired),
        })
    }

    /// Ends a session: its access tokens end with it, at once.
    async fn sign_out(&self, ctx: &Context<'_>, input: SignOutInput) -> Result<SignOutPayload, Failure> {
        let scope = scope(ctx);
        let (asking, everywhere) = (scope.visitor.requester.person(), input.everywhere.unwrap_or(false));
        let ended = match (token(scope, input.refresh_token), asking) {
            (Token::Contradictory, _) | (Token::Nothing, None) => false,
            (Token::One(token), _) => session::end_by_token(&scope.app, &token, asking.map(Person::id), everywhere).await?,
            (Token::Nothing, Some(_)) => session::end(&scope.app, scope.require_session()?, everywhere).await?,
        };
        if ended && scope.visitor.cookie.is_wanted() {
            cookie::clear(ctx);
        }
        Ok(SignOutPayload { status: if ended { SignOutStatus::SignedOut } else { SignOutStatus::Invalid } })
    }
}

/// The refresh token that a request means.
enum Token {
    One(SecretString),
    Nothing,
    /// One in the input, and another in the cookie.
    Contradictory,
}

fn token(scope: &Scope, given: Option<String>) -> Token {
    let given = given.filter(|token| !token.is_empty()).map(SecretString::from);
    let kept = match &scope.visitor.cookie {
        SessionCookie::Wanted(kept) => kept.clone(),
        SessionCookie::Unwanted => None,
    };
    match (given, kept) {
        (Some(given), Some(kept)) if given.expose_secret() != kept.expose_secret() => Token::Contradictory,
        (Some(token), _) | (None, Some(token)) => Token::One(token),
        (None, None) => Token::Nothing,
    }
}
