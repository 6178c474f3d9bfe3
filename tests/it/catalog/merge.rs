//! Two rows that turn out to be one thing, and one that is two after all.

use chrono::{DateTime, Utc};
use diesel_async::AsyncConnection;
use uuid::Uuid;
use vinilogy::catalog::artist::upsert_similars;
use vinilogy::catalog::same::{self, Kind, Why};
use vinilogy::catalog::{Album, Artist};
use vinilogy::db::Conn;
use vinilogy::integrations::facts::{AlbumFacts, ArtistFacts};

use crate::support::app::TestApp;
use crate::support::world::World;

fn named(name: &str) -> ArtistFacts {
    ArtistFacts { name: name.to_owned(), ..ArtistFacts::default() }
}

fn titled(title: &str, year: i32) -> AlbumFacts {
    AlbumFacts { title: title.to_owned(), first_release_year: Some(year), ..AlbumFacts::default() }
}

/// The tables that merging may touch, but for the ones that remember it.
const TABLES: [&str; 15] = [
    "artists",
    "artist_aliases",
    "artist_keys",
    "artist_similars",
    "albums",
    "releases",
    "prices",
    "former_ids",
    "user_seed_artists",
    "locked_recommendations",
    "dismissed_recommendations",
    "wantlist_items",
    "collection_items",
    "listening_snapshots",
    "users",
];

struct House {
    app: TestApp,
    _world: World,
    now: DateTime<Utc>,
}

impl House {
    #[expect(clippy::disallowed_methods, reason = "any moment will do")]
    async fn new() -> Self {
        let world = World::start(vec![]).await;
        let app = TestApp::at(&world.url, &[]).await;
        Self { app, _world: world, now: Utc::now() }
    }

    async fn artist(&self, facts: &ArtistFacts) -> i64 {
        let conn = &mut self.app.app.db.conn().await.unwrap();
        Artist::upsert(conn, facts, "lookup", self.now).await.unwrap()
    }

    async fn album(&self, artist: i64, facts: &AlbumFacts) -> i64 {
        let conn = &mut self.app.app.db.conn().await.unwrap();
        Album::upsert(conn, artist, facts, "musicbrainz", self.now).await.unwrap()
    }

    async fn run(&self, sql: &str) {
        self.app.batch(sql).await;
    }

    /// Every row of every table, but for when it was last changed.
    async fn everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        for table in TABLES {
            let sql = format!("select '{table} ' || (to_jsonb(t) - 'updated_at')::text from {table} as t order by 1");
            all.extend(self.app.lines(&sql).await);
        }
        all
    }

    async fn merge(&self, from: i64, into: i64) {
        let conn = &mut self.app.app.db.conn().await.unwrap();
        let why = Why::person(None, self.now);
        conn.transaction(async |conn: &mut Conn| {
            let (from, into) = (Artist::find_row(conn, from).await?.unwrap(), Artist::find_row(conn, into).await?.unwrap());
            same::merge_artists(conn, &from, &into, why).await
        })
        .await
        .unwrap();
    }

    async fn split(&self, former: i64) -> Option<i64> {
        let conn = &mut self.app.app.db.conn().await.unwrap();
        let why = Why::person(None, self.now);
        conn.transaction(async |conn: &mut Conn| same::take_back(conn, Kind::Artist, former, why).await).await.unwrap()
    }
}

