//! What people own and want at Discogs: fetched whole, whatever happens meanwhile, and told to nobody else.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::support::app::{TestApp, post, until};
use crate::support::database;
use crate::support::outside::DISCOGS_TOKEN;
use crate::support::process::{Surroundings, until as until_process};
use crate::support::shelf::{CONSENT, CONSUMER, Copy, Inside, Shelf, THEN, TOKEN};

pub const OPEN: &str = "select count(*) from job_runs where state in ('queued', 'running')";
pub const STORED: &str = "select discogs_id, instance, folder, extract(epoch from added_at)::bigint from collection_copies where source = 'discogs' order by 1, 2";
pub const ITEMS: &str = "select releases.discogs_id, folder, copies from collection_items join releases on releases.id = release_id
    where collection_items.source = 'discogs' order by 1, 2";
pub const WANTED: &str = "select releases.discogs_id, wantlist_items.source, max_amount::text from wantlist_items
    join releases on releases.id = release_id order by 1";

/// So many copies, a minute apart; every tenth release twice, every third copy in the folder of jazz.
pub fn copies(count: i64) -> Vec<Copy> {
    (0..count).map(|n| Copy(1000 + n - i64::from(n % 10 == 1), n + 1, if n % 3 == 0 { 2 } else { 1 }, THEN + n * 60)).collect()
}

/// As the database writes a row.
fn quoted(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { text.to_owned() }
}

fn folder(inside: &Inside, id: i64, is_own: bool) -> String {
    if is_own { inside.folders[&id].to_owned() } else { String::new() }
}

/// What the service holds, as it should be stored.
pub fn held(shelf: &Shelf, is_own: bool) -> Vec<String> {
    shelf.set(|inside| {
        let mut copies = inside.copies.clone();
        copies.sort();
        let line = |Copy(release, instance, id, at): &Copy| format!("({release},{instance},{},{at})", quoted(&folder(inside, *id, is_own)));
        copies.iter().map(line).collect()
    })
}

/// What of it is to be seen, by release and folder.
pub fn items(shelf: &Shelf, is_own: bool) -> Vec<String> {
    shelf.set(|inside| {
        let mut counts: BTreeMap<(i64, String), i32> = BTreeMap::new();
        for Copy(release, _, id, _) in inside.copies.iter().filter(|copy| !inside.lost.contains(&copy.0)) {
            *counts.entry((*release, folder(inside, *id, is_own))).or_default() += 1;
        }
        counts.iter().map(|((release, folder), copies)| format!("({release},{},{copies})", quoted(folder))).collect()
    })
}

fn link(more: &str) -> String {
    format!(
        "mutation {{ linkAccount(input: {{service: DISCOGS{more}}}) {{ status account {{ service username problem }} authorizeUrl }} }}"
    )
}

async fn settled(app: &TestApp) {
    until(&app.app, "every run ends", || async { app.number(OPEN).await == 0 }).await;
}

