//! The private cluster, with real servers: who owns it, who joins it, and what survives whose death.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User, getpgid};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
use vinilogy::config::{Config, Vars};
use vinilogy::db::embedded::{BinarySearch, Embedded, EmbeddedError, EmbeddedOptions};

/// Names the folder that [`owner_process`] owns, and makes it do so.
const OWNER_OF: &str = "VINILOGY_TEST_OWNER_OF";

const PATIENCE: Duration = Duration::from_mins(1);

fn options() -> EmbeddedOptions {
    EmbeddedOptions { fsync: false, settings: vec![("shared_buffers".to_owned(), "16MB".to_owned())], ..EmbeddedOptions::default() }
}

/// A folder that the database user can enter when the tests run as root.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o711)).expect("opened");
    dir
}

async fn start(dir: &Path) -> Embedded {
    Embedded::start_in(dir, options()).await.expect("a cluster")
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

async fn text(client: &Client, query: &str) -> String {
    client.query_one(query, &[]).await.expect("an answer").get(0)
}

async fn keep(url: &str, name: &str) {
    let client = connect(url).await;
    client.batch_execute(&format!("create table record (name text not null); insert into record values ('{name}')")).await.expect("kept");
}

async fn kept(url: &str) -> String {
    text(&connect(url).await, "select name from record").await
}

fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(pid).expect("a process id")), signal).expect("signalled");
}

#[tokio::test]
async fn a_cluster_is_made_once_and_keeps_its_records() {
    let dir = folder();
    let data_dir = dir.path().join("new").join("data");
    let unfinished = data_dir.join("postgres.new-1");
    std::fs::create_dir_all(&unfinished).expect("what an interrupted initdb leaves");
    for dir in [&dir.path().join("new"), &data_dir] {
        std::fs::set_permissions(dir, PermissionsExt::from_mode(0o711)).expect("opened");
    }
    let embedded = start(&data_dir).await;
    assert!(embedded.is_owner());
    assert!(!unfinished.exists(), "an unfinished cluster is removed");
    keep(embedded.url(), "Kind of Blue").await;
    let identity = "select system_identifier::text from pg_control_system()";
    let made = text(&connect(embedded.url()).await, identity).await;
    embedded.stop().await;

    let embedded = start(&data_dir).await;
    assert_eq!(kept(embedded.url()).await, "Kind of Blue");
    assert_eq!(text(&connect(embedded.url()).await, identity).await, made);
    embedded.stop().await;
}

#[tokio::test]
async fn the_configured_folder_is_used_and_an_overlong_log_put_aside() {
    let dir = folder();
    let log = dir.path().join("postgres.log");
    std::fs::File::create(&log).expect("made").set_len(11 * 1024 * 1024).expect("grown");
    let config = Config::read(&Vars::from_pairs([("DATA_DIR", dir.path().to_str().expect("utf-8"))])).expect("valid");
    let embedded = Embedded::start(&config.database).await.expect("a cluster");
    assert_eq!(embedded.data_dir(), dir.path().canonicalize().expect("a folder"));
    assert_eq!(text(&connect(embedded.url()).await, "show fsync").await, "on");
    assert!(log.metadata().expect("a log").len() < 1024 * 1024);
    assert!(dir.path().join("postgres.log.old").exists());
    embedded.stop().await;
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let dir = folder();
    let options = EmbeddedOptions { settings: vec![("shared_buffers".to_owned(), "plenty".to_owned())], ..options() };
    let error = Embedded::start_in(dir.path(), options).await.expect_err("no such size").to_string();
    assert!(error.contains("postgres.log") && error.contains("\"plenty\""), "{error}");
    start(dir.path()).await.stop().await;
}

