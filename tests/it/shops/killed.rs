//! A shop that is being read by processes that are killed: every row is stored, and once.

use std::time::Duration;

use super::TOKEN;
use crate::support::bsale::{Bsale, Shelves};
use crate::support::database;
use crate::support::process::{Surroundings, until_within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_costs_a_page_and_no_row() {
    let bsale = Bsale::start(TOKEN, Shelves::of(3_000, 200, 0)).await;
    let url = database::fresh().await;
    let client = database::connect(&url).await;
    let sql = "insert into stores (kind, name, country, is_from_environment, created_at) values ('bsale', 'Tienda', 'CL', true, now());
        with run as (insert into job_runs (job, key, payload, trigger, priority, queued_at)
            values ('shop_full_sync', 'shop_full_sync:1', '{\"shop\": 1}', 'manual', 10, now()) returning id)
        select graphile_worker.add_job('shop_full_sync', payload => json_build_object('run', id, 'job', json_build_object('shop', 1)), job_key => 'run:' || id) from run;";
    client.batch_execute(sql).await.unwrap();
    let house = Surroundings::new(&url, &bsale.url, &[("BSALE_ACCESS_TOKEN", TOKEN), ("BSALE_SHOP_NAME", "Tienda")]);
    let patience = Duration::from_mins(5);
    for asked in [20, 90] {
        let mut process = house.start(&["worker"]);
        until_within(patience, "some more pages are asked for", || async { bsale.asked().len() >= asked }).await;
        process.kill().await;
    }
    let _last = house.start(&["worker"]);
    let done = "select count(*) from job_runs where state = 'succeeded'";
    let number = async |sql: &str| -> i64 { client.query_one(sql, &[]).await.unwrap().get(0) };
    until_within(patience, "the shop is read", || async { number(done).await == 1 }).await;
    for (table, count) in [("variants", 3_000), ("products", 1_500), ("stock", 4_000), ("list_prices", 3_120), ("clients", 200)] {
        assert_eq!(number(&format!("select count(*) from store_{table} where gone_at is null")).await, count, "{table}");
    }
    // 60 + 30 + 80 + 63 + 4 pages, offices, lists and coins.
    let asked = bsale.asked().len();
    assert!(asked <= 241 + 2 * 3, "{asked} questions: a kill costs a page or so");
}
