//! One artist, recorded: Kate Bush as MusicBrainz and Discogs answered, replayed over loopback. What no recording
//! covers is supplied in the documented shape, and every answer says which it is.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::Url;

/// The MusicBrainz id of Kate Bush.
pub const KATE_BUSH: &str = "4b585938-f271-45e2-b19a-91c634b5e396";
/// Her master with recorded versions.
pub const HOUNDS_OF_LOVE: i64 = 28680;

/// How many pressings the replay supplies for a studio album whose search was not recorded.
pub const SUPPLIED_PER_SEARCH: i64 = 3;

struct Tape {
    groups: Value,
    versions: Value,
    calls: Mutex<Vec<Call>>,
}

/// One question, and where its answer came from.
#[derive(Clone, Debug)]
pub struct Call {
    pub asked: String,
    pub answered: &'static str,
}

/// The replay; it can be stopped.
pub struct Replay {
    pub url: Url,
    tape: Arc<Tape>,
    stop: Option<oneshot::Sender<()>>,
}

impl Replay {
    /// Reads the recordings of `chain-kate-bush`.
    pub async fn start(folder: &Path) -> Self {
        let read = |name: &str| {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            serde_json::from_str::<Value>(&text).unwrap()["response"]["body"].take()
        };
        let tape = Arc::new(Tape {
            groups: read("musicbrainz_release_groups_page1_of_49.exchange.json"),
            versions: read("discogs_versions_master_28680_page1_of_13.exchange.json"),
            calls: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&tape));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            tokio::select! { served = axum::serve(listener, router) => served, _ = stopped => Ok(()) }
        });
        Self { url, tape, stop: Some(stop) }
    }

    pub fn calls(&self) -> Vec<Call> {
        self.tape.calls.lock().unwrap().clone()
    }

    /// From now on nobody answers.
    pub fn stop(&mut self) {
        self.stop.take();
    }

    /// The studio albums of the recorded page: title and year.
    pub fn recorded_studio_albums(&self) -> Vec<(String, i64)> {
        let groups = self.tape.groups["release-groups"].as_array().unwrap();
        let is_studio = |group: &&Value| group["secondary-types"].as_array().unwrap().is_empty();
        let fact = |group: &Value| {
            let year = group["first-release-date"].as_str().unwrap()[..4].parse().unwrap();
            (group["title"].as_str().unwrap().to_owned(), year)
        };
        groups.iter().filter(is_studio).map(fact).collect()
    }

    /// The recorded vinyl pressings of Hounds of Love.
    pub fn recorded_pressings(&self) -> Vec<Value> {
        recorded_vinyl(&self.tape)
    }

    /// How many vinyl pressings Discogs counted when it was recorded.
    pub fn counted_vinyl(&self) -> i64 {
        self.tape.versions["filters"]["available"]["format"]["Vinyl"].as_i64().unwrap()
    }
}

