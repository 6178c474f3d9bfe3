//! `vinilogy match`: two names, or a file of pairs; without a database.

use std::io::Write;
use std::path::PathBuf;

use super::run::vinilogy;

#[test]
fn two_names_are_answered_in_a_line() {
    for (arguments, answer) in [
        (["match", "artist", "The Beatles", "Beatles, The"], "same\t1.000\tnormal form"),
        (["match", "artist", "Muse", "Fuse"], "different\t0.000\tdifferent"),
        (["match", "album", "Danzig", "Danzig 4"], "different\t0.000\tother number"),
        (["match", "album", "OK Computer", "OK Computer (Remastered)"], "same\t0.900\tedition"),
    ] {
        let done = vinilogy(&arguments, &[]);
        assert_eq!((done.out.trim_end(), done.code), (answer, Some(0)), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn a_file_is_answered_line_by_line_and_in_order() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(
        "why\tb\ta\tb_service\ta_service\r\nx\tNirvana (2)\t\"Nirvana\"\tdiscogs\tlastfm\nx\tNirvana\tNirvana (2)\tdiscogs\tdiscogs\n"
            .as_bytes(),
    )
    .unwrap();
    let done = vinilogy(&["match", "artist", "--tsv", file.path().to_str().unwrap()], &[]);
    assert_eq!(
        done.out, "\"Nirvana\"\tNirvana (2)\t1\t0.650\tnormal form\nNirvana (2)\tNirvana\t0\t0.000\tdiscogs number\n",
        "{}",
        done.err
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"left\tright\nx\ty\n").unwrap();
    let path = file.path().to_str().unwrap();
    for (arguments, complaint) in [
        (vec!["match", "artist", "--tsv", path], "the header has no column a or no column b; it has left, right"),
        (vec!["match", "artist", "--tsv", "/nowhere.tsv"], "/nowhere.tsv cannot be read"),
        (vec!["match", "label", "a", "b"], "invalid value 'label'"),
        (vec!["match", "artist", "a"], "required arguments"),
    ] {
        let done = vinilogy(&arguments, &[]);
        assert_ne!(done.code, Some(0), "{arguments:?}");
        assert!(done.err.contains(complaint), "{arguments:?}: {}", done.err);
    }
}

/// The pairs beside the project, where they are: all of them right, and of three kinds not one wrong.
#[test]
fn the_sample_of_labelled_pairs_is_matched() {
    let shared = std::env::var_os("VINILOGY_SHARED").map(PathBuf::from).into_iter();
    let beside = ["../shared", "../../shared"].map(|path| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path));
    let Some(sample) = shared.chain(beside).map(|folder| folder.join("matching/sample.tsv")).find(|file| file.exists()) else {
        eprintln!("no labelled pairs beside the project: none read");
        return;
    };
    let text = std::fs::read_to_string(&sample).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|column| *column == name).unwrap();
    let (kind, same, why) = (column("kind"), column("same"), column("why"));
    for wanted in ["artist", "album"] {
        let done = vinilogy(&["match", wanted, "--tsv", sample.to_str().unwrap()], &[]);
        let answers: Vec<&str> = done.out.lines().map(|line| line.split('\t').nth(2).unwrap()).collect();
        assert_eq!(answers.len(), rows.len() - 1, "one line a pair: {}", done.err);
        let (mut right, mut hits, mut wrong) = (0, 0, Vec::new());
        for (row, answer) in rows[1..].iter().zip(&answers).filter(|(row, _)| row[kind] == wanted) {
            match (row[same], *answer) {
                (truth, answer) if truth == answer => right += 1,
                _ => wrong.push(format!("{} and {} [{}]", row[1], row[2], row[why])),
            }
            hits += 1;
        }
        eprintln!("{right} of {hits} labelled pairs of {wanted}s right");
        assert!(wrong.len() * 50 <= hits, "{wrong:?}");
    }
}