#[tokio::test]
async fn the_socket_is_the_only_door_and_private() {
    let dir = folder();
    let embedded = start(dir.path()).await;
    let client = connect(embedded.url()).await;
    for (setting, expected) in [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("unix_socket_permissions", "0700"),
        ("fsync", "off"),
    ] {
        assert_eq!(text(&client, &format!("show {setting}")).await, expected, "{setting}");
    }
    let superuser: bool = client.query_one("select rolsuper from pg_roles where rolname = current_user", &[]).await.expect("a role").get(0);
    assert!(superuser, "migrations create extensions");
    client.batch_execute("create extension pg_trgm; create extension unaccent").await.expect("extensions");
    let trigrams: i32 = client.query_one("select array_length(show_trgm('жа'), 1)", &[]).await.expect("an answer").get(0);
    assert_eq!(trigrams, 3, "letters beyond ASCII are letters too");

    let socket_folder = PathBuf::from(text(&client, "show unix_socket_directories").await.trim_matches('"'));
    let socket_folder = socket_folder.metadata().expect("the folder of the socket");
    let cluster = dir.path().join("postgres").metadata().expect("the folder of the cluster");
    assert_eq!((socket_folder.mode() & 0o777, socket_folder.uid()), (0o700, cluster.uid()));
    assert_ne!(cluster.uid(), 0);

    let server = Pid::from_raw(i32::try_from(embedded.server_pid().expect("ours")).expect("a process id"));
    assert_eq!(getpgid(Some(server)).expect("a group"), server, "Ctrl-C must not reach the server before its owner decides");
    if let Ok(environment) = std::fs::read(format!("/proc/{server}/environ")) {
        assert!(!String::from_utf8_lossy(&environment).contains("CARGO"), "the server does not get our surroundings");
    }
    embedded.stop().await;
    assert_eq!(kill(server, None), Err(nix::errno::Errno::ESRCH), "the server ends with its owner");
}

#[tokio::test]
async fn a_second_start_joins_and_takes_over_when_the_owner_leaves() {
    let dir = folder();
    let (first, second) = tokio::join!(start(dir.path()), start(dir.path()));
    let (owner, joined) = if first.is_owner() { (first, second) } else { (second, first) };
    assert!(owner.is_owner() && !joined.is_owner());
    assert_eq!(owner.url(), joined.url());
    keep(joined.url(), "Blue Train").await;
    owner.stop().await;

    assert!(joined.until_owner(PATIENCE).await);
    assert!(joined.until_answering(PATIENCE).await);
    assert_eq!(kept(joined.url()).await, "Blue Train");
    joined.stop().await;
}

#[tokio::test]
async fn a_killed_server_is_started_again() {
    let dir = folder();
    // As in earnest: without fsync the last commits would wait in memory and die with the server.
    let embedded = Embedded::start_in(dir.path(), EmbeddedOptions { fsync: true, ..options() }).await.expect("a cluster");
    keep(embedded.url(), "Moanin").await;
    // A backend at work does not notice that its postmaster is gone, and keeps the shared memory.
    let busy = connect(embedded.url()).await;
    let child: i32 = busy.query_one("select pg_backend_pid()", &[]).await.expect("an answer").get(0);
    let work = tokio::spawn(async move { busy.batch_execute("select count(*) from generate_series(1, 1000000000000)").await });
    let watcher = connect(embedded.url()).await;
    let active = format!("select (count(*) = 1)::text from pg_stat_activity where pid = {child} and state = 'active'");
    while text(&watcher, &active).await != "true" {}

    let killed = embedded.server_pid().expect("ours");
    signal(killed, Signal::SIGKILL);
    assert!(embedded.until_answering(PATIENCE).await);
    assert_ne!(embedded.server_pid(), Some(killed));
    assert_eq!(kept(embedded.url()).await, "Moanin");
    assert!(work.await.expect("no panic").is_err(), "the old backend is gone");
    embedded.stop().await;
}

/// Not a test by itself: the process that the next two tests kill.
#[tokio::test]
#[ignore = "a helper process that other tests start"]
async fn owner_process() {
    let Some(dir) = std::env::var_os(OWNER_OF) else { return };
    let embedded = start(Path::new(&dir)).await;
    #[expect(clippy::print_stdout, reason = "this is how the parent learns of it")]
    {
        println!("\nserver {}", embedded.server_pid().expect("the owner"));
    }
    // Until the parent is gone, should it die first.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("read");
    embedded.stop().await;
}

/// A process of its own that owns the cluster, and the server's process id.
fn owner(dir: &Path) -> (Child, u32) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "db::embedded::owner_process", "--ignored", "--nocapture"])
        .env(OWNER_OF, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let server = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("server ")?.parse().ok());
    (child, server.expect("the helper owns a cluster"))
}

