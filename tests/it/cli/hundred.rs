//! A fresh database, seeded from a CSV of a hundred names against a made-up world, ends with exactly the rows that the
//! world holds, for exactly as many calls as it takes; a second time nothing is asked and nothing changes.

use std::collections::{BTreeMap, HashMap, HashSet};

use secrecy::SecretString;
use url::Url;

use super::bulk::file;
use super::run::works;
use crate::integrations::recorded::shared;
use crate::support::database;
use crate::support::process::tell;
use crate::support::replay::{Replay, SUPPLIED_PER_SEARCH};
use crate::support::world::{Act, World, id_of, loose, pressings};

const NAMES: u32 = 100;
/// In the file, and nowhere else.
const NOBODY: [u32; 2] = [31, 77];
/// More release groups than fit on two pages, most of them live.
const PROLIFIC: u32 = 50;

fn name(number: u32) -> String {
    match number % 10 {
        0 => format!("Björk Guðmundsdóttir {number}"),
        1 => format!("Кино {number}"),
        2 => format!("椎名林檎 {number}"),
        3 => format!("Σtella {number}"),
        4 => format!("The Usual Act {number}"),
        5 => format!("Nirvana {number} (2)"),
        6 => format!("AC/DC {number}"),
        7 => format!("!!! {number}"),
        8 => format!("فيروز {number}"),
        _ => format!("Guns N' Roses, Nr. {number}"),
    }
}

/// An act with something of everything.
fn act(number: u32) -> Act {
    let mut act = Act::usual(number, &name(number), 1 + number % 4, 3 + number % 5);
    act.on_lastfm = !number.is_multiple_of(9);
    act.lastfm_knows_mbid = !number.is_multiple_of(7);
    act.listeners = i64::from(1000 + number);
    act.similar = vec![format!("Stranger {}", number % 13), name((number + 1) % NAMES), format!("Fremder {}", number % 7)];
    let spare = act.records[0].clone();
    let with = |title: &str| {
        let mut record = spare.clone();
        record.title = format!("{} {title}", act.name);
        let master = match title {
            "Live" => 910,
            "EP" => 911,
            _ => 900,
        };
        record.masters = vec![i64::from(number) * 1000 + master];
        record
    };
    let mut more = Vec::new();
    // Neither live albums nor EPs are studio albums; a list of albums does not even hold the latter.
    more.push({
        let mut live = with("Live");
        live.secondary_types = vec!["Live".to_owned()];
        live
    });
    more.push({
        let mut ep = with("EP");
        ep.primary_type = "EP";
        ep
    });
    match number % 8 {
        0 => more.push({
            let mut two = with("Twice Mastered");
            two.masters = vec![i64::from(number) * 1000 + 901, i64::from(number) * 1000 + 902];
            two.pressings = 120;
            two
        }),
        1 => more.push({
            let mut searched = with("Without Master");
            searched.masters.clear();
            searched.pressings = 4;
            searched
        }),
        2 => more.push({
            let mut none = with("Never Pressed");
            none.masters.clear();
            none.pressings = 0;
            none
        }),
        3 => more.push({
            let mut discs = with("On Disc Too");
            discs.discs = 5;
            discs
        }),
        4 => more.push({
            let mut with_others = with("Together");
            with_others.credited_before = vec![name((number + 2) % NAMES)];
            with_others
        }),
        5 => more.push({
            let mut with_strangers = with("Together");
            with_strangers.credited_before = vec![format!("Guest {number}")];
            with_strangers
        }),
        6 => more.push({
            let mut popular = with("Popular");
            popular.pressings = 230;
            popular
        }),
        _ => {}
    }
    if number == PROLIFIC {
        more.extend((0..230).map(|at| {
            let mut tape = with(&format!("Tape {at}"));
            tape.secondary_types = vec!["Live".to_owned()];
            tape.masters.clear();
            tape
        }));
    }
    act.records.extend(more);
    act
}

/// What ought to be stored, and what it ought to cost.
#[derive(Default)]
struct Right {
    artists: Vec<String>,
    similars: Vec<String>,
    albums: Vec<String>,
    releases: Vec<String>,
    calls: BTreeMap<&'static str, [usize; 3]>,
}

