//! MusicBrainz' recordings, of 2018 and 2021.

use uuid::Uuid;
use vinilogy::integrations::musicbrainz::Musicbrainz;
use vinilogy::integrations::{Error, Priority, Provider};

use super::Shelf;
use crate::support::outside::Outside;

const P: Priority = Priority::Crawl;

fn id(text: &str) -> Uuid {
    text.parse().unwrap()
}

#[tokio::test]
async fn recordings_are_read() {
    let Some(mut shelf) = Shelf::open("musicbrainz") else { return };
    let outside = Outside::start().await;
    let musicbrainz = outside.integrations.musicbrainz.clone();

    artists(&mut shelf, &outside, &musicbrainz).await;
    albums(&mut shelf, &outside, &musicbrainz).await;

    // A work is nothing to us, but its redirect is recorded, and an album's is alike.
    let recording = shelf.take("redirect_301_merged_work.exchange.json");
    let body = recording.body.clone();
    outside.upstream.reply("/ws/2/release-group/ef7d0814-da6a-32f5-a600-ff81cffd1aed", [recording.reply()]);
    outside.upstream.reply("/ws/2/work/895da07b-9d85-3f03-b1c5-0ea2bd8bb959", [crate::support::upstream::Reply::json(200, body)]);
    let survivor = musicbrainz.album(id("ef7d0814-da6a-32f5-a600-ff81cffd1aed"), P).await.unwrap();
    assert_eq!((survivor.title.as_str(), survivor.mbid), ("The Partisan", Some(id("895da07b-9d85-3f03-b1c5-0ea2bd8bb959"))));

    shelf.leave("release_barcode", "pressings come from Discogs");
    shelf.leave("release_browse_", "pressings come from Discogs");
    shelf.leave("release_dark_side_", "pressings come from Discogs");
    shelf.leave("release_search_", "pressings come from Discogs");
    shelf.leave("release_two_media", "pressings come from Discogs");
    shelf.leave("release_url_rels_", "pressings come from Discogs");
    shelf.leave("release_with_media_", "pressings come from Discogs");
    shelf.leave("release_group_search_", "albums are browsed by artist, not searched");
    shelf.leave("url_lookup_", "relations are asked for with their artist");
    shelf.close(12);
}

async fn artists(shelf: &mut Shelf, outside: &Outside, musicbrainz: &Musicbrainz) {
    shelf.serve(outside, "artist_nirvana_url_rels.exchange.json");
    let artist = musicbrainz.artist(id("5b11f4ce-a62d-471e-81fc-a69a8278c7da"), P).await.unwrap();
    assert_eq!((artist.name.as_str(), artist.discogs_id, artist.search_score), ("Nirvana", Some(125_246), 100));
    assert_eq!(artist.commons_page.as_deref(), Some("https://commons.wikimedia.org/wiki/File:Nirvana_around_1992.jpg"));
    assert_eq!(artist.disambiguation.as_deref(), Some("90s US grunge band"));
    let asked = outside.upstream.seen().pop().unwrap().query;
    assert_eq!((asked["inc"].as_str(), asked["fmt"].as_str()), ("aliases url-rels", "json"));

    shelf.serve(outside, "artist_aliases_locales.exchange.json");
    let artist = musicbrainz.artist(id("f99b7d67-4e63-4678-aa66-4c6ac0f7d24a"), P).await.unwrap();
    assert_eq!((artist.name.as_str(), artist.disambiguation), ("PSY", Some("South Korean singer and rapper".to_owned())));
    assert!(artist.aliases.contains(&"싸이".to_owned()) && !artist.aliases.contains(&"PSY".to_owned()), "{:?}", artist.aliases);

    shelf.serve(outside, "artist_leonard_cohen_lookup.exchange.json");
    let artist = musicbrainz.artist(id("65314b12-0e08-43fa-ba33-baaa7b874c15"), P).await.unwrap();
    assert_eq!((artist.sort_name.as_deref(), artist.discogs_id, artist.commons_page), (Some("Cohen, Leonard"), None, None));

    shelf.serve(outside, "artist_search_limit1.exchange.json");
    let found = musicbrainz.search_artist("Leonard Cohen", 1, P).await.unwrap();
    assert_eq!((found.len(), found[0].name.as_str(), found[0].search_score), (1, "Leonard Cohen", 100));
    assert!(found[0].aliases.contains(&"Leonhard Cohen".to_owned()));
    assert_eq!(outside.upstream.seen().pop().unwrap().query["query"], "artist:\"Leonard Cohen\"");

    shelf.serve(outside, "artist_bad_inc_400.exchange.json");
    let problem = "foobar is not a valid inc parameter for the artist resource.".to_owned();
    let refused = Err(Error::Rejected { provider: Provider::Musicbrainz, problem });
    assert_eq!(musicbrainz.artist(id("5b11f4ce-a62d-471e-81fc-a69a8278c7da"), P).await, refused);
}

async fn albums(shelf: &mut Shelf, outside: &Outside, musicbrainz: &Musicbrainz) {
    shelf.serve(outside, "release_group_browse_lures.exchange.json");
    let page = musicbrainz.artist_albums(id("c8da2e40-bd28-4d4e-813a-bd2f51958ba8"), 0, P).await.unwrap();
    assert_eq!((page.items.len(), page.next), (page.total as usize, None));
    let first = &page.items[0];
    assert_eq!((first.title.as_str(), first.first_release_year, first.is_studio()), ("There's No Pressure", Some(2017), true));
    assert_eq!((first.artists[0].name.as_str(), first.artists[0].mbid), ("Lures", Some(id("c8da2e40-bd28-4d4e-813a-bd2f51958ba8"))));

    shelf.serve(outside, "release_group_browse_type_ep.exchange.json");
    let page = musicbrainz.artist_albums(id("5b11f4ce-a62d-471e-81fc-a69a8278c7da"), 0, P).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (8, 8, None));
    assert!(page.items.iter().all(|album| !album.is_studio()), "these are EPs");

    shelf.serve(outside, "release_group_lookup_dark_side.exchange.json");
    let album = musicbrainz.album(id("f5093c06-23e3-404f-aeaa-40f72885ee3a"), P).await.unwrap();
    assert_eq!((album.title.as_str(), album.first_release_year), ("The Dark Side of the Moon", Some(1973)));
    assert!(album.is_studio() && album.artists.is_empty() && album.discogs_master_ids.is_empty());

    for (file, mbid, masters, types) in [
        ("release_group_url_rels_discogs_master_0976d35d.exchange.json", "0976d35d-e860-3d46-b5dc-31fa26d679d9", vec![125_017], vec![]),
        ("release_group_url_rels_live_7009f8ff.exchange.json", "7009f8ff-85e5-31a2-b80d-9ee056228c13", vec![380_760], vec!["Live"]),
        ("release_group_url_rels_none_9e1fab94.exchange.json", "9e1fab94-85d1-4689-9e71-5dc87db49276", vec![], vec![]),
    ] {
        shelf.serve(outside, file);
        let album = musicbrainz.album(id(mbid), P).await.unwrap();
        assert_eq!(
            (album.discogs_master_ids.clone(), album.secondary_types.clone()),
            (masters, types.iter().map(|&word: &&str| word.to_owned()).collect()),
            "{file}"
        );
    }
}
