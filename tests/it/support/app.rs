//! A whole house over a database of its own and a faked outside.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;
use vinilogy::app::App;
use vinilogy::cli::serve;
use vinilogy::clock::Clock;
use vinilogy::config::{Config, Vars};
use vinilogy::db::{Db, PoolSize};
use vinilogy::graphql::{GraphDesk, RequestId, Visitor};
use vinilogy::http::{self, Shutdown, SocketLimits};
use vinilogy::identity::{self, Client, Requester};
use vinilogy::integrations::transport::TransportOptions;
use vinilogy::worker;

use super::database;

/// Everybody's password, where a test does not want another.
pub const PASSWORD: &str = "a password of tests";

/// One house. Dropping it stops its worker.
pub struct TestApp {
    pub app: App,
    pub url: SecretString,
    desk: GraphDesk,
    stop: CancellationToken,
    worker: Option<JoinHandle<()>>,
}

impl TestApp {
    /// All providers at `outside`, nobody working the queue yet; `more` wins over the usual settings.
    pub async fn at(outside: &Url, more: &[(&str, &str)]) -> Self {
        Self::over(database::fresh().await, outside, more).await
    }

    /// As [`TestApp::at`], over a database that exists.
    pub async fn over(url: SecretString, outside: &Url, more: &[(&str, &str)]) -> Self {
        let config = Config::read(&Vars::from_pairs(settings(outside, more))).unwrap();
        let db = Db::new(&url, None, PoolSize(8)).unwrap();
        let clock = Clock::default();
        let mut options = TransportOptions { clock: clock.clone(), ..TransportOptions::default() };
        options.base_delay = Duration::from_millis(2);
        options.longest_delay = Duration::from_millis(10);
        let app = App::new(config, db, clock, options).await.unwrap();
        Self { desk: GraphDesk::new(app.clone()), app, url, stop: CancellationToken::new(), worker: None }
    }

    /// The same, with somebody working the queue.
    pub fn working(mut self) -> Self {
        self.worker = Some(worker::start(self.app.clone(), self.stop.clone()));
        self
    }

    /// What a stranger is answered.
    pub async fn ask(&self, query: &str) -> Value {
        self.ask_as(Requester::Anonymous, query).await
    }

    /// What a stranger is answered, to the letter.
    pub async fn text(&self, query: &str) -> String {
        let id = RequestId("test".to_owned());
        serde_json::to_string(&self.desk.execute(async_graphql::Request::new(query), &id, Requester::Anonymous).await).unwrap()
    }

    /// What somebody is answered.
    pub async fn ask_as(&self, visitor: impl Into<Visitor>, query: &str) -> Value {
        self.run(async_graphql::Request::new(query), visitor).await
    }

    /// What a stranger is answered who sends variables along.
    pub async fn ask_with(&self, query: &str, variables: Value) -> Value {
        let request = async_graphql::Request::new(query).variables(async_graphql::Variables::from_json(variables));
        self.run(request, Requester::Anonymous).await
    }

    /// What is answered to a request as it came.
    pub async fn run(&self, request: async_graphql::Request, visitor: impl Into<Visitor>) -> Value {
        let id = RequestId("test".to_owned());
        serde_json::to_value(self.desk.execute(request, &id, visitor).await).unwrap()
    }

    /// Everything that a stranger's subscription says, up to its end.
    pub async fn follow(&self, query: &str) -> Vec<Value> {
        let request = async_graphql::Request::new(query);
        let answers = self.desk.execute_stream(request, RequestId("test".to_owned()), Requester::Anonymous);
        let all = answers.map(|answer| serde_json::to_value(answer).unwrap()).collect();
        tokio::time::timeout(Duration::from_mins(1), all).await.expect("it ends")
    }