fn right(acts: &[Act]) -> Right {
    let mut right = Right::default();
    let acts: HashMap<&str, &Act> = acts.iter().map(|act| (act.name.as_str(), act)).collect();
    let seeded: HashSet<String> = (0..NAMES).filter(|number| !NOBODY.contains(number)).map(name).collect();
    let mut strangers: BTreeMap<String, &str> = BTreeMap::new();
    let call = |right: &mut Right, provider: &'static str, command: usize, calls: usize| {
        right.calls.entry(provider).or_default()[command] += calls;
    };
    let pages = |rows: usize| rows.div_ceil(100).max(1);
    for number in 0..NAMES {
        let name = name(number);
        let Some(act) = acts.get(name.as_str()).filter(|_| seeded.contains(&name)) else {
            call(&mut right, "lastfm", 0, 1);
            call(&mut right, "musicbrainz", 0, 1);
            continue;
        };
        call(&mut right, "lastfm", 0, if act.on_lastfm { 2 } else { 1 });
        call(&mut right, "musicbrainz", 0, usize::from(!(act.on_lastfm && act.lastfm_knows_mbid)));
        let listeners = if act.on_lastfm { act.listeners } else { 0 };
        right.artists.push(format!("(\"{name}\",{},{listeners},t,t,seed)", act.mbid()));
        if act.on_lastfm {
            for (at, similar) in act.similar.iter().enumerate() {
                right.similars.push(format!("(\"{name}\",\"{similar}\",0.{})", 99 - at));
                if !seeded.contains(similar) {
                    strangers.entry(similar.clone()).or_insert("similar");
                }
            }
        }
        let listed: Vec<_> = act.records.iter().filter(|record| record.primary_type == "Album").collect();
        call(&mut right, "musicbrainz", 1, pages(listed.len()));
        for record in listed {
            let owner = record.credited_before.first().unwrap_or(&act.name);
            if !seeded.contains(owner) {
                strangers.insert(owner.clone(), "lookup");
            }
            let masters = record.masters.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let is_studio = record.secondary_types.is_empty();
            let synced = if is_studio { "t" } else { "f" };
            right.albums.push(format!(
                "(\"{owner}\",\"{}\",{},{{{masters}}},{},{synced},{synced})",
                record.title,
                id_of(&record.title),
                record.year
            ));
            if !is_studio {
                continue;
            }
            let mut ids = Vec::new();
            for master in &record.masters {
                call(&mut right, "discogs", 2, pages((record.pressings + record.discs) as usize));
                ids.extend(pressings(*master, record.pressings).into_iter().map(|id| (id, record.year)));
            }
            if record.masters.is_empty() {
                call(&mut right, "discogs", 2, pages(record.pressings as usize));
                ids.extend(pressings(loose(&record.title), record.pressings).into_iter().map(|id| (id, 1980)));
            }
            right
                .releases
                .extend(ids.into_iter().map(|(id, year)| format!("({id},\"{}\",{year},\"LP, Album\",t,\"CAT {id}\")", record.title)));
        }
    }
    right.artists.extend(strangers.iter().map(|(name, source)| {
        let mbid = if *source == "lookup" { id_of(name).to_string() } else { String::new() };
        format!("(\"{name}\",{mbid},0,f,f,{source})")
    }));
    for rows in [&mut right.artists, &mut right.similars, &mut right.albums, &mut right.releases] {
        rows.sort();
    }
    right
}

/// Rows as PostgreSQL writes them, every text in quotation marks.
async fn rows(url: &SecretString, columns: &str, from: &str) -> Vec<String> {
    let mut rows = database::lines(url, &format!("select {columns} from {from}")).await;
    rows.sort();
    rows
}

const QUOTED: &str = "'\"' || replace(%, '\"', '') || '\"'";

fn quoted(column: &str) -> String {
    QUOTED.replace('%', column)
}

