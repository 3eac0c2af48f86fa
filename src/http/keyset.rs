//! Pages of a list by keyset: a page begins after a row, or ends before one, and one row more than was
//! asked for tells whether there is a neighbour.

use serde::{Deserialize, Serialize};

use super::{Error, cursor};
use crate::crypto::Secrets;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Next,
    Previous,
}

/// A page of a list with the cursors to its neighbours.
#[derive(Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    /// Rows of the list before the first of these.
    pub before: i64,
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// Which page was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub direction: Direction,
    /// Rows before the position and with it, or before it where the page ends.
    pub before: i64,
    /// Nothing stands before this page.
    pub is_first: bool,
    pub limit: i64,
    /// Cursors carry a MAC over this: the list, its filters and its order.
    pub scope: &'a str,
}

impl Asked<'_> {
    /// Makes the page of the rows that were read: `limit` and one more, in the order of the list.
    /// `position` says where a neighbour begins, or ends, by its row, its direction and the rows before.
    pub fn slice<T, P: Serialize>(
        self,
        secrets: &Secrets,
        mut rows: Vec<T>,
        position: impl Fn(&T, Direction, i64) -> P,
    ) -> Result<Slice<T>, Error> {
        let more = rows.len() as i64 > self.limit;
        let backwards = self.direction == Direction::Previous;
        if more && backwards {
            rows.remove(0);
        } else if more {
            rows.pop();
        }
        let count = rows.len() as i64;
        let before = if backwards { (self.before - count).max(0) } else { self.before };
        let has_next = backwards || more;
        let has_previous = if backwards { more } else { !self.is_first };
        let to = |row: Option<&T>, wanted: bool, direction, before| match row.filter(|_| wanted) {
            Some(row) => cursor::encode(secrets, self.scope, &position(row, direction, before)).map(Some),
            None => Ok(None),
        };
        Ok(Slice {
            next: to(rows.last(), has_next, Direction::Next, before + count)?,
            previous: to(rows.first(), has_previous, Direction::Previous, before)?,
            before,
            rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Neighbour = Option<(Direction, i64)>;

    /// The page of numbers up to 9 that begins after `from`, or ends before it, and what its cursors say.
    fn page(direction: Direction, from: i64) -> (Vec<i64>, i64, Neighbour, Neighbour) {
        let secrets = Secrets::new("s", None);
        let rows: Vec<i64> = match direction {
            Direction::Next => (from + 1..=9).take(4).collect(),
            Direction::Previous => (1..from).rev().take(4).collect::<Vec<_>>().into_iter().rev().collect(),
        };
        let before = if direction == Direction::Next { from } else { from - 1 };
        let asked = Asked { direction, before, is_first: from == 0, limit: 3, scope: "list" };
        let slice = asked.slice(&secrets, rows, |row, direction, _| (direction, *row)).unwrap();
        let read = |cursor: Option<String>| cursor.map(|c| cursor::decode(&secrets, "list", &c).unwrap());
        (slice.rows, slice.before, read(slice.previous), read(slice.next))
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        use Direction::{Next, Previous};
        assert_eq!(page(Next, 0), (vec![1, 2, 3], 0, None, Some((Next, 3))));
        assert_eq!(page(Next, 3), (vec![4, 5, 6], 3, Some((Previous, 4)), Some((Next, 6))));
        assert_eq!(page(Next, 6), (vec![7, 8, 9], 6, Some((Previous, 7)), None));
        assert_eq!(page(Next, 9), (vec![], 9, None, None));
        assert_eq!(page(Previous, 7), (vec![4, 5, 6], 3, Some((Previous, 4)), Some((Next, 6))));
        assert_eq!(page(Previous, 4), (vec![1, 2, 3], 0, None, Some((Next, 3))));
    }
}
