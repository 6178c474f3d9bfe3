//! `vinilogy match`

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::{complain, say};
use crate::catalog::matching::{Service, Spelling, Verdict, albums, artists};

/// Whether two names are the same thing
#[derive(Args)]
pub struct Match {
    /// What the names are names of
    kind: Kind,
    /// The one name
    #[arg(required_unless_present = "tsv")]
    a: Option<String>,
    /// The other name
    #[arg(required_unless_present = "tsv")]
    b: Option<String>,
    /// A TSV file whose header names its columns: `a`, `b` and, where present, `a_service`, `b_service`, `artist`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["a", "b"])]
    tsv: Option<PathBuf>,
    /// Whose album it is, where that is known
    #[arg(long, value_name = "NAME")]
    artist: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Artist,
    Album,
}

impl Match {
    pub fn run(&self) -> anyhow::Result<()> {
        if let Some(file) = &self.tsv {
            return self.pairs(file);
        }
        let (Some(a), Some(b)) = (&self.a, &self.b) else { bail!("two names are needed, or --tsv FILE") };
        let verdict = self.judge(a.as_str().into(), b.as_str().into(), self.artist.as_deref());
        let word = if verdict.is_same() { "same" } else { "different" };
        say(format_args!("{word}\t{:.3}\t{}", verdict.score, verdict.rule));
        Ok(())
    }

    fn judge(&self, a: Spelling<'_>, b: Spelling<'_>, artist: Option<&str>) -> Verdict {
        match self.kind {
            Kind::Artist => artists(a, b),
            Kind::Album => albums(a, b, artist),
        }
    }

    /// One line a pair, in their order.
    fn pairs(&self, path: &Path) -> anyhow::Result<()> {
        let name = path.display();
        let file = std::fs::File::open(path).with_context(|| format!("{name} cannot be read"))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        // One line at a time, in the same memory.
        let mut read = |line: &mut String, number: usize| -> anyhow::Result<bool> {
            line.clear();
            let length = reader.read_line(line).map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidData => anyhow::anyhow!("{name}: line {number} is not UTF-8"),
                _ => anyhow::Error::new(error).context(format!("{name} cannot be read")),
            })?;
            line.truncate(line.trim_end_matches(['\r', '\n']).len());
            Ok(length > 0)
        };
        let mut line = String::new();
        if !read(&mut line, 1)? {
            bail!("{name} is empty: its first line names the columns, among them a and b");
        }
        let header = line.clone();
        let header: Vec<&str> = header.trim_start_matches('\u{feff}').split('\t').collect();
        let column = |wanted: &str| header.iter().position(|column| *column == wanted);
        let (Some(a), Some(b)) = (column("a"), column("b")) else {
            bail!("{name}: the header has no column a or no column b; it has {}", header.join(", "));
        };
        let (a_service, b_service, artist) = (column("a_service"), column("b_service"), column("artist"));
        let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
        let mut complained = false;
        let mut number = 1;
        loop {
            number += 1;
            if !read(&mut line, number)? {
                break;
            }
            if line.is_empty() {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |column: usize| fields.get(column).copied();
            let (Some(one), Some(other)) = (field(a), field(b)) else {
                bail!("{name}: line {number} has {} fields, too few for the columns a and b", fields.len());
            };
            let given = |column: Option<usize>| column.and_then(&field).filter(|text| !text.is_empty());
            let mut service = |column: Option<usize>| {
                let known = given(column).map(str::parse::<Service>).transpose();
                if let Err(unknown) = &known
                    && !std::mem::replace(&mut complained, true)
                {
                    // A name is a name; only Discogs' numbers need to know whose it is.
                    complain(&format!("{name}: line {number}: {unknown}; names of such are compared as anybody's"));
                }
                known.unwrap_or_default()
            };
            let (left, right) =
                (Spelling { text: one, service: service(a_service) }, Spelling { text: other, service: service(b_service) });
            let verdict = self.judge(left, right, given(artist).or(self.artist.as_deref()));
            let written = writeln!(out, "{one}\t{other}\t{}\t{:.3}\t{}", u8::from(verdict.is_same()), verdict.score, verdict.rule);
            match written {
                // Whoever closed the pipe has read enough.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
        out.flush()?;
        Ok(())
    }
}
