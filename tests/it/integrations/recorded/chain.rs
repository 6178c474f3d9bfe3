//! Kate Bush, from her albums to a pressing, as recorded between 2020 and 2026.

use vinilogy::integrations::Priority;

use super::Shelf;
use crate::support::outside::Outside;

const P: Priority = Priority::Person;

#[tokio::test]
async fn the_chain_is_read() {
    let Some(mut shelf) = Shelf::open("chain-kate-bush") else { return };
    let outside = Outside::start().await;
    let (musicbrainz, discogs) = (outside.integrations.musicbrainz.clone(), outside.integrations.discogs.clone());

    shelf.serve(&outside, "musicbrainz_release_groups_page1_of_49.exchange.json");
    let albums = musicbrainz.artist_albums("4b585938-f271-45e2-b19a-91c634b5e396".parse().unwrap(), 0, P).await.unwrap();
    assert_eq!((albums.items.len(), albums.total, albums.next), (20, 49, Some(20)), "a short page is not the last one");
    assert!(!albums.items[0].is_studio(), "the first is a compilation");
    assert_eq!(albums.items.iter().filter(|album| album.is_studio()).count(), 10);
    assert_eq!((albums.items[5].title.as_str(), albums.items[5].first_release_year), ("50 Words for Snow", Some(2011)));

    shelf.serve(&outside, "discogs_master_28680_hounds_of_love.exchange.json");
    let master = discogs.master(28680, P).await.unwrap();
    assert_eq!((master.title.as_str(), master.first_release_year, master.track_count), ("Hounds Of Love", Some(1985), Some(12)));
    assert_eq!((master.artists[0].name.as_str(), master.artists[0].discogs_id), ("Kate Bush", Some(85929)));

    let versions = "discogs_versions_master_28680_page1_of_13.exchange.json";
    let facets = shelf.take(versions).json();
    assert_eq!(facets["filters"]["available"]["format"]["Vinyl"], 79);
    shelf.serve(&outside, versions);
    let page = discogs.versions(28680, 1, P).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (20, 243, Some(2)), "recorded without the vinyl filter");
    assert_eq!(page.items.iter().filter(|version| version.is_vinyl).count(), 9);
    let first = &page.items[0];
    assert_eq!((first.discogs_id, first.country.as_deref(), first.year), (197_163, Some("UK"), Some(1985)));
    assert_eq!((first.format.as_deref(), first.label.as_deref()), (Some("LP, Album, Stereo"), Some("EMI")));
    assert_eq!(first.catalog_number.as_deref(), Some("KAB1, EJ 24 0384 1, EJ2403841"));
    assert_eq!((first.have, first.want, first.rating, first.barcodes.clone()), (Some(12137), Some(6232), None, None));
    assert!(first.is_official && !first.is_withdrawn);
    let asked = outside.upstream.seen().pop().unwrap().query;
    for (key, value) in [("format", "Vinyl"), ("per_page", "100"), ("page", "1"), ("sort", "released"), ("sort_order", "asc")] {
        assert_eq!(asked[key], value);
    }

    shelf.serve(&outside, "discogs_release_16233996.exchange.json");
    let release = discogs.release(16_233_996, P).await.unwrap();
    assert!(!release.is_vinyl, "it is a CD");
    assert_eq!((release.discogs_master_id, release.year, release.format.as_deref()), (Some(28680), Some(1985), Some("Album")));
    assert_eq!(release.barcodes, Some(vec!["077774616423".to_owned()]));
    assert_eq!((release.rating, release.rating_count, release.have, release.want), (None, None, Some(12), Some(19)));
    assert_eq!(release.track_count, Some(12), "headings are no tracks");

    shelf.serve(&outside, "discogs_search_release_page1_of_343.exchange.json");
    let found = discogs.search_releases("Kate Bush", "Kate Bush", 1, P).await.unwrap();
    assert_eq!((found.items.len(), found.total, found.next), (20, 6853, Some(2)));
    let fourth = &found.items[3];
    assert_eq!((fourth.title.as_str(), fourth.artists[0].name.as_str()), ("Kate Bush", "Kate Bush"));
    assert_eq!(fourth.barcodes, Some(vec!["07777190041".to_owned(), "077771900419".to_owned()]), "no matrix numbers");
    assert_eq!(found.items[4].format.as_deref(), Some("LP, Mini-Album, Limited Edition, Compilation, White"));
    assert_eq!((found.items[0].label.as_deref(), found.items[0].discogs_master_id), (Some("EMI America"), Some(119_657)));
    assert_eq!(found.items.iter().filter(|release| release.is_vinyl).count(), 17, "recorded without the vinyl filter");

    shelf.leave("discogs_artist_releases_", "albums come from MusicBrainz");
    shelf.close(5);
}
