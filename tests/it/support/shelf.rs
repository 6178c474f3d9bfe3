//! A Discogs that knows what one member owns and wants, and whose lists may change while they are read.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// A token that the member has made for themselves.
pub const TOKEN: &str = "verasOWNtokenVERASowntoken";
/// What the member's consent comes to.
pub const CONSENT: (&str, &str) = ("accessTOKENofVera", "accessSECRETofVera");
/// The house's consumer key.
pub const CONSUMER: [(&str, &str); 2] = [("DISCOGS_CONSUMER_KEY", "theCONSUMERkey"), ("DISCOGS_CONSUMER_SECRET", "theCONSUMERsecret")];
/// When everything here begins: 2023.
pub const THEN: i64 = 1_700_000_000;

/// One copy: of which release, which one of them, in which folder, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copy(pub i64, pub i64, pub i64, pub i64);

type Change = Box<dyn FnMut(&mut Inside) + Send>;

/// What there is to know, and how the service behaves.
#[derive(Default)]
pub struct Inside {
    pub copies: Vec<Copy>,
    /// Of which release, since when.
    pub wants: Vec<(i64, i64)>,
    pub folders: BTreeMap<i64, &'static str>,
    pub hidden: BTreeSet<&'static str>,
    /// Releases that Discogs does not have.
    pub lost: BTreeSet<i64>,
    /// Whom the house's own token belongs to.
    pub house: &'static str,
    pub is_gone: bool,
    pub revoked: bool,
    most: usize,
    failures: VecDeque<u16>,
    changing: Option<Change>,
    asked: Vec<(String, HashMap<String, String>, String)>,
    gate: Arc<tokio::sync::RwLock<()>>,
    releases: Arc<tokio::sync::RwLock<()>>,
}

/// The member is called `Vera`; it ends with the test's runtime.
#[derive(Clone)]
pub struct Shelf {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl Shelf {
    /// With these copies and wants, and pages of at most so many.
    pub async fn start(copies: impl IntoIterator<Item = Copy>, wants: impl IntoIterator<Item = (i64, i64)>, most: usize) -> Self {
        let folders = BTreeMap::from([(1, "Uncategorized"), (2, "Jazz")]);
        let (copies, wants) = (copies.into_iter().collect(), wants.into_iter().collect());
        let inside = Inside { copies, wants, folders, most, house: "somebody", ..Inside::default() };
        let inside = Arc::new(Mutex::new(inside));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    /// Changes what there is.
    pub fn set<T>(&self, change: impl FnOnce(&mut Inside) -> T) -> T {
        change(&mut self.inside.lock().unwrap())
    }

    /// After each page of the collection this happens.
    pub fn set_changing(&self, change: impl FnMut(&mut Inside) + Send + 'static) {
        self.set(|inside| inside.changing = Some(Box::new(change)));
    }

    /// The next questions about the member's lists are answered with these statuses.
    pub fn fail(&self, failures: impl IntoIterator<Item = u16>) {
        self.set(|inside| inside.failures.extend(failures));
    }

    /// Every question so far: path, parameters, `Authorization`.
    pub fn asked(&self) -> Vec<(String, HashMap<String, String>, String)> {
        self.set(|inside| inside.asked.clone())
    }

    /// How many pages of the collection were asked for, the oldest first.
    pub fn pages(&self) -> usize {
        self.asked().iter().filter(|(path, query, _)| path.contains("/folders/0/") && query["sort_order"] == "asc").count()
    }

    /// No lists are told of while the guard lives.
    pub async fn hold(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        let gate = self.set(|inside| Arc::clone(&inside.gate));
        gate.write_owned().await
    }

    /// No releases are told of while the guard lives.
    pub async fn hold_releases(&self) -> tokio::sync::OwnedRwLockWriteGuard<()> {
        let gate = self.set(|inside| Arc::clone(&inside.releases));
        gate.write_owned().await
    }
}

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let authorization = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let gate = {
        let mut inside = inside.lock().unwrap();
        inside.asked.push((path.clone(), query.clone(), authorization.clone()));
        Arc::clone(if parts[0] == "releases" { &inside.releases } else { &inside.gate })
    };
    let _open = gate.read().await;
    let mut inside = inside.lock().unwrap();
    let who = inside.who(&authorization);
    if authorization.starts_with("Discogs token=") && who.is_none() {
        let refusal = axum::Json(message("Invalid consumer token. Please register an app before making requests."));
        return (StatusCode::UNAUTHORIZED, refusal).into_response();
    }
    if parts[0] == "oauth" && parts[1] != "identity" {
        return Inside::consent(&path, request.method().as_str(), &authorization).into_response();
    }
    let (status, body) = inside.told(&parts, &query, who.as_deref());
    let mut response = (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
    if status == 429 {
        response.headers_mut().insert("retry-after", "0".parse().unwrap());
    }
    response
}

fn message(text: &str) -> Value {
    json!({ "message": text })
}

impl Inside {
    /// Whom an `Authorization` stands for; the consumer key stands for nobody.
    fn who(&self, authorization: &str) -> Option<String> {
        let is_vera = authorization == format!("Discogs token={TOKEN}")
            || authorization.contains(&format!("oauth_token=\"{}\"", CONSENT.0))
                && authorization.contains(&format!("oauth_signature=\"theCONSUMERsecret%26{}\"", CONSENT.1));
        if authorization.contains(super::outside::DISCOGS_TOKEN) {
            return Some(self.house.to_owned());
        }
        (is_vera && !self.revoked).then(|| "Vera".to_owned())
    }

