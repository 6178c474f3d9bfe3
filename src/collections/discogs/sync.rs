//! Fetching what a person owns and wants, a page at a time, in walks that know whether they have met everything.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::account::{Account, SERVICE, Unsealed};
use super::link::refused;
use crate::collections::fetch::FetchCollected;
use crate::collections::held::{self, Copy, List, Source, Tally, Want};
use crate::db::Conn;
use crate::integrations::discogs::collector::{As, Collector, Order, Shown};
use crate::integrations::facts::{CopyFacts, Page, Skipped, WantFacts};
use crate::integrations::{Error, Priority, Provider};
use crate::jobs::{self, Job, JobContext, JobError, Next};

/// Rows of one answer: Discogs gives no more.
const ROWS: u32 = 100;
/// So often a list that changes while it is read is read anew.
const WALKS: i64 = 3;

/// Fetches what a person's Discogs account owns and wants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncCollection {
    pub user_id: i64,
    list: List,
    /// `None`: one is to be begun.
    walk: Option<Walk>,
    /// The walks through this list so far.
    walks: i64,
    /// The house's token is this very member's: what they show to nobody else is not for everybody here.
    #[serde(default)]
    as_nobody: bool,
    copies: Tally,
    wants: Tally,
    failed: i64,
    /// What the person should know.
    problems: Vec<String>,
}

/// A walk through a list, from what was added first to what was added last: what is added meanwhile comes at its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Walk {
    number: i64,
    page: u32,
    /// How many there were when it began, and when the newest of them was added.
    total: i64,
    newest: Option<DateTime<Utc>>,
    /// Rows that nobody can read; they count all the same.
    skipped: i64,
    folders: Vec<(i64, String)>,
}

/// A page, told in rows of either table.
enum Rows {
    Copies(Vec<Copy>),
    Wants(Vec<Want>),
}

impl SyncCollection {
    pub fn of(user_id: i64) -> Self {
        let (copies, wants) = (Tally::default(), Tally::default());
        Self { user_id, list: List::Copies, walk: None, walks: 0, as_nobody: false, copies, wants, failed: 0, problems: Vec::new() }
    }
}

impl Job for SyncCollection {
    const KIND: &'static str = "sync_collection";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.user_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        4
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let account = Account::find(&mut *ctx.app.db.conn().await?, self.user_id).await?;
        // Who has ended the link wants nothing fetched.
        let Some(account) = account else { return Ok(Next::Done) };
        let outcome = self.piece(ctx, &account).await;
        if let Err(JobError::Retry(cause) | JobError::GiveUp(cause) | JobError::RetryAfter { cause, .. }) = &outcome {
            account.set_problem(&mut *ctx.app.db.conn().await?, &jobs::told(cause)).await?;
        }
        outcome
    }
}

impl SyncCollection {
    async fn piece(&self, ctx: &JobContext, account: &Account) -> Result<Next, JobError> {
        let name = match account.name(&ctx.app).await {
            Ok(_) if self.as_nobody => As::Nobody,
            Ok(name) => name,
            Err(Unsealed::Seal(error)) => {
                return Err(refused(&format!("the token cannot be used, because {error}: link the account again")));
            }
            Err(Unsealed::Database(error)) => return Err(JobError::Retry(error.into())),
        };
        let mut collector = ctx.app.integrations.discogs.collector(&name);
        let outcome = if let Some(walk) = &self.walk {
            self.page(ctx, account, &collector, walk).await
        } else {
            let mut begun = self.clone();
            if !account.is_own() && collector.is_somebody() && !self.as_nobody {
                let own = collector.identity(ctx.priority).await?;
                begun.as_nobody = matches!(&own, Shown::Here(own) if own.to_lowercase() == account.username.to_lowercase());
                if begun.as_nobody {
                    collector = ctx.app.integrations.discogs.collector(&As::Nobody);
                }
            }
            begun.begin(ctx, account, &collector).await
        };
        match outcome {
            Err(JobError::GiveUp(cause)) if matches!(cause.downcast_ref(), Some(Error::NotFound(_))) => {
                Err(refused("it has nobody of that name any more"))
            }
            outcome => outcome,
        }
    }

