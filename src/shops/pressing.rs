//! Which pressing a shop's variant is. Better none than another's: a price under the wrong pressing helps nobody.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::barcode;
use crate::catalog::matching;
use crate::catalog::naming::normal;
use crate::catalog::only;
use crate::catalog::same;

/// What a shop says of a variant.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub name: String,
    pub description: Option<String>,
    pub kind: Option<String>,
    pub vendor: Option<String>,
    pub barcode: Option<String>,
    pub code: Option<String>,
}

/// Which pressing it is, and how sure that is in thousandths; or why none is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Pressing { release_id: i64, thousandths: i64 },
    None(&'static str),
}

const UNKNOWN_BARCODE: &str = "no stored pressing has its barcode, and its name names none";
const SEVERAL: &str = "its barcode is on several pressings, and no catalogue number says which";
const OTHER_FORMAT: &str = "its name does not say that it is a record";
const NO_ALBUM: &str = "its name names no album that is stored";
const WHICH: &str = "which pressing of the album it is, is not said";

/// Words that say it is a record, and words that say it is something else.
const RECORD: [&str; 12] = ["vinyl", "vinyls", "vinilo", "vinilos", "lp", "2lp", "3lp", "4lp", "12\"", "10\"", "7\"", "lps"];
const OTHER: [&str; 30] = [
    "cd",
    "2cd",
    "3cd",
    "cds",
    "sacd",
    "cassette",
    "casete",
    "cassete",
    "kassette",
    "tape",
    "mc",
    "dvd",
    "bluray",
    "blu",
    "polera",
    "poleron",
    "shirt",
    "tshirt",
    "hoodie",
    "poster",
    "libro",
    "book",
    "slipmat",
    "minidisc",
    "digital",
    "mp3",
    "funda",
    "tornamesa",
    "turntable",
    "giftcard",
];

/// A pressing that may be meant.
#[derive(Clone, Debug, QueryableByName)]
struct Pressing {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    catalog_number: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    barcodes: Vec<String>,
}

#[derive(QueryableByName)]
struct ByBarcode {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(embed)]
    pressing: Pressing,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    album_id: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Bool)]
    is_complete: bool,
    #[diesel(embed)]
    pressing: Pressing,
}

/// An album with its records.
#[derive(Clone)]
struct AlbumRow {
    id: i64,
    title: String,
    /// Whether all its pressings are stored.
    is_complete: bool,
    pressings: Vec<Pressing>,
}

/// Looked up once for all variants of a batch.
#[derive(Default)]
struct Known {
    artists: HashMap<String, Option<i64>>,
    albums: HashMap<i64, Vec<AlbumRow>>,
}

/// The pressings of several variants.
pub async fn find(conn: &mut AsyncPgConnection, said: &[Said]) -> QueryResult<Vec<Found>> {
    let codes: Vec<Vec<String>> = said.iter().map(Said::codes).collect();
    let by_code = by_barcodes(conn, &codes.concat()).await?;
    let (mut known, mut found) = (Known::default(), Vec::with_capacity(said.len()));
    for (one, codes) in said.iter().zip(&codes) {
        let mut pressings: Vec<&Pressing> = codes.iter().filter_map(|code| by_code.get(code)).flatten().collect();
        pressings.sort_by_key(|pressing| pressing.id);
        pressings.dedup_by_key(|pressing| pressing.id);
        found.push(match pressings.as_slice() {
            [pressing] => Found::Pressing { release_id: pressing.id, thousandths: 950 },
            [] => by_name(conn, one, codes, &mut known).await?,
            several => match only(several.iter().filter(|pressing| one.names(pressing))) {
                Some(pressing) => Found::Pressing { release_id: pressing.id, thousandths: 900 },
                None => Found::None(SEVERAL),
            },
        });
    }
    Ok(found)
}

async fn by_barcodes(conn: &mut AsyncPgConnection, codes: &[String]) -> QueryResult<HashMap<String, Vec<Pressing>>> {
    let rows: Vec<ByBarcode> = sql_query(
        "select code, r.id, r.catalog_number, r.barcodes from (select distinct unnest($1::text[]) as code) as c
         join releases as r on r.barcodes @> array[code] where r.is_vinyl and r.withdrawn_at is null order by r.id",
    )
    .bind::<Array<Text>, _>(codes)
    .load(conn)
    .await?;
    let mut by_code: HashMap<String, Vec<Pressing>> = HashMap::new();
    for ByBarcode { code, pressing } in rows {
        by_code.entry(code).or_default().push(pressing);
    }
    Ok(by_code)
}