async fn linked(shelf: &Shelf, more: &str) -> (TestApp, Requester) {
    let app = TestApp::at(&shelf.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    let answer = app.data_as(&ana, &link(more)).await["linkAccount"].clone();
    let account = json!({"service": "DISCOGS", "username": "Vera", "problem": null});
    assert_eq!(answer, json!({"status": "LINKED", "account": account, "authorizeUrl": null}));
    settled(&app).await;
    (app, ana)
}

/// Fetches what is there, and answers with what the run said.
async fn sync(app: &TestApp, who: &Requester) -> String {
    let run = app.data_as(who, "mutation { syncListening(input: {service: DISCOGS}) { run { id job } } }").await;
    assert_eq!(run["syncListening"]["run"]["job"], "sync_collection");
    settled(app).await;
    said(app).await
}

async fn said(app: &TestApp) -> String {
    app.lines("select coalesce(message, '') as m from job_runs where job = 'sync_collection' order by id desc limit 1").await.pop().unwrap()
}

#[tokio::test]
async fn every_copy_is_there_once_its_pressing_is_and_again_nothing_changes() {
    let shelf = Shelf::start(copies(45), [(1003, THEN), (2001, THEN + 60)], 10).await;
    let (app, ana) = linked(&shelf, ", username: \"vera\"").await;
    assert_eq!(app.lines(STORED).await, held(&shelf, false), "{}", said(&app).await);
    assert_eq!(app.lines(ITEMS).await, items(&shelf, false));
    assert!(said(&app).await.contains("copies: 45 new, 0 updated, 0 removed, 0 unchanged; wants: 2 new"), "{}", said(&app).await);
    assert_eq!(app.lines(WANTED).await, ["(1003,discogs,)", "(2001,discogs,)"]);

    let query = "{ viewer { collection(first: 2) { totalCount pending nodes { id copies folder source addedAt release { discogsId title album { title artist { name } } } }
        pageInfo { hasNextPage endCursor } } wantlist { totalCount pending nodes { source release { discogsId } } } accounts { service problem lastSyncAt } } }";
    let viewer = app.data_as(&ana, query).await["viewer"].clone();
    let collection = &viewer["collection"];
    assert_eq!(
        (&collection["totalCount"], &collection["pending"], &collection["pageInfo"]["hasNextPage"]),
        (&json!(40), &json!(0), &json!(true))
    );
    let newest = &collection["nodes"][0];
    assert_eq!(
        (&newest["release"]["discogsId"], &newest["copies"], &newest["folder"], &newest["source"]),
        (&json!(1044), &json!(1), &json!(null), &json!("discogs"))
    );
    assert_eq!(newest["release"]["album"]["title"], "Record 1044");
    assert_eq!(viewer["wantlist"]["totalCount"], 2);
    assert!(viewer["accounts"][0]["lastSyncAt"].is_string() && viewer["accounts"][0]["problem"].is_null(), "{viewer}");
    let cursor = collection["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = app.data_as(&ana, &format!("{{ viewer {{ collection(first: 100, after: {cursor:?}) {{ nodes {{ id }} }} }} }}")).await;
    assert_eq!(rest["viewer"]["collection"]["nodes"].as_array().unwrap().len(), 38);
    assert_eq!(app.number("select sum(copies)::bigint from owned_albums where user_id = 1").await, 45);

    let releases = shelf.asked().iter().filter(|(path, ..)| path.starts_with("/releases/")).count();
    assert_eq!(releases, 41, "each pressing is asked for once");
    let message = sync(&app, &ana).await;
    assert!(
        message.contains("copies: 0 new, 0 updated, 0 removed, 45 unchanged; wants: 0 new, 0 updated, 0 removed, 2 unchanged; 0 failed"),
        "{message}"
    );
    assert_eq!(shelf.asked().iter().filter(|(path, ..)| path.starts_with("/releases/")).count(), releases);

    // Sold, moved, bought a second time; wanted no more, and wanted.
    shelf.set(|inside| {
        inside.copies.retain(|copy| copy.0 != 1005);
        inside.copies.push(Copy(1007, 900, 1, THEN + 90_000));
        inside.wants = vec![(2001, THEN + 60), (2002, THEN + 90)];
    });
    let message = sync(&app, &ana).await;
    assert!(
        message.contains("copies: 1 new, 0 updated, 1 removed, 44 unchanged; wants: 1 new, 0 updated, 1 removed, 1 unchanged"),
        "{message}"
    );
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, false), items(&shelf, false)));
    assert_eq!(app.lines(WANTED).await, ["(2001,discogs,)", "(2002,discogs,)"]);
}

