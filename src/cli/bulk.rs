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
use crate::catalog::crawl::{self, Calls, Ledger, Ordered, Skip, Standing};
use crate::integrations::Provider;
use crate::worker;

/// How often plain lines report, where there is no terminal for a bar.
const PLAIN: Duration = Duration::from_secs(5);

/// For so long a database that is away is waited for; it may be starting again.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often the rest is reckoned up anew.
const RECKON: Duration = Duration::from_secs(2);

/// So many skipped records are named, and the rest counted.
const NAMED_SKIPS: i64 = 10;

/// What became of the runs that a command ordered and of those that they gave rise to.
pub struct Outcome {
    pub standing: Standing,
    pub stopped: bool,
    ledger: Ledger,
    /// How many records were left out, and the first of them.
    skips: (i64, Vec<Skip>),
    took: Duration,
    /// What each provider allows in a minute.
    per_minute: Vec<(Provider, u32)>,
}

/// Works until these runs and their continuations have ended, or until told to stop; whether or not another
/// process works the queue too.
pub async fn work(house: &House, what: &str, roots: Vec<i64>, stop: &CancellationToken) -> anyhow::Result<Outcome> {
    let app = &house.app;
    let begun = Instant::now();
    let done = CancellationToken::new();
    let worker = worker::start(app.clone(), done.clone());
    let followed = follow(app, what, &roots, stop).await;
    done.cancel();
    worker.await?;
    let standing = crawl::standing(app, &roots).await?;
    let ledger = crawl::ledger(app, &roots).await?;
    let skips = crawl::skips(app, &roots, NAMED_SKIPS).await?;
    let per_minute = Provider::ALL.map(|provider| (provider, provider.per_minute(&app.config.providers))).to_vec();
    Ok(Outcome { standing, stopped: followed?, ledger, skips, took: begun.elapsed(), per_minute })
}

async fn follow(app: &App, what: &str, roots: &[i64], stop: &CancellationToken) -> anyhow::Result<bool> {
    let bar = bar(what);
    let mut heard = app.runs.hear();
    let mut plain = tokio::time::interval(PLAIN);
    plain.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = String::new();
    let mut answered = Instant::now();
    let (mut reckoned, mut left) = (None::<Instant>, None);
    loop {
        let looked = Instant::now();
        let looks = async {
            if reckoned.is_none_or(|at| at.elapsed() > RECKON) {
                left = crawl::ledger(app, roots).await?.left;
                reckoned = Some(Instant::now());
            }
            crawl::standing(app, roots).await
        };
        let standing = match looks.await {
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
        let doing = standing.waiting.clone().map(|why| format!("waiting: {why}")).or_else(|| standing.message.clone()).unwrap_or_default();
        let left = left.map(in_words).unwrap_or_default();
        bar.set_message(if left.is_empty() { doing } else { format!("{left}; {doing}") });
        if standing.open == 0 {
            bar.finish_and_clear();
            return Ok(false);
        }
        // A storm of changes is one look; a bar need not move more often than the eye. Of many runs a look takes its
        // time, and most of the database's is for the crawl.
        let pause = tokio::time::sleep(Duration::from_millis(100).max(looked.elapsed() * 10));
        tokio::select! {
            () = stop.cancelled() => { bar.abandon(); return Ok(true) }
            _ = plain.tick(), if bar.is_hidden() => {
                let why = standing.waiting.as_ref().map(|why| format!("; waiting, because {why}")).unwrap_or_default();
                let left = if left.is_empty() { left } else { format!("; {left}") };
                let line = format!("{what}: {} of {} done, {} failed{left}{why}", standing.ended(), standing.total, standing.failed);
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
    let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(what.to_owned());
    bar
}

/// `about 2 h 10 min left`
fn in_words(left: Duration) -> String {
    let minutes = left.as_secs().div_ceil(60);
    match minutes {
        0..=1 if left.as_secs() < 55 => "less than a minute left".to_owned(),
        ..60 => format!("about {minutes} min left"),
        60..2880 => format!("about {} h {} min left", minutes / 60, minutes % 60),
        _ => format!("about {} days left", minutes.div_ceil(1440)),
    }
}

/// `upstream requests: Last.fm 200 of at most 200, MusicBrainz 12 of at most 12; repeated after failures: Discogs 3`
pub fn calls(outcome: &Outcome) -> String {
    let list = |tell: &dyn Fn(Provider, &Calls) -> Option<String>| {
        let told: Vec<String> = outcome.ledger.calls.iter().filter_map(|(provider, calls)| tell(*provider, calls)).collect();
        Some(told.join(", ")).filter(|told| !told.is_empty())
    };
    let made = list(&|provider, calls| {
        (calls.made > 0).then(|| format!("{provider} {} of at most {}{}", calls.made, calls.at_most, outcome.pace(provider, calls)))
    });
    let again = list(&|provider, calls| (calls.repeats > 0).then(|| format!("{provider} {}", calls.repeats)));
    let again = again.map(|again| format!("; repeated after failures: {again}")).unwrap_or_default();
    format!("upstream requests: {}{again}", made.as_deref().unwrap_or("none"))
}

impl Outcome {
    /// How many a minute, once there has been one.
    fn pace(&self, provider: Provider, calls: &Calls) -> String {
        let Some((_, budget)) = self.per_minute.iter().find(|(one, _)| *one == provider) else { return String::new() };
        if self.took < Duration::from_mins(1) {
            return String::new();
        }
        let all = u32::try_from(calls.made + calls.repeats).unwrap_or(u32::MAX);
        format!(" ({:.1} a minute of {budget})", f64::from(all) * 60.0 / self.took.as_secs_f64())
    }
}

/// The runs of an order, each once.
pub fn roots(ordered: &Ordered) -> Vec<i64> {
    distinct(ordered.runs.iter().map(|run| run.run_id))
}

/// Says what failed, and whether the rest will go on next time. A command of which nothing succeeded and something
/// failed could not do its work.
pub fn sum_up(outcome: &Outcome) -> anyhow::Result<()> {
    say(calls(outcome));
    let (skipped, named) = &outcome.skips;
    if *skipped > 0 {
        say(format_args!(
            "{skipped} record{} skipped, because nobody can read {}:",
            if *skipped == 1 { "" } else { "s" },
            if *skipped == 1 { "it" } else { "them" }
        ));
        for Skip { provider, record, problem } in named {
            let provider =
                Provider::ALL.into_iter().find(|one| one.key() == provider).map_or_else(|| provider.clone(), |one| one.to_string());
            say(format_args!("  {provider}: {record}: {problem}"));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_as_people_tell_it() {
        for (seconds, right) in [
            (3, "less than a minute left"),
            (58, "about 1 min left"),
            (61, "about 2 min left"),
            (3_599, "about 1 h 0 min left"),
            (7_790, "about 2 h 10 min left"),
            (300_000, "about 4 days left"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), right, "{seconds} s");
        }
    }
}
