//! Where a provider may send us, and what we take along.

use vinilogy::integrations::{Error, Priority, Provider};

use crate::support::outside::{Outside, at};
use crate::support::upstream::{Reply, Upstream};

const P: Priority = Priority::Crawl;
const OLD: &str = "11111111-1111-4111-8111-111111111111";
const NEW: &str = "22222222-2222-4222-8222-222222222222";

fn artist() -> Reply {
    Reply::json(200, format!(r#"{{"id": "{NEW}", "name": "Merged"}}"#))
}

#[tokio::test]
async fn a_merged_artist_answers_as_the_survivor() {
    for location in [
        format!("/ws/2/artist/{NEW}?inc=aliases+url-rels&fmt=json"),
        // As recorded: the public host, in the clear, whatever was asked.
        format!("http://musicbrainz.org/ws/2/artist/{NEW}?inc=aliases+url-rels&fmt=json"),
    ] {
        let outside = Outside::start().await;
        outside.upstream.reply(&format!("/ws/2/artist/{OLD}"), [Reply::moved(301, &location)]);
        outside.upstream.reply(&format!("/ws/2/artist/{NEW}"), [artist()]);
        let found = outside.integrations.musicbrainz.artist(OLD.parse().unwrap(), P).await.unwrap();
        assert_eq!((found.name.as_str(), found.mbid), ("Merged", NEW.parse().ok()), "{location}");
        assert_eq!(outside.upstream.seen()[1].query["inc"], "aliases url-rels");
        assert_eq!((outside.budget.asked(), outside.budget.ends()), (2, vec![true]));
    }
}

#[tokio::test]
async fn a_redirect_that_nobody_follows_may_be_the_answer() {
    let outside = Outside::start().await;
    let stranger = Upstream::start().await;
    let location = stranger.url.join("/ws/2/artist/elsewhere").unwrap();
    let reply = Reply::json(301, format!(r#"{{"id": "{NEW}", "name": "Merged"}}"#)).header("location", location);
    outside.upstream.reply(&format!("/ws/2/artist/{OLD}"), [reply]);
    let found = outside.integrations.musicbrainz.artist(OLD.parse().unwrap(), P).await.unwrap();
    assert_eq!((found.mbid, outside.upstream.seen().len()), (NEW.parse().ok(), 1));
    assert!(stranger.seen().is_empty());
}

#[tokio::test]
async fn a_prefix_stays_in_front() {
    let upstream = Upstream::start().await;
    let base = upstream.url.join("/mirrors/mb/").unwrap();
    let integrations = at(&base, &[]);
    let location = format!("https://musicbrainz.org/ws/2/artist/{NEW}");
    upstream.reply(&format!("/mirrors/mb/ws/2/artist/{OLD}"), [Reply::moved(301, location)]);
    upstream.reply(&format!("/mirrors/mb/ws/2/artist/{NEW}"), [artist()]);
    assert_eq!(integrations.musicbrainz.artist(OLD.parse().unwrap(), P).await.unwrap().name, "Merged");
    upstream.reply("/mirrors/mb/2.0/", [Reply::json(200, r#"{"artist": {"name": "A"}}"#)]);
    let who = vinilogy::integrations::lastfm::ArtistRef::Name("A");
    assert_eq!(integrations.lastfm.unwrap().artist_info(who, P).await.unwrap().name, "A");
}

#[tokio::test]
async fn credentials_never_leave_the_house() {
    let outside = Outside::start().await;
    let stranger = Upstream::start().await;
    stranger.reply("/releases/7", [Reply::json(200, r#"{"id": 7, "title": "Stolen"}"#)]);
    for status in [301, 302, 307, 308] {
        let location = stranger.url.join("/releases/7").unwrap();
        outside.upstream.reply("/releases/7", [Reply::moved(status, location)]);
        let problem = "it sends us to another host".to_owned();
        let expected = Err(Error::Malformed { provider: Provider::Discogs, problem });
        assert_eq!(outside.integrations.discogs.release(7, P).await, expected);
    }
    assert!(stranger.seen().is_empty(), "nobody went there");
}

#[tokio::test]
async fn covers_lie_elsewhere_but_not_anywhere() {
    let outside = Outside::start().await;
    let stranger = Upstream::start().await;
    let path = format!("/release-group/{OLD}");
    outside.upstream.reply(&path, [Reply::moved(307, stranger.url.join("/index.json").unwrap())]);
    let error = outside.integrations.coverart.front(OLD.parse().unwrap(), P).await.expect_err("a strange host");
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
    assert!(stranger.seen().is_empty());
}

#[tokio::test]
async fn circles_end() {
    let outside = Outside::start().await;
    outside.upstream.reply("/releases/7", [Reply::moved(302, "/releases/7")]);
    let problem = "it sends us in circles".to_owned();
    let expected = Err(Error::Malformed { provider: Provider::Discogs, problem });
    assert_eq!(outside.integrations.discogs.release(7, P).await, expected);
    assert_eq!((outside.upstream.seen().len(), outside.budget.asked()), (6, 6), "five redirects are followed");
}
