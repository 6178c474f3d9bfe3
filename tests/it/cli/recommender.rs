//! `vinilogy evaluate-recommender`: a file of plays in, the best artists out; without a database.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::run::vinilogy;

fn run(plays: &str, top: &str) -> (super::run::Said, String) {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("plays.tsv"), folder.path().join("best.tsv"));
    std::fs::write(&file, plays).unwrap();
    let done = vinilogy(&["evaluate-recommender", "--plays", file.to_str().unwrap(), "--top", top, "--out", out.to_str().unwrap()], &[]);
    (done, std::fs::read_to_string(&out).unwrap_or_default())
}

#[test]
fn everybody_gets_what_people_like_them_play_and_nothing_that_they_play() {
    // Two circles of twelve, which play six of their eight artists each; ids with gaps.
    let mut plays = String::from("plays\tuser\tartist\n");
    let mut played: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for user in 0..24_i64 {
        for turn in 0..6 {
            let artist = (user % 2) * 1000 + (user / 2 + turn) % 8;
            writeln!(plays, "{}\t{}\t{artist}", 100 - turn, user * 7).unwrap();
            played.entry(user * 7).or_default().insert(artist);
        }
    }
    let (done, best) = run(&plays, "2");
    assert_eq!(done.code, Some(0), "{}", done.err);
    let mut lines = best.lines();
    assert_eq!(lines.next(), Some("user\tartist\trank"));
    let mut ranks: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for line in lines {
        let fields: Vec<i64> = line.split('\t').map(|field| field.parse().unwrap()).collect();
        let [user, artist, rank] = fields[..] else { panic!("{line}") };
        assert!(!played[&user].contains(&artist), "{line}: is played");
        assert_eq!(artist / 1000, user / 7 % 2, "{line}: of the other circle");
        ranks.entry(user).or_default().push(rank);
    }
    assert_eq!(ranks.len(), 24);
    assert!(ranks.values().all(|ranks| ranks == &[1, 2]), "{ranks:?}");
}

#[test]
fn what_cannot_be_read_is_named() {
    for (plays, complaint) in [
        ("", "is empty: its first line names the columns"),
        ("user\tartist\n1\t2\n", "the header must name the columns user, artist and plays; it has user, artist"),
        ("user\tartist\tplays\n1\t2\t3\nx\t2\t3\n", "line 3: the user `x` is not a whole number"),
        ("user\tartist\tplays\n1\t2\t-3\n", "line 2: the plays `-3` are not a number from 0 on"),
        ("user\tartist\tplays\n1\t2\n", "line 2: the plays `` are not a number from 0 on"),
    ] {
        let (done, _) = run(plays, "5");
        assert_eq!(done.code, Some(1), "{plays:?}");
        assert!(done.err.contains(complaint), "{plays:?}: {}", done.err);
    }
}
