//! Commands that need no database, and what is said of wrong arguments.

use super::run::vinilogy;

#[test]
fn check_config_prints_everything_and_hides_secrets() {
    let said = vinilogy(
        &["check-config"],
        &[
            ("DISCOGS_TOKEN", "hush-discogs"),
            ("LASTFM_API_KEY", "hush-lastfm"),
            ("DATABASE_URL", "postgres://me:hush-database@db.example.org/records"),
            ("JWT_SECRET", "hush-hush-hush-hush-hush-hush-hush"),
            ("JWT_PREVIOUS_SECRETS", "hush-hush-hush-hush-hush-hush-hush-before"),
            ("SECRET_KEY", "hush-hush-hush-hush-hush-hush-key"),
            ("LOOKUP_WAIT", "3s"),
        ],
    );
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:#?}");
    assert!(!said.out.contains("hush"), "{}", said.out);
    for line in [
        "LOOKUP_WAIT=3s",
        "LISTEN_ADDR=127.0.0.1:8080",
        "DISCOGS_TOKEN=(set, hidden)",
        "JWT_SECRET=(set, hidden)",
        "SIGN_UPS=open",
        "MAX_DEPTH=15",
    ] {
        assert!(said.out.lines().any(|said| said == line), "{line} is missing from\n{}", said.out);
    }
    let hidden = said.out.lines().find(|line| line.starts_with("DATABASE_URL=")).unwrap();
    println!("{hidden}");
}

#[test]
fn check_config_reports_every_problem_at_once() {
    let variables = [
        ("LISTEN_ADDR", "everywhere"),
        ("LOOKUP_WAIT", "soon"),
        ("DISCOGS_URL", "api.discogs.com"),
        ("MAX_DEPTH", "3"),
        ("DATABASE_URL", "mysql://me:hush@x"),
        ("LASTFM_PER_MINUTE", "0"),
        ("INTROSPECTION", "perhaps"),
        ("LOG_FORMAT", "xml"),
        ("LASTFM_API_KEY_FILE", "/nowhere/at/all"),
    ];
    for command in ["check-config", "migrate", "worker"] {
        let said = vinilogy(&[command], &variables);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:#?}");
        // With a database of one's own the two secrets are required too.
        for name in variables.iter().map(|(name, _)| *name).chain(["JWT_SECRET", "SECRET_KEY"]) {
            assert!(said.err.contains(name), "{name} is missing from\n{}", said.err);
        }
        assert!(said.err.contains("11 problems") && !said.err.contains("hush"), "{}", said.err);
    }
}

#[test]
fn schema_prints_the_file() {
    let said = vinilogy(&["schema"], &[]);
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql")).unwrap();
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out == file, "schema.graphql is old: run `make schema`");
}

#[test]
fn what_nobody_knows_exits_2() {
    for arguments in [
        &[][..],
        &["nonsense"],
        &["serve", "--nonsense"],
        &["serve", "--listen", "everywhere"],
        &["seed-artists"],
        &["seed-artists", "--tag", "jazz", "--csv", "x.csv"],
        &["seed-artists", "--csv", "x.csv", "--limit", "0"],
        &["enrich-albums", "--limit", "-1"],
        &["sync-releases", "--limit", "many"],
        &["debug-images"],
        &["migrate", "now"],
    ] {
        let said = vinilogy(arguments, &[]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments:?}: {said:#?}");
        assert!(said.err.contains("--help") || said.err.contains("Usage: vinilogy"), "{arguments:?}: {}", said.err);
    }
    let help = vinilogy(&["--help"], &[]);
    assert_eq!(help.code, Some(0));
    for command in [
        "serve",
        "worker",
        "migrate",
        "check-config",
        "schema",
        "seed-artists",
        "enrich-albums",
        "sync-releases",
        "debug-images",
        "create-user",
    ] {
        assert!(help.out.contains(command), "{command} is missing from\n{}", help.out);
    }
    let version = vinilogy(&["--version"], &[]);
    assert_eq!(version.out.trim(), concat!("vinilogy ", env!("CARGO_PKG_VERSION")));
}
