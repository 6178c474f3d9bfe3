//! Discogs' recordings, of 2018 and 2026, and older bodies from other people's tests.

use vinilogy::integrations::discogs::collector::{As, Order, Shown};
use vinilogy::integrations::discogs::{Discogs, Pictured};
use vinilogy::integrations::{Error, Priority, Provider};

use super::Shelf;
use crate::support::outside::Outside;

const P: Priority = Priority::Crawl;

#[tokio::test]
async fn recordings_are_read() {
    let Some(mut shelf) = Shelf::open("discogs") else { return };
    let outside = Outside::start().await;
    let discogs = outside.integrations.discogs.clone();

    artists_and_masters(&mut shelf, &outside, &discogs).await;
    releases(&mut shelf, &outside, &discogs).await;
    versions(&mut shelf, &outside, &discogs).await;
    searches(&mut shelf, &outside, &discogs).await;
    refusals(&mut shelf, &outside, &discogs).await;
    members(&mut shelf, &outside, &discogs).await;

    for start in ["recorded-2026/marketplace_stats", "recorded-2026/price_suggestions_5134861"] {
        shelf.leave(start, "prices, later");
    }
    for (start, reason) in [
        ("artists__1__releases", "albums come from MusicBrainz"),
        ("labels__", "labels are words to us"),
        ("lists__", "lists are somebody's own"),
        ("marketplace__", "prices, later"),
        ("users__example__collection__value", "prices, later"),
        ("users__example__inventory", "prices, later"),
    ] {
        shelf.leave(&format!("python-client/{start}"), reason);
    }
    for (start, reason) in [
        ("valid_artist_releases", "albums come from MusicBrainz"),
        ("valid_listing", "prices, later"),
        ("valid_price_suggestions", "prices, later"),
        ("valid_user_inventory", "prices, later"),
    ] {
        shelf.leave(&format!("ruby-client/{start}"), reason);
    }
    shelf.close(39);
}

async fn artists_and_masters(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    for (file, id, name, spelling) in [
        ("recorded/artist_10263.exchange.json", 10263, "David Bowie", "Bowie"),
        ("recorded/artist_3840_radiohead.exchange.json", 3840, "Radiohead", "Radio Head"),
        ("python-client/artists__1.json", 1, "Persuader, The", "Persuader"),
        ("python-client/artists__2.json", 2, "Mr. James Barth & A.D.", "Mr. Barth & A.D."),
        ("python-client/artists__3.json", 3, "Josh Wink", "Wink"),
    ] {
        shelf.serve_at(outside, &format!("/artists/{id}"), file);
        let artist = discogs.artist(id, P).await.unwrap();
        assert_eq!((artist.name.as_str(), artist.discogs_id), (name, Some(id)), "{file}");
        assert!(artist.aliases.contains(&spelling.to_owned()), "{file}: {:?}", artist.aliases);
    }
    let image = |of| async move { discogs.image(of, P).await.unwrap() };
    let radiohead = image(Pictured::Artist(3840)).await.expect("a picture");
    assert!(radiohead.url.starts_with("https://img.discogs.com/omECGW3Dpn8yf8OT"), "{}", radiohead.url);
    assert_eq!(radiohead.page_url.as_deref(), Some("https://www.discogs.com/artist/3840-Radiohead"));
    assert_eq!(radiohead.attribution.as_deref(), Some("Data provided by Discogs."));
    assert_eq!(image(Pictured::Artist(2)).await, None, "no pictures");
    assert_eq!(image(Pictured::Artist(3)).await, None, "half an address");
    for (file, id, title, year, tracks) in [
        ("recorded/master_125017.exchange.json", 125_017, "Dark Side Of The Moon", 2005, 2),
        ("recorded/master_21491_ok_computer.exchange.json", 21491, "OK Computer", 1997, 12),
        ("recorded/master_81102.exchange.json", 81102, "Dark Side Of The Moon", 1999, 6),
        ("python-client/masters__4242.json", 4242, "City Of Islands", 1998, 4),
        ("ruby-client/valid_master_release.json", 9800, "Sluneční Hodiny", 1982, 8),
    ] {
        shelf.serve_at(outside, &format!("/masters/{id}"), file);
        let master = discogs.master(id, P).await.unwrap();
        let found = (master.title.as_str(), master.first_release_year, master.track_count);
        assert_eq!(found, (title, Some(year), Some(tracks)), "{file}");
    }
    for (id, start) in [(21491, "https://img.discogs.com/TUPHkIlR9urlz2o2jSA9vGcCN2w"), (125_017, "https://img.discogs.com/gxw1Bw8tJ")] {
        let cover = discogs.image(Pictured::Master(id), P).await.unwrap().expect("a picture");
        assert!(cover.url.starts_with(start), "the primary one, or else the first: {}", cover.url);
    }
}