async fn stored(url: &SecretString) -> [Vec<String>; 4] {
    let line = |columns: &[String]| format!("concat('(', concat_ws(',', {}), ')') as line", columns.join(", "));
    let text = |column: &str| column.to_owned();
    let artists = line(&[
        quoted("name"),
        text("coalesce(mbid::text, '')"),
        text("popularity_score"),
        text("left((info_synced_at is not null)::text, 1)"),
        text("left((albums_synced_at is not null)::text, 1)"),
        text("source"),
    ]);
    let similars = line(&[quoted("a.name"), quoted("b.name"), text("score")]);
    let albums = line(&[
        quoted("name"),
        quoted("title"),
        text("l.mbid"),
        text("discogs_master_ids"),
        text("first_release_year"),
        text("left(is_studio::text, 1)"),
        text("left((releases_synced_at is not null)::text, 1)"),
    ]);
    let releases = line(&[
        text("r.discogs_id"),
        quoted("l.title"),
        text("year"),
        quoted("format"),
        text("left(is_vinyl::text, 1)"),
        quoted("catalog_number"),
    ]);
    let bare = |rows: Vec<String>| -> Vec<String> {
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| row.strip_prefix("(\"").and_then(|row| row.strip_suffix("\")")).unwrap_or(row).replace("\"\"", "\""))
            .collect();
        rows.sort();
        rows
    };
    [
        bare(rows(url, &artists, "artists").await),
        bare(
            rows(
                url,
                &similars,
                "artist_similars as s join artists as a on a.id = artist_id join artists as b on b.id = similar_artist_id",
            )
            .await,
        ),
        bare(rows(url, &albums, "albums as l join artists on artists.id = artist_id").await),
        bare(rows(url, &releases, "releases as r join albums as l on l.id = album_id").await),
    ]
}

/// What each provider was asked.
fn asked(world: &World) -> BTreeMap<&'static str, usize> {
    let mut asked: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (call, times) in world.calls() {
        let provider = match call.as_str() {
            call if call.starts_with("/2.0") => "lastfm",
            call if call.starts_with("/ws/2") => "musicbrainz",
            _ => "discogs",
        };
        *asked.entry(provider).or_default() += times;
    }
    asked
}

const COMMANDS: [&str; 3] = ["seed-artists", "enrich-albums", "sync-releases"];

async fn crawl(path: &str, url: &SecretString, outside: &Url) -> [String; 3] {
    let mut said = Vec::new();
    for command in COMMANDS {
        let arguments: Vec<&str> = if command == "seed-artists" { vec![command, "--csv", path] } else { vec![command] };
        said.push(works(&arguments, url, outside).await);
    }
    said.try_into().unwrap()
}

