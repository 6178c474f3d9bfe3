//! The house's own rules: who may enter which room, how long a file is, what is generated and current.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::database;

/// Who may enter which room, `*` for all of them; the same table as in ARCHITECTURE.md.
const ROOMS: &str = "\
main: cli
cli: *
http: graphql shops collections profiles identity prices catalog ops app config
worker: schedule recommender alerts shops collections profiles identity prices catalog ops jobs app
graphql: schedule recommender alerts shops collections profiles identity prices catalog ops app config
schedule: recommender alerts shops collections profiles identity prices catalog ops jobs app integrations db config clock
alerts: prices collections catalog identity jobs app integrations db config clock
recommender: catalog prices profiles collections identity jobs app integrations db config clock
profiles: collections catalog identity jobs app integrations db config clock
collections: catalog identity jobs app integrations db config clock
shops: prices catalog identity jobs app integrations db config clock
prices: catalog jobs app integrations db config clock
catalog: jobs app integrations db config clock
identity: jobs app integrations db config clock
ops: jobs app integrations db config clock
jobs: app integrations db clock
app: integrations db config clock
integrations: config clock
db: config
config:
clock:
";

/// A file of the project, as git knows it.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every `.rs` file below `folder`, as paths from the project's root.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The room of a source file: `src/http/page.rs` is in `http`.
fn room(path: &Path) -> String {
    let name = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    name.strip_suffix(".rs").unwrap_or(name).to_owned()
}

/// The code of a file without its comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The rooms that a piece of code names: `crate::catalog::…`, `crate::{ops, prices::Money}`, and in `main`
/// `vinilogy::…`.
fn named(code: &str, root: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices(root) {
        let is_word = code[..at].chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        let rest = &code[at + root.len()..];
        if is_word {
            continue;
        }
        let word = |text: &str| text.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
        let Some(group) = rest.strip_prefix('{') else {
            rooms.insert(word(rest));
            continue;
        };
        let (mut depth, mut item) = (0, String::new());
        for letter in group.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => _ = rooms.insert(word(&std::mem::take(&mut item))),
                letter if depth == 0 => item.push(letter),
                _ => {}
            }
        }
        rooms.insert(word(&item));
    }
    rooms.remove("");
    rooms
}

fn table(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let line = |line: &str| {
        let (room, others) = line.split_once(':').unwrap_or_else(|| panic!("not a line of the table: {line}"));
        let others = others.split_whitespace().map(ToOwned::to_owned).collect();
        (room.trim().to_owned(), others)
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

#[test]
fn nobody_enters_a_room_that_the_table_does_not_open() {
    let table = table(ROOMS);
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources("src").into_iter().filter(|path| path != Path::new("src/lib.rs")) {
        let room = room(&path);
        let may = table.get(&room).unwrap_or_else(|| panic!("{}: the table has no room `{room}`", path.display()));
        let code = code(&read(&path));
        for other in named(&code, "crate::").into_iter().chain(named(&code, "vinilogy::")) {
            assert!(other == room || may.contains(&other) || may.contains("*"), "{}: `{room}` may not import `{other}`", path.display());
            used.entry(room.clone()).or_default().insert(other);
        }
    }
    for (room, others) in &used {
        println!("{room}: {}", others.iter().filter(|other| *other != room).cloned().collect::<Vec<_>>().join(", "));
    }
    let rooms: BTreeSet<String> = sources("src").iter().map(|path| room(path)).filter(|room| room != "lib").collect();
    assert_eq!(rooms, table.into_keys().collect(), "every room is in the table, and nothing else");
}

#[test]
fn nobody_leaves_a_room_by_the_back_door() {
    for path in sources("src") {
        // `src/room/mod.rs` is one step below the root, `src/room/file.rs` two.
        let steps = path.components().count() - if path.ends_with("mod.rs") { 2 } else { 1 };
        let mut steps_here = steps;
        for line in code(&read(&path)).lines() {
            // A module of tests inside a file is one step further in.
            steps_here += usize::from(line.trim() == "mod tests {");
            let up = line.split("super::super").count().saturating_sub(1) * 2 + line.matches("super::").count() % 2;
            assert!(up < steps_here, "{}: {line}", path.display());
        }
    }
}

#[test]
fn architecture_md_holds_the_same_table() {
    let Ok(text) = std::fs::read_to_string(root().join("ARCHITECTURE.md")) else { return };
    let Some((_, rest)) = text.split_once("```rooms\n") else { return };
    let block = rest.split("```").next().unwrap();
    assert_eq!(table(block), table(ROOMS), "ARCHITECTURE.md and tests/it/house.rs disagree on who may enter which room");
}

#[test]
fn diesel_stops_at_the_domain() {
    for path in sources("src") {
        if ["graphql", "http", "integrations", "worker", "config", "clock", "main"].contains(&room(&path).as_str()) {
            let text = code(&read(&path));
            assert!(!text.contains("diesel"), "{} knows diesel", path.display());
            assert!(!text.contains("sql_query"), "{} writes SQL", path.display());
        }
    }
}

#[test]
fn files_are_short() {
    let mut sizes: Vec<(usize, PathBuf)> = sources("src")
        .into_iter()
        .filter(|path| path != Path::new("src/db/schema.rs"))
        .map(|path| (read(&path).lines().count(), path))
        .collect();
    sizes.sort();
    let (longest, median, ninth) = (sizes.last().unwrap(), &sizes[sizes.len() / 2], &sizes[sizes.len() * 9 / 10]);
    println!("{} files: median {}, nine in ten within {}, longest {} ({})", sizes.len(), median.0, ninth.0, longest.0, longest.1.display());
    assert!(longest.0 <= 500, "{} has {} lines", longest.1.display(), longest.0);
    assert!(ninth.0 <= 350, "nine in ten files are within {} lines, not 350", ninth.0);
    assert!(median.0 <= 150, "the median file has {} lines, not 150", median.0);
}

#[test]
fn every_room_says_at_the_door_what_it_is_for() {
    for path in sources("src").into_iter().chain(sources("tests")) {
        if path.ends_with("mod.rs") || path == Path::new("src/clock.rs") {
            assert!(read(&path).starts_with("//! "), "{} does not open with a sentence", path.display());
        }
    }
}

#[test]
fn schema_graphql_is_current() {
    assert!(read("schema.graphql") == format!("{}\n", vinilogy::graphql::sdl().trim_end()), "schema.graphql is old: run `make schema`");
}

#[tokio::test]
async fn schema_rs_holds_the_migrated_database() {
    let client = database::connect(&database::fresh().await).await;
    let rows = client
        .query(
            "select table_name::text, column_name::text, is_nullable = 'YES', udt_name::text from information_schema.columns
             join pg_class on oid = format('%I.%I', table_schema, table_name)::regclass
             where table_schema = 'public' and table_name <> '__diesel_schema_migrations'
                 and relkind in ('r', 'p') and not relispartition",
            &[],
        )
        .await
        .unwrap();
    let mut stored: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (table, column, nullable, kind): (String, String, bool, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
        stored.entry(table).or_default().insert(format!("{column}: {}", rust_type(&kind, nullable)));
    }
    let generated = generated(&read("src/db/schema.rs"));
    for (table, columns) in &stored {
        let known = generated.get(table).cloned().unwrap_or_default();
        let difference: Vec<&String> = known.symmetric_difference(columns).collect();
        assert!(difference.is_empty(), "src/db/schema.rs is old, run `diesel print-schema`: {table} differs in {difference:?}");
    }
    assert_eq!(generated.len(), stored.len(), "src/db/schema.rs has a table that the database has not");
}

/// What diesel calls a type of PostgreSQL's.
fn rust_type(kind: &str, nullable: bool) -> String {
    let (kind, is_array) = kind.strip_prefix('_').map_or((kind, false), |kind| (kind, true));
    let name = match kind {
        "int8" => "Int8",
        "int4" => "Int4",
        "float8" => "Float8",
        "bool" => "Bool",
        "text" => "Text",
        "uuid" => "Uuid",
        "jsonb" => "Jsonb",
        "numeric" => "Numeric",
        "timestamptz" => "Timestamptz",
        "date" => "Date",
        "bytea" => "Bytea",
        other => panic!("a new type: {other}"),
    };
    let name = if is_array { format!("Array<{name}>") } else { name.to_owned() };
    if nullable { format!("Nullable<{name}>") } else { name }
}

/// The tables and columns of a `table!` file.
fn generated(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut table = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("diesel::")) {
        if let Some((name, key)) = line.split_once(" (").filter(|(_, key)| key.ends_with(") {")) {
            let _ = key;
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.split_once(" -> ") {
            tables.entry(table.clone()).or_default().insert(format!("{column}: {}", kind.trim_end_matches(',')));
        }
    }
    tables
}

/// Every file that git has, as text; pictures and the like are left out.
fn files() -> Vec<(String, String)> {
    let listed = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().expect("git");
    let names = String::from_utf8(listed.stdout).unwrap();
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(root().join(name)).ok()?));
    names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect()
}

