//! `vinilogy seed-artists`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use uuid::Uuid;

use super::house::House;
use super::{bulk, say, signal};
use crate::catalog::crawl::{self, Changed};
use crate::catalog::sync::ArtistSubject;
use crate::config::Config;

/// What is longer is no name, but what follows a quotation mark that nobody has closed.
const LONGEST_NAME: usize = 500;

/// Last.fm tags or a CSV file → artists and similar artists
#[derive(Args)]
#[command(group = clap::ArgGroup::new("from").required(true).multiple(false))]
pub struct SeedArtists {
    /// Last.fm tags whose best known artists are looked up
    #[arg(long, value_name = "NAME", num_args = 1.., group = "from")]
    tag: Vec<String>,
    /// A CSV file with a header that has `name`, `mbid` or both
    #[arg(long, value_name = "FILE", group = "from")]
    csv: Option<PathBuf>,
    /// At most so many artists (of each tag; 100 if not given)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl SeedArtists {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        if !self.tag.is_empty() && config.providers.lastfm.api_key.is_none() {
            bail!("tags are Last.fm's, and Last.fm is off: set LASTFM_API_KEY, or give artists with --csv");
        }
        let (subjects, left_out) = self.csv.as_ref().map(read).transpose()?.unzip();
        let left_out = left_out.unwrap_or(0);
        let stop = signal::stop()?;
        let house = House::open(config).await?;
        let start = house.app.clock.now();
        let enqueued = match subjects {
            Some(mut subjects) => {
                subjects.truncate(self.limit.map_or(usize::MAX, |limit| limit as usize));
                crawl::seed_artists(&house.app, subjects, "seed").await?
            }
            None => crawl::seed_tags(&house.app, &self.tag, self.limit.unwrap_or(100)).await?,
        };
        let roots = bulk::distinct(enqueued.iter().map(|run| run.run_id));
        let worked = async {
            let outcome = bulk::work(&house, "seed-artists", roots, &stop).await?;
            let changed = crawl::changed(&house.app, crawl::Filled::Artists, start).await?;
            anyhow::Ok((outcome, changed))
        };
        let worked = worked.await;
        house.close().await;
        let (outcome, Changed { new, updated, unchanged }) = worked?;
        let standing = &outcome.standing;
        say(format_args!(
            "{} looked up, {} unchanged, {} failed, {} open",
            standing.succeeded - standing.unchanged,
            standing.unchanged,
            standing.failed,
            standing.open
        ));
        say(format_args!("artists, similar ones included: {new} new, {updated} updated, {unchanged} unchanged"));
        if left_out > 0 {
            say(format_args!("{left_out} lines of the file were left out, as said above"));
        }
        bulk::sum_up(&outcome)
    }
}

/// The artists of a CSV file. A line without a name and an id is named and left out; the rest goes on.
/// Says how many lines those were, too.
fn read(path: &PathBuf) -> anyhow::Result<(Vec<ArtistSubject>, u32)> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let headers = reader.headers().with_context(|| format!("{} has no header line", path.display()))?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let (name, mbid) = (column("name"), column("mbid"));
    if name.is_none() && mbid.is_none() {
        bail!("{}: the header has neither `name` nor `mbid`", path.display());
    }
    let (mut subjects, mut left_out) = (Vec::new(), 0);
    for line in reader.records() {
        match line.map_err(|error| error.to_string()).and_then(|line| subject(&line, name, mbid)) {
            Ok(subject) => subjects.push(subject),
            Err(problem) => {
                left_out += 1;
                say(format_args!("{}: left out: {problem}", path.display()));
            }
        }
    }
    Ok((subjects, left_out))
}

fn subject(line: &csv::StringRecord, name: Option<usize>, mbid: Option<usize>) -> Result<ArtistSubject, String> {
    let at = line.position().map_or(0, csv::Position::line);
    let field = |column: Option<usize>| column.and_then(|column| line.get(column)).filter(|text| !text.is_empty());
    match (field(mbid), field(name)) {
        (Some(text), name) => {
            let mbid: Uuid = text.parse().map_err(|_| format!("line {at}: \"{text}\" is not an MBID"))?;
            Ok(name.map_or(ArtistSubject::Mbid(mbid), |name| ArtistSubject::Known { name: name.to_owned(), mbid }))
        }
        (None, Some(name)) if name.chars().count() > LONGEST_NAME => {
            Err(format!("line {at}: the name has more than {LONGEST_NAME} letters; is a quotation mark missing?"))
        }
        (None, Some(name)) => Ok(ArtistSubject::Name(name.to_owned())),
        (None, None) => Err(format!("line {at}: has neither a name nor an MBID")),
    }
}
