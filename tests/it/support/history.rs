//! A Last.fm that knows what one person played, and that goes on being played to while it is read.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// One play: when, of whom, from what, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played(pub i64, pub String, pub String, pub String);

#[derive(Default)]
struct Inside {
    /// The newest first.
    plays: VecDeque<Played>,
    top: Vec<(String, String, u32)>,
    /// After each page so many further plays are there, of the future of whoever asked first.
    arriving: usize,
    /// They are of just now, not of the future.
    is_live: bool,
    most: usize,
    failures: VecDeque<(u16, Value)>,
    asked: Vec<HashMap<String, String>>,
    gate: Arc<tokio::sync::RwLock<()>>,
}

/// The account is `Mara`'s; it ends with the test's runtime.
#[derive(Clone)]
pub struct History {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl History {
    /// With these plays, the newest first, and pages of at most so many.
    pub async fn start(plays: impl IntoIterator<Item = Played>, most: usize) -> Self {
        let inside = Inside { plays: plays.into_iter().collect(), most, ..Inside::default() };
        assert!(inside.plays.iter().is_sorted_by(|one, other| one.0 >= other.0));
        let inside = Arc::new(Mutex::new(inside));
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

    /// After each page so many plays of just now arrive.
    pub fn set_live(&self, plays: usize) {
        let mut inside = self.inside.lock().unwrap();
        (inside.arriving, inside.is_live) = (plays, true);
    }

    /// What is played most, in every period.
    pub fn set_top(&self, top: &[(&str, &str, u32)]) {
        self.inside.lock().unwrap().top = top.iter().map(|(artist, album, plays)| ((*artist).into(), (*album).into(), *plays)).collect();
    }

    /// The next questions for plays are answered so.
    pub fn fail(&self, failures: impl IntoIterator<Item = (u16, Value)>) {
        self.inside.lock().unwrap().failures.extend(failures);
    }

    /// The questions for plays so far.
    pub fn asked(&self) -> Vec<HashMap<String, String>> {
        self.inside.lock().unwrap().asked.clone()
    }

    /// Everything that there is to know.
    pub fn plays(&self) -> Vec<Played> {
        self.inside.lock().unwrap().plays.iter().cloned().collect()
    }

    /// No plays are told of while the guard lives.
    pub async fn hold(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        let gate = Arc::clone(&self.inside.lock().unwrap().gate);
        gate.write_owned().await
    }
}

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let method = query["method"].to_lowercase();
    let is_plays = method == "user.getrecenttracks";
    let gate = {
        let mut inside = inside.lock().unwrap();
        if is_plays {
            inside.asked.push(query.clone());
        }
        Arc::clone(&inside.gate)
    };
    let _open = if is_plays { Some(gate.read().await) } else { None };
    let mut inside = inside.lock().unwrap();
    let (status, body) = match method.as_str() {
        _ if query["user"].to_lowercase() != "mara" => (404, json!({"error": 6, "message": "User not found"})),
        "user.getinfo" => (200, json!({"user": {"name": "Mara", "playcount": "9"}})),
        "user.gettopalbums" => {
            let albums: Vec<Value> = inside
                .top
                .iter()
                .map(|(artist, album, plays)| json!({"name": album, "playcount": plays.to_string(), "mbid": "", "artist": {"name": artist, "mbid": ""}}))
                .collect();
            (200, json!({"topalbums": {"album": albums, "@attr": {"user": "Mara"}}}))
        }
        _ => match inside.failures.pop_front() {
            Some(failure) => failure,
            None => plays(&mut inside, &query),
        },
    };
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

fn plays(inside: &mut Inside, query: &HashMap<String, String>) -> (u16, Value) {
    let number = |name: &str| query.get(name).map(|text| text.parse::<i64>().unwrap());
    let (from, to) = (number("from").unwrap_or(i64::MIN), number("to").unwrap_or(i64::MAX));
    let limit = usize::try_from(number("limit").unwrap_or(50)).unwrap().min(inside.most);
    let page = usize::try_from(number("page").unwrap_or(1)).unwrap();
    let window: Vec<&Played> = inside.plays.iter().filter(|play| (from..=to).contains(&play.0)).collect();
    let row = |Played(at, artist, album, track): &Played| {
        json!({
            "artist": {"#text": artist, "mbid": ""}, "album": {"#text": album, "mbid": ""}, "name": track, "mbid": "", "streamable": "0",
            "date": {"uts": at.to_string(), "#text": "then"},
        })
    };
    // It comes on top of the page, and on every one.
    let mut tracks =
        vec![json!({"artist": {"#text": "Nobody"}, "album": {"#text": ""}, "name": "Playing now", "@attr": {"nowplaying": "true"}})];
    tracks.extend(window.iter().skip((page - 1) * limit).take(limit).map(|play| row(play)));
    let attributes = json!({
        "user": "Mara", "page": page.to_string(), "perPage": limit.to_string(), "total": window.len().to_string(),
        "totalPages": window.len().div_ceil(limit).to_string(),
    });
    let now = vinilogy::clock::Clock::default().now().timestamp();
    let newest = inside.plays.front().map_or(1_700_000_000, |play| play.0);
    for at in 0..inside.arriving {
        let later = if inside.is_live { newest.max(now) } else { newest.max(now) + 1 + i64::try_from(at).unwrap() };
        let number = if inside.is_live { i64::try_from(inside.plays.len()).unwrap() } else { later };
        inside.plays.push_front(Played(later, "Arriving".into(), "Later".into(), format!("Track {number}")));
    }
    let tracks = if tracks.len() == 1 { tracks.remove(0) } else { Value::Array(tracks) };
    (200, json!({"recenttracks": {"track": tracks, "@attr": attributes}}))
}
