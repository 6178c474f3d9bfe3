//! Two rows that turn out to be one artist.

use chrono::Utc;
use uuid::Uuid;
use vinilogy::catalog::artist::upsert_similars;
use vinilogy::catalog::{Album, Artist};
use vinilogy::integrations::facts::{AlbumFacts, ArtistFacts};

use crate::support::app::TestApp;
use crate::support::world::World;

fn named(name: &str) -> ArtistFacts {
    ArtistFacts { name: name.to_owned(), ..ArtistFacts::default() }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "any moment will do")]
async fn everything_hangs_from_one_artist_and_the_old_id_leads_there() {
    let world = World::start(vec![]).await;
    let app = TestApp::at(&world.url, &[]).await;
    let now = Utc::now();
    let conn = &mut app.app.db.conn().await.unwrap();
    let mbid = Uuid::from_u128(7);
    let real = Artist::upsert(conn, &ArtistFacts { mbid: Some(mbid), ..named("Кино") }, "lookup", now).await.unwrap();
    let stub = Artist::upsert(conn, &named("Kino"), "similar", now).await.unwrap();
    let friend = Artist::upsert(conn, &named("Аквариум"), "lookup", now).await.unwrap();
    assert_eq!([real, stub, friend].iter().collect::<std::collections::HashSet<_>>().len(), 3);
    upsert_similars(conn, friend, &[(stub, 0.9)], "lastfm", now).await.unwrap();
    upsert_similars(conn, stub, &[(friend, 0.8), (real, 0.7)], "lastfm", now).await.unwrap();
    let album = AlbumFacts { title: "Группа крови".to_owned(), ..AlbumFacts::default() };
    let album = Album::upsert(conn, stub, &album, "musicbrainz", now).await.unwrap();

    Artist::merge(conn, stub, real).await.unwrap();
    for (way, found) in [
        ("the old id", Artist::find(conn, stub).await.unwrap()),
        ("the old name", Artist::find_by_name(conn, "Kino").await.unwrap()),
        ("the new name", Artist::find_by_name(conn, "кино").await.unwrap()),
        ("the MBID", Artist::find_by_mbid(conn, mbid).await.unwrap()),
    ] {
        assert_eq!(found.map(|artist| artist.id), Some(real), "{way}");
    }
    assert_eq!(Album::find(conn, album).await.unwrap().unwrap().artist_id, real);
    let lines = app.lines("select artist_id, similar_artist_id, score from artist_similars order by 1").await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.contains(&format!("({real},{friend},0.8)")) && lines.contains(&format!("({friend},{real},0.9)")), "{lines:?}");
    assert_eq!(app.number("select count(*) from artists").await, 2);
}
