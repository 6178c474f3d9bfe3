//! How long a name takes to be found among a million. A measurement, not a test: `make bench` runs it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use futures::SinkExt;
use uuid::Uuid;
use vinilogy::catalog::naming::normal;
use vinilogy::catalog::{Artist, same};

use crate::support::app::TestApp;
use crate::support::database;
use crate::support::world::World;

const STORED: usize = 1_000_000;
const ASKED: usize = 2_000;

/// The same names every time, of two to three words that nobody has.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 32] = [
        "ba", "ko", "ri", "ten", "lu", "mas", "vi", "dor", "sha", "pel", "no", "gri", "zan", "que", "fy", "hol", "ast", "eum", "ira",
        "ock", "ul", "wen", "jo", "cra", "öst", "ñe", "thi", "sor", "éla", "var", "mi", "xu",
    ];
    let mut rest = number.wrapping_mul(2_654_435_761) ^ number;
    let mut name = String::new();
    for word in 0..2 + number % 2 {
        if word > 0 {
            name.push(' ');
        }
        for _ in 0..3 {
            name.push_str(SYLLABLES[rest % SYLLABLES.len()]);
            rest /= 9;
        }
    }
    format!("{name}{}", char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)))
}

#[tokio::test]
#[ignore = "a measurement: run by make bench"]
async fn a_name_is_found_among_a_million() {
    let world = World::start(vec![]).await;
    let app = TestApp::at(&world.url, &[]).await;
    let client = database::connect(&app.url).await;
    let sink = client.copy_in("copy artists (mbid, name, normalized_name, source, popularity_score) from stdin").await.unwrap();
    futures::pin_mut!(sink);
    for chunk in (0..STORED).collect::<Vec<_>>().chunks(10_000) {
        let mut rows = String::new();
        for number in chunk {
            let name = name(*number);
            writeln!(rows, "{}\t{name}\t{}\tdump\t{}", Uuid::from_u128(*number as u128), normal(&name), number % 1000).unwrap();
        }
        sink.send(std::io::Cursor::new(rows.into_bytes())).await.unwrap();
    }
    sink.finish().await.unwrap();
    let filling = Instant::now();
    let filled = same::fill_keys(&app.app).await.unwrap();
    println!("keys of {filled} artists made in {:.0?}", filling.elapsed());
    for table in ["artists", "artist_keys"] {
        client.batch_execute(&format!("vacuum analyze {table}")).await.unwrap();
    }

    let conn = &mut app.app.db.conn().await.unwrap();
    for (what, spelt) in [
        ("as it is stored", (|name: &str| name.to_owned()) as fn(&str) -> String),
        ("in capitals with an article", |name| format!("The {}", name.to_uppercase())),
        ("without its blanks", |name| name.replace(' ', "")),
        ("with a letter doubled", |name| name.replacen('a', "aa", 1)),
        ("of nobody", |name| format!("{name} qwx")),
    ] {
        let mut times: Vec<Duration> = Vec::with_capacity(ASKED);
        let mut found = 0;
        for asked in 0..ASKED {
            let asked = spelt(&name(asked * (STORED / ASKED)));
            let before = Instant::now();
            let artist = Artist::find_by_name(conn, &asked).await.unwrap();
            times.push(before.elapsed());
            found += usize::from(artist.is_some());
        }
        times.sort_unstable();
        let of_hundred = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!("a name {what}: {found} of {ASKED} found; median {:.2?}, p99 {:.2?}", of_hundred(50), of_hundred(99));
    }
}
