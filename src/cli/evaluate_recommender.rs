//! `vinilogy evaluate-recommender`

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;

use super::say;
use crate::recommender::taste::{Histories, Play, Settings, Taste};

/// The recommender's taste model on a file of plays: the best artists that each user has not played
#[derive(Args)]
pub struct EvaluateRecommender {
    /// A TSV file whose header names the columns `user`, `artist` (both whole numbers) and `plays`
    #[arg(long, value_name = "FILE")]
    plays: PathBuf,
    /// How many artists for each user
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,
    /// Where to write `user`, `artist`, `rank`, from 1 on
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// By user: how often they play each artist.
type Plays = BTreeMap<i64, BTreeMap<i64, f32>>;

impl EvaluateRecommender {
    pub fn run(&self) -> anyhow::Result<()> {
        let plays = read(&self.plays)?;
        let mut artists: Vec<i64> = plays.values().flat_map(BTreeMap::keys).copied().collect();
        artists.sort_unstable();
        artists.dedup();
        let place = |artist: &i64| artists.binary_search(artist).ok().and_then(|place| u32::try_from(place).ok());
        let history = |theirs: &BTreeMap<i64, f32>| -> Vec<Play> {
            theirs.iter().filter_map(|(artist, plays)| Some(Play { artist: place(artist)?, plays: *plays })).collect()
        };
        let histories: Vec<Vec<Play>> = plays.values().map(history).collect();
        let began = Instant::now();
        let taste = Taste::learn(&Histories::of(histories.clone()), Settings::default());
        let learnt = began.elapsed();
        let path = self.out.display();
        let file = std::fs::File::create(&self.out).with_context(|| format!("{path} cannot be written"))?;
        let mut out = BufWriter::new(file);
        writeln!(out, "user\tartist\trank").with_context(|| format!("{path} cannot be written"))?;
        let began = Instant::now();
        for (user, history) in plays.keys().zip(&histories) {
            for (rank, near) in (1..).zip(taste.best(history, self.top as usize)) {
                writeln!(out, "{user}\t{}\t{rank}", artists[near.artist as usize]).with_context(|| format!("{path} cannot be written"))?;
            }
        }
        out.flush().with_context(|| format!("{path} cannot be written"))?;
        let users = u32::try_from(plays.len().max(1))?;
        say(format_args!(
            "{users} users, {} artists, of whom {} are known to more than one; learnt in {:.1} s, {:.2} ms a user",
            artists.len(),
            taste.len(),
            learnt.as_secs_f64(),
            began.elapsed().as_secs_f64() * 1000.0 / f64::from(users)
        ));
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<Plays> {
    let name = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("{name} cannot be read"))?;
    let mut lines = BufReader::new(file).lines();
    let Some(header) = lines.next() else { bail!("{name} is empty: its first line names the columns user, artist and plays") };
    let header = header.with_context(|| format!("{name} cannot be read"))?;
    let header: Vec<&str> = header.trim_start_matches('\u{feff}').split('\t').map(str::trim).collect();
    let column = |wanted: &str| header.iter().position(|column| *column == wanted);
    let (Some(user), Some(artist), Some(plays)) = (column("user"), column("artist"), column("plays")) else {
        bail!("{name}: the header must name the columns user, artist and plays; it has {}", header.join(", "));
    };
    let mut read = Plays::new();
    for (at, line) in lines.enumerate() {
        let number = at + 2;
        let line = line.with_context(|| format!("{name}: line {number} cannot be read"))?;
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let field = |column: usize| fields.get(column).copied().unwrap_or_default();
        let id = |what: &str, column: usize| {
            field(column)
                .parse::<i64>()
                .with_context(|| format!("{name}: line {number}: the {what} `{}` is not a whole number", field(column)))
        };
        let times: f32 = field(plays).parse().unwrap_or(f32::NAN);
        if !times.is_finite() || times < 0.0 {
            bail!("{name}: line {number}: the plays `{}` are not a number from 0 on", field(plays));
        }
        *read.entry(id("user", user)?).or_default().entry(id("artist", artist)?).or_default() += times;
    }
    Ok(read)
}
