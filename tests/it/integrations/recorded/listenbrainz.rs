//! ListenBrainz' recordings: single listens, rightly and wrongly mapped.

use serde_json::{Value, json};
use vinilogy::integrations::Priority;
use vinilogy::integrations::listenbrainz::listen;

use super::Shelf;
use crate::support::outside::Outside;
use crate::support::upstream::Reply;

const P: Priority = Priority::Crawl;

#[tokio::test]
async fn recordings_are_read() {
    let Some(mut shelf) = Shelf::open("listenbrainz") else { return };
    let (mut listens, mut mapped) = (Vec::new(), 0);
    for (file, names, mappings) in [
        ("correctlyMapped__multiArtistInArtistName.json", 1, 1),
        ("correctlyMapped__multiArtistInTrackName.json", 1, 1),
        ("correctlyMapped__multiArtistMappingWithSingleRecordedArtist.json", 1, 1),
        ("correctlyMapped__noArtistMapping.json", 1, 0),
        ("correctlyMapped__normalizedName.json", 1, 1),
        ("correctlyMapped__trackNameSlightlyDifferent.json", 1, 1),
        ("incorrectlyMapped__multiArtistsInTrackName.json", 1, 1),
    ] {
        let rows: Vec<Value> = shelf.take(file).json().as_array().expect("a list").iter().map(|row| row["data"].clone()).collect();
        let told: Vec<_> = rows.iter().map(|row| listen(&row.to_string()).unwrap_or_else(|problem| panic!("{file}: {problem}"))).collect();
        assert!(told.len() >= names, "{file}");
        assert!(told.iter().filter(|told| told.mapping.is_some()).count() >= mappings, "{file}");
        assert!(told.iter().all(|told| told.play.artist_mbid.is_none() && told.play.album_mbid.is_none()), "{file}: what was sent");
        mapped += told.iter().filter(|told| told.mapping.as_ref().is_some_and(|mapping| !mapping.artists.is_empty())).count();
        listens.extend(rows);
    }
    assert!(mapped > 5, "{mapped}");
    // What players submit has the same shape, and junk for ids.
    for file in ["submitListensRequestExample.json", "submitListensRequestMinimalExample.json"] {
        for row in shelf.take(file).json()["payload"].as_array().expect("listens") {
            assert!(listen(&row.to_string()).is_ok_and(|told| told.mapping.is_none()), "{file}");
        }
    }
    let count = listens.len();
    let outside = Outside::start().await;
    let page = json!({"payload": {"count": count, "user_id": "FoxxMD", "oldest_listen_ts": 5, "listens": listens}});
    outside.upstream.reply("/1/user/FoxxMD/listens", [Reply::json(200, page.to_string())]);
    let before = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let listens = outside.integrations.listenbrainz.listens("FoxxMD", before, P).await.unwrap();
    assert_eq!((listens.items.len(), listens.skipped.len()), (count, 0));
    assert_eq!(listens.first_of_all.map(|first| first.timestamp()), Some(5));
    assert!(listens.items.iter().all(|item| Some(item.play.played_at) >= listens.oldest));
    shelf.close(9);
}
