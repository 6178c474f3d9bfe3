//! Accounts at services that know what a person listens to, and fetching it.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::SecretString;

use crate::graphql::cookie;
use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::JobRun;
use crate::graphql::types::listening::LinkedAccount;
use crate::graphql::types::profile::ListeningSource;
use crate::graphql::types::scalars::UrlText;
use crate::ops;
use crate::profiles::account::{self, Link};
use crate::profiles::consent::Via;
use crate::profiles::listening;

/// More than this no service allows for a name.
const LONGEST_NAME: usize = 200;

/// Which account to link.
#[derive(InputObject)]
pub struct LinkAccountInput {
    service: ListeningSource,
    /// What the person is called there.
    username: Option<String>,
    /// Discogs: a token that the person has made there for themselves, by which what they show to nobody else is read too.
    /// It is kept encrypted. Spotify takes none.
    #[graphql(secret)]
    token: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct LinkAccountPayload {
    /// What became of it.
    status: LinkAccountStatus,
    /// The account, once it is linked. What it knows is being fetched.
    account: Option<LinkedAccount>,
    /// Where the person must consent first, for services that want it.
    authorize_url: Option<UrlText>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum LinkAccountStatus {
    Linked,
    /// The person must consent at the service first.
    Authorize,
    /// The service has nobody of that name, or does not take the token.
    UnknownUser,
    /// The service cannot be asked here.
    NotConfigured,
}

/// Which link to end.
#[derive(InputObject)]
pub struct UnlinkAccountInput {
    service: ListeningSource,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct UnlinkAccountPayload {
    /// What became of it.
    status: UnlinkAccountStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UnlinkAccountStatus {
    Unlinked,
    NotLinked,
}

/// What to fetch.
#[derive(InputObject)]
pub struct SyncListeningInput {
    /// Every linked account, if not given.
    service: Option<ListeningSource>,
}

/// The run that fetches it.
#[derive(SimpleObject)]
pub struct SyncListeningPayload {
    /// The run that fetches it, to be followed with the subscription `jobRun`; null when no such account is linked.
    run: Option<JobRun>,
}

/// What is changed about listening.
#[derive(Default)]
pub struct ListeningMutation;

#[Object]
impl ListeningMutation {
    /// Links an account, once the service has said that it exists; another one of that service is no longer linked then.
    /// Where the service wants the person's consent (Spotify, and Discogs without name and token), they go to `authorizeUrl`, and come
    /// back to the page linked.
    async fn link_account(&self, ctx: &Context<'_>, input: LinkAccountInput) -> Result<LinkAccountPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let username = input.username.as_deref().map(str::trim).unwrap_or_default();
        let needs_name = matches!(input.service, ListeningSource::Lastfm | ListeningSource::Listenbrainz);
        if needs_name && (username.is_empty() || username.chars().count() > LONGEST_NAME || username.chars().any(char::is_control)) {
            return Err(Failure::bad_input("`username` is missing or too long: give the name of the account at the service."));
        }
        if input.service == ListeningSource::Discogs && !username.is_empty() && !is_member(username) {
            return Err(Failure::bad_input("`username` is no name at Discogs: give the one that its address ends with."));
        }
        let token = match input.token.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(_) if input.service != ListeningSource::Discogs => {
                return Err(Failure::bad_input("`token` is for Discogs alone: leave it out."));
            }
            Some(token) if token.len() > LONGEST_NAME || !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
                return Err(Failure::bad_input("`token` is no token of Discogs: give the one of its page for developers."));
            }
            Some(token) => Some(SecretString::from(token)),
        };
        let via = if scope.visitor.cookie.is_wanted() { Via::Browser } else { Via::Program };
        let only = |status| LinkAccountPayload { status, account: None, authorize_url: None };
        Ok(match account::link(&scope.app, owner, (input.service.into(), username, token.as_ref()), via, scope.deadline).await? {
            Link::Linked(account) => LinkAccountPayload { account: Some(LinkedAccount(account)), ..only(LinkAccountStatus::Linked) },
            Link::Authorize(url) => {
                if via == Via::Browser {
                    // The consent counts in this person's browser alone.
                    cookie::set_mark(ctx, owner);
                }
                LinkAccountPayload { authorize_url: Some(UrlText(url.into())), ..only(LinkAccountStatus::Authorize) }
            }
            Link::UnknownUser => only(LinkAccountStatus::UnknownUser),
            Link::NotConfigured => only(LinkAccountStatus::NotConfigured),
        })
    }

    /// Ends a link; what was fetched from there is removed.
    async fn unlink_account(&self, ctx: &Context<'_>, input: UnlinkAccountInput) -> Result<UnlinkAccountPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let was_linked = account::unlink(&scope.app, owner, input.service.into()).await?;
        let status = if was_linked { UnlinkAccountStatus::Unlinked } else { UnlinkAccountStatus::NotLinked };
        Ok(UnlinkAccountPayload { status })
    }

    /// Fetches what is new, behind whoever asks.
    async fn sync_listening(&self, ctx: &Context<'_>, input: SyncListeningInput) -> Result<SyncListeningPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let run = listening::order_one(&scope.app, owner, input.service.map(Into::into)).await?;
        Ok(SyncListeningPayload {
            run: match run {
                Some(run) => ops::find_run(&scope.app, run).await?.map(JobRun),
                None => None,
            },
        })
    }
}

/// Whether somebody may be called so at Discogs: what would lead to another address is no name.
fn is_member(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && !name.chars().all(|letter| letter == '.')
        && name.chars().all(|letter| !letter.is_control() && !"/\\?#%".contains(letter))
}
