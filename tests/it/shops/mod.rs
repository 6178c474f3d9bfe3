//! Shops: read to the last row, made offers of, and shown to administrators alone.

mod access;
mod bsale;
mod feeds;
mod killed;

use std::time::Duration;

use serde_json::Value;
use url::Url;
use vinilogy::identity::Requester;

use crate::support::app::TestApp;
use crate::support::bsale::{Bsale, Shelves};

pub const TOKEN: &str = "bsale0token0of0the0house";

/// A house whose shop is at Bsale.
pub async fn house(shelves: Shelves) -> (Bsale, TestApp, Requester) {
    let bsale = Bsale::start(TOKEN, shelves).await;
    let app = TestApp::at(&bsale.url, &[("BSALE_ACCESS_TOKEN", TOKEN), ("BSALE_SHOP_NAME", "Tienda")]).await.working();
    let admin = app.administrator().await;
    let shops = app.data_as(&admin, "{ shops { id kind name isFromEnvironment lastSyncAt } }").await;
    assert_eq!(shops["shops"][0]["isFromEnvironment"], true, "{shops}");
    (bsale, app, admin)
}

/// Waits until nothing is under way; shops take their time.
pub async fn settled(app: &TestApp) {
    let open = "select count(*) from job_runs where state in ('queued', 'running')";
    let ended = async {
        while app.number(open).await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(12), ended).await.expect("every run ends");
}

/// Has a shop read, and answers with what the run said.
pub async fn synced(app: &TestApp, admin: &Requester, shop: &str, day: Option<&str>) -> String {
    let day = day.map(|day| format!(", day: {day:?}")).unwrap_or_default();
    let query = format!("mutation {{ syncShop(input: {{shopId: {shop:?}{day}}}) {{ run {{ id job }} }} }}");
    let run = app.data_as(admin, &query).await["syncShop"]["run"]["id"].as_str().unwrap().to_owned();
    settled(app).await;
    let sql = format!("select coalesce(message, '') || coalesce(' ERROR ' || error, '') as m from job_runs where id = {}", &run[4..]);
    app.lines(&sql).await.pop().unwrap()
}

/// What administrators see of the first shop.
pub async fn shop(app: &TestApp, admin: &Requester, at: usize) -> Value {
    let query = "{ shops { id kind name url problem lastSyncAt lastDailySyncAt counts { products variants matched unmatched offers clients documents } } }";
    app.data_as(admin, query).await["shops"][at].clone()
}

/// What is offered, in the order of references.
pub async fn offers(app: &TestApp) -> Vec<String> {
    app.lines("select release_id, provider, reference, seller, country, currency, amount::text from prices order by reference, release_id")
        .await
}

/// Two artists with albums and pressings that shops may mean.
pub async fn stock(app: &TestApp) {
    app.batch(
        "insert into artists (name, normalized_name, source, albums_synced_at) values ('Kate Bush', 'kate bush', 'lookup', now()), ('Los Jaivas', 'los jaivas', 'lookup', now());
         insert into artist_keys (key, artist_id) values ('=katebush', 1), ('=losjaivas', 2), ('=jaivas', 2);
         insert into albums (artist_id, title, normalized_title, is_studio, source, releases_synced_at) values
             (1, 'Hounds Of Love', 'hounds of love', true, 'musicbrainz', now()), (1, 'The Dreaming', 'dreaming', true, 'musicbrainz', now()),
             (2, 'Alturas De Macchu Picchu', 'alturas de macchu picchu', true, 'musicbrainz', now()), (1, 'Aerial', 'aerial', true, 'musicbrainz', null);
         insert into releases (discogs_id, album_id, title, format, is_vinyl, is_official, source, catalog_number, barcodes, details_synced_at) values
             (101, 1, 'Hounds Of Love', 'LP, Album', true, true, 'discogs_versions', 'KAB 1001', '{5099902988627}', now()),
             (102, 1, 'Hounds Of Love', 'LP, Album, RE', true, true, 'discogs_versions', 'FISH-2018', '{}', now()),
             (103, 1, 'Hounds Of Love', 'CD, Album', false, true, 'discogs_versions', 'CDP 7461', '{077774616423}', now()),
             (104, 2, 'The Dreaming', 'LP, Album', true, true, 'discogs_versions', 'EMC 3419', '{602498613740}', now()),
             (105, 2, 'The Dreaming', 'LP, Album, RP', true, true, 'discogs_versions', 'EMC 34190', '{602498613740}', now()),
             (106, 3, 'Alturas De Macchu Picchu', 'LP, Album', true, true, 'discogs_versions', 'SOL 1', '{}', now()),
             (107, 4, 'Aerial', '2xLP', true, true, 'discogs_versions', 'KBA 01', '{}', now());",
    )
    .await;
}

/// The origin of a loopback shop, as an operator vouches for it.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