async fn answer(State(tape): State<Arc<Tape>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let given = |name: &str| query.get(name).cloned().unwrap_or_default();
    let (answered, status, body) = match path.as_str() {
        "/2.0/" => lastfm(&given("method"), &given("artist")),
        "/ws/2/release-group" if given("artist") == KATE_BUSH => groups(&tape, &given("offset")),
        "/masters/28680/versions" if given("format") == "Vinyl" => versions(&tape),
        "/database/search" => search(&given("release_title")),
        _ => ("nothing", 404, json!({"message": "The requested resource was not found."})),
    };
    let asked = format!("{path} {} {}{}", given("method"), given("offset"), given("release_title")).trim().to_owned();
    tape.calls.lock().unwrap().push(Call { asked, answered });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// Supplied: no recording has Last.fm's answer for her.
fn lastfm(method: &str, artist: &str) -> (&'static str, u16, Value) {
    let is_her = artist.eq_ignore_ascii_case("kate bush");
    match method {
        "artist.getInfo" if is_her => {
            let star = "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png";
            let artist = json!({"name": "Kate Bush", "mbid": KATE_BUSH, "image": [{"#text": star, "size": "mega"}],
                "stats": {"listeners": "2300000", "playcount": "80000000"}});
            ("supplied", 200, json!({ "artist": artist }))
        }
        "artist.getSimilar" if is_her => {
            let similar = json!([{"name": "Tori Amos", "match": "1"}, {"name": "Björk", "match": "0.61"}]);
            ("supplied", 200, json!({"similarartists": {"artist": similar, "@attr": {"artist": "Kate Bush"}}}))
        }
        _ => ("supplied", 200, json!({"error": 6, "message": "The artist you supplied could not be found"})),
    }
}

/// Recorded: the first twenty groups of 49; supplied: their relations, and the other groups.
fn groups(tape: &Tape, offset: &str) -> (&'static str, u16, Value) {
    if offset == "0" {
        let mut page = tape.groups.clone();
        for group in page["release-groups"].as_array_mut().unwrap() {
            let master = json!([{"type": "discogs", "ended": false, "url": {"resource": format!("https://www.discogs.com/master/{HOUNDS_OF_LOVE}")}}]);
            group["relations"] = if group["title"] == "Hounds of Love" { master } else { json!([]) };
        }
        return ("recorded, relations supplied", 200, page);
    }
    let from = offset.parse::<u32>().unwrap();
    let group = |at: u32| {
        json!({"id": format!("00000000-0000-4000-8000-{at:012}"), "title": format!("Live {at}"), "primary-type": "Album",
            "secondary-types": ["Live"], "first-release-date": "2014", "relations": [],
            "artist-credit": [{"name": "Kate Bush", "artist": {"id": KATE_BUSH, "name": "Kate Bush"}}]})
    };
    let rest: Vec<Value> = (from..49).map(group).collect();
    ("supplied", 200, json!({"release-group-count": 49, "release-group-offset": from, "release-groups": rest}))
}

fn recorded_vinyl(tape: &Tape) -> Vec<Value> {
    let all = tape.versions["versions"].as_array().unwrap();
    all.iter().filter(|version| version["major_formats"].as_array().unwrap().contains(&json!("Vinyl"))).cloned().collect()
}

/// Recorded: the vinyl among the first twenty versions; supplied: the rest of the 79 that Discogs counted.
fn versions(tape: &Tape) -> (&'static str, u16, Value) {
    let mut rows = recorded_vinyl(tape);
    let all = tape.versions["filters"]["available"]["format"]["Vinyl"].as_u64().unwrap();
    for at in rows.len() as u64..all {
        rows.push(
            json!({"id": 90_000_000 + at, "title": "Hounds Of Love", "label": "EMI", "catno": format!("SUP {at}"), "country": "Europe",
            "released": "2011", "major_formats": ["Vinyl"], "format": "LP, Album, Reissue", "status": "Accepted",
            "stats": {"community": {"in_wantlist": 1, "in_collection": 1}}}),
        );
    }
    let page = json!({"page": 1, "pages": 1, "per_page": 100, "items": rows.len(), "urls": {}});
    ("recorded, the rest supplied", 200, json!({"pagination": page, "versions": rows}))
}

/// Supplied: no search for her studio albums was recorded. One hit is of another album, and must be left out.
fn search(title: &str) -> (&'static str, u16, Value) {
    let seed: i64 = title.bytes().map(i64::from).sum();
    let hit = |at: i64, title: &str| {
        json!({"id": 91_000_000 + seed * 10 + at, "type": "release", "master_id": 0, "title": format!("Kate Bush - {title}"), "year": "1990",
            "country": "UK", "format": ["Vinyl", "LP", "Album"], "label": ["EMI"], "catno": format!("SUP {seed}-{at}"), "barcode": [],
            "community": {"want": 1, "have": 1}, "formats": [{"name": "Vinyl", "qty": "1", "descriptions": ["LP", "Album"]}]})
    };
    let mut hits: Vec<Value> = (0..SUPPLIED_PER_SEARCH).map(|at| hit(at, title)).collect();
    hits.push(hit(SUPPLIED_PER_SEARCH, "The Whole Story"));
    let page = json!({"page": 1, "pages": 1, "per_page": 100, "items": hits.len(), "urls": {}});
    ("supplied", 200, json!({"pagination": page, "results": hits}))
}
