//! The sample catalogue: its shape, the same one again, and nothing where there is something.

use std::collections::BTreeMap;

use super::run::{run, works};
use crate::support::database;
use crate::support::world::World;

const DAY: &str = "2026-03-04T05:06:07Z";

/// Every table that has rows, as a count and a hash of all that `COPY` says of it.
async fn hashes(url: &secrecy::SecretString) -> BTreeMap<String, (i64, String)> {
    let client = database::connect(url).await;
    let tables = client
        .query(
            // Migrations themselves put rows into the last ones.
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like '\\_\\_%'
                 and relname not in ('time_series', 'countries', 'import_rules', 'shipping_rules', 'recommendation_signals')",
            &[],
        )
        .await
        .unwrap();
    let mut found = BTreeMap::new();
    for table in tables.iter().map(|row| row.get::<_, String>(0)) {
        let row = client
            .query_one(&format!("select count(*), coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') from {table} as t"), &[])
            .await
            .unwrap();
        if row.get::<_, i64>(0) > 0 {
            found.insert(table, (row.get(0), row.get(1)));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_and_day_make_the_same_rows_and_another_seed_others() {
    let world = World::start(vec![]).await;
    let fill = async |seed: &str| {
        let url = database::fresh().await;
        let said = works(&["sample-catalogue", "--artists", "100", "--seed", seed, "--now", DAY], &url, &world.url).await;
        println!("{said}");
        (hashes(&url).await, url)
    };
    let ((one, url), (again, _), (other, _)) = (fill("1").await, fill("1").await, fill("2").await);
    assert_eq!(one, again);
    for (table, rows) in [
        ("artists", 100),
        ("albums", 500),
        ("releases", 5000),
        ("prices", 20_000),
        ("artist_similars", 2000),
        ("users", 10),
        ("user_profiles", 10),
    ] {
        assert_eq!(one[table].0, rows, "{table}");
        assert_ne!(one[table].1, other[table].1, "{table} is the same for another seed");
    }
    for table in ["user_seed_artists", "locked_recommendations", "listening_snapshots", "artist_aliases"] {
        assert!(one[table].0 > 10, "{table}: {}", one[table].0);
    }
    assert_eq!(world.calls().len(), 0, "nobody is asked");

    // The shape: what a reader, a search and the next writer would stumble over.
    for (what, sql) in [
        (
            "a pressing before its album",
            "select count(*) from releases join albums on albums.id = album_id where year < first_release_year",
        ),
        ("something fetched after that day", "select count(*) from albums where releases_synced_at > timestamptz '2026-03-04'"),
        ("something stale", "select count(*) from artists where info_synced_at < timestamptz '2026-03-03' or albums_synced_at is null"),
        ("a lost id", "select count(*) from (select nextval(pg_get_serial_sequence('releases', 'id')) as next) as t where next <> 5001"),
        (
            "an album with fewer pressings than its list says",
            "select count(*) from albums where releases_expected <> (select count(*) from releases where album_id = albums.id)",
        ),
    ] {
        assert_eq!(database::number(&url, sql).await, 0, "{what}");
    }
    let most = "select max(n) from (select count(*) as n from releases group by album_id) as t";
    assert!(database::number(&url, most).await > 60, "some album has very many pressings");
    for (what, pattern) in
        [("accents", "[äöüéñøł]"), ("Cyrillic", "[а-я]"), ("Japanese", "[本野川山ナシュ]"), ("a number", "\\([0-9]+\\)|[0-9]")]
    {
        let sql =
            format!("select count(*) from (select name from artists union all select title from albums) as t where name ~ '{pattern}'");
        assert!(database::number(&url, &sql).await > 0, "no name has {what}");
    }
    assert!(database::number(&url, "select count(*) from prices where shipping_cost is null").await > 1000);
    assert!(database::number(&url, "select count(distinct currency) from prices").await >= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_holds_anything_is_refused_by_name_and_left_alone() {
    let world = World::start(vec![]).await;
    let url = database::fresh().await;
    let client = database::connect(&url).await;
    client.batch_execute("insert into users (email, password_hash) values ('a@example.org', 'x')").await.unwrap();
    let said = run(&["sample-catalogue", "--artists", "10", "--seed", "1"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("the database is not empty: it has users"), "{said:#?}");
    assert_eq!(hashes(&url).await.keys().collect::<Vec<_>>(), ["users"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filling_that_was_interrupted_leaves_an_empty_database() {
    let world = World::start(vec![]).await;
    let url = database::fresh().await;
    let client = database::connect(&url).await;
    // The users' table refuses: by then artists, albums and pressings have been written.
    client.batch_execute("alter table users add constraint users_none_check check (false)").await.unwrap();
    let said = run(&["sample-catalogue", "--artists", "20", "--seed", "1"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(hashes(&url).await.is_empty());
    client.batch_execute("alter table users drop constraint users_none_check").await.unwrap();
    works(&["sample-catalogue", "--artists", "20", "--seed", "1"], &url, &world.url).await;
    assert_eq!(database::number(&url, "select count(*) from releases").await, 1000);
}
