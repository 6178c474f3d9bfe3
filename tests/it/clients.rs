//! Clients that other people wrote, against the running server: the GraphQL-over-HTTP audits, graphql-ws, and
//! Chromium with the page.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::TimeDelta;
use serde_json::Value;

use crate::graphql::stage::demo;
use crate::support::app::{TestApp, until};
use crate::support::world::{Act, World};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The browser of this machine, looked for where `.ci/ensure` looks.
fn browser() -> PathBuf {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).chain([
        PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        PathBuf::from("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    ]);
    let given = std::env::var_os("CHROMIUM").map(PathBuf::from);
    given.or_else(|| places.find(|place| place.is_file())).expect("Chromium is missing: run `make setup`")
}

/// A script of `tests/clients`, run to its end.
async fn node(script: &str, arguments: Vec<String>) -> (bool, String) {
    let folder = root().join("tests/clients");
    assert!(folder.join("node_modules").is_dir(), "tests/clients has no node_modules: run `make setup`, or all tests with `make test`");
    let mut command = Command::new("node");
    command.arg(script).args(arguments).env("CHROMIUM", browser()).current_dir(folder).stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let Output { status, stdout, stderr } = ended.expect("Node.js is missing: run `make setup`");
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_audit_of_graphql_over_http_is_ok() {
    let app = demo().await;
    let url = app.serve().await;
    let (ended_well, said) = node("audits.mjs", vec![format!("{url}graphql")]).await;
    let last = said.lines().last().unwrap_or_default();
    println!("{last}");
    assert!(ended_well && last == "ok 61, notice 0, warn 0, error 0", "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn graphql_ws_follows_a_run_to_its_end() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 2, 3)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let url = app.serve().await;
    app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releases { totalCount } } } } }"#).await;
    let open = "select count(*) from job_runs where state in ('queued', 'running')";
    until(&app.app, "nothing is left to do", || async { app.number(open).await == 0 }).await;
    app.app.clock.advance(TimeDelta::minutes(11));
    // The providers keep silent until somebody listens.
    let held = world.hold().await;
    let answer = app.data(r#"mutation { refreshArtist(input: {artistId: "artist:1"}) { status run { id } } }"#).await;
    assert_eq!(answer["refreshArtist"]["status"], "QUEUED");
    let mut socket = url.join("graphql").unwrap();
    socket.set_scheme("ws").unwrap();
    let query = format!("subscription {{ jobRun(id: {}) {{ id state done total message }} }}", answer["refreshArtist"]["run"]["id"]);
    let told = tokio::spawn(node("subscribe.mjs", vec![socket.to_string(), query]));
    drop(held);
    let (ended_well, said) = told.await.unwrap();
    println!("{said}");
    let states: Vec<Value> = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|line| line["data"]["jobRun"]["state"].clone())
        .collect();
    assert!(ended_well && states.last().is_some_and(|state| state == "SUCCEEDED"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_and_graphiql_work_in_chromium() {
    assert!(root().join("web/dist/index.html").is_file(), "the page is not built: run `make test`, or `npm run build` in web/");
    let app = demo().await;
    let url = app.serve().await;
    let pictures = root().join("target/screenshots");
    let (ended_well, said) = node("browser.mjs", vec![url.to_string(), pictures.display().to_string()]).await;
    println!("{said}");
    assert!(ended_well, "{said}");
}
