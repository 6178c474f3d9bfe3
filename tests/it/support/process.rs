//! The real binary, as real processes: started in clean surroundings, told to stop, killed.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use url::Url;

use super::app::{client, settings};

/// For everything that a process is waited for.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// What switches the clock's jobs off.
const CLOCK: [&str; 13] = [
    "SCHEDULE_REFRESH_ACTIVE_ARTISTS",
    "SCHEDULE_REFRESH_CATALOGUE",
    "SCHEDULE_SYNC_RELEASES",
    "SCHEDULE_COMPUTE_PRICES",
    "SCHEDULE_REFRESH_BEST_PRICES",
    "SCHEDULE_REFRESH_EXCHANGE_RATES",
    "SCHEDULE_SYNC_LISTENING",
    "SCHEDULE_SYNC_COLLECTIONS",
    "SCHEDULE_LEARN_TASTE",
    "SCHEDULE_RECOMPUTE_RECOMMENDATIONS",
    "SCHEDULE_SHOP_FULL_SYNC",
    "SCHEDULE_SHOP_DAILY_SYNC",
    "SCHEDULE_PURGE_EXPIRED",
];

/// What every process of one house is told.
pub struct Surroundings {
    folder: TempDir,
    variables: Vec<(String, String)>,
    started: AtomicU32,
}

impl Surroundings {
    /// The database and, for every provider, `outside`; `more` wins over the usual settings.
    pub fn new(database: &SecretString, outside: &Url, more: &[(&str, &str)]) -> Self {
        let own = [("DATABASE_URL", database.expose_secret())];
        // A test that runs past a due time is not to find more work than it has ordered.
        let clock = CLOCK.iter().filter(|name| more.iter().all(|(other, _)| other != *name)).map(|name| (*name, "off"));
        let variables = settings(outside, more).into_iter().chain(own).chain(clock);
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        // No `.env` lies here.
        Self { folder: tempfile::tempdir().unwrap(), variables, started: AtomicU32::new(0) }
    }

    /// The folder that the processes run in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a command.
    pub fn start(&self, arguments: &[&str]) -> Process {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let log = self.folder.path().join(format!("{number}-{}.log", arguments[0]));
        let mut child = Command::new(env!("CARGO_BIN_EXE_vinilogy"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("NO_COLOR", "1")
            .envs(["PATH", "HOME"].iter().filter_map(|name| Some((*name, std::env::var_os(name)?))))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (teller, said) = watch::channel(String::new());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                teller.send_modify(|said| said.extend([line.as_str(), "\n"]));
            }
        });
        Process { child, said, log }
    }

    /// Starts `serve` and waits until it is ready.
    pub async fn serve(&self, more: &[&str]) -> Server {
        let mut process = self.start(&[&["serve", "--listen", "127.0.0.1:0"], more].concat());
        let url = process.hears("Vinilogy serves on ").await;
        let url = Url::parse(url.lines().next().unwrap()).unwrap();
        let ready = url.join("/health/ready").unwrap();
        let client = client();
        until("the server is ready", || async { client.get(ready.clone()).send().await.is_ok_and(|answer| answer.status() == 200) }).await;
        Server { process, url }
    }
}

/// A running process; dropped, it is killed.
pub struct Process {
    child: Child,
    said: watch::Receiver<String>,
    log: std::path::PathBuf,
}

/// A process that serves.
pub struct Server {
    pub process: Process,
    pub url: Url,
}

impl Process {
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it has not ended.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.pid().expect("it runs")).unwrap()), signal).unwrap();
    }

    /// `kill -9`, and it is gone.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// How it ended.
    pub async fn ended(&mut self) -> ExitStatus {
        self.ended_within(PATIENCE).await
    }

    /// How it ended, where that may take longer than usual.
    pub async fn ended_within(&mut self, patience: Duration) -> ExitStatus {
        tokio::time::timeout(patience, self.child.wait()).await.expect("it ends").unwrap()
    }

    /// What came after `words` on its standard output, which is waited for, a whole line at least.
    pub async fn hears(&mut self, words: &str) -> String {
        let heard = tokio::time::timeout(PATIENCE, self.said.wait_for(|said| said.contains(words))).await;
        match heard.ok().and_then(Result::ok).map(|said| said.split_once(words).unwrap().1.to_owned()) {
            Some(rest) => rest,
            None => panic!("it never said {words:?}; it said:\n{}\n{}", *self.said.borrow(), self.log()),
        }
    }

    /// Everything that it says until its end, which must be a good one.
    pub async fn succeeds(&mut self) -> String {
        let ended = self.ended().await;
        assert!(ended.success(), "{ended}\n{}", self.log());
        while self.said.changed().await.is_ok() {}
        self.said.borrow().clone()
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let last: Vec<&str> = log.lines().rev().filter(|line| !line.contains(" INFO")).take(15).collect();
            #[expect(clippy::print_stderr, reason = "the test has failed; this may say why")]
            {
                eprintln!("--- the end of {}:", self.log.display());
                last.iter().rev().for_each(|line| eprintln!("{line}"));
            }
        }
    }
}

/// Waits until `holds`, looking every few milliseconds.
pub async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    until_within(PATIENCE, what, holds).await;
}

/// The same, where it may take longer than usual.
pub async fn until_within<F: Future<Output = bool>>(patience: Duration, what: &str, holds: impl Fn() -> F) {
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    let wait = async {
        while !holds().await {
            looks.tick().await;
        }
    };
    tokio::time::timeout(patience, wait).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// A figure that whoever reads the test's output may want.
pub fn tell(what: &str) {
    #[expect(clippy::print_stderr, reason = "shown with --nocapture, and when the test fails")]
    {
        eprintln!("{what}");
    }
}
