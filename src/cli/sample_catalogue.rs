//! `vinilogy sample-catalogue`

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use clap::Args;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::house::House;
use super::{say, signal};
use crate::app::App;
use crate::catalog::same;
use crate::catalog::sample::{Filling, Plan, Progress, Written};
use crate::config::Config;
use crate::prices;

/// How often plain lines report, where there is no terminal for a bar.
const PLAIN: Duration = Duration::from_secs(5);

/// An empty database → a synthetic catalogue of realistic shape
#[derive(Args)]
pub struct SampleCatalogue {
    /// How many artists; each brings 5 albums, 50 releases, 200 prices and 20 similar artists, ten of them a person
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    artists: u32,
    /// The same number, seed and day make the same rows
    #[arg(long, value_name = "S")]
    seed: u64,
    /// The day that the rows were fetched before; today if not given
    #[arg(long, value_name = "MOMENT", hide = true)]
    now: Option<DateTime<Utc>>,
}

impl SampleCatalogue {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let filled = self.fill(&house.app, &stop).await;
        house.close().await;
        filled
    }

    async fn fill(&self, app: &App, stop: &CancellationToken) -> anyhow::Result<()> {
        let started = Instant::now();
        let report = Report::new();
        let progress = |table: &'static str, done: u64, total: u64| report.tell(table, done, total);
        let (filling, written) = tokio::select! {
            stored = self.store(app, &progress) => stored?,
            () = stop.cancelled() => anyhow::bail!("stopped; the database is as empty as it was"),
        };
        filling.tidy().await?;
        report.bar.finish_and_clear();
        let rows: u64 = written.iter().map(|(_, rows)| rows).sum();
        for (table, rows) in written {
            say(format_args!("{table:<24}{:>12} new", HumanCount(rows).to_string()));
        }
        let took = started.elapsed();
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate for people")]
        let rate = (rows as f64 / took.as_secs_f64()) as u64;
        say(format_args!("{} rows in {:.1} s, {} a second", HumanCount(rows), took.as_secs_f64(), HumanCount(rate)));
        Ok(())
    }

    async fn store<'a>(&self, app: &App, progress: Progress<'a>) -> anyhow::Result<(Filling<'a>, Written)> {
        let filling = Filling::begin(app, progress).await?;
        let (artists, seed, now) = (self.artists, self.seed, self.now.unwrap_or_else(|| app.clock.now()));
        let plan = tokio::task::spawn_blocking(move || Plan::new(artists, seed, now)).await?;
        let mut written: Written = filling.catalogue(&plan).await?;
        written.extend(prices::sample::store(&filling, &plan).await?);
        written.extend(filling.people(&plan).await?);
        filling.finish().await?;
        let report = filling.progress;
        report("artist_keys", 0, 0);
        same::fill_keys(app).await?;
        Ok((filling, written))
    }
}

/// A bar on a terminal, a line now and then elsewhere.
struct Report {
    bar: ProgressBar,
    told: Mutex<Instant>,
}

impl Report {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{prefix:<22} [{bar:30}] {human_pos}/{human_len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, told: Mutex::new(Instant::now()) }
    }

    fn tell(&self, table: &'static str, done: u64, total: u64) {
        self.bar.set_prefix(table);
        self.bar.set_length(total.max(done));
        self.bar.set_position(done);
        if let Ok(mut told) = self.told.lock()
            && self.bar.is_hidden()
            && told.elapsed() > PLAIN
        {
            *told = Instant::now();
            say(format_args!("{table}: {} of {}", HumanCount(done), HumanCount(total.max(done))));
        }
    }
}
