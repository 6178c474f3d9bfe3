//! One file per subcommand: parses, wires, reports; no rules of its own. May import everything.
//!
//! Never here: a query, or a decision about the catalogue.

mod bulk;
mod check_config;
mod compute_prices;
mod create_user;
mod debug_images;
mod enrich_albums;
mod evaluate_recommender;
mod house;
mod import_listening;
mod import_prices;
mod match_names;
mod migrate;
mod sample_catalogue;
mod schema;
mod seed_artists;
pub mod serve;
mod signal;
mod sync_listening;
mod sync_releases;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Vars};

/// Every vinyl pressing of every album, and what it costs, delivered.
#[derive(Parser)]
#[command(name = "vinilogy", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// API, page and worker in one process
    Serve(serve::Serve),
    /// Worker alone
    Worker,
    /// Bring the database up to date
    Migrate,
    /// Read the whole configuration, print it with secrets hidden, report every problem at once
    CheckConfig,
    /// Print the GraphQL schema
    Schema,
    /// Whether two names are the same thing
    Match(match_names::Match),
    /// The recommender's taste model on a file of plays
    EvaluateRecommender(evaluate_recommender::EvaluateRecommender),
    /// Last.fm tags or a CSV file → artists and similar artists
    SeedArtists(seed_artists::SeedArtists),
    /// `MusicBrainz` → studio albums
    EnrichAlbums(enrich_albums::EnrichAlbums),
    /// Discogs → ALL vinyl pressings
    SyncReleases(sync_releases::SyncReleases),
    /// Providers → quotes → best prices
    ComputePrices(compute_prices::ComputePrices),
    /// A CSV file of offers → quotes → best prices
    ImportPrices(import_prices::ImportPrices),
    /// Last.fm, ListenBrainz, Spotify → what people listen to
    SyncListening(sync_listening::SyncListening),
    /// The services' own files → what people listen to
    ImportListening(import_listening::ImportListening),
    /// An empty database → a synthetic catalogue of realistic shape
    SampleCatalogue(sample_catalogue::SampleCatalogue),
    /// Show each step of the picture look-up for an artist
    DebugImages(debug_images::DebugImages),
    /// Make an account; the password comes from standard input
    CreateUser(create_user::CreateUser),
}

/// Runs what the arguments say.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Command::Schema => return schema::run(),
        Command::CheckConfig => return check_config::run(),
        Command::Match(pair) => return exit(pair.run()),
        Command::EvaluateRecommender(evaluate) => return exit(evaluate.run()),
        _ => {}
    }
    let config = match Vars::from_env().map_err(|problem| crate::config::ConfigError(vec![problem])).and_then(|vars| Config::read(&vars)) {
        Ok(config) => config,
        Err(error) => {
            complain(&error);
            return ExitCode::FAILURE;
        }
    };
    house::log(&config);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("the process cannot start its threads: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(async {
        match arguments.command {
            Command::Serve(serve) => Box::pin(serve.run(config)).await,
            Command::Worker => worker::run(config).await,
            Command::Migrate => migrate::run(config).await,
            Command::SeedArtists(seed) => Box::pin(seed.run(config)).await,
            Command::EnrichAlbums(enrich) => enrich.run(config).await,
            Command::SyncReleases(sync) => sync.run(config).await,
            Command::ComputePrices(compute) => compute.run(config).await,
            Command::ImportPrices(import) => import.run(config).await,
            Command::SyncListening(sync) => sync.run(config).await,
            Command::ImportListening(import) => import.run(config).await,
            Command::SampleCatalogue(sample) => sample.run(config).await,
            Command::DebugImages(debug) => Box::pin(debug.run(config)).await,
            Command::CreateUser(create) => create.run(config).await,
            Command::Schema | Command::CheckConfig | Command::Match(_) | Command::EvaluateRecommender(_) => Ok(()),
        }
    });
    // Nothing that matters runs on: whoever started something has waited for it.
    runtime.shutdown_background();
    exit(ended)
}

fn exit(ended: anyhow::Result<()>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Says why the process ends.
#[expect(clippy::print_stderr, reason = "a command's complaint goes to whoever typed it")]
fn complain(problem: &dyn std::fmt::Display) {
    eprintln!("vinilogy: {problem}");
}

/// Says what the command has to say.
fn say(line: impl std::fmt::Display) {
    use std::io::Write;
    // Whoever closed the pipe has read enough.
    let _ = writeln!(std::io::stdout(), "{line}");
}
