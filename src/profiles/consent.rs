//! The round trip of a consent: a person is sent to a service, agrees there, comes back, and a job fetches what they
//! agreed to.
//!
//! Whoever comes back is known by what the service sends along (`state`), which was made for one person, works once and
//! not for long, and is of no use in somebody else's browser: whoever could have another person consent for them would
//! read what that person listens to. No code or token is stored in the clear, not in the queue either.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{ListeningSource, discogs, spotify};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::db::schema::account_consents;
use crate::db::{Conn, DbError, whole};
use crate::identity::seal::{self, SealError};
use crate::identity::{self, IdentityError, UserId, mark, session};
use crate::integrations::Priority;
use crate::jobs::{self, Ended, Job, JobContext, JobError, JobRun, Next, Order, RunState, Trigger};

/// So long a person may take.
const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// So many a person may have open at one service: a tab each.
const MOST_OPEN: i64 = 5;

const SECRET: &str = "consent";
const ANSWER: &str = "answer to a consent";

/// Whose hands the person is in while they consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The browser that is asking, which carries a mark of whose it is: no other one will do.
    Browser,
    /// A program has asked; the browser is whichever it opens.
    Program,
}

/// How somebody came back.
#[derive(Debug)]
pub struct Return {
    /// What the service was given to send back.
    pub state: SecretString,
    /// What the exchange needs. `None`: the person said no.
    pub code: Option<SecretString>,
    /// The mark of the browser.
    pub mark: Option<String>,
    /// The refresh token in the session's cookie, where a browser sends it.
    pub session: Option<SecretString>,
}

/// What became of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Linked,
    /// The service has not answered yet; the job goes on.
    Underway,
    /// Nobody was sent away with this, or it was used before, or it took too long.
    Unknown,
    /// It was begun by one person, and this is another one's browser.
    OtherPerson,
    /// The person said no.
    Denied,
    /// The service does not take what the person came back with.
    Refused,
}

/// What is kept of a consent besides whose it is.
#[derive(Serialize, Deserialize)]
struct Kept {
    secret: String,
    in_browser: bool,
}

/// A consent that was given: all that a job needs to make use of it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Given {
    /// What the service was given to send back.
    pub state: String,
    pub code: String,
    /// What was kept since the person was sent away.
    pub secret: String,
}