    /// Notes how much there is, and what is the newest of it: by that a walk can tell whether anything has gone.
    async fn begin(mut self, ctx: &JobContext, account: &Account, collector: &Collector) -> Result<Next, JobError> {
        let folders = match self.list {
            List::Copies => collector.folders(&account.username, ctx.priority).await?,
            List::Wants => Shown::Here(Vec::new()),
        };
        let newest = (Order::Newest, 1, 1);
        let shown = match (folders, self.list) {
            (Shown::Here(folders), List::Copies) => {
                first(collector.copies(&account.username, newest, ctx.priority).await?, folders, |copy| copy.added_at)
            }
            (Shown::Here(folders), List::Wants) => {
                first(collector.wants(&account.username, newest, ctx.priority).await?, folders, |want| want.added_at)
            }
            (Shown::Hidden, _) => Shown::Hidden,
            (Shown::NoToken, _) => Shown::NoToken,
        };
        let begun = match shown {
            Shown::Here(begun) => Some(begun),
            Shown::Hidden => None,
            Shown::NoToken if account.is_own() => return Err(refused("it does not take the token any more: link the account again")),
            Shown::NoToken => return Err(refused("it does not take this house's own credentials")),
        };
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if !account.hold(conn).await? {
                    return Ok(Next::Done);
                }
                ctx.needs_more(conn, Provider::Discogs, 3).await?;
                let Some(walk) = begun else {
                    let list = self.list.word();
                    let right = "make it public there, or link the account with a token of its own";
                    self.problems.push(format!("the {list} is private at Discogs: {right}"));
                    return self.after(ctx, conn, account).await;
                };
                self.walks += 1;
                // Every walk has a number of its own: of one run, of this list.
                let number = ctx.run_id * 100 + self.walks + if self.list == List::Wants { 50 } else { 0 };
                self.walk = Some(Walk { number, ..walk });
                ctx.continue_in(conn, &self).await
            })
            .await?;
        Ok(next)
    }

    async fn page(&self, ctx: &JobContext, account: &Account, collector: &Collector, walk: &Walk) -> Result<Next, JobError> {
        let window = (Order::Oldest, walk.page, ROWS);
        let (rows, skipped, total, next) = match self.list {
            List::Copies => {
                let told = collector.copies(&account.username, window, ctx.priority).await?.or_refused("the collection")?;
                (Rows::Copies(told.items.into_iter().map(|copy| walk.copy(copy)).collect()), told.skipped, told.total, told.next)
            }
            List::Wants => {
                let told: Page<WantFacts> = collector.wants(&account.username, window, ctx.priority).await?.or_refused("the wantlist")?;
                (Rows::Wants(told.items.iter().map(|want| (want.discogs_id, want.added_at)).collect()), told.skipped, told.total, told.next)
            }
        };
        let (mut rest, mut walk, total) = (self.clone(), walk.clone(), i64::from(total));
        walk.skipped += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                if !account.hold(conn).await? {
                    return Ok(Next::Done);
                }
                rest.store(ctx, conn, &rows, &skipped, &walk).await?;
                let (list, done) = (rest.list.word(), rest.done(&walk));
                ctx.progress(conn, jobs::count(done), Some(jobs::count(done.max(total))), &format!("{list}: {done} of {total}")).await?;
                let Some(page) = next else { return rest.close(ctx, conn, account, &walk, total).await };
                ctx.needs_more(conn, Provider::Discogs, 1).await?;
                walk.page = page;
                rest.walk = Some(walk);
                ctx.continue_in(conn, &rest).await
            })
            .await?;
        Ok(next)
    }

    async fn store(
        &mut self,
        ctx: &JobContext,
        conn: &mut AsyncPgConnection,
        rows: &Rows,
        skipped: &[Skipped],
        walk: &Walk,
    ) -> QueryResult<()> {
        let (place, number) = ((self.user_id, Source::Discogs), Some(walk.number));
        match rows {
            Rows::Copies(copies) => {
                self.copies = self.copies.and(self.counted(held::store_copies(conn, place, copies, number, ctx.now()).await?));
            }
            Rows::Wants(wants) => {
                self.wants = self.wants.and(self.counted(held::store_wants(conn, place, wants, number, ctx.now()).await?));
            }
        }
        if self.walks == 1 {
            self.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
        }
        ctx.skip(conn, Provider::Discogs, skipped).await
    }

    /// What a list's second walk finds unchanged has been counted by the first.
    fn counted(&self, tally: Tally) -> Tally {
        if self.walks > 1 { Tally { unchanged: 0, ..tally } } else { tally }
    }

    fn done(&self, walk: &Walk) -> i64 {
        let tally = if self.list == List::Copies { self.copies } else { self.wants };
        tally.new + tally.updated + tally.unchanged + walk.skipped
    }

    /// Ends a walk. It has met everything if as many are there now as there were and as were added since: then nothing has
    /// gone while it walked, which alone could hide a row from it. What such a walk has not met is not there any more.
    async fn close(
        mut self,
        ctx: &JobContext,
        conn: &mut AsyncPgConnection,
        account: &Account,
        walk: &Walk,
        total: i64,
    ) -> QueryResult<Next> {
        let met = self.list.met(conn, self.user_id, walk.number, walk.newest).await?;
        if met.all + walk.skipped == total && walk.total + met.later == total {
            let removed = self.list.remove_unmet(conn, self.user_id, Some(walk.number), ctx.now()).await?;
            let tally = if self.list == List::Copies { &mut self.copies } else { &mut self.wants };
            tally.removed += removed;
        } else if self.walks < WALKS {
            self.walk = None;
            return ctx.continue_in(conn, &self).await;
        } else {
            let list = self.list.word();
            self.problems.push(format!("the {list} changed every time that it was read; what was removed from it is seen next time"));
        }
        self.after(ctx, conn, account).await
    }

    /// Goes on with the next list, or ends.
    async fn after(mut self, ctx: &JobContext, conn: &mut AsyncPgConnection, account: &Account) -> QueryResult<Next> {
        (self.walk, self.walks) = (None, 0);
        if self.list == List::Copies {
            self.list = List::Wants;
            return ctx.continue_in(conn, &self).await;
        }
        let order = jobs::Order { priority: Priority::Crawl, ..ctx.child() };
        jobs::enqueue(conn, &FetchCollected::of(self.user_id), order).await?;
        let problem = (!self.problems.is_empty()).then(|| self.problems.join("; "));
        sql_query(
            "update linked_accounts set problem = $4, last_sync_at = case when $4 is null then $3 else last_sync_at end
             where user_id = $1 and service = $2 and username = $5",
        )
        .bind::<BigInt, _>(self.user_id)
        .bind::<Text, _>(SERVICE)
        .bind::<Timestamptz, _>(ctx.now())
        .bind::<Nullable<Text>, _>(&problem)
        .bind::<Text, _>(&account.username)
        .execute(conn)
        .await?;
        let told = |Tally { new, updated, unchanged, removed }: Tally| {
            format!("{new} new, {updated} updated, {removed} removed, {unchanged} unchanged")
        };
        let mut message = format!("copies: {}; wants: {}; {} failed", told(self.copies), told(self.wants), self.failed);
        if let Some(problem) = problem {
            message = format!("{message}; {problem}");
        }
        let all = self.copies.and(self.wants);
        let all = jobs::count(all.new + all.updated + all.unchanged + self.failed);
        ctx.progress(conn, all, Some(all), &message).await?;
        Ok(Next::Done)
    }
}

/// A walk that begins: how many rows there are, and when the first of this page was added.
fn first<T>(shown: Shown<Page<T>>, folders: Vec<(i64, String)>, at: impl Fn(&T) -> Option<DateTime<Utc>>) -> Shown<Walk> {
    shown.map(|page| {
        let newest = page.items.as_slice().first().and_then(at);
        Walk { number: 0, page: 1, total: i64::from(page.total), newest, skipped: 0, folders }
    })
}

impl Walk {
    fn copy(&self, CopyFacts { discogs_id, instance, folder_id, added_at }: CopyFacts) -> Copy {
        let folder = self.folders.iter().find(|(id, _)| Some(*id) == folder_id).map(|(_, name)| name.clone());
        Copy { discogs_id, instance, folder: folder.unwrap_or_default(), added_at }
    }
}

impl List {
    fn word(self) -> &'static str {
        match self {
            Self::Copies => "collection",
            Self::Wants => "wantlist",
        }
    }
}