/// Two artists, each with everything that can hang from one, some of it the same.
async fn furnished(house: &House) -> (i64, i64, i64) {
    let real = house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(7)), ..named("Кино") }).await;
    let stub = house.artist(&ArtistFacts { discogs_id: Some(77), listeners: Some(500), ..named("Kino") }).await;
    let friend = house.artist(&named("Аквариум")).await;
    let conn = &mut house.app.app.db.conn().await.unwrap();
    upsert_similars(conn, friend, &[(stub, 0.9)], "lastfm", house.now).await.unwrap();
    upsert_similars(conn, real, &[(friend, 0.5)], "lastfm", house.now).await.unwrap();
    upsert_similars(conn, stub, &[(friend, 0.8), (real, 0.7)], "lastfm", house.now).await.unwrap();
    Artist::add_aliases(conn, stub, "Kino", &["Kino (Band)".to_owned(), "KINO group".to_owned()], "discogs").await.unwrap();
    Artist::add_aliases(conn, real, "Кино", &["KINO group".to_owned()], "musicbrainz").await.unwrap();
    let ours = house.album(real, &AlbumFacts { mbid: Some(Uuid::from_u128(70)), ..titled("Группа крови", 1988) }).await;
    let theirs = house.album(stub, &AlbumFacts { discogs_master_ids: vec![700], ..titled("Группа крови", 1988) }).await;
    let alone = house.album(stub, &titled("Ночь", 1986)).await;
    house
        .run(&format!(
            "insert into releases (discogs_id, album_id, title, is_vinyl, source) values (1, {ours}, 'a', true, 'x'), (2, {theirs}, 'b', true, 'x'),
                 (3, {alone}, 'c', true, 'x');
             insert into prices (release_id, provider, reference, currency, amount, fetched_at)
                 select id, 'discogs', 'r', 'EUR', 20, now() from releases;
             insert into users (email, password_hash) values ('ana@example.org', '-'), ('bo@example.org', '-');
             insert into user_seed_artists (user_id, artist_id, source)
                 select users.id, a.id, 'manual' from users, artists as a where a.id = {stub} or (a.id = {real} and email like 'ana%');
             insert into locked_recommendations (user_id, album_id)
                 select users.id, a.id from users, albums as a where a.id in ({theirs}, {alone}) or (a.id = {ours} and email like 'bo%');
             insert into wantlist_items (user_id, album_id) select users.id, {theirs} from users;
             insert into collection_items (user_id, release_id, source)
                 select users.id, releases.id, 'discogs' from users, releases;"
        ))
        .await;
    (real, stub, friend)
}

#[tokio::test]
async fn everything_hangs_from_one_artist_and_the_old_ids_lead_there() {
    let house = House::new().await;
    let (real, stub, friend) = furnished(&house).await;
    house.merge(stub, real).await;
    let conn = &mut house.app.app.db.conn().await.unwrap();
    for (way, found) in [
        ("the old id", Artist::find(conn, stub).await.unwrap()),
        ("the old name", Artist::find_by_name(conn, "Kino").await.unwrap()),
        ("the new name", Artist::find_by_name(conn, "кино").await.unwrap()),
        ("the MBID", Artist::find_by_mbid(conn, Uuid::from_u128(7)).await.unwrap()),
        ("the Discogs id", Artist::find_by_discogs_id(conn, 77).await.unwrap()),
    ] {
        assert_eq!(found.map(|artist| artist.id), Some(real), "{way}");
    }
    let lines = house.app.lines("select artist_id, similar_artist_id, score from artist_similars order by 1, 2").await;
    assert_eq!(lines, [format!("({real},{friend},0.5)"), format!("({friend},{real},0.9)")]);
    assert_eq!(
        house.app.lines("select title, (select count(*) from releases where album_id = a.id) from albums as a order by 1").await,
        ["(\"Группа крови\",2)", "(Ночь,1)"]
    );
    for (what, count) in [
        ("artists", 2),
        ("prices", 3),
        ("collection_items", 6),
        ("user_seed_artists", 2),
        ("locked_recommendations", 4),
        ("wantlist_items", 2),
        ("artists where discogs_id = 77 and mbid is not null and popularity_score = 500", 1),
        ("albums where discogs_master_ids = '{700}' and mbid is not null and releases_synced_at is null", 1),
    ] {
        assert_eq!(house.app.number(&format!("select count(*) from {what}")).await, count, "{what}");
    }
}

