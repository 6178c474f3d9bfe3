//! How many statements a query costs: the same few, whatever the number of rows.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use vinilogy::identity::Requester;

use super::stage::stocked;
use crate::support::app::TestApp;

/// Set for the process that counts: its connections are its own.
const COUNTING: &str = "VINILOGY_TEST_COUNTING";

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

/// What `make bench` measures, to the letter.
const BENCH_TREE: &str = include_str!("../../bench/queries/tree.graphql");
const BENCH_LIST: &str = include_str!("../../bench/queries/list.graphql");
const BENCH_SEARCH: &str = include_str!("../../bench/queries/search.graphql");

const LIST: &str = r#"{ album(by: {id: "album:1"}) { title releases(first: $R) { totalCount nodes { discogsId title rating
    bestPrice { total { amount } } prices { totalCount } } } } }"#;
const PLAIN: &str = r#"{ album(by: {id: "album:1"}) { title artist { name } releases(first: $R) { totalCount nodes { discogsId title album { title } } } } }"#;
const SYNCS: &str = r#"{ artist(by: {id: "artist:1"}) { albumsSync { state } similarArtists { totalCount } albums(first: $A) { nodes { title averageRating
    releasesSync { state } bestPrice { total { amount } } releases(first: $R) { totalCount } } } } }"#;

const SEEDS: &str = "{ viewer { seeds(first: $R) { totalCount nodes { source artist { id name } } } } }";
const LOCKED: &str = "{ viewer { locked(first: $R) { totalCount nodes { album { title artist { name } } } } } }";
const DISMISSED: &str = "{ viewer { dismissed(first: $R) { totalCount nodes { reason album { title artist { name } } } } } }";
const WANTED: &str = "{ viewer { wantlist(first: $R) { totalCount nodes { id maxPrice { amount } album { title artist { name } }
    release { title } bestPrice { total { amount } } } } } }";
const OWNED: &str = "{ viewer { collection(first: $R) { totalCount pending nodes { id copies folder release { title album { title artist { name } } } } } } }";

#[test]
fn a_query_costs_the_same_few_statements_whatever_the_number_of_rows() {
    let counted = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "graphql::statements::counting_process", "--ignored", "--nocapture"])
        .env(COUNTING, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&counted.stdout);
    println!("{said}");
    assert!(counted.status.success() && said.contains("counted"), "{said}\n{}", String::from_utf8_lossy(&counted.stderr));
}

/// Counts every statement of every connection, and tells it to whoever wants to know.
#[expect(clippy::unnecessary_wraps, reason = "the shape that diesel wants")]
fn counter() -> Option<Box<dyn Instrumentation>> {
    let is_told = std::env::var_os("VINILOGY_TEST_SHOW_STATEMENTS").is_some();
    Some(Box::new(move |event: InstrumentationEvent<'_>| {
        // The pool asks `SELECT 1` of a connection that it lends: no question of ours.
        let is_ours = |query: &str| !query.starts_with("SELECT $1 -- binds: [1]");
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && is_ours(&query.to_string())
        {
            STATEMENTS.fetch_add(1, Ordering::SeqCst);
            if is_told {
                println!("    {query}");
            }
        }
    }))
}

/// What a query costs. On a machine that is busy with other tests the fields of a page may start further apart than
/// loaders wait; the fewest of some tries is what it costs.
async fn fewest(ask: impl AsyncFn()) -> usize {
    // Once for the connections of the pool, which say hello to the server.
    ask().await;
    let mut fewest = usize::MAX;
    for _ in 0..6 {
        let before = STATEMENTS.load(Ordering::SeqCst);
        ask().await;
        fewest = fewest.min(STATEMENTS.load(Ordering::SeqCst) - before);
    }
    fewest
}

/// A person with a hundred of everything.
async fn somebody() -> (TestApp, Requester) {
    let app = stocked(100, 1, 2).await;
    let ana = app.person("ana@example.org").await;
    app.batch(
        "insert into user_seed_artists (user_id, artist_id, source) select 1, id, 'manual' from artists;
         insert into locked_recommendations (user_id, album_id) select 1, id from albums;
         insert into dismissed_recommendations (user_id, album_id, reason) select 1, id, 'mine' from albums;
         insert into wantlist_items (user_id, album_id, release_id, max_amount, max_currency)
             select 1, album_id, id, 20, 'EUR' from releases where id % 2 = 0;
         insert into collection_items (user_id, release_id, source) select 1, id, 'csv' from releases;
         insert into prices (release_id, provider, reference, currency, amount, fetched_at)
             select id, 'sample', 'a', 'EUR', 10 + id, now() from releases",
    )
    .await;
    (app, ana)
}

/// Not a test by itself: the process whose every statement is counted.
#[tokio::test]
#[ignore = "a helper process that another test starts"]
async fn counting_process() {
    if std::env::var_os(COUNTING).is_none() {
        return;
    }
    set_default_instrumentation(counter).unwrap();
    let app = stocked(3, 50, 100).await;
    let count = async |query: &str, albums: usize, releases: usize| {
        let lengths = [("$A", albums.to_string()), ("$R", releases.to_string())];
        // The benchmark's own lengths, and what it asks about.
        let measured = [
            ("first: 5)", format!("first: {albums})")),
            ("first: 10)", format!("first: {releases})")),
            ("first: 100)", format!("first: {releases})")),
        ];
        let asked = [
            ("Tree($id: ID!)", "Tree($id: ID! = \"artist:1\")"),
            ("List($id: ID!)", "List($id: ID! = \"album:1\")"),
            ("Search($text: String!)", "Search($text: String! = \"artits\")"),
        ];
        let mut query = query.to_owned();
        for (from, to) in asked.map(|(from, to)| (from, to.to_owned())).into_iter().chain(measured).chain(lengths) {
            query = query.replace(from, &to);
        }
        fewest(async || drop(app.data(&query).await)).await
    };
    for (name, query, most) in [
        ("bench (a): artist → albums → releases", BENCH_TREE, 4),
        ("bench (b): album → releases", BENCH_LIST, 4),
        ("bench (c): typeahead", BENCH_SEARCH, 4),
        ("album → releases", PLAIN, 4),
        ("album → releases → prices", LIST, 5),
        ("artist → albums with their states", SYNCS, 9),
    ] {
        let (few, many) = (count(query, 5, 10).await, count(query, 50, 100).await);
        println!("{name}: {few} statements for 5 × 10 rows, {many} for 50 × 100");
        assert!(few > 0, "nothing was counted");
        assert_eq!(few, many, "{name}");
        assert!(few <= most, "{name}: {few} statements");
    }
    let (app, ana) = somebody().await;
    for (name, query, most) in [
        ("seeds → artists", SEEDS, 3),
        ("locked albums", LOCKED, 4),
        ("dismissed albums", DISMISSED, 4),
        ("wantlist → prices", WANTED, 9),
        ("collection → albums", OWNED, 6),
    ] {
        let cost = async |rows: &str| {
            let query = query.replace("$R", rows);
            fewest(async || drop(app.data_as(&ana, &query).await)).await
        };
        let (few, many) = (cost("10").await, cost("100").await);
        println!("{name}: {few} statements for 10 rows, {many} for 100");
        assert!(few > 0, "nothing was counted");
        assert_eq!(few, many, "{name}");
        assert!(few <= most, "{name}: {few} statements");
    }
    println!("counted");
}
