//! Recordings of the Cover Art Archive and of Wikimedia Commons, of 2021.

use vinilogy::integrations::{Error, Priority, Provider};

use super::Shelf;
use crate::support::outside::Outside;
use crate::support::upstream::Reply;

const P: Priority = Priority::Clock;

#[tokio::test]
async fn covers_are_read() {
    let Some(mut shelf) = Shelf::open("coverartarchive") else { return };
    let outside = Outside::start().await;
    let coverart = outside.integrations.coverart.clone();

    // The recorded chain runs over three hosts; here one server plays them all.
    for (file, mbid) in [
        ("release_group_index_307.exchange.json", "f5093c06-23e3-404f-aeaa-40f72885ee3a"),
        ("release_index_307.exchange.json", "76df3287-6cda-33eb-8e9a-044b5e15ffdd"),
    ] {
        let mut location = here(&mut shelf, &outside, file, &format!("/release-group/{mbid}"));
        location = here(&mut shelf, &outside, "archive_org_302.exchange.json", &location);
        shelf.serve_at(&outside, &location, "index_json_200.exchange.json");
        let front = coverart.front(mbid.parse().unwrap(), P).await.unwrap().expect("a front");
        assert_eq!(front.url, "https://coverartarchive.org/release/76df3287-6cda-33eb-8e9a-044b5e15ffdd/829521842-500.jpg");
        let page = "https://musicbrainz.org/release/76df3287-6cda-33eb-8e9a-044b5e15ffdd";
        assert_eq!((front.page_url.as_deref(), front.attribution), (Some(page), None));
    }
    assert_eq!(outside.upstream.seen().len(), 6);
    assert_eq!(outside.budget.asked(), 6, "every hop asks for leave");

    let mbid = "e95361ed-0bf7-4824-8b11-6978f05de1f3";
    let path = format!("/release-group/{mbid}");
    shelf.serve_at(&outside, &path, "release_404_html.exchange.json");
    assert_eq!(coverart.front(mbid.parse().unwrap(), P).await, Err(Error::NotFound(Provider::CoverArt)));
    shelf.serve_at(&outside, &path, "bad_id_400_html.exchange.json");
    let refused = Error::Rejected { provider: Provider::CoverArt, problem: "status 400".to_owned() };
    assert_eq!(coverart.front(mbid.parse().unwrap(), P).await, Err(refused));

    shelf.leave("release_back_307", "a redirect to the picture itself; we read the index");
    shelf.leave("release_front_307", "a redirect to the picture itself; we read the index");
    shelf.close(6);
}

/// Serves a recorded redirect with its host replaced by the server's; answers with the path it leads to.
fn here(shelf: &mut Shelf, outside: &Outside, file: &str, path: &str) -> String {
    let recording = shelf.take(file);
    let (_, location) = recording.headers.iter().find(|(name, _)| name == "location").expect("a redirect");
    let location = url::Url::parse(location).unwrap().path().to_owned();
    outside.upstream.reply(path, [Reply::moved(recording.status, outside.upstream.url.join(&location).unwrap())]);
    location
}

#[tokio::test]
async fn pictures_of_artists_are_read() {
    let Some(mut shelf) = Shelf::open("wikimedia") else { return };
    let outside = Outside::start().await;
    let commons = outside.integrations.commons.clone();
    for (file, page, url, attribution) in [
        (
            "imageinfo_nirvana_1992.exchange.json",
            "https://commons.wikimedia.org/wiki/File:Nirvana_around_1992.jpg",
            "https://upload.wikimedia.org/wikipedia/commons/1/19/Nirvana_around_1992.jpg",
            "P.B. Rage from USA, CC BY-SA 2.0",
        ),
        (
            "imageinfo_paramount_theater.exchange.json",
            "https://commons.wikimedia.org/wiki/File:Paramount_Theater_in_Seattle_showing_Wicked.jpg",
            "https://upload.wikimedia.org/wikipedia/commons/c/ce/Paramount_Theater_in_Seattle_showing_Wicked.jpg",
            "Dllu, CC BY-SA 4.0",
        ),
        (
            "imageinfo_portuguese_guitars.exchange.json",
            "https://commons.wikimedia.org/wiki/File:2_Portuguese_guitars.jpg",
            "https://upload.wikimedia.org/wikipedia/commons/0/01/2_Portuguese_guitars.jpg",
            "TenIslands, Public domain",
        ),
    ] {
        shelf.serve(&outside, file);
        let image = commons.image(page, 500, P).await.unwrap();
        assert_eq!((image.url.as_str(), image.attribution.as_deref()), (url, Some(attribution)), "{file}");
        assert_eq!(image.page_url.as_deref(), Some(page));
        let asked = outside.upstream.seen().pop().unwrap().query;
        assert_eq!(asked["iiurlwidth"], "500");
        assert_eq!(asked["titles"], page.rsplit_once('/').unwrap().1.replace('_', " "));
    }
    shelf.close(3);
}
