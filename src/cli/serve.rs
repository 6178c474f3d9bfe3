//! `vinilogy serve`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::house::House;
use super::{say, signal};
use crate::app::App;
use crate::catalog::coverage::Gauges;
use crate::catalog::demo;
use crate::catalog::image::Gallery;
use crate::config::Config;
use crate::db::embedded;
use crate::graphql::GraphDesk;
use crate::http::auth;
use crate::http::{self, Caller, Figures, HealthCheck, Page, Parts, Shutdown, SocketLimits};
use crate::{identity, ops, prices, schedule, worker};

/// API, page, worker and clock in one process
#[derive(Args)]
pub struct Serve {
    /// Address and port; wins over `LISTEN_ADDR`
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// HTTP alone; another process works the queue and keeps the clock
    #[arg(long)]
    no_worker: bool,
    /// Load the demo catalogue into an empty database when no provider key is set
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub async fn run(self, mut config: Config) -> anyhow::Result<()> {
        if let Some(listen) = self.listen {
            config.listen(listen);
        }
        let stop = signal::stop()?;
        let listener = TcpListener::bind(config.server.listen)
            .await
            .with_context(|| format!("{} cannot be listened on: is another vinilogy running there?", config.server.listen))?;
        let house = House::open(config).await?;
        let served = self.serve(house.app.clone(), listener, stop).await;
        house.close().await;
        served
    }

    async fn serve(&self, app: App, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let demo_login = if self.demo { load_demo(&app).await? } else { false };
        // The worker goes on until the last request has ended: one may be waiting for it.
        let stop_worker = CancellationToken::new();
        let worker = (!self.no_worker).then(|| worker::start(app.clone(), stop_worker.clone()));
        let clock = (!self.no_worker).then(|| schedule::start(app.clone(), stop_worker.clone()));
        greet(&app, listener.local_addr()?);
        if demo_login {
            say(format_args!(
                "  demo      sign in as {} with \"{}\", from this machine only",
                identity::DEMO_EMAIL,
                identity::DEMO_PASSWORD
            ));
        }
        let shutdown = Shutdown::new(stop);
        let grace = app.config.limits.request_timeout() + Duration::from_secs(5);
        http::serve(listener, http::router(parts(&app, shutdown.clone())), shutdown, grace).await;
        stop_worker.cancel();
        if let Some(worker) = worker {
            worker.await?;
        }
        if let Some(clock) = clock {
            clock.await?;
        }
        tracing::info!("stopped");
        Ok(())
    }
}

/// Everything that the router is made of.
pub fn parts(app: &App, shutdown: Shutdown) -> Parts<Door> {
    let (database, working) = (app.clone(), app.clone());
    let health = HealthCheck::default()
        .vital("database", move || {
            let app = database.clone();
            async move { ops::database(&app).await.map_err(|error| error.to_string()) }
        })
        .minor("worker", move || {
            let app = working.clone();
            async move {
                match ops::worker(&app).await {
                    Ok(true) => Ok(()),
                    Ok(false) => Err("no process works the queue".to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            }
        });
    // Whoever could not be told where that is has not come this far.
    let pictures = embedded::data_dir(&app.config.database).unwrap_or_else(|_| "data".into()).join("images");
    let limits = &app.config.limits;
    Parts {
        executor: Door { app: app.clone(), desk: GraphDesk::new(app.clone()) },
        health,
        body_bytes: limits.body_bytes,
        upload_bytes: limits.upload_bytes,
        tokens: limits.tokens as usize,
        request_timeout: limits.request_timeout(),
        sockets: SocketLimits::default(),
        introspection: app.config.server.introspection,
        figures: figures(app),
        page: Page::built_in(),
        shutdown,
        more: http::images::routes(Gallery::new(app.clone(), pictures))
            .merge(http::exports::routes(app.clone()))
            .merge(http::consents::routes(app.clone()))
            .merge(http::etl::routes(app.clone())),
    }
}

/// How complete the catalogue is, for the metrics.
fn figures(app: &App) -> Figures {
    // Names are told to the recorder, which has to be there.
    http::metrics::handle();
    let (app, gauges) = (app.clone(), Arc::new(Gauges::new()));
    Figures::new(move || {
        let (app, gauges) = (app.clone(), Arc::clone(&gauges));
        async move {
            if let Err(error) = gauges.refresh(&app).await {
                tracing::warn!(%error, "the coverage could not be measured");
            }
        }
        .boxed()
    })
}

/// Between the HTTP room and the GraphQL room: who is asking.
#[derive(Clone)]
pub struct Door {
    app: App,
    desk: GraphDesk,
}

impl http::Executor for Door {
    fn execute(&self, request: async_graphql::Request, caller: Caller) -> BoxFuture<'static, async_graphql::Response> {
        let door = self.clone();
        async move {
            match auth::visitor(&door.app, &caller).await {
                Ok(visitor) => door.desk.execute(request, &caller.request_id, visitor).await,
                Err(answer) => *answer,
            }
        }
        .boxed()
    }

    fn execute_stream(&self, request: async_graphql::Request, caller: Caller) -> BoxStream<'static, async_graphql::Response> {
        let door = self.clone();
        let answers = async move {
            match auth::visitor(&door.app, &caller).await {
                Ok(visitor) => door.desk.execute_stream(request, caller.request_id, visitor).boxed(),
                Err(answer) => stream::iter([*answer]).boxed(),
            }
        };
        answers.flatten_stream().boxed()
    }

    fn admit(&self, caller: Caller) -> BoxFuture<'static, Result<Option<Duration>, async_graphql::ServerError>> {
        let app = self.app.clone();
        async move { auth::admit(&app, &caller).await }.boxed()
    }
}

/// Loads the demo catalogue, with its login, where there is nothing else to look at and nobody to ask for it.
/// Answers whether the login is there, from now or from before.
pub async fn load_demo(app: &App) -> anyhow::Result<bool> {
    if app.config.providers.any_key() || !demo::is_empty(app).await? {
        return Ok(identity::has_demo(app).await?);
    }
    let now = app.clock.now();
    let loaded = demo::load(app, async |conn, loaded| prices::demo::store(conn, loaded, now).await).await?;
    tracing::info!(artists = loaded.artists, albums = loaded.albums, releases = loaded.release_ids.len(), "loaded the demo catalogue");
    Ok(identity::prepare_demo(app).await?)
}

fn greet(app: &App, listen: SocketAddr) {
    let providers = &app.config.providers;
    say(format_args!("Vinilogy serves on http://{listen}"));
    let has_page = Page::built_in().is_there();
    if has_page {
        say(format_args!("  page      http://{listen}/"));
    }
    if has_page && app.config.server.introspection {
        say(format_args!("  GraphiQL  http://{listen}/graphiql"));
    }
    say(format_args!("  GraphQL   http://{listen}/graphql"));
    if providers.lastfm.api_key.is_none() {
        say("  Last.fm is off: LASTFM_API_KEY is not set; MusicBrainz answers alone, without similar artists");
    }
    if providers.spotify.client_id.is_none() {
        say("  Spotify is off: SPOTIFY_CLIENT_ID is not set");
    }
    if !providers.discogs.is_authenticated() {
        say("  Discogs answers 25 requests a minute and without search: DISCOGS_TOKEN is not set");
    }
}
