//! Last.fm's recordings, of 2018.

use uuid::Uuid;
use vinilogy::integrations::lastfm::{ArtistRef, Lastfm, Plays};
use vinilogy::integrations::{Error, Priority, Provider};

use super::Shelf;
use crate::support::outside::Outside;

const NIRVANA: &str = "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6";
const P: Priority = Priority::Crawl;

fn nirvana() -> ArtistRef<'static> {
    ArtistRef::Mbid(NIRVANA.parse().unwrap())
}

#[tokio::test]
async fn recordings_are_read() {
    let Some(mut shelf) = Shelf::open("lastfm") else { return };
    let outside = Outside::start().await;
    let lastfm = outside.integrations.lastfm.clone().expect("a key");

    artists(&mut shelf, &outside, &lastfm).await;
    lists(&mut shelf, &outside, &lastfm).await;

    let no = || Err(Error::NotFound(Provider::Lastfm));
    shelf.serve(&outside, "artist_getinfo_unknown_mbid_error6_http200.exchange.json");
    assert_eq!(lastfm.artist_info(nirvana(), P).await, no());
    shelf.serve(&outside, "album_getinfo_not_found_http200.exchange.json");
    assert_eq!(lastfm.artist_info(nirvana(), P).await, no());
    shelf.serve(&outside, "track_error6_http200.exchange.json");
    assert_eq!(lastfm.artist_info(nirvana(), P).await, no());
    shelf.serve(&outside, "geo_invalid_country_error_http200.exchange.json");
    let refused = Error::Rejected { provider: Provider::Lastfm, problem: "country param invalid".to_owned() };
    assert_eq!(lastfm.artist_info(nirvana(), P).await, Err(refused));

    listening(&mut shelf, &outside, &lastfm).await;
    shelf.leave("user_gettopartists", "whom somebody plays most their plays say");
    shelf.leave("user_getweeklyalbumchart", "what somebody plays most is asked for by longer periods");
    shelf.leave("recenttracks_", "a file of somebody's plays, no answer of Last.fm's");
    shelf.leave("album_getinfo_dark_side", "albums come from MusicBrainz");
    shelf.leave("album_getinfo_lang_fr", "albums come from MusicBrainz");
    shelf.leave("album_search", "albums come from MusicBrainz");
    shelf.leave("artist_gettopalbums", "albums come from MusicBrainz");
    shelf.leave("artist_getcorrection", "artist.getInfo corrects by itself");
    shelf.leave("chart_", "nobody is seeded by the chart");
    shelf.close(13);
}

async fn listening(shelf: &mut Shelf, outside: &Outside, lastfm: &Lastfm) {
    shelf.serve(outside, "user_getinfo.exchange.json");
    assert_eq!(lastfm.user("rj", P).await.as_deref(), Ok("RJ"));
    shelf.serve(outside, "user_gettopalbums_7day.exchange.json");
    let (albums, skipped) = lastfm.top_albums("rj", "7day", 50, P).await.unwrap();
    assert_eq!((albums.len(), skipped.len()), (50, 0));
    let second = &albums[1];
    assert_eq!((second.artist.as_str(), second.title.as_str(), second.plays), ("The Gaslight Anthem", "The '59 Sound", 10));
    shelf.serve(outside, "user_getrecenttracks_extended.exchange.json");
    let to = chrono::DateTime::from_timestamp(1_543_000_000, 0).unwrap();
    let page = lastfm.plays(Plays { user: "Zaratoustre", from: None, to, page: 1 }, P).await.unwrap();
    assert_eq!((page.items.len(), page.skipped.len(), page.total, page.next), (50, 0, 34_497, Some(2)));
    let newest = &page.items[0];
    assert_eq!((newest.artist.as_str(), newest.album.as_deref()), ("Jefferson Airplane", Some("Bless Its Pointed Little Head")));
    assert_eq!((newest.track.as_str(), newest.played_at.timestamp()), ("Somebody to Love", 1_542_874_436));
    let asked = outside.upstream.seen().pop().unwrap().query;
    for (key, value) in [("method", "user.getRecentTracks"), ("user", "Zaratoustre"), ("to", "1543000000"), ("limit", "1000")] {
        assert_eq!(asked[key], value);
    }
}

async fn artists(shelf: &mut Shelf, outside: &Outside, lastfm: &Lastfm) {
    shelf.serve(outside, "artist_getinfo_nirvana_by_mbid.exchange.json");
    let artist = lastfm.artist_info(nirvana(), P).await.unwrap();
    assert_eq!((artist.name.as_str(), artist.mbid, artist.search_score), ("Nirvana", NIRVANA.parse().ok(), 100));
    assert_eq!(artist.listeners, Some(4_196_311));
    let picture = "https://lastfm-img2.akamaized.net/i/u/300x300/89a490f578e4451b9dea9c20158c8a1e.png";
    assert_eq!(artist.image_url.as_deref(), Some(picture));
    let asked = outside.upstream.seen().pop().unwrap().query;
    for (key, value) in [("method", "artist.getInfo"), ("mbid", NIRVANA), ("autocorrect", "1"), ("format", "json")] {
        assert_eq!(asked[key], value);
    }

    shelf.serve(outside, "artist_getinfo_lang_fr.exchange.json");
    assert_eq!(lastfm.artist_info(nirvana(), P).await.unwrap().name, "Nirvana");
    shelf.serve(outside, "artist_getinfo_various_artists.exchange.json");
    let artist = lastfm.artist_info(ArtistRef::Name("Various Artists"), P).await.unwrap();
    assert_eq!((artist.name.as_str(), artist.listeners), ("Various Artists", Some(649_819)));
    assert_eq!(outside.upstream.seen().pop().unwrap().query["artist"], "Various Artists");
}

async fn lists(shelf: &mut Shelf, outside: &Outside, lastfm: &Lastfm) {
    shelf.serve(outside, "artist_getsimilar_1000.exchange.json");
    let similar = lastfm.similar(nirvana(), 5000, P).await.unwrap();
    assert_eq!((similar.len(), similar[0].name.as_str(), similar[0].score), (250, "Alice in Chains", 1.0));
    assert_eq!(similar[0].mbid, Uuid::parse_str("4bd95eea-b9f6-4d70-a36c-cfea77431553").ok());
    assert!(similar.is_sorted_by(|a, b| a.score >= b.score));
    assert_eq!(outside.upstream.seen().pop().unwrap().query["limit"], "1000", "more is out of bounds");

    shelf.serve(outside, "artist_search.exchange.json");
    let found = lastfm.search("gun", 50, 1, P).await.unwrap();
    assert_eq!((found.items.len(), found.total, found.next), (50, 101_477, Some(2)));
    let first = &found.items[0];
    assert_eq!((first.name.as_str(), first.listeners, first.mbid), ("Guns N' Roses", Some(3_206_441), None));
    assert_eq!(first.image_url, None, "the star is no picture");

    shelf.serve(outside, "tag_gettopartists_limit2.exchange.json");
    let tagged = lastfm.tag_top_artists("rap", 2, 1, P).await.unwrap();
    let names: Vec<&str> = tagged.items.iter().map(|artist| artist.name.as_str()).collect();
    assert_eq!((names, tagged.total, tagged.next), (vec!["Eminem", "Lil' Wayne"], 61_526, Some(2)));
    assert!(tagged.items.iter().all(|artist| artist.image_url.is_none()), "the star is no picture");
}
