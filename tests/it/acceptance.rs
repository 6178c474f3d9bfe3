//! The main job, on real answers: an artist nobody has looked up, answered with every pressing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::integrations::recorded::shared;
use crate::support::app::{TestApp, post};
use crate::support::replay::{HOUNDS_OF_LOVE, KATE_BUSH, Replay, SUPPLIED_PER_SEARCH};

const QUERY: &str = r#"{ artist(by:{name:"Kate Bush"}) { name mbid albums(first:50){ totalCount nodes { title firstReleaseYear
    releasesSync { state } releases(first:100){ totalCount nodes { discogsId country year format label catalogNumber } } } } } }"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kate_bush_is_answered_with_every_pressing_and_again_with_everybody_gone() {
    let Some(folder) = shared("chain-kate-bush") else {
        eprintln!("no ../shared/fixtures: nothing to replay");
        return;
    };
    let mut replay = Replay::start(&folder).await;
    // The budgets are the real ones: sixty a minute are enough for her.
    let real = [("LASTFM_PER_MINUTE", "300"), ("MUSICBRAINZ_PER_MINUTE", "60"), ("DISCOGS_PER_MINUTE", "60"), ("LOOKUP_WAIT", "8s")];
    let app = TestApp::at(&replay.url, &real).await.working();
    let url = app.serve().await;
    let first = post(&url, QUERY).await;
    assert!(first.get("errors").is_none(), "{first:#}");
    let artist = &first["data"]["artist"];
    assert_eq!((&artist["name"], &artist["mbid"]), (&json!("Kate Bush"), &json!(KATE_BUSH)));

    let albums = artist["albums"]["nodes"].as_array().unwrap();
    let mut told: Vec<(String, i64)> =
        albums.iter().map(|album| (text(&album["title"]), album["firstReleaseYear"].as_i64().unwrap())).collect();
    let mut recorded = replay.recorded_studio_albums();
    told.sort();
    recorded.sort();
    assert_eq!(told, recorded, "every recorded studio album, and no other");
    assert_eq!(artist["albums"]["totalCount"], recorded.len());

    for album in albums {
        let is_hounds = album["title"] == "Hounds of Love";
        let expected = if is_hounds { replay.counted_vinyl() } else { SUPPLIED_PER_SEARCH };
        assert_eq!((&album["releases"]["totalCount"], &album["releasesSync"]["state"]), (&json!(expected), &json!("FRESH")), "{album:#}");
        if is_hounds {
            holds_the_recorded_pressings(album, &replay);
        }
    }

    let calls = replay.calls();
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for call in &calls {
        *sources.entry(call.answered).or_default() += 1;
    }
    // Last.fm's page and similar artists; two pages of release groups; one page of versions; nine searches.
    assert_eq!(calls.len(), 2 + 2 + 1 + 9, "{calls:#?}");
    replay.stop();
    let second = post(&url, QUERY).await;
    assert_eq!(second["data"], first["data"], "the database answers alone");
    assert_eq!(replay.calls().len(), calls.len());

    eprintln!("first answer, {} upstream calls ({sources:?}), {} bytes:\n{}", calls.len(), first.to_string().len(), outline(&first));
    eprintln!("second answer, with the replay stopped, {} upstream calls:\n{}", replay.calls().len() - calls.len(), outline(&second));
    for call in calls {
        eprintln!("  {} ← {}", call.asked, call.answered);
    }
}

fn holds_the_recorded_pressings(album: &Value, replay: &Replay) {
    let told = album["releases"]["nodes"].as_array().unwrap();
    let recorded = replay.recorded_pressings();
    assert!(recorded.len() >= 9, "{HOUNDS_OF_LOVE} has recorded vinyl");
    for version in recorded {
        let release = told.iter().find(|release| release["discogsId"] == version["id"]).unwrap();
        for (field, recorded) in [("country", "country"), ("format", "format"), ("label", "label"), ("catalogNumber", "catno")] {
            assert_eq!(release[field], version[recorded], "{field} of {}", version["id"]);
        }
        assert_eq!(release["year"].to_string(), version["released"].as_str().unwrap()[..4]);
    }
}

fn outline(answer: &Value) -> String {
    let artist = &answer["data"]["artist"];
    let albums = artist["albums"]["nodes"].as_array().unwrap();
    let line = |album: &Value| {
        let first = &album["releases"]["nodes"][0];
        format!(
            "  {} ({}): {} pressings, {}; the first {first}",
            text(&album["title"]),
            album["firstReleaseYear"],
            album["releases"]["totalCount"],
            text(&album["releasesSync"]["state"])
        )
    };
    format!("{} {}\n{}", text(&artist["name"]), text(&artist["mbid"]), albums.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