    /// What a subscription of somebody's says, as it says it.
    pub fn subscription(&self, requester: Requester, query: &str) -> BoxStream<'static, Value> {
        let answers = self.desk.execute_stream(async_graphql::Request::new(query), RequestId("test".to_owned()), requester);
        answers.map(|answer| serde_json::to_value(answer).unwrap()).boxed()
    }

    /// The data of an answer without errors.
    pub async fn data(&self, query: &str) -> Value {
        let mut answer = self.ask(query).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// The data of an answer to somebody, without errors.
    pub async fn data_as(&self, requester: &Requester, query: &str) -> Value {
        let mut answer = self.ask_as(*requester, query).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// Runs statements.
    pub async fn batch(&self, sql: &str) {
        database::connect(&self.url).await.batch_execute(sql).await.unwrap();
    }

    /// Somebody with an account, who signed in. The first who is asked for is administrator.
    pub async fn person(&self, email: &str) -> Requester {
        let input = format!("{{email: {email:?}, password: {PASSWORD:?}}}");
        let session = self.data(&format!("mutation {{ signUp(input: {input}) {{ session {{ accessToken }} }} }}")).await;
        let token = session["signUp"]["session"]["accessToken"].as_str().unwrap_or_else(|| panic!("{session:#}"));
        Requester::User(identity::admit(&self.app, &token.into(), &Client::unknown()).await.unwrap().unwrap().person)
    }

    /// The house's first account.
    pub async fn administrator(&self) -> Requester {
        self.person("admin@example.org").await
    }

    /// Serves the house over HTTP on a loopback port, until the test ends.
    pub async fn serve(&self) -> Url {
        self.serve_with(SocketLimits::default()).await
    }

    /// As [`TestApp::serve`], with other bounds of its sockets.
    pub async fn serve_with(&self, sockets: SocketLimits) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let shutdown = Shutdown::new(self.stop.clone());
        let router = http::router(http::Parts { sockets, ..serve::parts(&self.app, shutdown.clone()) });
        tokio::spawn(http::serve(listener, router, shutdown, Duration::from_secs(20)));
        url
    }

    /// Stops the worker, if there is one, and waits until it has stopped.
    pub async fn rest(&mut self) {
        self.stop.cancel();
        if let Some(worker) = self.worker.take() {
            worker.await.unwrap();
        }
        self.stop = CancellationToken::new();
    }

    /// One value of one row.
    pub async fn number(&self, sql: &str) -> i64 {
        database::connect(&self.url).await.query_one(sql, &[]).await.unwrap().get(0)
    }

    /// Every row of a query, each as one line of text.
    pub async fn lines(&self, sql: &str) -> Vec<String> {
        let rows = database::connect(&self.url).await.query(&format!("select t::text from ({sql}) as t"), &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The settings of a house whose providers are all at `outside`.
pub fn settings<'a>(outside: &'a Url, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let url = outside.as_str();
    let usual = [
        ("CONTACT", "tests@example.org"),
        ("LASTFM_API_KEY", super::outside::LASTFM_KEY),
        ("DISCOGS_TOKEN", super::outside::DISCOGS_TOKEN),
        ("LASTFM_URL", url),
        ("MUSICBRAINZ_URL", url),
        ("COVERART_URL", url),
        ("COMMONS_URL", url),
        ("DISCOGS_URL", url),
        ("LISTENBRAINZ_URL", url),
        ("ECB_URL", url),
        ("MINDICADOR_URL", url),
        ("BSALE_URL", url),
        ("LASTFM_PER_MINUTE", "60000"),
        ("MUSICBRAINZ_PER_MINUTE", "60000"),
        ("DISCOGS_PER_MINUTE", "60000"),
        ("LISTENBRAINZ_PER_MINUTE", "60000"),
        ("ECB_PER_MINUTE", "60000"),
        ("MINDICADOR_PER_MINUTE", "60000"),
        ("BSALE_PER_MINUTE", "60000"),
        ("STOREFRONT_PER_MINUTE", "60000"),
        ("LOOKUP_WAIT", "30s"),
        ("JWT_SECRET", "a secret that only tests know, 32 bytes"),
        ("SECRET_KEY", "another secret that only tests know, 32"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more.iter().copied()).collect()
}

/// Waits until `holds`, looking again whenever a job run changes; fails after a minute.
pub async fn until<F: Future<Output = bool>>(app: &App, what: &str, holds: impl Fn() -> F) {
    let mut heard = app.runs.hear();
    let wait = async {
        while !holds().await {
            let _ = tokio::time::timeout(Duration::from_millis(100), heard.recv()).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// A GraphQL request over HTTP.
pub async fn post(url: &Url, query: &str) -> Value {
    let client = CLIENT.get_or_init(|| Arc::new(client()));
    let answer = client.post(url.join("/graphql").unwrap()).json(&json!({ "query": query })).send().await.unwrap();
    answer.json().await.unwrap()
}

static CLIENT: std::sync::OnceLock<Arc<reqwest::Client>> = std::sync::OnceLock::new();

/// A client of the test's own: a connection belongs to the runtime that opened it.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().build().unwrap()
}
