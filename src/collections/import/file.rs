//! Reading the file: whatever its columns, its line ends and its letters.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use csv::StringRecord;

/// More rows than this nobody owns.
const MOST: usize = 200_000;
/// No folder has a longer name.
const LONGEST: usize = 500;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Collection,
    Wantlist,
}

/// A file, row by row.
#[derive(Debug)]
pub struct File {
    pub kind: Kind,
    pub rows: Vec<Row>,
}

/// A row: what it tells, or why it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it begins; the header is line 1.
    pub line: u64,
    pub told: Result<Told, String>,
}

/// What a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub discogs_id: i64,
    /// `None`: the file has no folders.
    pub folder: Option<String>,
    pub added_at: Option<DateTime<Utc>>,
}

/// Why a file is not one of those that are imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("the file is empty: give the CSV file that Discogs exports")]
    Empty,
    #[error("the file has no column `release_id`: give the CSV file of a collection or a wantlist that Discogs exports")]
    NoReleases,
    #[error("the file is neither a collection (column `CollectionFolder`) nor a wantlist (column `Notes`): give what Discogs exports")]
    Unknown,
    #[error("the file has more than {MOST} rows: give it in several parts")]
    TooLong,
}

impl Row {
    /// The release that it is about.
    pub fn discogs_id(&self) -> Option<i64> {
        self.told.as_ref().ok().map(|told| told.discogs_id)
    }
}

/// Where the columns are.
struct Columns {
    all: usize,
    release: usize,
    folder: Option<usize>,
    added: Option<usize>,
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<File, FileError> {
    let text = decoded(bytes);
    let first = text.lines().next().unwrap_or_default();
    // A spreadsheet that has saved it again may separate otherwise.
    let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator.unwrap_or(b',')).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !next(&mut reader, &mut record) {
        return Err(FileError::Empty);
    }
    let (kind, columns) = columns(&record)?;
    let (mut rows, mut lines) = (Vec::new(), Lines { text: text.as_bytes(), at: 0, line: 1 });
    let mut ends_in_many_lines = false;
    while next(&mut reader, &mut record) {
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if rows.len() == MOST {
            return Err(FileError::TooLong);
        }
        let line = lines.of(&record);
        rows.push(Row { line, told: told(&record, &columns) });
        ends_in_many_lines = record.iter().next_back().is_some_and(|field| field.contains('\n'));
    }
    // A quote that is never closed makes one record of whatever follows it, which must not be lost unsaid.
    if ends_in_many_lines
        && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
        && let Some(last) = rows.last_mut()
    {
        last.told = Err("a quote in it is not closed, so that the lines behind it were read as part of it".to_owned());
    }
    Ok(File { kind, rows })
}

/// As UTF-8, or as the mark at its beginning says; where it is neither, as Windows writes western letters.
fn decoded(bytes: &[u8]) -> String {
    let (text, _, is_damaged) = encoding_rs::UTF_8.decode(bytes);
    // PostgreSQL keeps every character but this one.
    if is_damaged { encoding_rs::WINDOWS_1252.decode(bytes).0 } else { text }.replace('\0', "")
}

/// Text that is in memory fails to be read in no way that another row would not.
fn next(reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord) -> bool {
    reader.read_record(record).unwrap_or(false)
}

/// Which line of the file is being read: the reader counts those that end in two characters, or are empty, otherwise.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line that a record begins in; records come in their order.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let mut begin = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        while matches!(self.text.get(begin), Some(b'\r' | b'\n')) {
            begin += 1;
        }
        let passed = self.text.get(self.at..begin).unwrap_or_default();
        self.line += (passed.split(|byte| *byte == b'\n').count() - 1) as u64;
        self.at = begin;
        self.line
    }
}

fn columns(header: &StringRecord) -> Result<(Kind, Columns), FileError> {
    let names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let at = |name: &str| names.iter().position(|column| column == name);
    if names.iter().all(String::is_empty) {
        return Err(FileError::Empty);
    }
    let release = at("release_id").ok_or(FileError::NoReleases)?;
    let (folder, added) = (at("collectionfolder"), at("date added"));
    // Fields that people make themselves are further `Collection …` columns.
    let is_collection = folder.is_some() || added.is_some() || names.iter().any(|name| name.starts_with("collection "));
    let kind = match (is_collection, at("notes")) {
        (true, _) => Kind::Collection,
        (false, Some(_)) => Kind::Wantlist,
        (false, None) => return Err(FileError::Unknown),
    };
    Ok((kind, Columns { all: names.len(), release, folder, added }))
}