/// Notes that a person is sent to a service. `state` is what it sends back, `secret` what the exchange needs besides.
pub(super) async fn begin(
    app: &App,
    owner: UserId,
    service: ListeningSource,
    (state, secret): (&SecretString, &SecretString),
    via: Via,
) -> Result<(), CatalogError> {
    let kept = Kept { secret: secret.expose_secret().to_owned(), in_browser: via == Via::Browser };
    let sealed = seal_json(app, &purpose(SECRET, service), owner, &kept).map_err(no_seal)?;
    let (hash, now) = (identity::token_hash(state.expose_secret()), app.clock.now());
    let conn = &mut app.db.conn().await?;
    // Those who never came back, and more tabs than anybody needs.
    sql_query(
        "delete from account_consents where expires_at <= $1 or state_hash in (
             select state_hash from account_consents where user_id = $2 and service = $3 order by created_at desc offset $4)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(owner.get())
    .bind::<Text, _>(service.word())
    .bind::<BigInt, _>(MOST_OPEN - 1)
    .execute(conn)
    .await?;
    diesel::insert_into(account_consents::table)
        .values((
            account_consents::state_hash.eq(hash),
            account_consents::user_id.eq(owner.get()),
            account_consents::service.eq(service.word()),
            account_consents::sealed_secret.eq(sealed),
            account_consents::created_at.eq(now),
            account_consents::expires_at.eq(now + LIFETIME),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes what somebody came back with, has a job make use of it, and waits for that until `deadline`.
pub async fn complete(app: &App, service: ListeningSource, back: Return, deadline: Instant) -> Result<Outcome, IdentityError> {
    let hash = identity::token_hash(back.state.expose_secret());
    let row = account_consents::table.find(&hash).filter(account_consents::service.eq(service.word()));
    let found: Option<(i64, String, DateTime<Utc>)> = row
        .select((account_consents::user_id, account_consents::sealed_secret, account_consents::expires_at))
        .first(&mut *app.db.conn().await?)
        .await
        .optional()?;
    let Some((user_id, sealed, expires_at)) = found else { return Ok(Outcome::Unknown) };
    let Some(user) = identity::find_row(app, user_id).await? else { return Ok(Outcome::Unknown) };
    let owner = user.user_id();
    let kept: Option<Kept> = open_json(app, &purpose(SECRET, service), owner, &sealed).ok();
    let is_elsewhere = is_elsewhere(app, owner, kept.as_ref().is_some_and(|kept| kept.in_browser), &back).await?;
    let job = match (kept, &back.code) {
        _ if expires_at <= app.clock.now() => Err(Outcome::Unknown),
        // Sealed with another SECRET_KEY: as good as lost.
        (None, _) => Err(Outcome::Unknown),
        _ if is_elsewhere => Err(Outcome::OtherPerson),
        (Some(_), None) => Err(Outcome::Denied),
        (Some(kept), Some(code)) => {
            let (state, code) = (back.state.expose_secret().to_owned(), code.expose_secret().to_owned());
            let given = Given { state, code, secret: kept.secret };
            let sealed = seal_json(app, &purpose(ANSWER, service), owner, &given);
            let reference = hash.chars().take(12).collect();
            sealed.map_err(|_| Outcome::Unknown).map(|sealed| FinishConsent {
                user_id,
                service: service.word().to_owned(),
                reference,
                stage: Stage::Code,
                sealed,
            })
        }
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    let ordered = whole(async move {
        let conn = &mut db.conn().await?;
        Ok::<_, DbError>(
            conn.transaction(async |conn: &mut Conn| {
                // Of two who bring the same, one finds it.
                if diesel::delete(account_consents::table.find(&hash)).execute(conn).await? == 0 {
                    return QueryResult::Ok(Err(Outcome::Unknown));
                }
                match &job {
                    Ok(job) => {
                        let order = Order { priority: Priority::Person, trigger: Trigger::Manual, parent: None, now };
                        Ok(Ok(jobs::enqueue(conn, job, order).await?.run_id))
                    }
                    Err(outcome) => Ok(Err(*outcome)),
                }
            })
            .await?,
        )
    });
    match ordered.await? {
        Ok(run) => Ok(wait(app, run, deadline).await?),
        Err(outcome) => Ok(outcome),
    }
}

/// Whether the browser is another person's than who began.
async fn is_elsewhere(app: &App, owner: UserId, in_browser: bool, back: &Return) -> Result<bool, IdentityError> {
    let theirs = mark::of(&app.config.identity, owner);
    let is_marked_otherwise = match &back.mark {
        Some(mark) => Some(mark) != theirs.as_ref(),
        None => in_browser,
    };
    let session = match &back.session {
        Some(token) => session::owner(app, token).await?,
        None => None,
    };
    Ok(is_marked_otherwise || session.is_some_and(|other| other != owner.get()))
}

async fn wait(app: &App, run: i64, deadline: Instant) -> Result<Outcome, DbError> {
    let ended = jobs::wait(app, &[run], deadline).await?;
    Ok(match ended.get(&run) {
        Some(Ended::Succeeded) => Outcome::Linked,
        Some(Ended::Failed) => {
            let run = JobRun::find(&mut *app.db.conn().await?, run).await?;
            // One that will be tried again may still go well.
            if run.is_some_and(|run| run.state() == RunState::Failed) { Outcome::Refused } else { Outcome::Underway }
        }
        Some(Ended::Unfinished) | None => Outcome::Underway,
    })
}

/// Makes use of a consent: asks the service for what was agreed to, and links the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinishConsent {
    pub user_id: i64,
    pub service: String,
    /// Which consent, of no use to anybody.
    reference: String,
    #[serde(default)]
    stage: Stage,
    sealed: String,
}

/// What is sealed in the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    /// What the person came back with, which works once.
    #[default]
    Code,
    /// What the service gave for it: kept before anything else is asked, since nobody gives it twice.
    Tokens,
}

/// What an exchange came to.
pub(super) enum Exchanged {
    /// What is to be kept.
    Tokens(SecretString),
    /// The account is linked.
    Linked,
}

impl Job for FinishConsent {
    const KIND: &'static str = "finish_consent";

    fn key(&self) -> String {
        format!("{}:{}:{}:{}", Self::KIND, self.user_id, self.service, self.reference)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let service = ListeningSource::parse(&self.service);
        let found = identity::find_row(&ctx.app, self.user_id).await.map_err(|error| JobError::Retry(error.into()))?;
        // The person may have left meanwhile.
        let Some(owner) = found.map(|user| user.user_id()) else { return Ok(Next::Done) };
        let exchanged = match (self.stage, service) {
            (Stage::Code, ListeningSource::Spotify) => spotify::exchange(ctx, self.open(ctx, owner)?).await?,
            (Stage::Tokens, ListeningSource::Spotify) => spotify::link(ctx, owner, self.open(ctx, owner)?).await?,
            (Stage::Code, ListeningSource::Discogs) => discogs::exchange(ctx, self.open(ctx, owner)?).await?,
            (Stage::Tokens, ListeningSource::Discogs) => discogs::finish(ctx, owner, &self.text(ctx, owner)?).await?,
            _ => return Err(JobError::GiveUp(anyhow::anyhow!("nobody consents at {}", self.service))),
        };
        let Exchanged::Tokens(tokens) = exchanged else { return Ok(Next::Done) };
        let sealed = seal::seal(&ctx.app.config.identity, &purpose(ANSWER, service), owner, &tokens);
        let sealed = sealed.map_err(|error| JobError::GiveUp(error.into()))?;
        let rest = Self { stage: Stage::Tokens, sealed, ..self.clone() };
        Ok(ctx.continue_in(&mut *ctx.app.db.conn().await?, &rest).await?)
    }
}

impl FinishConsent {
    fn text(&self, ctx: &JobContext, owner: UserId) -> Result<SecretString, JobError> {
        let purpose = purpose(ANSWER, ListeningSource::parse(&self.service));
        seal::open(&ctx.app.config.identity, &purpose, owner, &self.sealed).map_err(|error| JobError::GiveUp(error.into()))
    }

    fn open<T: for<'a> Deserialize<'a>>(&self, ctx: &JobContext, owner: UserId) -> Result<T, JobError> {
        let purpose = purpose(ANSWER, ListeningSource::parse(&self.service));
        open_json(&ctx.app, &purpose, owner, &self.sealed).map_err(|error| JobError::GiveUp(error.into()))
    }
}

fn purpose(what: &str, service: ListeningSource) -> String {
    format!("{} {what}", service.word())
}

fn seal_json(app: &App, purpose: &str, owner: UserId, what: &impl Serialize) -> Result<String, SealError> {
    let text = serde_json::to_string(what).map_err(|_| SealError::Damaged)?;
    seal::seal(&app.config.identity, purpose, owner, &SecretString::from(text))
}

fn open_json<T: for<'a> Deserialize<'a>>(app: &App, purpose: &str, owner: UserId, sealed: &str) -> Result<T, SealError> {
    let text = seal::open(&app.config.identity, purpose, owner, sealed)?;
    serde_json::from_str(text.expose_secret()).map_err(|_| SealError::Damaged)
}

fn no_seal(error: SealError) -> CatalogError {
    CatalogError::NotAnswered { subject: "the consent".to_owned(), problem: format!("it cannot be sealed: {error}") }
}
