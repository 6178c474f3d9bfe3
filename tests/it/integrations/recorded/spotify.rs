//! Spotify's recordings, of 2017 to 2022: all of the old shape.

use secrecy::SecretString;
use vinilogy::integrations::Priority;
use vinilogy::integrations::spotify::{As, Edge, Said};

use super::Shelf;
use crate::support::outside::{Outside, at};
use crate::support::spotify::CLIENT_ID;

fn told<T>(said: Said<T>) -> T {
    match said {
        Said::Told(told) => told,
        Said::Expired => panic!("no token is over here"),
    }
}

fn who() -> As {
    As { token: SecretString::from("a token"), priority: Priority::Crawl }
}

#[tokio::test]
async fn recordings_are_read() {
    let Some(mut shelf) = Shelf::open("spotify") else { return };
    let outside = Outside::start().await;
    let url = outside.upstream.url.clone();
    let spotify = at(&url, &[("SPOTIFY_CLIENT_ID", CLIENT_ID), ("SPOTIFY_URL", url.as_str())]).spotify.expect("an application");

    shelf.serve_at(&outside, "/v1/me/player/recently-played", "me_player_recently_played.json");
    let (plays, skipped, count) = told(spotify.recently_played(who(), Edge::Newest).await.unwrap());
    assert_eq!((plays.len(), skipped.len()), (count, 0));
    let newest = &plays[0];
    assert_eq!((newest.track.artists[0].1.as_str(), newest.track.artists[0].0.as_deref()), ("Disturbed", Some("3TOqt5oJwL9BE2NG9MEwDa")));
    assert!(newest.track.album.is_some() && newest.track.duration_ms > Some(30_000) && newest.played_at.timestamp() > 1_400_000_000);
    let asked = outside.upstream.seen().pop().unwrap();
    assert_eq!((asked.query["limit"].as_str(), asked.headers["authorization"].to_str().unwrap()), ("50", "Bearer a token"));

    shelf.serve_at(&outside, "/v1/me/playlists", "me_playlists.json");
    let lists = told(spotify.playlists(who(), 20).await.unwrap());
    let core = &lists.items[0];
    assert_eq!((core.id.as_str(), core.name.as_str(), core.tracks, core.is_old_shape), ("3sPyrAW9PVUMxL9i6QFbaV", "Core", 3, true));
    assert!(lists.skipped.is_empty() && core.snapshot_id.is_some());

    for (file, kind) in [("playlist_items_tracks_old_shape.json", false), ("playlist_items_mixed_old_shape.json", true)] {
        shelf.serve_at(&outside, "/v1/playlists/p/tracks", file);
        let items = told(spotify.playlist_items(who(), "p", 0, true).await.unwrap());
        assert!(items.skipped.is_empty() && !items.items.is_empty(), "{file}: {:?}", items.skipped);
        assert_eq!(items.items.iter().any(|item| item.track.is_episode), kind, "{file}");
        assert!(items.items.iter().all(|item| item.added_at.is_some()), "{file}");
    }

    shelf.serve_at(&outside, "/v1/me/top/tracks", "me_top_tracks.json");
    let (tracks, skipped) = told(spotify.top_tracks(who(), "long_term", 50).await.unwrap());
    assert!(skipped.is_empty() && tracks[0].isrc.as_deref() == Some("QZ4JJ1764466"), "{tracks:?}");
    shelf.serve_at(&outside, "/v1/me/top/artists", "me_top_artists.json");
    let (artists, skipped) = told(spotify.top_artists(who(), "long_term", 50).await.unwrap());
    assert_eq!((artists[0].name.as_str(), artists[0].followers, skipped.len()), ("insaneintherainmusic", Some(8437), 0));
    assert!(artists[0].genres.iter().any(|genre| genre == "deep chiptune"), "{:?}", artists[0]);
    shelf.serve_at(&outside, "/v1/artists/0TnOYISbd1XYRBk9myaseg", "artist.json");
    let pitbull = told(spotify.artist(who(), "0TnOYISbd1XYRBk9myaseg").await.unwrap());
    assert_eq!((pitbull.name.as_str(), pitbull.popularity, pitbull.genres.len()), ("Pitbull", Some(97), 0));

    shelf.leave("album", "albums come from MusicBrainz");
    shelf.leave("search_", "nobody is searched for at Spotify");
    shelf.close(7);
}
