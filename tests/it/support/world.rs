//! A made-up music world: Last.fm, MusicBrainz and Discogs in one loopback server, all in the documented
//! shapes, that can be of any size, counts who asks for what, and can be down.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

/// An artist of the world, with everything there is of it.
#[derive(Clone, Debug)]
pub struct Act {
    pub name: String,
    /// Known to Last.fm under its name, or only to MusicBrainz.
    pub on_lastfm: bool,
    /// Whether Last.fm tells the MBID.
    pub lastfm_knows_mbid: bool,
    pub listeners: i64,
    pub similar: Vec<String>,
    pub records: Vec<Record>,
}

/// An album of the world.
#[derive(Clone, Debug)]
pub struct Record {
    pub title: String,
    pub year: i32,
    /// `Album` or `EP`.
    pub primary_type: &'static str,
    /// Who stands in the credit before the act itself.
    pub credited_before: Vec<String>,
    pub secondary_types: Vec<String>,
    /// Discogs masters, as MusicBrainz links them; none: Discogs has loose releases.
    pub masters: Vec<i64>,
    /// Vinyl pressings of each master, or loose ones.
    pub pressings: u32,
    /// Versions of each master that are no vinyl, although the list was asked for vinyl alone.
    pub discs: u32,
}

impl Act {
    /// An act that everybody knows, with so many albums of so many pressings each. Its ids follow from `number`.
    pub fn usual(number: u32, name: &str, albums: u32, pressings: u32) -> Self {
        let record = |at: u32| Record {
            title: format!("{name} Album {at}"),
            year: 1970 + i32::try_from(at % 50).unwrap(),
            primary_type: "Album",
            credited_before: Vec::new(),
            secondary_types: Vec::new(),
            masters: vec![i64::from(number) * 1000 + i64::from(at) + 1],
            pressings,
            discs: 0,
        };
        Self {
            name: name.to_owned(),
            on_lastfm: true,
            lastfm_knows_mbid: true,
            listeners: 1234,
            similar: Vec::new(),
            records: (0..albums).map(record).collect(),
        }
    }

    pub fn mbid(&self) -> Uuid {
        id_of(&self.name)
    }
}

