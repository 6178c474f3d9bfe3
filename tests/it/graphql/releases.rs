//! The pressings of an album: orders, filters, advice.

use serde_json::Value;

use super::stage::stocked;
use crate::support::app::TestApp;
use crate::support::database;

/// The Discogs ids in the order given, and the same by SQL of the test's own.
async fn same(app: &TestApp, arguments: &str, sql: &str) -> usize {
    let query =
        format!("{{ album(by: {{id: \"album:1\"}}) {{ releases(first: 100, {arguments}) {{ totalCount nodes {{ discogsId }} }} }} }}");
    let answer = app.data(&query).await;
    let releases = &answer["album"]["releases"];
    let given: Vec<i64> = releases["nodes"].as_array().unwrap().iter().map(|node| node["discogsId"].as_i64().unwrap()).collect();
    let sql = format!("select discogs_id from releases where album_id = 1 and is_vinyl and {sql}");
    let rows = database::connect(&app.url).await.query(&sql, &[]).await.unwrap();
    let right: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(given, right, "{arguments}");
    assert_eq!(releases["totalCount"], right.len(), "{arguments}");
    right.len()
}

#[tokio::test]
async fn every_order_is_total_and_unknown_comes_last() {
    let app = stocked(1, 1, 60).await;
    let prices = "insert into prices (release_id, provider, reference, currency, amount, shipping_cost, fetched_at)
        select id, 'sample', 'a', 'EUR', 100 - id, id % 3, now() from releases where id % 2 = 0";
    database::connect(&app.url).await.batch_execute(prices).await.unwrap();
    let all = "withdrawn_at is null order by";
    for (order, columns) in [
        ("YEAR", "year asc nulls last, id"),
        ("YEAR_DESC", "year desc nulls last, id desc"),
        ("COUNTRY", "country asc nulls last, year asc nulls last, id"),
        ("RATING", "discogs_rating desc nulls last, discogs_votes desc nulls last, id"),
        (
            "PRICE",
            "(select min(euros(total_amount, currency, current_date)) from prices where release_id = releases.id) asc nulls last, id",
        ),
    ] {
        assert_eq!(same(&app, &format!("orderBy: {order}"), &format!("{all} {columns}")).await, 60);
    }
    assert_eq!(same(&app, "orderBy: null, filter: null", &format!("{all} year asc nulls last, id")).await, 60);
}

#[tokio::test]
async fn every_filter_holds_and_all_of_them_together() {
    let app = stocked(1, 1, 60).await;
    let gone = "update releases set withdrawn_at = now() where discogs_id % 10 = 7; update releases set is_vinyl = false where discogs_id % 20 = 3";
    database::connect(&app.url).await.batch_execute(gone).await.unwrap();
    for (filter, condition) in [
        ("{}", "withdrawn_at is null"),
        (r#"{country: "UK"}"#, "country = 'UK' and withdrawn_at is null"),
        (r#"{country: "uk"}"#, "country = 'UK' and withdrawn_at is null"),
        (r#"{country: "U_"}"#, "false"),
        ("{yearFrom: 1972}", "year >= 1972 and withdrawn_at is null"),
        ("{yearTo: 1971}", "year <= 1971 and withdrawn_at is null"),
        ("{yearFrom: 1971, yearTo: 1973}", "year between 1971 and 1973 and withdrawn_at is null"),
        ("{yearFrom: 1973, yearTo: 1971}", "false"),
        (r#"{format: "2xlp"}"#, "format like '%2xLP%' and withdrawn_at is null"),
        (r#"{format: "7\""}"#, "format like '7\"%' and withdrawn_at is null"),
        (r#"{format: "%"}"#, "format like '%100\\%%' and withdrawn_at is null"),
        (r#"{label: "_"}"#, "label = 'Blue_Note' and withdrawn_at is null"),
        (r#"{label: "\\"}"#, "false"),
        (r#"{label: "'; drop table releases; --"}"#, "false"),
        ("{official: true}", "is_official and withdrawn_at is null"),
        ("{official: false}", "not is_official and withdrawn_at is null"),
        ("{withdrawn: true}", "withdrawn_at is not null"),
        (
            r#"{country: "US", yearFrom: 1970, yearTo: 1974, format: "LP", official: true}"#,
            "country = 'US' and year between 1970 and 1974 and format like '%LP%' and is_official and withdrawn_at is null",
        ),
    ] {
        same(&app, &format!("filter: {filter}"), &format!("{condition} order by year asc nulls last, id")).await;
    }
}

#[tokio::test]
async fn the_rating_is_weighted_by_votes_and_null_without_any() {
    let app = stocked(1, 2, 12).await;
    let none = "update releases set discogs_rating = null, discogs_votes = null where album_id = 2";
    database::connect(&app.url).await.batch_execute(none).await.unwrap();
    let answer = app.data("{ albums { nodes { id averageRating } } }").await;
    let rating = |id: &str| -> Value {
        answer["albums"]["nodes"].as_array().unwrap().iter().find(|album| album["id"] == id).unwrap()["averageRating"].clone()
    };
    // Pressings 3, 6, 9 and 12, rated 4, 3, 2 and 1 by as many people.
    let right = (4.0 * 3.0 + 3.0 * 6.0 + 2.0 * 9.0 + 1.0 * 12.0) / 30.0;
    assert!((rating("album:1").as_f64().unwrap() - right).abs() < 1e-9, "{answer:#}");
    assert!(rating("album:2").is_null());
}

#[tokio::test]
async fn albums_come_in_every_order() {
    let app = stocked(1, 12, 3).await;
    for (order, columns) in [
        ("YEAR", "first_release_year asc nulls last, id"),
        ("YEAR_DESC", "first_release_year desc nulls last, id desc"),
        ("TITLE", "normalized_title, id"),
        (
            "POPULARITY",
            "(select coalesce(sum(discogs_have), 0) + coalesce(sum(discogs_votes), 0) from releases where album_id = albums.id) desc, id",
        ),
    ] {
        let answer = app
            .data(&format!("{{ artist(by: {{id: \"artist:1\"}}) {{ albums(first: 100, orderBy: {order}) {{ nodes {{ id }} }} }} }}"))
            .await;
        let given: Vec<&str> =
            answer["artist"]["albums"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
        let sql = format!("select 'album:' || id from albums where artist_id = 1 order by {columns}");
        let rows = database::connect(&app.url).await.query(&sql, &[]).await.unwrap();
        assert_eq!(given, rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>(), "{order}");
    }
}
