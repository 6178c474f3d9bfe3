//! Answers that are in order but odd: errors with status 200, lists of one, masters that do not exist.

use serde_json::json;
use vinilogy::integrations::lastfm::ArtistRef;
use vinilogy::integrations::{Error, Priority, Provider};

use crate::support::outside::Outside;
use crate::support::upstream::Reply;

const P: Priority = Priority::Crawl;
const MBID: &str = "5b11f4ce-a62d-471e-81fc-a69a8278c7da";

#[tokio::test]
async fn lastfm_means_its_code_not_its_status() {
    let rejected = |problem: &str| Err(Error::Rejected { provider: Provider::Lastfm, problem: problem.to_owned() });
    let unavailable = |problem: &str| Err(Error::Unavailable { provider: Provider::Lastfm, problem: problem.to_owned() });
    let missing = || Err(Error::NotFound(Provider::Lastfm));
    let limited = || Err(Error::RateLimited { provider: Provider::Lastfm, after: std::time::Duration::from_mins(1) });
    let cases = [
        (200, json!({"error": 6, "message": "The artist you supplied could not be found", "links": []}), missing(), 1),
        (404, json!({"message": "User not found", "error": "6"}), missing(), 1),
        (200, json!({"error": 6, "message": "limit param out of bounds (1-1000)"}), rejected("limit param out of bounds (1-1000)"), 1),
        (200, json!({"error": 6, "message": "Invalid parameters - missing"}), rejected("Invalid parameters - missing"), 1),
        (400, json!({"error": 3, "message": "Invalid Method"}), rejected("error 3: Invalid Method"), 1),
        (403, json!({"error": 10, "message": "Invalid API key"}), rejected("error 10: Invalid API key"), 1),
        (200, json!({"error": 26, "message": "Suspended"}), rejected("error 26: Suspended"), 1),
        (500, json!({"error": 8, "message": "Operation failed"}), unavailable("error 8"), 4),
        (200, json!({"error": 11, "message": "Service Offline"}), unavailable("error 11"), 4),
        (503, json!({"error": 16, "message": "Try again"}), unavailable("error 16"), 4),
        (429, json!({"error": 29, "message": "Rate limit exceeded"}), limited(), 4),
        (200, json!({"error": 29, "message": "Rate limit exceeded"}), limited(), 4),
    ];
    for (status, body, expected, requests) in cases {
        let outside = Outside::start().await;
        outside.upstream.reply("/2.0/", [Reply::json(status, body.to_string())]);
        let lastfm = outside.integrations.lastfm.clone().unwrap();
        assert_eq!(lastfm.artist_info(ArtistRef::Name("A"), P).await, expected, "{body}");
        assert_eq!(outside.upstream.seen().len(), requests, "{body}");
    }
    let outside = Outside::start().await;
    let broken = Reply::json(500, r#"{"error":8,"message":"Operation failed"}"#);
    outside.upstream.reply("/2.0/", [broken, Reply::json(200, r#"{"artist":{"name":"A"}}"#)]);
    let lastfm = outside.integrations.lastfm.clone().unwrap();
    assert_eq!(lastfm.artist_info(ArtistRef::Name("A"), P).await.unwrap().name, "A", "code 8 usually passes");
}

#[tokio::test]
async fn lists_of_one_come_without_their_list() {
    let outside = Outside::start().await;
    let lastfm = outside.integrations.lastfm.clone().unwrap();
    let one = json!({"name": "One", "mbid": "", "match": "0.5"});
    outside.upstream.reply("/2.0/", [Reply::json(200, json!({"similarartists": {"artist": one}}).to_string())]);
    assert_eq!(lastfm.similar(ArtistRef::Name("A"), 5, P).await.unwrap().len(), 1);
    let results = json!({"results": {"opensearch:totalResults": "1", "artistmatches": {"artist": one}}});
    outside.upstream.reply("/2.0/", [Reply::json(200, results.to_string())]);
    assert_eq!(lastfm.search("One", 5, 1, P).await.unwrap().items[0].name, "One");
    let nothing = json!({"results": {"opensearch:totalResults": "0", "artistmatches": ""}});
    outside.upstream.reply("/2.0/", [Reply::json(200, nothing.to_string())]);
    assert!(lastfm.search("One", 5, 1, P).await.unwrap().items.is_empty());
    let tagged = json!({"topartists": {"artist": [], "@attr": {"tag": "x", "totalPages": "0", "total": "0"}}});
    outside.upstream.reply("/2.0/", [Reply::json(200, tagged.to_string())]);
    assert_eq!(lastfm.tag_top_artists("x", 5, 1, P).await.unwrap().next, None);
}

#[tokio::test]
async fn an_unknown_master_has_six_million_versions() {
    let outside = Outside::start().await;
    let body = json!({"pagination": {"page": 1, "pages": 60_000, "items": 6_012_345}, "versions": [{"id": 1, "major_formats": ["Vinyl"]}]});
    outside.upstream.reply("/masters/5/versions", [Reply::json(200, body.to_string())]);
    assert_eq!(outside.integrations.discogs.versions(5, 1, P).await, Err(Error::NotFound(Provider::Discogs)));
}

#[tokio::test]
async fn an_outage_is_not_the_end_of_the_list() {
    let path = "/masters/5/versions";
    let down = || Reply::json(500, r#"{"message": "An internal server error occurred (code: 1)."}"#);
    let page = |number: u32, pages: u32| {
        let versions = json!([{"id": number, "title": "T", "major_formats": ["Vinyl"]}]);
        Reply::json(200, json!({"pagination": {"page": number, "pages": pages, "items": pages}, "versions": versions}).to_string())
    };
    let outside = Outside::start().await;
    let discogs = outside.integrations.discogs.clone();
    outside.upstream.reply(path, [down(), page(1, 2), page(2, 2)]);
    let found = discogs.versions(5, 2, P).await.unwrap();
    assert_eq!((found.items[0].discogs_id, found.next), (2, None), "page 2 exists, so it was an outage");
    outside.upstream.reply(path, [down(), page(1, 1)]);
    assert!(discogs.versions(5, 2, P).await.unwrap().items.is_empty(), "page 2 does not exist");
    outside.upstream.reply(path, [down()]);
    let error = discogs.versions(5, 2, P).await.expect_err("all is down");
    assert!(matches!(error, Error::Unavailable { .. }), "{error}");
    outside.upstream.reply(path, [down(), page(1, 3)]);
    assert!(discogs.versions(5, 1, P).await.is_ok(), "page 1 is never past the end");
}

#[tokio::test]
async fn search_ends() {
    let outside = Outside::start().await;
    let discogs = outside.integrations.discogs.clone();
    let missing = Reply::json(404, r#"{"message": "The requested resource was not found."}"#);
    outside.upstream.reply("/database/search", [missing]);
    assert!(discogs.search_barcode("5099923564817", 2, P).await.unwrap().items.is_empty(), "past the last page");
    let body =
        json!({"pagination": {"page": 100, "pages": 343, "items": 34_300}, "results": [{"id": 1, "type": "release", "title": "A - B"}]});
    outside.upstream.reply("/database/search", [Reply::json(200, body.to_string())]);
    assert_eq!(discogs.search_releases("A", "B", 100, P).await.unwrap().next, None, "no deeper than 10,000");
    let asked = outside.upstream.seen().pop().unwrap().query;
    for (key, value) in [("type", "release"), ("format", "Vinyl"), ("artist", "A"), ("release_title", "B"), ("per_page", "100")] {
        assert_eq!(asked[key], value);
    }
}

#[tokio::test]
async fn albums_are_paged_to_the_end_and_no_further() {
    let outside = Outside::start().await;
    let musicbrainz = outside.integrations.musicbrainz.clone();
    let page = |count: u32, groups: usize| {
        let groups = vec![json!({"id": MBID, "title": "T", "primary-type": "Album"}); groups];
        Reply::json(200, json!({"release-group-count": count, "release-group-offset": 0, "release-groups": groups}).to_string())
    };
    for (count, groups, offset, expected) in [
        (250, 100, 0, Ok(Some(100))),
        (250, 60, 100, Ok(Some(160))),
        (250, 90, 160, Ok(None)),
        (0, 0, 0, Ok(None)),
        (9, 0, 20, Ok::<_, Error>(None)),
    ] {
        outside.upstream.reply("/ws/2/release-group", [page(count, groups)]);
        let found = musicbrainz.artist_albums(MBID.parse().unwrap(), offset, P).await.map(|page| page.next);
        assert_eq!(found, expected, "{groups} of {count} from {offset}");
    }
    outside.upstream.reply("/ws/2/release-group", [page(250, 0)]);
    let error = musicbrainz.artist_albums(MBID.parse().unwrap(), 100, P).await.expect_err("it would loop");
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
    let asked = outside.upstream.seen().pop().unwrap().query;
    for (key, value) in [("type", "album"), ("limit", "100"), ("offset", "100"), ("inc", "artist-credits url-rels"), ("fmt", "json")] {
        assert_eq!(asked[key], value);
    }
}

#[tokio::test]
async fn a_file_may_be_missing_on_commons() {
    let outside = Outside::start().await;
    let commons = outside.integrations.commons.clone();
    let missing = || Err(Error::NotFound(Provider::Commons));
    let cases = [
        (json!({"query": {"pages": [{"title": "File:A.jpg", "missing": true}]}}), missing(), 1),
        (json!({"query": {"pages": {"-1": {"title": "File:A.jpg", "missing": ""}}}}), missing(), 1),
        (
            json!({"error": {"code": "toomanyvalues", "info": "Too many."}}),
            Err(Error::Rejected { provider: Provider::Commons, problem: "Too many.".to_owned() }),
            1,
        ),
        (
            json!({"error": {"code": "maxlag", "info": "Waiting"}}),
            Err(Error::Unavailable { provider: Provider::Commons, problem: "maxlag".to_owned() }),
            4,
        ),
    ];
    for (body, expected, requests) in cases {
        let before = outside.upstream.seen().len();
        outside.upstream.reply("/w/api.php", [Reply::json(200, body.to_string())]);
        assert_eq!(commons.image("File:A.jpg", 400, P).await, expected, "{body}");
        assert_eq!(outside.upstream.seen().len() - before, requests, "{body}");
    }
    assert_eq!(outside.upstream.seen()[0].query["iiurlwidth"], "500", "400 is no standard width");
    assert_eq!(commons.image("https://commons.wikimedia.org/wiki/Kate_Bush", 500, P).await, missing(), "no file");
}

#[tokio::test]
async fn listenbrainz_is_asked_with_its_token_and_left_alone_when_it_says_so() {
    let outside = Outside::start().await;
    let listenbrainz = &outside.integrations.listenbrainz;
    let page = json!({"payload": {"user_id": "Some One", "listens": []}}).to_string();
    let busy =
        Reply::json(429, r#"{"code": 429, "error": "slow down"}"#).header("x-ratelimit-remaining", "0").header("x-ratelimit-reset-in", "7");
    outside.upstream.reply("/1/user/some%20one/listens", [busy, Reply::json(200, page)]);
    assert_eq!(listenbrainz.user("some one", P).await.as_deref(), Ok("Some One"));
    assert!(outside.naps().contains(&std::time::Duration::from_secs(7)), "{:?}", outside.naps());
    let seen = outside.upstream.seen();
    assert_eq!((seen.len(), seen[1].query["count"].as_str()), (2, "1"));
    assert!(seen.iter().all(|seen| !seen.headers.contains_key("authorization")), "what is public needs no token");
    let before = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let token = [("LISTENBRAINZ_TOKEN", "a token of the household")];
    let known = crate::support::outside::at(&outside.upstream.url, &token).listenbrainz;
    outside.upstream.reply("/1/user/a/listens", [Reply::json(200, json!({"payload": {"user_id": "a", "listens": []}}).to_string())]);
    assert_eq!(known.listens("a", before, P).await.unwrap().oldest, None);
    let seen = outside.upstream.seen().pop().unwrap();
    assert_eq!(seen.headers["authorization"], "Token a token of the household");
    assert_eq!((seen.query["max_ts"].as_str(), seen.query["count"].as_str()), ("1700000000", "1000"));
    let stats = "/1/stats/user/a/release-groups";
    outside.upstream.reply(stats, [Reply::bytes(204, Vec::new())]);
    assert_eq!(known.top_albums("a", "year", 100, P).await, Ok(None), "not computed yet");
    outside.upstream.reply("/1/user/nobody/listens", [Reply::json(404, r#"{"code": 404, "error": "Cannot find user: nobody"}"#)]);
    assert_eq!(known.user("nobody", P).await, Err(Error::NotFound(Provider::Listenbrainz)));
}
