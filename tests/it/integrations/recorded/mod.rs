//! Every recorded exchange is read by the call it belongs to, or named with the reason why none does.

mod chain;
mod discogs;
mod ecb;
mod lastfm;
mod listenbrainz;
mod musicbrainz;
mod pictures;
mod spotify;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use url::Url;

use crate::support::outside::Outside;
use crate::support::upstream::Reply;

/// One folder of recordings, and what became of each.
struct Shelf {
    folder: PathBuf,
    name: &'static str,
    read: BTreeSet<String>,
    left: BTreeSet<String>,
}

/// A recorded exchange, or a bare body.
struct Recording {
    url: Option<Url>,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// A folder of recordings; `None`, with a word, where they are not at hand.
pub fn shared(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("VINILOGY_SHARED").map(PathBuf::from);
    let shared = given.into_iter().chain(["../shared", "../../shared"].map(|near| here.join(near)));
    let folder = shared.map(|shared| shared.join("fixtures").join(name)).find(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("{name}: no recordings found (set VINILOGY_SHARED to the folder that holds fixtures/); nothing was read");
    }
    folder
}

impl Shelf {
    /// `None`, with a word, where the recordings are not at hand.
    fn open(name: &'static str) -> Option<Self> {
        let folder = shared(name)?;
        Some(Self { folder, name, read: BTreeSet::new(), left: BTreeSet::new() })
    }

    /// Takes a recording from the shelf.
    fn take(&mut self, file: &str) -> Recording {
        self.read.insert(file.to_owned());
        let text = fs::read_to_string(self.folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        if !file.ends_with(".exchange.json") {
            return Recording { url: None, status: 200, headers: Vec::new(), body: text };
        }
        let response = &json["response"];
        let headers = response["headers"].as_object().expect("headers").iter();
        Recording {
            url: json["request"]["url"].as_str().map(|url| Url::parse(url).expect("an address")),
            status: u16::try_from(response["status"].as_u64().expect("a status")).expect("a status"),
            headers: headers.map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned())).collect(),
            body: response["body"].as_str().map_or_else(|| response["body"].to_string(), str::to_owned),
        }
    }

    /// Serves a recording where it was recorded.
    fn serve(&mut self, outside: &Outside, file: &str) {
        let recording = self.take(file);
        let path = recording.url.as_ref().expect("an exchange has an address").path().to_owned();
        outside.upstream.reply(&path, [recording.reply()]);
    }

    /// Serves a recording at another path.
    fn serve_at(&mut self, outside: &Outside, path: &str, file: &str) {
        outside.upstream.reply(path, [self.take(file).reply()]);
    }

    /// Leaves the recordings whose name starts so, because no call of ours matches.
    fn leave(&mut self, start: &str, reason: &str) {
        assert!(!reason.is_empty());
        let files: Vec<String> = self.files().into_iter().filter(|file| file.starts_with(start)).collect();
        assert!(!files.is_empty(), "{}: nothing starts with {start}", self.name);
        self.left.extend(files);
    }

    /// Nothing may lie there unnoticed.
    fn close(self, expected: usize) {
        let unnoticed: Vec<String> =
            self.files().into_iter().filter(|file| !self.read.contains(file) && !self.left.contains(file)).collect();
        assert!(unnoticed.is_empty(), "{}: neither read nor named: {unnoticed:?}", self.name);
        eprintln!("{}: {} recordings read, {} left with a reason", self.name, self.read.len(), self.left.len());
        assert_eq!(self.read.len(), expected, "{}", self.name);
    }

    fn files(&self) -> Vec<String> {
        let mut folders = vec![self.folder.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    files.push(path.strip_prefix(&self.folder).expect("inside").to_str().expect("utf-8").to_owned());
                }
            }
        }
        files
    }
}

impl Recording {
    fn reply(self) -> Reply {
        let mut reply = Reply::bytes(self.status, self.body.into_bytes());
        for (name, value) in self.headers {
            reply = reply.header(name, value);
        }
        reply
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}
