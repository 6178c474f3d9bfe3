//! Refresh tokens: each works once, two tabs are one person, and a copy ends it all.

use chrono::TimeDelta;

use crate::graphql::stage::empty;
use crate::support::app::TestApp;
use crate::support::door::{Door, Tokens, refresh, sign_up, status, tokens};

async fn signed_up(app: &TestApp) -> Tokens {
    tokens(&app.data(&sign_up("ana@example.org")).await)
}

async fn became(app: &TestApp, token: &str) -> String {
    status(&app.data(&refresh(token)).await).to_owned()
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_for_the_next() {
    let app = empty().await;
    let first = signed_up(&app).await;
    let second = tokens(&app.data(&refresh(&first.refresh)).await);
    assert!(first.refresh != second.refresh && first.access != second.access);
    let third = tokens(&app.data(&refresh(&second.refresh)).await);
    assert_eq!(app.number("select count(*) from sessions").await, 1, "it is one session");
    let stored = app.lines("select * from refresh_tokens").await.join(" ");
    for token in [&first.refresh, &second.refresh, &third.refresh] {
        assert!(!stored.contains(token.as_str()), "what is stored is of no use to whoever reads it");
    }
    for wrong in ["", "x", "vin_x", &first.access] {
        assert_eq!(became(&app, wrong).await, "INVALID", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_that_refresh_together_both_stay_signed_in() {
    let app = empty().await;
    let first = signed_up(&app).await;
    let query = refresh(&first.refresh);
    let tabs = futures::future::join_all((0..5).map(|_| app.data(&query))).await;
    let mut tabs: Vec<Tokens> = tabs.iter().map(tokens).collect();
    for _ in 0..2 {
        app.app.clock.advance(TimeDelta::minutes(10));
        for tab in &mut tabs {
            *tab = tokens(&app.data(&refresh(&tab.refresh)).await);
        }
    }
    assert_eq!(app.number("select count(*) from sessions where revoked_at is null").await, 1);
}

#[tokio::test]
async fn a_copy_that_comes_later_ends_the_session_for_everybody() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let first = signed_up(&app).await;
    let elsewhere = tokens(&app.data(&crate::support::door::sign_in("ana@example.org", crate::support::app::PASSWORD)).await);
    let second = tokens(&app.data(&refresh(&first.refresh)).await);
    app.app.clock.advance(TimeDelta::seconds(25));
    let within = tokens(&app.data(&refresh(&first.refresh)).await);
    app.app.clock.advance(TimeDelta::seconds(6));
    assert_eq!(door.ask(&second.access, "{ viewer { email } }").await.status, 200);
    assert_eq!(became(&app, &first.refresh).await, "REUSED");
    for token in [&second.refresh, &within.refresh] {
        assert_eq!(became(&app, token).await, "INVALID", "whoever has it, has it no longer");
    }
    assert_eq!(became(&app, &first.refresh).await, "REUSED");
    for token in [&first.access, &second.access, &within.access] {
        let answer = door.ask(token, "{ viewer { email } }").await;
        assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "access ends at once");
    }
    assert_eq!(became(&app, &elsewhere.refresh).await, "REFRESHED", "another sign-in is another family");
}

#[tokio::test]
async fn a_session_that_nobody_prolongs_is_over() {
    let app = empty().await;
    let first = signed_up(&app).await;
    app.app.clock.advance(TimeDelta::days(59));
    let second = tokens(&app.data(&refresh(&first.refresh)).await);
    app.app.clock.advance(TimeDelta::days(59));
    let third = tokens(&app.data(&refresh(&second.refresh)).await);
    assert_eq!(app.number("select count(*) from refresh_tokens").await, 2, "what has expired is not kept");
    app.app.clock.advance(TimeDelta::days(60));
    assert_eq!(became(&app, &third.refresh).await, "EXPIRED");
    app.data(&crate::support::door::sign_in("ana@example.org", crate::support::app::PASSWORD)).await;
    assert_eq!(app.number("select count(*) from sessions").await, 1);
}

#[tokio::test]
async fn signing_out_ends_one_session_or_all_at_once() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let sign_in = crate::support::door::sign_in("ana@example.org", crate::support::app::PASSWORD);
    let (one, two, three) = (signed_up(&app).await, tokens(&app.data(&sign_in).await), tokens(&app.data(&sign_in).await));
    let out = |input: &str| format!("mutation {{ signOut(input: {{{input}}}) {{ status }} }}");
    let viewer = "{ viewer { email } }";

    assert_eq!(status(&app.data(&out("")).await), "INVALID", "nobody has no session");
    assert_eq!(status(&app.data(&out(&format!("refreshToken: {:?}", one.refresh))).await), "SIGNED_OUT");
    assert_eq!(status(&app.data(&out(&format!("refreshToken: {:?}", one.refresh))).await), "INVALID");
    assert_eq!(became(&app, &one.refresh).await, "INVALID");
    assert_eq!(door.ask(&one.access, viewer).await.status, 401);
    assert_eq!(door.ask(&two.access, viewer).await.body["data"]["viewer"]["email"], "ana@example.org");

    assert_eq!(status(&door.ask(&two.access, &out("")).await.body["data"]), "SIGNED_OUT");
    assert_eq!(door.ask(&two.access, viewer).await.status, 401);

    let four = tokens(&app.data(&sign_in).await);
    assert_eq!(status(&door.ask(&four.access, &out("everywhere: true")).await.body["data"]), "SIGNED_OUT");
    for tokens in [&three, &four] {
        assert_eq!(door.ask(&tokens.access, viewer).await.status, 401);
        assert_eq!(became(&app, &tokens.refresh).await, "INVALID");
    }
    let (five, six) = (tokens(&app.data(&sign_in).await), tokens(&app.data(&sign_in).await));
    assert_eq!(status(&app.data(&out(&format!("refreshToken: {:?}, everywhere: true", five.refresh))).await), "SIGNED_OUT");
    assert_eq!(door.ask(&six.access, viewer).await.status, 401);
}

#[tokio::test]
async fn a_used_refresh_token_signs_nobody_out_but_its_own_session() {
    let app = empty().await;
    let first = signed_up(&app).await;
    let second = tokens(&app.data(&refresh(&first.refresh)).await);
    let other = tokens(&app.data(&crate::support::door::sign_in("ana@example.org", crate::support::app::PASSWORD)).await);
    app.app.clock.advance(TimeDelta::minutes(1));
    let out = format!("mutation {{ signOut(input: {{refreshToken: {:?}, everywhere: true}}) {{ status }} }}", first.refresh);
    assert_eq!(status(&app.data(&out).await), "INVALID");
    assert_eq!(became(&app, &second.refresh).await, "INVALID", "it was a copy");
    assert_eq!(became(&app, &other.refresh).await, "REFRESHED");
}
