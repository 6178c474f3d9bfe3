//! Offers out of a CSV file, every line for itself.

use std::io::Write;

use crate::cli::run::{run, works};
use crate::graphql::stage::stocked;
use crate::support::world::World;

const FILE: &str = "\u{feff}discogs_id,barcode,release,currency,amount,shipping,ships_from,ships_to,condition,seller,url,offer,observed_at\n\
10001,,,EUR,19.90,4.50,ES,ES,VG+,Tienda,,,2026-01-02\n\
,5 099923-564817,,clp,12990,,cl,,Near Mint,Tienda,https://tienda.example/lp,,\n\
,,release:2,JPY,1800,0,JP,,,,,x1,\n\
10001,,,EUR,18.90,4.50,ES,ES,VG+,Tienda,,,2026-01-03\n\
10001,,,EUR,\"19,90\",,,,,,,,\n\
10001,,,EUR,19.905,,,,,,,,\n\
10001,,,EURO,19.90,,,,,,,,\n\
99,,,EUR,19.90,,,,,,,,\n\
,123,,EUR,19.90,,,,,,,,\n\
,,,EUR,19.90,,,,,,,,\n\
10001,,,EUR,0,,,,,,,,\n\
10001,,,EUR,5,,Spain,,,,,,\n\
10001,,,EUR,5,,,,superb,,,,\n\
10001,,,EUR,5,,,,,,shop.example,,\n\
10001,,,EUR,5,,,,,,,,2999-01-01\n\
,4006381333931,,EUR,5,,,,,,,,\n";

const WRONG: [&str; 12] = [
    "line 6: amount \"19,90\" is no number: give one such as 19.90",
    "line 7: 19.905 has more decimals than EUR, which has 2",
    "line 8: \"EURO\" is no currency that we know: give one such as EUR (ISO 4217)",
    "line 9: no pressing is stored with the Discogs id 99",
    "line 10: barcode \"123\" is none: give 8 to 14 digits",
    "line 11: the pressing is missing: give its release, discogs_id or barcode",
    "line 12: 0 is not more than nothing: give a positive amount",
    "line 13: ships_from \"SPAIN\" is no country: give a code such as ES (ISO 3166-1 alpha-2)",
    "line 14: condition \"superb\" is not of the Goldmine scale: give one such as VG+ or NEAR_MINT",
    "line 15: url \"shop.example\" is no address: give one such as https://shop.example/lp",
    "line 16: observed_at \"2999-01-01\" is yet to come",
    "line 17: the barcode 4006381333931 is on 2 pressings: name one by its release or its discogs_id",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_lines_are_stored_and_each_bad_one_says_what_would_be_right() {
    let world = World::start(vec![]).await;
    let app = stocked(1, 1, 4).await;
    app.batch(
        "update releases set barcodes = '{5099923564817}' where id = 3;
         update releases set barcodes = '{4006381333931}' where id in (2, 4)",
    )
    .await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(FILE.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    let said = works(&["import-prices", &path], &app.url, &world.url).await;
    for line in WRONG {
        assert!(said.lines().any(|said| said == line), "{line} is missing from\n{said}");
    }
    assert!(said.contains("offers: 3 new, 0 updated, 1 unchanged, 12 failed"), "{said}");
    let right = [
        "(1,csv,Tienda/very_good_plus,ES,ES,EUR,18.9000,4.5000,very_good_plus)",
        "(2,csv,x1,JP,,JPY,1800.0000,0.0000,)",
        "(3,csv,https://tienda.example/lp,CL,,CLP,12990.0000,,near_mint)",
    ];
    let sql =
        "select release_id, provider, reference, ships_from, country, currency, amount, shipping_cost, condition from prices order by 1";
    assert_eq!(app.lines(sql).await, right);
    let lows = app.lines("select release_id, currency, day, lowest from price_lows where day < '2026-02-01' order by 3").await;
    assert_eq!(lows, ["(1,EUR,2026-01-02,19.9000)", "(1,EUR,2026-01-03,18.9000)"]);
    assert_eq!(app.number("select count(*) from album_offers where is_leading").await, 3, "the best prices know of them");

    let again = works(&["import-prices", &path], &app.url, &world.url).await;
    assert!(again.contains("offers: 0 new,"), "{again}");
    assert_eq!(app.lines(sql).await, right);

    for (text, why) in [
        ("name,price\nx,1\n", "no column for the pressing"),
        ("discogs_id,amount\n1,1\n", "no column for the currency"),
        ("discogs_id,currency,amount\n99,EUR,1\n", "nothing could be stored"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = run(&["import-prices", &path], &app.url, &world.url).await;
        assert_eq!(said.code, Some(1), "{said:#?}");
        assert!(said.err.contains(why), "{why}: {said:#?}");
    }
    let said = run(&["import-prices", "/nowhere/offers.csv"], &app.url, &world.url).await;
    assert!(said.code == Some(1) && said.err.contains("/nowhere/offers.csv cannot be read"), "{said:#?}");
}