fn told(record: &StringRecord, columns: &Columns) -> Result<Told, String> {
    let field = |at: usize| record.get(at).map(str::trim).filter(|text| !text.is_empty());
    // Missing columns at the end are nothing; one too many has moved the others.
    if record.len() > columns.all && record.iter().skip(columns.all).any(|field| !field.trim().is_empty()) {
        return Err(format!("it has {} fields, and the header {}: a comma may stand outside quotes", record.len(), columns.all));
    }
    let id = field(columns.release).ok_or("it has no `release_id`, or a quote before it is not closed")?;
    let id = id.strip_prefix('r').unwrap_or(id);
    // Discogs' own ids are far below.
    let discogs_id = id.parse().ok().filter(|id| (1..=i64::from(i32::MAX)).contains(id));
    let discogs_id = discogs_id.ok_or_else(|| format!("`release_id` is \"{}\", which is no positive number", cut(id)))?;
    let folder = columns.folder.map(|at| field(at).unwrap_or_default().to_owned());
    if folder.as_ref().is_some_and(|folder| folder.chars().count() > LONGEST) {
        return Err(format!("`CollectionFolder` is longer than {LONGEST} characters: a quote may not be closed"));
    }
    let added_at = match columns.added.and_then(field) {
        None => None,
        Some(text) => {
            Some(moment(text).ok_or_else(|| format!("`Date Added` is \"{}\": it should look like 2023-05-14 19:02:11", cut(text)))?)
        }
    };
    Ok(Told { discogs_id, folder, added_at })
}

/// `2023-05-14 19:02:11`; Discogs does not say of which place.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let at =
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let at = at.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    // A year that the database could not keep is none.
    Some(at.and_utc()).filter(|at| (1900..=9999).contains(&chrono::Datelike::year(at)))
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLLECTION: &str = "Catalog#,Artist,Title,Label,Format,Rating,Released,release_id,CollectionFolder,Date Added,Collection Media Condition,Collection Sleeve Condition,Collection Notes";

    fn rows(text: &str) -> Vec<(u64, Result<i64, String>)> {
        let file = read(text.as_bytes()).expect("a file");
        file.rows.into_iter().map(|row| (row.line, row.told.map(|told| told.discogs_id))).collect()
    }

    #[test]
    fn files_are_known_by_their_headers() {
        let kind = |text: &str| read(text.as_bytes()).map(|file| file.kind);
        assert_eq!(kind(COLLECTION), Ok(Kind::Collection));
        assert_eq!(kind("\u{feff}catalog#,Artist,Title,Label,Format,Rating,Released,RELEASE_ID,CollectionFolder"), Ok(Kind::Collection));
        assert_eq!(kind("release_id;Collection Shop;Date Added\r\n"), Ok(Kind::Collection));
        assert_eq!(kind("Catalog#,Artist,Title,Label,Format,Rating,Released,release_id,Notes"), Ok(Kind::Wantlist));
        for (text, right) in [
            ("", FileError::Empty),
            ("\n\n  \n", FileError::Empty),
            ("\u{feff}", FileError::Empty),
            ("a,b,c\n1,2,3", FileError::NoReleases),
            ("Artist,release_id\nx,1", FileError::Unknown),
            ("PK\u{3}\u{4}", FileError::NoReleases),
        ] {
            assert_eq!(kind(text), Err(right), "{text:?}");
        }
    }

    #[test]
    fn rows_are_read_whatever_is_missing_or_too_much() {
        let text = format!(
            "\u{feff}{COLLECTION},Collection Shop\r\n\
             \"A, B\",X,\"T \"\"Live\"\"\",L,LP,,1999,11,Jazz,2023-05-14 19:02:11,,,\"two\r\nlines\",\"Rome, IT\"\r\n\
             C,X,T,L,LP,5,0,12,Jazz,2023-05-14 19:02:11\r\n\
             \r\n\
             C,X,T,L,LP,5,0,13\r\n\
             C,X,T,L,LP,5,0\r\n\
             C,X,T,L,LP,5,0,x\r\n\
             C,X,T,L,LP,5,0,-3\r\n\
             C,X,T,L,LP,5,0,99999999999\r\n\
             C,X,T,L,LP,5,0,14,Jazz,14/05/2023\r\n\
             C,X,T, and more,L,LP,5,0,15,Jazz,2023-05-14 19:02:11,,,,z\r\n\
             C,X,T,L,LP,5,0,16,Jazz,2023-05-14 19:02:11,,,\"never closed\r\nC,X,T,L,LP,5,0,17,Jazz,,,,\r\n"
        );
        let rows = rows(&text);
        let read: Vec<(u64, i64)> = rows.iter().filter_map(|(line, told)| Some((*line, *told.as_ref().ok()?))).collect();
        assert_eq!(read, [(2, 11), (4, 12), (6, 13)], "{rows:?}");
        let problems: Vec<(u64, &str)> = rows.iter().filter_map(|(line, told)| Some((*line, told.as_ref().err()?.as_str()))).collect();
        assert_eq!(problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [7, 8, 9, 10, 11, 12, 13]);
        let said = ["no `release_id`", "\"x\"", "\"-3\"", "\"99999999999\"", "14/05/2023", "15 fields", "not closed"];
        for (problem, words) in problems.iter().zip(said) {
            assert!(problem.1.contains(words), "{problem:?} says nothing of {words}");
        }
    }

    #[test]
    fn letters_are_read_as_they_were_written() {
        let folder = |bytes: &[u8]| read(bytes).expect("a file").rows[0].told.clone().expect("a row").folder;
        let text = "release_id,CollectionFolder\n1,Björk\n";
        assert_eq!(folder(text.as_bytes()).as_deref(), Some("Björk"));
        assert_eq!(folder(&encoding_rs::WINDOWS_1252.encode(text).0).as_deref(), Some("Björk"));
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(folder(&wide).as_deref(), Some("Björk"));
    }
}