#[tokio::test]
async fn a_split_takes_a_merge_back_to_the_last_row_and_later_imports_know_it() {
    let house = House::new().await;
    let (real, stub, _) = furnished(&house).await;
    let before = house.everything().await;
    house.merge(stub, real).await;
    assert_ne!(house.everything().await, before);
    // Both sides' imports find the one row.
    assert_eq!(house.artist(&ArtistFacts { discogs_id: Some(77), ..named("Kino") }).await, real);
    assert_eq!(house.split(stub).await, Some(stub));
    assert_eq!(house.everything().await, before);
    assert_eq!(house.split(stub).await, None, "there is nothing left to take back");
    // And now each its own, although the names sound the same.
    assert_eq!(house.artist(&ArtistFacts { discogs_id: Some(77), ..named("Kino") }).await, stub);
    assert_eq!(house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(7)), ..named("Кино") }).await, real);
    let conn = &mut house.app.app.db.conn().await.unwrap();
    assert!(!same::found_same(conn, stub, real, house.now).await.unwrap(), "an id does not overrule a person");
}

#[tokio::test]
async fn what_was_merged_by_name_stays_merged_when_it_is_imported_again() {
    let house = House::new().await;
    let real = house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(9)), ..named("宇多田ヒカル") }).await;
    let other = house.artist(&named("Hikki")).await;
    house.merge(other, real).await;
    assert_eq!(house.artist(&named("Hikki")).await, real);
    // Even after everything has been lost but the decisions.
    house.run("delete from artists; delete from former_ids").await;
    let again = house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(9)), ..named("宇多田ヒカル") }).await;
    assert_eq!(house.artist(&named("Hikki")).await, again);
}

#[tokio::test]
async fn doubtful_names_wait_for_somebody_and_albums_in_common_decide() {
    let house = House::new().await;
    let first = house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(1)), ..named("Metallica") }).await;
    let second = house.artist(&named("Metalica")).await;
    let stranger = house.artist(&named("Fuse")).await;
    assert_ne!(house.artist(&named("Muse")).await, stranger);
    assert_eq!(
        house.app.lines("select one_id, other_id, rule, state from match_reviews").await,
        [format!("({first},{second},letters,open)")]
    );
    for (artist, title, year) in [(first, "Ride the Lightning", 1984), (first, "Kill 'Em All", 1983), (second, "Ride the Lightning", 1984)]
    {
        house.album(artist, &titled(title, year)).await;
    }
    let conn = &mut house.app.app.db.conn().await.unwrap();
    assert_eq!(same::reconsider(conn, second, house.now).await.unwrap(), 0, "one album in common may be chance");
    house.album(second, &titled("Kill Em All", 1983)).await;
    assert_eq!(same::reconsider(conn, second, house.now).await.unwrap(), 1);
    assert_eq!(Artist::find(conn, second).await.unwrap().map(|artist| artist.id), Some(first));
    assert_eq!(house.app.lines("select state from match_reviews").await, ["(merged)"]);
    assert_eq!(house.app.lines("select reason, from_name from match_decisions").await, ["(context,Metalica)"]);
    assert_eq!(house.app.number("select count(*) from albums").await, 2);
}

#[tokio::test]
async fn an_edition_is_claimed_by_its_album_and_a_volume_is_not() {
    let house = House::new().await;
    let artist = house.artist(&named("Queen")).await;
    let album = house.album(artist, &titled("Greatest Hits", 1981)).await;
    let with_id = AlbumFacts { mbid: Some(Uuid::from_u128(5)), ..titled("Greatest Hits (Remastered)", 1981) };
    assert_eq!(house.album(artist, &with_id).await, album);
    assert_ne!(house.album(artist, &titled("Greatest Hits II", 1981)).await, album);
}

