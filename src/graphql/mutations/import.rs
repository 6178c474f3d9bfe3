//! Bringing what one played in a file.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::JobRun;
use crate::graphql::types::profile::ListeningSource;
use crate::graphql::types::upload::Upload;
use crate::ops;
use crate::profiles::listening::{self, BadLine, ImportError, Imported};

/// A file of plays.
#[derive(InputObject)]
pub struct ImportListeningInput {
    /// Last.fm: CSV of the usual exporters; Spotify: `Streaming_History_Audio_….json`; ListenBrainz: a listen a line.
    file: Upload,
    /// Whose file it is.
    service: ListeningSource,
    /// Stores nothing, and counts what it would.
    #[graphql(default_with = "Some(false)")]
    dry_run: Option<bool>,
}

/// What the file holds, and what becomes of it.
#[derive(SimpleObject)]
pub struct ImportListeningPayload {
    /// The plays of the file.
    read: i32,
    /// Those that are (or, in a dry run, would be) new; null while the run goes on.
    new: Option<i32>,
    /// Those that are stored already; null while the run goes on.
    already_stored: Option<i32>,
    /// What is something else than a play: podcasts, what was streamed for less than 30 seconds, what plays just now.
    left_out: i32,
    /// Lines that nobody can read.
    failed: i32,
    /// The first 50 of them.
    problems: Vec<ImportProblem>,
    /// The run that stores the plays, to be followed with the subscription `jobRun`.
    run: Option<JobRun>,
}

/// A line that nobody can read.
#[derive(SimpleObject)]
pub struct ImportProblem {
    /// From 1.
    line: i32,
    /// What is wrong with it.
    problem: String,
}

/// What is brought in files.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Stores what one played out of a file that the service has given. What is stored already stays one, so that a file
    /// may be brought twice. Long files go on behind the answer, in `run`.
    async fn import_listening(&self, ctx: &Context<'_>, input: ImportListeningInput) -> Result<ImportListeningPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let file = input.file.file(ctx)?;
        let taken =
            listening::import(&scope.app, owner, input.service.into(), file, input.dry_run.unwrap_or_default(), scope.deadline).await;
        let Imported { reading, run_id, counts } = taken.map_err(|error| match error {
            ImportError::File(error) => Failure::bad_input(format!("`file` was not imported: {error}.")),
            ImportError::Database(error) => error.into(),
        })?;
        let (new, already_stored) = counts.map(|(new, stored)| (whole(new), whole(stored))).unzip();
        let problem = |BadLine { line, problem }: BadLine| ImportProblem { line: i32::try_from(line).unwrap_or(i32::MAX), problem };
        Ok(ImportListeningPayload {
            read: whole(reading.plays),
            new,
            already_stored,
            left_out: whole(reading.left_out),
            failed: whole(reading.failed),
            problems: reading.bad_lines.into_iter().map(problem).collect(),
            run: ops::find_run(&scope.app, run_id).await?.map(JobRun),
        })
    }
}

fn whole(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