/// A name's own id.
pub fn id_of(name: &str) -> Uuid {
    let mut bytes = [0_u8; 16];
    for (at, byte) in name.bytes().enumerate() {
        bytes[at % 16] = bytes[at % 16].wrapping_mul(31).wrapping_add(byte);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[derive(Default)]
struct Inside {
    acts: Vec<Act>,
    calls: HashMap<String, usize>,
    down: HashSet<&'static str>,
    /// Pressings that Discogs no longer lists.
    gone: HashSet<i64>,
    /// Titles of albums and ids of pressings whose rows nobody can read.
    spoiled: HashSet<String>,
    /// Of albums whose search finds so many more than there are.
    common: HashMap<String, u32>,
    /// When each provider was asked.
    arrivals: HashMap<&'static str, Vec<Instant>>,
    /// How long the quickest and the slowest answer take.
    latency: Option<(Duration, Duration)>,
    /// How many calls Discogs allows in a minute, when it says so.
    discogs_limit: Option<usize>,
    /// Whom MusicBrainz' search does not find.
    hidden: HashSet<String>,
    /// Let every answer wait here while somebody holds it.
    gate: Arc<tokio::sync::RwLock<()>>,
}

/// The world; it ends with the test's runtime.
#[derive(Clone)]
pub struct World {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl World {
    pub async fn start(acts: Vec<Act>) -> Self {
        let inside = Arc::new(Mutex::new(Inside { acts, ..Inside::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    /// How often each endpoint was asked, its arguments included.
    pub fn calls(&self) -> HashMap<String, usize> {
        self.inside.lock().unwrap().calls.clone()
    }

    /// How many calls there were in all.
    pub fn total(&self) -> usize {
        self.calls().values().sum()
    }

    /// From now on a provider (`lastfm`, `musicbrainz`, `discogs`) answers 503, or no longer.
    pub fn set_down(&self, provider: &'static str, is_down: bool) {
        let down = &mut self.inside.lock().unwrap().down;
        if is_down {
            down.insert(provider)
        } else {
            down.remove(provider)
        };
    }

    /// Discogs deletes a pressing.
    pub fn delete_release(&self, id: i64) {
        self.inside.lock().unwrap().gone.insert(id);
    }

    /// From now on MusicBrainz' search does not find the artist.
    pub fn hide_from_musicbrainz(&self, name: &str) {
        self.inside.lock().unwrap().hidden.insert(name.to_owned());
    }

    /// From now on answers take between so long and so long.
    pub fn set_latency(&self, least: Duration, most: Duration) {
        self.inside.lock().unwrap().latency = Some((least, most));
    }

    /// From now on Discogs tells its limit, and how much of it is left; it has been asked at these times before.
    pub fn set_discogs_limit(&self, limit: usize, before: &[Instant]) {
        let mut inside = self.inside.lock().unwrap();
        inside.discogs_limit = Some(limit);
        inside.arrivals.entry("discogs").or_default().extend(before);
    }

    /// When a provider was asked.
    pub fn arrivals(&self, provider: &str) -> Vec<Instant> {
        self.inside.lock().unwrap().arrivals.get(provider).cloned().unwrap_or_default()
    }

    /// From now on the row of an album (its title) or a pressing (its id) is none.
    pub fn spoil(&self, row: &str) {
        self.inside.lock().unwrap().spoiled.insert(row.to_owned());
    }

    /// The search for an album says that it finds so many.
    pub fn make_common(&self, title: &str, found: u32) {
        self.inside.lock().unwrap().common.insert(title.to_owned(), found);
    }

    /// No answer is given while the guard lives.
    pub async fn hold(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        let gate = Arc::clone(&self.inside.lock().unwrap().gate);
        gate.write_owned().await
    }
}

type Query = HashMap<String, String>;

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query: Query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let provider = match path.as_str() {
        "/2.0/" | "/2.0" => "lastfm",
        path if path.starts_with("/ws/2/") => "musicbrainz",
        _ => "discogs",
    };
    let (gate, latency, left) = {
        let mut inside = inside.lock().unwrap();
        let now = Instant::now();
        inside.arrivals.entry(provider).or_default().push(now);
        let minute = |at: &&Instant| now.saturating_duration_since(**at) < Duration::from_mins(1);
        let used = inside.arrivals[provider].iter().filter(minute).count();
        let left = inside.discogs_limit.filter(|_| provider == "discogs").map(|limit| (limit, limit.saturating_sub(used)));
        // Every answer takes another time, and the same in every run.
        let share = u32::try_from(inside.arrivals[provider].len() * 37 % 100).unwrap();
        let latency = inside.latency.map(|(least, most)| least + most.saturating_sub(least) * share / 100);
        *inside.calls.entry(key(&path, &query)).or_default() += 1;
        if inside.down.contains(provider) {
            return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"error": "down"}))).into_response();
        }
        (Arc::clone(&inside.gate), latency, left)
    };
    if let Some(latency) = latency {
        tokio::time::sleep(latency).await;
    }
    let _open = gate.read().await;
    let inside = inside.lock().unwrap();
    let (status, body) = match provider {
        "lastfm" => lastfm(&inside, &query),
        "musicbrainz" => musicbrainz(&inside, &path, &query),
        _ => discogs(&inside, &path, &query),
    };
    let mut response = (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
    if let Some((limit, left)) = left {
        response.headers_mut().insert("x-discogs-ratelimit", limit.into());
        response.headers_mut().insert("x-discogs-ratelimit-remaining", left.into());
    }
    response
}

/// The endpoint and what it was asked about, without keys.
fn key(path: &str, query: &Query) -> String {
    let mut said: Vec<String> = ["method", "artist", "mbid", "tag", "query", "offset", "page", "release_title", "barcode"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", query.get(*name)?)))
        .collect();
    said.sort();
    format!("{path} {}", said.join(" "))
}

fn lastfm(inside: &Inside, query: &Query) -> (u16, Value) {
    let method = query.get("method").map(|method| method.to_lowercase());
    let known = || inside.acts.iter().filter(|act| act.on_lastfm);
    if method.as_deref() == Some("tag.gettopartists") {
        let page: usize = query["page"].parse().unwrap();
        let limit: usize = query["limit"].parse().unwrap();
        let named: Vec<Value> = known().skip((page - 1) * limit).take(limit).map(|act| json!({"name": act.name})).collect();
        return (200, json!({"topartists": {"artist": named, "@attr": {"total": known().count().to_string()}}}));
    }
    let asked = query.get("artist").map(|name| name.to_lowercase());
    let by_mbid = |act: &&Act| act.lastfm_knows_mbid && query.get("mbid").is_some_and(|mbid| act.mbid().to_string() == *mbid);
    let Some(act) = known().find(|act| asked.as_deref() == Some(&act.name.to_lowercase()) || by_mbid(act)) else {
        return (200, json!({"error": 6, "message": "The artist you supplied could not be found", "links": []}));
    };
    let mbid = if act.lastfm_knows_mbid { act.mbid().to_string() } else { String::new() };
    match method.as_deref() {
        Some("artist.getinfo") => {
            (200, json!({"artist": {"name": act.name, "mbid": mbid, "stats": {"listeners": act.listeners.to_string(), "playcount": "9"}}}))
        }
        Some("artist.getsimilar") => {
            let similar: Vec<Value> =
                act.similar.iter().enumerate().map(|(at, name)| json!({"name": name, "match": format!("0.{}", 99 - at)})).collect();
            (200, json!({"similarartists": {"artist": similar, "@attr": {"artist": act.name}}}))
        }
        _ => (400, json!({"error": 3, "message": "Invalid Method"})),
    }
}

fn musicbrainz(inside: &Inside, path: &str, query: &Query) -> (u16, Value) {
    let person = |act: &Act| json!({"id": act.mbid(), "name": act.name, "sort-name": act.name, "score": 100, "aliases": []});
    if path == "/ws/2/artist" {
        let asked = query.get("query").map(|text| text.to_lowercase().replace('\\', "")).unwrap_or_default();
        let hits: Vec<Value> = inside
            .acts
            .iter()
            .filter(|act| asked.contains(&act.name.to_lowercase()) && !inside.hidden.contains(&act.name))
            .map(person)
            .collect();
        return (200, json!({"count": hits.len(), "offset": 0, "artists": hits}));
    }
    if path == "/ws/2/release-group" {
        let asked = query.get("artist").cloned().unwrap_or_default();
        let Some(act) = inside.acts.iter().find(|act| act.mbid().to_string() == asked) else { return (404, json!({"error": "Not Found"})) };
        let offset: usize = query.get("offset").and_then(|text| text.parse().ok()).unwrap_or(0);
        let group = |record: &&Record| {
            if inside.spoiled.contains(&record.title) {
                return json!({"id": id_of(&record.title), "title": null, "relations": {"odd": [1]}});
            }
            let credit = |name: &String| json!({"name": name, "joinphrase": " & ", "artist": {"id": id_of(name), "name": name}});
            let url = |master: &i64| json!({"type": "discogs", "ended": false, "url": {"resource": format!("https://www.discogs.com/master/{master}")}});
            json!({
                "id": id_of(&record.title), "title": record.title, "primary-type": record.primary_type, "secondary-types": record.secondary_types,
                "first-release-date": record.year.to_string(), "relations": record.masters.iter().map(url).collect::<Vec<_>>(),
                "artist-credit": record.credited_before.iter().chain([&act.name]).map(credit).collect::<Vec<_>>(),
            })
        };
        let kind = query.get("type").map(|kind| kind.to_lowercase());
        let listed: Vec<&Record> =
            act.records.iter().filter(|record| kind.is_none() || kind == Some(record.primary_type.to_lowercase())).collect();
        let groups: Vec<Value> = listed.iter().skip(offset).take(100).map(group).collect();
        return (200, json!({"release-group-count": listed.len(), "release-group-offset": offset, "release-groups": groups}));
    }
    match inside.acts.iter().find(|act| path.ends_with(&act.mbid().to_string())) {
        Some(act) => (200, person(act)),
        None => (404, json!({"error": "Not Found"})),
    }
}

fn discogs(inside: &Inside, path: &str, query: &Query) -> (u16, Value) {
    let page: u32 = query.get("page").and_then(|text| text.parse().ok()).unwrap_or(1);
    let records = || inside.acts.iter().flat_map(|act| act.records.iter().map(move |record| (act, record)));
    let listed = |ids: Vec<i64>| ids.into_iter().filter(|id| !inside.gone.contains(id)).collect::<Vec<_>>();
    if let Some(master) =
        path.strip_prefix("/masters/").and_then(|rest| rest.strip_suffix("/versions")).and_then(|id| id.parse::<i64>().ok())
    {
        let Some((_, record)) = records().find(|(_, record)| record.masters.contains(&master)) else {
            return (200, json!({"pagination": {"page": 1, "pages": 60_000, "per_page": 100, "items": 6_000_000}, "versions": []}));
        };
        let discs = (1..=i64::from(record.discs)).map(|at| master * 10_000 + 9_000 + at);
        let ids = listed(pressings(master, record.pressings).into_iter().chain(discs).collect());
        let version = |id: &i64| {
            if inside.spoiled.contains(&id.to_string()) {
                return json!({"id": id, "title": ["odd"], "stats": 7});
            }
            if id % 10_000 > 9_000 {
                return json!({"id": id, "title": record.title, "major_formats": ["CD"], "format": "CD, Album"});
            }
            json!({
                "id": id, "title": record.title, "label": "Label", "catno": format!("CAT {id}"), "country": country(*id), "released": record.year.to_string(),
                "major_formats": ["Vinyl"], "format": "LP, Album", "status": "Accepted", "stats": {"community": {"in_wantlist": 1, "in_collection": 2}},
            })
        };
        return paged(page, &ids, "versions", version);
    }
    if path == "/database/search" {
        let (artist, title) = (query.get("artist").cloned().unwrap_or_default(), query.get("release_title").cloned().unwrap_or_default());
        let ids = records()
            .filter(|(act, record)| act.name == artist && record.title == title && record.masters.is_empty())
            .flat_map(|(_, record)| pressings(loose(&record.title), record.pressings))
            .collect();
        let hit = |id: &i64| {
            json!({
                "id": id, "type": "release", "master_id": 0, "title": format!("{artist} - {title}"), "year": "1980", "country": country(*id),
                "format": ["Vinyl", "LP", "Album"], "formats": [{"name": "Vinyl", "qty": "1", "descriptions": ["LP", "Album"]}],
                "label": ["Label"], "catno": format!("CAT {id}"), "barcode": [format!("50{id:011}")], "community": {"want": 1, "have": 2},
            })
        };
        let (status, mut body) = paged(page, &listed(ids), "results", hit);
        if let Some(found) = inside.common.get(&title) {
            body["pagination"]["items"] = json!(found);
            body["pagination"]["pages"] = json!(found.div_ceil(100));
        }
        return (status, body);
    }
    if let Some(id) = path.strip_prefix("/releases/").and_then(|id| id.parse::<i64>().ok()) {
        let found = records().find(|(_, record)| record.masters.iter().any(|master| pressings(*master, record.pressings).contains(&id)));
        return match found.filter(|_| !inside.gone.contains(&id)) {
            None => (404, json!({"message": "Release not found."})),
            Some((act, record)) => (
                200,
                json!({
                    "id": id, "status": "Accepted", "title": record.title, "year": record.year, "country": country(id), "master_id": record.masters[0],
                    "artists": [{"name": act.name, "id": 7}], "labels": [{"name": "Label", "catno": format!("CAT {id}")}],
                    "formats": [{"name": "Vinyl", "qty": "1", "descriptions": ["LP", "Album"]}],
                    "identifiers": [{"type": "Barcode", "value": format!("50{id:011}")}], "tracklist": [{"type_": "track", "title": "A"}, {"type_": "track", "title": "B"}],
                    "community": {"have": 2, "want": 1, "rating": {"count": 25, "average": 4.04}},
                }),
            ),
        };
    }
    (404, json!({"message": "The requested resource was not found."}))
}

fn paged(page: u32, ids: &[i64], name: &str, row: impl Fn(&i64) -> Value) -> (u16, Value) {
    let pages = u32::try_from(ids.len()).unwrap().div_ceil(100).max(1);
    if page > pages {
        return (500, json!({"message": "An internal server error occurred (code: 1)"}));
    }
    let rows: Vec<Value> = ids.iter().skip((page as usize - 1) * 100).take(100).map(row).collect();
    (200, json!({"pagination": {"page": page, "pages": pages, "per_page": 100, "items": ids.len(), "urls": {}}, name: rows}))
}

/// The pressings of a master.
pub fn pressings(master: i64, count: u32) -> Vec<i64> {
    (0..i64::from(count)).map(|at| master * 10_000 + at + 1).collect()
}

/// What stands for a master where there is none.
pub fn loose(title: &str) -> i64 {
    900_000 + title.bytes().map(i64::from).sum::<i64>()
}

fn country(id: i64) -> &'static str {
    ["UK", "US", "Japan", "Germany", "Spain"][usize::try_from(id % 5).unwrap()]
}
