//! A Spotify, accounts and API, that knows one person: what they play, keep in playlists and like most. It speaks the old
//! shape or the new one, and gives, renews, forgets and refuses tokens as the real one does.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

pub const CLIENT_ID: &str = "the-application";
pub const CLIENT_SECRET: &str = "the-secret-of-the-application";
pub const REDIRECT: &str = "http://127.0.0.1:8080/auth/spotify/callback";

/// What stands on a playlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Track(u32),
    /// A file of the person's own.
    Local(&'static str),
    Episode(u32),
    /// Withdrawn.
    Null,
}

/// One playlist.
#[derive(Clone, Debug)]
pub struct Playlist {
    pub id: String,
    pub owner: &'static str,
    pub snapshot: u32,
    pub items: Vec<Item>,
}

/// Everything that the service knows and does.
pub struct Inside {
    /// The shape before February 2026, and all calls of then.
    pub is_old: bool,
    /// A renewal gives another refresh token, and the old one is dead.
    pub rotates: bool,
    /// Who asks for tokens has to prove by the secret who they are.
    pub wants_secret: bool,
    pub me: &'static str,
    pub playlists: Vec<Playlist>,
    /// Milliseconds and number of the track, the newest first.
    pub plays: Vec<(i64, u32)>,
    pub top: Vec<u32>,
    /// The next answers at this path.
    pub failures: HashMap<&'static str, VecDeque<Failure>>,
    /// Method and path of every question, with what came along.
    pub asked: Vec<(String, HashMap<String, String>)>,
    codes: HashMap<String, String>,
    refresh: HashSet<String>,
    access: HashSet<String>,
    given: u32,
    gate: Arc<tokio::sync::RwLock<()>>,
}

/// An answer that is none.
#[derive(Clone, Debug)]
pub struct Failure {
    pub status: u16,
    pub retry_after: Option<u32>,
    pub body: Value,
}

impl Failure {
    pub fn of(status: u16, body: Value) -> Self {
        Self { status, retry_after: None, body }
    }

    pub fn after(seconds: u32) -> Self {
        Self { status: 429, retry_after: Some(seconds), body: json!({"error": {"status": 429, "message": "API rate limit exceeded"}}) }
    }
}