fn assert_same(what: &str, now: &[String], right: &[String]) {
    let lost: Vec<_> = right.iter().filter(|row| !now.contains(row)).take(5).collect();
    let strange: Vec<_> = now.iter().filter(|row| !right.contains(row)).take(5).collect();
    assert!(now == right, "{what}: {} rows, not {}; lost {lost:#?}; strange {strange:#?}", now.len(), right.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_names_end_as_the_world_is_for_as_many_calls_as_it_takes() {
    let acts: Vec<Act> = (0..NAMES).filter(|number| !NOBODY.contains(number)).map(act).collect();
    let titles: Vec<&String> = acts.iter().flat_map(|act| act.records.iter().map(|record| &record.title)).collect();
    assert_eq!(titles.iter().map(|title| id_of(title)).collect::<HashSet<_>>().len(), titles.len(), "every album has an id of its own");
    let right = right(&acts);
    let world = World::start(acts).await;
    let url = database::fresh().await;
    let names: Vec<String> = (0..NAMES).map(|number| format!("\"{}\"", name(number))).collect();
    let (_folder, path) = file(&format!("name\n{}\n", names.join("\n")));

    let said = crawl(&path, &url, &world.url).await;
    for said in &said {
        tell(said);
    }
    let [artists, similars, albums, releases] = stored(&url).await;
    assert_same("artists", &artists, &right.artists);
    assert_same("similar artists", &similars, &right.similars);
    assert_same("albums", &albums, &right.albums);
    assert_same("releases", &releases, &right.releases);
    let sums: BTreeMap<&str, usize> = right.calls.iter().map(|(provider, calls)| (*provider, calls.iter().sum())).collect();
    assert_eq!(asked(&world), sums, "no call is wasted");
    // What each command says it has asked is what was asked, and no more than it says is needed.
    for (at, said) in said.iter().enumerate() {
        for (key, provider) in [("lastfm", "Last.fm"), ("musicbrainz", "MusicBrainz"), ("discogs", "Discogs")] {
            let calls = right.calls[key][at];
            let told = said
                .split_once(&format!("{provider} "))
                .and_then(|(_, rest)| rest.split_once(' '))
                .map(|(calls, _)| calls.parse().unwrap());
            assert_eq!(told.unwrap_or(0), calls, "{provider}: {said}");
            let most = said
                .split_once(&format!("{provider} {calls} of at most "))
                .map_or(0, |(_, rest)| rest.split(|letter: char| !letter.is_ascii_digit()).next().unwrap().parse().unwrap());
            assert!(calls <= most || calls == 0, "{provider}: {said}");
            // Last.fm: two for each artist, whoever turns out to be unknown; the others to the letter.
            assert_eq!(most, if key == "lastfm" && at == 0 { 2 * NAMES as usize } else { calls }, "{provider}: {said}");
        }
        assert!(!said.contains("repeated") && !said.contains("skipped") && said.contains(" 0 failed"), "{said}");
    }
    assert_eq!(database::number(&url, "select count(*) from job_runs where attempt > 1 or state <> 'succeeded'").await, 0);

    let before = world.total();
    let again = crawl(&path, &url, &world.url).await;
    for said in &again {
        tell(said);
    }
    assert_eq!(world.total(), before, "nobody is asked again");
    assert_eq!(stored(&url).await, [artists, similars, albums, releases]);
    for said in &again {
        assert!(said.contains("upstream requests: none") && said.contains(" 0 new, 0 updated, "), "{said}");
    }
    assert!(again[0].contains("0 looked up, 100 unchanged, 0 failed, 0 open"), "{}", again[0]);
    assert!(again[1].contains(&format!("0 new, 0 updated, {} unchanged", right.albums.len())), "{}", again[1]);
    assert!(again[2].contains(&format!("0 new, 0 updated, {} unchanged", right.releases.len())), "{}", again[2]);
}

/// The recorded artist, by the same commands: what was recorded is what is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorded_artist_is_crawled_to_the_last_pressing() {
    let Some(folder) = shared("chain-kate-bush") else {
        tell("no ../shared/fixtures: nothing to replay");
        return;
    };
    let replay = Replay::start(&folder).await;
    let url = database::fresh().await;
    let (_folder, path) = file("name\nKate Bush\n");
    let said = crawl(&path, &url, &replay.url).await;
    for said in &said {
        tell(said);
    }
    let mut right: Vec<String> = replay.recorded_studio_albums().iter().map(|(title, year)| format!("{title} ({year})")).collect();
    right.sort();
    let stored = "select string_agg(title || ' (' || first_release_year || ')', '\n' order by title || ' (' || first_release_year || ')' collate \"C\") as line
        from albums where is_studio";
    let stored = database::connect(&url).await.query_one(stored, &[]).await.unwrap().get::<_, String>(0);
    assert_eq!(stored.lines().collect::<Vec<_>>(), right);
    let searched = i64::try_from(right.len() - 1).unwrap();
    let pressings = replay.counted_vinyl() + searched * SUPPLIED_PER_SEARCH;
    assert_eq!(database::number(&url, "select count(*) from releases where is_vinyl and withdrawn_at is null").await, pressings);
    // The recorded page of groups holds twenty of 49: it costs one page more.
    assert!(said[0].contains("upstream requests: Last.fm 2 of at most 2\n"), "{}", said[0]);
    assert!(said[1].contains("upstream requests: MusicBrainz 2 of at most 2\n"), "{}", said[1]);
    assert!(said[2].contains(&format!("upstream requests: Discogs {0} of at most {0}\n", right.len())), "{}", said[2]);
    let asked = replay.calls().len();
    for said in crawl(&path, &url, &replay.url).await {
        assert!(said.contains("upstream requests: none") && said.contains(" 0 new, 0 updated, "), "{said}");
    }
    assert_eq!(replay.calls().len(), asked);
}
