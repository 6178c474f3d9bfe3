//! What was decided about names holds for those that services write, too.

use super::listening::{THEN, settled};
use crate::support::app::TestApp;
use crate::support::history::{History, Played};

#[tokio::test]
async fn decisions_hold_for_what_services_write() {
    let play = |n: i64, artist: &str, album: &str| Played(THEN - n * 60, artist.into(), album.into(), format!("T{n}"));
    let plays = [
        play(0, "Nirvana", "Nevermind"),
        play(1, "Prince Rogers", "1999"),
        play(2, "Björk", "Debut"),
        play(3, "Björk", "Debut (Remastered)"),
        play(4, "Björk", "Gling"),
    ];
    let history = History::start(plays, 100).await;
    let app = TestApp::at(&history.url, &[]).await;
    app.batch(
        "insert into artists (name, normalized_name, source, mbid, popularity_score) values
             ('Nirvana', 'nirvana', 'manual', '00000000-0000-0000-0000-000000000001', 9),
             ('Nirvana', 'nirvana', 'manual', '00000000-0000-0000-0000-000000000002', 1),
             ('Prince', 'prince', 'manual', '00000000-0000-0000-0000-000000000003', 1),
             ('Björk', 'bjork', 'manual', '00000000-0000-0000-0000-000000000004', 1);
         insert into albums (artist_id, title, normalized_title, is_studio, source, mbid) values
             (4, 'Debut', 'debut', true, 'manual', '00000000-0000-0000-0000-000000000011'),
             (4, 'Gling-Gló', 'gling glo', true, 'manual', '00000000-0000-0000-0000-000000000012');
         insert into match_decisions (kind, verdict, reason, from_id, into_id, from_name, into_name, from_keys, into_keys, decided_at) values
             ('artist', 'different', 'person', 9, 1, 'a', 'b', '{name:nirvana}', '{mbid:00000000-0000-0000-0000-000000000001}', now()),
             ('artist', 'same', 'person', 9, 3, 'a', 'b', '{name:prince rogers}', '{mbid:00000000-0000-0000-0000-000000000003}', now()),
             ('album', 'different', 'person', 9, 1, 'a', 'b', '{name:bjork|debut}', '{mbid:00000000-0000-0000-0000-000000000011}', now()),
             ('album', 'same', 'person', 9, 2, 'a', 'b', '{name:bjork|gling}', '{mbid:00000000-0000-0000-0000-000000000012}', now());",
    )
    .await;
    vinilogy::catalog::same::fill_keys(&app.app).await.unwrap();
    let app = app.working();
    let ana = app.person("ana@example.org").await;
    app.data_as(&ana, "mutation { linkAccount(input: {service: LASTFM, username: \"Mara\"}) { status } }").await;
    settled(&app).await;
    assert_eq!(
        app.lines("select name, artist_id from listened_artists order by name").await,
        ["(Björk,4)", "(Nirvana,2)", "(\"Prince Rogers\",3)"],
        "the better known Nirvana was decided to be somebody else"
    );
    assert_eq!(
        app.lines("select title, album_id from listened_albums where listened_artist_id = (select id from listened_artists where name = 'Björk') order by title").await,
        ["(Debut,)", "(\"Debut (Remastered)\",1)", "(Gling,2)"],
        "one title was decided about, and the other was not"
    );
}