/// It ends with the test's runtime.
#[derive(Clone)]
pub struct Spotify {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl Spotify {
    pub async fn start() -> Self {
        let inside = Arc::new(Mutex::new(Inside {
            is_old: false,
            rotates: true,
            wants_secret: false,
            me: "mara",
            playlists: Vec::new(),
            plays: Vec::new(),
            top: Vec::new(),
            failures: HashMap::new(),
            asked: Vec::new(),
            codes: HashMap::new(),
            refresh: HashSet::new(),
            access: HashSet::new(),
            given: 0,
            gate: Arc::default(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    /// What a house needs to know of it; the accounts lie below a path of their own.
    pub fn settings(&self, with_secret: bool) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("SPOTIFY_CLIENT_ID", CLIENT_ID.to_owned()),
            ("SPOTIFY_URL", self.url.to_string()),
            ("SPOTIFY_ACCOUNTS_URL", self.url.join("/accounts").unwrap().to_string()),
            ("SPOTIFY_PER_MINUTE", "60000".to_owned()),
        ];
        if with_secret {
            settings.push(("SPOTIFY_CLIENT_SECRET", CLIENT_SECRET.to_owned()));
        }
        settings
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// The person says yes at this address: the code and the state that they come back with.
    pub fn consent(&self, authorize_url: &str) -> (String, String) {
        let url = Url::parse(authorize_url).unwrap();
        assert_eq!(url.path(), "/accounts/authorize");
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        for (name, value) in
            [("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", REDIRECT), ("code_challenge_method", "S256")]
        {
            assert_eq!(query[name], value, "{name}");
        }
        assert!(query["scope"].split(' ').any(|scope| scope == "user-read-recently-played"), "{}", query["scope"]);
        let mut inside = self.inside();
        inside.given += 1;
        let code = format!("code-{}-that-nobody-may-see", inside.given);
        inside.codes.insert(code.clone(), query["code_challenge"].clone());
        (code, query["state"].clone())
    }

    /// Every access token is over.
    pub fn expire(&self) {
        self.inside().access.clear();
    }

    /// The person withdraws their consent.
    pub fn revoke(&self) {
        let mut inside = self.inside();
        inside.access.clear();
        inside.refresh.clear();
    }

    /// The next questions at this path are answered so.
    pub fn fail(&self, path: &'static str, failures: impl IntoIterator<Item = Failure>) {
        self.inside().failures.entry(path).or_default().extend(failures);
    }

    /// How often a path was asked for that begins so.
    pub fn count(&self, path: &str) -> usize {
        self.inside().asked.iter().filter(|(asked, _)| asked.starts_with(path)).count()
    }

    /// Nothing is answered while the guard lives.
    pub async fn hold(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        let gate = Arc::clone(&self.inside().gate);
        gate.write_owned().await
    }
}

impl Inside {
    /// As the database is to hold the plays: seconds, artist, album, track.
    pub fn played(&self) -> Vec<String> {
        self.plays.iter().map(|(ms, n)| format!("({},\"Artist {}\",\"Album {}\",\"Track {n}\")", ms / 1000, n % 7, n % 5)).collect()
    }

    fn tokens(&mut self, refresh: Option<&str>) -> Value {
        self.given += 1;
        let access = format!("access-{}-that-nobody-may-see", self.given);
        self.access.insert(access.clone());
        let mut body = json!({"access_token": access, "token_type": "Bearer", "scope": "user-top-read", "expires_in": 3600});
        let fresh = match refresh {
            Some(_) if !self.rotates => return body,
            Some(old) => {
                self.refresh.remove(old);
                format!("refresh-{}-that-nobody-may-see", self.given)
            }
            None => format!("refresh-{}-that-nobody-may-see", self.given),
        };
        self.refresh.insert(fresh.clone());
        body["refresh_token"] = json!(fresh);
        body
    }

    fn token(&mut self, headers: &HeaderMap, form: &HashMap<String, String>) -> (u16, Value) {
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")));
        let is_proved = headers.get("authorization").is_some_and(|value| value.to_str().unwrap() == basic);
        if self.wants_secret && !is_proved || form.get("client_id").is_some_and(|id| id != CLIENT_ID) {
            return (400, json!({"error": "invalid_client", "error_description": "Invalid client"}));
        }
        let withdrawn = |why: &str| (400, json!({"error": "invalid_grant", "error_description": why}));
        match form["grant_type"].as_str() {
            "authorization_code" => {
                let Some(challenge) = self.codes.remove(&form["code"]) else { return withdrawn("Invalid authorization code") };
                assert_eq!(form["redirect_uri"], REDIRECT);
                if URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes())) != challenge {
                    return withdrawn("code_verifier was incorrect");
                }
                (200, self.tokens(None))
            }
            "refresh_token" if self.refresh.contains(&form["refresh_token"]) => (200, self.tokens(Some(&form["refresh_token"]))),
            _ => withdrawn("Refresh token revoked"),
        }
    }

    fn track(&self, n: u32) -> Value {
        let mut track = json!({
            "id": format!("track{n}"), "name": format!("Track {n}"), "type": "track", "uri": format!("spotify:track:track{n}"),
            "artists": [{"id": format!("artist{}", n % 7), "name": format!("Artist {}", n % 7)}, {"id": "guest", "name": "A Guest"}],
            "album": {"id": format!("album{}", n % 5), "name": format!("Album {}", n % 5), "release_date": "1997", "images": []},
            "duration_ms": 180_000.0, "explicit": n.is_multiple_of(2), "external_ids": {"isrc": format!("ISRC{n}")}, "is_local": false,
        });
        if self.is_old {
            track["popularity"] = json!(12.0);
        } else {
            // What makes an alias of one level too deep break.
            track["track"] = json!(true);
            track["episode"] = json!(false);
        }
        track
    }

    fn artist(&self, n: u32) -> Value {
        let mut artist = json!({"id": format!("artist{n}"), "name": format!("Artist {n}"), "genres": [format!("genre {n}")], "images": []});
        if self.is_old {
            artist["popularity"] = json!(50.0);
            artist["followers"] = json!({"href": null, "total": 1234.0});
        }
        artist
    }

    fn item(&self, item: &Item) -> Value {
        let key = if self.is_old { "track" } else { "item" };
        let mut row = json!({"added_at": "2024-05-20T14:10:29Z", "is_local": matches!(item, Item::Local(_)), "primary_color": null});
        row[key] = match item {
            Item::Track(n) => self.track(*n),
            Item::Local(name) => json!({"id": null, "uri": format!("spotify:local:::{name}:1"), "name": name, "is_local": true,
                "artists": [{"id": null, "name": "Myself"}], "album": {"id": null, "name": ""}, "duration_ms": 1000}),
            Item::Episode(n) => json!({"id": format!("episode{n}"), "name": format!("Episode {n}"), "type": "episode", "duration_ms": 9}),
            Item::Null => Value::Null,
        };
        row
    }

    fn list(&self, items: Vec<Value>, query: &HashMap<String, String>, most: usize) -> (u16, Value) {
        let number = |name: &str| query.get(name).map(|text| text.parse::<usize>().unwrap());
        let (limit, offset) = (number("limit").unwrap_or(20), number("offset").unwrap_or(0));
        if limit > most || limit == 0 {
            return (400, json!({"error": {"status": 400, "message": "Invalid limit"}}));
        }
        let total = items.len();
        let rows: Vec<Value> = items.into_iter().skip(offset).take(limit).collect();
        let next = (offset + limit < total).then(|| format!("{}?offset={}", self.me, offset + limit));
        (200, json!({"href": "", "items": rows, "limit": limit, "next": next, "offset": offset, "previous": null, "total": total}))
    }

    fn recently(&self, query: &HashMap<String, String>) -> (u16, Value) {
        let number = |name: &str| query.get(name).map(|text| text.parse::<i64>().unwrap());
        let (after, before) = (number("after"), number("before"));
        if after.is_some() && before.is_some() {
            return (400, json!({"error": {"status": 400, "message": "Bad request"}}));
        }
        // It knows no more than the last fifty.
        let known = self.plays.iter().take(50).filter(|(ms, _)| after.is_none_or(|at| *ms > at) && before.is_none_or(|at| *ms < at));
        let rows: Vec<Value> = known
            .map(|(ms, n)| {
                let at = chrono::DateTime::from_timestamp_millis(*ms).unwrap().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
                json!({"track": self.track(*n), "context": {"uri": "spotify:playlist:p0"}, "played_at": at})
            })
            .collect();
        (200, json!({"items": rows, "next": null, "cursors": null, "limit": 50, "href": ""}))
    }

    fn api(&mut self, path: &str, query: &HashMap<String, String>) -> (u16, Value) {
        let refused = || (403, json!({"error": {"status": 403}}));
        let ids = || query["ids"].split(',').map(ToOwned::to_owned).collect::<Vec<_>>();
        let number = |id: &str| id.trim_start_matches(char::is_alphabetic).parse::<u32>().ok();
        match path.split('/').skip(2).collect::<Vec<_>>()[..] {
            ["me"] => (200, json!({"id": self.me, "display_name": "Mara", "images": []})),
            ["me", "playlists"] => {
                let key = if self.is_old { "tracks" } else { "items" };
                let row = |list: &Playlist| {
                    let mut row = json!({"id": list.id, "name": format!("List {}", list.id), "description": "", "public": true,
                        "collaborative": false, "owner": {"id": list.owner, "display_name": null}, "images": null,
                        "snapshot_id": format!("snapshot{}", list.snapshot)});
                    row[key] = json!({"href": "", "total": list.items.len()});
                    row
                };
                // A row may be null.
                let rows = self.playlists.iter().map(row).chain(self.playlists.first().map(|_| Value::Null)).collect();
                self.list(rows, query, 50)
            }
            ["playlists", id, what] => {
                if (what == "tracks") != self.is_old {
                    return refused();
                }
                let Some(list) = self.playlists.iter().find(|list| list.id == id) else {
                    return (404, json!({"error": {"status": 404, "message": "Resource not found"}}));
                };
                if !self.is_old && list.owner != self.me {
                    return refused();
                }
                self.list(list.items.iter().map(|item| self.item(item)).collect(), query, if self.is_old { 100 } else { 50 })
            }
            ["me", "player", "recently-played"] => self.recently(query),
            ["me", "top", "tracks"] => self.list(self.top.iter().map(|n| self.track(*n)).collect(), query, 50),
            ["me", "top", "artists"] => self.list(self.top.iter().map(|n| self.artist(n % 7)).collect(), query, 50),
            ["artists"] if self.is_old => {
                let artists: Vec<Value> = ids().iter().map(|id| number(id).map_or(Value::Null, |n| self.artist(n))).collect();
                (200, json!({"artists": artists}))
            }
            ["artists", id] => match number(id) {
                Some(n) => (200, self.artist(n)),
                None => (404, json!({"error": {"status": 404, "message": "Resource not found"}})),
            },
            ["audio-features"] if self.is_old => {
                let features: Vec<Value> =
                    ids().iter().map(|id| json!({"id": id, "tempo": 120.5, "key": 7.0, "danceability": 0.5})).collect();
                (200, json!({"audio_features": features}))
            }
            _ => refused(),
        }
    }
}

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let (path, headers) = (request.uri().path().to_owned(), request.headers().clone());
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let is_post = request.method() == "POST";
    let body = to_bytes(request.into_body(), 10_000).await.unwrap();
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let gate = {
        let mut inside = inside.lock().unwrap();
        inside.asked.push((path.clone(), if is_post { form.clone() } else { query.clone() }));
        Arc::clone(&inside.gate)
    };
    let _open = gate.read().await;
    let mut inside = inside.lock().unwrap();
    if let Some(failure) = inside.failures.get_mut(path.as_str()).and_then(VecDeque::pop_front) {
        let mut response = (StatusCode::from_u16(failure.status).unwrap(), Json(failure.body)).into_response();
        if let Some(after) = failure.retry_after {
            response.headers_mut().insert("retry-after", after.into());
        }
        return response;
    }
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let (status, body) = match path.as_str() {
        "/accounts/api/token" if is_post => inside.token(&headers, &form),
        _ if bearer.is_none_or(|token| !inside.access.contains(token)) => {
            (401, json!({"error": {"status": 401, "message": "The access token expired"}}))
        }
        path => inside.api(path, &query),
    };
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}