#[tokio::test]
async fn whoever_gives_a_token_sees_their_folders_and_what_is_private_and_the_token_is_kept_sealed() {
    let shelf = Shelf::start(copies(12), [(2001, THEN)], 10).await;
    shelf.set(|inside| inside.hidden.extend(["collection", "wants"]));
    let (app, ana) = linked(&shelf, &format!(", token: {TOKEN:?}")).await;
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, true), items(&shelf, true)));
    assert_eq!(app.lines(WANTED).await, ["(2001,discogs,)"]);
    let dump = "select string_agg(t::text, '') from (select to_jsonb(j)::text from job_runs as j union all select to_jsonb(a)::text from linked_accounts as a
        union all select to_jsonb(c)::text from account_consents as c union all select payload::text from graphile_worker._private_jobs) as t";
    let stored = app.lines(dump).await.concat();
    assert!(stored.contains("Vera") && !stored.contains(TOKEN), "{stored}");
    assert_eq!(app.number("select count(*) from account_consents").await, 0, "nothing waits any more");

    // Moved to another folder: the same copy.
    shelf.set(|inside| inside.copies[0].2 = 1);
    let message = sync(&app, &ana).await;
    assert!(message.contains("copies: 0 new, 1 updated, 0 removed, 11 unchanged"), "{message}");
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, true), items(&shelf, true)));

    // A token that is withdrawn ends the reading, and removes nothing.
    shelf.set(|inside| inside.revoked = true);
    sync(&app, &ana).await;
    let problem = app.data_as(&ana, "{ viewer { accounts { problem } } }").await["viewer"]["accounts"][0]["problem"].to_string();
    assert!(problem.contains("does not take the token any more: link the account again"), "{problem}");
    assert_eq!(app.lines(STORED).await, held(&shelf, true));
    shelf.set(|inside| inside.revoked = false);
    for (more, status) in [
        (", token: \"notATokenOfAnybody\"", "UNKNOWN_USER"),
        (&*format!(", username: \"other\", token: {TOKEN:?}"), "UNKNOWN_USER"),
        (", username: \"nobody\"", "UNKNOWN_USER"),
        ("", "NOT_CONFIGURED"),
    ] {
        assert_eq!(app.data_as(&ana, &link(more)).await["linkAccount"]["status"], status, "{more}");
    }
    for more in [", token: \"two words\"", ", username: \"..\"", ", username: \"a/b\""] {
        assert_eq!(app.ask_as(ana, &link(more)).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{more}");
    }
    assert_eq!(app.data_as(&ana, "{ viewer { accounts { username } } }").await["viewer"]["accounts"], json!([{"username": "Vera"}]));
}

#[tokio::test]
async fn what_is_private_or_gone_is_said_plainly_and_removes_nothing() {
    let shelf = Shelf::start(copies(5), [(2001, THEN)], 10).await;
    let (app, ana) = linked(&shelf, ", username: \"Vera\"").await;
    let problem = async || app.data_as(&ana, "{ viewer { accounts { problem } } }").await["viewer"]["accounts"][0]["problem"].to_string();
    shelf.set(|inside| {
        inside.hidden.insert("collection");
        inside.wants.push((2002, THEN + 5));
    });
    let message = sync(&app, &ana).await;
    assert!(message.contains("wants: 1 new"), "the other list is read all the same: {message}");
    assert!(problem().await.contains("the collection is private at Discogs: make it public there"), "{}", problem().await);
    assert_eq!(app.lines(STORED).await, held(&shelf, false));
    shelf.set(|inside| inside.hidden = ["wants"].into());
    sync(&app, &ana).await;
    assert!(problem().await.contains("the wantlist is private"), "{}", problem().await);
    assert_eq!(app.number("select count(*) from wantlist_items").await, 2);
    shelf.set(|inside| inside.is_gone = true);
    sync(&app, &ana).await;
    assert!(problem().await.contains("Discogs refused: it has nobody of that name any more"), "{}", problem().await);
    shelf.set(|inside| (inside.is_gone, inside.hidden) = (false, [].into()));
    sync(&app, &ana).await;
    assert_eq!(problem().await, "null");
    assert_eq!((app.lines(STORED).await, app.number("select count(*) from wantlist_items").await), (held(&shelf, false), 2));
}

