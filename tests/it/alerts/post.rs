//! Where notices arrive: a mail server and a web server on loopback ports.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A mail server that speaks SMTP, and keeps what it took.
#[derive(Clone, Default)]
pub struct MailServer {
    mails: Arc<Mutex<Vec<String>>>,
    /// So many mails are put off first.
    busy: Arc<Mutex<usize>>,
}

impl MailServer {
    pub async fn start() -> (Self, String) {
        let server = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taking = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = taking.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        (server, url)
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail.example.org ESMTP\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let answer = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
                "EHLO" | "HELO" => "250 mail.example.org".to_owned(),
                "MAIL" if self.is_busy() => "451 try again later".to_owned(),
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    // Long lines come folded, as quoted-printable has them.
                    self.mails.lock().unwrap().push(mail.replace("=\n", "").replace("=\r\n", ""));
                    "250 taken".to_owned()
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 fine".to_owned(),
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    fn is_busy(&self) -> bool {
        let mut busy = self.busy.lock().unwrap();
        let was = *busy;
        *busy = was.saturating_sub(1);
        was > 0
    }

    pub fn put_off(&self, mails: usize) {
        *self.busy.lock().unwrap() = mails;
    }

    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

/// What was posted to a web server.
#[derive(Clone, Debug)]
pub struct Posted {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// A web server that takes what is posted, after the answers that it was told to give first.
#[derive(Clone, Default)]
pub struct WebServer {
    posted: Arc<Mutex<Vec<Posted>>>,
    first: Arc<Mutex<Vec<(String, u16)>>>,
}

async fn take(State(server): State<WebServer>, request: Request) -> (StatusCode, HeaderMap, &'static str) {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let path = parts.uri.path().to_owned();
    let mut first = server.first.lock().unwrap();
    let status = first.iter().position(|(of, _)| *of == path).map_or(200, |at| first.remove(at).1);
    server.posted.lock().unwrap().push(Posted { path, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() });
    let mut headers = HeaderMap::new();
    if status == 302 {
        headers.insert("location", "/elsewhere".parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, "")
}

impl WebServer {
    pub async fn start() -> (Self, Url) {
        let server = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(take).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (server, url)
    }

    /// Answers the first questions at `path` with this status instead.
    pub fn first(&self, path: &str, status: u16) {
        self.first.lock().unwrap().push((path.to_owned(), status));
    }

    pub fn posted(&self, path: &str) -> Vec<Posted> {
        self.posted.lock().unwrap().iter().filter(|posted| posted.path == path).cloned().collect()
    }
}
