//! The page's files.

use reqwest::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use vinilogy::http::Page;

use super::toy::{Toy, Wish};

const FILES: [(&str, &str); 4] = [
    ("index.html", "<!doctype html><title>the page</title>"),
    ("graphiql.html", "<!doctype html><title>graphiql</title>"),
    ("assets/index-abc.js", "export const a = 1"),
    ("favicon.svg", "<svg/>"),
];

async fn with_page(introspection: bool) -> Toy {
    Toy::with(Wish { page: Page::of(&FILES), introspection, ..Wish::default() }).await
}

#[tokio::test]
async fn the_page_answers_every_path_of_its_own() {
    let toy = with_page(true).await;
    for path in ["/", "/artists/artist:42", "/search/R.E.M.", "/index.html"] {
        let response = toy.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-cache");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("img-src 'self' data:;") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(response.text().await.unwrap().contains("the page"));
    }
    for path in ["/assets/gone.js", "/assets/gone", "/robots.txt", "/graphql/x", "/etl/x", "/health/x", "/images"] {
        assert_eq!(toy.get(path).await.status(), 404, "{path}");
    }
    assert_eq!(toy.client.post(toy.url("/somewhere")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn files_are_kept_as_long_as_their_names_allow() {
    let toy = with_page(true).await;
    let script = toy.get("/assets/index-abc.js").await;
    assert_eq!(script.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(script.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
    assert!(script.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'"), "a worker obeys it");
    assert_eq!(toy.get("/favicon.svg").await.headers()[CACHE_CONTROL], "no-cache");

    let tag = toy.get("/").await.headers()[ETAG].clone();
    let again = toy.client.get(toy.url("/")).header(IF_NONE_MATCH, &tag).send().await.unwrap();
    assert_eq!((again.status().as_u16(), &again.headers()[ETAG]), (304, &tag));
    assert_eq!(again.text().await.unwrap(), "");
}

#[tokio::test]
async fn graphiql_is_there_only_with_introspection() {
    let toy = with_page(true).await;
    let response = toy.get("/graphiql").await;
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("worker-src 'self' blob:"), "{policy}");
    assert!(response.text().await.unwrap().contains("graphiql"));
    let toy = with_page(false).await;
    for path in ["/graphiql", "/graphiql/", "/graphiql.html"] {
        assert_eq!(toy.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_build_without_the_page_says_how_to_make_one() {
    let toy = Toy::start().await;
    let response = toy.get("/").await;
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    assert!(text.contains("make build") && text.contains("/graphql"), "{text}");
    assert_eq!(toy.get("/artists").await.status(), 404);
}

#[tokio::test]
async fn files_go_out_as_they_were_packed() {
    let files = [
        ("index.html", "the page"),
        ("index.html.br", "as brotli"),
        ("index.html.gz", "as gzip"),
        ("assets/index-abc.js", "a script that nobody packed"),
    ];
    let toy = Toy::with(Wish { page: Page::of(&files), ..Wish::default() }).await;
    let plain = reqwest::Client::builder().no_gzip().no_brotli().build().unwrap();
    for (accepted, packing, said) in [
        ("gzip, deflate, br, zstd", "br", "as brotli"),
        ("br;q=0, gzip", "gzip", "as gzip"),
        ("GZIP;q=0.5", "gzip", "as gzip"),
        ("identity", "", "the page"),
        ("br;q=0", "", "the page"),
    ] {
        let response = plain.get(toy.url("/artists/42")).header(ACCEPT_ENCODING, accepted).send().await.unwrap();
        let headers = response.headers().clone();
        let packed = headers.get(CONTENT_ENCODING).map_or("", |packing| packing.to_str().unwrap());
        assert_eq!(packed, packing, "{accepted}");
        assert_eq!(headers[CONTENT_LENGTH].to_str().unwrap(), said.len().to_string(), "{accepted}");
        assert_eq!(headers[CONTENT_TYPE], "text/html; charset=utf-8", "{accepted}");
        assert!(headers.get_all(VARY).iter().any(|names| names == "accept-encoding"), "{accepted}");
        assert_eq!(response.text().await.unwrap(), said, "{accepted}");
    }
    let script = toy.get("/assets/index-abc.js").await;
    assert_eq!(script.text().await.unwrap(), "a script that nobody packed");
}

/// What a first visit loads before it can show anything.
#[test]
fn the_first_load_is_within_two_hundred_kilobytes_of_script() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist");
    let page =
        std::fs::read_to_string(dist.join("index.html")).expect("the page is not built: run `make test`, or `npm run build` in web/");
    let mut total = 0;
    let is_script = |text: &&str| text.starts_with("/assets/") && std::path::Path::new(text).extension().is_some_and(|end| end == "js");
    for name in page.split('"').filter(is_script) {
        let file = dist.join(name.trim_start_matches('/'));
        let packed = std::path::PathBuf::from(format!("{}.br", file.display()));
        let sent = if packed.is_file() { packed } else { file };
        total += std::fs::metadata(&sent).unwrap().len();
    }
    println!("{total} bytes of script");
    assert!((50_000..=200_000).contains(&total), "{total} bytes");
}