/// By artist and title, and the catalogue number where several pressings are left.
async fn by_name(conn: &mut AsyncPgConnection, said: &Said, codes: &[String], known: &mut Known) -> QueryResult<Found> {
    if !said.is_record() {
        return Ok(Found::None(OTHER_FORMAT));
    }
    let mut albums: Vec<AlbumRow> = Vec::new();
    for (artist, title) in said.halves() {
        let Some(artist_id) = known.artist(conn, &artist).await? else { continue };
        let certain = |album: &&AlbumRow| {
            // What names the pressing is no part of the album's title.
            let bare = album.pressings.iter().filter_map(|pressing| without_number(&title, &squeezed(pressing.catalog_number.as_deref()?)));
            let written: Vec<String> = [title.clone()].into_iter().chain(bare).flat_map(|title| titles(&title)).collect();
            written.iter().any(|title| matching::albums(title.as_str().into(), album.title.as_str().into(), Some(&artist)).is_certain())
        };
        albums.extend(known.albums(conn, artist_id).await?.iter().filter(certain).cloned());
    }
    albums.sort_by_key(|album| album.id);
    albums.dedup_by_key(|album| album.id);
    let [album] = albums.as_slice() else {
        return Ok(Found::None(if codes.is_empty() || !albums.is_empty() { NO_ALBUM } else { UNKNOWN_BARCODE }));
    };
    // One that has another barcode is another pressing.
    let fitting = album.pressings.iter().filter(|pressing| codes.is_empty() || pressing.barcodes.is_empty());
    if let Some(pressing) = only(fitting.filter(|pressing| said.names(pressing))) {
        return Ok(Found::Pressing { release_id: pressing.id, thousandths: 900 });
    }
    Ok(match album.pressings.as_slice() {
        // The only one that there is; a barcode that nobody knows is of one that nobody knows yet.
        [pressing] if album.is_complete && codes.is_empty() => Found::Pressing { release_id: pressing.id, thousandths: 750 },
        _ => Found::None(WHICH),
    })
}

impl Known {
    async fn artist(&mut self, conn: &mut AsyncPgConnection, name: &str) -> QueryResult<Option<i64>> {
        let form = normal(name);
        if let Some(known) = self.artists.get(&form) {
            return Ok(*known);
        }
        let found = if form.is_empty() { None } else { same::of_name(conn, name).await? };
        self.artists.insert(form, found);
        Ok(found)
    }

    /// The albums of an artist, each with its records.
    async fn albums(&mut self, conn: &mut AsyncPgConnection, artist_id: i64) -> QueryResult<&[AlbumRow]> {
        if let Entry::Vacant(vacant) = self.albums.entry(artist_id) {
            let rows: Vec<Row> = sql_query(
                "select a.id as album_id, a.title, a.releases_synced_at is not null as is_complete, r.id, r.catalog_number, r.barcodes
                 from albums as a join releases as r on r.album_id = a.id and r.is_vinyl and r.withdrawn_at is null
                 where a.artist_id = $1 order by a.id, r.id",
            )
            .bind::<BigInt, _>(artist_id)
            .load(conn)
            .await?;
            let mut albums: Vec<AlbumRow> = Vec::new();
            for Row { album_id, title, is_complete, pressing } in rows {
                match albums.last_mut().filter(|album| album.id == album_id) {
                    Some(album) => album.pressings.push(pressing),
                    None => albums.push(AlbumRow { id: album_id, title, is_complete, pressings: vec![pressing] }),
                }
            }
            vacant.insert(albums);
        }
        Ok(self.albums.get(&artist_id).map_or(&[], Vec::as_slice))
    }
}

impl Said {
    /// Everything, in one line: where it changes, the variant may be another.
    pub fn line(&self) -> String {
        let parts = [&self.barcode, &self.code, &self.description, &self.kind, &self.vendor];
        let parts: Vec<&str> = parts.into_iter().map(|part| part.as_deref().unwrap_or_default()).collect();
        format!("{}|{}", self.name, parts.join("|"))
    }

    /// Barcodes stand where they belong, or where the shop's own number does.
    fn codes(&self) -> Vec<String> {
        let written = self.barcode.iter().chain(&self.code);
        let codes: BTreeSet<String> = written.flat_map(|text| barcode::spellings(text)).collect();
        codes.into_iter().collect()
    }

    fn text(&self) -> String {
        format!("{} {}", self.name, self.description.as_deref().unwrap_or_default())
    }

    fn is_record(&self) -> bool {
        let text = self.text();
        let all = format!("{text} {}", self.kind.as_deref().unwrap_or_default());
        let says = |text: &str, words: &[&str]| tokens(text).iter().any(|token| words.contains(&token.as_str()));
        says(&all, &RECORD) && !says(&text, &OTHER)
    }

