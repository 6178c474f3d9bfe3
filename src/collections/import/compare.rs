//! What of a file is new, compared with what was imported before.

use std::collections::{HashMap, HashSet};

use super::file::{Row, Told};
use crate::collections::held::{Copy, Want};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Added,
    Unchanged,
    /// That copy was in another folder, or is said to have been added at another time.
    Updated,
    /// It cannot be read.
    Failed,
}

/// The verdicts of a collection's rows, and the copies that are new or changed.
///
/// A file does not number the copies of one release. So a row first meets a stored copy that is the same, each once; a row
/// that meets none changes one that no row has met; what is left over is new. A copy that no row mentions stays.
pub fn copies(rows: &[Row], stored: &[Copy]) -> (Vec<Verdict>, Vec<Copy>) {
    let mut free: HashMap<i64, Vec<&Copy>> = HashMap::new();
    let mut last: HashMap<i64, i64> = HashMap::new();
    for copy in stored {
        free.entry(copy.discogs_id).or_default().push(copy);
        let last = last.entry(copy.discogs_id).or_default();
        *last = copy.instance.max(*last);
    }
    let mut take = |told: &Told, is_it: &dyn Fn(&Copy) -> bool| {
        let copies = free.get_mut(&told.discogs_id)?;
        let at = copies.iter().position(|copy| is_it(copy))?;
        Some(copies.remove(at))
    };
    let is_same = |told: &Told, copy: &Copy| {
        told.folder.as_ref().is_none_or(|folder| *folder == copy.folder) && (told.added_at.is_none() || told.added_at == copy.added_at)
    };
    let mut verdicts = vec![Verdict::Failed; rows.len()];
    for (row, verdict) in rows.iter().zip(&mut verdicts) {
        if let Ok(told) = &row.told
            && take(told, &|copy| is_same(told, copy)).is_some()
        {
            *verdict = Verdict::Unchanged;
        }
    }
    let mut changed = Vec::new();
    for (row, verdict) in rows.iter().zip(&mut verdicts) {
        let Ok(told) = &row.told else { continue };
        if *verdict == Verdict::Unchanged {
            continue;
        }
        // A copy of the same moment has moved to another folder; else any copy will do.
        let old = take(told, &|copy| told.added_at.is_some() && told.added_at == copy.added_at).or_else(|| take(told, &|_| true));
        *verdict = if old.is_some() { Verdict::Updated } else { Verdict::Added };
        let instance = old.map_or_else(
            || {
                let last = last.entry(told.discogs_id).or_default();
                *last += 1;
                *last
            },
            |old| old.instance,
        );
        let folder = told.folder.clone().or_else(|| old.map(|old| old.folder.clone())).unwrap_or_default();
        changed.push(Copy { discogs_id: told.discogs_id, instance, folder, added_at: told.added_at });
    }
    (verdicts, changed)
}

/// The verdicts of a wantlist's rows, and what is new of them. What is wanted twice is wanted once.
pub fn wants(rows: &[Row], stored: &[i64]) -> (Vec<Verdict>, Vec<Want>) {
    let mut known: HashSet<i64> = stored.iter().copied().collect();
    let mut new = Vec::new();
    let verdicts = rows.iter().map(|row| match &row.told {
        Err(_) => Verdict::Failed,
        Ok(told) if known.insert(told.discogs_id) => {
            new.push((told.discogs_id, None));
            Verdict::Added
        }
        Ok(_) => Verdict::Unchanged,
    });
    let verdicts = verdicts.collect();
    (verdicts, new)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn row(discogs_id: i64, folder: &str, day: Option<i64>) -> Row {
        let added_at = day.map(|day| DateTime::from_timestamp(day * 86_400, 0).expect("a day"));
        Row { line: 2, told: Ok(Told { discogs_id, folder: Some(folder.to_owned()), added_at }) }
    }

    /// A file after a file: what the second comes to.
    fn check(before: &[Row], after: &[Row], right: &[Verdict]) {
        let (_, stored) = copies(before, &[]);
        let (verdicts, _) = copies(after, &stored);
        assert_eq!(verdicts, right, "{after:?}");
    }

    #[test]
    fn a_copy_is_found_again_however_many_there_are() {
        use Verdict::{Added, Unchanged, Updated};
        let two = [row(1, "A", Some(1)), row(1, "A", Some(1))];
        check(&[], &two, &[Added, Added]);
        check(&two, &two, &[Unchanged, Unchanged]);
        check(&two, &[row(1, "A", Some(1)), row(1, "A", Some(1)), row(1, "A", Some(1))], &[Unchanged, Unchanged, Added]);
        check(&two, &[row(1, "B", Some(1)), row(1, "A", Some(1))], &[Updated, Unchanged]);
        check(&two, &[row(1, "A", None)], &[Unchanged]);
        check(&[row(1, "A", Some(1)), row(1, "A", Some(2))], &[row(1, "B", Some(2)), row(2, "A", Some(1))], &[Updated, Added]);
        let (_, changed) = copies(&[row(1, "B", Some(2))], &copies(&[row(1, "A", Some(1)), row(1, "A", Some(2))], &[]).1);
        assert_eq!(changed[0].instance, 2, "the one of that day has moved");
        let bad = Row { line: 3, told: Err("no".to_owned()) };
        let mixed = [row(7, "", None), bad, row(7, "", None)];
        assert_eq!(wants(&mixed, &[]), (vec![Added, Verdict::Failed, Unchanged], vec![(7, None)]));
        assert_eq!(wants(&mixed, &[7]).0, [Unchanged, Verdict::Failed, Unchanged]);
    }
}
