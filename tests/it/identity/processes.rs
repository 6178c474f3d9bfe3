//! The real binary: as many hashes for nobody as for somebody, accounts made by command, and what stays out of the log.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::cli::run::vinilogy;
use crate::support::app::PASSWORD;
use crate::support::database;
use crate::support::door::{Door, sign_in, sign_up, status, tokens};
use crate::support::process::Surroundings;
use crate::support::upstream::nobody;

async fn hashes(door: &Door) -> u64 {
    let text = door.get("/metrics").await.text().await.unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("vinilogy_password_hashes_total "));
    line.map_or(0, |count| count.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_takes_as_many_hashes_as_somebody_and_nothing_of_it_is_logged() {
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &nobody().await, &[("RUST_LOG", "trace")]);
    let server = house.serve(&["--no-worker"]).await;
    let door = Door::at(server.url.clone());
    let session = tokens(&door.data(&sign_up("ana@example.org")).await);
    let mut took = Vec::new();
    for (email, password) in [("ana@example.org", "a wrong password"), ("nobody@example.org", "a wrong password"), ("no address", "")] {
        let before = hashes(&door).await;
        assert_eq!(status(&door.data(&sign_in(email, password)).await), "INVALID_CREDENTIALS");
        took.push(hashes(&door).await - before);
    }
    assert_eq!(took, [1, 1, 1]);
    let answer = door.ask(&session.access, "mutation { exportMyData(input: {}) { url } }").await;
    let link = answer.body["data"]["exportMyData"]["url"].as_str().unwrap().to_owned();
    let path = url::Url::parse(&link).unwrap().path().to_owned();
    assert_eq!(door.get(&path).await.status(), 200);
    door.ask(&format!("{}x", session.access), "{ viewer { id } }").await;
    let log = server.process.log();
    assert!(log.contains("/exports/"), "the request is in the log: {}", log.len());
    for secret in [PASSWORD, "a wrong password", &session.access, &session.refresh, path.strip_prefix("/exports/").unwrap()] {
        let found = log.lines().find(|line| line.contains(secret));
        assert!(found.is_none(), "the log has a secret: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_made_by_command() {
    let url = database::fresh().await;
    let outside = nobody().await;
    let make = async |arguments: &[&str], password: &str| {
        let mut variables: Vec<(String, String)> = crate::support::app::settings(&outside, &[("SIGN_UPS", "closed")])
            .into_iter()
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        variables.push(("DATABASE_URL".to_owned(), secrecy::ExposeSecret::expose_secret(&url).to_owned()));
        let arguments: Vec<String> = [&["create-user"], arguments].concat().iter().map(|&text| text.to_owned()).collect();
        let password = password.to_owned();
        tokio::task::spawn_blocking(move || {
            let folder = tempfile::tempdir().unwrap();
            let mut child = Command::new(env!("CARGO_BIN_EXE_vinilogy"))
                .args(arguments)
                .env_clear()
                .envs(variables)
                .current_dir(folder.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // Who complains about its arguments reads no password.
            let _ = child.stdin.take().unwrap().write_all(password.as_bytes());
            let output = child.wait_with_output().unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            (output.status.code(), text(output.stdout), text(output.stderr))
        })
        .await
        .unwrap()
    };
    let (code, out, err) = make(&["ana@example.org"], &format!("{PASSWORD}\nanother line\n")).await;
    assert_eq!((code, out.trim()), (Some(0), "ana@example.org has an account and is administrator"), "{err}");
    let (code, out, _) = make(&["ben@example.org"], PASSWORD).await;
    assert_eq!((code, out.trim()), (Some(0), "ben@example.org has an account"));
    let (code, out, _) = make(&["cleo@example.org", "--admin"], PASSWORD).await;
    assert_eq!((code, out.trim()), (Some(0), "cleo@example.org has an account and is administrator"));
    for (arguments, password, why) in [
        (&["ANA@example.org"][..], PASSWORD, "has an account already"),
        (&["dora"], PASSWORD, "is not an address"),
        (&["dora@example.org"], "short\n", "too weak"),
        (&["dora@example.org"], "", "no password came"),
    ] {
        let (code, out, err) = make(arguments, password).await;
        assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
        assert!(err.contains(why) && !err.contains(PASSWORD), "{err}");
    }
    let app = crate::support::app::TestApp::over(url.clone(), &outside, &[("SIGN_UPS", "closed")]).await;
    assert_eq!(app.number("select count(*) from users").await, 3);
    assert_eq!(status(&app.data(&sign_in("ben@example.org", PASSWORD)).await), "SIGNED_IN", "with the first line alone");
    assert_eq!(status(&app.data(&sign_up("dora@example.org")).await), "CLOSED");
    assert_eq!(vinilogy(&["create-user"], &[]).code, Some(2));
}