    /// Artist and title, at every place where they may be cut, and with whoever the shop names beside.
    fn halves(&self) -> Vec<(String, String)> {
        let name = self.name.replace('\u{a0}', " ").replace(" – ", " - ").replace(" — ", " - ").replace(" | ", " - ");
        let cut = |(at, dash): (usize, &str)| (name[..at].trim().to_owned(), name[at + dash.len()..].trim().to_owned());
        let mut halves: Vec<(String, String)> = name.match_indices(" - ").map(cut).collect();
        halves.extend(self.vendor.iter().map(|vendor| (vendor.clone(), name.trim().to_owned())));
        halves.retain(|(artist, title)| !artist.is_empty() && !title.is_empty());
        halves
    }

    /// Whether this pressing's catalogue number is written somewhere.
    fn names(&self, pressing: &Pressing) -> bool {
        let text = format!("{} {}", self.text(), self.code.as_deref().unwrap_or_default());
        pressing.catalog_number.as_deref().is_some_and(|number| without_number(&text, &squeezed(number)).is_some())
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
}

/// The text without a catalogue number; `None`: it is not written there as a whole. A short number, or one without digits,
/// is a word or a year.
fn without_number(text: &str, number: &str) -> Option<String> {
    if number.len() < 5 || !number.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let words: Vec<&str> =
        text.split(|letter: char| letter.is_whitespace() || "()[],;|".contains(letter)).filter(|word| !word.is_empty()).collect();
    (1..=4).find_map(|length| {
        let at = words.windows(length).position(|window| window.iter().map(|word| squeezed(word)).collect::<String>() == number)?;
        Some([&words[..at], &words[at + length..]].concat().join(" "))
    })
}

/// A title as it stands, and without what only says what it is printed on.
fn titles(title: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut depth = 0_u32;
    for letter in title.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            letter if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    let is_format =
        |word: &str| RECORD.contains(&word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '"').to_lowercase().as_str());
    let without = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().filter(|word| !is_format(word)).collect();
        words.join(" ").trim_end_matches([' ', '-', '/', ',']).to_owned()
    };
    let mut titles = vec![without(title), without(&bare)];
    titles.retain(|title| !title.is_empty());
    titles.dedup();
    titles
}

fn tokens(text: &str) -> Vec<String> {
    let text = text.replace(['”', '“', '″'], "\"").replace("''", "\"").replace("t-shirt", "tshirt").replace("T-Shirt", "tshirt");
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '"').filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> Said {
        Said { name: name.to_owned(), ..Said::default() }
    }

    #[test]
    fn only_what_says_so_is_a_record() {
        for (name, expected) in [
            ("Kate Bush - Hounds Of Love (LP)", true),
            ("Kate Bush - Hounds Of Love [Vinilo]", true),
            ("Kate Bush - Running Up That Hill 12\"", true),
            ("Kate Bush - Hounds Of Love", false),
            ("Kate Bush - Hounds Of Love (CD)", false),
            ("Kate Bush - Hounds Of Love LP + CD", false),
            ("Polera Kate Bush - LP", false),
            ("Help! - The Beatles", false),
        ] {
            assert_eq!(said(name).is_record(), expected, "{name}");
        }
        assert!(Said { kind: Some("Vinilos, Rock".to_owned()), ..said("Kate Bush - Aerial") }.is_record());
    }

    #[test]
    fn a_catalogue_number_is_found_whole_or_not_at_all() {
        let pressing = |number: &str| Pressing { id: 1, catalog_number: Some(number.to_owned()), barcodes: Vec::new() };
        for (text, number, expected) in [
            ("Hounds Of Love (KAB 1001) LP", "KAB 1001", true),
            ("Hounds Of Love KAB-1001", "KAB 1001", true),
            ("Hounds Of Love KAB1001A", "KAB 1001", false),
            ("Hounds Of Love 1985", "1985", false),
            ("Hounds Of Love", "LOVE", false),
            ("Hounds Of Love 5099902 98862", "5099902 98862", true),
        ] {
            assert_eq!(said(text).names(&pressing(number)), expected, "{text} {number}");
        }
    }

    #[test]
    fn a_title_is_read_without_what_it_is_printed_on() {
        assert_eq!(titles("Hounds Of Love (LP)"), ["Hounds Of Love"]);
        assert_eq!(titles("(What's the Story) Morning Glory? 2LP"), ["(What's the Story) Morning Glory?", "Morning Glory?"]);
        assert_eq!(said("A-ha - Hunting High – LP").halves().len(), 2);
    }
}