#[tokio::test]
async fn administrators_see_pairs_and_decide_and_others_do_not() {
    let house = House::new().await;
    let app = &house.app;
    let first = house.artist(&ArtistFacts { mbid: Some(Uuid::from_u128(1)), listeners: Some(9), ..named("Metallica") }).await;
    let second = house.artist(&named("Metalica")).await;
    let third = house.artist(&named("Anthrax")).await;
    house.artist(&named("Antrax")).await;
    house.album(first, &titled("Ride the Lightning", 1984)).await;
    let admin = app.administrator().await;
    let pairs = "{ matchReviews { totalCount nodes { id state rule one { name evidence { name values } artist { name } } other { name } shared } } }";
    for query in [
        pairs,
        "{ matchDecisions { totalCount } }",
        "mutation { mergeArtists(input: {fromId: \"artist:1\", intoId: \"artist:2\"}) { status } }",
    ] {
        let answer = app.ask(query).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
    }
    let told = app.data_as(&admin, pairs).await;
    assert_eq!(told["matchReviews"]["totalCount"], 2);
    let pair = told["matchReviews"]["nodes"].as_array().unwrap().iter().find(|pair| pair["one"]["name"] == "Metallica").unwrap();
    assert_eq!(pair["other"]["name"], "Metalica");
    assert!(pair["one"]["evidence"].to_string().contains("00000000-0000-0000-0000-000000000001"), "{pair}");
    let other = told["matchReviews"]["nodes"].as_array().unwrap().iter().find(|pair| pair["one"]["name"] == "Anthrax").unwrap();

    let merge = format!(
        "mutation {{ mergeArtists(input: {{fromId: \"artist:{second}\", intoId: \"artist:{first}\"}}) {{ status artist {{ id }} }} }}"
    );
    let merged = app.data_as(&admin, &merge).await;
    assert_eq!(merged["mergeArtists"]["status"], "MERGED");
    assert_eq!(merged["mergeArtists"]["artist"]["id"], format!("artist:{first}"));
    assert_eq!(app.data_as(&admin, &merge).await["mergeArtists"]["status"], "ALREADY_ONE");
    let old = app.data(&format!("{{ node(id: \"artist:{second}\") {{ id }} artist(by: {{id: \"artist:{second}\"}}) {{ id }} }}")).await;
    assert_eq!(old["node"]["id"], format!("artist:{first}"));
    assert_eq!(old["artist"]["id"], format!("artist:{first}"));

    let apart = format!("mutation {{ keepApart(input: {{reviewId: {}}}) {{ status review {{ state }} }} }}", other["id"]);
    assert_eq!(app.data_as(&admin, &apart).await["keepApart"]["review"]["state"], "APART");
    assert_eq!(app.data_as(&admin, &apart).await["keepApart"]["status"], "NOT_OPEN");
    let split =
        format!("mutation {{ splitArtist(input: {{formerId: \"artist:{second}\"}}) {{ status artist {{ id name }} other {{ id }} }} }}");
    let split_again = app.data_as(&admin, &split).await;
    assert_eq!(split_again["splitArtist"]["status"], "SPLIT");
    assert_eq!(split_again["splitArtist"]["artist"]["id"], format!("artist:{second}"));
    assert_eq!(app.data_as(&admin, &split).await["splitArtist"]["status"], "NOT_MERGED");
    let log = app.data_as(&admin, "{ matchDecisions { totalCount nodes { isSame reason formerName keptName undoneAt } } }").await;
    assert_eq!(log["matchDecisions"]["totalCount"], 3, "{log}");
    assert_eq!(app.data_as(&admin, "{ matchReviews { totalCount } }").await["matchReviews"]["totalCount"], 0);

    // An alias that is somebody else's.
    let conn = &mut app.app.db.conn().await.unwrap();
    Artist::add_aliases(conn, third, "Anthrax", &["Anthrax UK".to_owned()], "musicbrainz").await.unwrap();
    let off = format!(
        "mutation {{ splitArtist(input: {{off: {{artistId: \"artist:{third}\", part: ALIAS, alias: \"Anthrax UK\", name: \"Anthrax UK\"}}}})
             {{ status artist {{ id name }} other {{ id }} }} }}"
    );
    let new = app.data_as(&admin, &off).await;
    assert_eq!(new["splitArtist"]["artist"]["name"], "Anthrax UK", "{new}");
    assert_eq!(new["splitArtist"]["other"]["id"], format!("artist:{third}"));
    let again = house.artist(&named("Anthrax UK")).await;
    assert_eq!(new["splitArtist"]["artist"]["id"], format!("artist:{again}"));
}
