//! `vinilogy import-listening`

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::house::House;
use super::{say, signal};
use crate::config::Config;
use crate::profiles::ListeningSource;
use crate::profiles::listening::{self, Reading, Tally};

/// How often plain lines report, where there is no terminal for a bar.
const PLAIN: i64 = 100_000;

/// The services' own files → what people listen to
#[derive(Args)]
pub struct ImportListening {
    /// The address of whoever played it
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// Whose files they are
    #[arg(long, value_enum)]
    service: Service,
    /// Last.fm: CSV; Spotify: the JSON files of the streaming history; `ListenBrainz`: a listen a line
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Service {
    Lastfm,
    Spotify,
    Listenbrainz,
}

impl ImportListening {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let stop = signal::stop()?;
        let files: Vec<(String, File)> = self.files.iter().map(open).collect::<anyhow::Result<_>>()?;
        let house = House::open(config).await?;
        let stored = async {
            let service = match self.service {
                Service::Lastfm => ListeningSource::Lastfm,
                Service::Spotify => ListeningSource::Spotify,
                Service::Listenbrainz => ListeningSource::Listenbrainz,
            };
            for (name, file) in files {
                let bar = bar(&name, file.metadata().map(|facts| facts.len()).unwrap_or_default());
                let (plain, mut told) = (bar.is_hidden(), 0);
                let mut tell = |plays: i64| {
                    if plain && plays - told >= PLAIN {
                        told = plays;
                        say(format_args!("{name}: {plays} plays so far"));
                    }
                    !stop.is_cancelled()
                };
                let stored = listening::store_file(&house.app, &self.user, service, bar.wrap_read(file), &mut tell).await;
                bar.finish_and_clear();
                let Some((reading, tally)) = stored.with_context(|| format!("{name} was not imported"))? else {
                    bail!("nobody here has the address {}", self.user);
                };
                sum_up(&name, &reading, tally);
                if stop.is_cancelled() {
                    say("stopped; the same command goes on, and stores nothing twice");
                    return Ok(());
                }
            }
            Ok(listening::match_names(&house.app).await?)
        };
        let stored = stored.await;
        house.close().await;
        stored
    }
}

fn open(path: &PathBuf) -> anyhow::Result<(String, File)> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((name.to_string_lossy().into_owned(), file))
}

fn bar(name: &str, bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    let style = ProgressStyle::with_template("{prefix} [{bar:30}] {bytes}/{total_bytes} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(name.to_owned());
    bar
}

fn sum_up(name: &str, reading: &Reading, tally: Tally) {
    let stored = tally.unchanged + tally.updated;
    say(format_args!(
        "{name}: {} plays: {} new, {stored} stored already; {} left out, {} failed",
        reading.plays, tally.new, reading.left_out, reading.failed
    ));
    for bad in &reading.bad_lines {
        say(format_args!("  line {}: {}", bad.line, bad.problem));
    }
}