async fn releases(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    for (file, id, vinyl, format, year, rating) in [
        ("recorded/release_105704.exchange.json", 105_704, false, "Album", 1997, Some(4.56)),
        ("recorded/release_35300_after_retry_200.exchange.json", 35300, false, "Maxi-Single", 1999, Some(3.85)),
        ("recorded/release_4013586.exchange.json", 4_013_586, false, "Album", 1997, Some(4.29)),
        ("recorded/release_430616_vinyl.exchange.json", 430_616, true, "12\"", 2005, Some(4.47)),
        ("recorded/release_5435378_unofficial_or_live.exchange.json", 5_435_378, false, "2xAlbum", 2006, Some(4.5)),
        ("python-client/releases__1.json", 1, true, "2x12\"", 1999, None),
        ("python-client/releases__2.json", 2, true, "12\", 33 ⅓ RPM", 1998, None),
        ("python-client/releases__3.json", 3, false, "Compilation, Mixed", 1999, None),
        ("python-client/releases__79.json", 79, true, "12\"", 1998, None),
        ("python-client/releases__3329867.json", 3_329_867, false, "6xMP3, Album, 320 kbps", 2005, None),
        ("ruby-client/valid_release.json", 1, true, "2x12\", 33 ⅓ RPM", 1999, Some(4.48)),
    ] {
        shelf.serve_at(outside, &format!("/releases/{id}"), file);
        let release = discogs.release(id, P).await.unwrap();
        assert_eq!((release.discogs_id, release.is_vinyl, release.year), (id, vinyl, Some(year)), "{file}");
        assert_eq!((release.format.as_deref(), release.rating), (Some(format), rating), "{file}");
        assert!(!release.artists.is_empty() && release.is_official && !release.is_withdrawn, "{file}");
    }
    let release = |id| async move { discogs.release(id, P).await.unwrap() };
    assert_eq!(release(105_704).await.barcodes, Some(vec!["724385522925".to_owned()]), "spaced and scanned are one");
    let vinyl = release(430_616).await;
    assert_eq!(vinyl.barcodes, Some(vec!["8715576082450".to_owned()]));
    assert_eq!((vinyl.label.as_deref(), vinyl.catalog_number.as_deref()), (Some("High Contrast Recordings (2)"), Some("HCR.001")));
    assert_eq!(release(3_329_867).await.catalog_number, None, "`none` is none");
    assert_eq!(outside.budget.pauses(), [std::time::Duration::from_secs(1)], "one answer said that nothing remained");
}

async fn versions(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    let path = "/masters/156551/versions";
    shelf.serve_at(outside, path, "recorded-2026/versions_156551_per_page_1.exchange.json");
    let page = discogs.versions(156_551, 1, P).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (1, 70, Some(2)));

    let end = shelf.take("recorded-2026/versions_page_too_large_500.exchange.json").reply();
    let first = shelf.take("recorded-2026/versions_156551_per_page_1.exchange.json").reply();
    outside.upstream.reply(path, [end, first]);
    let page = discogs.versions(156_551, 2_147_483_647, P).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (0, 70, None), "beyond the end there is nothing");

    for (file, id, rows) in [
        ("python-client/masters__4242__versions_per_page-50_and_page-1.json", 4242, 2),
        ("ruby-client/valid_master_release_versions.json", 9800, 3),
    ] {
        shelf.serve_at(outside, &format!("/masters/{id}/versions"), file);
        let page = discogs.versions(id, 1, P).await.unwrap();
        assert_eq!((page.items.len(), page.next), (rows, None), "{file}");
        assert!(page.items.iter().all(|version| version.is_vinyl), "{file}: no major formats, in a list asked for vinyl");
    }
}

