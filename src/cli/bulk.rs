//! What the bulk commands share: enqueue, work, show progress, sum up.

use std::collections::HashSet;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::house::House;
use super::say;
use crate::app::App;
use crate::catalog::crawl::{self, Standing};
use crate::worker;

/// How often plain lines report, where there is no terminal for a bar.
const PLAIN: Duration = Duration::from_secs(5);

/// For so long a database that is away is waited for; it may be starting again.
const PATIENCE: Duration = Duration::from_mins(1);

/// What became of the runs that a command ordered and of those that they gave rise to.
pub struct Outcome {
    pub standing: Standing,
    pub stopped: bool,
}

/// Works until these runs and their continuations have ended, or until told to stop; whether or not another
/// process works the queue too.
pub async fn work(house: &House, what: &str, roots: Vec<i64>, stop: &CancellationToken) -> anyhow::Result<Outcome> {
    let app = &house.app;
    let done = CancellationToken::new();
    let worker = worker::start(app.clone(), done.clone());
    let followed = follow(app, what, &roots, stop).await;
    done.cancel();
    worker.await?;
    let standing = crawl::standing(app, &roots).await?;
    Ok(Outcome { standing, stopped: followed? })
}

async fn follow(app: &App, what: &str, roots: &[i64], stop: &CancellationToken) -> anyhow::Result<bool> {
    let bar = bar(what);
    let mut heard = app.runs.hear();
    let mut plain = tokio::time::interval(PLAIN);
    plain.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = String::new();
    let mut answered = Instant::now();
    loop {
        let standing = match crawl::standing(app, roots).await {
            Ok(standing) => standing,
            Err(error) if answered.elapsed() < PATIENCE => {
                tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "the database does not answer; waiting for it");
                tokio::select! {
                    () = stop.cancelled() => { bar.abandon(); return Ok(true) }
                    () = tokio::time::sleep(Duration::from_millis(500)) => continue,
                }
            }
            Err(error) => return Err(error.into()),
        };
        answered = Instant::now();
        bar.set_length(standing.total);
        bar.set_position(standing.ended());
        bar.set_message(
            standing.waiting.clone().map(|why| format!("waiting: {why}")).or_else(|| standing.message.clone()).unwrap_or_default(),
        );
        if standing.open == 0 {
            bar.finish_and_clear();
            return Ok(false);
        }
        // A storm of changes is one look; a bar need not move more often than the eye.
        let pause = tokio::time::sleep(Duration::from_millis(100));
        tokio::select! {
            () = stop.cancelled() => { bar.abandon(); return Ok(true) }
            _ = plain.tick(), if bar.is_hidden() => {
                let why = standing.waiting.as_ref().map(|why| format!("; waiting, because {why}")).unwrap_or_default();
                let line = format!("{what}: {} of {} done, {} failed{why}", standing.ended(), standing.total, standing.failed);
                if line != told { say(&line); told = line; }
            }
            heard = async { pause.await; heard.recv().await } => {
                if matches!(heard, Err(RecvError::Closed)) { anyhow::bail!("the database connection was lost"); }
            }
            // What was missed while the connection was away.
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
        }
    }
}

fn bar(what: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} ({eta} left) {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(what.to_owned());
    bar
}

/// Says what failed, and whether the rest will go on next time. A command of which nothing succeeded and something
/// failed could not do its work.
pub fn sum_up(outcome: &Outcome) -> anyhow::Result<()> {
    for (problem, times) in &outcome.standing.problems {
        say(format_args!("  failed {times}×: {problem}"));
    }
    if outcome.stopped {
        say(format_args!("stopped; the {} open continue when a worker or the same command runs", outcome.standing.open));
    }
    let standing = &outcome.standing;
    anyhow::ensure!(standing.failed == 0 || standing.succeeded > 0, "nothing could be done: all {} failed", standing.failed);
    Ok(())
}

/// The distinct ones, in their order.
pub fn distinct(runs: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut seen = HashSet::new();
    runs.into_iter().filter(|run| seen.insert(*run)).collect()
}
