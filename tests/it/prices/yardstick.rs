//! What changing a thousand of two million prices costs beside refreshing a materialised view of the best ones. A
//! measurement, not a test: `make bench` runs it.

use std::time::{Duration, Instant};

use crate::graphql::stage::empty;
use crate::support::database;

const FILLED: &str = "
    set vinilogy.best_prices = 'later'; set synchronous_commit = off;
    insert into artists (name, normalized_name, source) select 'A' || n, 'a' || n, 'manual' from generate_series(1, 10000) as n;
    insert into albums (artist_id, title, normalized_title, source, is_studio)
        select 1 + n % 10000, 'T' || n, 't' || n, 'musicbrainz', true from generate_series(1, 50000) as n;
    select setseed(0.5);
    insert into releases (album_id, title, is_vinyl, source, format)
        select 1 + floor(50000 * power(random(), 2)), 'T', true, 'discogs_versions', (array['LP', 'LP, Album', '2xLP', '7\"', '12\"'])[1 + n % 5]
        from generate_series(1, 500000) as n;
    insert into prices (release_id, provider, reference, ships_from, country, currency, amount, shipping_cost, fetched_at)
        select 1 + n % 500000, 'shop', n::text, (array['DE', 'ES', 'NL', 'GB', 'US', 'US', 'JP', 'CL'])[market],
            case when random() < 0.4 then (array['ES', 'DE', 'GB', 'US', 'CL', 'JP'])[1 + floor(random() * 6)::integer] end,
            (array['EUR', 'EUR', 'EUR', 'GBP', 'USD', 'USD', 'JPY', 'CLP'])[market],
            round((5 + random() * 60)::numeric, 2), case when random() < 0.7 then round((random() * 24)::numeric, 2) end, now()
        from (select n, 1 + floor(random() * 8)::integer as market from generate_series(1, 2000000) as n) as drawn;
    insert into exchange_rates (currency, day, rate, source, fetched_at)
        values ('GBP', current_date, 0.86, 't', now()), ('USD', current_date, 1.1, 't', now()), ('JPY', current_date, 165, 't', now()), ('CLP', current_date, 1050, 't', now());
    reset vinilogy.best_prices";

/// The first plan's table, as fair as it gets: price and shipping alone, compared in euros, for the countries of these codes.
fn view(countries: &str) -> String {
    format!(
        "create materialized view yardstick as select distinct on (r.album_id, c.code) r.album_id, c.code as country, p.id as price_id,
             (p.amount + coalesce(p.shipping_cost, 0)) / coalesce(x.rate, 1) as total
         from prices as p join releases as r on r.id = p.release_id left join exchange_rates as x on x.currency = p.currency
             join countries as c on c.code in ({countries}) and (p.country is null or p.country = c.code)
         where r.is_vinyl and r.withdrawn_at is null and coalesce(p.display_until > now(), true)
         order by r.album_id, c.code, total, p.id;
         create unique index yardstick_key on yardstick (album_id, country); analyze yardstick"
    )
}

#[tokio::test]
#[ignore = "a measurement: run by make bench"]
async fn a_thousand_changes_cost_a_fraction_of_a_refresh() {
    let app = empty().await;
    let client = database::connect(&app.url).await;
    client.batch_execute(FILLED).await.unwrap();
    for table in ["albums", "releases", "prices"] {
        client.batch_execute(&format!("vacuum analyze {table}")).await.unwrap();
    }
    let timed = async |sql: &str| {
        let begun = Instant::now();
        client.batch_execute(sql).await.unwrap();
        begun.elapsed()
    };
    let led = timed("select lead_all_offers()").await;
    println!("2,000,000 offers put into their lanes anew in {led:.1?}");
    client.batch_execute("vacuum analyze album_offers").await.unwrap();
    let change = |factor: &str| {
        format!(
            "update prices set amount = amount * {factor} where id in (select 1 + floor(random() * 2000000)::bigint from generate_series(1, 1000))"
        )
    };
    timed(&change("1.01")).await;
    let (mut changes, mut bare) = (Vec::new(), Vec::new());
    for factor in ["0.97", "1.03", "0.9", "1.1", "0.99"] {
        changes.push(timed(&change(factor)).await);
        // The same without anybody keeping the best prices.
        client.batch_execute("begin; set local vinilogy.best_prices = 'later'").await.unwrap();
        bare.push(timed(&change("1")).await);
        client.batch_execute("commit").await.unwrap();
    }
    let middle = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (both, alone) = (middle(changes), middle(bare));
    println!("1,000 prices changed in {both:.0?}, of which the change itself {alone:.0?}");
    let single = timed("update prices set amount = amount * 0.5 where id = 77").await;
    println!("one price changed in {single:.1?}");
    assert!(single < Duration::from_secs(1), "true within a second");
    // With more countries it takes that many times as long; ours serves all of them.
    client.batch_execute(&view("'ES', 'DE', 'GB', 'US', 'CL', 'JP'")).await.unwrap();
    let refreshed = timed("refresh materialized view concurrently yardstick").await;
    let share = 100.0 * both.as_secs_f64() / refreshed.as_secs_f64();
    println!("a materialised view for six countries refreshed concurrently in {refreshed:.1?}: the changes cost {share:.2} % of that");
}
