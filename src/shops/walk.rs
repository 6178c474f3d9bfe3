//! Walking through a list whose rows may move while it is read: each is met at least once, or the list is walked again.

use serde::{Deserialize, Serialize};

/// A list whose rows keep moving is walked so often; then what was met is kept, and nothing is taken for gone.
const MOST_WALKS: i32 = 3;

/// How far a walk has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    pub offset: i64,
    /// From 1.
    pub number: i32,
    /// How many rows there were when it began.
    began_with: Option<i64>,
    /// Rows that could not be read.
    unread: i64,
}

/// A page of a list, as far as walking goes.
#[derive(Clone, Copy, Debug)]
pub struct Came {
    pub rows: i64,
    pub unread: i64,
    pub count: Option<i64>,
    pub has_next: bool,
    /// The most that a page holds.
    pub most: i64,
}

/// Where to go from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// To the next page.
    Page(Walk),
    /// The list ends here; how many rows were met decides.
    End { came: Option<i64>, walk: Walk },
}

/// What a walk was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Everything was met: what was not is gone.
    Whole,
    /// Rows have moved: once more.
    Again(Walk),
    /// They keep moving, or some could not be read: nothing is taken for gone.
    Partial,
}

impl Default for Walk {
    fn default() -> Self {
        Self { offset: 0, number: 1, began_with: None, unread: 0 }
    }
}

impl Walk {
    pub fn onward(&self, page: Came) -> Onward {
        let began_with = if self.offset == 0 { page.count } else { self.began_with };
        let walk = Self { offset: self.offset + page.rows, began_with, unread: self.unread + page.unread, ..*self };
        // A page may be shorter than asked for, and the word that there are more may be missing.
        let has_more = page.rows > 0 && page.count.map_or(page.has_next || page.rows >= page.most, |count| walk.offset < count);
        if has_more { Onward::Page(walk) } else { Onward::End { came: page.count, walk } }
    }

    /// Of a walk at its end that has met so many rows, where so many were said to be.
    pub fn worth(&self, met: i64, count: Option<i64>) -> Worth {
        // Where nobody says how many there are, none was met twice if as many were met as came.
        let has_met_all = met + self.unread == count.unwrap_or(self.offset);
        if has_met_all && self.began_with == count {
            return if self.unread == 0 { Worth::Whole } else { Worth::Partial };
        }
        if self.number >= MOST_WALKS {
            return Worth::Partial;
        }
        Worth::Again(Self { number: self.number + 1, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: i64, count: Option<i64>, has_next: bool) -> Came {
        Came { rows, unread: 0, count, has_next, most: 50 }
    }

    #[test]
    fn a_list_ends_where_its_count_says_and_not_where_the_next_page_is_missing() {
        let walk = Walk::default();
        for (came, goes_on) in [
            (page(50, Some(120), true), true),
            (page(50, Some(120), false), true),
            (page(25, Some(120), false), true),
            (page(50, Some(50), true), false),
            (page(0, Some(120), true), false),
            (page(50, None, false), true),
            (page(20, None, true), true),
            (page(20, None, false), false),
        ] {
            assert_eq!(matches!(walk.onward(came), Onward::Page(_)), goes_on, "{came:?}");
        }
    }

    #[test]
    fn what_moved_is_walked_again_and_nothing_is_gone_that_nobody_could_read() {
        let ended = |came: Came| match Walk::default().onward(came) {
            Onward::End { came, walk } => (walk, came),
            Onward::Page(walk) => panic!("{walk:?}"),
        };
        let (walk, count) = ended(page(50, Some(50), false));
        assert_eq!(walk.worth(50, count), Worth::Whole);
        assert_eq!(walk.worth(49, count), Worth::Again(Walk { number: 2, ..Walk::default() }));
        assert_eq!(Walk { number: 3, ..walk.clone() }.worth(49, count), Worth::Partial);
        assert_eq!(walk.worth(50, Some(51)), Worth::Again(Walk { number: 2, ..Walk::default() }), "one came while it was read");
        let (walk, count) = ended(Came { unread: 1, ..page(50, Some(50), false) });
        assert_eq!(walk.worth(49, count), Worth::Partial);
        let (walk, count) = ended(page(20, None, false));
        assert_eq!((walk.worth(20, count), walk.worth(19, count)), (Worth::Whole, Worth::Again(Walk { number: 2, ..Walk::default() })));
    }
}