    fn consent(path: &str, method: &str, authorization: &str) -> (StatusCode, String) {
        let has = |text: &str| authorization.starts_with("OAuth ") && authorization.contains(text);
        match (method, path) {
            ("GET", "/oauth/request_token")
                if has("oauth_signature=\"theCONSUMERsecret%26\"")
                    && has("oauth_callback=\"http%3A%2F%2F")
                    && has("discogs%2Fcallback\"") =>
            {
                (StatusCode::OK, "oauth_token=requestTOKEN&oauth_token_secret=requestSECRET&oauth_callback_confirmed=true".to_owned())
            }
            ("POST", "/oauth/access_token")
                if has("oauth_signature=\"theCONSUMERsecret%26requestSECRET\"")
                    && has("oauth_token=\"requestTOKEN\"")
                    && has("oauth_verifier=\"theVERIFIER\"") =>
            {
                (StatusCode::OK, format!("oauth_token={}&oauth_token_secret={}", CONSENT.0, CONSENT.1))
            }
            _ => (StatusCode::UNAUTHORIZED, "Invalid request token.".to_owned()),
        }
    }

    fn told(&mut self, parts: &[&str], query: &HashMap<String, String>, who: Option<&str>) -> (u16, Value) {
        match parts {
            ["oauth", "identity"] => match who {
                Some(name) => (200, json!({"id": 1, "username": name, "consumer_name": "Tests"})),
                None => (401, message("You must authenticate to access this resource.")),
            },
            ["releases", id] => {
                let id: i64 = id.parse().unwrap();
                if self.lost.contains(&id) {
                    return (404, message("That release does not exist or may have been deleted."));
                }
                let artist = json!({"name": format!("Artist {}", id % 7), "id": 100 + id % 7});
                let formats = json!([{"name": "Vinyl", "qty": "1", "descriptions": ["LP"]}]);
                (200, json!({"id": id, "title": format!("Record {id}"), "year": 1999, "artists": [artist], "formats": formats}))
            }
            ["users", name, rest @ ..] => {
                if name.to_lowercase() != "vera" || self.is_gone {
                    return (404, message("User does not exist or may have been deleted."));
                }
                if let Some(status) = if rest.is_empty() { None } else { self.failures.pop_front() } {
                    return (status, message("You are making requests too quickly."));
                }
                let is_own = who == Some("Vera");
                let list = rest.first().copied().unwrap_or_default();
                if self.hidden.iter().any(|hidden| *hidden == list) && !is_own {
                    return (
                        403,
                        message("You are not allowed to view this resource. Please authenticate as the owner to view this content."),
                    );
                }
                match rest {
                    [] => (200, json!({"id": 1, "username": "Vera", "num_collection": self.copies.len()})),
                    ["collection", "folders"] => {
                        let mut folders = vec![json!({"id": 0, "name": "All", "count": self.copies.len()})];
                        if is_own {
                            folders.extend(self.folders.iter().map(|(id, name)| json!({"id": id, "name": name})));
                        }
                        (200, json!({ "folders": folders }))
                    }
                    ["collection", "folders", "0", "releases"] => {
                        let row = |Copy(release, instance, folder, at): &Copy| {
                            json!({"id": release, "instance_id": instance, "folder_id": folder, "rating": 0, "date_added": moment(*at),
                                "basic_information": {"id": release, "title": "T"}})
                        };
                        let mut copies = self.copies.clone();
                        copies.sort_by_key(|copy| (copy.3, copy.1));
                        let page = self.page("releases", copies.iter().map(row).collect(), query);
                        if query["sort_order"] == "asc"
                            && let Some(mut change) = self.changing.take()
                        {
                            change(self);
                            self.changing.get_or_insert(change);
                        }
                        page
                    }
                    ["wants"] => {
                        let mut wants = self.wants.clone();
                        wants.sort_by_key(|want| (want.1, want.0));
                        let row = |(id, at): &(i64, i64)| json!({"id": id, "rating": 0, "date_added": moment(*at), "basic_information": {"id": id}});
                        self.page("wants", wants.iter().map(row).collect(), query)
                    }
                    _ => (501, json!({})),
                }
            }
            _ => (404, message("The requested resource was not found.")),
        }
    }

    fn page(&self, name: &str, mut rows: Vec<Value>, query: &HashMap<String, String>) -> (u16, Value) {
        assert_eq!(query["sort"], "added");
        if query["sort_order"] == "desc" {
            rows.reverse();
        }
        let (page, per_page): (usize, usize) = (query["page"].parse().unwrap(), query["per_page"].parse().unwrap());
        let per_page = per_page.min(self.most);
        let pages = rows.len().div_ceil(per_page).max(1);
        if page > pages {
            return (404, message("The requested resource was not found."));
        }
        let items = rows.len();
        let rows: Vec<Value> = rows.into_iter().skip((page - 1) * per_page).take(per_page).collect();
        let pagination = json!({"page": page, "pages": pages, "per_page": per_page, "items": items, "urls": {}});
        (200, json!({"pagination": pagination, name: rows}))
    }
}

fn moment(second: i64) -> String {
    // As Discogs writes it, of its own place.
    let place = chrono::FixedOffset::west_opt(8 * 3600).unwrap();
    chrono::DateTime::from_timestamp(second, 0).unwrap().with_timezone(&place).to_rfc3339()
}