/// The house's token is somebody's: what they show to nobody else is not for everybody here.
#[tokio::test]
async fn nobody_reads_the_private_list_of_whom_the_houses_token_belongs_to() {
    let shelf = Shelf::start(copies(5), [], 10).await;
    shelf.set(|inside| {
        inside.hidden.insert("collection");
        inside.house = "vera";
    });
    let (app, _) = linked(&shelf, ", username: \"Vera\"").await;
    assert_eq!(app.number("select count(*) from collection_copies").await, 0);
    let lists: Vec<_> = shelf.asked().into_iter().filter(|(path, ..)| path.starts_with("/users/Vera/")).collect();
    assert!(lists.len() >= 2 && lists.iter().all(|(.., authorization)| authorization.is_empty()), "{lists:?}");
    let names: Vec<_> = shelf.asked().into_iter().filter(|(path, ..)| path == "/users/Vera").collect();
    assert!(names.iter().all(|(.., authorization)| authorization.contains(DISCOGS_TOKEN)), "{names:?}");
}

#[tokio::test]
async fn a_collection_that_changes_while_it_is_read_is_neither_lost_nor_doubled() {
    // While pages are read one copy is sold and another bought: as many as before, and every page has moved.
    let shelf = Shelf::start(copies(60), [], 10).await;
    let mut pages = 0;
    shelf.set_changing(move |inside| {
        pages += 1;
        if pages == 2 || pages == 4 {
            inside.copies.remove(3);
            inside.copies.push(Copy(5000 + pages, 5000 + pages, 1, THEN + 100_000 + pages));
        }
    });
    let (app, ana) = linked(&shelf, ", username: \"Vera\"").await;
    assert_eq!(app.lines(STORED).await, held(&shelf, false), "{}", said(&app).await);
    assert_eq!(app.lines(ITEMS).await, items(&shelf, false));
    assert_eq!(shelf.pages(), 12, "it was read anew");

    // What is only added comes at the end of the same walk.
    let mut at = 0;
    shelf.set_changing(move |inside| {
        at += 1;
        if at <= 6 {
            inside.copies.extend((0..3).map(|n| Copy(6000 + at * 10 + n, 6000 + at * 10 + n, 1, THEN + 200_000 + at)));
        }
    });
    let before = shelf.pages();
    let message = sync(&app, &ana).await;
    assert!(message.contains("copies: 18 new, 0 updated, 0 removed, 60 unchanged"), "{message}");
    assert_eq!((app.lines(STORED).await, shelf.pages() - before), (held(&shelf, false), 8));

    // One that never stands still is stored as far as it was met, nothing is removed, and the person is told.
    shelf.set_changing(|inside| {
        inside.copies.remove(0);
    });
    sync(&app, &ana).await;
    let problem = app.data_as(&ana, "{ viewer { accounts { problem } } }").await["viewer"]["accounts"][0]["problem"].to_string();
    assert!(problem.contains("the collection changed every time that it was read"), "{problem}");
    assert_eq!(app.lines(STORED).await.len(), 78);
    shelf.set_changing(|_| {});
    sync(&app, &ana).await;
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, false), items(&shelf, false)));
}

#[tokio::test]
async fn too_many_questions_are_waited_out() {
    let shelf = Shelf::start(copies(25), [], 10).await;
    shelf.fail([429, 429, 500, 502]);
    let (app, _) = linked(&shelf, ", username: \"Vera\"").await;
    assert_eq!(app.lines(STORED).await, held(&shelf, false), "{}", said(&app).await);
    assert_eq!(app.number("select count(*) from job_runs where state = 'failed'").await, 0);
}

