//! One cluster for the whole run, one database for each test, copied from a template that was migrated once.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls};
use vinilogy::db;
use vinilogy::db::embedded::{Embedded, EmbeddedOptions};

/// Names the folder that [`keeper_process`] keeps a cluster in.
const KEEPER_OF: &str = "VINILOGY_TEST_KEEPER_OF";

struct Cluster {
    url: String,
    _folder: TempDir,
    _keeper: Child,
    /// Closed with this process, however it ends; the keeper then stops the cluster.
    _alive: ChildStdin,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// An empty, migrated database of the test's own.
pub async fn fresh() -> SecretString {
    let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
    create(&name, "template_vinilogy").await
}

/// A database with nothing in it at all.
pub async fn bare() -> SecretString {
    let name = format!("bare{}", NEXT.fetch_add(1, Ordering::Relaxed));
    create(&name, "template0").await
}

/// A copy of a database, as a backup that was restored is one. Whoever is connected to it is thrown out.
pub async fn copy(url: &SecretString) -> SecretString {
    let row = connect(url).await.query_one("select current_database()::text", &[]).await.unwrap();
    let (name, copy): (String, String) = (row.get(0), format!("copy{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    let cluster = CLUSTER.get_or_init(start).await;
    let admin = connect(&SecretString::from(cluster.url.as_str())).await;
    admin.batch_execute(&format!("alter database {name} allow_connections false")).await.unwrap();
    admin.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", &[&name]).await.unwrap();
    create(&copy, &name).await
}

/// A plain connection, for looking and for putting rows where no code of ours puts any.
pub async fn connect(url: &SecretString) -> Client {
    let (client, connection) = tokio_postgres::connect(secrecy::ExposeSecret::expose_secret(url), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Every row of a query, each as one line of text.
pub async fn lines(url: &SecretString, sql: &str) -> Vec<String> {
    let rows = connect(url).await.query(&format!("select t::text from ({sql}) as t"), &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// One number of one row.
pub async fn number(url: &SecretString, sql: &str) -> i64 {
    connect(url).await.query_one(sql, &[]).await.unwrap().get(0)
}

async fn create(name: &str, template: &str) -> SecretString {
    let cluster = CLUSTER.get_or_init(start).await;
    let admin = connect(&SecretString::from(cluster.url.as_str())).await;
    admin.batch_execute(&format!("create database {name} template {template}")).await.unwrap();
    at(&cluster.url, name)
}

fn at(url: &str, name: &str) -> SecretString {
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(name);
    SecretString::from(url.as_str())
}

async fn start() -> Cluster {
    let folder = tempfile::Builder::new().prefix("vinilogy").tempdir().unwrap();
    // The database user must be able to enter when the tests run as root.
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o711)).unwrap();
    let mut keeper = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "support::database::keeper_process", "--ignored", "--nocapture"])
        .env(KEEPER_OF, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // It outlives the test run by a moment, and has nobody to talk to then.
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.strip_prefix("cluster ").map(ToOwned::to_owned)).expect("the keeper keeps a cluster");
    // After a minute the keeper's test harness remarks on how long it takes, and dies if nobody listens.
    std::thread::spawn(move || lines.for_each(drop));
    let alive = keeper.stdin.take().unwrap();
    let admin = connect(&SecretString::from(url.as_str())).await;
    admin.batch_execute("create database template_vinilogy").await.unwrap();
    db::migrate(&at(&url, "template_vinilogy")).await.unwrap();
    Cluster { url, _folder: folder, _keeper: keeper, _alive: alive }
}

/// Not a test: the process that keeps the cluster as long as the test run lasts.
#[tokio::test]
#[ignore = "a helper process that other tests start"]
async fn keeper_process() {
    let Some(dir) = std::env::var_os(KEEPER_OF) else { return };
    let settings = [("shared_buffers", "64MB"), ("max_connections", "400"), ("full_page_writes", "off")];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let options = EmbeddedOptions { fsync: false, settings, ..EmbeddedOptions::default() };
    let embedded = Embedded::start_in(Path::new(&dir), options).await.expect("a cluster");
    #[expect(clippy::print_stdout, reason = "this is how the parent learns of it")]
    {
        println!("\ncluster {}", embedded.url());
    }
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("read");
    embedded.stop().await;
    // The parent is gone, and its folder with nobody.
    let _ = std::fs::remove_dir_all(Path::new(&dir));
}