#[tokio::test]
async fn the_next_process_takes_over_from_a_killed_owner() {
    let dir = folder();
    let (mut child, orphan) = owner(dir.path());
    let joined = start(dir.path()).await;
    assert!(!joined.is_owner());
    keep(joined.url(), "Maiden Voyage").await;
    joined.stop().await;
    child.kill().expect("killed");
    child.wait().expect("gone");

    let embedded = start(dir.path()).await;
    assert!(embedded.is_owner());
    assert_ne!(embedded.server_pid(), Some(orphan));
    assert_eq!(kept(embedded.url()).await, "Maiden Voyage");
    embedded.stop().await;
}

#[tokio::test]
async fn a_joined_process_takes_over_from_a_killed_owner() {
    let dir = folder();
    let (mut child, _) = owner(dir.path());
    let joined = start(dir.path()).await;
    keep(joined.url(), "Speak No Evil").await;
    child.kill().expect("killed");
    child.wait().expect("gone");

    assert!(joined.until_owner(PATIENCE).await);
    assert!(joined.until_answering(PATIENCE).await);
    assert_eq!(kept(joined.url()).await, "Speak No Evil");
    joined.stop().await;
}

#[tokio::test]
async fn a_stale_process_id_that_a_stranger_has_now_does_no_harm() {
    let dir = folder();
    start(dir.path()).await.stop().await;
    let stale = format!("{}\n{}\n1\n5432\n\n\n0 0\nready\n", std::os::unix::process::parent_id(), dir.path().join("postgres").display());
    std::fs::write(dir.path().join("postgres").join("postmaster.pid"), stale).expect("written");
    let embedded = start(dir.path()).await;
    assert!(embedded.is_owner());
    embedded.stop().await;
}

#[tokio::test]
async fn a_holder_whose_server_does_not_answer_is_named() {
    let dir = folder();
    let lock = dir.path().join("postgres.lock");
    std::fs::write(&lock, "4711\n").expect("written");
    let held = std::fs::File::open(&lock).expect("opened");
    held.lock().expect("locked");
    let options = EmbeddedOptions { join_timeout: Duration::ZERO, ..options() };
    let error = Embedded::start_in(dir.path(), options).await.expect_err("it is held").to_string();
    assert!(error.contains("is held by the process 4711") && error.contains("postgres.lock"), "{error}");
}

#[tokio::test]
async fn a_machine_without_postgres_is_told_what_to_install() {
    let dir = folder();
    let options = EmbeddedOptions { binaries: BinarySearch(vec![dir.path().to_owned()]), ..options() };
    let error = Embedded::start_in(dir.path(), options).await.expect_err("there is none");
    assert!(matches!(error, EmbeddedError::NotInstalled { .. }));
    let said = error.to_string();
    assert!(said.contains("PostgreSQL 14 or newer was not found") && said.contains("install") && said.contains("DATABASE_URL"), "{said}");
}

#[tokio::test]
async fn a_cluster_of_another_version_is_left_alone() {
    let dir = folder();
    let cluster = dir.path().join("postgres");
    std::fs::create_dir(&cluster).expect("made");
    std::fs::write(cluster.join("PG_VERSION"), "9\n").expect("written");
    if Uid::effective().is_root() {
        let error = Embedded::start_in(dir.path(), options()).await.expect_err("root's").to_string();
        assert!(error.contains("belongs to root") && error.contains("chown"), "{error}");
        let nobody = User::from_name("nobody").expect("readable").expect("a user");
        std::os::unix::fs::chown(&cluster, Some(nobody.uid.as_raw()), None).expect("given away");
    }
    let error = Embedded::start_in(dir.path(), options()).await.expect_err("too old").to_string();
    assert!(error.contains("was made by PostgreSQL 9") && error.contains("pg_dump"), "{error}");
}

#[tokio::test]
async fn a_folder_that_the_database_user_cannot_reach_is_refused() {
    if !Uid::effective().is_root() {
        return; // An ordinary user's PostgreSQL runs as that user.
    }
    let dir = folder();
    std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o700)).expect("closed");
    let data_dir = dir.path().join("data");
    let error = Embedded::start_in(&data_dir, options()).await.expect_err("closed").to_string();
    assert!(error.contains("cannot be reached by the user `") && error.contains("DATA_DIR"), "{error}");
    assert!(!data_dir.exists(), "a refused folder is not made");
}