#[tokio::test]
async fn people_do_not_wait_for_somebodys_collection_and_see_what_is_still_to_come() {
    let shelf = Shelf::start((0..120).map(|n| Copy(1000 + n, n, 1, THEN + n)), [(1119, THEN), (7, THEN)], 100).await;
    shelf.set(|inside| inside.lost.extend([7, 1000]));
    let app = TestApp::at(&shelf.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    let held_back = shelf.hold_releases().await;
    app.data_as(&ana, &link(", username: \"Vera\"")).await;
    let ordered = "select count(*) from job_runs where job = 'fetch_release'";
    until(&app.app, "everything is ordered", || async { app.number(ordered).await == 121 }).await;
    let query = "{ viewer { collection { totalCount pending } wantlist { totalCount pending } } }";
    let before = app.data_as(&ana, query).await["viewer"].clone();
    assert_eq!(before, json!({"collection": {"totalCount": 0, "pending": 120}, "wantlist": {"totalCount": 0, "pending": 2}}));
    let urgent = "select count(*) from job_runs where job = 'fetch_release' and priority = 0";
    assert_eq!(app.number(urgent).await, 0);
    // Ben looks at one of the last of them, while eight wait for an answer and a hundred behind these.
    let ben = app.person("ben@example.org").await;
    let look = tokio::spawn({
        let url = app.serve().await;
        async move { post(&url, "{ release(by: {discogsId: 1118}) { title } }").await }
    });
    until(&app.app, "his look goes first", || async { app.number(urgent).await == 1 }).await;
    drop(held_back);
    assert_eq!(look.await.unwrap()["data"]["release"]["title"], "Record 1118");
    settled(&app).await;
    let order: Vec<String> = shelf.asked().into_iter().map(|(path, ..)| path).filter(|path| path.starts_with("/releases/")).collect();
    let his = order.iter().position(|path| path == "/releases/1118").unwrap();
    assert!(his <= 9, "{his} were asked for before his");
    let after = app.data_as(&ana, query).await["viewer"].clone();
    assert_eq!(after, json!({"collection": {"totalCount": 119, "pending": 0}, "wantlist": {"totalCount": 1, "pending": 0}}));
    assert_eq!(app.data_as(&ben, query).await["viewer"]["collection"], json!({"totalCount": 0, "pending": 0}));
}

#[tokio::test]
async fn what_the_person_says_about_their_wantlist_stays() {
    let shelf = Shelf::start([], [(2001, THEN), (2002, THEN), (2003, THEN), (2004, THEN)], 10).await;
    let (app, ana) = linked(&shelf, ", username: \"Vera\"").await;
    let id = async |discogs_id: i64| app.number(&format!("select id from releases where discogs_id = {discogs_id}")).await;
    let price = "maxPrice: {amount: \"30\", currency: \"EUR\"}";
    let add = format!(
        "mutation {{ addToWantlist(input: {{releaseId: \"release:{}\", {price}}}) {{ status item {{ id source }} }} }}",
        id(2002).await
    );
    let added = app.data_as(&ana, &add).await["addToWantlist"].clone();
    assert_eq!(
        (&added["status"], &added["item"]["source"]),
        (&json!("UPDATED"), &json!("manual")),
        "it was there from Discogs, and is theirs now"
    );
    let item = app.number(&format!("select id from wantlist_items where release_id = {}", id(2003).await)).await;
    let remove = format!("mutation {{ removeFromWantlist(input: {{itemId: \"wantlist:{item}\"}}) {{ status }} }}");
    assert_eq!(app.data_as(&ana, &remove).await["removeFromWantlist"]["status"], "REMOVED");
    sync(&app, &ana).await;
    assert_eq!(
        app.lines(WANTED).await,
        ["(2001,discogs,)", "(2002,manual,30.0000)", "(2004,discogs,)"],
        "what was taken off here stays off"
    );
    shelf.set(|inside| inside.wants.retain(|want| want.0 == 2004 || want.0 == 2003));
    sync(&app, &ana).await;
    assert_eq!(app.lines(WANTED).await, ["(2002,manual,30.0000)", "(2004,discogs,)"], "what is theirs stays");
    // Wanted there once more, after it was not: it is wanted.
    shelf.set(|inside| inside.wants = vec![(2004, THEN)]);
    sync(&app, &ana).await;
    shelf.set(|inside| inside.wants = vec![(2003, THEN), (2004, THEN)]);
    sync(&app, &ana).await;
    assert_eq!(app.lines(WANTED).await, ["(2002,manual,30.0000)", "(2003,discogs,)", "(2004,discogs,)"]);
    let unlink = "mutation { unlinkAccount(input: {service: DISCOGS}) { status } }";
    assert_eq!(app.data_as(&ana, unlink).await["unlinkAccount"]["status"], "UNLINKED");
    assert_eq!(app.lines(WANTED).await, ["(2002,manual,30.0000)"]);
}

#[tokio::test]
async fn nobody_sees_what_somebody_else_owns_and_unlinking_forgets_it() {
    let shelf = Shelf::start(copies(12), [(2001, THEN)], 10).await;
    let (app, ana) = linked(&shelf, ", username: \"Vera\"").await;
    let ben = app.person("ben@example.org").await;
    let item =
        app.data_as(&ana, "{ viewer { collection(first: 1) { nodes { id } } } }").await["viewer"]["collection"]["nodes"][0]["id"].clone();
    let node = format!("{{ node(id: {item}) {{ id ... on CollectionItem {{ copies }} }} }}");
    assert_eq!(app.data_as(&ana, &node).await["node"]["id"], item);
    assert_eq!((app.data_as(&ben, &node).await, app.data(&node).await), (json!({"node": null}), json!({"node": null})));
    let query = "{ viewer { collection { totalCount pending } wantlist { totalCount } accounts { username } } }";
    let nothing = json!({"collection": {"totalCount": 0, "pending": 0}, "wantlist": {"totalCount": 0}, "accounts": []});
    assert_eq!((app.data_as(&ben, query).await["viewer"].clone(), app.data(query).await), (nothing.clone(), json!({"viewer": null})));
    for mutation in [link(", username: \"Vera\""), "mutation { syncListening(input: {service: DISCOGS}) { run { id } } }".to_owned()] {
        assert_eq!(app.ask(&mutation).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{mutation}");
    }
    let sync = "mutation { syncListening(input: {service: DISCOGS}) { run { id } } }";
    assert_eq!(app.data_as(&ben, sync).await["syncListening"]["run"], Value::Null);
    let unlink = "mutation { unlinkAccount(input: {service: DISCOGS}) { status } }";
    assert_eq!(app.data_as(&ben, unlink).await["unlinkAccount"]["status"], "NOT_LINKED");
    assert_eq!(app.data_as(&ana, query).await["viewer"]["collection"]["totalCount"], 10);
    // What came from a file is not Discogs' to take along.
    app.batch(
        "insert into collection_copies (user_id, source, discogs_id, instance, added_at) values (1, 'csv', 1002, 1, now());
        select settle_collections(1, '{1002}', now())",
    )
    .await;
    assert_eq!(app.data_as(&ana, query).await["viewer"]["collection"]["totalCount"], 10, "each pressing once");
    assert_eq!(app.data_as(&ana, unlink).await["unlinkAccount"]["status"], "UNLINKED");
    let left = json!({"collection": {"totalCount": 1, "pending": 0}, "wantlist": {"totalCount": 0}, "accounts": []});
    assert_eq!(app.data_as(&ana, query).await["viewer"], left);
    assert_eq!(app.number("select count(*) from collection_copies where source = 'discogs'").await, 0);
    assert_eq!(app.number("select count(*) from wanted_releases").await, 0);
}

#[tokio::test]
async fn whoever_consents_at_discogs_comes_back_linked() {
    let shelf = Shelf::start(copies(12), [], 10).await;
    shelf.set(|inside| inside.hidden.extend(["collection", "wants"]));
    let consumer: Vec<(&str, &str)> = CONSUMER.into_iter().chain([("PUBLIC_URL", "http://vinilogy.example.org")]).collect();
    let app = TestApp::at(&shelf.url, &consumer).await.working();
    let ana = app.person("ana@example.org").await;
    let answer = app.data_as(&ana, &link("")).await["linkAccount"].clone();
    assert_eq!(answer["status"], "AUTHORIZE");
    assert_eq!(answer["authorizeUrl"], format!("{}oauth/authorize?oauth_token=requestTOKEN", shelf.url));
    let door = app.serve().await;
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let back = async |query: &str| {
        let url = door.join(&format!("/auth/discogs/callback?{query}")).unwrap();
        let answer = browser.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    assert!(back("oauth_token=another&oauth_verifier=theVERIFIER").await.contains("link_problem=expired"));
    assert_eq!(back("oauth_token=requestTOKEN&oauth_verifier=theVERIFIER").await, "http://vinilogy.example.org/account?linked=discogs");
    assert!(back("oauth_token=requestTOKEN&oauth_verifier=theVERIFIER").await.contains("link_problem=expired"), "it works once");
    settled(&app).await;
    assert_eq!(app.data_as(&ana, "{ viewer { accounts { username } } }").await["viewer"]["accounts"], json!([{"username": "Vera"}]));
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, true), items(&shelf, true)));
    let dump = "select to_jsonb(j)::text from job_runs as j union all select to_jsonb(a)::text from linked_accounts as a";
    let stored = app.lines(dump).await.concat();
    for secret in [CONSENT.0, CONSENT.1, "requestSECRET", "theVERIFIER", "theCONSUMERsecret"] {
        assert!(!stored.contains(secret), "{secret} is stored in the clear");
    }
    assert!(app.data_as(&ana, &link("")).await["linkAccount"]["authorizeUrl"].is_string());
    assert!(back("denied=requestTOKEN").await.contains("link_problem=denied"));
    app.data_as(&ana, &link("")).await;
    assert!(back("oauth_token=requestTOKEN&oauth_verifier=wrong").await.contains("link_problem=refused"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_worker_goes_on_where_it_was() {
    let shelf = Shelf::start(copies(60), [(2001, THEN)], 10).await;
    let url: SecretString = database::fresh().await;
    let sql = "insert into users (email, password_hash) values ('ana@example.org', 'x');
        insert into linked_accounts (user_id, service, username, linked_at) values (1, 'discogs', 'Vera', now());";
    database::connect(&url).await.batch_execute(sql).await.unwrap();
    let app = TestApp::over(url.clone(), &shelf.url, &[]).await;
    assert_eq!(vinilogy::collections::discogs::order_all(&app.app).await.unwrap().len(), 1);
    let house = Surroundings::new(&url, &shelf.url, &[]);
    let mut first = house.start(&["worker"]);
    until_process("some pages are stored", || async { shelf.pages() >= 3 }).await;
    let held_back = shelf.hold().await;
    first.kill().await;
    drop(held_back);
    let kept = app.number("select count(*) from collection_copies").await;
    assert!((10..60).contains(&kept), "{kept}");
    let mut second = house.start(&["worker"]);
    until_process("everything is fetched", || async { app.number(OPEN).await == 0 }).await;
    second.kill().await;
    assert_eq!((app.lines(STORED).await, app.lines(ITEMS).await), (held(&shelf, false), items(&shelf, false)));
    assert!(shelf.pages() <= 8, "only the page on its way was asked for again: {}", shelf.pages());
    assert!(said(&app).await.contains("0 removed"), "{}", said(&app).await);
    assert_eq!(app.lines(WANTED).await, ["(2001,discogs,)"]);
}