#[test]
fn nothing_names_this_machine_or_a_registry() {
    let files = files();
    if files.is_empty() {
        return; // An archive without its history.
    }
    // Put together here, so that this file does not hold them.
    let forbidden = [["/wo", "rk/"], ["/ro", "ot/"], ["registry.", "npmjs"], ["static.", "crates.io"], ["index.", "crates.io"]];
    for (name, text) in files {
        for word in forbidden.map(|parts| parts.concat()) {
            let at = text.match_indices(&word).find(|(at, _)| {
                // MusicBrainz has works, with addresses of their own.
                !text[..*at].ends_with("/ws/2") && !text[..*at].ends_with("musicbrainz.org")
            });
            assert!(at.is_none(), "{name} holds {word}");
        }
        if name.ends_with("package-lock.json") {
            assert!(!text.contains("\"resolved\""), "{name} names a registry");
        }
        if name == "Cargo.lock" {
            let sources = text.lines().filter(|line| line.starts_with("source = "));
            let usual = ["source = \"registry+https://github.com/rust-lang/", "crates.io-index\""].concat();
            assert!(sources.into_iter().all(|line| line == usual), "Cargo.lock takes a crate from elsewhere");
        }
    }
}

/// The names below `[dependencies]` and `[dev-dependencies]`, with what is written about each.
fn dependencies() -> Vec<(String, String)> {
    let text = read("Cargo.toml");
    let mut found = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            is_inside = line.ends_with("dependencies]");
        } else if let Some((name, what)) = line.split_once(" = ").filter(|_| is_inside) {
            found.push((name.to_owned(), what.to_owned()));
        }
    }
    found
}

#[test]
fn dependencies_come_from_the_registry_and_are_used() {
    let all: String =
        sources("src").into_iter().chain(sources("tests")).chain([PathBuf::from("build.rs")]).map(|path| code(&read(path))).collect();
    let words: BTreeSet<&str> = all.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let unused: Vec<String> = dependencies()
        .into_iter()
        .inspect(|(name, what)| assert!(!what.contains("git =") && !what.contains("path ="), "{name} is not from the registry"))
        .map(|(name, _)| name)
        .filter(|name| !words.contains(name.replace('-', "_").as_str()))
        .collect();
    assert!(unused.is_empty(), "nobody uses {unused:?}");
}
