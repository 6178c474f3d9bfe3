//! A server with a schema just large enough to be asked everything.

use std::io::Seek;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_graphql::{Context, Object, Request, Response as Answer, Schema, ServerError, Subscription, Upload};
use axum::Router;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use vinilogy::http::{Caller, Executor, HealthCheck, Page, Parts, RequestId, Shutdown, SocketLimits, router, serve};

pub const JSON: &str = "application/json";
pub const GRAPHQL: &str = "application/graphql-response+json";

/// What the schema shares with the test.
#[derive(Default)]
pub struct Stage {
    /// Told when `wait` has begun.
    pub begun: Notify,
    /// Told when `forever` was dropped.
    pub left: Notify,
    pub bumps: AtomicU32,
}

struct Left(Arc<Stage>);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.left.notify_one();
    }
}

/// Lets `wait` end, once for each permit.
pub struct Gate(pub Semaphore);

pub struct Query;

#[Object]
impl Query {
    async fn hello(&self, #[graphql(default)] name: String) -> String {
        format!("hello {name}")
    }
    async fn request_id(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<RequestId>().0.clone()
    }
    async fn wait(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Arc<Stage>>().begun.notify_one();
        ctx.data_unchecked::<Arc<Gate>>().0.acquire().await.unwrap().forget();
        true
    }
    async fn boom(&self) -> bool {
        std::hint::black_box(None).expect("the secret cause")
    }
    async fn fails(&self) -> async_graphql::Result<bool> {
        std::future::ready(Err("it failed".into())).await
    }
    async fn may_fail(&self) -> async_graphql::Result<Option<bool>> {
        std::future::ready(Err("it failed".into())).await
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> u32 {
        ctx.data_unchecked::<Arc<Stage>>().bumps.fetch_add(1, Ordering::SeqCst) + 1
    }
    /// What came, and how it is called.
    async fn send(&self, ctx: &Context<'_>, files: Vec<Upload>) -> Vec<String> {
        let told = files.iter().map(|file| {
            let mut file = file.value(ctx).unwrap();
            file.content.rewind().unwrap();
            format!("{} {}", file.filename, std::io::read_to_string(&file.content).unwrap().len())
        });
        told.collect()
    }
}

pub struct Subscription;

#[Subscription]
impl Subscription {
    async fn count(&self, to: u32) -> impl Stream<Item = u32> {
        futures::stream::iter(1..=to)
    }
    async fn forever(&self, ctx: &Context<'_>) -> impl Stream<Item = u32> {
        let left = Left(ctx.data_unchecked::<Arc<Stage>>().clone());
        futures::stream::once(async move {
            let _left = left;
            std::future::pending().await
        })
    }
    async fn boom(&self) -> impl Stream<Item = u32> {
        futures::stream::once(async { panic!("the secret cause") })
    }
}

type Toys = Schema<Query, Mutation, Subscription>;

/// A schema that somebody guards: one token is known to be false.
#[derive(Clone)]
struct Guarded(Toys);

impl Guarded {
    fn check(caller: &Caller) -> Result<(), ServerError> {
        let init = caller.init.as_ref().map(|init| init["Authorization"] == "Bearer false");
        let is_false = init.unwrap_or_else(|| caller.headers.get("authorization").is_some_and(|value| value == "Bearer false"));
        if !is_false {
            return Ok(());
        }
        let mut error = ServerError::new("Who are you?", None);
        error.extensions.get_or_insert_default().set("code", "UNAUTHENTICATED");
        Err(error)
    }
}

impl Executor for Guarded {
    fn execute(&self, request: Request, caller: Caller) -> BoxFuture<'static, Answer> {
        match Self::check(&caller) {
            Ok(()) => Executor::execute(&self.0, request, caller),
            Err(error) => futures::future::ready(Answer::from_errors(vec![error])).boxed(),
        }
    }
    fn execute_stream(&self, request: Request, caller: Caller) -> BoxStream<'static, Answer> {
        Executor::execute_stream(&self.0, request, caller)
    }
    fn admit(&self, caller: Caller) -> BoxFuture<'static, Result<Option<Duration>, ServerError>> {
        let is_somebody = caller.headers.get("authorization").is_some_and(|value| value == "Bearer true");
        futures::future::ready(Self::check(&caller).map(|()| is_somebody.then_some(Duration::MAX))).boxed()
    }
}

/// What a test wants different.
pub struct Wish {
    pub request_timeout: Duration,
    pub sockets: SocketLimits,
    pub health: HealthCheck,
    pub page: Page,
    pub introspection: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(20),
            sockets: SocketLimits::default(),
            health: HealthCheck::default(),
            page: Page::of(&[]),
            introspection: true,
        }
    }
}

/// A running server.
pub struct Toy {
    pub address: SocketAddr,
    pub stage: Arc<Stage>,
    pub gate: Arc<Gate>,
    pub shutdown: Shutdown,
    pub client: Client,
    pub server: JoinHandle<()>,
}

impl Toy {
    pub async fn start() -> Self {
        Self::with(Wish::default()).await
    }

    pub async fn with(wish: Wish) -> Self {
        let stage = Arc::new(Stage::default());
        let gate = Arc::new(Gate(Semaphore::new(0)));
        let schema = Schema::build(Query, Mutation, Subscription).data(stage.clone()).data(gate.clone()).finish();
        let shutdown = Shutdown::default();
        let router = router(Parts {
            figures: vinilogy::http::Figures::default(),
            executor: Guarded(schema),
            health: wish.health,
            body_bytes: 256 * 1024,
            upload_bytes: 1024 * 1024,
            tokens: 5_000,
            request_timeout: wish.request_timeout,
            sockets: wish.sockets,
            introspection: wish.introspection,
            page: wish.page,
            shutdown: shutdown.clone(),
            more: Router::new().route("/broken", axum::routing::get(broken)),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(listener, router, shutdown.clone(), wish.request_timeout));
        // Some other test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().build().unwrap();
        Self { address, stage, gate, shutdown, client, server }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub async fn ask(&self, accept: &str, body: Value) -> Response {
        self.send(accept, body.to_string()).await
    }

    pub async fn send(&self, accept: &str, body: impl Into<reqwest::Body>) -> Response {
        let request = self.client.post(self.url("/graphql")).header(CONTENT_TYPE, JSON).header(ACCEPT, accept);
        request.body(body).send().await.unwrap()
    }

    pub async fn query(&self, query: &str) -> Response {
        self.ask(JSON, json!({ "query": query })).await
    }
}

async fn broken() -> &'static str {
    panic!("the secret cause")
}

/// The code of the first error of a GraphQL answer.
pub fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}