async fn searches(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    shelf.serve_at(outside, "/database/search", "ruby-client/valid_search_results.json");
    let found = discogs.search_barcode("5421601", 1, P).await.unwrap();
    assert_eq!((found.items.len(), found.total, found.next), (4, 4, None));
    let split = &found.items[1];
    assert_eq!(
        (split.artists[0].name.as_str(), split.format.as_deref()),
        ("Isenheim / Uruk-Hai (2)", Some("7\", 33 ⅓ RPM, Limited Edition"))
    );
    assert_eq!((split.barcodes.clone(), split.is_vinyl), (None, true));
    assert!(!found.items[2].is_official, "Unofficial Release");
    assert_eq!((found.items[0].catalog_number.clone(), found.items[2].country.clone()), (None, None));

    let file = "python-client/database__search_artist-trash80_and_per_page-50_and_page-1.json";
    shelf.serve_at(outside, "/database/search", file);
    let found = discogs.search_releases("trash80", "", 1, P).await.unwrap();
    assert_eq!((found.items.len(), found.total, found.next), (12, 13, None), "an artist is no release");
}

async fn refusals(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    shelf.serve(outside, "recorded-2026/release_not_found_404.exchange.json");
    assert_eq!(discogs.release(2_147_483_647, P).await, Err(Error::NotFound(Provider::Discogs)));

    shelf.serve_at(outside, "/releases/9", "recorded-2026/price_suggestions_unauthenticated_401.exchange.json");
    let problem = "You must authenticate to access this resource.".to_owned();
    assert_eq!(discogs.release(9, P).await, Err(Error::Rejected { provider: Provider::Discogs, problem }));

    let busy = shelf.take("recorded/release_35300_rate_limited_429.exchange.json").reply();
    let fine = shelf.take("recorded/release_35300_after_retry_200.exchange.json").reply();
    outside.upstream.reply("/releases/35300", [busy, fine]);
    assert_eq!(discogs.release(35300, P).await.unwrap().discogs_id, 35300);
    let minute = std::time::Duration::from_mins(1);
    assert_eq!((outside.naps().last(), outside.budget.pauses().last()), (Some(&minute), Some(&minute)));
}

async fn members(shelf: &mut Shelf, outside: &Outside, discogs: &Discogs) {
    let vera = discogs.collector(&As::Member("a token".into()));
    assert!(vera.is_somebody() && discogs.collector(&As::House).is_somebody() && !discogs.collector(&As::Nobody).is_somebody());
    for file in ["python-client/oauth__identity.json", "ruby-client/valid_identity.json"] {
        shelf.serve_at(outside, "/oauth/identity", file);
        assert_eq!(vera.identity(P).await.unwrap(), Shown::Here("example".to_owned()), "{file}");
    }
    shelf.serve_at(outside, "/users/example", "python-client/users__example.json");
    assert_eq!(vera.member("example", P).await.unwrap(), "example");
    for (file, folders) in [
        ("python-client/users__example__collection__folders.json", vec![(1, "Uncategorized folder"), (2, "Collection folder 2")]),
        ("ruby-client/valid_user_folders.json", vec![(1, "Uncategorized")]),
    ] {
        shelf.serve_at(outside, "/users/example/collection/folders", file);
        let right = folders.into_iter().map(|(id, name)| (id, name.to_owned())).collect();
        assert_eq!(vera.folders("example", P).await.unwrap(), Shown::Here(right), "{file}");
    }
    for (file, first, rows, total, next) in [
        ("python-client/users__example__collection__folders__0__releases_page-1_and_per_page-50.json", 6_794_957, 3, 3, None),
        ("ruby-client/valid_user_collection.json", 1_845_027, 5, 309, Some(2)),
    ] {
        shelf.serve_at(outside, "/users/example/collection/folders/0/releases", file);
        let Shown::Here(page) = vera.copies("example", (Order::Oldest, 1, 100), P).await.unwrap() else { panic!("{file} is hidden") };
        assert_eq!((page.items[0].discogs_id, page.items.len(), page.total, page.next), (first, rows, total, next), "{file}");
        assert!(page.skipped.is_empty(), "{file}: {:?}", page.skipped);
    }
    for (file, first, rows, total) in [
        ("python-client/users__example__wants_per_page-50_and_page-1.json", 1_867_708, 3, 3),
        ("ruby-client/valid_user_wantlist.json", 2_360_509, 5, 77),
    ] {
        shelf.serve_at(outside, "/users/example/wants", file);
        let Shown::Here(page) = vera.wants("example", (Order::Oldest, 1, 100), P).await.unwrap() else { panic!("{file} is hidden") };
        assert_eq!((page.items[0].discogs_id, page.items.len(), page.total), (first, rows, total), "{file}");
    }
    let asked = outside.upstream.seen();
    let last = asked.last().unwrap();
    assert_eq!(last.headers["authorization"], "Discogs token=a token");
    assert_eq!((last.query["sort"].as_str(), last.query["sort_order"].as_str(), last.query["per_page"].as_str()), ("added", "asc", "100"));
}
