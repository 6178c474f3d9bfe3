//! A ListenBrainz that knows what one person played, and that goes on being played to while it is read.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::history::Played;

#[derive(Default)]
struct Inside {
    /// The newest first.
    plays: VecDeque<Played>,
    /// By range; what is not here has not been computed yet.
    top: HashMap<String, Value>,
    arriving: usize,
    most: usize,
    asked: Vec<HashMap<String, String>>,
    failures: VecDeque<(u16, Value)>,
}

/// The account is `Mara`'s; it ends with the test's runtime.
#[derive(Clone)]
pub struct Listens {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl Listens {
    /// With these plays, the newest first, and pages of at most so many.
    pub async fn start(plays: impl IntoIterator<Item = Played>, most: usize) -> Self {
        let inside = Arc::new(Mutex::new(Inside { plays: plays.into_iter().collect(), most, ..Inside::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    /// After each page so many plays arrive.
    pub fn set_arriving(&self, plays: usize) {
        self.inside.lock().unwrap().arriving = plays;
    }

    /// What was played most, from now on.
    pub fn set_top(&self, range: &str, albums: &[(&str, &str, u32)]) {
        let row = |(artist, title, plays): &(&str, &str, u32)| json!({"artist_name": artist, "release_group_name": title, "listen_count": plays, "artist_mbids": [], "release_group_mbid": null});
        let rows: Vec<Value> = albums.iter().map(row).collect();
        self.inside.lock().unwrap().top.insert(range.to_owned(), json!(rows));
    }

    /// The next questions for pages of plays are answered so.
    pub fn fail(&self, failures: impl IntoIterator<Item = (u16, Value)>) {
        self.inside.lock().unwrap().failures.extend(failures);
    }

    /// The questions for pages of plays so far.
    pub fn asked(&self) -> Vec<HashMap<String, String>> {
        self.inside.lock().unwrap().asked.clone()
    }

    /// Everything that there is to know.
    pub fn plays(&self) -> Vec<Played> {
        self.inside.lock().unwrap().plays.iter().cloned().collect()
    }
}

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let path: Vec<String> = request.uri().path().split('/').skip(1).map(str::to_lowercase).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let mut inside = inside.lock().unwrap();
    let (status, body) = match path.as_slice() {
        ["1", "user", "mara", "listens"] => plays(&mut inside, &query),
        ["1", "stats", "user", "mara", "release-groups"] => match inside.top.get(&query["range"]) {
            Some(rows) => (200, json!({"payload": {"user_id": "Mara", "range": query["range"], "release_groups": rows}})),
            None => return StatusCode::NO_CONTENT.into_response(),
        },
        _ => (404, json!({"code": 404, "error": "Cannot find user: nobody"})),
    };
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

fn plays(inside: &mut Inside, query: &HashMap<String, String>) -> (u16, Value) {
    let before = query.get("max_ts").map_or(i64::MAX, |text| text.parse().unwrap());
    let count = query["count"].parse::<usize>().unwrap().min(inside.most);
    if query.contains_key("max_ts") {
        inside.asked.push(query.clone());
        if let Some(failure) = inside.failures.pop_front() {
            return failure;
        }
    }
    let listen = |Played(at, artist, album, track): &Played| {
        json!({"listened_at": at, "recording_msid": format!("{artist}/{track}"), "inserted_at": "Mon, 20 Nov 2023 10:00:00 GMT",
            "track_metadata": {"artist_name": artist, "track_name": track, "release_name": album, "mbid_mapping": null,
                "additional_info": {"artist_mbids": [], "release_mbid": ""}}})
    };
    let rows: Vec<Value> = inside.plays.iter().filter(|play| play.0 < before).take(count).map(listen).collect();
    let (oldest, newest) = (inside.plays.back().map_or(0, |play| play.0), inside.plays.front().map_or(0, |play| play.0));
    if query.contains_key("max_ts") {
        let now = vinilogy::clock::Clock::default().now().timestamp();
        for at in 0..inside.arriving {
            let later = newest.max(now) + 1 + i64::try_from(at).unwrap();
            inside.plays.push_front(Played(later, "Arriving".into(), "Later".into(), format!("Track {later}")));
        }
    }
    let payload = json!({"count": rows.len(), "user_id": "Mara", "oldest_listen_ts": oldest, "latest_listen_ts": newest, "listens": rows});
    (200, json!({"payload": payload}))
}
